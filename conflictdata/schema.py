"""Every table of a release, declared once.

This is the only place where a column is declared. Validation, the Arrow schema of the files, ``schemas/*.json``, the
codebook and the data package all derive from these models. ``reports`` and ``events`` share their coded columns.

Example:
    >>> valid, refused = validate("events", empty("events"))
    >>> len(valid), len(refused)
    (0, 0)
"""

from __future__ import annotations

from functools import lru_cache
from typing import Optional

import pandas as pd
import pandera.pandas as pa
import pyarrow

from conflictdata import schema_arrow, schema_validate
from conflictdata import schema_checks as rule
from conflictdata import schema_enums as enum
from conflictdata.errors import SchemaError
from conflictdata.knowledge import taxonomy as tax
from conflictdata.schema_fields import Bool, Date, Int8, Int16, Int32, Int64, Table, TableSpec, build, col
from conflictdata.schema_views import VIEWS

SCHEMA_VERSION = "1.0"

EVENT_ID = r"[A-Z]{3}-cd-[0-9a-f]{12}"


class Documents(Table):
    """One row per article read; nothing that was read is missing here."""

    document_id: str = col(
        "Identity of the article: given, or made from its text.", null=False, example="d3f9a0c41b7e2d5c8"
    )
    status: str = col("What became of the article.", allowed=enum.DOCUMENT_STATUS, null=False)
    reason: str = col("Why it has this status.")
    title: str = col("Headline.")
    published: Date = col("Day of publication.")
    published_source: str = col("Where the day of publication was found.", allowed=enum.PUBLISHED_SOURCES)
    source: str = col("Outlet that published it.")
    url: str = col("Address of the article.")
    language: str = col("Language of the text, BCP 47.", example="en")
    dateline: str = col("Dateline as printed; its place is not the event's place by itself.")
    near_duplicate_of: str = col("document_id of the original this is a copy of.")
    text_sha256: str = col("SHA-256 of the stored text, to which all character spans refer.", pattern="[0-9a-f]{64}")
    n_chars: Int32 = col("Length of the stored text.", unit="characters", low=0)
    title_end: Int32 = col("Where the headline ends in the stored text; 0 without headline.", unit="characters", low=0)
    body_start: Int32 = col("Where the body starts in the stored text, after any dateline.", unit="characters", low=0)
    n_reports: Int16 = col("Reports coded from the article.", unit="reports", low=0)
    text: Optional[str] = col("Stored text; only in releases that include texts.")  # noqa: UP045 - pandera reads Optional


class Coded(Table):
    """The coded columns, shared by reports and events: ACLED's names and order, then ours."""

    event_date: Date = col("Day of the event, local time.", null=False, example="2017-10-29")
    year: Int16 = col("Year of event_date.", null=False, low=1900, high=2200)
    time_precision: Int8 = col("1 the day is known, 2 the week, 3 the month.", values=(1, 2, 3), null=False)
    disorder_type: str = col("Kind of disorder; follows from sub_event_type.", allowed=tax.DISORDER_TYPES, null=False)
    event_type: str = col("Event type; follows from sub_event_type.", allowed=tax.EVENT_TYPES, null=False)
    sub_event_type: str = col("Sub-event type, one of 25.", allowed=tax.SUB_EVENT_TYPES, null=False)
    actor1: str = col(
        "First main actor; the position does not say who attacked (see perpetrator_slot).",
        null=False,
        example="Unidentified Armed Group (Niger)",
    )
    assoc_actor_1: str = col("Allies of actor1 or labels that say who they are, joined by '; '.")
    inter1: str = col("Class of actor1.", allowed=tax.INTERS, null=False)
    actor2: str = col("Second main actor; null for one-sided events. Always the victims in Violence against civilians.")
    assoc_actor_2: str = col("Allies of actor2 or labels that say who they are, joined by '; '.")
    inter2: str = col("Class of actor2.", allowed=tax.INTERS)
    interaction: str = col("The two classes together, one of 44.", allowed=tax.INTERACTIONS, null=False)
    civilian_targeting: str = col("Set when civilians were the main or only target.", allowed=(rule.CIVILIAN_FLAG,))
    iso: Int16 = col("ISO 3166-1 numeric code of the country.", null=False, low=1, high=999)
    region: str = col("World region.", allowed=tax.REGIONS, null=False)
    country: str = col("Country or territory where it happened.", null=False, example="Niger")
    admin1: str = col("Largest sub-national unit.", example="Tillaberi")
    admin2: str = col("Second sub-national level.")
    admin3: str = col("Third sub-national level.")
    location: str = col("Named place the event is coded to.", null=False, example="Abala")
    latitude: float = col("Latitude of the named place, WGS 84.", unit="degrees north", low=-90, high=90, null=False)
    longitude: float = col("Longitude of the named place, WGS 84.", unit="degrees east", low=-180, high=180, null=False)
    geo_precision: Int8 = col(
        "1 the place is exact, 2 near it or a district, 3 a larger region.", values=(1, 2, 3), null=False
    )
    source: str = col("Outlets that reported it, joined by '; '.", null=False)
    source_scale: str = col(
        "Audience of the sources relative to the country; null when no outlet is known.", allowed=tax.SOURCE_SCALES
    )
    notes: str = col("Short account written by us from the coded fields.", null=False)
    fatalities: Int32 = col(
        "Deaths of everyone, conservative figure; 0 also when none are reported (see fatalities_status).",
        unit="persons",
        low=0,
        null=False,
    )
    tags: str = col("Keywords joined by '; '.")
    timestamp: Int64 = col("as_of of the run that made the row, in Unix seconds.", unit="seconds", low=0, null=False)
    event_id: str = col(
        "Our identity of the event; never positional, stable while its first report stays.",
        pattern=EVENT_ID,
        example="NER-cd-3f9a0c41b7e2",
    )
    iso3: str = col("ISO 3166-1 alpha-3 code of the country; XKX for Kosovo.", pattern="[A-Z]{3}", null=False)
    date_start: Date = col("First day the event may have happened.")
    date_end: Date = col("Last day the event may have happened.")
    date_text: str = col("Words of the text the date came from.", example="on Monday")
    location_text: str = col("Words of the text the place came from.", example="north of Abala")
    geonameid: Int64 = col("GeoNames identity of the place.", low=1)
    geo_uncertainty_km: float = col("Radius in which the event lies.", unit="km", low=0)
    fatalities_low: Int32 = col("Lowest credible deaths; null when unknown.", unit="persons", low=0)
    fatalities_high: Int32 = col("Highest reported deaths; null when open or unknown.", unit="persons", low=0)
    fatalities_status: str = col("How the death figure was stated.", allowed=enum.DEATH_STATUS, null=False)
    deaths_civilians: Int32 = col("Civilians among the dead; null when not reported.", unit="persons", low=0)
    injured: Int32 = col("Injured; null when not reported.", unit="persons", low=0)
    abducted: Int32 = col("Abducted; null when not reported.", unit="persons", low=0)
    detained: Int32 = col("Detained; null when not reported.", unit="persons", low=0)
    displaced: Int32 = col("Displaced by this event; null when not reported.", unit="persons", low=0)
    trapped: Int32 = col("Trapped or besieged; null when not reported.", unit="persons", low=0)
    civilians_affected: Int32 = col("Civilians harmed in any way; null when not reported.", unit="persons", low=0)
    perpetrator_slot: str = col("Which slot used force first or alone.", allowed=enum.PERPETRATORS)
    weapon: str = col("Weapon as reported.")
    responsibility: str = col("Who says who did it.", allowed=enum.RESPONSIBILITY)
    n_reports: Int16 = col("Reports behind the row.", unit="reports", low=1, null=False)
    n_sources: Int16 = col(
        "Independent sources behind the row; copies of one text count once.", unit="sources", low=1, null=False
    )
    confidence: float = col(
        "Probability that type, country, place (within 50 km) and day are right; further sources raise an event's.",
        low=0,
        high=1,
        null=False,
    )
    priogrid_gid: Int32 = col("PRIO-GRID cell.", low=1, high=259200, null=False)
    ucdp_type_of_violence: Int8 = col(
        "UCDP type the row would have: 1 state-based, 2 non-state, 3 one-sided; null outside.", values=(1, 2, 3)
    )
    review_status: str = col("Whether a person looked, or should.", allowed=enum.REVIEW_STATUS, null=False)
    coder_version: str = col("Version of the code that coded the row.", null=False)
    ontology_version: str = col("Version of the ontology it used.", null=False)


class Reports(Coded):
    """One document's account of one event."""

    report_id: str = col(
        "Identity of the report, made from document, place in the text and sub-type.",
        pattern="r[0-9a-f]{16}",
        null=False,
    )
    document_id: str = col("Document that tells it.", null=False)
    report_rank: Int16 = col("Order of importance in its document; 1 is the main event.", low=1, null=False)
    modality: str = col("How the text states the act.", allowed=enum.MODALITIES, null=False)
    span_start: Int32 = col("Start of the words that tell the act, in the stored text.", unit="characters", low=0)
    span_end: Int32 = col("End of those words.", unit="characters", low=0)
    rule_id: str = col("Rule that coded the act.")


class Events(Coded):
    """What we conclude from one or more reports."""

    event_id_cnty: str = col(
        "Equals event_id: our own namespace, never one of ACLED's identities.", pattern=EVENT_ID, null=False
    )
    event_id: str = col(
        "Our identity of the event; never positional, stable while its first report stays.",
        pattern=EVENT_ID,
        null=False,
        example="NER-cd-3f9a0c41b7e2",
    )


class Actors(Table):
    """Events by actor, long."""

    event_id: str = col("Event.", pattern=EVENT_ID, null=False)
    slot: str = col("Column of events the actor stands in.", allowed=enum.ACTOR_SLOTS, null=False)
    name: str = col("Actor.", null=False)
    inter: str = col("Class of the actor; null for associated actors of unknown class.", allowed=tax.INTERS)
    country: str = col("Country named in the actor's name.")


class Impacts(Table):
    """Harm stated by a report."""

    impact_id: str = col("Identity of the harm.", null=False)
    report_id: str = col("Report that states it.", null=False)
    event_id: str = col("Event the report belongs to.", pattern=EVENT_ID)
    group: str = col("Who was harmed.", allowed=enum.GROUPS, null=False)
    impact: str = col("What happened to them.", allowed=enum.IMPACTS, null=False)
    low: Int32 = col("Lowest figure; null when unknown.", unit="see unit", low=0)
    best: Int32 = col("Figure to use; null when the text gives none.", unit="see unit", low=0)
    high: Int32 = col("Highest figure; null when open or unknown.", unit="see unit", low=0)
    count_text: str = col("Words of the count.", example="at least seven")
    count_kind: str = col("How the count is stated.", allowed=enum.COUNT_KINDS)
    unit: str = col("What is counted.", allowed=enum.UNITS)
    women: Int32 = col("Women among them.", unit="persons", low=0)
    men: Int32 = col("Men among them.", unit="persons", low=0)
    girls: Int32 = col("Girls among them.", unit="persons", low=0)
    boys: Int32 = col("Boys among them.", unit="persons", low=0)
    children: Int32 = col("Children among them.", unit="persons", low=0)
    is_cumulative: Bool = col("A total over a longer time, not of this event.", null=False)
    incidental: Bool = col("Harmed without being the target.")
    attributed_to: str = col("Who says so.")
    span_start: Int32 = col("Start of the words, in the stored text.", unit="characters", low=0)
    span_end: Int32 = col("End of the words.", unit="characters", low=0)
    confidence: float = col("How sure the coder is, 0 to 1.", low=0, high=1)


class Evidence(Table):
    """Where each coded value of a report comes from."""

    report_id: str = col("Report.", null=False)
    field: str = col("Column of reports.", null=False)
    value: str = col("Value this report gives, as text; it may differ from the event's.")
    document_id: str = col("Document the span lies in.", null=False)
    span_start: Int32 = col(
        "Start of the words, in the stored text; null when the value is inferred.", unit="characters", low=0
    )
    span_end: Int32 = col("End of the words.", unit="characters", low=0)
    method: str = col("How the value was found.", allowed=enum.METHODS, null=False)
    rule_id: str = col("Rule that gave it.")
    confidence: float = col("How sure the coder is, 0 to 1.", low=0, high=1)
    reason: str = col("Why it is a guess, or why another report's value was taken for the event.")


class Rejects(Table):
    """Rows that a schema or coding rule refused."""

    stage: str = col("Room that refused it.", null=False)
    document_id: str = col("Document it came from.")
    row: str = col("The row, as JSON.")
    check: str = col("Rule that failed.", null=False)
    value: str = col("Value that failed it.")
    reason: str = col("What is wrong, where, what is allowed, what to do.", null=False)
    span_start: Int32 = col("Start of the words, in the stored text.", unit="characters", low=0)
    span_end: Int32 = col("End of the words.", unit="characters", low=0)


class Lineage(Table):
    """Changes of identity between versions."""

    event_id: str = col("Event.", null=False)
    change: str = col("What happened to it.", allowed=enum.CHANGES, null=False)
    other_id: str = col("Event it was merged into or split from.")
    since_version: str = col("Version compared with.", example="v3")
    reason: str = col("Why, with the cells that changed.")


TABLES: dict[str, TableSpec] = {
    "documents": TableSpec(
        Documents,
        "One row per article read, with what became of it: nothing that was read is missing here.",
        key=("document_id",),
        invariants=(rule.near_copy_of_other, rule.reason_given),
    ),
    "reports": TableSpec(
        Reports,
        "One row per codable event told by one document: what each text says.",
        key=("report_id",),
        first=("report_id", "document_id", "event_id", "report_rank", "modality", "confidence"),
        invariants=(*rule.CODED, rule.span_in_order),
    ),
    "events": TableSpec(
        Events,
        "One row per event, our conclusion from one or more reports: ACLED's 31 columns in its order, then ours.",
        key=("event_id",),
        first=("event_id_cnty",),
        invariants=(*rule.CODED, rule.own_identity),
    ),
    "actors": TableSpec(Actors, "One row per event and actor, main or associated.", key=("event_id", "slot", "name")),
    "impacts": TableSpec(
        Impacts,
        "One row per harm a report states: who, what, how many, who says so.",
        key=("impact_id",),
        invariants=(rule.counts_in_order, rule.span_in_order),
    ),
    "evidence": TableSpec(
        Evidence,
        "One row per coded value of a report: the words, the rule, the confidence.",
        key=("report_id", "field"),
        invariants=(rule.span_in_order,),
    ),
    "rejects": TableSpec(Rejects, "One row per row that a schema or coding rule refused, with the reason."),
    "lineage": TableSpec(
        Lineage, "One row per event that is new, changed, merged, split or deleted since the version before."
    ),
    **VIEWS,
}
#: Tables every release has.
ALWAYS: tuple[str, ...] = tuple(name for name, spec in TABLES.items() if not spec.optional)


def columns(table: str, *, optional: bool = False) -> list[str]:
    """Column names of a table, in order.

    Args:
        table: name of the table.
        optional: also the columns a release may leave out (``documents.text``).

    Example:
        >>> columns("events")[:3]
        ['event_id_cnty', 'event_date', 'year']
    """
    return [name for name, found in schema_of(table).columns.items() if optional or found.required]


def schema_of(table: str) -> pa.DataFrameSchema:
    """The pandera schema of a table: columns in order, invariants as named row checks.

    The list of sub-event types grows by those that the run's ontology declares (``taxonomy.declared``).

    Raises:
        SchemaError: when there is no such table.
    """
    return _schema_of(table, tax.own_labels())


@lru_cache(maxsize=64)
def _schema_of(table: str, own: tuple[str, ...]) -> pa.DataFrameSchema:
    if table not in TABLES:
        raise SchemaError(f"There is no table {table!r}.", allowed=", ".join(TABLES))
    return build(TABLES[table], {"sub_event_type": (*tax.SUB_EVENT_TYPES, *own)} if own else {})


def empty(table: str) -> pd.DataFrame:
    """A table without rows, with the right columns and types."""
    return conform(table, pd.DataFrame())[0]


def conform(table: str, df: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give a table its columns, order and types without checking any rule.

    Returns:
        The typed table under a fresh index, and the cells whose value does not fit (row, check, column, value).
    """
    return schema_validate.conform(schema_of(table), df)


def validate(table: str, df: pd.DataFrame, stage: str = "schema") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split a table into rows that keep all rules and a `rejects` table of those that do not.

    Columns a table lacks are added as null, types are made right where no information is lost, and all rules are
    checked on all rows before anything is refused.

    Args:
        table: name of the table.
        df: its rows; the index is ignored.
        stage: room named in the rejects.

    Returns:
        Valid rows with a fresh index, and one rejects row per failure.

    Raises:
        SchemaError: when the table itself is wrong (unknown table, unknown columns).
    """
    schema = schema_of(table)
    valid, failures = schema_validate.run(schema, TABLES[table].key, df)
    rows = schema_validate.as_rejects(schema, failures, df, table, stage)
    return valid, conform("rejects", pd.DataFrame(rows))[0]


def arrow_schema(table: str, *, with_optional: bool = False) -> pyarrow.Schema:
    """Arrow schema of a table's files: storage types, with description and unit on every field.

    Example:
        >>> arrow_schema("events").field("fatalities").type
        DataType(int32)
    """
    return schema_arrow.build(schema_of(table), with_optional=with_optional)


def to_arrow(table: str, df: pd.DataFrame, metadata: dict[str, str] | None = None) -> pyarrow.Table:
    """A valid table as Arrow, ready to be written; the pandas block is kept so that pandas restores its types.

    Args:
        table: name of the table.
        df: valid rows.
        metadata: what is added to the file's own metadata (dataset, version, ...).
    """
    return schema_arrow.convert(
        schema_of(table), df, {"schema_version": SCHEMA_VERSION, "table": table, **(metadata or {})}
    )


def recode(table: str, rows: pyarrow.Table, target: pyarrow.Schema) -> pyarrow.Table:
    """Arrow rows of a table under its declared types and enum dictionaries."""
    return schema_arrow.recode(schema_of(table), rows, target)


if __name__ == "__main__":
    from conflictdata.schema_docs import main

    raise SystemExit(main())
