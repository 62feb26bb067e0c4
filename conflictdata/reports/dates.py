"""When: every time expression of a news text, read against its day of publication.

Rules and words are data (``knowledge/data/date_rules.yaml``); what they mean is arithmetic (``date_resolvers``,
``date_periods``, ``date_relative``). A reading says how precise it is and what kind of statement it belongs to, so that
a count "since January" or a coup "in 2014" is never mistaken for the day of an act.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conflictdata.reports import date_periods, date_relative, date_resolvers, date_weeks  # noqa: F401  (registered)
from conflictdata.reports.date_frame import RESOLVERS, Days, Frame
from conflictdata.reports.date_grammar import Grammar, Rule, load_grammar

FALLBACK_CONFIDENCE = 0.3  # a relative expression with nothing but the publication day to count from
_CONTEXT = 90  # characters looked at around an expression

#: Months that are also words or names: read only with a capital.
_CAPITAL = re.compile(r"\b(?:may|march|august|april|june|mar|sun|sat|wed|mon)\b")
_WORDS = frozenset({"may", "march"})
_SENTENCE = re.compile(r"[.!?][\"\u201d')]?\s+(?=[A-Z0-9\"\u201c])|\n+")


@dataclass(frozen=True, slots=True)
class DateMention:
    """One time expression of a text and the days that it stands for.

    Attributes:
        start: First character of the expression in the text it was found in.
        end: Character after its last.
        text: The expression itself.
        event_date: The day to write under the coding standard.
        date_start: First day of the window meant.
        date_end: Last day of the window meant.
        time_precision: 1 a day, 2 a week, 3 a month, 0 vaguer (report level only).
        kind: ``point``, ``span`` (once within the window), ``each_day`` (on every day of it), ``cumulative``,
            ``background`` or ``future``.
        rule_id: Rule that read it.
        relative_to_text: Counted from another date of the text.
        confidence: How often such a reading is right, 0 to 1.
        reporting: The day of a statement ("the army said on Friday"), not of an act.
        inner: Dates only the act told after it: in "died on Saturday, two days after being seized", the seizure.
        other: Another day that the words may mean ("last Tuesday", "3/4/2024").
    """

    start: int
    end: int
    text: str
    event_date: date
    date_start: date
    date_end: date
    time_precision: int
    kind: str
    rule_id: str
    relative_to_text: bool
    confidence: float
    reporting: bool = False
    inner: bool = False
    other: date | None = None


def plain_day(mention: DateMention) -> bool:
    """Whether an expression names one day of the story itself, neither of a statement nor of an inner clause alone."""
    return mention.kind == "point" and mention.time_precision == 1 and not mention.reporting and not mention.inner


@dataclass(frozen=True, slots=True)
class _Match:
    rule: Rule
    match: re.Match[str]
    start: int
    end: int


def find_dates(
    text: str, published: date | None, anchor: date | None = None, *, begun: bool = False
) -> list[DateMention]:
    """Find and read the time expressions of a sentence or of a whole article.

    Args:
        text: Any text; expressions never cross its sentences.
        published: Day of publication. Without it only full calendar dates are read.
        anchor: Day of the act told just before, from which "the next day" counts when the text itself gives none.
        begun: Whether that act was a beginning ("fighting broke out"), from which "the third day" counts.

    Returns:
        Readings in text order, not overlapping. No day is after publication, but for those of kind ``future``.

    Example:
        >>> [str(m.event_date) for m in find_dates("They came on Sunday.", date(2024, 9, 19))]
        ['2024-09-15']
    """
    grammar = load_grammar()
    seen = grammar.triggers(text)
    if not seen:
        return []
    frame = Frame(published, anchor, False, future=False, words=grammar.words, followed_by_noun=False, begun=begun)
    matches = _matches(text, grammar, seen)
    absolute = [m for found in matches if not found.rule.relative and (m := _read(found, text, frame, grammar))]
    relative = [
        m for found in matches if found.rule.relative and (m := _read_relative(found, text, frame, absolute, grammar))
    ]
    return sorted(absolute + relative, key=lambda m: m.start)


def _matches(text: str, grammar: Grammar, seen: set[str]) -> list[_Match]:
    """Non-overlapping matches; earlier rules win."""
    taken: list[tuple[int, int]] = []
    matches = []
    for rule in grammar.rules_for(text, seen):
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            start += len(match.group()) - len(match.group().lstrip())
            if start >= end or any(start < b and a < end for a, b in taken) or not _is_date(match, text, grammar):
                continue
            taken.append((start, end))
            if rule.resolve != "skip":
                matches.append(_Match(rule, match, start, end))
    return matches


def _is_date(match: re.Match[str], text: str, grammar: Grammar) -> bool:
    """Refuse months and days that are words ("may", "march") or names ("Sunday Okafor")."""
    groups = match.groupdict()
    for name, value in groups.items():
        if value and name.startswith(("month", "weekday")) and _CAPITAL.match(value):
            return False
    if text.isupper() and (groups.get("lead") or "").lower() == "this" and (groups["month"] or "").lower() in _WORDS:
        return False
    weekday = groups.get("weekday")
    if weekday is None or match.group() != weekday or text.isupper():
        return True
    before, after = text[: match.start()], text[match.end() :]
    named = not before.strip() or grammar.context["name_before"].search(before)
    return not (named and grammar.context["name_after"].match(after))


def _read(found: _Match, text: str, frame: Frame, grammar: Grammar) -> DateMention | None:
    before = text[max(0, found.start - _CONTEXT) : found.start]
    after = text[found.end : found.end + _CONTEXT]
    opens = not before.strip() or before.rstrip()[-1:] in ".!?\n,;"
    words = grammar.context
    frame = replace(
        frame,
        future=bool(words["future_before"].search(before)) or (opens and bool(words["future_after"].match(after))),
        followed_by_noun=bool(words["noun_after"].match(after)),
    )
    days = RESOLVERS[found.rule.resolve](found.match.groupdict(), frame, found.rule.args)
    days = _lawful(days, frame.published) if days else None
    if days is None:
        return None
    if found.rule.relative == "true" and frame.future:
        days = days._replace(kind="future")
    reporting = bool(words["reporting_before"].search(before) or words["reporting_after"].match(after))
    return DateMention(
        start=found.start,
        end=found.end,
        text=text[found.start : found.end],
        event_date=days.day,
        date_start=days.start,
        date_end=days.end,
        time_precision=days.precision,
        kind=days.kind,
        rule_id=f"date.{found.rule.id}",
        relative_to_text=bool(found.rule.relative) and frame.anchor is not None,
        confidence=found.rule.confidence,
        reporting=reporting and days.kind != "future",
        inner=days.inner,
        other=days.other
        if days.other and days.kind == "point" and not _too_late(days.other, frame.published)
        else None,
    )


def _lawful(days: Days, published: date | None) -> Days | None:
    """No past act after publication, a day of grace for time zones."""
    if published is None or days.kind in ("future", "background"):
        return days
    if _too_late(days.day, published):
        return days._replace(kind="future")
    return days._replace(end=max(days.start, min(days.end, published + timedelta(days=1))))


def _too_late(day: date, published: date | None) -> bool:
    return published is not None and day > published + timedelta(days=1)


def tells_beginning(text: str) -> bool:
    """Whether a text tells of something that began.

    Example:
        >>> tells_beginning("Fighting broke out in Kora on Sunday.")
        True
    """
    return load_grammar().context["begun"].search(text) is not None


def _read_relative(
    found: _Match, text: str, frame: Frame, absolute: list[DateMention], grammar: Grammar
) -> DateMention | None:
    """Read an expression against the date it counts from: of its sentence, the caller's, else of the text before."""
    usable = [m for m in absolute if m.kind in ("point", "each_day") and m.time_precision == 1]
    first, last = _sentence_bounds(text, found.start)
    here = [m for m in usable if first <= m.start < last]
    if found.rule.relative == "stated":
        return _read(
            found, text, replace(frame, anchor=_nearest([m for m in here if m.reporting], found.start)), grammar
        )
    own = [m for m in here if not m.reporting]
    base = _nearest([m for m in own if m.end <= found.start] or own, found.start) or frame.anchor
    begun = frame.begun
    if base is None:
        earlier = [m for m in usable if m.end <= found.start]
        base = _nearest([m for m in earlier if not m.reporting] or earlier, found.start)
        begun = bool(grammar.context["begun"].search(text[: found.start]))
    frame = replace(frame, anchor=base or frame.published, own_date=bool(own), begun=begun)
    mention = _read(found, text, frame, grammar)
    if mention is None or _too_late(mention.event_date, frame.published):
        return None
    return mention if base or found.rule.relative == "near" else replace(mention, confidence=FALLBACK_CONFIDENCE)


def _nearest(mentions: list[DateMention], position: int) -> date | None:
    return min(mentions, key=lambda m: abs(m.start - position)).event_date if mentions else None


def _sentence_bounds(text: str, position: int) -> tuple[int, int]:
    first, last = 0, len(text)
    for boundary in _SENTENCE.finditer(text):
        if boundary.end() <= position:
            first = boundary.end()
        else:
            last = boundary.start() + 1
            break
    return first, last
