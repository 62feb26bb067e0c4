"""The day of an incident: its own clause's, else one told around it, else that of the statement, else publication's."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conflictdata.reports.annotate import Article
from conflictdata.reports.binding import BoundDate
from conflictdata.reports.dates import DateMention, plain_day
from conflictdata.reports.discourse import discourse, same_scene
from conflictdata.reports.incidents import Incident
from conflictdata.reports.sentences import Sentence

_FIRM = 3.0
_INHERITED = 0.6  # share of its confidence that a day keeps which another sentence tells
_DETAILS = 3  # sentences after an incident that may still tell its day
_SCENE = frozenset({"in", "near"})
_STATED_AFTER = 7  # days at most between an act and the statement that tells it
_RESUMED = re.compile(
    r"(?:the|this|that) (?:\w+ ){0,2}(?:attack|incident|clash(?:es)?|bombing|raid|shooting|explosion|blast|killing|"
    r"fighting|violence|protest|ambush|assault)s?\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class SceneDate:
    """The day of an incident with its precision and window; `reason` says why it is a guess, where it is one."""

    event_date: date
    date_start: date
    date_end: date
    time_precision: int
    text: str | None
    start: int
    end: int
    rule_id: str
    confidence: float
    reason: str | None = None


def date_of(incident: Incident, article: Article) -> SceneDate | None:
    """The incident's day: bound to its act, else told around it, else of the statement, else publication."""
    trigger = min((a.start for a in incident.acts), default=0)
    usable = [b for b in sorted(incident.dates, key=lambda d: -round(d.score)) if _datable(b.mention)]
    own = [b for b in usable if not b.mention.reporting and not (b.mention.inner and trigger < b.start)]
    own = [b for b in own if not b.beside] or own
    if own:
        exact = [b for b in own if b.mention.time_precision == 1 and b.score >= own[0].score - 1.0]
        return _bound_date(exact[0] if exact and own[0].mention.time_precision > 1 else own[0])
    begun = next((b for b in incident.dates if b.score >= _FIRM and _begun(b.mention)), None)
    if begun is not None:
        return _bound_date(begun)
    stated = next((b for b in usable if b.mention.reporting), None)
    return (
        _date_before(incident, article)
        or _date_after(incident, article)
        or _date_detailed(incident, article, stated)
        or (_stated(stated) if stated else None)
        or _published(article)
    )


def _datable(mention: DateMention) -> bool:
    return mention.time_precision in (1, 2, 3) and mention.kind in ("point", "span", "each_day")


def _begun(mention: DateMention) -> bool:
    """A state that began days ago: "in control since Thursday" tells the day of the act."""
    return mention.kind == "cumulative" and mention.time_precision == 1


def _scene(m: DateMention, offset: int, rule: str, weight: float) -> SceneDate:
    return SceneDate(
        m.event_date,
        m.date_start,
        m.date_end,
        m.time_precision,
        m.text,
        offset + m.start,
        offset + m.end,
        f"{rule}.{m.rule_id}",
        m.confidence * weight,
        f"these words may also mean {m.other}" if m.other else None,
    )


def _bound_date(bound: BoundDate) -> SceneDate:
    firm = bound.score >= _FIRM
    offset = bound.start - bound.mention.start
    return _scene(bound.mention, offset, "date.bound" if firm else "date.sentence", 1.0 if firm else 0.8)


def _stated(bound: BoundDate) -> SceneDate:
    """The day of the statement alone: the act was then or the day before, as with the day of publication."""
    found = _scene(bound.mention, bound.start - bound.mention.start, "date.stated", 0.7)
    reason = "only the day of the statement is told: the event was then or the day before"
    return replace(found, date_start=found.date_start - timedelta(days=1), reason=reason)


def _told(
    article: Article, sentence: Sentence, rule: str, *, last: bool = True, spans: bool = False
) -> SceneDate | None:
    """The plain day (else the week or month) that a sentence names last or first, for an incident beside it."""
    told = article.dates.get(sentence.index, [])
    days = [m for m in told if plain_day(m)]
    if not days and spans:
        days = [m for m in told if m.kind == "span" and _datable(m) and not (m.reporting or m.inner)]
    return _scene(days[-1 if last else 0], sentence.start, rule, _INHERITED) if days else None


def _date_before(incident: Incident, article: Article) -> SceneDate | None:
    """The day told last in the paragraph before, else the first day of the article: its main day."""
    first = min(incident.sentences, default=0)
    home = next((s.paragraph for s in article.sentences if s.index == first), 0)
    earlier = [s for s in article.sentences if s.index <= first and not s.is_title]
    near = [found for s in earlier if home - s.paragraph <= 1 and (found := _told(article, s, "date.before"))]
    far = [found for s in earlier if home - s.paragraph > 1 and (found := _told(article, s, "date.main"))]
    return near[-1] if near else far[0] if far else None


def _date_after(incident: Incident, article: Article) -> SceneDate | None:
    """A next sentence that names the event again with its day ("The incident took place on Saturday")."""
    last = max(incident.sentences, default=0)
    for sentence in article.sentences:
        if sentence.index in (last, last + 1) and _RESUMED.match(sentence.text):
            return _told(article, sentence, "date.after")
    return None


def _date_detailed(incident: Incident, article: Article, stated: BoundDate | None) -> SceneDate | None:
    """The day in the account that follows a lead ("... said on Tuesday. They came on Saturday")."""
    if incident.places and article.incidents > 1:  # the next sentences may tell of another place and day
        return None
    first = min(incident.sentences, default=0)
    for sentence in article.sentences:
        if not first < sentence.index <= first + _DETAILS:
            continue
        if discourse().separators.search(sentence.text[:90]) or discourse().openers.search(sentence.text[:90]):
            return None
        found = _told(article, sentence, "date.detailed", last=False, spans=True)
        if found is None:
            continue
        if _elsewhere(incident, article, sentence):
            return None
        limit = stated.mention.event_date if stated else article.document.published
        if limit and not limit - timedelta(days=_STATED_AFTER) <= found.event_date <= limit:
            return None
        return found
    return None


def _elsewhere(incident: Incident, article: Article, sentence: Sentence) -> bool:
    """Whether a sentence names only places where the incident was not."""
    own = incident.places[0].resolved if incident.places else None
    named = [
        p
        for m, p in article.places.get(sentence.index, [])
        if p is not None and p.place.kind != "country" and m.relation in _SCENE
    ]
    return own is not None and bool(named) and not any(same_scene(own, p) for p in named)


def _published(article: Article) -> SceneDate | None:
    published = article.document.published
    if published is None:
        return None
    return SceneDate(
        published,
        published - timedelta(days=1),
        published,
        2,
        "(publication date)",
        -1,
        -1,
        "date.published",
        0.4,
        "no day is told: the event was on the day of publication or the day before",
    )
