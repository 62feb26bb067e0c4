"""How strongly a text speaks the language of other kinds of news: courts, sport, accidents (``domains.yaml``).

All domains are scored in one pass over the words of a text. A strong entry counts 2, a weak one 1, each entry once
however often it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.knowledge.lexicon import forms, split_list

_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "domains.yaml"
_WORD = re.compile(r"[^\W_]+")
_STRONG, _WEAK = 2.0, 1.0
#: What a text without any strong word of a domain lacks.
_WEAK_ONLY = 3.0


@dataclass(frozen=True, slots=True)
class Domain:
    """How a domain refuses acts.

    Attributes:
        limit: points at which an act without any evidence of its own is refused.
        slope: further points that each point of evidence demands.
        acts: the only acts it can refuse; empty = all.
        spared: acts it never refuses.
        agents: nouns that do the act itself in this domain ("the flood killed").
    """

    name: str
    limit: float
    slope: float
    acts: frozenset[str]
    spared: frozenset[str]
    agents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A vocabulary entry: the forms of its words in a row, its domain, what it counts, and the index of its anchor."""

    words: tuple[frozenset[str], ...]
    domain: str
    points: float
    anchor: int


class Domains:
    """Compiled ``domains.yaml``.

    Args:
        raw: domain name to its table.

    Attributes:
        table: the domains in the order of the file.
        doers: the agent nouns of all domains.

    Example:
        >>> domains().scores("The striker scored a goal")["sports"] >= 4
        True
    """

    def __init__(self, raw: Mapping[str, Mapping[str, Any]]) -> None:
        self.table = tuple(
            Domain(
                name,
                float(t["limit"]),
                float(t["slope"]),
                frozenset(split_list(t.get("acts"))),
                frozenset(split_list(t.get("spared"))),
                frozenset(split_list(t.get("agents"))),
            )
            for name, t in raw.items()
        )
        self.doers = frozenset(word for domain in self.table for word in domain.agents)
        self._by_word: dict[str, list[Entry]] = {}
        for name, t in raw.items():
            for key, points in (("strong", _STRONG), ("weak", _WEAK)):
                for written in split_list(t[key]):
                    row = words_of(written)
                    anchor = row.index(max(row, key=len))  # long words are rare, so there is less to compare
                    entry = Entry(tuple(_forms(w) for w in row), name, points, anchor)
                    for word in entry.words[anchor]:
                        self._by_word.setdefault(word, []).append(entry)

    def hits(self, text: str) -> set[Entry]:
        """The vocabulary entries that occur in a text."""
        words = words_of(text)
        found: set[Entry] = set()
        for i, word in enumerate(words):
            for entry in self._by_word.get(word, ()):
                n, start = len(entry.words), i - entry.anchor
                if n == 1 or (
                    0 <= start <= len(words) - n and all(words[start + k] in entry.words[k] for k in range(n))
                ):
                    found.add(entry)
        return found

    def scores(self, text: str) -> dict[str, float]:
        """Points of each domain that occurs in a text; weak words alone count three points less."""
        out: dict[str, float] = {}
        sure: set[str] = set()
        for entry in self.hits(text):
            out[entry.domain] = out.get(entry.domain, 0.0) + entry.points
            if entry.points == _STRONG:
                sure.add(entry.domain)
        return {name: points if name in sure else points - _WEAK_ONLY for name, points in out.items()}


def words_of(text: str) -> list[str]:
    """Lower-cased words; hyphens and apostrophes separate."""
    return _WORD.findall(text.lower())


def _forms(word: str) -> frozenset[str]:
    return forms(word) if len(word) > 2 and word.isalpha() else frozenset({word})


@lru_cache(maxsize=1)
def domains() -> Domains:
    """The compiled domains, read once per process."""
    return Domains(yaml.safe_load(_PATH.read_text(encoding="utf-8")))


@lru_cache(maxsize=4096)
def domain_scores(text: str) -> Mapping[str, float]:
    """Cached scores of a sentence or lead."""
    return domains().scores(text)
