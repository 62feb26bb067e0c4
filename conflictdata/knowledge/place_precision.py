"""From a place to the point of an event: which point stands for it, and how precisely (coding standard 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from conflictdata.knowledge.gazetteer_place import Place
from conflictdata.knowledge.place_context import PlaceContext
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_names import skeleton
from conflictdata.knowledge.place_words import load_words

NEAR = frozenset(("near", "distance", "between", "road"))
UNITS = frozenset(("admin1", "admin2", "admin3"))
BESIDE_KM = 50.0  # "60 km from X" is not near X any more: a larger area (precision 3)
_OFFSHORE = re.compile(r"off\b", re.IGNORECASE)
_KM = re.compile(r"([\d.,]+)\s*-?\s*(km|kilomet|mi)", re.IGNORECASE)
_LEVELS = ("province", "state", "governorate", "region", "oblast", "department", "wilaya", "republic")


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """The place of a mention as a coded event needs it.

    Attributes:
        place: The point to code: a settlement, feature, or the seat that stands for a unit.
        geo_precision: 1 exact place, 2 near it or its district, 3 larger region.
        uncertainty_km: Radius within which the true point probably lies.
        location_text: The words of the article.
        confidence: Calibrated probability that the country and the point (within 50 km) are right.
        rule_id: The rule that decided.
        reason: Why the point is a stand-in or a guess; empty when plain.
    """

    place: Place
    geo_precision: int
    uncertainty_km: float
    location_text: str
    confidence: float
    rule_id: str
    reason: str


def finish(mention: PlaceMention, context: PlaceContext, place: Place, confidence: float, fuzzy: bool) -> ResolvedPlace:
    """Apply standard 4.2: the point, its precision and the reason.

    Args:
        mention: The mention.
        context: Its article.
        place: What it means.
        confidence: How surely.
        fuzzy: The name is another spelling.
    """
    point, precision, radius, rule, reason = _precision(mention, context, place)
    if fuzzy:
        rule, reason = "place.similar_name", f"{mention.text} read as {place.name}" + (f"; {reason}" if reason else "")
    words = words_of(mention, context)
    far = said_km(mention, context)
    if far is not None:
        radius = max(radius, far + 5.0)
    if far is not None and far > BESIDE_KM:
        precision = 3
        reason = reason or f"the text says {far:.0f} km from {place.name}"
    return ResolvedPlace(point, precision, radius, words, confidence, rule, reason)


def said_km(mention: PlaceMention, context: PlaceContext) -> float | None:
    """Return the kilometres that the words before a name put between it and the scene, or None."""
    if mention.relation != "distance":
        return None
    found = _KM.search(words_of(mention, context))
    if found is None:
        return None
    try:
        said = float(found.group(1).strip(".,").replace(",", ""))
    except ValueError:
        return None
    return min(said * (1.609 if found.group(2).lower() == "mi" else 1.0), 999.0)


def _precision(mention: PlaceMention, context: PlaceContext, place: Place) -> tuple[Place, int, float, str, str]:
    seat = context.gazetteer.get(place.seat) if place.seat else None
    near = mention.relation in NEAR
    if place.kind == "neighbourhood":
        point = place if " - " in place.name or seat is None else seat
        return point, 2 if near else 1, 10.0 if near else 5.0, "place.neighbourhood", ""
    if place.kind in UNITS and seat and _means_seat(mention, place, seat):
        return seat, 2 if near else 1, 15.0 if near else 5.0, "place.seat_by_name", ""
    if place.kind in UNITS:
        wide = place.kind == "admin1" or mention.kind_hint in _LEVELS
        point = seat or place
        level = "province" if wide else "district"
        rule = "place.admin1_seat" if wide else "place.admin2_seat"
        return (
            point,
            3 if wide else 2,
            place.radius_km or (100.0 if wide else 30.0),
            rule,
            f"only the {level} {place.name} is named; coded to {point.name}",
        )
    if place.kind in ("region", "feature"):
        point = seat if seat and place.kind == "region" else place
        reason = f"only the area {place.name} is named" + (f"; coded to {point.name}" if point is not place else "")
        return point, 3, 120.0 if place.kind == "region" else 50.0, f"place.{place.kind}", reason
    if near and _OFFSHORE.match(words_of(mention, context)):
        return place, 3, 50.0, "place.offshore", f"the sea off {place.name}"
    if near:
        return place, 2, 15.0, f"place.{mention.relation}", ""
    if mention.kind_hint == "area" or load_words().kinds.get(mention.kind_hint or "") in ("admin1", "admin2"):
        return place, 2, 25.0, "place.area", f"only the area of {place.name} is named"
    return place, 1, 10.0 if place.population > 1_000_000 else 3.0, "place.exact", ""


def _means_seat(mention: PlaceMention, unit: Place, seat: Place) -> bool:
    """Say whether a unit's name is its town's in another spelling ("Cumilla", "the city of Diwaniyah")."""
    level = load_words().kinds.get(mention.kind_hint or "")
    if level == "settlement":
        # "the Taraba village" is one in Taraba
        return mention.kind_hint not in load_words().described or skeleton(mention.text) == skeleton(seat.name)
    return level is None and skeleton(mention.text) == skeleton(seat.name)


def words_of(mention: PlaceMention, context: PlaceContext) -> str:
    """Return the words of the article for a place, with its relation and containers."""
    return " ".join(context.text[mention.span_start : mention.span_end].split()) or mention.text
