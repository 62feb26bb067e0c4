"""The place of an incident: what its own clauses say, what it inherits, and a reason when there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from conflictdata.knowledge import countries
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_parts import country_parts, part_named
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.knowledge.place_roles import is_aside, is_statement_place
from conflictdata.knowledge.place_words import load_trust
from conflictdata.reports.annotate import Article
from conflictdata.reports.binding import BoundPlace, containers_of
from conflictdata.reports.discourse import discourse
from conflictdata.reports.incidents import Incident

_FIRM = 3.0
#: Words that resume a place told before; never "the city of X" or "the capital Y".
_ANAPHOR = re.compile(
    r"\b(?:the|this|that) (?:same |northern |southern |eastern |western |besieged )?"
    r"(?:(?P<unit>district|province|county|region|governorate|state|area)|town|city|village|settlement|camp|"
    r"neighbou?rhood)"
    r"\b(?!['’]s (?:mayor|police)|,? (?:of|called|named)\b|,? [A-Z])|\b(?:there|nearby)\b(?=[.,;]|$)",
)
#: Rule of a place that is only a part of a country ("northern Mali").
COUNTRY_PART = "place.country_part"
_AROUND = frozenset({"near", "distance", "between", "road"})
_REACH = 4  # sentences over which such a word looks back
#: "north of Baghdad" may be far from it.
_BEARING = re.compile(r"(?:to the )?(?:north|south|east|west)[\w -]{0,9} of\b", re.IGNORECASE)
_DETAIL = 2  # sentences after the act that may tell its place more finely
_FINE = frozenset({"in", "near", "distance"})
_LEAD = 2  # sentences that the dateline may place
_LOCAL = re.compile(
    r"\bhere\b|\bthis (?:city|capital|town)\b|\b(?:the|an?|\w+['’]s) (?:\w+ ){0,3}"
    r"(?:hotel|cathedral|church|mosque|embassy|jail|nightclub|depot|courthouse|central square|slum|suburbs?|synagogue|"
    r"airport|university|ministry|prison|hospital|stadium|market|barracks|bank|restaurant|palace|headquarters|"
    r"radio station|police station|supreme court|shopping (?:centre|center|mall)|bus station|power station|"
    r"residence)\b",
    re.IGNORECASE,
)
_Told = tuple[int, PlaceMention, ResolvedPlace]


@dataclass(frozen=True, slots=True)
class ScenePlace:
    """The place an incident is coded to, with where it was said (-1 when not in the text) and why it is trusted."""

    resolved: ResolvedPlace
    start: int
    end: int
    rule_id: str
    confidence: float


def place_of(incident: Incident, article: Article) -> ScenePlace | None:
    """The incident's place: bound to its act, else said in its sentences, else inherited from the text around it."""
    found = _first_told(incident, article)
    return _finer(found, incident, article) or found if found else None


def _first_told(incident: Incident, article: Article) -> ScenePlace | None:
    ends = any(p.mention.relation in ("between", "road") for p in incident.places)
    bound = sorted(
        incident.places,
        # of the two ends of a road the first one
        key=lambda p: (-round(p.score), ends and p.mention.relation == "toward", p.resolved.geo_precision),
    )
    if bound and bound[0].score >= _FIRM:
        return _scene(_finest(bound, bound[0]), "place.bound")
    if bound:
        return _scene(_finest(bound, bound[0]), "place.sentence")
    return _of_part(incident, article) or _inherited(incident, article)


def _of_part(incident: Incident, article: Article) -> ScenePlace | None:
    """The main town of "northern Mali", unless the place told before lies there (coding standard 4.2)."""
    first = min(incident.sentences, default=0)
    before = [u[2].place for u in _usable(article) if u[0] < first][-1:]
    for sentence in (s for s in article.sentences if s.index in incident.sentences):
        for mention, place in article.places.get(sentence.index, []):
            nation = next(iter(mention.candidates), None)
            if place is not None or nation is None or nation.kind != "country" or mention.relation != "in":
                continue
            named = part_named(sentence.text, mention.start, mention.end)
            part = country_parts().get((nation.country, named[0])) if named else None
            town = article.place_context.gazetteer.get(part.seat) if part else None
            if named is None or part is None or town is None:
                continue
            if any(p.country == part.country and part.holds(p.latitude, p.longitude) for p in before):
                return None
            text = sentence.text[named[1] : named[2]]
            reason = f"only {text!r} is named; coded to {town.name}, its main town"
            known = load_trust()["given"]["country_part"]
            found = ResolvedPlace(town, 3, part.radius_km, text, known, COUNTRY_PART, reason)
            return ScenePlace(found, sentence.start + named[1], sentence.start + named[2], COUNTRY_PART, known)
    return None


def _finer(scene: ScenePlace, incident: Incident, article: Article) -> ScenePlace | None:
    """The town of "The gunmen opened fire in Gwoza" after a lead that only said "in northeastern Nigeria"."""
    wide = scene.resolved.place
    bearing = scene.rule_id.endswith("place.near") and _BEARING.match(scene.resolved.location_text) is not None
    if scene.rule_id != COUNTRY_PART and not bearing and not scene.rule_id.endswith("admin1_seat"):
        return None
    last = max(incident.sentences, default=0)
    paragraphs = {s.paragraph for s in article.sentences if s.index == last}
    for sentence in article.sentences:
        if not last < sentence.index <= last + _DETAIL or sentence.paragraph - max(paragraphs, default=0) > 1:
            continue
        if not _resuming().match(sentence.text):
            continue
        told = [u for u in _usable(article) if u[0] == sentence.index and u[1].relation in _FINE]
        inside = [
            u
            for u in told
            if u[2].geo_precision < 3
            and u[2].place.country == wide.country
            and (bearing or scene.rule_id == COUNTRY_PART or u[2].place.admin1 == wide.admin1)
            and u[2].place.id != wide.id
            and not is_aside(sentence.text, u[1])
        ]
        if inside:
            _, mention, place = inside[0]
            return _trusted(
                place, sentence.start + mention.span_start, sentence.start + mention.span_end, "place.detail"
            )
    return None


@lru_cache(maxsize=1)
def _resuming() -> re.Pattern[str]:
    """A sentence that begins with what was just told: "The blast", "This attack", "The gunmen"."""
    nouns = "|".join(re.escape(word) for word in sorted(discourse().resuming | discourse().doers))
    return re.compile(rf"(?:On \w+,? )?(?:The|This|These) (?:\w+ )?(?:{nouns})s?\b")


def on_the_day(scene: ScenePlace, day: date) -> ScenePlace:
    """The place filed under the country it lay in on the day of the event: Juba in 2005 is in Sudan."""
    found = scene.resolved.place
    country = countries.on(found.country, day)
    if country == found.country:
        return scene
    return replace(scene, resolved=replace(scene.resolved, place=replace(found, country=country)))


def _finest(bound: list[BoundPlace], first: BoundPlace) -> BoundPlace:
    """A village told in a later sentence refines the province of the first."""
    if first.resolved.geo_precision < 3:
        return first
    unit = first.resolved.place.country, first.resolved.place.admin1
    inside = [
        p for p in bound if p.resolved.geo_precision < 3 and (p.resolved.place.country, p.resolved.place.admin1) == unit
    ]
    return inside[0] if inside else first


def _scene(bound: BoundPlace, rule: str) -> ScenePlace:
    return _trusted(bound.resolved, bound.start, bound.end, rule)


def _trusted(resolved: ResolvedPlace, start: int, end: int, rule: str) -> ScenePlace:
    """The place with the probability that its point is right, which falls with what the text leaves open."""
    trust = load_trust()
    known = trust["found"][rule.removeprefix("place.")] * trust["given"][resolved.rule_id.removeprefix("place.")]
    return ScenePlace(resolved, start, end, f"{rule}.{resolved.rule_id}", round(resolved.confidence * known, 3))


def _inherited(incident: Incident, article: Article) -> ScenePlace | None:
    """Look around: what "the town" resumes, the nearest earlier place, the title's, the only one, the dateline's."""
    usable = _usable(article)
    first = min(incident.sentences, default=0)
    sentences = {s.index: s for s in article.sentences}
    paragraph = sentences[first].paragraph if first in sentences else 0
    earlier = [u for u in usable if u[0] <= first and not sentences[u[0]].is_title]
    before = [u for u in earlier if sentences[u[0]].paragraph in (paragraph, paragraph - 1)]
    titled = [u for u in usable if sentences[u[0]].is_title]
    places = {u[2].place.id for u in usable}
    for rule, pool in (
        ("place.resumed", _resumed(incident, article, earlier)[-1:]),
        ("place.before", before[-1:]),
        ("place.title", titled[:1]),
        ("place.only", usable[:1] if len(places) == 1 else []),
    ):
        if pool:
            index, mention, place = pool[0]
            offset = sentences[index].start
            return _trusted(place, offset + mention.span_start, offset + mention.span_end, rule)
    return _dateline(incident, article) if not usable else None


def _usable(article: Article) -> list[_Told]:
    """The places of the article in text order, without containers of others and without origins."""
    out = []
    offsets = {s.index: s.start for s in article.sentences}
    texts = {s.index: s.text for s in article.sentences}
    for index, found in sorted(article.places.items()):
        units = containers_of(found, offsets[index])
        out += [
            (index, mention, place)
            for mention, place in found
            if place is not None
            and place.place.kind != "country"
            and mention.relation != "from"
            and mention.start not in units
            and not is_statement_place(texts[index], mention)
        ]
    return out


def _resumed(incident: Incident, article: Article, earlier: list[_Told]) -> list[_Told]:
    """The places that "the town", "the same district" or "there" in the incident's own sentences can mean."""
    texts = {s.index: s.text for s in article.sentences}
    for index in sorted(incident.sentences):
        back = _ANAPHOR.search(texts.get(index, ""))
        if not back:
            continue
        pool = [u for u in earlier if u[0] < index and index - u[0] <= _REACH]
        pool = [u for u in pool if not is_aside(texts[u[0]], u[1])] or pool
        if back["unit"]:
            return [u for u in pool if u[2].geo_precision >= 2 and u[1].relation not in _AROUND]
        return [u for u in pool if u[2].geo_precision < 3] or pool
    return []


def _dateline(incident: Incident, article: Article) -> ScenePlace | None:
    """The dateline's city, for a lead that names a local building or "here" and no place at all."""
    document = article.document
    lead = [s for s in article.sentences if not s.is_title][:_LEAD]
    told = [s for s in lead if s.index in incident.sentences]
    if not document.dateline_place or not any(_LOCAL.search(s.text) for s in told):
        return None
    name, *unit = (part.strip() for part in document.dateline_place.split(","))
    context = article.place_context
    stated = countries.get(unit[-1]) if unit else None
    towns = [p for p in context.gazetteer.lookup(name, stated.iso3 if stated else None) if p.kind == "settlement"]
    if not towns:
        return None
    town = max(towns, key=lambda p: (context.share(p.country), p.population))
    reason = f"no place is named; coded to the city of the dateline, {town.name}"
    resolved = ResolvedPlace(town, 2, 25.0, document.dateline_place, 0.4, "place.dateline", reason)
    return ScenePlace(resolved, document.dateline_start, document.dateline_end, "place.dateline", 0.4)
