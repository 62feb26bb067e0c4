"""Does a report agree with a gold event? One small question per field, answered yes, no, or "gold does not say"."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Row = Mapping[str, Any]
Answer = bool | None
Check = Callable[[Row, Row], Answer]

EARTH_RADIUS_KM = 6371.0
#: Words that name the kind of a unit; "Borno state" and "Borno" are one name.
_UNIT_WORDS = frozenset(
    [
        "state",
        "province",
        "region",
        "governorate",
        "department",
        "district",
        "county",
        "town",
        "city",
        "village",
        "municipality",
        "prefecture",
        "oblast",
        "wilaya",
    ]
)
_REGIME_YEARS = re.compile(r"\s*\((?:19|20)\d\d-(?:(?:19|20)\d\d)?\)")
_COUNTRY_SPELLINGS = {
    "democratic republic of the congo": "democratic republic of congo",
    "republic of the congo": "republic of congo",
    "cote d ivoire": "ivory coast",
    "turkiye": "turkey",
    "czechia": "czech republic",
    "russian federation": "russia",
    "united states of america": "united states",
    "syrian arab republic": "syria",
    "timor leste": "east timor",
    "cabo verde": "cape verde",
    "swaziland": "eswatini",
}


def is_stated(value: object) -> bool:
    """Whether a cell holds anything: not null, NaN or empty."""
    if value is None or value == "" or type(value).__name__ in ("NAType", "NaTType"):
        return False
    return not (isinstance(value, float) and math.isnan(value))


def cell(row: Row, column: str) -> Any:
    """The value of a cell, None for every kind of missing."""
    value = row.get(column)
    return value if is_stated(value) else None


def plain(value: object) -> str:
    """Lower-case ASCII letters and digits, other runs turned into one space."""
    ascii_text = unicodedata.normalize("NFKD", str(value or "")).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", ascii_text))


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second) if first and second else 0.0


def same_country(first: object, second: object) -> bool:
    """Whether two spellings name one country."""
    names = [_COUNTRY_SPELLINGS.get(plain(x), plain(x)) for x in (first, second)]
    return bool(names[0]) and names[0] == names[1]


def same_place(first: object, second: object) -> bool:
    """Whether two place names share most of their words, or one contains the other."""
    one, two = ({w for w in plain(x).split() if w not in _UNIT_WORDS} for x in (first, second))
    return bool(one and two) and (one <= two or two <= one or _overlap(one, two) >= 0.5)


def same_actor(first: object, second: object) -> bool:
    """Whether two actor names are one, acronyms before a colon and regime years left aside."""
    one, two = (plain(_REGIME_YEARS.sub("", str(x)).split(": ", 1)[-1]) for x in (first, second))
    return one == two or _overlap(set(one.split()), set(two.split())) >= 0.6


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance of two points in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((phi2 - phi1) / 2) ** 2
    half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def actors(row: Row) -> list[str]:
    """The one or two main actors; their order carries no meaning."""
    return [str(row[c]) for c in ("actor1", "actor2") if cell(row, c) is not None]


def pair_actors(gold: Row, report: Row) -> int:
    """How many gold actors the report names, one to one."""
    left = actors(gold)
    for name in actors(report):
        found = next((other for other in left if same_actor(name, other)), None)
        if found is not None:
            left.remove(found)
    return len(actors(gold)) - len(left)


def _label(column: str) -> Check:
    def check(gold: Row, report: Row) -> Answer:
        return plain(cell(report, column)) == plain(gold[column]) if cell(gold, column) else None

    return check


def _equal(column: str) -> Check:
    def check(gold: Row, report: Row) -> Answer:
        return cell(report, column) == gold[column] if cell(gold, column) else None

    return check


def _location(gold: Row, report: Row) -> Answer:
    if not cell(gold, "location"):
        return None
    return any(same_place(cell(report, c), gold["location"]) for c in ("location", "location_text") if cell(report, c))


def _inter(gold: Row, report: Row) -> Answer:
    if not cell(gold, "inter1"):
        return None
    codes = [sorted(plain(r[c]) for c in ("inter1", "inter2") if cell(r, c)) for r in (gold, report)]
    return codes[0] == codes[1]


def _actors(gold: Row, report: Row) -> Answer:
    if not cell(gold, "inter1"):
        return None
    return pair_actors(gold, report) == len(actors(gold)) == len(actors(report))


def _actor_any(gold: Row, report: Row) -> Answer:
    return pair_actors(gold, report) > 0 if cell(gold, "inter1") else None


def _country(gold: Row, report: Row) -> Answer:
    return same_country(cell(report, "country"), gold["country"]) if cell(gold, "country") else None


def _admin1(gold: Row, report: Row) -> Answer:
    return same_place(cell(report, "admin1"), gold["admin1"]) if cell(gold, "admin1") else None


def _within(limit: float) -> Check:
    def check(gold: Row, report: Row) -> Answer:
        point = [cell(gold, c) for c in ("latitude", "longitude")]
        if None in point:
            return None
        mine = [cell(report, c) for c in ("latitude", "longitude")]
        return None not in mine and kilometres(*map(float, mine), *map(float, point)) <= limit

    return check


def _date(gold: Row, report: Row) -> Answer:
    if not cell(gold, "event_date"):
        return None
    last = max(cell(gold, "date_end") or "", gold["event_date"])
    return bool(gold["event_date"] <= str(cell(report, "event_date") or "")[:10] <= last)


def _number(column: str) -> Check:
    def check(gold: Row, report: Row) -> Answer:
        return int(cell(report, column) or 0) == int(gold[column]) if cell(gold, column) is not None else None

    return check


def _targeting(gold: Row, report: Row) -> Answer:
    value = cell(gold, "civilian_targeting")
    return bool(cell(report, "civilian_targeting")) == bool(value) if value is not None else None


CHECKS: dict[str, Check] = {
    "event_type": _label("event_type"),
    "sub_event_type": _label("sub_event_type"),
    "location_name": _location,
    "inter": _inter,
    "actors": _actors,
    "actor_any": _actor_any,
    "country": _country,
    "admin1": _admin1,
    "within_10km": _within(10),
    "within_50km": _within(50),
    "geo_precision": _equal("geo_precision"),
    "time_precision": _equal("time_precision"),
    "date": _date,
    "fatalities": _number("fatalities"),
    "injured": _number("injured"),
    "civilian_targeting": _targeting,
}
#: What makes a report and a gold event the same event, when a story tells several.
WEIGHTS: dict[str, float] = {
    "sub_event_type": 2,
    "within_50km": 2,
    "date": 2,
    "event_type": 1,
    "location_name": 1,
    "inter": 1,
    "actors": 1,
    "actor_any": 1,
    "admin1": 1,
    "fatalities": 1,
    "country": 0.5,
}


def agreement(gold: Row, report: Row) -> dict[str, bool]:
    """Answers for every field that the gold event states."""
    answers = {name: check(gold, report) for name, check in CHECKS.items()}
    return {name: answer for name, answer in answers.items() if answer is not None}


def similarity(gold: Row, report: Row) -> float:
    """Weighted share of the stated fields that agree, 0 to 1."""
    answers = agreement(gold, report)
    total = sum(WEIGHTS.get(name, 0) for name in answers)
    return sum(WEIGHTS.get(name, 0) for name, right in answers.items() if right) / total if total else 0.0
