"""One name, several spellings: "Jaish" and "Jaysh", "ash-Sham" and "al-Sham", "Brigade" and "Brigades".

The words are in ``data/name_spellings.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parent / "data" / "name_spellings.yaml"
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")


@cache
def _table() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: dict[str, Any] = yaml.load(TABLE.read_text(encoding="utf-8"), Loader=loader)
    return loaded


@cache
def _spellings() -> dict[str, str]:
    return {other: word for word, others in _table()["same_word"].items() for other in others}


@cache
def _articles() -> frozenset[str]:
    return frozenset(_table()["article"])


def spelling(word: str, after: str = "") -> str:
    """The spelling under which a word is kept.

    Args:
        word: A word in lower case.
        after: The character behind it: with a hyphen "ash" is the Arabic article, without one it is a word.

    Example:
        >>> spelling("jaish"), spelling("ash", "-"), spelling("ash")
        ('jaysh', 'al', 'ash')
    """
    if after == "-" and word in _articles():
        return "al"
    return _spellings().get(word, word)


def variants(form: str) -> Iterator[str]:
    """Other ways in which news writes a name.

    Example:
        >>> list(variants("Farouq Brigades")), list(variants("Gulf Cartel"))
        (['Farouq Brigade'], ['Gulf drug cartel', 'Gulf gang'])
    """
    if _APOSTROPHE.search(form):
        yield _APOSTROPHE.sub("", form)
    head, _, last = form.rpartition(" ")
    if head:
        for other in _table()["last_word"].get(last, ()):
            yield f"{head} {other}"
