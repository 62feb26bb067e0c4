"""The actor base as users meet it: press names, the verb `actors`, its checks, a table of one's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import press_names
import pytest
from runs import shared_coder

from conflictdata import coding, config
from conflictdata.cli import main
from conflictdata.documents import Document
from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import actor_cards, actor_checks
from conflictdata.knowledge.actor_cards import Cards
from conflictdata.knowledge.actors import ActorBase

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEADER = "actor_id,name,acronym,aliases,klass,inter,inter_periods,countries,parent,start,end,source,licence,note"
GOOD = "quarry,QRY: Quarry Defence League,QRY,Quarrymen,political_militia,3,,NER,,2024,,own fieldwork,CC0,"


@pytest.fixture(scope="module")
def base() -> ActorBase:
    return ActorBase.load()


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """A table of one's own with the given rows."""

    def write(*rows: str, header: str = HEADER) -> Path:
        path = tmp_path / "mine.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


# -- what the base covers --------------------------------------------------------------------------------------------


def test_the_press_names_of_the_actors_of_ucdp_are_resolved(base: ActorBase) -> None:
    rows = press_names.rows()
    assert len({row["ucdp_name"] for row in rows}) == 565
    found = {id(row): press_names.resolves(base, row) for row in rows}
    assert sum(found.values()) >= 0.95 * len(rows)
    usual = {row["ucdp_name"]: row for row in reversed(rows)}  # the first press name of each is its usual one
    assert sum(found[id(row)] for row in usual.values()) >= 0.95 * len(usual)


def test_size() -> None:
    checked = actor_checks.examine()
    assert checked.actors >= 1500
    assert checked.aliases >= 5000


def test_the_bundled_tables_have_no_fault() -> None:
    assert [str(fault) for fault in actor_checks.check()] == []


@pytest.mark.parametrize(
    ("text", "country", "day", "actor"),
    [
        ("Nkunda's rebels attacked Sake in Congo.", "COD", "2008-10-28", "cndp"),
        ("Soldiers loyal to Kolingba attacked in the Central African Republic.", "CAF", "2001-05-28", "forsat"),
        ("Jaish ash-Sham and Faylaq al Rahman attacked in Syria.", "SYR", "2016-05-01", "rahman-corps"),
        ("Sinaloa drug cartel men attacked in Mexico.", "MEX", "2016-05-01", "sinaloa-cartel"),
        ("ASG bandits attacked in the Philippines.", "PHL", "2016-05-01", "abu-sayyaf"),
        ("Kurdistan Workers' Party members attacked in Turkey.", "TUR", "2016-05-01", "pkk"),
    ],
)
def test_names_in_other_spellings(base: ActorBase, text: str, country: str, day: str, actor: str) -> None:
    when = pd.Timestamp(day).date()
    context = base.context(text, when)
    found = [base.resolve(m, country=country, when=when, context=context).actor_id for m in base.find(text, context)]
    assert actor in found


def test_a_rebel_army_that_became_the_army_of_the_state(base: ActorBase) -> None:
    text = "The SPLA attacked a village in South Sudan."
    for day, name in (("2005-01-01", "SPLM/A"), ("2016-01-01", "Military Forces of South Sudan (2011-)")):
        when = pd.Timestamp(day).date()
        context = base.context(text, when)
        actor = base.resolve(base.find(text, context)[0], country="SSD", when=when, context=context)
        assert actor.name.startswith(name)


def test_the_places_of_an_article_tell_whose_acronym_it_is(base: ActorBase) -> None:
    text = "Two NPA rebels were killed in Bicol."
    assert [m.text for m in base.find(text, base.context(text, None))] == ["rebels"]
    assert [m.text for m in base.find(text, base.context(text, None, ("PHL",)))] == ["NPA rebels"]


# -- the verb --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["M23"], ["M23: March 23 Movement", "Rebel group", "COD", "2012-04 to ...", "UCDP GED"]),
        (["Military Forces of Syria"], ["(1971-2000)", "(2000-2024)", "(2024-)", "Syrian Arab Army", "Wikidata"]),
        (["Syrian army", "--on", "2010-01-01"], ["(2000-2024)"]),
        (["taliban"], ["State forces from 2021-08-15", "Rebel group"]),
        (["SDF"], ["QSD: Syrian Democratic Forces", "SDF: Social Democratic Front"]),
        (["SDF", "--country", "Cameroon"], ["Social Democratic Front"]),
        (["FARDC"], ["Military Forces of the Democratic Republic of Congo"]),
        (["gunmen"], ["Unidentified Armed Group"]),
        (["Tiv"], ["Tiv Ethnic Militia", "Nigeria"]),
        (["list", "--country", "MLI", "--type", "rebel"], ["jnim", "Rebel group"]),
    ],
)
def test_a_name_is_looked_up(words: list[str], parts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", *words]) == 0
    shown = capsys.readouterr().out
    for part in parts:
        assert part in shown


def test_what_does_not_fit_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "SDF", "--country", "CMR"]) == 0
    assert "Syrian Democratic Forces" not in capsys.readouterr().out
    assert main(["actors", "Military", "Forces", "of", "Syria", "--on", "2010-01-01"]) == 0
    assert "(2024-)" not in capsys.readouterr().out


def test_an_unknown_name_gives_near_ones_and_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "Al Shabbab"]) == 1
    said = capsys.readouterr().err
    assert "Al-Shabaab" in said and "actors.extra" in said
    assert main(["actors", "M23", "--on", "yesterday"]) == 2
    assert main(["actors", "list", "--country", "Atlantis"]) == 1
    assert main(["actors", "SDF", "--country", "FRA"]) == 1


def test_a_card_tells_parent_factions_and_succession() -> None:
    cards = Cards.load()
    for key, cells in cards.rows.items():
        if cells["parent"]:
            assert f"[{key}]" in cards.card(cells["parent"])
        if cells["succeeds"]:
            assert f"[{key}]" in cards.card(cells["succeeds"].split("|")[0])


def test_every_actor_has_a_card() -> None:
    cards = Cards.load()
    for key in cards.rows:
        assert cards.card(key).startswith(cards.rows[key]["name"])


# -- its checks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (GOOD.replace(",3,,NER", ",9,,NER"), "unknown inter '9'"),
        (GOOD.replace("political_militia", "army"), "unknown klass 'army'"),
        (GOOD.replace(",3,,NER", ",2,,NER"), "does not go with klass"),
        (GOOD.replace("NER", "NIG"), "unknown country 'NIG'"),
        (GOOD.replace("own fieldwork", ""), "no source"),
        (GOOD.replace("CC0", ""), "no licence"),
        (GOOD.replace(",2024,,", ",2024,2019,"), "ends (2019) before it starts (2024)"),
        (GOOD.replace(",2024,,", ",2024,2999,"), "lies in the future"),
        (GOOD.replace(",2024,,", ",May 2024,,"), "is no day"),
        (GOOD.replace(",3,,NER", ",3,2025-13-01:2,NER"), "is no day"),
        (GOOD.replace(",3,,NER", ",3,2025-01-01:3,NER"), "changes nothing"),
        (GOOD.replace(",3,,NER", ",3,2025-06-01:2|2025-01-01:3,NER"), "does not begin after"),
        (GOOD.replace(",NER,,", ",NER,nobody,"), "parent 'nobody' is no actor"),
        (GOOD.replace(",NER,,", ",NER,quarry,"), "comes back to itself"),
        (GOOD.replace("Quarrymen", "Quarrymen|Quarrymen"), "stands twice"),
        (GOOD.replace("Quarrymen", "gunmen"), "is an ordinary word"),
        (GOOD.replace("Quarrymen", "Nigeriens"), "is a country or its people"),
        (GOOD.replace("Quarrymen", "Hausa"), "is a people"),
        (GOOD.replace("Quarrymen", "ISWAP"), "also means islamic-state-west-africa"),
        (GOOD.replace("quarry,", "Quarry 1,"), "bad actor_id"),
        (GOOD + ",more", "more cells than columns"),
    ],
)
def test_every_fault_is_told_with_its_line(row: str, says: str, table: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    path = table(GOOD.replace("quarry,", "other,").replace("QRY", "OTH").replace("Quarry", "Other"), row)
    assert main(["actors", "check", str(path)]) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if says in line)
    assert line.startswith("mine.csv line 3: ")


def test_two_rows_of_one_id_and_a_missing_column(table: Callable[..., Path]) -> None:
    assert "stands in line 2 already" in str(actor_checks.check(table(GOOD, GOOD))[0])
    faults = actor_checks.check(table("a,b", header="actor_id,nmae"))
    assert any("'name' is missing" in str(fault) for fault in faults)
    assert any("no column 'nmae'" in str(fault) for fault in faults)


def test_a_sound_table_passes(table: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "check", str(table(GOOD))]) == 0
    assert "1 actors" in capsys.readouterr().out


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(HEADER.encode() + b"\n\xff\xfe\n")
    with pytest.raises(KnowledgeError, match=r"not UTF-8.*mine.csv line 2"):
        actor_checks.check(path)


# -- a table of one's own --------------------------------------------------------------------------------------------


def test_a_bad_table_is_refused_before_anything_is_coded(table: Callable[..., Path]) -> None:
    path = table(GOOD.replace("CC0", ""), GOOD.replace("NER", "NIG").replace("quarry,", "other,"))
    with pytest.raises(KnowledgeError, match=r"no licence .*more\).*line 2.*actors check"):
        ActorBase.load(path)


def test_a_row_of_ones_own_replaces_ours_whole(table: Callable[..., Path]) -> None:
    row = "m23,M23: My Own Name,M23,,rebel,2,,COD,,2012,,own fieldwork,CC0,"
    mine = ActorBase.load(table(row))
    assert mine.actors["m23"].name == "M23: My Own Name"
    text = "The March 23 Movement attacked in Congo."
    assert not [m for m in mine.find(text, mine.context(text, None)) if m.ids == ("m23",)]


def test_the_page_on_actors_of_ones_own_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = (DOCS / "extending.md").read_text(encoding="utf-8").split("## An actor")[1].split("\n## ")[0]
    rows = re.search(r"((?:    actor_id,.*\n)(?:    .*\n)+)", section)
    assert rows is not None
    monkeypatch.chdir(tmp_path)
    Path("my_actors.csv").write_text(re.sub(r"^    ", "", rows[1], flags=re.MULTILINE), encoding="utf-8")
    story = re.search(r"```json\n(.*?)```", section, re.DOTALL)
    assert story is not None
    Path("docs.jsonl").write_text(story[1], encoding="utf-8")
    commands = re.findall(r"^    conflictdata (.*)$", section, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["actors", "actors", "run"]
    for command in commands:
        assert main(command.split()) == 0, command
    events = pd.read_parquet("outputs/releases/fronts/v1/events.parquet")
    assert "FX: Front for Example" in {*events["actor1"], *events["actor2"]}


def test_listing_and_looking_up_take_ones_own_table(table: Callable[..., Path]) -> None:
    path = table(GOOD)
    assert "quarry" in actor_cards.listing("NER", "3", path)
    assert actor_cards.look_up("Quarrymen", extra=path).startswith("QRY: Quarry Defence League")


# -- names the tables do not have ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country", "actor"),
    [
        ("Al Shabbab militants attacked in Somalia.", "SOM", "al-shabaab"),
        ("Suspected Abu Sayaff gunmen attacked in the Philippines.", "PHL", "abu-sayyaf"),
        ("Gunmen from Lashkar-e-Tayiba attacked in India.", "IND", "let"),
        ("Members of the militant group Boko Harram attacked in Nigeria.", "NGA", "boko-haram"),
    ],
)
def test_a_name_spelt_almost_like_a_known_one(base: ActorBase, text: str, country: str, actor: str) -> None:
    context = base.context(text, None)
    found = [base.resolve(m, country=country, when=None, context=context) for m in base.find(text, context)]
    one = next(one for one in found if one.actor_id is not None)
    assert one.actor_id is not None and one.actor_id.startswith(actor)
    assert one.confidence <= 0.6 and "almost" in one.reason


@pytest.mark.parametrize(
    "text",
    [
        "Kidal rebels attacked in Mali.",
        "The Hezbolla coffee house in Lebanon was full.",
        "Al Shabbab militants attacked in Peru.",
        "Shabnam gunmen attacked in Somalia.",
    ],
)
def test_what_is_not_alike_enough_stays_unnamed(base: ActorBase, text: str) -> None:
    assert not [m for m in base.find(text, base.context(text, None)) if m.kind == "named"]


def test_an_exact_name_is_never_touched(base: ActorBase) -> None:
    text = "The militant group Boko Haram attacked in Nigeria."
    found = base.find(text, base.context(text, None))
    assert [m.text for m in found] == ["militant group", "Boko Haram"]


@pytest.mark.parametrize(
    "introduced",
    [
        "the Zubrian Liberation Front (ZLF)",
        "the ZLF (Zubrian Liberation Front)",
        "the Zubrian Liberation Front, or ZLF,",
        "the Zubrian Liberation Front, known by its acronym ZLF,",
    ],
)
def test_an_acronym_the_article_introduces(base: ActorBase, introduced: str) -> None:
    text = f"A spokesman for {introduced} spoke in Mali on Friday. ZLF fighters attacked a village on Monday."
    context = base.context(text, None)
    last = next(m for m in reversed(base.find(text, context)) if m.kind == "named")
    assert last.text == "ZLF fighters"
    assert base.resolve(last, country="MLI", when=None, context=context).name == "ZLF: Zubrian Liberation Front"


def test_herders_of_a_people_who_attack_are_its_militia() -> None:
    run = config.settings(config.compose())
    stage = coding.CodingStage(
        run.nlp, run.actors, run.gazetteer, run.ontology, run.coder, run.reader, date(2014, 5, 5)
    )
    text = "Fulani herdsmen attacked a village near Jos in Nigeria on Monday and killed six farmers."
    document = Document("herders", text, published=date(2014, 5, 5), published_source="metadata", language="en")
    (report,) = next(iter(shared_coder(stage).code([document]))).reports
    assert (report["sub_event_type"], report["actor1"]) == ("Attack", "Fulani Ethnic Militia (Nigeria)")
