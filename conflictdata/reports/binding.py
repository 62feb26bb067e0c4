"""Which of a sentence's places and dates belongs to which act: attachment by grammar, with a score that says how sure.

A place or date that hangs on a verb of saying belongs to the statement, not to the act ("police said in Kano on Monday").
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from spacy.tokens import Token

from conflictdata.knowledge.lexicon import forms
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_resolver import ResolvedPlace
from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.dates import DateMention
from conflictdata.reports.syntax import is_verb

_SAYING = frozenset(
    f
    for w in [
        "say",
        "tell",
        "announce",
        "report",
        "state",
        "declare",
        "claim",
        "add",
        "confirm",
        "write",
        "quote",
        "explain",
        "note",
        "acknowledge",
        "admit",
        "allege",
        "deny",
        "insist",
        "warn",
        "estimate",
        "describe",
        "post",
        "publish",
        "speak",
    ]
    for f in forms(w)
)
#: In upper-case copy any surname may look like a village; only well supported names are places there.
_UPPER_CONFIDENCE = 0.85
_LOCATIVE = frozenset({"in", "near", "distance", "between", "road"})
_WEAK = frozenset({"toward", "none", "of"})


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
    """A date expression with how firmly it belongs to an act (0-4)."""

    mention: DateMention
    score: float
    start: int
    end: int


def token_at(parsed: Parsed, start: int, end: int) -> Token | None:
    """The head token of a character span of a sentence: the one whose own head lies outside."""
    first = max(0, bisect_right(parsed.starts, start) - 1)
    last = bisect_left(parsed.starts, end)
    inside = [parsed.doc[i] for i in range(first, last)]
    return next((t for t in inside if not (first <= t.head.i < last) or t.head.i == t.i), inside[0] if inside else None)


def attachment(parsed: Parsed, token: Token, act: Act) -> float:
    """How firmly a token belongs to an act: 4 below its trigger, 3 under a verb that governs it, 1.5 elsewhere in the sentence, 0 under a verb of saying."""
    trigger = parsed.doc[act.token]
    verb = None
    climb = token
    for _ in range(25):
        if climb.i == trigger.i:
            return 4.0
        if verb is None and is_verb(climb) and climb.i != token.i:
            verb = climb
        if climb.head.i == climb.i:
            break
        climb = climb.head
    if verb is None:
        return 2.0
    if verb.lower_ in _SAYING:
        above = trigger
        for _ in range(25):
            if above.i == verb.i or above.head.i == above.i:
                break
            above = above.head
        return 0.0 if above.i == verb.i or verb.head.i == verb.i else 0.5
    above = trigger
    for _ in range(25):
        if above.i == verb.i:
            return 3.0
        if above.head.i == above.i:
            break
        above = above.head
    return 1.5


def places_of(parsed: Parsed, act: Act, resolved: list[tuple[PlaceMention, ResolvedPlace | None]]) -> list[BoundPlace]:
    """Places of a sentence that an act may have, best first; countries are never the place of an act."""
    out = []
    offset = parsed.sentence.start
    for mention, place in resolved:
        if place is None or place.place.kind == "country" or mention.relation == "from":
            continue
        if mention.upper and place.confidence < _UPPER_CONFIDENCE:
            continue
        token = token_at(parsed, mention.start, mention.end)
        if token is None or any(
            m.start <= mention.start and mention.end <= m.end and m.kind == "named" for m in parsed.actors
        ):
            continue
        score = attachment(parsed, token, act)
        if score == 0.0:
            continue
        score += 0.6 if mention.relation in _LOCATIVE else 0.0 if mention.relation in _WEAK else 0.2
        score += (0.3 if place.geo_precision < 3 else 0.0) + 0.3 * place.confidence
        out.append(BoundPlace(mention, place, score, offset + mention.span_start, offset + mention.span_end))
    trigger_at = act.start - offset
    return sorted(out, key=lambda b: (-b.score, abs(b.mention.start - trigger_at)))


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
            continue
        out.append(BoundDate(mention, score, offset + mention.start, offset + mention.end))
    trigger_at = act.start - offset
    return sorted(out, key=lambda b: (-b.score, abs(b.mention.start - trigger_at)))
