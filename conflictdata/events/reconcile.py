"""One event from several reports, field by field; what was not taken is kept as a reason in the evidence.

Rules (coding standard 5.1 and 6.2): the most precise date and place; the type by votes of independent sources and the
hierarchy; a named actor before an unidentified one; the conservative death toll with the whole range beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from conflictdata.events import tolls
from conflictdata.events.derive import civilian_targeting, derive, finish, join_list
from conflictdata.events.identity import event_id
from conflictdata.events.link import LinkerParams
from conflictdata.events.sides import match_sides
from conflictdata.knowledge import taxonomy as tax
from conflictdata.knowledge.linking import is_generic
from conflictdata.reports.crowds import crowd_of

Row = dict[str, Any]

DATE = ("event_date", "time_precision", "date_start", "date_end", "date_text")
PLACE = (
    *("iso3", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude"),
    *("geo_precision", "location_text", "geonameid", "geo_uncertainty_km"),
)
# The strongest statement of who did it comes first.
RESPONSIBILITY = (
    *("claimed_by_actor", "attributed_by_official", "attributed_by_independent"),
    *("attributed_by_opponent", "inferred", "unknown"),
)
#: Weight of every further independent source in an event's confidence, and the most it can reach.
_FURTHER, _SUREST = 0.5, 0.99
# Fields whose losing values are explained; derived ones follow from these.
EXPLAINED = (
    *("event_date", "time_precision", "sub_event_type", "actor1", "actor2", "perpetrator_slot"),
    *("country", "admin1", "location", "geo_precision", "fatalities", *tolls.HARMS, "weapon", "responsibility"),
)


def _votes(reports: Sequence[Row], key: Callable[[Row], Any]) -> Counter[Any]:
    """Independent sources behind each value; an outlet votes once for a value."""
    seen = {(key(report), report["_source"]) for report in reports}
    return Counter(value for value, _ in seen)


def _best(reports: Sequence[Row], rank: Callable[[Row], Any]) -> Row:
    return min(reports, key=lambda report: (rank(report), -report["confidence"], report["_order"]))


def date_of(reports: Sequence[Row]) -> Row:
    """Date cells: the most precise, then the one most sources give, then the earlier."""
    votes = _votes(reports, lambda r: r["event_date"])
    best = _best(reports, lambda r: (r["time_precision"], -votes[r["event_date"]], r["event_date"]))
    return {name: best.get(name) for name in DATE}


def place_of(reports: Sequence[Row]) -> Row:
    """Place cells: the most precise, then the one most sources give, then the smaller uncertainty."""
    votes = _votes(reports, lambda r: (r["country"], r["location"]))

    def rank(report: Row) -> tuple[Any, ...]:
        radius = report.get("geo_uncertainty_km")
        return (
            report["geo_precision"],
            -votes[(report["country"], report["location"])],
            float("inf") if radius is None else radius,
        )

    best = _best(reports, rank)
    return {name: best.get(name) for name in PLACE}


def type_of(reports: Sequence[Row], share: float) -> str:
    """Sub-type: the highest in the hierarchy among those with enough sources behind them, else the most common.

    Args:
        reports: reports of the event.
        share: share of sources, 0 to 1, that makes a sub-type count.
    """
    votes = _votes(reports, lambda r: r["sub_event_type"])
    total = len({report["_source"] for report in reports})
    enough = [sub for sub, count in votes.items() if count >= share * total] or [
        sub for sub, count in votes.items() if count == max(votes.values())
    ]
    return str(min(enough, key=lambda sub: tax.get(sub).rank))


def _swap(report: Row) -> Row:
    turned = {"actor1": "actor2", "actor2": "actor1", "both": "both", "unknown": "unknown"}
    return {
        "actor1": report.get("actor2"),
        "actor2": report.get("actor1"),
        "inter1": report.get("inter2"),
        "inter2": report.get("inter1"),
        "assoc_actor_1": report.get("assoc_actor_2"),
        "assoc_actor_2": report.get("assoc_actor_1"),
        "perpetrator_slot": turned.get(str(report.get("perpetrator_slot"))),
    }


_SIDE_FIELDS = ("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "perpetrator_slot")


def _unnamed(report: Row) -> int:
    names = (report.get("actor1"), report.get("actor2"))
    return sum(2 if name is None else is_generic(name) for name in names)


def actors_of(reports: Sequence[Row], sub: str) -> Row:
    """Actor cells: those of the best report with this sub-type, its open slots filled by names others give.

    Args:
        reports: reports of the event.
        sub: sub-type of the event; at least one report has it.
    """
    base = _best([r for r in reports if r["sub_event_type"] == sub], _unnamed)
    out: Row = {name: base.get(name) for name in _SIDE_FIELDS}
    turned = [_aligned(report, base) for report in reports]
    slots = tax.slots(sub)
    for side, allowed in (("1", slots.actor1), ("2", slots.actor2)):
        _fill_slot(out, turned, side, allowed)
        out[f"assoc_actor_{side}"] = _allies(out, turned, side, sub)
    if out["perpetrator_slot"] in (None, "unknown"):
        told = Counter(r["perpetrator_slot"] for r in turned if r.get("perpetrator_slot") not in (None, "unknown"))
        out["perpetrator_slot"] = min(told, key=lambda slot: (-told[slot], slot)) if told else out["perpetrator_slot"]
    return out


def _aligned(report: Row, base: Row) -> Row:
    """Side cells of a report in the order of the base report's sides."""
    found = match_sides(report["_report"], base["_report"])
    plain = {name: report.get(name) for name in _SIDE_FIELDS}
    return _swap(report) if found is not None and found[1] else plain


def _fill_slot(out: Row, reports: Sequence[Row], side: str, allowed: frozenset[str]) -> None:
    actor, inter = f"actor{side}", f"inter{side}"
    if out[actor] is not None and not is_generic(out[actor]):
        return
    named = [(r[actor], r[inter]) for r in reports if r[actor] and r[inter] in allowed and not is_generic(r[actor])]
    if out[actor] is None:
        named = named or [(r[actor], r[inter]) for r in reports if r[actor] and r[inter] in allowed]
    elif out[inter] not in ("Civilians", "Protesters", "Rioters"):
        # An unidentified armed side is filled by an armed name only; its victims are not its name.
        named = [(name, kind) for name, kind in named if kind in tax.armed_inters()]
    other = out["actor2" if side == "1" else "actor1"]
    votes = Counter(pair for pair in named if pair[0] != other)
    if votes:
        out[actor], out[inter] = min(votes, key=lambda pair: (-votes[pair], pair))


def _allies(out: Row, reports: Sequence[Row], side: str, sub: str) -> str | None:
    cells = [r.get(f"assoc_actor_{side}") for r in reports]
    names = sorted({name for cell in cells if cell for name in cell.split("; ")})
    battle = tax.event_type(sub) == "Battles"
    main = {out["actor1"], out["actor2"]}
    return join_list(name for name in names if name not in main and not (battle and name.startswith("Civilians (")))


def _most_told(reports: Sequence[Row], name: str) -> Any:
    told = [r for r in reports if r.get(name) is not None]
    if not told:
        return None
    votes = _votes(told, lambda r: r[name])
    return _best(told, lambda r: -votes[r[name]])[name]


def _responsibility(reports: Sequence[Row]) -> str | None:
    told = {r["responsibility"] for r in reports if r.get("responsibility")}
    return next((value for value in RESPONSIBILITY if value in told), None)


def _tags(reports: Sequence[Row]) -> str | None:
    tags = {tag for r in reports if r.get("tags") for tag in r["tags"].split("; ")}
    return join_list(sorted(crowd_of(tags)))


def confidence_of(reports: Sequence[Row]) -> float:
    """Confidence of the event: the chance that not all of its independent sources are wrong.

    Every source counts with its surest report. The first counts in full, each further one half, because one coder reads
    them all and repeats its own mistakes.

    Example:
        >>> confidence_of([{"_source": "a", "confidence": 0.6}, {"_source": "b", "confidence": 0.5}])
        0.7
    """
    best: dict[Any, float] = {}
    for report in reports:
        best[report["_source"]] = max(best.get(report["_source"], 0.0), float(report["confidence"]))
    first, *further = sorted(best.values(), reverse=True)
    wrong = 1 - first
    for chance in further:
        wrong *= 1 - _FURTHER * chance
    return round(min(_SUREST, 1 - wrong), 4)


def reconcile(reports: Sequence[Row], outlets: Iterable[str], params: LinkerParams) -> Row:
    """Cells of one event.

    Args:
        reports: its reports as plain dicts with None for null, plus ``_source`` (who votes), ``_published`` (day number
            or None), ``_order`` (rank among reports), ``_report`` (the linker's view) and ``_said`` (words behind vague
            figures).
        outlets: names of all outlets that carried it, copies included.
        params: linker parameters.

    Returns:
        A row of `events`; ``_reasons`` maps (report_id, field) to why a report's value was not taken.
    """
    sub = type_of(reports, params.hierarchy_share)
    row: Row = {"sub_event_type": sub, **date_of(reports), **place_of(reports), **actors_of(reports, sub)}
    row.update(tolls.settle(reports))
    row.update(weapon=_most_told(reports, "weapon"), responsibility=_responsibility(reports), tags=_tags(reports))
    flags = Counter(r.get("civilian_targeting") is not None for r in reports if r["sub_event_type"] == sub)
    row["civilian_targeting"] = civilian_targeting(sub, row.get("inter2"), flags[True] >= flags[False])
    row["source"] = join_list(sorted(set(outlets)))
    row.update(n_reports=len(reports), n_sources=len({r["_source"] for r in reports}))
    row.update(confidence=confidence_of(reports), review_status="machine")
    first = min(reports, key=lambda r: r["_order"])
    row.update({name: first[name] for name in ("timestamp", "coder_version", "ontology_version")})
    row["event_id"] = row["event_id_cnty"] = event_id(row["iso3"], (r["report_id"] for r in reports))
    told = [r for r in reports if r["sub_event_type"] == sub] or list(reports)
    rule = min(told, key=lambda r: r["_order"]).get("rule_id")
    done = finish(derive({name: value for name, value in row.items() if value is not None}), _said(reports, row), rule)
    done["_reasons"] = _losers(reports, done)
    return done


def _said(reports: Sequence[Row], event: Row) -> dict[str, str]:
    """The words behind vague figures of the event, from the first report whose figure it took."""
    out: dict[str, str] = {}
    for report in sorted(reports, key=lambda r: r["_order"]):
        for name, word in report.get("_said", {}).items():
            if report.get(name) == event.get(name):
                out.setdefault(name, word)
    return out


def _losers(reports: Sequence[Row], event: Row) -> dict[tuple[str, str], tuple[str, str]]:
    """(report, field) -> (its value, why the event has another one)."""
    why = {
        "event_date": "the event takes the most precise and most reported date",
        "time_precision": "the event takes the most precise date",
        "sub_event_type": "the event takes the type most sources give, by rank when they tie",
        "actor1": "the event takes a named actor before an unidentified one",
        "actor2": "the event takes a named actor before an unidentified one",
        "fatalities": "the event takes the conservative figure of the sources' latest reports",
    }
    out: dict[tuple[str, str], tuple[str, str]] = {}
    for report in reports if len(reports) > 1 else ():
        for name in EXPLAINED:
            mine, taken = report.get(name), event.get(name)
            if mine is None or mine == taken:
                continue
            rule = why.get(name, "the event takes the most precise or most reported value")
            out[(report["report_id"], name)] = (text_of(mine), f"not taken: {rule} ({text_of(taken)})")
    return out


def text_of(value: Any) -> str:
    """A cell as text, as in the evidence table.

    Example:
        >>> text_of(pd.Timestamp("2024-09-17"))
        '2024-09-17'
    """
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else "null" if value is None else str(value)
