"""Deaths and other harm of an event from the figures of its reports (coding standard 5.1, 6.2).

Of one source only the latest report counts. An open figure ("at least 7") is replaced by a higher one published on a
later day, by whoever. Of what remains the lowest is the event's figure, and the whole range stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]

HARMS = ("deaths_civilians", "injured", "abducted", "detained", "displaced", "trapped", "civilians_affected")
_OPEN = frozenset({"minimum", "vague", "approximate", "ambiguous"})


def _when(report: Row) -> tuple[int, int]:
    published = report["_published"]
    return (-1 if published is None else published, -report["_order"])


def latest_by_source(reports: Sequence[Row]) -> list[Row]:
    """The newest report of every source; of equally new ones the one that comes first in the order of reports."""
    latest: dict[str, Row] = {}
    for report in sorted(reports, key=_when):
        latest[report["_source"]] = report
    return sorted(latest.values(), key=lambda report: report["_order"])


def _superseded(report: Row, others: Sequence[Row]) -> bool:
    if report["fatalities_status"] not in _OPEN or report["_published"] is None:
        return False
    return any(
        other["_published"] is not None
        and other["_published"] > report["_published"]
        and other["fatalities"] > report["fatalities"]
        for other in others
    )


def settle(reports: Sequence[Row]) -> Row:
    """Deaths and harms of an event.

    Args:
        reports: its reports as plain dicts with ``_source``, ``_published`` (day number or None) and ``_order``.

    Returns:
        `fatalities`, `fatalities_low`, `fatalities_high`, `fatalities_status` and the harm columns; None where unknown.
    """
    told = [report for report in reports if report["fatalities_status"] != "not_reported"]
    latest = latest_by_source(told)
    latest = [report for report in latest if not _superseded(report, latest)]
    if not latest:
        first = min(reports, key=lambda report: report["_order"])
        out = {name: first.get(name) for name in ("fatalities", "fatalities_low", "fatalities_high")}
        return {**out, "fatalities_status": "not_reported", **_harms(reports, first)}
    chosen = min(latest, key=lambda report: (report["fatalities"], -report["confidence"], report["_order"]))
    figures = {report["fatalities"] for report in latest}
    lows = [_or(report.get("fatalities_low"), report["fatalities"]) for report in latest]
    highs = [report.get("fatalities_high") for report in latest]
    top = max([*figures, *(high for high in highs if high is not None)])
    return {
        "fatalities": chosen["fatalities"],
        "fatalities_low": min(lows),
        # An open end stays open unless sources differ: then the highest figure anybody gives is worth knowing.
        "fatalities_high": None if None in highs and len(figures) == 1 else top,
        "fatalities_status": "conflicting" if len(figures) > 1 else chosen["fatalities_status"],
        **_harms(reports, chosen),
    }


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value


def _harms(reports: Sequence[Row], chosen: Row) -> Row:
    """Harm columns: those of the report whose toll was taken, else the lowest of the sources' latest figures."""
    out: Row = {}
    for name in HARMS:
        latest = latest_by_source([report for report in reports if report.get(name) is not None])
        lowest = min((report[name] for report in latest), default=None)
        out[name] = _or(chosen.get(name), lowest) if name == "deaths_civilians" else lowest
    return out
