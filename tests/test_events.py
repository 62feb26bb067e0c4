"""The events room: who is linked with whom, what is concluded, and laws that hold for any input."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rows import AS_OF, VERSIONS, document, documents, evidence, impacts, report, reports

from conflictdata import schema
from conflictdata.errors import SchemaError
from conflictdata.events import EventTables, Linker, LinkerParams, complete_reports, event_id
from conflictdata.events.derive import outlet_scale, priogrid_gid, source_scale, ucdp_type, unix_seconds
from conflictdata.events.link import distance_km
from conflictdata.events.notes import actor_words

JNIM = {"actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": "Rebel group"}
ISSP = {"actor1": "ISSP: Islamic State Sahel Province", "inter1": "Rebel group"}
CLASH = {
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Niger (2023-)",
    "inter1": "State forces",
    "actor2": "ISSP: Islamic State Sahel Province",
    "inter2": "Rebel group",
    "assoc_actor_2": None,
}


def link(
    *rows: dict[str, Any], docs: list[dict[str, Any]] | None = None, params: LinkerParams | None = None
) -> EventTables:
    names = sorted({row["document_id"] for row in rows})
    table = documents(*(docs or [document(name) for name in names]))
    made = Linker(params or LinkerParams())(reports(*rows, docs=table), table, evidence(*rows), impacts(*rows))
    refused = schema.validate("events", made.events)[1]
    assert refused.empty, refused["reason"].tolist()
    return made


def number(*rows: dict[str, Any], **more: Any) -> int:
    return len(link(*rows, **more).events)


def only(*rows: dict[str, Any], **more: Any) -> pd.Series[Any]:
    events = link(*rows, **more).events
    assert len(events) == 1
    return events.iloc[0]


# --- linking ----------------------------------------------------------------------------------------------------------

APART = [
    ("the next day, both exact", {"event_date": "2024-09-17"}),
    ("two days, one vague", {"event_date": "2024-09-18", "time_precision": 2, "date_text": "this week"}),
    ("another town", {"location": "Ouallam", "latitude": 14.3167, "longitude": 2.0833, "geonameid": 2441290}),
    ("another kind of event", {"sub_event_type": "Peaceful protest", "actor1": "Protesters (Niger)", "inter1": "Protesters", "actor2": None, "inter2": None, "assoc_actor_2": None}),
    ("a toll far too different the same day", {"fatalities": 60, "fatalities_low": 60}),
]  # fmt: skip

TOGETHER = [
    ("the same", {}),
    ("overnight", {"event_date": "2024-09-17", "date_text": "overnight into Tuesday"}),
    ("vague day", {"event_date": "2024-09-17", "time_precision": 2, "date_text": "early this week"}),
    ("a village nearby", {"location": "Village", "latitude": 14.96, "longitude": 3.43, "geonameid": 99}),
    ("near, in the same district", {"location": "X", "latitude": 15.1, "geonameid": 98, "geo_precision": 2, "location_text": "north of Abala"}),
    ("a named attacker", JNIM),
    ("another nationality of the victims", {"actor2": "Civilians (Mali)"}),
    ("a neighbouring type", {"sub_event_type": "Looting/property destruction"}),
]  # fmt: skip


@pytest.mark.parametrize("changes", [c for _, c in APART], ids=[name for name, _ in APART])
def test_kept_apart(changes: dict[str, Any]) -> None:
    assert number(report("d1"), report("d2", **changes)) == 2


@pytest.mark.parametrize("changes", [c for _, c in TOGETHER], ids=[name for name, _ in TOGETHER])
def test_linked(changes: dict[str, Any]) -> None:
    assert number(report("d1"), report("d2", **changes)) == 1


def test_two_reports_of_one_document_are_never_one_event() -> None:
    assert number(report("d1", 10), report("d1", 200)) == 2


def test_two_named_groups_are_never_one_side() -> None:
    assert number(report("d1", **ISSP), report("d2", **JNIM)) == 2


def test_sides_may_stand_in_either_order() -> None:
    turned = {
        **CLASH,
        "actor1": CLASH["actor2"],
        "inter1": CLASH["inter2"],
        "actor2": CLASH["actor1"],
        "inter2": CLASH["inter1"],
    }
    assert number(report("d1", **CLASH), report("d2", **turned)) == 1


def test_army_and_police_of_one_country_are_one_side() -> None:
    police = {**CLASH, "actor1": "Police Forces of Niger (2023-)"}
    assert number(report("d1", **CLASH), report("d2", **police)) == 1


def test_no_chains_of_small_steps() -> None:
    steps = [report(f"d{i}", latitude=14.9312 + 0.04 * i, geonameid=100 + i) for i in range(4)]  # 4.4 km each
    made = link(*steps)
    sizes = made.reports.groupby("event_id").size()
    assert len(made.events) == 2 and sizes.max() == 2


def test_the_window_is_a_parameter() -> None:
    pair = report("d1"), report("d2", event_date="2024-09-19", time_precision=2, date_text="this week")
    assert number(*pair) == 2
    assert number(*pair, params=LinkerParams(window_days=3)) == 1


def test_the_poles_and_the_date_line_do_no_harm() -> None:
    far = [report("d1", latitude=89.9, longitude=179.99), report("d2", latitude=-89.9, longitude=-179.99, geonameid=5)]
    assert number(*far) == 2


# --- conclusions ------------------------------------------------------------------------------------------------------


def test_best_date_and_place_win() -> None:
    vague = report(
        "d1",
        event_date="2024-09-15",
        time_precision=2,
        date_text="last week",
        geo_precision=2,
        location_text="near Abala",
    )
    event = only(vague, report("d2"))
    assert str(event["event_date"].date()) == "2024-09-16" and event["time_precision"] == 1
    assert event["geo_precision"] == 1 and pd.isna(event["date_text"])


def test_a_named_actor_wins_over_an_unidentified_one() -> None:
    event = only(report("d1"), report("d2"), report("d3", **ISSP))
    assert event["actor1"] == ISSP["actor1"] and event["interaction"] == "Rebel group-Civilians"


def test_type_by_votes_then_rank() -> None:
    strike = {"sub_event_type": "Remote explosive/landmine/IED"}
    assert only(report("d1"), report("d2", **strike))["sub_event_type"] == "Remote explosive/landmine/IED"
    many = [report(f"d{i}") for i in range(3)]
    assert only(*many, report("d9", **strike))["sub_event_type"] == "Attack"


def toll(best: int, status: str = "exact", low: int | None = None, high: int | None = None) -> dict[str, Any]:
    top = high if high is not None else best if status == "exact" else None
    return {
        "fatalities": best,
        "fatalities_low": best if low is None else low,
        "fatalities_high": top,
        "fatalities_status": status,
    }


def test_sources_that_differ_give_the_lowest_figure_and_the_range() -> None:
    event = only(report("d1", **toll(9)), report("d2", **toll(4)))
    assert (event["fatalities"], event["fatalities_low"], event["fatalities_high"]) == (4, 4, 9)
    assert event["fatalities_status"] == "conflicting"
    assert "reports range from 4 to 9" in event["notes"]


def test_a_later_toll_of_the_same_source_replaces_the_earlier() -> None:
    docs = [
        document("d1", source="Wire", published="2024-09-17"),
        document("d2", source="Wire", published="2024-09-19"),
    ]
    event = only(report("d1", **toll(4)), report("d2", **toll(9)), docs=docs)
    assert (event["fatalities"], event["fatalities_low"], event["fatalities_status"]) == (9, 9, "exact")
    assert event["n_sources"] == 1 and event["n_reports"] == 2


def test_an_open_figure_is_replaced_by_a_later_higher_one() -> None:
    docs = [document("d1", published="2024-09-17"), document("d2", published="2024-09-19")]
    event = only(report("d1", **toll(7, "minimum")), report("d2", **toll(12)), docs=docs)
    assert (event["fatalities"], event["fatalities_status"]) == (12, "exact")


def test_silence_does_not_lower_a_toll() -> None:
    event = only(report("d1", **toll(0, "not_reported")), report("d2", **toll(5)))
    assert event["fatalities"] == 5
    assert only(report("d1", **toll(0, "not_reported")))["fatalities_status"] == "not_reported"


def test_copies_add_outlets_and_no_source() -> None:
    docs = [
        document("d1", source="Wire"),
        document("c1", source="Daily", status="duplicate", near_duplicate_of="d1"),
        document("c2", source="Radio", status="duplicate", near_duplicate_of="c1"),
    ]
    event = only(report("d1"), docs=docs)
    assert event["source"] == "Daily; Radio; Wire" and event["n_sources"] == 1


def test_losing_values_stay_in_the_evidence_with_a_reason() -> None:
    made = link(report("d1", **toll(9)), report("d2", **toll(4)))
    loser = made.evidence[(made.evidence["document_id"] == "d1") & (made.evidence["field"] == "fatalities")].iloc[0]
    assert loser["value"] == "9" and loser["reason"].startswith("not taken: ") and "(4)" in loser["reason"]


def test_actors_are_long_and_know_their_country() -> None:
    rows = link(report("d1")).actors[["slot", "name", "inter", "country"]].astype(object).values.tolist()
    assert rows[0] == ["actor1", "Unidentified Armed Group (Niger)", "Political militia", "Niger"]
    assert [row[0] for row in rows] == ["actor1", "actor2", "assoc_actor_2"]
    forces = link(report("d1", **CLASH)).actors
    assert forces.loc[forces["name"].str.startswith("Military"), "country"].tolist() == ["Niger"]


def test_event_ids_hang_on_the_first_report_only() -> None:
    one = link(report("d1")).events["event_id"][0]
    two = link(report("d1"), report("d2")).events["event_id"][0]
    first = min(report("d1")["report_id"], report("d2")["report_id"])
    assert two == event_id("NER", [first]) and one == event_id("NER", [report("d1")["report_id"]])


def test_impacts_and_reports_get_their_event() -> None:
    made = link(report("d1"), report("d2", **ISSP))
    for name in ("reports", "actors", "impacts", "evidence"):
        assert schema.validate(name, getattr(made, name))[1].empty
    assert set(made.impacts["event_id"]) == set(made.reports["event_id"]) == set(made.events["event_id"])


def test_no_reports_give_empty_tables() -> None:
    made = Linker()(schema.empty("reports"), schema.empty("documents"))
    assert all(len(getattr(made, name)) == 0 for name in ("events", "actors", "reports", "evidence", "impacts"))
    assert list(made.events.columns) == schema.columns("events")


# --- derived cells ----------------------------------------------------------------------------------------------------


def test_derived_cells_of_a_report() -> None:
    row = reports(report("d1")).iloc[0]
    assert row["event_type"] == "Violence against civilians" and row["civilian_targeting"] == "Civilian targeting"
    assert (row["iso"], row["region"], row["year"]) == (562, "Western Africa", 2024)
    assert row["timestamp"] == unix_seconds(AS_OF) == 1726790400
    assert row["source"] == "Undisclosed Source" and pd.isna(row["source_scale"])
    assert row["notes"] == (
        "On 16 September 2024, in Abala (Tillaberi), an unidentified armed group attacked civilians (farmers). 7 fatalities."
    )


NOTES = [
    ({"fatalities": 0, "fatalities_status": "not_reported", "fatalities_low": 0}, "civilians (farmers). Casualties unknown."),
    (
        {"fatalities": 0, "fatalities_status": "not_reported", "fatalities_low": 0, "injured": 27},
        "No fatality figure. 27 people were injured.",
    ),
    ({"fatalities": 0, "fatalities_status": "reported_zero"}, "No fatalities."),
    ({"geo_precision": 3, "location_text": "in Tillaberi"}, ", in Tillaberi, "),
    ({"geo_precision": 3, "location_text": "in Tillaberi"}, "Location coded to Abala."),
    ({"geo_precision": 2, "location_text": "near Abala"}, ", near Abala (Tillaberi), "),
    ({"weapon": "firearms"}, "Weapon: firearms. 7 fatalities."),
    ({"assoc_actor_2": "Government of Niger (2023-)"}, "attacked civilians (Government of Niger). "),
    (
        {"sub_event_type": "Armed clash", "actor2": "Unidentified Armed Group (Niger)", "inter2": "Political militia"},
        "an unidentified armed group clashed with another unidentified armed group (farmers).",
    ),
    (
        {"sub_event_type": "Peaceful protest", "actor1": "Protesters (Niger)", "inter1": "Protesters", "actor2": None,
         "inter2": None, "assoc_actor_2": None, "fatalities": 0, "fatalities_status": "not_reported", "fatalities_low": 0},
        "protesters demonstrated peacefully.",
    ),
    ({"sub_event_type": "Other", "rule_id": "strategic.grave", "weapon": None}, "Mass grave: On 16 September 2024, in Abala"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), NOTES)
def test_notes_say_what_is_known_and_nothing_that_contradicts_it(changes: dict[str, Any], words: str) -> None:
    row = {name: value for name, value in report(**changes).items() if value is not None}
    notes = complete_reports([row], AS_OF, VERSIONS)["notes"][0]
    assert words in notes
    assert not ("unknown" in notes and "people were" in notes)
    assert "coded as" not in notes


def test_a_word_that_was_coded_as_a_figure_stands_beside_it() -> None:
    row = report(fatalities=3, fatalities_low=2, fatalities_status="vague", injured=10)
    several = {"report_id": row["report_id"], "impact": "killed", "count_kind": "vague", "count_text": "Several"}
    told = complete_reports([row], AS_OF, VERSIONS, impacts=[several])
    assert 'Fatalities: "several" (coded as 3). 10 people were injured.' in told["notes"][0]
    both = complete_reports([row], AS_OF, VERSIONS, impacts=[several, {**several, "count_text": "many"}])
    assert "3 fatalities." in both["notes"][0]
    impacts_ = pd.DataFrame([{**impacts(row).iloc[0].to_dict(), **several}])
    made = Linker()(reports(row), documents(document()), impacts=schema.conform("impacts", impacts_)[0])
    assert 'Fatalities: "several" (coded as 3).' in made.events["notes"][0]


def test_names_of_places_have_single_blanks_and_no_back_quotes() -> None:
    row = complete_reports([report(location="I`zaz", admin2="Bogota  D.C.")], AS_OF, VERSIONS).iloc[0]
    assert (row["location"], row["admin2"]) == ("I'zaz", "Bogota D.C.")


def test_unknown_fields_of_a_report_are_named() -> None:
    with pytest.raises(SchemaError, match="victims"):
        complete_reports([report(victims=3)], AS_OF, VERSIONS)


def test_wrong_values_reach_validation_instead_of_vanishing() -> None:
    df = complete_reports([report(), report("d2", injured="several")], AS_OF, VERSIONS)
    valid, refused = schema.validate("reports", df)
    assert len(valid) == 1 and refused["value"].tolist() == ["several"]


def test_collateral_civilians_do_not_set_the_flag() -> None:
    strike = {**CLASH, "sub_event_type": "Air/drone strike", "assoc_actor_2": "Civilians (Niger)"}
    assert pd.isna(reports(report(**strike)).iloc[0]["civilian_targeting"])
    hit = report(sub_event_type="Air/drone strike")
    assert reports(hit).iloc[0]["civilian_targeting"] == "Civilian targeting"


UCDP = [
    ({**CLASH}, 1),
    ({}, 3),
    ({"fatalities": 0, "fatalities_low": 0}, None),
    ({**CLASH, "actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": "Rebel group"}, 2),
    ({"sub_event_type": "Mob violence", "actor1": "Rioters (Niger)", "inter1": "Rioters"}, None),
    ({"sub_event_type": "Grenade"}, 3),
]


@pytest.mark.parametrize(("changes", "kind"), UCDP)
def test_ucdp_type_of_violence(changes: dict[str, Any], kind: int | None) -> None:
    value = reports(report(**changes)).iloc[0]["ucdp_type_of_violence"]
    assert pd.isna(value) if kind is None else value == kind
    assert ucdp_type({"fatalities": 0}) is None


def test_grid_and_scales() -> None:
    assert priogrid_gid(8.22, 43.57) == 141568
    assert distance_km(0, 0, 0, 180) == pytest.approx(20015, abs=1)
    assert outlet_scale("Nowhere Gazette", "MLI") is None
    assert source_scale("Reuters; Mali Tribune; Telegram channel X", "MLI") == "New media-International"
    assert actor_words("Police Forces of Mali (2021-)") == "police forces of Mali"


# --- laws -------------------------------------------------------------------------------------------------------------

PLACES = [("Abala", 14.9312, 3.43, 1), ("Sanam", 14.91, 4.33, 2), ("Near Abala", 14.95, 3.45, 3)]
ACTORS = [{"actor1": "Unidentified Armed Group (Niger)", "inter1": "Political militia"}, ISSP, JNIM]


@st.composite
def stories(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for i in range(draw(st.integers(1, 7))):
        name, lat, lon, key = draw(st.sampled_from(PLACES))
        rows.append(
            report(
                f"d{draw(st.integers(0, 4))}",
                start=i * 50,
                event_date=f"2024-09-{draw(st.integers(14, 17))}",
                location=name,
                latitude=lat,
                longitude=lon,
                geonameid=key,
                time_precision=draw(st.sampled_from([1, 2])),
                sub_event_type=draw(st.sampled_from(["Attack", "Abduction/forced disappearance", "Grenade"])),
                **draw(st.sampled_from(ACTORS)),
                **toll(draw(st.integers(0, 12))),
            )
        )
    return rows


DOCUMENTS = documents(*(document(name) for name in ("d0", "d1", "d2", "d3", "d4", "other")))


def quick(*rows: dict[str, Any]) -> EventTables:
    """Link without validating the tables in between: laws need many runs."""
    return Linker()(complete_reports(rows, AS_OF, VERSIONS, DOCUMENTS), DOCUMENTS)


LAW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LAW
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    mixed = list(rows)
    random.shuffle(mixed)
    one, two = quick(*rows), quick(*mixed)
    for name in ("events", "actors", "reports", "evidence"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


@LAW
@given(stories())
def test_every_report_has_one_event_and_every_event_a_report(rows: list[dict[str, Any]]) -> None:
    made = quick(*rows)
    assert made.reports["event_id"].notna().all()
    assert set(made.reports["event_id"]) == set(made.events["event_id"])
    pairs = made.reports[["event_id", "document_id"]]
    assert not pairs.duplicated().any()
    assert schema.validate("events", made.events)[1].empty


@LAW
@given(stories(), st.integers(0, 6))
def test_a_report_told_again_by_another_document_adds_no_event(rows: list[dict[str, Any]], which: int) -> None:
    again = dict(rows[which % len(rows)])
    again = report(**{**again, "document_id": "other", "report_id": "r" + "f" * 16})
    before, after = quick(*rows), quick(*rows, again)
    assert len(after.events) == len(before.events)
    assert after.events["n_reports"].sum() == before.events["n_reports"].sum() + 1
