"""Tell numbers that count people from ages, dates, times, routes, calibres, measures, money and percentages.

Example:
    "35-year-old", "9 July", "Group 18", "122mm" and "$30 million" count nobody.
"""

from __future__ import annotations

from conflictdata.reports.harm_words import NumberWords, person_words
from conflictdata.reports.number_phrases import HYPHENS, Line, Span

_PARENTS = frozenset(["mother", "father", "parent", "widow", "widower", "grandmother", "grandfather"])
_OLDEST = 110  # "Ali Hussein, 22, said": a number between commas behind a name is an age up to here


def counts_something(line: Line, span: Span, words: NumberWords) -> bool:
    """False when the number is an age, a date, a measure or part of a name."""
    if _is_measure(line, span, words) or _is_fused(line, span) or _is_date(line, span.first, span.last, words):
        return False
    return not (_is_label(line, span, words) or _is_age(line, span) or _is_pronoun(line, span))


def _around(line: Line, span: Span) -> tuple[str, str]:
    before = line.low[span.first - 1] if span.first else ""
    return before, line.low[span.last] if span.last < len(line.low) else ""


def _is_measure(line: Line, span: Span, words: NumberWords) -> bool:
    """As in "12 km", "$30 million", "three separate attacks"; but "six truck drivers" are people."""
    before, after = _around(line, span)
    second = line.low[span.last + 1] if span.last + 1 < len(line.low) else ""
    people = second in person_words().known and after not in ("percent", "%")
    riders = second in HYPHENS and line.low[span.last + 2 : span.last + 3] and line.low[span.last + 2] in words.riding
    people = people or bool(riders)  # "2 motorcycle-riding men"
    if before in words.money_before or (after in words.measure_nouns and not people) or after in words.scales:
        return True
    loose = after in ("of", "-", "separate", "different", "consecutive") or after in words.numbers
    return loose and second in words.measure_nouns


def _is_fused(line: Line, span: Span) -> bool:
    """Part of another word: "AK-47", "35-year-old", "10:30", "122mm"."""
    (before, after), j = _around(line, span), span.last
    if line.touches(span.first) and (before in HYPHENS or before in ("/", ".", ":", ",", "#")):
        return True
    if j >= len(line.low) or not line.touches(j):
        return False
    second = line.low[j + 1] if j + 1 < len(line.low) and line.touches(j + 1) else ""
    if after in HYPHENS and second and second not in ("plus", "odd"):
        return True
    clock = after == ":" and second[:1].isdigit()
    return after in ("/", "°") or clock or after[0].isalpha()


def _is_label(line: Line, span: Span, words: NumberWords) -> bool:
    """As in "Group 18", "Route 66"; but "camp 12 people left" counts."""
    before, after = _around(line, span)
    digit = line.low[span.first][0].isdigit()
    if digit and before == "(" and after == ")":
        return True
    labelled = before in words.label_words and (digit or line.raw[span.first - 1][0].isupper())
    second = line.low[span.last + 1] if span.last + 1 < len(line.low) else ""
    return labelled and not _plural_follows(after) and second not in person_words().known


def _is_age(line: Line, span: Span) -> bool:
    """As in "a man of about 30", "Ali Hussein, 22, said"."""
    i = span.first
    before, after = _around(line, span)
    k = i - 1
    while k > 0 and line.low[k] in ("about", "around", "some", "nearly", "perhaps"):
        k -= 1
    if k > 0 and line.low[k] == "aged":
        return True  # "a girl aged six was hit"
    if k > 0 and line.low[k] == "of" and line.low[k - 1] in ("man", "woman", "boy", "girl", "youth", "child", "aged"):
        return True
    if k > 0 and line.low[k] == "of" and line.low[k - 1] in _PARENTS:
        return True  # "a mother of four"
    between = line.low[i][0].isdigit() and before == "," and after in (",", ".", ")", "and", ";")
    return between and i > 1 and line.raw[i - 2][0].isupper() and span.best < _OLDEST


def _is_pronoun(line: Line, span: Span) -> bool:
    """As in "no one", "that one", "one another", "one day"; and "no 12"."""
    before, after = _around(line, span)
    if line.low[span.first] == "one":
        pronoun = before in ("no", "any", "this", "every", "each", "which") or (before == "that" and after != "of")
        return pronoun or after in ("another", "day", "point", "side", "can", "must", "may")
    return before == "no" and line.low[span.first] != "more"


def _plural_follows(word: str) -> bool:
    verb = word in ("was", "is", "has", "this", "his", "its")
    return (word.endswith("s") and not verb) or word in (
        "people",
        "men",
        "women",
        "children",
        "dead",
        "killed",
        "wounded",
        "injured",
    )


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
