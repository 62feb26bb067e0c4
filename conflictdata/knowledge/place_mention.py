"""A place name in a text, and what it means for one place to contain another."""

from __future__ import annotations

import math
from dataclasses import dataclass

from conflictdata.knowledge.gazetteer import Place


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place name in a text.

    Attributes:
        start: Offset of the name.
        end: Offset after the name.
        text: The name as written.
        span_start: Offset of the first word that belongs to it ("about 30 kilometres north of").
        span_end: Offset after its kind word and the places that contain it.
        relation: in, near, distance, between, road, toward, from, of or none. near, distance, between and road give
            geo_precision 2. The second place of "between A and B" and of a road has "toward".
        kind_hint: Kind word beside the name ("province", "village"), or None.
        candidates: Places of that name, best known first; empty for a name no gazetteer has.
        containers: Mentions of the places said to contain it, nearest first.
        upper: The text around it is all upper case, so that capitals prove nothing.
    """

    start: int
    end: int
    text: str
    span_start: int
    span_end: int
    relation: str
    kind_hint: str | None
    candidates: tuple[Place, ...]
    containers: tuple[PlaceMention, ...] = ()
    upper: bool = False


def contains(big: Place, small: Place) -> bool:
    """Say whether one place lies in another, by their units.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> places = load_gazetteer()
        >>> contains(places.lookup("Borno", "NGA")[0], places.lookup("Bama", "NGA")[0])
        True
    """
    if big.country != small.country or big.id == small.id:
        return False
    if big.kind == "country":
        return True
    if big.kind == "admin1":
        return small.admin1 == big.name and small.kind != "admin1"
    if big.kind == "admin2":
        return small.admin2 == big.name and small.admin1 == big.admin1 and small.kind not in ("admin1", "admin2")
    if big.kind in ("region", "feature"):
        return (
            small.kind == "settlement"
            and abs(big.latitude - small.latitude) < 2
            and abs(big.longitude - small.longitude) < 2
        )
    return small.seat == big.id and small.kind == "neighbourhood"


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance between two places in kilometres.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> places = load_gazetteer()
        >>> round(distance_km(places.lookup("Niamey", "NER")[0], places.lookup("Torodi", "NER")[0]), -1)
        60.0
    """
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))
