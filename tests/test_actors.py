"""Actors: the tables hold together, mentions are found whole, names and types follow the coding standard."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import actor_lexicon, actor_names, countries
from conflictdata.knowledge.actors import INTER_LABELS, ActorBase, ResolvedActor

DATA = Path(actor_lexicon.__file__).parent / "data"
KLASSES = {
    "military", "police", "government", "external", "rebel", "political_militia", "identity_militia", "gang",
    "unidentified_armed", "rioters", "protesters", "civilians", "weapon_platform", "organisation",
}  # fmt: skip


@pytest.fixture(scope="module")
def base() -> ActorBase:
    return ActorBase.load()


@pytest.fixture(scope="module")
def first(base: ActorBase) -> Callable[..., ResolvedActor]:
    """Resolve the first mention of a text for an event in a country on a day."""

    def resolve(text: str, country: str, day: str, role: str | None = None, last: bool = False) -> ResolvedActor:
        context = base.context(text, date.fromisoformat(day))
        mention = base.find(text, context)[-1 if last else 0]
        here = context.at(mention.start)
        return base.resolve(mention, country=country, when=date.fromisoformat(day), context=here, role=role)

    return resolve


# -- tables --------------------------------------------------------------------------------------------------------


def test_loads_quickly() -> None:
    started = time.process_time()
    ActorBase.load()
    assert time.process_time() - started < 1.0  # 0.25 s of processor time; benchmarks/actors.py measures it


def test_size(base: ActorBase) -> None:
    assert len(base.actors) >= 1200
    assert len(base.lexicon.aliases) >= 3500


def test_actor_rows_are_sound(base: ActorBase) -> None:
    known = {country.iso3 for country in countries.all()}
    names = [actor.name for actor in base.actors.values()]
    assert len(names) == len(set(names))
    for actor in base.actors.values():
        assert actor.klass in KLASSES, actor
        assert actor.inter in INTER_LABELS, actor
        assert actor.countries <= known, actor
        assert actor.parent is None or actor.parent in base.actors, actor
        assert actor.start is None or actor.end is None or actor.start < actor.end, actor
        days = [day for day, _ in actor.periods]
        assert days == sorted(set(days)), actor


def test_every_row_names_its_source() -> None:
    with (DATA / "actors.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            assert row["source"] and row["licence"], row


def test_a_shared_alias_can_be_told_apart(base: ActorBase) -> None:
    for form, ids in base.lexicon.aliases.items():
        actors = [base.actors[key] for key in ids]
        keys = {(actor.countries, actor.start, actor.end) for actor in actors}
        assert len(keys) == len(actors), f"{form}: same country and years for {ids}"


def test_no_alias_is_an_ordinary_word(base: ActorBase) -> None:
    for word in ("students", "movement", "front", "army", "the", "group", "union", "party", "us", "al", "is"):
        assert base.find(f"They saw {word} of it", None) == [] or base.find(f"They saw {word} of it")[0].kind != "named"


def test_regimes_follow_each_other() -> None:
    for iso3, rows in actor_names.regimes().items():
        assert countries.get(iso3) is not None
        for (start, end), (following, _) in pairwise(rows):
            assert start < following == end, iso3
        assert rows[-1][1] is None, iso3
    assert len(actor_names.regimes()) >= 195


def test_generic_forms() -> None:
    with (DATA / "generic_agents.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) >= 350
    assert {row["klass"] for row in rows} <= KLASSES | {"neutral", "skip"}


# -- state names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("branch", "country", "day", "unit", "name"),
    [
        ("Military", "SYR", "2015-06-01", None, "Military Forces of Syria (2000-2024)"),
        ("Military", "SYR", "2024-12-08", None, "Military Forces of Syria (2024-)"),
        ("Military", "MLI", "2012-06-01", None, "Military Forces of Mali (2012-2013)"),
        ("Police", "NPL", "2015-11-01", None, "Police Forces of Nepal (2015-2016)"),
        ("Military", "COD", "2010-01-01", None, "Military Forces of the Democratic Republic of Congo (2001-2019)"),
        ("Government", "USA", "2025-03-01", None, "Government of the United States (2025-)"),
        ("Police", "MEX", "2020-01-01", "National Guard", "Police Forces of Mexico (2018-) National Guard"),
        ("Military", "CMR", "2018-01-01", None, "Military Forces of Cameroon (1982-)"),
    ],
)
def test_state_actor(base: ActorBase, branch: str, country: str, day: str, unit: str | None, name: str) -> None:
    assert base.state_actor(branch, country, date.fromisoformat(day), unit) == name


def test_state_actor_rejects_an_unknown_country(base: ActorBase) -> None:
    with pytest.raises(KnowledgeError):
        base.state_actor("Military", "Atlantis", None)


@pytest.mark.parametrize(
    ("actor", "country", "day", "label"),
    [
        ("Taliban", "AFG", "2021-08-14", "Rebel group"),
        ("Taliban", "AFG", "2021-08-15", "State forces"),
        ("HTS: Hayat Tahrir al-Sham", "SYR", "2024-12-07", "Rebel group"),
        ("HTS: Hayat Tahrir al-Sham", "SYR", "2024-12-08", "State forces"),
        ("Rapid Support Forces", "SDN", "2023-04-14", "State forces"),
        ("Rapid Support Forces", "SDN", "2023-04-15", "Rebel group"),
        ("Hezbollah", "LBN", "2024-01-01", "Political militia"),
        ("Anti-Balaka", "CAF", "2014-01-01", "Identity militia"),
        ("Wagner Group", "MLI", "2022-01-01", "External/Other forces"),
    ],
)
def test_type_on_a_day(base: ActorBase, actor: str, country: str, day: str, label: str) -> None:
    assert base.inter_of(actor, country, date.fromisoformat(day)) == label


def test_inter_of_unknown(base: ActorBase) -> None:
    with pytest.raises(KnowledgeError):
        base.inter_of("Nobody", None, None)


# -- finding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malian soldiers fell back", [("Malian soldiers", "state", "military")]),
        ("Mali's army fell back", [("Mali's army", "state", "military")]),
        ("the army of Mali fell back", [("army of Mali", "state", "military")]),
        ("Syrian regime troops fell back", [("Syrian regime troops", "state", "military")]),
        ("Russian jets came", [("Russian jets", "state", "military")]),
        ("Suspected Boko Haram fighters came", [("Suspected Boko Haram fighters", "named", "rebel")]),
        ("members of the Taliban came", [("members of the Taliban", "named", "rebel")]),
        ("Hezbollah rockets came", [("Hezbollah rockets", "named", "political_militia")]),
        ("unidentified armed men came", [("unidentified armed men", "generic", "unidentified_armed")]),
        ("al Qaeda-linked militants came", [("al Qaeda-linked militants", "generic", "rebel")]),
        ("anti-Taliban fighters came", [("Taliban fighters", "generic", "rebel")]),
        ("student protesters came", [("student protesters", "generic", "protesters")]),
        ("police officers came", [("police officers", "state", "police")]),
        ("armed herders came", [("armed herders", "generic", "identity_militia")]),
        ("off-duty soldiers came", [("off-duty soldiers", "generic", "civilians")]),
        ("Israel struck the port", [("Israel", "country", "military")]),
        ("In Israel the port was struck", []),
        ("the Bangkok bombing", []),
        ("Guma Local Government Area", []),
        ("three Palestinians were killed", [("Palestinians", "generic", "civilians")]),
        ("the U.S.-led coalition came", [("U.S.-led coalition", "named", "external")]),
        ("a polish on the front of it is movement", []),
        ("Mr Front joined the Movement", []),
        ("Let us go on November 17 with more RAM and a USB stick", []),
        ("They waved White Flags and spoke of the Popular Will", []),
    ],
)
def test_find(base: ActorBase, text: str, expected: list[tuple[str, str, str]]) -> None:
    found = [(mention.text, mention.kind, mention.klass) for mention in base.find(text, base.context(text, None))]
    assert found == expected


def test_offsets_are_those_of_the_text(base: ActorBase) -> None:
    text = "Des « étudiants » à Bogotá: FARC dissidents, Séléka fighters and São Tomé’s army met ELN rebels."
    for mention in base.find(text):
        assert text[mention.start : mention.end] == mention.text
    starts = [mention.start for mention in base.find(text)]
    assert starts == sorted(starts)


def test_acronyms_keep_their_case(base: ActorBase) -> None:
    assert [m.kind for m in base.find("The RSF and the SDF fought.")] == ["named", "named"]
    assert base.find("rsf and sdf and is and us") == []


def test_short_acronym_needs_the_article(base: ActorBase) -> None:
    assert base.find("The AL won the match.") == []
    text = "Dhaka: the Awami League rallied. AL activists threw bricks in Bangladesh."
    names = [m.text for m in base.find(text, base.context(text, None)) if m.kind == "named"]
    assert names == ["Awami League", "AL activists"]


def test_empty_text(base: ActorBase) -> None:
    assert base.find("") == []
    assert base.find("...") == []


# -- resolving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "country", "day", "name", "inter"),
    [
        ("JNIM fighters came", "MLI", "2022-01-01", "JNIM: Group for Support of Islam and Muslims", "Rebel group"),
        ("IS militants came", "SYR", "2016-01-01", "Islamic State (Syria)", "Rebel group"),
        ("Islamic State fighters came", "EGY", "2016-01-01", "Islamic State Sinai Province", "Rebel group"),
        ("Islamic State came", "AFG", "2018-01-01", "Islamic State Khorasan Province (ISKP)", "Rebel group"),
        ("the Taliban came", "PAK", "2012-01-01", "TTP: Tehreek-i-Taliban Pakistan", "Rebel group"),
        ("Houthi rebels came", "YEM", "2015-01-01", "Houthi Movement - Ansarallah", "Rebel group"),
        (
            "Houthi rebels came", "YEM", "2020-01-01",
            "Military Forces of Yemen (2016-) Supreme Political Council", "State forces",
        ),
        ("the LNA came", "LBY", "2019-06-01", "Military Forces of Libya (2014-) Libyan National Army", "State forces"),
        ("Rwandan troops came", "COD", "2024-01-01", "Military Forces of Rwanda (1994-)", "External/Other forces"),
        ("the army came", "KEN", "2010-01-01", "Military Forces of Kenya (2002-2013)", "State forces"),
        ("gendarmes came", "MLI", "2015-01-01", "Police Forces of Mali (2013-2020) Gendarmerie", "State forces"),
        ("gunmen came", "NER", "2022-01-01", "Unidentified Armed Group (Niger)", "Political militia"),
        ("a gang came", "MEX", "2022-01-01", "Unidentified Gang (Mexico)", "Political militia"),
        ("armed herders came", "NGA", "2022-01-01", "Unidentified Communal Militia (Nigeria)", "Identity militia"),
        ("Fulani gunmen came", "NGA", "2022-01-01", "Fulani Ethnic Militia (Nigeria)", "Identity militia"),
        ("armed Pakam youths came", "SSD", "2022-01-01", "Pakam Clan Militia (South Sudan)", "Identity militia"),
        ("protesters came", "IND", "2022-01-01", "Protesters (India)", "Protesters"),
        ("a mob came", "IND", "2022-01-01", "Rioters (India)", "Rioters"),
        ("villagers came", "NER", "2022-01-01", "Civilians (Niger)", "Civilians"),
        ("UN peacekeepers came", "CAF", "2020-01-01", (
            "MINUSCA: United Nations Multidimensional Integrated Stabilization Mission in the Central African Republic"
            " (2014-)"
        ), "External/Other forces"),
        ("mutinous soldiers came", "MLI", "2012-03-21", "Mutiny of Military Forces of Mali (2002-2012)", "State forces"),
        ("Puntland forces came", "SOM", "2022-01-01", "Military Forces of Puntland (1998-)", "State forces"),
    ],
)  # fmt: skip
def test_resolve(first: Callable[..., ResolvedActor], text: str, country: str, day: str, name: str, inter: str) -> None:
    actor = first(text, country, day)
    assert (actor.name, actor.inter) == (name, inter)


def test_victims_carry_their_trade(first: Callable[..., ResolvedActor]) -> None:
    assert first("two farmers died", "NER", "2022-01-01").associates == ("Farmers (Niger)",)
    assert first("Dogon villagers died", "MLI", "2022-01-01").associates == ("Dogon Ethnic Group (Mali)",)


def test_role_decides_between_victims_and_attackers(first: Callable[..., ResolvedActor]) -> None:
    assert first("villagers came", "IND", "2022-01-01", "agent").inter == "Rioters"
    assert first("villagers came", "IND", "2022-01-01", "patient").inter == "Civilians"
    assert first("Fulani herders came", "NGA", "2022-01-01", "agent").name == "Fulani Ethnic Militia (Nigeria)"
    assert first("Fulani herders came", "NGA", "2022-01-01", "patient").name == "Civilians (Nigeria)"


def test_the_rebels_look_back(first: Callable[..., ResolvedActor]) -> None:
    actor = first("M23 fighters entered Sake. The rebels shot a man.", "COD", "2024-02-01")
    assert actor.name == "M23: March 23 Movement"
    text = "M23 fighters entered Sake. Residents fled. Later the rebels returned."
    resumed = first(text, "COD", "2024-02-01", last=True)
    assert resumed.name == "M23: March 23 Movement" and resumed.reason


def test_unknown_gunmen_are_nobody(first: Callable[..., ResolvedActor]) -> None:
    actor = first("M23 fighters left Sake before unknown gunmen", "COD", "2024-02-01", last=True)
    assert actor.name == "Unidentified Armed Group (Democratic Republic of Congo)" and actor.reason


def test_the_bomber_of_the_group_that_claims_the_attack(first: Callable[..., ResolvedActor]) -> None:
    told = "A suicide bomber struck a tea shop in Mogadishu. Al Shabaab claimed responsibility for the attack."
    assert first(told, "SOM", "2020-01-01").name == "Al Shabaab"
    silent = "A suicide bomber struck a tea shop in Mogadishu. Al Shabaab rules the next town."
    assert first(silent, "SOM", "2020-01-01").name == "Unidentified Armed Group (Somalia)"


def test_militants_before_the_only_group_named(first: Callable[..., ResolvedActor]) -> None:
    actor = first("Militants shot two men. The town fears Al Shabaab.", "KEN", "2020-01-01")
    assert actor.name == "Al Shabaab" and actor.confidence < 0.6
    two = first("Militants shot two men. The town fears Al Shabaab and Islamic State.", "SOM", "2020-01-01")
    assert two.name == "Unidentified Armed Group (Somalia)"


def test_police_of_a_governing_movement(first: Callable[..., ResolvedActor]) -> None:
    assert first("Taliban police came", "AFG", "2023-01-01").name == "Police Forces of Afghanistan (2021-)"


def test_one_acronym_many_groups(first: Callable[..., ResolvedActor]) -> None:
    assert first("ELN rebels came", "COL", "2020-01-01").actor_id == "eln"
    assert "Lebanon" in first("The SLA in Lebanon came", "LBN", "1995-01-01").name
    assert "Sudan" in first("The SLA in Sudan came", "SDN", "2005-01-01").name


def test_a_group_the_article_introduces(base: ActorBase) -> None:
    text = (
        "The Lakeside Liberation Front (LLFX) was not heard of. The Lakeside Liberation Front (LLF) shot two. LLF men."
    )
    context = base.context(text, None)
    mention = base.find(text, context)[-1]
    actor = base.resolve(mention, country="UGA", when=None, context=context)
    assert actor.name == "LLF: Lakeside Liberation Front"
    assert actor.inter == "Rebel group" and "not in the knowledge base" in actor.reason


def test_no_country_is_an_honest_guess(first: Callable[..., ResolvedActor], base: ActorBase) -> None:
    mention = base.find("troops came")[0]
    actor = base.resolve(mention, country=None, when=None, context=base.context("troops came", None))
    assert actor.name == "Unidentified Military Forces" and actor.confidence <= 0.3


def test_extra_table_adds_a_group(tmp_path: Path) -> None:
    header = "actor_id,name,acronym,aliases,klass,inter,inter_periods,countries,parent,start,end,source,licence,note"
    row = "quarry,QRY: Quarry Defence League,QRY,Quarrymen,political_militia,3,,NER,,2024,,ours,CC0,"
    path = tmp_path / "extra.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    base = ActorBase.load(path)
    assert base.find("The Quarrymen came")[0].ids == ("quarry",)


def test_missing_extra_table_is_reported(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError):
        ActorBase.load(tmp_path / "absent.csv")
