"""Read number phrases as a casualty recorder does: low, best and high for "at least 12", "dozens", "five or six".

Words and values live in ``knowledge/data/quantities.yaml`` (values of the coding standard, section 5).

Example:
    >>> [(q.text, q.low, q.best, q.high, q.kind) for q in find_quantities("at least two dozen people")]
    [('at least two dozen', 24, 24, None, 'at_least')]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from conflictdata.reports.harm_words import NumberWords, PersonWords, number_words, person_words

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*[^\W\d_]*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?|['’]s\b|\S")
_INTEGER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_DECIMAL = re.compile(r"\d+\.\d+")
_SPAN = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)[-–—](\d{1,3}(?:,\d{3})+|\d+)")
_HYPHENS = frozenset("-–—‑")
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
class _Span:
    """A value under construction: tokens [first, last)."""

    low: int | None
    best: int
    high: int | None
    kind: str
    first: int
    last: int


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
    """Read the number phrases of a tokenised line, in order, never overlapping; single people ("a man") are not read."""
    words = number_words()
    found: list[Quantity] = []
    i, n, floor = 0, len(line.low), 0
    while i < n:
        word = line.low[i]
        if word not in words.openers and not word[0].isdigit():
            i += 1
            continue
        span = _phrase(line, i, words)
        if span is None or span.last <= i:
            i += 1
            continue
        if _counts_something(line, span, words):
            found.append(_finish(line, _modified(line, span, floor, words), floor, words))
            floor = span.last
        i = max(span.last, i + 1)
    return found


def _phrase(line: Line, i: int, words: NumberWords) -> _Span | None:
    """A number, magnitude, vague word or range of numbers that begins at token i."""
    vague = _vague(line, i, words)
    if vague is not None:
        return vague
    packed = _SPAN.fullmatch(line.low[i])
    if packed is not None:
        low, high = (int(part.replace(",", "")) for part in packed.groups())
        return _Span(low, low, high, "range", i, i + 1) if low < high else None
    if line.low[i] == "between":
        return _between(line, i, words)
    if line.low[i] in words.group_nouns:
        return _family_of(line, i, words)
    first = _number(line, i, words)
    if first is None:
        return None
    return _range(line, first, words) or first


def _family_of(line: Line, i: int, words: NumberWords) -> _Span | None:
    """ "a family of five": as many people as the number says."""
    if i + 2 >= len(line.low) or line.low[i + 1] != "of":
        return None
    number = _number(line, i + 2, words)
    return None if number is None else replace(number, first=i)


def _between(line: Line, i: int, words: NumberWords) -> _Span | None:
    first = _number(line, i + 1, words) if i + 1 < len(line.low) else None
    if first is None or first.last >= len(line.low) or line.low[first.last] not in ("and", "to", "or"):
        return None
    second = _number(line, first.last + 1, words) if first.last + 1 < len(line.low) else None
    if second is None or second.best <= first.best:
        return None
    return _Span(first.best, first.best, second.best, "range", i, second.last)


def _range(line: Line, first: _Span, words: NumberWords) -> _Span | None:
    """ "10 to 15", "10-15", "five or six"."""
    joint = first.last
    if joint + 1 >= len(line.low):
        return None
    word = line.low[joint]
    hyphen = word in _HYPHENS and line.touches(joint) and line.touches(joint + 1)
    if not hyphen and word not in ("to", "or"):
        return None
    second = _number(line, joint + 1, words)
    if second is None or first.kind == "vague" or second.kind == "vague":
        return None
    low, high = _scaled(first.best, second.best, line.low[second.last - 1], words), second.best
    if low >= high or (word == "or" and high - low > max(5, low)):
        return None
    return _Span(low, low, high, "range", first.first, second.last)


def _scaled(low: int, high: int, last: str, words: NumberWords) -> int:
    """ "two to three hundred": the scale of the second number is the first one's too."""
    scale = words.scales.get(last) or words.groups.get(last)
    return low * scale if scale and low < 100 and high % scale == 0 and low * scale < high else low


def _vague(line: Line, i: int, words: NumberWords) -> _Span | None:
    """ "dozens", "tens of thousands", "several hundred", "a handful", "an unknown number of"."""
    low = line.low
    for phrase, (best, floor) in words.vague_phrases.get(low[i], ()):
        if tuple(low[i : i + len(phrase)]) == phrase:
            return _Span(floor, best, None, "vague", i, i + len(phrase))
    word = low[i]
    if word in words.magnitudes:
        floor, top = words.magnitudes[word]
        nxt = low[i + 2] if i + 2 < len(low) and low[i + 1] == "of" else ""
        if nxt in words.magnitudes:
            unit = words.magnitudes[nxt][0]
            return _Span(floor * unit, floor * unit, (top + 1) * unit - 1, "vague", i, i + 3)
        return _Span(floor, floor, top, "vague", i, i + 1)
    if word not in words.vague or (i and low[i - 1] in ("as", "how", "so", "too", "that")):
        return None  # "as many as 30" is the number's own modifier
    scale = (words.scales.get(low[i + 1]) or words.groups.get(low[i + 1])) if i + 1 < len(low) else None
    if scale and scale >= 12 and word in words.some_of_scale:
        top = 99 if scale < 100 else scale * 10 - 1
        return _Span(2 * scale, 3 * scale, top, "vague", i, i + 2)
    if word == "some" and i + 1 < len(low) and (low[i + 1][0].isdigit() or low[i + 1] in words.number_starts):
        return None
    best, floor = words.vague[word]
    return _Span(floor, best, None, "vague", i, i + 1)


def _number(line: Line, i: int, words: NumberWords) -> _Span | None:
    """A plain number in digits or words that begins at token i: "1,200", "1.5 million", "one hundred and twenty", "two dozen"."""
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
        elif word in _HYPHENS and line.touches(j) and j + 1 < n and low[j + 1] in words.numbers and previous == 10:
            pass
        elif word == "and" and _adds(low, j, words) and (previous == 100 or (total and not current)):
            pass
        else:
            break
        j += 1
    return _Span(total + current, total + current, total + current, "exact", i, j)


def _adds(low: Sequence[str], j: int, words: NumberWords) -> bool:
    """Whether "and" at j goes on the same number: "one hundred and five", not "between one hundred and two hundred"."""
    return j + 1 < len(low) and low[j + 1] in words.numbers and not (j + 2 < len(low) and low[j + 2] in words.scales)


def _digits(line: Line, i: int, words: NumberWords) -> _Span | None:
    word, nxt = line.low[i], line.low[i + 1] if i + 1 < len(line.low) else ""
    scale = words.scales.get(nxt) or (12 if nxt == "dozen" else 0)
    if _INTEGER.fullmatch(word):
        value = int(word.replace(",", ""))
        return _Span(value * (scale or 1), value * (scale or 1), value * (scale or 1), "exact", i, i + 2 if scale else i + 1)
    if _DECIMAL.fullmatch(word) and scale:
        value = round(float(word) * scale)
        return _Span(value, value, value, "exact", i, i + 2)
    return None


def _article_number(line: Line, i: int, words: NumberWords) -> _Span | None:
    """ "a dozen", "half a dozen", "a hundred", "a couple"; bare "dozen" too."""
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
    return _Span(amount, amount, amount, "exact", i, last)


def _counts_something(line: Line, span: _Span, words: NumberWords) -> bool:
    """False for ages, dates, times, names of units and routes, calibres, measures, money and percentages."""
    i, j = span.first, span.last
    low, n = line.low, len(line.low)
    before, after = (low[i - 1] if i else ""), (low[j] if j < n else "")
    digit = low[i][0].isdigit()
    people = person_words().known
    counts_next = j + 1 < n and low[j + 1] in people and after not in ("percent", "%")  # "six truck drivers"
    if before in words.money_before or (after in words.measure_nouns and not counts_next) or (after and after in words.scales):
        return False
    if j + 1 < n and low[j + 1] in words.measure_nouns and (after in ("of", "-", "separate", "different", "consecutive") or after in words.numbers):
        return False
    if line.touches(i) and (before in _HYPHENS or before in ("/", ".", ":", ",", "#")):
        return False
    if j < n and line.touches(j):
        if after in _HYPHENS and j + 1 < n and line.touches(j + 1) and low[j + 1] not in ("plus", "odd"):
            return False
        clock = after == ":" and j + 1 < n and low[j + 1][0].isdigit()
        if after in ("/", "°") or clock or after[0].isalpha():
            return False
    if _is_date(line, i, j, words):
        return False
    if before in words.label_words and (digit or line.raw[i - 1][0].isupper()) and not _plural_follows(after):
        return False
    if digit and before == "," and after in (",", ".", ")", "and", ";") and i > 1 and line.raw[i - 2][0].isupper() and span.best < 110:
        return False  # "Ali Hussein, 22, said"
    if _is_age(line, i):
        return False
    if digit and before == "(" and after == ")":
        return False
    if low[i] == "one":
        return before not in ("no", "any", "this", "that", "every", "each", "which") and after not in ("another", "day", "point", "side", "can", "must", "may")
    return not (before == "no" and low[i] != "more")


def _is_age(line: Line, i: int) -> bool:
    """ "a man of about 30"."""
    k = i - 1
    while k > 0 and line.low[k] in ("about", "around", "some", "nearly", "perhaps"):
        k -= 1
    return k > 0 and line.low[k] == "of" and line.low[k - 1] in ("man", "woman", "boy", "girl", "youth", "child", "aged")


def _plural_follows(word: str) -> bool:
    return word.endswith("s") or word in ("people", "men", "women", "children", "dead", "killed", "wounded", "injured")


def _is_date(line: Line, i: int, j: int, words: NumberWords) -> bool:
    low, n = line.low, len(line.low)
    before, after = (low[i - 1] if i else ""), (low[j] if j < n else "")
    if not low[i][0].isdigit():
        return False
    if before.rstrip(".") in words.months and line.raw[i - 1][0].isupper():
        return True
    if after.rstrip(".") in words.months and line.raw[j][0].isupper() and len(low[i]) <= 2:
        return True
    if len(low[i]) != 4 or not 1900 <= int(low[i] if low[i].isdigit() else 0) <= 2099:
        return False
    return before in words.year_prepositions or before in words.months or not _plural_follows(after)


def _modified(line: Line, span: _Span, floor: int, words: NumberWords) -> _Span:
    """Apply the words before ("at least") and behind ("or more") a number."""
    low = line.low
    i = span.first
    while i > floor and low[i - 1] in ("a", "an", "the", "another", "further", "additional", "other") and span.kind != "exact":
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
    if last < len(low) and low[last] in _HYPHENS and line.touches(last) and last + 1 < len(low) and low[last + 1] in ("plus", "odd"):
        kind, last = ("at_least" if low[last + 1] == "plus" else "approximate"), last + 2
    return _with_kind(replace(span, first=start, last=last), kind)


def _with_kind(span: _Span, kind: str) -> _Span:
    if not kind:
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


def _finish(line: Line, span: _Span, floor: int, words: NumberWords) -> Quantity:
    """Add offsets, the unit counted and whether the number is beside another one."""
    low, n = line.low, len(line.low)
    start, end = line.start[span.first], line.end[span.last - 1]
    unit = "persons"
    for k in range(span.last, min(span.last + 4, n)):
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
    additional = any(word in words.additional for word in around) or any(w in words.additional and w != "more" for w in low[span.first : span.last])
    return Quantity(start, end, line.text[start:end], span.low, span.best, span.high, span.kind, unit, span.first, span.last, additional)


def _add_single_people(line: Line, found: Sequence[Quantity]) -> list[Quantity]:
    """Add "a man", "one elderly farmer" (1) where no number was read."""
    people = person_words()
    taken = {k for q in found for k in range(q.first, q.last)}
    out = list(found)
    for i, word in enumerate(line.low):
        if word not in ("a", "an", "another") or i in taken:
            continue
        for k in range(i + 1, min(i + 5, len(line.low))):
            if k in taken or not (line.low[k][0].isalpha() or line.low[k][0].isdigit() or line.low[k] in _HYPHENS):
                break
            if _is_single(line, k, people):
                start, end = line.start[i], line.end[k]
                out.append(Quantity(start, end, line.text[start:end], 1, 1, 1, "exact", "persons", i, k + 1, word == "another"))
                break
    return sorted(out, key=lambda q: q.start)


def _is_single(line: Line, k: int, people: PersonWords) -> bool:
    follows = line.low[k + 1] if k + 1 < len(line.low) else ""
    if line.low[k - 1] in _HYPHENS and line.touches(k):
        return False  # "a 12-member committee"
    return line.low[k] in people.singular and line.low[k] not in people.collective and follows not in people.known and follows not in _HYPHENS


def _join_possessives(line: Line, found: Sequence[Quantity]) -> list[Quantity]:
    """ "a woman and her two children" is one party of three."""
    out: list[Quantity] = []
    for quantity in found:
        before = line.low[quantity.first - 1] if quantity.first else ""
        link = line.low[quantity.first - 2] if quantity.first > 1 else ""
        last = out[-1] if out else None
        if last and before in ("his", "her", "their") and link in ("and", ",", "with") and 0 <= quantity.first - 2 - last.last <= 1:
            high = None if last.high is None or quantity.high is None else last.high + quantity.high
            low = None if last.low is None or quantity.low is None else last.low + quantity.low
            end = quantity.end
            kind = last.kind if last.kind != "exact" else quantity.kind
            out[-1] = replace(last, end=end, text=line.text[last.start : end], low=low, best=last.best + quantity.best, high=high, kind=kind, last=quantity.last)
        else:
            out.append(quantity)
    return out


def as_interval(quantity: Quantity) -> Mapping[str, int | None]:
    """The three numbers of a quantity by name, for tables, e.g. ``{"low": 12, "best": 12, "high": None}``."""
    return {"low": quantity.low, "best": quantity.best, "high": quantity.high}
