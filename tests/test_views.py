"""The UCDP and PLOVER views: loading, deciding, and what a release of them holds."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from quality import plover

import conflictdata
from conflictdata import schema_enums
from conflictdata.errors import KnowledgeError, ReleaseError
from conflictdata.events.ucdp import ucdp_rows
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.knowledge.views import load_view
from conflictdata.releases.checks import check
from conflictdata.reports.statement_actors import named, sector

OWN = Path(__file__).parent / "corpus" / "plover_sentences.jsonl"
FLOORS = {"precision": 0.98, "recall": 0.96, "source": 0.96, "target": 0.91, "both": 0.91}
STANDARD = ("documents", "reports", "events", "actors", "impacts", "evidence", "rejects")


@pytest.fixture(scope="module")
def sentences() -> tuple[list[plover.Row], dict[str, list[plover.Row]]]:
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    return rows, plover.code(rows)


def test_own_sentences_hold_their_floors(sentences: tuple[list[plover.Row], dict[str, list[plover.Row]]]) -> None:
    figures = plover.score(*sentences)
    assert not {name: figures[name] for name, floor in FLOORS.items() if figures[name] < floor}


def test_own_sentences_show_every_category(sentences: tuple[list[plover.Row], dict[str, list[plover.Row]]]) -> None:
    rows, _ = sentences
    assert {row["gold"].get("event") for row in rows} - {None} == set(schema_enums.PLOVER_EVENTS)


def test_what_did_not_happen_is_no_statement(
    sentences: tuple[list[plover.Row], dict[str, list[plover.Row]]],
) -> None:
    rows, statements = sentences
    assert not [row["text"] for row in rows if not row["gold"] and statements[row["id"]]]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Chad demanded that Libya release its pilots.", "DEMAND"),
        ("Libya released three pilots from Chad on Friday.", "RETREAT"),
        ("Libya refused to release three pilots from Chad.", "REJECT"),
        ("Libya will release three pilots from Chad, officials said.", "AGREE"),
        ("Libya threatened to attack Chad.", "THREATEN"),
    ],
)
def test_the_outer_act_is_the_statement(text: str, event: str) -> None:
    found = plover.code([{"id": "d", "text": text}])["d"]
    assert [one["event"] for one in found] == [event]


def test_names_give_countries_and_sectors() -> None:
    assert [one.code for one in named("Tokyo and the U.N. told Burmese generals")] == ["JPN", "IGO", "MMR"]
    assert [one.code for one in named("President Museveni met James Scott")] == ["UGA"]
    assert sector("thousands of supporters of the president") == "CVL"
    assert sector("opposition leader") == "OPP" and sector("Nepalese police") == "COP"


def test_a_people_is_no_country_and_a_stance_is_its_subjects() -> None:
    texts = {
        "people": "Some ninety ethnic Albanians demonstrated on Tuesday in Belgrade, Serbia.",
        "stance": "Israel is opposed to French mediation in the talks, an aide said on Monday.",
    }
    found = plover.code([{"id": key, "text": text} for key, text in texts.items()])
    assert plover.side(found["people"][0], "source") == "SRB"
    assert plover.side(found["stance"][0], "source") == "ISR"


def test_a_view_inherits_the_ontology_it_extends() -> None:
    base, view = load_ontology("acled"), load_view("plover")
    inherited = load_ontology("plover")
    assert view is not None and set(base.acts) < set(view.words.acts) and load_view("acled") is None
    assert (inherited.version, inherited.rules) == (base.version, base.rules) and inherited.sha256 != base.sha256


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("to: DEMAND", "to: DEMANDS", "decides for 'DEMANDS'"),
        ("mode: violence", "mode: violent", "gives the mode 'violent'"),
        ('"act:investigate"', '"act:snoop"', "asks for 'act:snoop'"),
        ("table: plover", "table: plovers", "writes the table 'plovers'"),
        ("    talk:", "    fight:", "has the act 'fight' already"),
        ("    refused:", "    sulking:", "no stance 'sulking'"),
        ("  stances:", "  stance:", "unknown keys: stance"),
    ],
)
def test_a_mistake_in_a_view_names_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = Path(__file__).resolve().parents[1].joinpath("conf/ontology/plover.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"mine\.yaml line") as caught:
        load_view(str(path))
    assert says in str(caught.value)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, conflictdata.Release]:
    root = tmp_path_factory.mktemp("views")
    settings = [f"output_dir={root}", "cache=false"]
    return {
        name: conflictdata.run([*settings, f"ontology={name}", f"dataset={name}"])
        for name in ("acled", "ucdp", "plover")
    }


def test_the_standard_tables_are_the_same_under_every_choice(releases: dict[str, conflictdata.Release]) -> None:
    for table in STANDARD:
        assert len({one.manifest["table_hashes"][table] for one in releases.values()}) == 1, table


@pytest.mark.parametrize("view", ["ucdp", "plover"])
def test_a_release_of_a_view_is_whole(releases: dict[str, conflictdata.Release], view: str) -> None:
    release = releases[view]
    assert check(release.path).valid
    assert view in release.manifest["table_hashes"] and release.counts[view] > 0
    assert len(conflictdata.load(release, table=view)) == release.counts[view]
    with pytest.raises(ReleaseError, match=f"ontology={view}"):
        conflictdata.load(releases["acled"], table=view)


def test_a_statement_names_rows_that_exist(releases: dict[str, conflictdata.Release]) -> None:
    rows, reports = (conflictdata.load(releases["plover"], table=name) for name in ("plover", "reports"))
    linked = rows["report_id"].dropna()
    assert len(linked) and linked.isin(reports["report_id"]).all()


def test_ucdp_agrees_with_the_column_of_events(releases: dict[str, conflictdata.Release]) -> None:
    rows, events = (conflictdata.load(releases["ucdp"], table=name) for name in ("ucdp", "events"))
    stated = events.set_index("event_id")["ucdp_type_of_violence"].dropna()
    assert rows.set_index("event_id")["type_of_violence"].to_dict() == stated.to_dict()
    parts = rows[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].sum(axis=1)
    assert (
        (parts == rows["best"]).all() and (rows["low"] <= rows["best"]).all() and (rows["best"] <= rows["high"]).all()
    )


def test_deaths_are_counted_by_side_and_the_government_is_side_a(releases: dict[str, conflictdata.Release]) -> None:
    events = conflictdata.load(releases["ucdp"], table="events").head(1).astype(object)
    cells = {
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Front",
        "inter1": "Rebel group",
        "actor2": "Military Forces of Mali (2021-)",
        "inter2": "State forces",
        "fatalities": 9,
        "fatalities_low": None,
        "fatalities_high": 12,
    }
    for name, value in cells.items():
        events[name] = value
    reports = pd.DataFrame({"report_id": ["r1"], "event_id": [events["event_id"].iloc[0]]})
    harms = [("side_a", 5), ("side_b", 2), ("civilians", 1)]
    impacts = pd.DataFrame(
        [{"report_id": "r1", "group": g, "impact": "killed", "best": n, "is_cumulative": False} for g, n in harms]
    )
    view = load_view("ucdp")
    assert view is not None
    (row,) = ucdp_rows(events, reports, impacts, view)
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (1, "Military Forces of Mali (2021-)", "Front")
    assert [row[f"deaths_{name}"] for name in ("a", "b", "civilians", "unknown")] == [2, 5, 1, 1]
    assert (row["low"], row["best"], row["high"]) == (9, 9, 12)
