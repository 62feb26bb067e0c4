"""The word index behind the actor finder: every name, alias, noun and demonym in one token trie."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import actor_rows, countries
from conflictdata.knowledge.actor_forms import spelling, variants
from conflictdata.knowledge.actor_names import parse_day, parse_end
from conflictdata.knowledge.actor_rows import split
from conflictdata.knowledge.actor_types import Actor

DATA = Path(__file__).parent / "data"
END = ""  # key under which a trie node keeps its entries; no token is empty
_ARTICLES = frozenset({"al", "el", "the", "ash", "an"})  # written with or without a capital: "al-Shabaab"
_TOKEN = re.compile(r"[^\W_]+")


def _letters() -> dict[int, str]:
    # One letter for one letter, so that offsets in the folded text are offsets in the text.
    table = {0x2019: "'", 0x2018: "'", 0x0130: "I", 0x0131: "i", 0x00F8: "o", 0x00D8: "O", 0x0142: "l", 0x0141: "L"}
    for code in range(0xC0, 0x250):
        base = unicodedata.normalize("NFKD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    return table


_LETTERS = _letters()


def plain(text: str) -> str:
    """The text without diacritics and with straight apostrophes, letter for letter.

    Example:
        >>> plain("São Tomé’s")
        "Sao Tome's"
    """
    return text if text.isascii() else text.translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form means. ``cap`` is the token that must be capitalised, -1 for none, -2 for exact case."""

    category: str  # actor generic unit country seat people ethnic modifier
    form: str
    cap: int = -1
    ids: tuple[str, ...] = ()
    weak: bool = False
    country: str = ""
    klass: str = ""
    group: str = ""
    pattern: str = ""
    role: str = ""
    resumes: str = ""
    flag: str = ""
    unit: str = ""
    armed: bool = False
    plural: bool = False
    joins: bool = False
    countries: frozenset[str] = frozenset()


Node = dict[str, Any]


@dataclass(slots=True)
class Lexicon:
    """The trie and the actors it leads to."""

    trie: Node = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, entry: Entry) -> None:
        """Put a form into the trie."""
        insert(self.trie, entry)


def tokens(text: str) -> list[str]:
    """Word tokens of a form as the trie keeps them: lower case, one spelling of words that have several.

    Example:
        >>> tokens("Jaish ash-Sham")
        ['jaysh', 'al', 'sham']
    """
    flat = plain(text)
    if "-" not in flat:
        return [spelling(word) for word in _TOKEN.findall(flat.lower())]
    return [spelling(match.group().lower(), flat[match.end() : match.end() + 1]) for match in _TOKEN.finditer(flat)]


def tokens_key(form: str) -> tuple[str, ...]:
    """What two forms must share to be one name: the tokens, and whether the case counts.

    Example:
        >>> tokens_key("FARC") == tokens_key("Farc"), tokens_key("Los Zetas") == tokens_key("los zetas")
        (False, True)
    """
    return (*tokens(form), "=" if case_rule(form) == -2 else "")


def insert(trie: Node, entry: Entry) -> None:
    """Put one form into a trie."""
    insert_tokens(trie, tokens(entry.form), entry)


def insert_tokens(trie: Node, path: list[str], entry: Entry) -> None:
    """Put an entry into a trie under other tokens than those of its form."""
    node = trie
    for token in path:
        node = node.setdefault(token, {})
    node.setdefault(END, []).append(entry)


@lru_cache(maxsize=32768)
def case_rule(form: str) -> int:
    """Which token must be capitalised: -2 exact case (acronyms), -1 none, else its index.

    Example:
        >>> case_rule("RSF"), case_rule("al-Shabaab"), case_rule("rebels")
        (-2, 1, -1)
    """
    words = _TOKEN.findall(plain(form))
    letters = [word for word in words if not word.isdigit()]
    if letters and all(word.isupper() for word in letters) and sum(map(len, letters)) <= 9:
        return -2
    if len(words) == 1 and len(words[0]) <= 6 and sum(map(str.isupper, words[0])) >= 2:
        return -2  # "LeT" is not "Let"
    start = 1 if len(words) > 1 and words[0].lower() in _ARTICLES else 0
    for index in range(start, len(words)):
        if words[index][0].isupper():
            return index
    return -1


@cache
def words() -> dict[str, Any]:
    """The function words and class tables of ``actor_words.yaml``."""
    path = DATA / "actor_words.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    if not isinstance(loaded, dict):
        raise KnowledgeError("The actor words are not a mapping.", where=path.name)
    return loaded


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV table as mappings."""
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def read_actor(row: dict[str, str]) -> Actor:
    """One actor from its table row."""
    periods = []
    for part in split(row.get("inter_periods", "")):
        day, _, digit = part.partition(":")
        first = parse_day(day)
        if first is None or digit not in set("12345678"):
            raise KnowledgeError("Bad inter_periods.", where=row["actor_id"], allowed="YYYY-MM-DD:digit, joined by |")
        periods.append((first, int(digit)))
    return Actor(
        actor_id=row["actor_id"],
        name=row["name"],
        klass=row["klass"],
        inter=int(row["inter"]),
        periods=tuple(periods),
        countries=frozenset(split(row["countries"])),
        start=parse_day(row["start"]),
        end=parse_end(row["end"]),
        parent=row["parent"] or None,
        note=row["note"],
    )


def actor_forms(row: dict[str, str]) -> list[tuple[str, bool]]:
    """(form, weak) of an actor row: its written names, its acronym and its aliases ("~" marks a weak one)."""
    forms = [(alias.lstrip("~"), alias.startswith("~")) for alias in split(row["aliases"])]
    if row["acronym"]:
        forms.append((row["acronym"].lstrip("~"), row["acronym"].startswith("~")))
    name = row["name"]
    if "{" not in name and not name.startswith(("Military Forces", "Police Forces", "Government of")):
        head, _, tail = name.partition(": ")
        forms.append((tail or head, False))
    return [(form, weak or _needs_article(form)) for form, weak in forms]


def all_forms(row: dict[str, str]) -> list[tuple[str, bool]]:
    """(form, weak) of an actor row, those included that follow from the written ones.

    Example:
        >>> row = {"name": "Gulf Cartel", "acronym": "", "aliases": "", "leaders": ""}
        >>> [form for form, _ in all_forms(row)]
        ['Gulf Cartel', 'Gulf drug cartel', 'Gulf gang']
    """
    made = [(other, weak) for form, weak in actor_forms(row) for other in variants(form)]
    return [*actor_forms(row), *made, *((form, True) for leader in split(row["leaders"]) for form in followers(leader))]


def followers(leader: str) -> list[str]:
    """What the people of a leader are called.

    Example:
        >>> followers("Nkunda")[:2], "soldiers loyal to Nkunda" in followers("Nkunda")
        (["Nkunda's rebels", "Nkunda's forces"], True)
    """
    return [
        f"{before} {leader}{after}".strip()
        for pattern, nouns in words()["followers"].items()
        for before, after in (_around(pattern, noun) for noun in nouns)
    ]


def _around(pattern: str, noun: str) -> tuple[str, str]:
    """What stands before and after the leader: "{}'s" and rebels make "" and "'s rebels"."""
    before, _, after = pattern.partition("{}")
    return (f"{noun} {before.strip()}", "") if before else ("", f"{after} {noun}")


def _needs_article(form: str) -> bool:
    # Two-letter acronyms and phrases without a capital ("communist rebels") mean different groups in different lands.
    rule = case_rule(form)
    if form in words()["weak_names"]:
        return True
    if rule == -1:
        return " " in form
    return rule == -2 and len(form) <= 2 and form != "IS"


def _load_actors(lexicon: Lexicon, tables: Iterable[Path]) -> None:
    # A later table replaces a row of an earlier one whole, its names included.
    table = {row.cells["actor_id"]: row.cells for path in tables for row in actor_rows.read(path)}
    written = {key: actor_forms(cells) for key, cells in table.items()}
    slots: dict[tuple[str, ...], _Slot] = {}
    for key, cells in table.items():
        lexicon.actors[key] = read_actor(cells)
        for form, weak in written[key]:
            _take(slots, form, key, weak)
    known = set(slots)
    for key in table:
        for form, weak in written[key]:
            for other in variants(form):
                if tokens_key(other) not in known:
                    _take(slots, other, key, weak)
    for slot in slots.values():
        ids = tuple(slot.ids)
        lexicon.aliases[slot.form] = ids
        klass = lexicon.actors[ids[0]].klass
        case = case_rule(slot.form)
        lexicon.add(Entry("actor", slot.form, case, ids, slot.weak, klass=klass, plural=True))
    _load_leaders(lexicon, table)


def _load_leaders(lexicon: Lexicon, table: dict[str, dict[str, str]]) -> None:
    leads: dict[str, list[str]] = {}
    for key, cells in table.items():
        for leader in split(cells["leaders"]):
            leads.setdefault(leader, []).append(key)
    around = [
        (tokens(before), tokens(after))
        for pattern, nouns in words()["followers"].items()
        for before, after in (_around(pattern, noun) for noun in nouns)
    ]
    for leader, ids in leads.items():
        name, klass = tokens(leader), lexicon.actors[ids[0]].klass
        for before, after in around:
            # A name is borne by many; it counts where the article speaks of the leader's country in the leader's time.
            case = len(before) + case_rule(leader)
            entry = Entry("actor", leader, case, tuple(ids), True, klass=klass, plural=True, flag="leader")
            insert_tokens(lexicon.trie, [*before, *name, *after], entry)


@dataclass(slots=True)
class _Slot:
    """What leads to the same place of the trie."""

    form: str
    ids: list[str] = field(default_factory=list)
    weak: bool = False


def _take(slots: dict[tuple[str, ...], _Slot], form: str, key: str, weak: bool) -> None:
    slot = slots.setdefault(tokens_key(form), _Slot(form))
    if key not in slot.ids:
        slot.ids.append(key)
    slot.weak = slot.weak or weak
    if case_rule(slot.form) != -1 and (case_rule(form) == -1 or case_rule(form) > case_rule(slot.form)):
        slot.form = form  # the one that asks least: "anti-Balaka" also stands for "Anti-Balaka"


def _load_generic(lexicon: Lexicon) -> None:
    for row in rows(DATA / "generic_agents.csv"):
        group = row["group"]
        unit = group[5:] if group.startswith("unit:") else ""
        form = row["form"]
        # Acronyms and religions keep their capitals; ordinary nouns may be written any way.
        cap = case_rule(form) if form[0].isupper() and " " not in form else -1
        entry = Entry(
            "generic", form, cap, klass=row["klass"], group="" if unit else group, pattern=row["pattern"],
            role=row["role"], resumes=row["resumes"], unit=unit, armed=row["armed"] == "1",
            plural=row["plural"] == "1", joins=row["joins_name"] == "1",
        )  # fmt: skip
        lexicon.add(entry)


def _load_units(lexicon: Lexicon) -> None:
    for row in rows(DATA / "force_units.csv"):
        where = frozenset(split(row["countries"]))
        for form in split(row["aliases"]):
            entry = Entry(
                "unit", form.lstrip("~"), case_rule(form.lstrip("~")), klass=row["branch"], unit=row["unit"],
                armed=True, plural=True, countries=where, weak=form.startswith("~"),
            )  # fmt: skip
            lexicon.add(entry)


def _load_ethnic(lexicon: Lexicon) -> None:
    for row in rows(DATA / "ethnic_groups.csv"):
        where = frozenset(split(row["countries"]))
        forms = split(row["forms"])
        for form in (*forms, *(f"{form}s" for form in forms if " " not in form and f"{form}s" not in forms)):
            entry = Entry("ethnic", form, case_rule(form), group=row["name"], klass=row["kind"], countries=where)
            lexicon.add(entry)


def _load_countries(lexicon: Lexicon) -> None:
    blocked = set(words()["not_actors"])
    for country in countries.all():
        names = [(name, "part" if name in blocked else "country") for name in (country.name, *country.aliases)]
        seats = [(seat, "seat") for seat in (country.capital, *country.seats) if seat and seat not in blocked]
        demonyms = [(demonym, "people") for demonym in country.demonyms]
        for form, category in names + seats + demonyms:
            if "," in form or "(" in form or (category == "seat" and form == country.name):
                continue
            plural = category == "people" and form.endswith("s") and f"{form[:-1]}" in country.demonyms
            lexicon.add(Entry(category, form, case_rule(form), country=country.iso3, plural=plural))


def _load_modifiers(lexicon: Lexicon) -> None:
    for form, flag in words()["modifiers"].items():
        lexicon.add(Entry("modifier", form, -1, flag=flag))


def load(extra: Path | None = None) -> Lexicon:
    """Read all tables into one lexicon.

    Args:
        extra: A further actor table with the columns of ``actors.csv``; its rows add to or replace ours.

    Example:
        >>> load().actors["m23"].name
        'M23: March 23 Movement'
    """
    lexicon = Lexicon()
    tables = sorted(DATA.glob("actors*.csv"))
    if extra is not None:
        if not extra.exists():
            raise KnowledgeError("The extra actor table does not exist.", where=str(extra))
        tables.append(extra)
    _load_actors(lexicon, tables)
    _load_units(lexicon)
    _load_ethnic(lexicon)
    _load_generic(lexicon)
    _load_countries(lexicon)
    _load_modifiers(lexicon)
    return lexicon
