"""Read number phrases as a casualty recorder does: low, best and high for "at least 12", "dozens", "five or six".

Words and values live in ``knowledge/data/quantities.yaml`` (values of the coding standard, section 5).

Example:
    >>> [(q.text, q.low, q.best, q.high, q.kind) for q in find_quantities("at least two dozen people")]
    [('at least two dozen', 24, 24, None, 'at_least')]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from conflictdata.reports.harm_words import NumberWords, PersonWords, number_words, person_words
from conflictdata.reports.number_phrases import HYPHENS, Line, Span, read_phrase
from conflictdata.reports.number_uses import counts_something

__all__ = ["Line", "Quantity", "find_quantities", "read_quantities"]
_UP_TO_POINT = 3  # standard 5.1: "up to N" is coded 3 (or 10 in war), never above N


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number phrase: characters [start, end), its interval and how it was put.

    Attributes:
        low: Least number the words allow; None when they give no floor ("nearly 40").
        best: The point value of the coding standard.
        high: Most the words allow; None when open ("at least 12", "several").
        kind: exact | at_least | up_to | approximate | range | vague.
        unit: persons | families | houses | animals | facilities.
        first, last: Token indices [first, last) in the line that was read.
        additional: "another five", "five others": beside a number given elsewhere.
    """

    start: int
    end: int
    text: str
    low: int | None
    best: int
    high: int | None
    kind: str
    unit: str = "persons"
    first: int = 0
    last: int = 0
    additional: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Read every number phrase of a text, people named by nouns included ("a man", "a woman and her two children").

    Example:
        >>> [q.best for q in find_quantities("A woman and her two children died on 9 July.")]
        [3]
    """
    line = Line.of(text)
    found = read_quantities(line)
    return _join_possessives(line, _add_single_people(line, found))


def read_quantities(line: Line) -> list[Quantity]:
    """Read the number phrases of a line, in order, never overlapping; single people ("a man") are left out."""
    words = number_words()
    found: list[Quantity] = []
    i, n, floor = 0, len(line.low), 0
    while i < n:
        word = line.low[i]
        if word not in words.openers and not word[0].isdigit():
            i += 1
            continue
        span = read_phrase(line, i, words)
        if span is None or span.last <= i:
            i += 1
            continue
        if counts_something(line, span, words):
            found.append(_finish(line, _modified(line, span, floor, words), floor, words))
            floor = span.last
        i = max(span.last, i + 1)
    return found


def _modified(line: Line, span: Span, floor: int, words: NumberWords) -> Span:
    """Apply the words before ("at least") and behind ("or more") a number."""
    low = line.low
    i = span.first
    while (
        i > floor
        and low[i - 1] in ("a", "an", "the", "another", "further", "additional", "other")
        and span.kind != "exact"
    ):
        i -= 1
    if line.low[span.first] in words.group_nouns and i > floor and low[i - 1] in ("a", "an", "the"):
        i -= 1
    kind, start = "", i
    skip = i - 1 if i > floor and low[i - 1] in ("another", "a", "the", "additional", "further", "other") else i
    for at in dict.fromkeys((i, skip)):
        for phrase, sense in words.modifiers:
            begin = at - len(phrase)
            if begin >= floor and tuple(low[begin:at]) == phrase:
                kind, start = sense, begin
                break
        if kind:
            break
    last = span.last
    for phrase, sense in words.after:
        if tuple(low[last : last + len(phrase)]) == phrase:
            kind, last = kind or sense, last + len(phrase)
            break
    if (
        last < len(low)
        and low[last] in HYPHENS
        and line.touches(last)
        and last + 1 < len(low)
        and low[last + 1] in ("plus", "odd")
    ):
        kind, last = ("at_least" if low[last + 1] == "plus" else "approximate"), last + 2
    return _with_kind(replace(span, first=start, last=last), kind)


def _with_kind(span: Span, kind: str) -> Span:
    if kind in ("", "exact"):
        return span
    if kind == "at_least":
        return replace(span, high=None, kind="vague" if span.kind == "vague" else "at_least")
    if kind == "up_to":
        top = span.high if span.high is not None else span.best
        return replace(span, low=1 if top else 0, best=min(_UP_TO_POINT, top), high=top, kind="up_to")
    if span.kind in ("vague", "range"):
        return span
    if kind == "nearly":
        return replace(span, low=None, kind="approximate")
    return replace(span, kind="approximate")


def _finish(line: Line, span: Span, floor: int, words: NumberWords) -> Quantity:
    """Add offsets, the unit counted and whether the number is beside another one."""
    low, n = line.low, len(line.low)
    start, end = line.start[span.first], line.end[span.last - 1]
    unit = "persons"
    hyphens = sum(word in HYPHENS for word in low[span.last : span.last + 6])  # "14 foreign-owned spaza shops"
    for k in range(span.last, min(span.last + 4 + 2 * min(hyphens, 1), n)):
        if low[k] in words.unit_of and not (k + 1 < n and low[k + 1] in person_words().known):
            unit = words.unit_of[low[k]]
            break
        if low[k] in person_words().known and low[k : k + 2] != ["head", "of"]:
            break
        if low[k] in (",", "and", "in", "were", "was", ".", "by", "at", "from", "on"):
            break
    if low[span.first] in words.group_nouns or "family" in low[span.first : span.last]:
        unit = "persons"
    around = [low[k] for k in (span.first - 1, span.last, span.last + 1) if floor <= k < n]
    additional = any(word in words.additional for word in around) or any(
        w in words.additional and w != "more" for w in low[span.first : span.last]
    )
    return Quantity(
        start,
        end,
        line.text[start:end],
        span.low,
        span.best,
        span.high,
        span.kind,
        unit,
        span.first,
        span.last,
        additional,
    )


def _add_single_people(line: Line, found: Sequence[Quantity]) -> list[Quantity]:
    """Add "a man", "one elderly farmer" (1) where no number was read."""
    people = person_words()
    taken = {k for q in found for k in range(q.first, q.last)}
    out = list(found)
    for i, word in enumerate(line.low):
        if word not in ("a", "an", "another") or i in taken:
            continue
        for k in range(i + 1, min(i + 5, len(line.low))):
            if k in taken or not (line.low[k][0].isalpha() or line.low[k][0].isdigit() or line.low[k] in HYPHENS):
                break
            if _is_single(line, k, people):
                start, end = line.start[i], line.end[k]
                out.append(
                    Quantity(start, end, line.text[start:end], 1, 1, 1, "exact", "persons", i, k + 1, word == "another")
                )
                break
    return sorted(out, key=lambda q: q.start)


def _is_single(line: Line, k: int, people: PersonWords) -> bool:
    follows = line.low[k + 1] if k + 1 < len(line.low) else ""
    if line.low[k - 1] in HYPHENS and line.touches(k):
        return False  # "a 12-member committee"
    return (
        line.low[k] in people.singular
        and line.low[k] not in people.collective
        and follows not in people.known
        and follows not in HYPHENS
    )


def _join_possessives(line: Line, found: Sequence[Quantity]) -> list[Quantity]:
    """As in "a woman and her two children" is one party of three."""
    out: list[Quantity] = []
    for quantity in found:
        before = line.low[quantity.first - 1] if quantity.first else ""
        link = line.low[quantity.first - 2] if quantity.first > 1 else ""
        last = out[-1] if out else None
        if (
            last
            and before in ("his", "her", "their")
            and link in ("and", ",", "with")
            and 0 <= quantity.first - 2 - last.last <= 1
        ):
            high = None if last.high is None or quantity.high is None else last.high + quantity.high
            low = None if last.low is None or quantity.low is None else last.low + quantity.low
            end = quantity.end
            kind = last.kind if last.kind != "exact" else quantity.kind
            out[-1] = replace(
                last,
                end=end,
                text=line.text[last.start : end],
                low=low,
                best=last.best + quantity.best,
                high=high,
                kind=kind,
                last=quantity.last,
            )
        else:
            out.append(quantity)
    return out
