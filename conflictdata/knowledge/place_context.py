"""What an article says about where it plays: what is clear in it, as evidence for what is not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer import Place, StackedGazetteer
from conflictdata.knowledge.gazetteer_place import WIDE
from conflictdata.knowledge.place_mention import PlaceMention, contains
from conflictdata.knowledge.place_names import name_key
from conflictdata.knowledge.place_tokens import tokenise
from conflictdata.knowledge.place_words import PlaceWords

# Evidence for a country: weight of the first naming; repetition adds the logarithm of the count.
COUNTRY_NAMED, DEMONYM, ACTOR_HOME, PLACE_NAMED, DATELINE, OUTLET = 3.0, 1.6, 1.6, 1.6, 0.8, 0.3
VILLAGE, VILLAGE_FACTOR = 10_000, 0.3  # people below which a town's name alone says little of the country
_STANCE = ("pro-", "anti-", "non-")
_UPPER_DATELINE = 2.0  # the same in upper-case copy, whose names say less
_NEARBY = 700.0  # characters over which a country name fades as evidence for a place
_ADJACENT = 60.0  # the same for "Syrian": it stands before its own noun, not for the paragraph


@dataclass(slots=True)
class PlaceContext:
    """Evidence of one article.

    Attributes:
        text: The article.
        gazetteer: Where further names are looked up.
        scores: Evidence per country (alpha-3 code), any positive number.
        named_at: Offsets at which a country is named.
        peoples_at: Offsets of words for its people.
        by_name: What each place name alone contributed to the scores, so that no name is evidence for itself.
        units: First-order units named, as (country, admin1).
        anchors: Places that are clear by themselves, by the name they were written with.
    """

    text: str
    gazetteer: StackedGazetteer
    scores: dict[str, float] = field(default_factory=dict)
    named_at: dict[str, list[int]] = field(default_factory=dict)
    peoples_at: dict[str, list[int]] = field(default_factory=dict)
    by_name: dict[str, dict[str, float]] = field(default_factory=dict)
    units: set[tuple[str, str]] = field(default_factory=set)
    anchors: dict[str, Place] = field(default_factory=dict)
    _seen: dict[tuple[int | None, str], tuple[dict[str, float], float]] = field(default_factory=dict, repr=False)

    def share(self, country: str, offset: int | None = None, without: str = "") -> float:
        """Return the country's part of the evidence, 0 to 1.

        Names near ``offset`` count more, the name with the key ``without`` not at all.

        Example:
            >>> PlaceContext("", None, {"MLI": 3.0, "NER": 1.0}).share("MLI")
            0.75
        """
        weights, total = self._weights(offset, without)
        return weights.get(country, 0.0) / total if total > 0.05 else 0.0

    def weight(self, country: str, offset: int | None = None, without: str = "") -> float:
        """Return the evidence for a country as seen from an offset."""
        return self._weights(offset, without)[0].get(country, 0.0)

    def leading(self, offset: int | None = None, without: str = "") -> list[tuple[str, float]]:
        """Return the countries with evidence and their shares, strongest first."""
        weights, total = self._weights(offset, without)
        if total <= 0.05:
            return []
        return sorted(
            ((code, weight / total) for code, weight in weights.items()), key=lambda item: (-item[1], item[0])
        )

    def _weights(self, offset: int | None, without: str) -> tuple[dict[str, float], float]:
        """Weigh all countries at once; every candidate of a mention asks for the same."""
        known = self._seen.get((offset, without))
        if known is None:
            own = self.by_name.get(without, {})
            weights = {}
            for code, score in self.scores.items():
                weight = max(score - own.get(code, 0.0), 0.0)
                if weight and offset is not None:
                    weight *= 1.0 + self._nearness(code, offset)
                weights[code] = weight
            known = self._seen[offset, without] = weights, sum(weights.values())
        return known

    def _nearness(self, code: str, offset: int) -> float:
        near = 0.0
        for offsets, reach in ((self.named_at.get(code), _NEARBY), (self.peoples_at.get(code), _ADJACENT)):
            if offsets:
                near = max(near, math.exp(-min(abs(offset - at) for at in offsets) / reach))
        return near


def importance(place: Place) -> float:
    """Return how likely a name alone means this place: sub-linear in population, units counted like towns."""
    size = {
        "admin1": 120_000,
        "admin2": 15_000,
        "region": 100_000,
        "feature": 20_000,
        "country": 10_000_000,
        "world": 10_000_000,
    }.get(place.kind, 400)
    if place.kind == "settlement":
        size = max(place.population, size)
    return float(size**0.6)


def build_context(
    text: str,
    mentions: Sequence[PlaceMention],
    gazetteer: StackedGazetteer,
    words: PlaceWords,
    *,
    dateline_place: str | None = None,
    actor_countries: Sequence[str] = (),
    outlet_country: str | None = None,
) -> PlaceContext:
    """Gather the evidence of an article.

    Args:
        text: The article.
        mentions: All its place mentions.
        gazetteer: The gazetteer they came from.
        words: Word lists, for demonyms.
        dateline_place: City of the dateline: weak evidence.
        actor_countries: Alpha-3 codes of the home countries of actors named.
        outlet_country: Alpha-3 code of the outlet's home: the weakest evidence.
    """
    evidence: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    context = PlaceContext(text, gazetteer)
    for mention in mentions:
        if mention.candidates and mention.candidates[0].kind == "country" and not _is_unit(mention, words):
            country = mention.candidates[0].country
            evidence["country"][country] += 1
            context.named_at.setdefault(country, []).append(mention.start)
    for country, offset in _peoples(text, words):
        evidence["demonym"][country] += 1
        context.peoples_at.setdefault(country, []).append(offset)
    for country in actor_countries:
        evidence["actor"][country] += 1
    weights = {"country": COUNTRY_NAMED, "demonym": DEMONYM, "actor": ACTOR_HOME}
    for kind, counts in evidence.items():
        for country, count in counts.items():
            context.scores[country] = context.scores.get(country, 0.0) + weights[kind] * (1 + math.log(count))
    _add_places(context, mentions, words)
    if dateline_place:
        weight = _UPPER_DATELINE if 2 * sum(m.upper for m in mentions) > len(mentions) else DATELINE
        for country, part in _shares(gazetteer.lookup(dateline_place)).items():
            context.scores[country] = context.scores.get(country, 0.0) + weight * part
    if outlet_country:
        context.scores[outlet_country] = context.scores.get(outlet_country, 0.0) + OUTLET
    return context


def _is_unit(mention: PlaceMention, words: PlaceWords) -> bool:
    """Say whether a kind word makes a country's name a unit's ("Niger State")."""
    return words.kinds.get(mention.kind_hint or "") in ("admin1", "admin2") and any(
        p.kind == "admin1" for p in mention.candidates
    )


def _peoples(text: str, words: PlaceWords) -> list[tuple[str, int]]:
    found = []
    demonyms, tokens = words.demonyms, tokenise(text)
    for at, token in enumerate(tokens):
        if not token.capital:
            continue
        country = demonyms.get(token.key)
        if at + 1 < len(tokens) and text[token.end : tokens[at + 1].start] in (" ", "-"):
            country = demonyms.get(f"{token.key} {tokens[at + 1].key}", country)
        # "pro-Russian" says little about where
        if country and not text[max(0, token.start - 5) : token.start].lower().endswith(_STANCE):
            found.append((country, token.start))
    return found


def _shares(places: Sequence[Place]) -> dict[str, float]:
    """Return each country's part of a name's candidates."""
    parts: dict[str, float] = defaultdict(float)
    for place in places:
        parts[place.country] = max(parts[place.country], importance(place))
    total = sum(parts.values())
    return {country: part / total for country, part in parts.items()} if total else {}


def _add_places(context: PlaceContext, mentions: Sequence[PlaceMention], words: PlaceWords) -> None:
    """Add the places named: each distinct name once, split over the countries it could lie in."""
    seen: set[str] = set()
    counts: dict[str, float] = defaultdict(float)
    prior = dict(context.scores)
    for mention in mentions:
        key = name_key(mention.text)
        if (
            not mention.candidates
            or (mention.candidates[0].kind in WIDE and not _is_unit(mention, words))
            or key in seen
        ):
            continue
        seen.add(key)
        inside = [
            p
            for p in mention.candidates
            for outer in mention.containers[:2]
            if any(contains(b, p) for b in outer.candidates)
        ]
        pool = [p for p in inside or mention.candidates if p.kind not in WIDE]
        shares = _shares(pool)
        # Countries that the article names draw ambiguous names to themselves.
        drawn = {country: part * (1 + 4 * prior.get(country, 0.0)) for country, part in shares.items()}
        total = sum(drawn.values()) or 1.0
        factor = _telling(mention, pool, drawn, bool(inside))
        for country, part in drawn.items():
            counts[country] += factor * part / total
        context.by_name[key] = {country: PLACE_NAMED * factor * part / total for country, part in drawn.items()}
        best = max(drawn, key=lambda country: drawn[country]) if drawn else None
        if best and drawn[best] / total > 0.85:
            _add_anchor(context, mention, [p for p in pool if p.country == best], key)
    for country, count in counts.items():
        damped = count if count < 1 else 1 + math.log(count)
        for parts in context.by_name.values():
            if country in parts:
                parts[country] *= damped / count
        if count > 0.05:
            context.scores[country] = context.scores.get(country, 0.0) + PLACE_NAMED * damped


def _telling(mention: PlaceMention, pool: Sequence[Place], drawn: dict[str, float], inside: bool) -> float:
    """How much a name says of the country: a province much, a village that shares its name with a people little."""
    best = max(drawn, key=lambda country: drawn[country]) if drawn else None
    mine = [place for place in pool if place.country == best]
    if any(place.kind == "admin1" for place in mine) and drawn.get(best or "", 0.0) > 0.6 * sum(drawn.values()):
        return 1.0
    if not inside and mine and all(p.kind == "settlement" and p.population < VILLAGE for p in mine):
        return VILLAGE_FACTOR
    return 1.0 if mention.relation not in ("none", "of") or inside or mention.kind_hint else 0.4


def _add_anchor(context: PlaceContext, mention: PlaceMention, places: Sequence[Place], key: str) -> None:
    for place in places:
        if place.kind == "admin1":
            context.units.add((place.country, place.name))
    towns = [place for place in places if place.kind in ("settlement", "feature", "admin2")]
    if towns:
        first = max(towns, key=importance)
        if importance(first) >= 0.7 * sum(importance(place) for place in towns):
            context.anchors[key] = first


def home_of(text: str) -> str | None:
    """Return the alpha-3 code of a country by any of its names, or None.

    Example:
        >>> home_of("DR Congo")
        'COD'
    """
    country = countries.get(text)
    return country.iso3 if country else None
