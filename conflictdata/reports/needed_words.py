"""What a text must contain for a regular expression to match it: a look at its letters spares most searches.

Trying a hundred long patterns on every sentence costs far more than asking which of their words stand in it. The words
are read out of the patterns themselves, so nobody has to keep a list of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as codes  # type: ignore[attr-defined]  # the parts of a pattern have no public reader
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LEAST = 2  # shorter strings stand in nearly every text
_MOST = 24  # of so many strings one is mostly there, and looking for all of them takes its time
# Letters that a pattern without regard to case takes for plain ones, though they are no capitals of them.
_ALIKE = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})


class NeededWords:
    r"""Which of many patterns (all without regard to case) can match a text.

    Args:
        patterns: The patterns, in their order.
        least: Length of the shortest strings that are asked for.

    Example:
        >>> needed = NeededWords(["(?:two|six) days ago", r"\bnext week\b"])
        >>> needed.possible("They left six days ago.")
        [True, False]
    """

    def __init__(self, patterns: Sequence[str], least: int = _LEAST) -> None:
        self._needs = [needs(pattern, least) for pattern in patterns]
        self._words = sorted({word for row in self._needs for words in row for word in words})

    def possible(self, text: str) -> list[bool]:
        """For each pattern whether everything it needs is there; never False for one that matches."""
        low = text.lower() if text.isascii() else text.translate(_ALIKE).lower()
        here = {word for word in self._words if word in low}
        return [not any(map(here.isdisjoint, row)) for row in self._needs]


def needs(pattern: str, least: int = _LEAST) -> list[frozenset[str]]:
    """Sets of lower-case strings; a text that matches contains one string of every set.

    Example:
        >>> sorted(sorted(words) for words in needs("(?:two|six) days? ago"))
        [[' ago'], [' day'], ['six', 'two']]
    """
    tree = parser.parse(pattern, re.IGNORECASE)
    found = dict.fromkeys(words for words in _needed(tree) if min(map(len, words)) >= least and len(words) <= _MOST)
    return list(found)


def _needed(items: Iterable[Any]) -> Iterator[frozenset[str]]:
    run = ""
    for code, value in items:
        if code is codes.LITERAL:
            run += chr(value).lower()
            continue
        if run:
            yield frozenset({run})
            run = ""
        yield from _of_part(code, value)
    if run:
        yield frozenset({run})


def _of_part(code: Any, value: Any) -> Iterator[frozenset[str]]:
    """What one part of a pattern needs; parts that may be left out, and all others not named here, need nothing."""
    if code is codes.SUBPATTERN:
        yield from _needed(value[3])
    elif code is codes.ASSERT:
        yield from _needed(value[1])
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[0] >= 1:
        yield from _needed(value[2])
    elif code is codes.BRANCH:
        ways = [max(_needed(way), key=_telling, default=frozenset()) for way in value[1]]
        if all(ways):
            yield frozenset().union(*ways)


def _telling(words: frozenset[str]) -> tuple[int, int]:
    """Long strings are rare, and few of them more so."""
    return min(map(len, words)), -len(words)
