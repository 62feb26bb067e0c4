"""Words of a text as the place finder sees them: offsets, normal form, and whether their capitals mean anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from conflictdata.knowledge.place_names import normalise

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’ʼ‘`´][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$|(?<=s)['’]$")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_LINE = re.compile(r"[^\n]+")
_JOIN = frozenset((" ", "-", "‐", "\u00a0", "\n", "’", "'", "–"))
OWNED = frozenset(("'s ", "’s "))  # inside a name: "Cox's Bazar"


class Token(NamedTuple):
    """A word: offsets without the possessive ending, normal form, capital or not, whether capitals mean nothing.

    ``flat`` holds for headlines and upper-case copy, ``upper`` for upper-case copy only.
    """

    start: int
    end: int
    key: str
    capital: bool
    flat: bool
    upper: bool = False


def _flat_ranges(text: str) -> list[tuple[int, int, bool]]:
    """Return the lines in which capitals prove nothing: written like a headline, or (True) all upper case."""
    ranges = []
    for line in _LINE.finditer(text):
        words = _LONG_WORD.findall(line.group())
        if len(words) < 4 or sum(word[0].isupper() for word in words) <= 0.75 * len(words):
            continue
        letters = "".join(words)
        upper = sum(map(str.isupper, letters)) > 0.8 * len(letters)
        if (upper and len(letters) >= 12) or len(words) >= 5:
            ranges.append((*line.span(), upper))
    return ranges


@lru_cache(maxsize=4)  # the finder and the context of one article read the same words
def tokenise(text: str) -> tuple[Token, ...]:
    """Return the words of a text; hyphens part words, an apostrophe inside a word does not.

    Example:
        >>> [token.key for token in tokenise("Mosul's Al-Noor")]
        ['mosul', 'al', 'noor']
    """
    flat = _flat_ranges(text)
    tokens: list[Token] = []
    line = 0
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group()) or match.group()
        while line < len(flat) and flat[line][1] <= match.start():
            line += 1
        start = match.start()
        inside = line < len(flat) and flat[line][0] <= start
        upper = inside and flat[line][2]
        tokens.append(Token(start, start + len(word), normalise(word), word[0].isupper(), inside, upper))
    return tuple(tokens)


def joins(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Say whether the token after ``at`` can belong to the same name."""
    if at + 1 >= len(tokens):
        return False
    gap = text[tokens[at].end : tokens[at + 1].start]
    return (
        gap in _JOIN or gap in OWNED or (gap in (". ", ".-") and tokens[at].key in ("saint", "sainte", "mount", "fort"))
    )
