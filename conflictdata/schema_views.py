"""The tables of the views, in releases of those ontologies only: the same reports as UCDP and PLOVER count them."""

from __future__ import annotations

from conflictdata import schema_checks as rule
from conflictdata import schema_enums as enum
from conflictdata.schema_fields import Date, Int8, Int32, Table, TableSpec, col

EVENT_ID = r"[A-Z]{3}-cd-[0-9a-f]{12}"


class Ucdp(Table):
    """Events with organised violence and deaths, under the column names of UCDP GED."""

    id: str = col("Identity of the row; equals event_id, where GED has a number.", pattern=EVENT_ID, null=False)
    event_id: str = col("Event.", pattern=EVENT_ID, null=False)
    type_of_violence: Int8 = col("1 state-based, 2 non-state, 3 one-sided.", values=(1, 2, 3), null=False)
    side_a: str = col("First side: the government in state-based, the perpetrator in one-sided violence.", null=False)
    side_b: str = col("Other side; Civilians in one-sided violence.", null=False, example="Civilians")
    dyad_name: str = col("Both sides.", null=False, example="Government - Front")
    date_start: Date = col("First day the event may have happened.", null=False)
    date_end: Date = col("Last day the event may have happened.", null=False)
    date_prec: Int8 = col(
        "1 the day is known, 2 two to six days, 3 the week, 4 the month, 5 longer.", values=(1, 2, 3, 4, 5), null=False
    )
    where_prec: Int8 = col(
        "1 the place is exact, 2 near it, 3 the second-level unit, 4 the first-level unit.",
        values=(1, 2, 3, 4),
        null=False,
    )
    where_coordinates: str = col("Named place the event is coded to.", null=False)
    adm_1: str = col("Largest sub-national unit.")
    country: str = col("Country or territory where it happened.", null=False)
    latitude: float = col("Latitude, WGS 84.", unit="degrees north", low=-90, high=90, null=False)
    longitude: float = col("Longitude, WGS 84.", unit="degrees east", low=-180, high=180, null=False)
    priogrid_gid: Int32 = col("PRIO-GRID cell.", low=1, high=259200, null=False)
    deaths_a: Int32 = col("Dead of side_a.", unit="persons", low=0, null=False)
    deaths_b: Int32 = col(
        "Dead of side_b; in one-sided violence the dead are civilians.", unit="persons", low=0, null=False
    )
    deaths_civilians: Int32 = col("Dead civilians.", unit="persons", low=0, null=False)
    deaths_unknown: Int32 = col("Dead of whom the text does not say who they were.", unit="persons", low=0, null=False)
    best: Int32 = col("All deaths: the sum of the four columns before.", unit="persons", low=1, null=False)
    low: Int32 = col("Lowest credible deaths.", unit="persons", low=0, null=False)
    high: Int32 = col("Highest reported deaths.", unit="persons", low=1, null=False)
    rule_id: str = col("Rule that decided the type of violence.", null=False)


class Plover(Table):
    """Who does what to whom, statement by statement."""

    statement_id: str = col("Identity of the statement.", pattern="s[0-9a-f]{16}", null=False)
    document_id: str = col("Document that makes it.", null=False)
    report_id: str = col("Report of the same act; null when the act is no conflict event.")
    sentence_start: Int32 = col("Start of the sentence, in the stored text.", unit="characters", low=0, null=False)
    sentence_end: Int32 = col("End of the sentence.", unit="characters", low=0, null=False)
    span_start: Int32 = col("Start of the words that state the act.", unit="characters", low=0, null=False)
    span_end: Int32 = col("End of those words.", unit="characters", low=0, null=False)
    event: str = col("PLOVER category.", allowed=enum.PLOVER_EVENTS, null=False)
    mode: str = col("How it was done, where the words say so.", allowed=enum.PLOVER_MODES)
    source_name: str = col("Words that name who does it.")
    source_iso3: str = col("Country of the source; null for international bodies.", pattern="[A-Z]{3}")
    source_sector: str = col("Who the source is; IGO, NGO, IMG when international.", allowed=enum.PLOVER_SECTORS)
    target_name: str = col("Words that name to whom it is done.")
    target_iso3: str = col("Country of the target; null for international bodies.", pattern="[A-Z]{3}")
    target_sector: str = col("Who the target is.", allowed=enum.PLOVER_SECTORS)
    date: Date = col("Day the sentence gives.")
    location: str = col("Place the sentence gives.")
    iso3: str = col("Country of that place.", pattern="[A-Z]{3}")
    rule_id: str = col("Rule that decided the event.", null=False)
    act: str = col("Act of the ontology the words state.", null=False)
    confidence: float = col("How sure the coder is, 0 to 1; an order, not a probability.", low=0, high=1, null=False)


VIEWS: dict[str, TableSpec] = {
    "ucdp": TableSpec(
        Ucdp,
        "Only with ontology=ucdp: one row per event with organised violence and deaths, as UCDP GED counts them.",
        key=("id",),
        invariants=(rule.deaths_add_up, rule.counts_in_order),
        optional=True,
    ),
    "plover": TableSpec(
        Plover,
        "Only with ontology=plover: one row per statement of who does what to whom, as PLOVER has it.",
        key=("statement_id",),
        invariants=(rule.span_in_order,),
        optional=True,
    ),
}
