"""Evidence rows of a report: for each coded field the words it rests on, the rule, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflictdata.reports.arbitration import MARK
from conflictdata.reports.tally_words import SILENCE

if TYPE_CHECKING:
    from conflictdata.reports.assemble import Coded


def evidence_rows(coded: Coded, row: dict[str, Any], doubt: str | None = None) -> list[dict[str, Any]]:
    """One evidence row per coded field, with the words it rests on (null span when inferred).

    Args:
        coded: the coded incident.
        row: its row of `reports`.
        doubt: what lowered the confidence most, in words; it stands beside the type.
    """
    place, when, trigger = coded.place, coded.when, coded.trigger
    out: list[dict[str, Any]] = []

    def add(
        fields: str, start: int, end: int, method: str, rule: str, confidence: float, reason: str | None = None
    ) -> None:
        for name in fields.split():
            if row.get(name) is not None:
                spanned = start >= 0 and end > start
                out.append(
                    {
                        "report_id": row["report_id"],
                        "document_id": row["document_id"],
                        "field": name,
                        "value": str(row[name]),
                        "span_start": start if spanned else None,
                        "span_end": end if spanned else None,
                        "method": method if spanned else "inferred_default",
                        "rule_id": rule,
                        "confidence": round(confidence, 4),
                        "reason": reason,
                    }
                )

    rule, how = f"{coded.rule.id} <- {trigger.rule_id}", "classifier" if coded.rule.id.startswith(MARK) else "pattern"
    said = "; ".join(filter(None, (heard(coded), doubt))) or None
    for names, method, reason in (("sub_event_type", how, said), ("weapon modality", "pattern", None)):
        add(names, trigger.start, trigger.end, method, rule, row["confidence"], reason)
    add(
        "event_date time_precision date_start date_end date_text",
        when.start,
        when.end,
        "pattern",
        when.rule_id,
        when.confidence,
        when.reason,
    )
    add(
        "country iso3 admin1 admin2 admin3 location latitude longitude geo_precision geo_uncertainty_km geonameid "
        "location_text",
        place.start,
        place.end,
        "gazetteer",
        place.rule_id,
        place.confidence,
        place.resolved.reason or None,
    )
    for number, slot, assoc in (("1", coded.slots.actor1, "assoc_actor_1"), ("2", coded.slots.actor2, "assoc_actor_2")):
        if slot is not None:
            add(
                f"actor{number} inter{number} {assoc}",
                slot.start,
                slot.end,
                slot.method,
                slot.rule_id,
                slot.actor.confidence,
                slot.actor.reason or None,
            )
    add(
        "civilian_targeting perpetrator_slot responsibility",
        trigger.start,
        trigger.end,
        "pattern",
        f"slots.{coded.rule.id}",
        row["confidence"],
    )
    _figure_evidence(coded, add)
    return out


def heard(coded: Coded) -> str | None:
    """What both sides said of the type, when the second reader was asked, and which refusal it lifted."""
    lifted = next((f"the rules refused the act ({a.restored})" for a in coded.incident.acts if a.restored), None)
    if coded.opinion is None:
        return lifted and f"{lifted}; the second reader was sure of it"
    rules = f"{coded.by_rules.to} ({coded.by_rules.id})" if coded.by_rules else "no type"
    return "; ".join(filter(None, (f"rules: {rules}", lifted, f"second reader: {coded.opinion}")))


_OF_DEATHS = "fatalities fatalities_low fatalities_high fatalities_status deaths_civilians"


def _figure_evidence(coded: Coded, add: Any) -> None:
    """The words, the sum and the rule of every figure; only deaths that nobody mentions are inferred from silence."""
    figures = coded.figures
    trust = min((i.confidence for i in figures.impacts), default=0.6)
    if "fatalities" not in figures.accounts:
        add(_OF_DEATHS, -1, -1, "pattern", SILENCE, trust)
    for name, told in figures.accounts.items():
        fields = _OF_DEATHS if name == "fatalities" else name
        add(fields, told.start, told.end, "pattern", told.rule, trust, told.arithmetic or None)
