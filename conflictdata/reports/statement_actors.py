"""Who a phrase names, as the PLOVER view has it: a country or international body, and a sector.

Countries come from names, demonyms, capitals, seats of government, leaders and organisations; the first name in the
phrase decides ("Israeli settlers in the West Bank" are Israeli). The words are in ``views.yaml``, ``countries.csv`` and
``regimes.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from conflictdata.knowledge import countries
from conflictdata.knowledge.inflect import noun_forms
from conflictdata.knowledge.views_scheme import scheme

_REGIMES = Path(countries.__file__).parent / "data" / "regimes.csv"
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\.?|[^\W_]+")
#: Words of which one stands shortly before a name of ``regimes.csv``: many of these names are everybody's.
_TITLES = frozenset(
    {"President", "Minister", "Premier", "Chancellor", "Leader", "leader", "ruler", "dictator", "King", "General"}
)
_TITLE_REACH = 3
#: Heads that only count people: "tens of thousands of supporters".
_QUANTITY = re.compile(
    r"^(?:\S+ )?(?:(?:tens|dozens|scores|hundreds|thousands|group|crowd|number|millions) of )+", re.I
)
_INTERNATIONAL = ("IGO", "NGO", "IMG")


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text: where it stands and what it means (a country's code, or IGO, NGO, IMG)."""

    start: int
    end: int
    code: str
    demonym: bool = False


@lru_cache(maxsize=1)
def _names() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """First token -> (tokens, code, kind: name, people or leader), longest first."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}

    def add(name: str, code: str, kind: str = "name") -> None:
        tokens = tuple(token for token, _, _ in _tokens(name))
        if tokens:
            found.setdefault(tokens, (code, kind))

    words = scheme()
    for table in (words.organisations, words.peoples, words.leaders):
        for code, names in table.items():
            for name in names:
                add(name, code, "people" if table is words.peoples else "name")
    for country in countries.all():
        for name in (country.name, *country.aliases, country.capital, *country.seats):
            add(name, country.iso3)
        for name in country.demonyms:
            add(name, country.iso3, "people")
    for name, code in _regimes():
        add(name, code, "leader")
    out: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for tokens, (code, kind) in found.items():
        out.setdefault(tokens[0], []).append((tokens, code, kind))
    for rows in out.values():
        rows.sort(key=lambda row: -len(row[0]))
    return out


def _regimes() -> Iterator[tuple[str, str]]:
    """Leaders' names that belong to one country only."""
    homes: dict[str, set[str]] = {}
    with _REGIMES.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            homes.setdefault(row["leading_regime"], set()).add(row["iso3"])
    for name, codes in homes.items():
        if len(codes) == 1 and name[:1].isupper() and " " not in name:
            yield name, next(iter(codes))


def _tokens(text: str) -> list[tuple[str, int, int]]:
    out = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.endswith(".") and word.count(".") == 1:
            word = word[:-1]
        out.append((word, match.start(), match.start() + len(word)))
    return out


def named(text: str) -> list[Named]:
    """All countries, peoples, leaders and international bodies that a text names, from left to right.

    Example:
        >>> [(n.code, n.demonym) for n in named("Tokyo and Kenyan officials met the U.N. envoy")]
        [('JPN', False), ('KEN', True), ('IGO', False)]
    """
    tokens = _tokens(text)
    table = _names()
    out: list[Named] = []
    i = 0
    while i < len(tokens):
        hit = next((row for row in table.get(tokens[i][0], ()) if _here(row, tokens, i)), None)
        if hit is None:
            i += 1
            continue
        last = tokens[i + len(hit[0]) - 1]
        out.append(Named(tokens[i][1], last[2], hit[1], hit[2] == "people"))
        i += len(hit[0])
    return out


def _here(row: tuple[tuple[str, ...], str, str], tokens: list[tuple[str, int, int]], at: int) -> bool:
    if tuple(token for token, _, _ in tokens[at : at + len(row[0])]) != row[0]:
        return False
    if row[2] != "leader":
        return True
    before = [token for token, _, _ in tokens[max(0, at - _TITLE_REACH) : at]]
    near = takewhile(lambda token: token[0].isupper() or token in _TITLES, reversed(before))
    return not _TITLES.isdisjoint(near)


@lru_cache(maxsize=1)
def _sector_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = []
    for sector, words in scheme().sectors.items():
        if words:
            shapes = {
                form
                for word in words
                for form in ({word} | noun_forms(word) if " " not in word else {word, word + "s"})
            }
            rows.append(
                (
                    re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, shapes), key=len, reverse=True)) + r")\b"),
                    sector,
                )
            )
    return tuple(rows)


def sector(text: str, code: str | None = None) -> str | None:
    """Who a phrase is, by the last of its words that says so; of a head with an of-phrase, by the head.

    Example:
        >>> sector("Turkish police"), sector("leaders of the opposition"), sector("Gabon")
        ('COP', 'GOV', None)
    """
    if code in _INTERNATIONAL:
        return code
    text = _QUANTITY.sub("", text)
    head = re.split(r"\s(?:of|in|from|for|at|by|to|with|near)\s|,", text.lower(), maxsplit=1)[0]
    best: tuple[int, int, str] | None = None
    for part in (head, text.lower()):
        for pattern, name in _sector_words():
            for match in pattern.finditer(part):
                if best is None or (match.end(), match.end() - match.start()) > best[:2]:
                    best = (match.end(), match.end() - match.start(), name)
        if best:
            return best[2]
    return None
