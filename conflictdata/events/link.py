"""Which reports tell of the same event: blocking by day and place, a pair rule, and grouping without chaining.

The rule (coding standard 6.2): same day, or one day apart when a date is vague or overnight; same place, or within a
few kilometres; the same two sides, where nobody in particular may stand for somebody named; the same kind of event or
a neighbour. Two reports of one document are never the same event: the coder has already said so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from conflictdata.events.sides import same_sides
from conflictdata.knowledge import taxonomy as tax
from conflictdata.knowledge.linking import is_overnight

_CELL = 0.25  # degrees; finer than the widest default radius, so that few strangers share a block
_EARTH_KM = 6371.0088


@dataclass
class LinkerParams:
    """How far apart two reports of one event may be.

    Attributes:
        window_days: days apart when one date is vague or overnight.
        exact_days: days apart when both dates are exact.
        km: kilometres apart when both places are exact.
        km_imprecise: kilometres apart when one place is vague and both lie in the same district or province.
        toll_ratio: two death tolls further apart than this ratio are two events, unless the later is the higher.
        toll_floor: tolls below this number of deaths are never held against a link: first reports start low.
        hierarchy_share: share of independent sources a sub-type needs for its rank to decide the type of the event.
    """

    window_days: int = 1
    exact_days: int = 0
    km: float = 5.0
    km_imprecise: float = 25.0
    toll_ratio: float = 5.0
    toll_floor: int = 5
    hierarchy_share: float = 0.34


@dataclass(frozen=True, slots=True)
class Report:
    """The cells of a report the linker compares."""

    report_id: str
    document_id: str
    day: int
    vague_day: bool
    published: int | None
    iso3: str
    admin1: str | None
    admin2: str | None
    place: int | None
    latitude: float
    longitude: float
    vague_place: bool
    sub: str
    one: str
    two: str | None
    inter1: str
    inter2: str | None
    allies1: frozenset[str]
    allies2: frozenset[str]
    toll: int | None

    @property
    def content(self) -> tuple[str, ...]:
        """What the report says, without who says it: orders reports so that copies change nothing."""
        said = (self.day, self.iso3, self.latitude, self.longitude, self.sub, self.one, self.two, self.toll)
        return (*(str(part) for part in said), self.report_id)


def _cell(row: dict[Any, Any], name: str) -> Any:
    value = row[name]
    return None if value is None or value is pd.NA or value != value else value


def _allies(cell: str | None) -> frozenset[str]:
    return frozenset(cell.split("; ")) if cell else frozenset()


def _toll(row: dict[Any, Any]) -> int | None:
    stated = row["fatalities_status"] in ("exact", "minimum", "range", "reported_zero", "approximate")
    return int(row["fatalities"]) if stated else None


def read_reports(reports: pd.DataFrame, published: dict[str, pd.Timestamp] | None = None) -> list[Report]:
    """Rows of `reports` as the linker sees them, in an order that does not depend on the input's."""
    out = []
    for row in reports.to_dict("records"):
        when = (published or {}).get(row["document_id"])
        out.append(
            Report(
                report_id=row["report_id"],
                document_id=row["document_id"],
                day=pd.Timestamp(row["event_date"]).toordinal(),
                vague_day=row["time_precision"] > 1 or is_overnight(_cell(row, "date_text")),
                published=None if when is None or when != when else when.toordinal(),
                iso3=row["iso3"],
                admin1=_cell(row, "admin1"),
                admin2=_cell(row, "admin2"),
                place=_cell(row, "geonameid"),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                vague_place=row["geo_precision"] > 1,
                sub=str(row["sub_event_type"]),
                one=row["actor1"],
                two=_cell(row, "actor2"),
                inter1=str(row["inter1"]),
                inter2=_cell(row, "inter2"),
                allies1=_allies(_cell(row, "assoc_actor_1")),
                allies2=_allies(_cell(row, "assoc_actor_2")),
                toll=_toll(row),
            )
        )
    return sorted(out, key=lambda report: report.content)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points, in kilometres; arguments in degrees.

    Example:
        >>> round(distance_km(0, 0, 0, 1))
        111
    """
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _near_in_time(a: Report, b: Report, params: LinkerParams) -> bool:
    allowed = params.window_days if a.vague_day or b.vague_day else params.exact_days
    return abs(a.day - b.day) <= allowed


def _near_in_space(a: Report, b: Report, params: LinkerParams) -> float | None:
    """Closeness of two places, 1 the same and 0 at the edge of what is allowed; None when too far apart."""
    if a.place is not None and a.place == b.place:
        return 1.0
    if a.iso3 != b.iso3:
        return None
    km = distance_km(a.latitude, a.longitude, b.latitude, b.longitude)
    if km <= params.km:
        return 1.0 - 0.25 * km / max(params.km, 1e-9)
    vague = a.vague_place or b.vague_place
    shared = (a.admin2 is not None and a.admin2 == b.admin2) or (a.admin1 is not None and a.admin1 == b.admin1)
    if vague and shared and km <= params.km_imprecise:
        return 0.5 * (1.0 - km / params.km_imprecise)
    return None


def _tolls_agree(a: Report, b: Report, params: LinkerParams) -> bool:
    if a.toll is None or b.toll is None or min(a.toll, b.toll) < params.toll_floor:
        return True
    low, high = sorted((a, b), key=lambda report: report.toll or 0)
    if (high.toll or 0) <= params.toll_ratio * max(1, low.toll or 0):
        return True
    return low.published is not None and high.published is not None and low.published < high.published


def pair_score(a: Report, b: Report, params: LinkerParams) -> float | None:
    """How well two reports fit one event; None when they cannot be.

    Args:
        a: a report.
        b: another one.
        params: allowed distances.

    Returns:
        A score that orders pairs; it is no probability.
    """
    if a.document_id == b.document_id or not _near_in_time(a, b, params) or not tax.compatible(a.sub, b.sub):
        return None
    space = _near_in_space(a, b, params)
    sides = same_sides(a, b)
    if space is None or sides is None or not _tolls_agree(a, b, params):
        return None
    return sides + space + 0.5 * (a.sub == b.sub) + 0.5 * (a.day == b.day) + 0.1 * (a.toll == b.toll)


def _candidates(reports: Sequence[Report], params: LinkerParams) -> Iterator[tuple[int, int]]:
    """Pairs of positions close enough in day and place to be compared."""
    reach_km = max(params.km, params.km_imprecise)
    window = max(params.window_days, params.exact_days)
    blocks: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    places: dict[tuple[int, int], list[int]] = defaultdict(list)
    for j, report in enumerate(reports):
        found = set(_in_block(report, blocks, window, reach_km))
        if report.place is not None:
            for day in range(report.day - window, report.day + window + 1):
                found.update(places[(day, report.place)])
            places[(report.day, report.place)].append(j)
        yield from ((i, j) for i in sorted(found))
        blocks[(report.day, *_grid(report))].append(j)


def _grid(report: Report) -> tuple[int, int]:
    return math.floor(report.latitude / _CELL), math.floor(report.longitude / _CELL)


def _in_block(
    report: Report, blocks: dict[tuple[int, int, int], list[int]], window: int, reach_km: float
) -> Iterator[int]:
    y, x = _grid(report)
    cell_km = _CELL * 111.2
    dy = math.ceil(reach_km / cell_km)
    # Cells get narrower towards the poles; beyond 85 degrees nobody reports anything.
    dx = math.ceil(reach_km / (cell_km * math.cos(math.radians(min(85.0, abs(report.latitude) + 0.5)))))
    for day in range(report.day - window, report.day + window + 1):
        for north in range(y - dy, y + dy + 1):
            for east in range(x - dx, x + dx + 1):
                yield from blocks.get((day, north, east), ())


def link(reports: Sequence[Report], params: LinkerParams) -> list[list[int]]:
    """Group reports into events.

    Pairs are joined best first; two groups are joined only when every report of one fits every report of the other, so
    that a chain of small steps cannot tie two different days or towns together.

    Args:
        reports: in the order of ``read_reports``.
        params: allowed distances.

    Returns:
        Groups of positions in ``reports``; every position is in exactly one group.
    """
    scores: dict[tuple[int, int], float] = {}
    for i, j in _candidates(reports, params):
        score = pair_score(reports[i], reports[j], params)
        if score is not None:
            scores[(i, j)] = score
    group_of = list(range(len(reports)))
    members = {i: [i] for i in range(len(reports))}
    for i, j in sorted(scores, key=lambda pair: (-round(scores[pair], 9), pair)):
        one, two = group_of[i], group_of[j]
        if one == two or not _all_fit(members[one], members[two], scores):
            continue
        for k in members.pop(two):
            group_of[k] = one
            members[one].append(k)
    return [sorted(group) for group in members.values()]


def _all_fit(one: list[int], two: list[int], scores: dict[tuple[int, int], float]) -> bool:
    return all((min(i, j), max(i, j)) in scores for i in one for j in two)
