"""The place and the day of an incident: what its own clauses say, what it inherits, and an honest reason when there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from conflictdata.knowledge.place_resolver import ResolvedPlace
from conflictdata.reports.annotate import Article
from conflictdata.reports.binding import BoundPlace
from conflictdata.reports.incidents import Incident

_FIRM = 3.0


@dataclass(frozen=True, slots=True)
class ScenePlace:
    """The place an incident is coded to, with where it was said (-1 when not in the text) and why it is trusted."""

    resolved: ResolvedPlace
    start: int
    end: int
    rule_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SceneDate:
    """The day of an incident with its precision and window."""

    event_date: date
    date_start: date
    date_end: date
    time_precision: int
    text: str | None
    start: int
    end: int
    rule_id: str
    confidence: float


def place_of(incident: Incident, article: Article) -> ScenePlace | None:
    """The incident's place: bound to its act, else said in its sentences, else inherited from the text around it."""
    bound = sorted(incident.places, key=lambda p: (-round(p.score), p.resolved.geo_precision))
    if bound and bound[0].score >= _FIRM:
        return _scene(_finest(bound, bound[0]), "place.bound", 1.0)
    if bound:
        return _scene(_finest(bound, bound[0]), "place.sentence", 0.8)
    return _inherited(incident, article)


def _finest(bound: list[BoundPlace], first: BoundPlace) -> BoundPlace:
    """A village told in a later sentence refines the province of the first."""
    if first.resolved.geo_precision < 3:
        return first
    inside = [p for p in bound if p.resolved.geo_precision < 3 and p.resolved.place.country == first.resolved.place.country
              and p.resolved.place.admin1 == first.resolved.place.admin1]  # fmt: skip
    return inside[0] if inside else first


def _scene(bound: BoundPlace, rule: str, weight: float) -> ScenePlace:
    return ScenePlace(bound.resolved, bound.start, bound.end, f"{rule}.{bound.resolved.rule_id}", bound.resolved.confidence * weight)


def _inherited(incident: Incident, article: Article) -> ScenePlace | None:
    """Nearest earlier place in the text, the title's, the only place of the article, or the dateline's, in this order."""
    usable = [
        (index, mention, place)
        for index, found in sorted(article.places.items())
        for mention, place in found
        if place is not None and place.place.kind != "country" and mention.relation != "from"
    ]
    first = min(incident.sentences, default=0)
    offsets = {s.index: s.start for s in article.sentences}
    sentences = {s.index: s for s in article.sentences}
    paragraph = sentences[first].paragraph if first in sentences else 0
    before = [u for u in usable if u[0] <= first and (sentences[u[0]].paragraph in (paragraph, paragraph - 1) and not sentences[u[0]].is_title)]
    titled = [u for u in usable if sentences[u[0]].is_title]
    places = {u[2].place.id for u in usable}
    for rule, pool, weight in (("place.before", before[-1:], 0.6), ("place.title", titled[:1], 0.6), ("place.only", usable[:1] if len(places) == 1 else [], 0.6)):
        if pool:
            index, mention, place = pool[0]
            return ScenePlace(place, offsets[index] + mention.span_start, offsets[index] + mention.span_end, f"{rule}.{place.rule_id}", place.confidence * weight)
    return None


def date_of(incident: Incident, article: Article) -> SceneDate | None:
    """The incident's day: bound to its act, else told just before, else publication day under the stated rule (precision 2, flagged)."""
    bound = sorted(incident.dates, key=lambda d: -round(d.score))
    usable = [b for b in bound if b.mention.time_precision in (1, 2, 3) and b.mention.kind in ("point", "span", "each_day")]
    if usable:
        best = usable[0]
        exact = [b for b in usable if b.mention.time_precision == 1 and b.score >= best.score - 1.0]
        best = exact[0] if exact and best.mention.time_precision > 1 else best
        m = best.mention
        rule = "date.bound" if best.score >= _FIRM else "date.sentence"
        return SceneDate(m.event_date, m.date_start, m.date_end, m.time_precision, m.text, best.start, best.end, f"{rule}.{m.rule_id}", m.confidence * (1.0 if best.score >= _FIRM else 0.8))
    return _date_before(incident, article) or _published(article)


def _date_before(incident: Incident, article: Article) -> SceneDate | None:
    sentences = {s.index: s for s in article.sentences}
    first = min(incident.sentences, default=0)
    paragraph = sentences[first].paragraph if first in sentences else 0
    best = None
    for parsed in article.parsed:
        index = parsed.sentence.index
        if index > first or parsed.sentence.is_title or paragraph - parsed.sentence.paragraph > 1:
            continue
        for m in parsed.dates:
            if m.kind == "point" and m.time_precision == 1:
                offset = parsed.sentence.start
                best = SceneDate(m.event_date, m.date_start, m.date_end, 1, m.text, offset + m.start, offset + m.end, f"date.before.{m.rule_id}", m.confidence * 0.6)
    return best


def _published(article: Article) -> SceneDate | None:
    published = article.document.published
    if published is None:
        return None
    return SceneDate(published, published - timedelta(days=1), published, 2, "(publication date)", -1, -1, "date.published", 0.4)
