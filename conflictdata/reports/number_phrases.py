"""The grammar of number phrases: digits, number words, magnitudes, vague words, ranges, and what they stand for.

Example:
    "tens of thousands" is 10,000 to 99,999; "five or six" is 5 to 6; "several dozen" is 24 to 99, 36 at a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from conflictdata.reports.harm_words import NumberWords

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*[^\W\d_]*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?|['’]s\b|\S")
_INTEGER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_DECIMAL = re.compile(r"\d+\.\d+")
_RANGE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)[-–—](\d{1,3}(?:,\d{3})+|\d+)")
HYPHENS = frozenset("-–—‑")


@dataclass(frozen=True, slots=True)
class Line:
    """A tokenised stretch of text: surface words, lower-case words and their character offsets."""

    text: str
    raw: Sequence[str]
    low: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]

    @classmethod
    def of(cls, text: str) -> Line:
        """Tokenise plain text, e.g. ``Line.of("two men")``."""
        found = list(_TOKEN.finditer(text))
        raw = [m.group() for m in found]
        return cls(text, raw, [w.lower() for w in raw], [m.start() for m in found], [m.end() for m in found])

    def touches(self, i: int) -> bool:
        """True when token i follows token i-1 without a space."""
        return i > 0 and self.start[i] == self.end[i - 1]


@dataclass(frozen=True, slots=True)
class Span:
    """A value under construction: tokens [first, last)."""

    low: int | None
    best: int
    high: int | None
    kind: str
    first: int
    last: int


def read_phrase(line: Line, i: int, words: NumberWords) -> Span | None:
    """A number, magnitude, vague word or range of numbers that begins at token i."""
    vague = _vague(line, i, words)
    if vague is not None:
        return vague
    packed = _RANGE.fullmatch(line.low[i])
    if packed is not None:
        low, high = (int(part.replace(",", "")) for part in packed.groups())
        return Span(low, low, high, "range", i, i + 1) if low < high else None
    if line.low[i] == "between":
        return _between(line, i, words)
    share = _share(line, i, words)
    if share is not None:
        return share
    if line.low[i] in words.group_nouns:
        return _family_of(line, i, words)
    first = _number(line, i, words)
    if first is None:
        return None
    return _range(line, first, words) or first


def _share(line: Line, i: int, words: NumberWords) -> Span | None:
    """As in "half of the 20 passengers": that share of the number, to the nearest whole."""
    for phrase, share in words.fractions:
        end = i + len(phrase)
        if tuple(line.low[i:end]) != phrase or line.low[end : end + 1] != ["of"]:
            continue
        at = end + 1
        while at < len(line.low) and line.low[at] in ("the", "its", "their", "these", "those", "all"):
            at += 1
        whole = _number(line, at, words) if at < len(line.low) else None
        if whole is None:
            return None
        best = round(whole.best * share)
        return Span(best, best, best, "exact" if best == whole.best * share else "approximate", i, whole.last)
    return None


def _family_of(line: Line, i: int, words: NumberWords) -> Span | None:
    """As in "a family of five": as many people as the number says."""
    if i + 2 >= len(line.low) or line.low[i + 1] != "of":
        return None
    number = _number(line, i + 2, words)
    return None if number is None else replace(number, first=i)


def _between(line: Line, i: int, words: NumberWords) -> Span | None:
    first = _number(line, i + 1, words) if i + 1 < len(line.low) else None
    if first is None or first.last >= len(line.low) or line.low[first.last] not in ("and", "to", "or"):
        return None
    second = _number(line, first.last + 1, words) if first.last + 1 < len(line.low) else None
    if second is None or second.best <= first.best:
        return None
    return Span(first.best, first.best, second.best, "range", i, second.last)


def _range(line: Line, first: Span, words: NumberWords) -> Span | None:
    """As in "10 to 15", "10-15", "five or six"."""
    joint = first.last
    if joint + 1 >= len(line.low):
        return None
    word = line.low[joint]
    hyphen = word in HYPHENS and line.touches(joint) and line.touches(joint + 1)
    if not hyphen and word not in ("to", "or"):
        return None
    second = _number(line, joint + 1, words)
    if second is None or first.kind == "vague" or second.kind == "vague":
        return None
    low, high = _scaled(first.best, second.best, line.low[second.last - 1], words), second.best
    if low >= high or (word == "or" and high - low > max(5, low)):
        return None
    return Span(low, low, high, "range", first.first, second.last)


def _scaled(low: int, high: int, last: str, words: NumberWords) -> int:
    """As in "two to three hundred": the scale of the second number is the first one's too."""
    scale = words.scales.get(last) or words.groups.get(last)
    return low * scale if scale and low < 100 and high % scale == 0 and low * scale < high else low


def _vague(line: Line, i: int, words: NumberWords) -> Span | None:
    """As in "dozens", "tens of thousands", "several hundred", "a handful", "an unknown number of"."""
    low = line.low
    for phrase, (best, floor) in words.vague_phrases.get(low[i], ()):
        if tuple(low[i : i + len(phrase)]) == phrase:
            return Span(floor, best, None, "vague", i, i + len(phrase))
    word = low[i]
    if word in words.magnitudes:
        floor, top = words.magnitudes[word]
        nxt = low[i + 2] if i + 2 < len(low) and low[i + 1] == "of" else ""
        if nxt in words.magnitudes:
            unit = words.magnitudes[nxt][0]
            return Span(floor * unit, floor * unit, (top + 1) * unit - 1, "vague", i, i + 3)
        return Span(floor, floor, top, "vague", i, i + 1)
    as_many = i and (low[i - 1] in ("as", "how", "so", "too") or (low[i - 1] == "that" and word in ("many", "few")))
    if word not in words.vague or as_many:
        return None  # "as many as 30" is the number's own modifier
    scale = (words.scales.get(low[i + 1]) or words.groups.get(low[i + 1])) if i + 1 < len(low) else None
    if scale and scale >= 12 and word in words.some_of_scale:
        top = 99 if scale < 100 else scale * 10 - 1
        return Span(2 * scale, 3 * scale, top, "vague", i, i + 2)
    if word == "some" and i + 1 < len(low) and (low[i + 1][0].isdigit() or low[i + 1] in words.number_starts):
        return None
    best, floor = words.vague[word]
    return Span(floor, best, None, "vague", i, i + 1)


def _number(line: Line, i: int, words: NumberWords) -> Span | None:
    """A plain number in digits or words that begins at token i: "1,200", "1.5 million", "two dozen"."""
    low, n = line.low, len(line.low)
    word = low[i]
    if word[0].isdigit():
        return _digits(line, i, words)
    if word in ("a", "an", "half") or word in words.groups:
        return _article_number(line, i, words)
    if word not in words.numbers:
        return None
    total, current, j, magnitude = 0, 0, i, 10**12
    previous = 10**12
    while j < n:
        word = low[j]
        if word in words.numbers and words.numbers[word] < previous:
            current += words.numbers[word]
            previous = 10 if words.numbers[word] >= 20 and words.numbers[word] % 10 == 0 else 0
        elif word in words.scales and current and words.scales[word] < magnitude:
            scale = words.scales[word]
            if scale == 100:
                current, previous = current * 100, 100
            else:
                total, current, magnitude, previous = total + current * scale, 0, scale, 10**12
        elif word == "dozen" and current and j > i:
            current, j = current * 12, j + 1
            break
        elif (word in HYPHENS and line.touches(j) and j + 1 < n and low[j + 1] in words.numbers and previous == 10) or (
            word == "and" and _adds(low, i, j, words) and (previous == 100 or (total and not current))
        ):
            pass
        else:
            break
        j += 1
    return Span(total + current, total + current, total + current, "exact", i, j)


def _adds(low: Sequence[str], i: int, j: int, words: NumberWords) -> bool:
    """Whether "and" at j goes on the same number: "one hundred and five", not "between one hundred and two hundred"."""
    if j + 1 >= len(low) or low[j + 1] not in words.numbers:
        return False
    k = j + 2
    while k < len(low) and (low[k] in words.numbers or low[k] in HYPHENS):
        k += 1
    scale = words.scales.get(low[k], 0) if k < len(low) else 0
    return not scale or (scale > 100 and not (i and low[i - 1] == "between"))  # "two hundred and fifty thousand"


def _digits(line: Line, i: int, words: NumberWords) -> Span | None:
    word, nxt = line.low[i], line.low[i + 1] if i + 1 < len(line.low) else ""
    scale = words.scales.get(nxt) or (12 if nxt == "dozen" else 0)
    if _INTEGER.fullmatch(word):
        value = int(word.replace(",", ""))
        return Span(
            value * (scale or 1), value * (scale or 1), value * (scale or 1), "exact", i, i + 2 if scale else i + 1
        )
    if _DECIMAL.fullmatch(word) and scale:
        value = round(float(word) * scale)
        return Span(value, value, value, "exact", i, i + 2)
    return None


def _article_number(line: Line, i: int, words: NumberWords) -> Span | None:
    """As in "a dozen", "half a dozen", "a hundred", "a couple"; bare "dozen" too."""
    low = line.low
    factor, j = 1.0, i
    if low[j] == "half":
        factor, j = 0.5, j + 1
    if j < len(low) and low[j] in ("a", "an"):
        j += 1
    if j >= len(low):
        return None
    value = words.groups.get(low[j]) or words.scales.get(low[j])
    if value is None or (factor != 1.0 and value != 12):
        return None
    if low[j] in ("pair", "score") and not (j + 1 < len(low) and low[j + 1] == "of"):
        return None
    amount, last = round(value * factor), j + 1
    if value >= 100:  # "a hundred and twenty"
        rest = last + 1 if last < len(low) and low[last] == "and" else last
        tail = _number(line, rest, words) if rest < len(low) and low[rest] in words.numbers else None
        if tail is not None and tail.best < value:
            amount, last = amount + tail.best, tail.last
    return Span(amount, amount, amount, "exact", i, last)
