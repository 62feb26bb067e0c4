"""Which of a sentence's places and dates belongs to which act: attachment by grammar, with a score that says how sure.

A place or date that hangs on a verb of saying belongs to the statement, not to the act ("police said in Kano on
Monday").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from spacy.tokens import Token

from conflictdata.knowledge import countries
from conflictdata.knowledge.clause_words import clause_words
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_names import name_key
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.knowledge.place_roles import is_aside, is_statement_place
from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.date_speech import is_content
from conflictdata.reports.dates import DateMention
from conflictdata.reports.syntax import is_verb

#: In upper-case copy any surname may look like a village; only well supported names are places there.
_UPPER_CONFIDENCE = 0.85
_LOCATIVE = frozenset({"in", "near", "distance", "between", "road"})
#: A place that belongs to a title, an organisation, an aim or a journey: the last resort of an act without a place.
_ASIDE = 1.4
#: The day of a statement: shows that the news is new, dates the act only where nothing else does.
_STATED = 1.0
#: A deadline or the end of a state ("a withdrawal by noon on Monday"): gives way to every day that the act has.
_BOUND = 1.5
#: A place that the act's own clause names; scores this much apart come from different clauses.
_FIRM, _LEVEL = 3.0, 0.9
#: "In A, in neighbouring B": B only says where A lies.
_WIDER = re.compile(r",? in (?:neighbou?ring|nearby|adjacent|the) $", re.IGNORECASE)
#: "in A, north of B": so does B here, and more plainly.
_BEARING = re.compile(
    r"(?: \w+)?,? (?:just |to the )?(?:north|south|east|west)[\w-]*(?: (?:north|south)?(?:east|west))? (?:of|from) "
    r"(?:the )?(?:[\w-]+ )?(?:(?:city|town|capital) (?:of )?|capital, )?",
    re.IGNORECASE,
)
_DIRECTION = re.compile(r"(?:north|south|east|west)\w* (?:of|from)\b", re.IGNORECASE)
#: Where one goes or comes from is not where one is.
JOURNEY = frozenset({"toward", "from"})
_WEAK = frozenset({"toward", "none", "of"})
#: Clauses with these conjunctions date what they stand beside ("since the war began in 2011").
_TIMING = frozenset({"after", "since", "before", "until", "when", "as", "while"})
#: Who is driven or taken: what stands between such a verb and "from".
_MOVED = frozenset({"dobj", "nsubjpass", "advmod", "prt"})
_SUBORDINATE = frozenset({"relcl", "acl", "advcl"})


@dataclass(frozen=True, slots=True)
class BoundPlace:
    """A resolved place with how firmly it belongs to an act (0-4)."""

    mention: PlaceMention
    resolved: ResolvedPlace
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BoundDate:
    """A date expression with how firmly it belongs to an act (0-4).

    Attributes:
        beside: it dates a clause beside or below the act ("took the town that the rebels had held since June").
    """

    mention: DateMention
    score: float
    start: int
    end: int
    beside: bool = False


def token_at(parsed: Parsed, start: int, end: int) -> Token | None:
    """The head token of a character span of a sentence: the one whose own head lies outside."""
    first = max(0, bisect_right(parsed.starts, start) - 1)
    last = bisect_left(parsed.starts, end)
    inside = [parsed.doc[i] for i in range(first, last)]
    return next((t for t in inside if not (first <= t.head.i < last) or t.head.i == t.i), inside[0] if inside else None)


def attachment(parsed: Parsed, token: Token, act: Act) -> float:
    """How firmly a token belongs to an act.

    4 below its trigger, 3 under a verb that governs it, 1.5 elsewhere in the sentence, 0 under a verb of saying.
    """
    trigger = parsed.doc[act.token]
    verb = governing_verb(token, trigger)
    if verb is not None and verb.lower_ in clause_words().saying and verb.i != trigger.i:
        if is_content(verb, token, trigger):
            return _FIRM
        return 0.0 if _above(verb, trigger) or verb.head.i == verb.i or _above(trigger, verb) else 0.5
    if _above(trigger, token):
        return 4.0
    if verb is None:
        return 2.0
    return _FIRM if _above(verb, trigger) else 1.5


def governing_verb(token: Token, trigger: Token) -> Token | None:
    """The verb that a word hangs on, or the trigger where that comes first."""
    return next((t for t in token.ancestors if t.i == trigger.i or is_verb(t)), None)


def _above(upper: Token, lower: Token) -> bool:
    """Whether a word is another or holds it in its phrase or clause."""
    return upper.i == lower.i or upper.is_ancestor(lower)


def beside(parsed: Parsed, token: Token, act: Act) -> bool:
    """Whether a token stands in a subordinate clause that does not hold the act, so that it says nothing of it.

    Args:
        parsed: the sentence.
        token: a date.
        act: one of its acts.
    """
    trigger = parsed.doc[act.token]
    above = {t.i for t in trigger.ancestors}
    for climb in [token, *token.ancestors]:
        if climb.i == trigger.i or climb.i in above:
            return False
        if is_verb(climb) and climb.dep_ in _SUBORDINATE and climb.tag_ != "VB":
            timing = climb.head.head.lower_ in _TIMING or any(
                c.dep_ in ("mark", "advmod") and c.lower_ in _TIMING for c in climb.children
            )
            return not timing and (act.verb or climb.head.i != trigger.i)
    return False


def places_of(parsed: Parsed, act: Act, resolved: list[tuple[PlaceMention, ResolvedPlace | None]]) -> list[BoundPlace]:
    """Places of a sentence that an act may have, best first; countries are never the place of an act."""
    out = []
    offset = parsed.sentence.start
    units = containers_of(resolved, offset)
    for mention, place in resolved:
        if place is None or place.place.kind == "country" or mention.start in units:
            continue
        if mention.relation == "from" and not _left(parsed, mention):
            continue
        if mention.upper and place.confidence < _UPPER_CONFIDENCE:
            continue
        if is_statement_place(parsed.sentence.text, mention):
            continue
        token = token_at(parsed, mention.start, mention.end)
        if token is None or any(
            m.start <= mention.start and mention.end <= m.end and m.kind == "named" for m in parsed.actors
        ):
            continue
        score = attachment(parsed, token, act)
        if score == 0.0:
            score = _STATED - 0.6
        score += 0.6 if mention.relation in _LOCATIVE else 0.0 if mention.relation in _WEAK else 0.2
        score += (0.3 if place.geo_precision < 3 else 0.0) + 0.3 * place.confidence
        if is_aside(parsed.sentence.text, mention) or _speaks(mention, place, resolved):
            score = min(score, _ASIDE)
        score -= _only_says_where(parsed.sentence.text, mention, resolved)
        out.append(BoundPlace(mention, place, score, offset + mention.span_start, offset + mention.span_end))
    trigger_at = act.start - offset
    return sorted(_anchors_last(out, parsed.sentence.text), key=lambda b: (-b.score, abs(b.mention.start - trigger_at)))


def _left(parsed: Parsed, mention: PlaceMention) -> bool:
    """Whether a place is where an act drove or took somebody from ("drove the rebels from B")."""
    token = token_at(parsed, mention.start, mention.end)
    source = next((t for t in token.ancestors if t.lower_ == "from"), None) if token is not None else None
    if source is None:
        return False
    verb = source.head if is_verb(source.head) else source.head.head if source.head.dep_ in _MOVED else source.head
    return verb.lower_ in clause_words().leaving


def _speaks(
    mention: PlaceMention, place: ResolvedPlace, resolved: list[tuple[PlaceMention, ResolvedPlace | None]]
) -> bool:
    """Whether a capital without a preposition stands for its government: "Delhi blamed Islamabad for the raid in X"."""
    nation = countries.get(place.place.country)
    if mention.relation != "none" or mention.kind_hint or nation is None:
        return False
    if name_key(nation.capital) != name_key(place.place.name):
        return False
    return any(other is not None and m.relation in _LOCATIVE and other.place.kind != "country" for m, other in resolved)


def _only_says_where(
    text: str, mention: PlaceMention, resolved: list[tuple[PlaceMention, ResolvedPlace | None]]
) -> float:
    """How much less a place counts that follows the one it lies beside or holds: "in A, in neighbouring B"."""
    inner = [m for m, place in resolved if place is not None and m.relation in _LOCATIVE and m.end <= mention.start]
    if mention.relation == "near" and any(_BEARING.fullmatch(text, m.end, mention.start) for m in inner):
        return 1.2
    return 0.4 if any(_WIDER.fullmatch(text, m.end, mention.start) for m in inner) else 0.0


def containers_of(resolved: list[tuple[PlaceMention, ResolvedPlace | None]], offset: int) -> set[int]:
    """Starts of the mentions that only say where another resolved place of the sentence lies; never its rivals.

    Args:
        resolved: the places of a sentence, with offsets in it.
        offset: where the sentence starts; containers keep their offsets in the article.
    """
    return {
        outer.start - offset
        for mention, place in resolved
        if place is not None and place.place.kind != "country" and mention.relation != "from"
        for outer in mention.containers
    }


def _anchors_last(bound: list[BoundPlace], text: str) -> list[BoundPlace]:
    """Let "south of B" give way to a place that the same clause names itself."""
    beside = [
        b.mention.relation == "distance"
        or (
            b.mention.relation == "near" and _DIRECTION.search(text[b.mention.span_start : b.mention.start]) is not None
        )
        for b in bound
    ]
    own = [b.score for b, far in zip(bound, beside, strict=True) if not far and b.resolved.geo_precision < 3]
    best = max((score for score in own if score > _FIRM), default=None)
    if best is None:
        return bound
    return [
        replace(b, score=best - 0.3) if far and best <= b.score < best + _LEVEL else b
        for b, far in zip(bound, beside, strict=True)
    ]


def dates_of(parsed: Parsed, act: Act) -> list[BoundDate]:
    """Date expressions of a sentence that an act may have, best first."""
    out = []
    offset = parsed.sentence.start
    for mention in parsed.dates:
        token = token_at(parsed, mention.start, mention.end)
        if token is None:
            continue
        score = attachment(parsed, token, act)
        if score == 0.0 and mention.kind in ("point", "span", "each_day"):
            mention, score = replace(mention, reporting=True), _STATED
        elif token.lower_ == "by" or token.head.lower_ == "by":
            score = min(score, _BOUND)
        elif mention.reporting and act.verb and governing_verb(token, parsed.doc[act.token]) == parsed.doc[act.token]:
            mention = replace(mention, reporting=False)  # "declared an emergency on Tuesday": saying is the act
        out.append(BoundDate(mention, score, offset + mention.start, offset + mention.end, beside(parsed, token, act)))
    trigger_at = act.start - offset
    return sorted(out, key=lambda b: (-b.score, abs(b.mention.start - trigger_at)))
