"""Words of a text as the place finder sees them: offsets, normal form, and whether their capitals mean anything."""

from __future__ import annotations

import re
from typing import NamedTuple

from conflictdata.knowledge.place_names import normalise

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’ʼ‘`´][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$|(?<=s)['’]$")
_JOIN = frozenset((" ", "-", "‐", "\u00a0", "\n", "’", "'", "–"))
OWNED = frozenset(("'s ", "’s "))  # inside a name: "Cox's Bazar"


class Token(NamedTuple):
    """A word: offsets without the possessive ending, normal form, capital or not, whether capitals mean nothing."""

    start: int
    end: int
    key: str
    capital: bool
    flat: bool


def _flat_ranges(text: str) -> list[tuple[int, int]]:
    """Return the lines in which capitals prove nothing: all upper case, or written like a headline."""
    ranges = []
    for line in re.finditer(r"[^\n]+", text):
        letters = [c for c in line.group() if c.isalpha()]
        words = list(re.findall(r"[^\W\d_]{4,}", line.group()))
        if len(letters) < 12 or len(words) < 4:
            continue
        upper = sum(c.isupper() for c in letters) / len(letters)
        capitals = sum(word[0].isupper() for word in words) / len(words)
        if upper > 0.8 or (capitals > 0.75 and len(words) >= 5):
            ranges.append(line.span())
    return ranges


def tokenise(text: str) -> list[Token]:
    """Return the words of a text; hyphens part words, an apostrophe inside a word does not.

    Example:
        >>> [token.key for token in tokenise("Mosul's Al-Noor")]
        ['mosul', 'al', 'noor']
    """
    flat = _flat_ranges(text)
    tokens, line = [], 0
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group()) or match.group()
        while line < len(flat) and flat[line][1] <= match.start():
            line += 1
        inside = line < len(flat) and flat[line][0] <= match.start()
        tokens.append(Token(match.start(), match.start() + len(word), normalise(word), word[0].isupper(), inside))
    return tokens


def joins(text: str, tokens: list[Token], at: int) -> bool:
    """Say whether the token after ``at`` can belong to the same name."""
    if at + 1 >= len(tokens):
        return False
    gap = text[tokens[at].end : tokens[at + 1].start]
    return (
        gap in _JOIN or gap in OWNED or (gap in (". ", ".-") and tokens[at].key in ("saint", "sainte", "mount", "fort"))
    )
