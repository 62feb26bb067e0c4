"""The tables: every rule refuses the row it is for and says why; everything generated is fresh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rows import AS_OF, VERSIONS, document, report

from conflictdata import schema, schema_docs
from conflictdata import schema_checks as rule
from conflictdata.errors import SchemaError
from conflictdata.events import complete_reports
from conflictdata.knowledge import taxonomy as tax

ROOT = Path(__file__).parents[1]


def complete(**changes: Any) -> pd.DataFrame:
    """A full row of reports; cells named with a trailing underscore are changed after completion."""
    after = {name[:-1]: value for name, value in changes.items() if name.endswith("_")}
    before = {name: value for name, value in changes.items() if not name.endswith("_")}
    df = complete_reports([report(**before)], AS_OF, VERSIONS).astype(object)
    return df.assign(**after)


def checks_of(df: pd.DataFrame, table: str = "reports") -> set[str]:
    valid, refused = schema.validate(table, df)
    assert len(valid) == 0 if len(refused) else len(valid) == len(df)
    return set(refused["check"])


def test_a_good_row_is_valid() -> None:
    assert checks_of(complete()) == set()


BATTLE = {
    "sub_event_type": "Armed clash",
    "actor2": "Military Forces of Niger (2023-)",
    "inter2": "State forces",
    "assoc_actor_2": None,
}

BAD_ROWS: list[tuple[str, dict[str, Any]]] = [
    ("types_agree", {"event_type_": "Battles"}),
    ("types_agree", {"disorder_type_": "Demonstrations"}),
    ("interaction_follows", {"interaction_": "State forces-Civilians"}),
    ("second_actor_whole", {"sub_event_type": "Grenade", "inter2_": None, "interaction_": "Political militia only"}),
    ("two_sides_present", {"actor2": None, "inter2": None, "assoc_actor_2": None}),
    ("battles_without_civilians", {**BATTLE, "assoc_actor_2": "Civilians (Niger)"}),
    ("civilian_flag_fits", {"civilian_targeting_": None}),
    ("civilian_flag_fits", {**BATTLE, "civilian_targeting_": "Civilian targeting"}),
    ("crowd_in_its_slot", {**BATTLE, "sub_event_type": "Mob violence"}),
    ("slots_allowed", {"inter1": "Rioters", "actor1": "Rioters (Niger)"}),
    ("slots_allowed", {"sub_event_type": "Headquarters or base established"}),
    ("vague_date_quoted", {"time_precision_": 3}),
    ("vague_place_quoted", {"geo_precision_": 2}),
    ("four_decimals", {"latitude_": 14.93123}),
    ("deaths_in_order", {"fatalities_high": 3}),
    ("deaths_in_order", {"fatalities_low": 8}),
    ("year_of_date", {"year_": 2023}),
    ("date_in_window", {"date_end": "2024-09-01"}),
    ("notes_clean", {"notes_": "See https://example.org"}),
    ("lists_tidy", {"tags_": "armed; armed"}),
    ("lists_tidy", {"source_": "A;B; "}),
    ("span_in_order", {"span_end": 3}),
    ("isin", {"sub_event_type_": "Skirmish"}),
    ("isin", {"time_precision_": 4}),
    ("not_nullable", {"country_": None}),
    ("not_nullable", {"actor1_": ""}),
    ("type", {"fatalities_": "many"}),
    ("greater_than_or_equal_to", {"fatalities_": -1}),
    ("less_than_or_equal_to", {"latitude_": 91.0}),
    ("str_matches", {"report_id_": "17"}),
]


@pytest.mark.parametrize(("check", "changes"), BAD_ROWS, ids=[f"{i}-{name}" for i, (name, _) in enumerate(BAD_ROWS)])
def test_a_bad_row_is_refused_for_the_right_reason(check: str, changes: dict[str, Any]) -> None:
    assert check in checks_of(complete(**changes))


SOFT_ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "bomber_counted",
        {"sub_event_type": "Suicide bomb", "fatalities": 0, "fatalities_low": 0, "fatalities_status": "not_reported"},
    ),
    ("regimes_cover_date", {**BATTLE, "actor2": "Military Forces of Niger (2011-2021)"}),
    ("force_at_home", {**BATTLE, "actor2": "Military Forces of Mali (2021-)"}),
    ("usual_slots", {"sub_event_type": "Arrests"}),
]


@pytest.mark.parametrize(("check", "changes"), SOFT_ROWS, ids=[name for name, _ in SOFT_ROWS])
def test_a_doubtful_row_is_kept_and_flagged(check: str, changes: dict[str, Any]) -> None:
    df = complete(**changes)
    assert not rule.SOFT[check](df).all()
    assert df["review_status"].tolist() == ["flagged"]
    assert checks_of(df) == set()


def test_reasons_say_what_where_allowed_and_what_to_do() -> None:
    _, refused = schema.validate("reports", complete(year_=2023), stage="reports")
    row = refused.iloc[0]
    assert row["stage"] == "reports" and row["document_id"] == "d1" and row["span_start"] == 40
    assert row["reason"] == (
        "year is not that of event_date. Where: reports: event_date = 2024-09-16 00:00:00, year = 2023. "
        "Allowed: the year of event_date. Do: derive it."
    )
    assert json.loads(row["row"])["year"] == 2023


def test_only_the_wrong_rows_of_a_table_are_refused() -> None:
    good = complete_reports([report(start=i) for i in range(5)], AS_OF, VERSIONS).astype(object)
    good.loc[3, "iso3"] = "niger"
    good.index = [0, 0, 0, 0, 0]  # identity of rows never hangs on the caller's index
    valid, refused = schema.validate("reports", good)
    assert len(valid) == 4 and set(refused["check"]) == {"str_matches"}
    assert valid["iso3"].tolist() == ["NER"] * 4


def test_a_repeated_key_is_refused_once() -> None:
    two = pd.concat([complete(), complete()])
    valid, refused = schema.validate("reports", two)
    assert len(valid) == 1 and refused["check"].tolist() == ["unique_key"]


def test_an_invalid_row_does_not_take_the_key_of_a_valid_one() -> None:
    valid, refused = schema.validate("documents", pd.DataFrame([document(status="lost"), document()]))
    assert len(valid) == 1 and refused["check"].tolist() == ["isin"]


def test_unknown_columns_are_never_dropped_in_silence() -> None:
    with pytest.raises(SchemaError, match="colour"):
        schema.validate("reports", complete().assign(colour="red"))


def test_acled_columns_come_first_in_their_order() -> None:
    assert schema.columns("events")[:31] == [
        "event_id_cnty",
        "event_date",
        "year",
        "time_precision",
        "disorder_type",
        "event_type",
        "sub_event_type",
        "actor1",
        "assoc_actor_1",
        "inter1",
        "actor2",
        "assoc_actor_2",
        "inter2",
        "interaction",
        "civilian_targeting",
        "iso",
        "region",
        "country",
        "admin1",
        "admin2",
        "admin3",
        "location",
        "latitude",
        "longitude",
        "geo_precision",
        "source",
        "source_scale",
        "notes",
        "fatalities",
        "tags",
        "timestamp",
    ]


def test_reports_and_events_share_the_coded_columns() -> None:
    one, two = schema.arrow_schema("reports"), schema.arrow_schema("events")
    shared = [name for name in two.names if name != "event_id_cnty"]
    assert all(one.field(name).type == two.field(name).type for name in shared)


def test_storage_types() -> None:
    events = schema.arrow_schema("events")
    assert events.field("event_date").type == pa.date32()
    assert events.field("time_precision").type == pa.int8()
    assert events.field("fatalities").type == pa.int32()
    assert events.field("latitude").type == pa.float64()
    assert events.field("actor1").type == pa.string()
    assert events.field("event_type").type == pa.dictionary(pa.int32(), pa.string())
    assert events.field("latitude").metadata == {
        b"description": b"Latitude of the named place, WGS 84.",
        b"unit": b"degrees north",
    }
    assert not any(
        pa.types.is_large_string(field.type) for table in schema.TABLES for field in schema.arrow_schema(table)
    )
    assert all(b"description" in field.metadata for table in schema.TABLES for field in schema.arrow_schema(table))


def test_plain_pandas_restores_the_types(tmp_path: Path) -> None:
    table = schema.to_arrow("reports", schema.validate("reports", complete())[0])
    pq.write_table(table, tmp_path / "reports.parquet")
    df = pd.read_parquet(tmp_path / "reports.parquet")
    wanted = {
        "fatalities": "Int32",
        "time_precision": "Int8",
        "event_type": "category",
        "actor1": "str",
        "latitude": "float64",
    }
    assert {name: str(df[name].dtype) for name in wanted} == wanted
    assert pd.isna(df["injured"][0]) and str(df["injured"].dtype) == "Int32"
    assert df["event_date"][0].isoformat() == "2024-09-16"


@pytest.mark.parametrize("table", list(schema.TABLES))
def test_empty_tables_have_all_columns_and_can_be_stored(table: str) -> None:
    blank = schema.empty(table)
    assert list(blank.columns) == schema.columns(table)
    assert schema.to_arrow(table, blank).schema.names == schema.columns(table)
    assert schema.validate(table, blank)[1].empty


def test_generated_files_are_fresh() -> None:
    assert schema_docs.stale(ROOT / "schemas") == [], "run: python -m conflictdata.schema"


def test_stale_files_are_noticed(tmp_path: Path) -> None:
    assert schema_docs.main([str(tmp_path)]) == 0 and schema_docs.main([str(tmp_path), "--check"]) == 0
    (tmp_path / "codebook.md").write_text("old", encoding="utf-8")
    (tmp_path / "gone.schema.json").write_text("{}", encoding="utf-8")
    assert schema_docs.stale(tmp_path) == ["codebook.md", "gone.schema.json"]
    assert schema_docs.main([str(tmp_path), "--check"]) == 1


def test_every_rule_has_a_help_text() -> None:
    named = {check.__name__ for spec in schema.TABLES.values() for check in spec.invariants} | set(rule.SOFT)
    assert named | {"unique_key"} == set(rule.help_texts())
    assert {name for name, text in rule.help_texts().items() if text.soft} == set(rule.SOFT)


def test_the_taxonomy_is_closed() -> None:
    assert (len(tax.EVENT_TYPES), len(tax.SUB_EVENT_TYPES), len(tax.INTERS), len(tax.INTERACTIONS)) == (6, 25, 8, 44)
    assert len(tax.REGIONS) == 17 and len(set(tax.SOURCE_SCALES)) == 28
    assert tax.interaction("Civilians", "External/Other forces") == "External/Other forces-Civilians"
    assert tax.interaction("Protesters", "State forces") == "State forces-Protesters"
    assert tax.disorder_type("excessive_force_against_protesters") == "Political violence; Demonstrations"
    assert tax.slots("Attack").actor2 == {"Civilians"} and tax.slots("Attack").actor2_required
    assert tax.compatible("Mob violence", "Attack") and not tax.compatible("Peaceful protest", "Air/drone strike")
