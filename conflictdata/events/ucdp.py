"""The UCDP view: events with organised violence and deaths, with the dead counted by side.

The type of violence is decided by the rules of ``conf/ontology/ucdp.yaml`` over the event's row; the dead by side come
from the impacts of the report that tells most about them, and what it does not tell is `deaths_unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from conflictdata.events.derive import is_government
from conflictdata.knowledge.views import View

#: Groups of `impacts` that UCDP counts as civilians.
_CIVILIANS = frozenset({"civilians", "aid_workers", "health_workers", "journalists", "children", "protesters"})
_WHERE = {1: 1, 2: 2, 3: 4}
_WHEN = {1: 1, 2: 3, 3: 4}
_ONE_SIDED = 3


def ucdp_rows(events: pd.DataFrame, reports: pd.DataFrame, impacts: pd.DataFrame, view: View) -> list[dict[str, Any]]:
    """Rows of the table `ucdp`.

    Args:
        events: the events of the release.
        reports: their reports.
        impacts: the harm the reports state.
        view: the loaded view, for its rules.

    Returns:
        One row per event that is organised violence with at least one death, in the order of the events.
    """
    killed = impacts[(impacts["impact"].astype(str) == "killed") & ~impacts["is_cumulative"].astype(bool)]
    killed = killed[killed["best"].notna()]
    by_report: dict[str, list[tuple[str, int]]] = {}
    for name, group, best in zip(
        killed["report_id"], killed["group"].astype(str), killed["best"].astype(int), strict=True
    ):
        by_report.setdefault(str(name), []).append((group, best))
    of_event: dict[str, list[str]] = {}
    for report, event in zip(reports["report_id"], reports["event_id"], strict=True):
        of_event.setdefault(str(event), []).append(str(report))
    rows = []
    for event in _plain(events):
        decided = view.decide(_features(event)) if event["fatalities"] else None
        if decided is not None:
            told = [by_report.get(name, []) for name in of_event.get(str(event["event_id"]), [])]
            rows.append(_row(event, int(decided[1].rule.to), decided[1].rule.id, told))
    return rows


def _plain(events: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as plain values, None for nulls."""
    for row in events.astype(object).where(events.notna(), None).to_dict("records"):
        yield {str(key): value for key, value in row.items()}


def _features(event: dict[str, Any]) -> frozenset[str]:
    one, two = event["inter1"], event["inter2"]
    features = {f"type:{event['event_type']}", f"sub:{event['sub_event_type']}", f"one:{one}", f"two:{two}"}
    features |= {"gov:one"} if is_government(one, event["actor1"]) else set()
    features |= {"gov:two"} if two is not None and is_government(two, event["actor2"]) else set()
    return frozenset(features)


def _row(event: dict[str, Any], kind: int, rule_id: str, told: list[list[tuple[str, int]]]) -> dict[str, Any]:
    a, b, turned = _sides(event, kind)
    best = int(event["fatalities"])
    low, high = event["fatalities_low"], event["fatalities_high"]
    days = (event["date_end"] - event["date_start"]).days if event["date_end"] and event["date_start"] else 0
    start, end = event["date_start"] or event["event_date"], event["date_end"] or event["event_date"]
    when = _WHEN[int(event["time_precision"])]
    where = _WHERE[int(event["geo_precision"])]
    return {
        "id": event["event_id"],
        "event_id": event["event_id"],
        "type_of_violence": kind,
        "side_a": a,
        "side_b": b,
        "dyad_name": f"{a} - {b}",
        "date_start": start,
        "date_end": end,
        "date_prec": 2 if when == 1 and days else when,
        "where_prec": 3 if where == 2 and event["location"] == event["admin2"] else where,
        "where_coordinates": event["location"],
        "adm_1": event["admin1"],
        **{name: event[name] for name in ("country", "latitude", "longitude", "priogrid_gid")},
        **_deaths(best, told, kind, turned),
        "best": best,
        "low": best if low is None else min(int(low), best),
        "high": best if high is None else max(int(high), best),
        "rule_id": rule_id,
    }


def _sides(event: dict[str, Any], kind: int) -> tuple[str, str, bool]:
    """Side a, side b, and whether actor2 is side a: the government, or who used force on the crowd."""
    one, two = event["actor1"], event["actor2"]
    if kind == _ONE_SIDED:
        turned = event["sub_event_type"] == "Excessive force against protesters"
        return (two if turned else one), "Civilians", turned
    turned = kind == 1 and not is_government(event["inter1"], one)
    return (two, one, True) if turned else (one, two, False)


def _deaths(best: int, told: list[list[tuple[str, int]]], kind: int, turned: bool) -> dict[str, int]:
    """The dead by side, from the report that accounts for most of them without exceeding the event's figure."""
    counted = [_by_side(rows, kind, turned) for rows in told]
    fitting = [parts for parts in counted if sum(parts.values()) <= best]
    parts = max(fitting, key=lambda p: sum(p.values()), default={"a": 0, "b": 0, "civilians": 0})
    return {f"deaths_{name}": number for name, number in parts.items()} | {"deaths_unknown": best - sum(parts.values())}


def _by_side(rows: list[tuple[str, int]], kind: int, turned: bool) -> dict[str, int]:
    parts = {"a": 0, "b": 0, "civilians": 0}
    for group, number in rows:
        if group in _CIVILIANS or (kind == _ONE_SIDED and group == ("side_a" if turned else "side_b")):
            parts["civilians"] += number
        elif group in ("side_a", "side_b"):
            parts["a" if (group == "side_a") != turned else "b"] += number
        elif group == "perpetrators":  # a suicide bomber is of actor1's side
            parts["b" if turned and kind != _ONE_SIDED else "a"] += number
    return parts
