"""Decide which place a name means, and how precisely it places an event (coding standard 4.2).

Evidence in falling weight: containment said in the text, countries of the article, units named, kind words, distance
to the article's clear places, population. A name is left unresolved when the evidence does not separate its candidates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer_place import WIDE, Place
from conflictdata.knowledge.place_context import PlaceContext, importance
from conflictdata.knowledge.place_mention import PlaceMention, contains, distance_km
from conflictdata.knowledge.place_names import name_key, normalise
from conflictdata.knowledge.place_precision import BESIDE_KM, NEAR, UNITS, ResolvedPlace, finish, said_km, words_of
from conflictdata.knowledge.place_words import load_words

PLACING = NEAR | {"in"}
SAME_KM = 25.0  # candidates closer than this are one answer
MIN_MARGIN = 0.12
FAME = 4.0
WORLD_CITY = 20  # times the people of any place of its name abroad: London, not the one in Ontario
OTHER_NAME = 2.5  # more where that is only another name of it
CHIEF = 3.0
UNIT_SHARE = 10  # a unit with so many times the people of a village of its name elsewhere is meant
MIN_SIMILARITY = 0.62
FOREIGN = 1.2  # so much evidence for other countries, and none for its own, refuses a place
KNOWN = 50_000  # people of a town abroad that needs no country beside it
ALIKE = 0.7  # a spelling so like the name itself is no other name
SHORT = 5  # letters of names that mean something else in another language
UNIT_TOWN = 200_000  # people of a town that a district of its name needs, when the country is not said
FAR_KM = 2000.0  # Niger State is no rival of Niger's neighbour, the American Georgia is of no neighbour at all
SLIGHT, CLEAR = 0.1, 0.75  # a small place of a country with so little evidence, against one with so much
UNTOLD = 0.02  # below this share the article says nothing for a country
SIZES = {"settlement": 100, "region": 30_000}  # people to reckon with where none are known
ALONE = 6.0  # margin of a name with one place only


@dataclass(frozen=True, slots=True)
class Decision:
    """A resolved place, or the reason why there is none."""

    resolved: ResolvedPlace | None
    reason: str
    ranked: tuple[tuple[float, Place], ...] = ()


def resolve(mention: PlaceMention, context: PlaceContext) -> ResolvedPlace | None:
    """Return the place a mention means, or None when it is a country or cannot be told.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> from conflictdata.knowledge.place_finder import PlaceFinder
        >>> finder = PlaceFinder(load_gazetteer())
        >>> text = "Gunmen killed two men near Bama, Borno State, Nigeria."
        >>> mentions = finder.find(text)
        >>> found = resolve(mentions[0], finder.context(text, mentions))
        >>> found.place.name, found.place.country, found.geo_precision
        ('Bama', 'NGA', 2)
    """
    return decide(mention, context).resolved


def decide(mention: PlaceMention, context: PlaceContext) -> Decision:
    """Resolve a mention and say why when it stays open."""
    if mention.kind_hint == "capital" and not mention.candidates and mention.text.endswith("capital"):
        mention = _with_capital(mention, context)
    pool, fuzzy = list(mention.candidates), False
    if not pool:
        pool, fuzzy = _similar(mention, context), True
    famous, chief = _famous(pool, mention), _chief_unit(pool, mention)
    ranked = sorted(
        (
            (_score(place, mention, context, place.id in famous) + (CHIEF if place.id == chief else 0.0), place)
            for place in pool
        ),
        key=lambda item: (-item[0], item[1].id),
    )
    outer = _container(mention, context)
    if ranked and ranked[0][1].kind in WIDE:
        wide = "country" if ranked[0][1].kind == "country" else "part of the world"
        return Decision(None, f"names only the {wide} {ranked[0][1].name}", tuple(ranked[:5]))
    if outer and _outside(mention, ranked, outer):
        return Decision(_stand_in(mention, context, outer), "", tuple(ranked[:5]))
    if not ranked:
        return Decision(None, "no gazetteer has the name")
    place = ranked[0][1]
    margin = _margin(ranked)
    refusal = _refusal(mention, context, place, margin, fuzzy)
    if refusal:
        return Decision(None, refusal, tuple(ranked[:5]))
    confidence = _confidence(mention, context, place, margin, fuzzy)
    return Decision(finish(mention, context, place, confidence, fuzzy), "", tuple(ranked[:5]))


def meant(mention: PlaceMention, context: PlaceContext) -> Place | None:
    """Return the place that a name itself stands for, however large, or None when it cannot be told.

    A province is the province here, with its own middle, not the seat an event would be coded to.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> from conflictdata.knowledge.place_finder import PlaceFinder
        >>> finder = PlaceFinder(load_gazetteer())
        >>> mentions = finder.find("Fires burnt in California and in Africa.")
        >>> [meant(mention, finder.context("", mentions)).name for mention in mentions]
        ['California', 'Africa']
    """
    found = decide(mention, context)
    first = found.ranked[0][1] if found.ranked else None
    if first is not None and first.kind in WIDE:
        return first
    if found.resolved is None:
        return None
    return first if first is not None and found.resolved.rule_id != "place.container_seat" else found.resolved.place


def _with_capital(mention: PlaceMention, context: PlaceContext) -> PlaceMention:
    """Give "the capital" the capital of the article's leading country."""
    for country, share in context.leading(mention.start)[:1]:
        nation = context.gazetteer.get(f"iso:{country}")
        if nation and share >= 0.4:
            capital = _capital_of(country, context)
            return replace(mention, candidates=capital)
    return mention


def _capital_of(country: str, context: PlaceContext) -> tuple[Place, ...]:
    nation = countries.get(country)
    towns = [p for p in context.gazetteer.lookup(nation.capital, country) if p.kind == "settlement"] if nation else []
    return tuple(sorted(towns, key=lambda place: -place.population)[:1])


def _similar(mention: PlaceMention, context: PlaceContext) -> list[Place]:
    """Look for other transliterations inside the countries of the article; never used where an exact name exists."""
    name = normalise(mention.text)
    found: list[Place] = []
    if load_words().kinds.get(mention.kind_hint or "") == "admin1":
        return found  # "X Province" is no village whose name looks like X
    units = [big for outer in mention.containers for big in outer.candidates if big.kind in UNITS]
    for country, share in context.leading(mention.start)[:2]:
        if share < 0.25:
            continue
        for place in context.gazetteer.similar(mention.text, country):
            likeness = _likeness(mention, place)
            if units and not any(contains(big, place) for big in units):
                continue  # another spelling must lie in the unit the text names, or the unit stands in
            if likeness >= MIN_SIMILARITY and name[:1] == normalise(place.name)[:1]:
                found.append(place)
    return found


def _likeness(mention: PlaceMention, place: Place) -> float:
    return SequenceMatcher(None, normalise(mention.text), normalise(place.name)).ratio()


def _famous(pool: Sequence[Place], mention: PlaceMention) -> set[str]:
    """Return the world city of a name ("Cairo"): any article may name it, whatever country it is about."""
    first = max(pool, key=lambda place: place.population, default=None)
    if first is None or first.population < 500_000:
        return set()
    others = max((place.population for place in pool if place.country != first.country), default=0)
    plain = first.kind == "settlement" and name_key(first.name) == name_key(mention.text)
    known = first.population >= (WORLD_CITY if plain else OTHER_NAME * WORLD_CITY) * others
    return {place.id for place in pool if place.country == first.country} if known else set()


def _chief_unit(pool: Sequence[Place], mention: PlaceMention) -> str:
    """Return the id of the unit that a name means before any village of that name elsewhere ("California")."""
    level = load_words().kinds.get(mention.kind_hint or "")
    units = [place for place in pool if place.kind == "admin1"]
    if level in ("settlement", "neighbourhood", "admin2") or not units:
        return ""
    unit = max(units, key=lambda place: place.population)
    towns = [place for place in pool if place.kind == "settlement" and place.country == unit.country]
    outside = max((town.population for town in towns if not contains(unit, town)), default=-1)
    inside = any(contains(unit, town) for town in towns)
    return unit.id if outside >= 0 and not inside and unit.population >= UNIT_SHARE * outside else ""


def _score(place: Place, mention: PlaceMention, context: PlaceContext, famous: bool = False) -> float:
    """Return the evidence for one candidate; larger is better, differences matter only."""
    score = FAME if famous else 0.0
    score += 0.35 * math.log10(max(place.population, SIZES.get(place.kind, 1000)))
    score += 0.5 if name_key(place.name) == name_key(mention.text) else 0.0
    if place.kind == "settlement" and place.population > 50_000 and _is_capital(place):
        score += 1.0
    score += (
        _country_score(place, mention, context, famous)
        + _hint_score(place, mention, context)
        + _containment(place, mention)
    )
    if place.kind != "admin1" and place.admin1 and (place.country, place.admin1) in context.units:
        named = sum(country == place.country for country, _ in context.units)
        score += 1.0 if named <= 2 else 2.0 / named  # of many units named, each says little
    own = name_key(mention.text)
    near = [
        distance_km(place, anchor)
        for key, anchor in context.anchors.items()
        if key != own and anchor.country == place.country
    ]
    if near:
        score += (1.2 if len(near) <= 4 else 4.8 / len(near)) * math.exp(-min(near) / 120.0)
    return score


def _is_capital(place: Place) -> bool:
    country = countries.get(place.country)
    return country is not None and name_key(country.capital) == name_key(place.name)


def _country_score(place: Place, mention: PlaceMention, context: PlaceContext, famous: bool) -> float:
    if place.kind == "world":
        return 0.0
    own = name_key(mention.text)
    share = context.share(place.country, mention.start, own)
    leading = context.leading(mention.start, own)
    top = leading[0][1] if leading else 0.0
    penalty = -2.5 if share < 0.03 and top > 0.3 and not famous else 0.0
    return 4.0 * share + penalty


def _far_unit(nation: Place, mention: PlaceMention, context: PlaceContext) -> bool:
    """Say whether a unit of a far country is meant: "Georgia" among Alabama and Texas, with nothing Georgian around."""
    own = name_key(mention.text)
    units = [p for p in mention.candidates if p.kind == "admin1" and name_key(p.name) == own]
    abroad = next((p for p in units if p.country != nation.country and distance_km(p, nation) > FAR_KM), None)
    if abroad is None or nation.country in context.peoples_at:
        return False
    told = {anchor.country for key, anchor in context.anchors.items() if key != own}
    named = {country for country, unit in context.units if name_key(unit) != own}
    return abroad.country in named and nation.country not in told | named


def _attributive(mention: PlaceMention, context: PlaceContext) -> bool:
    """Say whether a country only describes the next noun: "the Niger village of X", "the Mali-Niger border"."""
    after = context.text[mention.end : mention.span_end].strip().lower()
    return after == mention.kind_hint and after in load_words().described


def _hint_score(place: Place, mention: PlaceMention, context: PlaceContext) -> float:
    level = load_words().kinds.get(mention.kind_hint or "")
    kind = place.kind
    if mention.kind_hint == "region" and not any(p.kind in ("admin1", "region") for p in mention.candidates):
        level = "area"  # "the Houston region"
    if kind == "neighbourhood":
        named = place.seat is not None and any(anchor.id == place.seat for anchor in context.anchors.values())
        return (3.5 if named else -1.0) + (0.5 if level in ("neighbourhood", "admin2", "area") else 0.0)
    if kind in WIDE:
        named = level in ("admin1", "admin2", "settlement", "feature") and not _attributive(mention, context)
        named = named or (kind == "country" and _far_unit(place, mention, context))
        return -1.0 if named else 8.0
    if level in ("admin1", "admin2"):
        other = "admin2" if level == "admin1" else "admin1"
        return {level: 3.0, other: 1.8, "region": 2.0, "admin3": 1.5}.get(kind, -0.8)
    if level in ("feature", "facility"):
        return 3.0 if kind in ("feature", "region", "facility") else -0.3
    if level == "neighbourhood":
        return 0.0
    if level == "settlement":
        return 1.5 if kind == "settlement" else -2.0
    return {"settlement": 0.8, "admin2": -0.2, "facility": 0.5}.get(kind, 0.2)


def _containment(place: Place, mention: PlaceMention) -> float:
    score = 0.0
    for depth, outer in enumerate(mention.containers[:3]):
        units = [big for big in outer.candidates if big.kind != "settlement" or place.kind == "neighbourhood"]
        if any(contains(big, place) for big in outer.candidates):
            score += 6.0 / (depth + 1)
        elif units:
            score -= 2.0 / (depth + 1)
    return score


def _container(mention: PlaceMention, context: PlaceContext) -> ResolvedPlace | None:
    """Resolve the nearest container that is more than a country."""
    nearest = sorted(mention.containers[:2], key=lambda outer: (said_km(outer, context) or 0.0) > BESIDE_KM)
    for outer in nearest:
        found = decide(outer, context).resolved
        if found:
            return found
    return None


def _outside(mention: PlaceMention, ranked: Sequence[tuple[float, Place]], outer: ResolvedPlace) -> bool:
    """Say whether no candidate fits the container, so that the container's seat must stand in."""
    if not ranked:
        return True
    place = ranked[0][1]
    if any(contains(big, place) for each in mention.containers for big in each.candidates):
        # A large feature inside a named district is placed by the district.
        return place.kind == "feature" and outer.geo_precision == 2
    if place.country != outer.place.country:
        return True
    return outer.rule_id != "place.region" and distance_km(place, outer.place) > 100.0  # Katanga has no edges here


def _stand_in(mention: PlaceMention, context: PlaceContext, outer: ResolvedPlace) -> ResolvedPlace:
    unit = outer.rule_id in ("place.admin1_seat", "place.admin2_seat")
    return replace(
        outer,
        geo_precision=2 if unit else max(2, outer.geo_precision),
        uncertainty_km=max(25.0, outer.uncertainty_km),
        location_text=words_of(mention, context),
        confidence=round(outer.confidence * 0.8, 3),
        rule_id="place.container_seat",
        reason=f"{mention.text} is not in the gazetteer there; coded to {outer.place.name}",
    )


def _margin(ranked: Sequence[tuple[float, Place]]) -> float:
    best, place = ranked[0]
    for score, other in ranked[1:]:
        if other.country != place.country or distance_km(place, other) > SAME_KM:
            return best - score
    return ALONE


def _refusal(mention: PlaceMention, context: PlaceContext, place: Place, margin: float, fuzzy: bool) -> str:
    """Return why the best candidate must not be taken, or an empty text."""
    own = name_key(mention.text)
    share = context.share(place.country, mention.start, own)
    contained = any(contains(big, place) for outer in mention.containers for big in outer.candidates)
    if contained:
        return ""
    leading = context.leading(mention.start, own)
    said = sum(context.weight(country, None, own) for country, _ in leading if country != place.country)
    slight = share < SLIGHT and place.population < KNOWN and leading[:1] and leading[0][1] > CLEAR
    foreign = (share < UNTOLD or slight) and said >= FOREIGN
    # A town the text puts the act in may lie abroad, when its own name is no other country's too.
    by_name = name_key(place.name) == own
    sure = by_name and _dominates(place, mention)
    known = sure and (place.kind == "admin1" or (mention.relation in PLACING and place.population >= KNOWN))
    if (
        foreign
        and place.population < 1_000_000
        and not known
        and not _neighbour(place, mention, context, leading[0][0])
    ):
        return f"{place.name} in {place.country} does not fit the countries of the article"
    bare = mention.relation == "none" and mention.kind_hint is None
    if bare and place.kind == "settlement" and place.population < 5000 and share < 0.15 and not _is_capital(place):
        return "a small place named once without preposition or country"
    short = place.kind == "settlement" and len(own) <= SHORT and place.population < KNOWN
    if short and share < UNTOLD and not by_name and _likeness(mention, place) < ALIKE:
        return f"another name of {place.name} in {place.country}, and nothing else points there"
    level = load_words().kinds.get(mention.kind_hint or "")
    if share < UNTOLD and place.kind == "settlement" and level in UNITS and place.population < UNIT_TOWN:
        return f"a {mention.kind_hint}, and only a town of that name is known, in {place.country}"
    if share < UNTOLD and place.kind == "settlement" and mention.kind_hint in load_words().landforms:
        return f"a {mention.kind_hint} and not the town of that name in {place.country}"
    if fuzzy and margin < 0.8:
        return "several places have a similar name"
    if margin < MIN_MARGIN:
        return "the evidence does not separate the places of this name"
    return ""


def _neighbour(place: Place, mention: PlaceMention, context: PlaceContext, country: str) -> bool:
    """Say whether an act put into this place could be told in an article about a neighbouring country."""
    centre = context.gazetteer.get(f"iso:{country}")
    return mention.relation in PLACING and centre is not None and distance_km(place, centre) < 500.0


def _dominates(place: Place, mention: PlaceMention) -> bool:
    """Say whether the name alone points to this place's country."""
    home = max((importance(p) for p in mention.candidates if p.country == place.country), default=0.0)
    abroad = max((importance(p) for p in mention.candidates if p.country != place.country), default=0.0)
    return home > 2.0 * abroad


def _confidence(mention: PlaceMention, context: PlaceContext, place: Place, margin: float, fuzzy: bool) -> float:
    share = context.share(place.country, mention.start, name_key(mention.text))
    # Logistic curve fitted on development texts with known points; a name that stands alone has no margin to speak of.
    value = 1.1 + 0.5 * min(margin, 5.0) + 0.3 * share - (0.5 if margin >= ALONE else 0.0) - (0.8 if fuzzy else 0.0)
    return round(1.0 / (1.0 + math.exp(-value)), 3)
