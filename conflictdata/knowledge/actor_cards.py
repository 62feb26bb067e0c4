"""What the base knows of a name: cards of actors, state forces with their periods, units, peoples, ordinary words.

Example:
    >>> print(look_up("M23").splitlines()[0])
    M23: March 23 Movement
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import actor_lexicon, actor_names, actor_rows, countries
from conflictdata.knowledge.actor_lexicon import DATA, tokens, words
from conflictdata.knowledge.actor_names import BRANCHES, parse_day, parse_end
from conflictdata.knowledge.actor_rows import split
from conflictdata.knowledge.actor_types import INTER_LABELS
from conflictdata.knowledge.countries import Country

_NEAR = 6
_FORCES = re.compile(r"^(military forces|police forces|government) of (?:the )?(.+?)(?: \(.*\).*)?$", re.I)
_BRANCH_WORDS = {
    "army": "military", "military": "military", "armed forces": "military", "soldiers": "military",
    "troops": "military", "forces": "military", "police": "police", "government": "government",
}  # fmt: skip


@dataclass
class Cards:
    """The tables, ready to be looked up.

    Attributes:
        rows: Cells of every actor by its id, a user's own rows included.
    """

    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def load(cls, extra: Path | None = None) -> Cards:
        """Read the tables.

        Args:
            extra: A table of one's own; its rows add to or replace ours.
        """
        tables = sorted(DATA.glob("actors*.csv")) + ([extra] if extra else [])
        return cls({row.cells["actor_id"]: row.cells for path in tables for row in actor_rows.read(path)})

    @cached_property
    def _index(self) -> dict[tuple[str, ...], list[Callable[[], str]]]:
        index: dict[tuple[str, ...], list[Callable[[], str]]] = {}
        for form, card in self._entries():
            found = index.setdefault(tuple(tokens(form)), [])
            if card not in found:
                found.append(card)
        return index

    @cached_property
    def _ids(self) -> dict[tuple[str, ...], set[str]]:
        """Tokens of a name -> the actors it may mean."""
        index: dict[tuple[str, ...], set[str]] = {}
        for key, cells in self.rows.items():
            forms = [form for form, _ in actor_lexicon.all_forms(cells)]
            for form in (*forms, key, cells["name"], cells["name"].partition(":")[0]):
                index.setdefault(tuple(tokens(form)), set()).add(key)
        return index

    def _entries(self) -> Iterator[tuple[str, Callable[[], str]]]:
        for cells in actor_lexicon.rows(DATA / "force_units.csv"):
            card = partial(_unit_card, cells)
            for form in (*split(cells["aliases"]), *filter(None, [cells["unit"]])):
                yield form.lstrip("~"), card
        for cells in actor_lexicon.rows(DATA / "ethnic_groups.csv"):
            card = partial(_people_card, cells)
            for form in (cells["name"], *split(cells["forms"])):
                yield form, card
        for cells in actor_lexicon.rows(DATA / "generic_agents.csv"):
            yield cells["form"], partial(_word_card, cells)

    def look_up(self, name: str, when: date | None = None, country: str | None = None) -> list[str]:
        """Cards of everything a name may mean, the likeliest first; empty when nothing.

        Args:
            name: An id, a written name, an alias, an acronym, a unit, a people, or "Military Forces of Syria".
            when: Only actors whose name was in use on that day; their type then.
            country: iso3; only actors that act there.
        """
        key = tuple(tokens(name))
        keys = [one for one in self._ids.get(key, ()) if self._fits(self.rows[one], when, country)]
        keys.sort(key=lambda one: (self.rows[one]["name"] != name, one != name, one))
        cards = [self.card(one, when) for one in keys]
        cards += [card() for card in self._index.get(key, ())]
        return cards + [_state_card(*found, when) for found in [_state(name)] if found]

    def near(self, name: str) -> list[str]:
        """Known names that are written almost like it.

        Example:
            >>> "Al-Shabaab" in Cards.load().near("Al Shabbab")
            True
        """
        known: dict[str, str] = {}
        for cells in self.rows.values():
            for form, _ in actor_lexicon.actor_forms(cells):
                known.setdefault(" ".join(tokens(form)), form)
        for form, _ in self._entries():
            known.setdefault(" ".join(tokens(form)), form)
        text = " ".join(tokens(name))
        found = difflib.get_close_matches(text, known, n=_NEAR, cutoff=0.75)
        inside = [one for one in known if len(text) >= 4 and f" {text} " in f" {one} " and one not in found]
        return [known[one] for one in (*found, *sorted(inside, key=len))][:_NEAR]

    def listing(self, country: str | None = None, kind: str | None = None) -> list[str]:
        """One line per actor, sorted by name.

        Args:
            country: iso3 of a country where it acts.
            kind: A klass ("rebel"), or a type by number or label ("2", "Rebel group").
        """
        found = [
            cells
            for cells in self.rows.values()
            if (country is None or country in split(cells["countries"])) and (kind is None or _is_kind(cells, kind))
        ]
        found.sort(key=lambda cells: (cells["name"].lower(), cells["actor_id"]))
        return [
            f"{cells['actor_id']:<40} {INTER_LABELS[int(cells['inter'])]:<22} {_span(cells):<24} "
            f"{cells['countries'].replace('|', ' '):<16} {cells['name']}"
            for cells in found
        ]

    def _fits(self, cells: dict[str, str], when: date | None, country: str | None) -> bool:
        homes = split(cells["countries"])
        if country is not None and homes and country not in homes:
            return False
        start, end = parse_day(cells["start"]), parse_end(cells["end"])
        return when is None or ((start is None or start <= when) and (end is None or when < end))

    def card(self, key: str, when: date | None = None) -> str:
        """Everything one row says."""
        cells = self.rows[key]
        names = [form for form, _ in actor_lexicon.actor_forms(cells) if form not in (cells["acronym"], cells["name"])]
        lines = [
            ("id", key),
            ("type", _types(cells)),
            (f"type on {when}", _type_on(cells, when) if when else ""),
            ("class", cells["klass"]),
            ("countries", _lands(cells["countries"])),
            ("years", _span(cells)),
            ("acronym", cells["acronym"].lstrip("~")),
            ("also called", " | ".join(dict.fromkeys(names))),
            ("leaders", cells["leaders"].replace("|", " | ")),
            ("part of", self._named(split(cells["parent"]))),
            ("factions", self._named(self._pointing("parent", key))),
            ("succeeds", self._named(split(cells["succeeds"]))),
            ("succeeded by", self._named(self._pointing("succeeds", key))),
            ("note", cells["note"]),
            ("source", f"{cells['source']} ({cells['licence']})"),
        ]
        return "\n".join([cells["name"], *(f"  {label:<14}{text}" for label, text in lines if text)])

    def _pointing(self, column: str, key: str) -> list[str]:
        return [other for other, cells in self.rows.items() if key in split(cells[column])]

    def _named(self, keys: list[str]) -> str:
        return " | ".join(f"{self.rows[key]['name']} [{key}]" for key in sorted(keys) if key in self.rows)


def look_up(name: str, when: date | None = None, country: str | None = None, extra: Path | None = None) -> str:
    """All that the base knows of a name, as text.

    Args:
        name: What a text calls an actor.
        when: A day; None for any.
        country: iso3 or a country's name; None for any.
        extra: A table of one's own, merged over ours.

    Raises:
        KnowledgeError: When nothing of that name is known; it lists near names.
    """
    cards = Cards.load(extra)
    found = cards.look_up(name, when, _iso3(country))
    if not found:
        narrowed = " in that place and time" if when or country else ""
        near = cards.look_up(name) if narrowed else cards.near(name)
        raise KnowledgeError(
            f"No actor is called {name!r}{narrowed}.",
            "actors",
            "names like " + ", ".join(one.splitlines()[0] for one in near) if near else "",
            "ask for one of these, or add a row of your own (actors.extra=my_actors.csv, see docs/extending.md)",
        )
    return "\n\n".join(found)


def listing(country: str | None = None, kind: str | None = None, extra: Path | None = None) -> str:
    """One line per actor of a country and a type, as text.

    Example:
        >>> "jnim" in listing("MLI", "rebel")
        True
    """
    lines = Cards.load(extra).listing(_iso3(country), kind)
    return "\n".join([*lines, f"{len(lines):,} actors"])


def _iso3(country: str | None) -> str | None:
    if country is None:
        return None
    found = countries.get(country)
    if found is None:
        raise KnowledgeError(f"Unknown country {country!r}.", "actors", "an ISO 3166 code, or a name of a country")
    return found.iso3


def _is_kind(cells: dict[str, str], kind: str) -> bool:
    digits = {cells["inter"], *(part.partition(":")[2] for part in split(cells["inter_periods"]))}
    return kind.lower() in {cells["klass"], *digits, *(INTER_LABELS[int(digit)].lower() for digit in digits)}


def _types(cells: dict[str, str]) -> str:
    parts = [INTER_LABELS[int(cells["inter"])]]
    for part in split(cells["inter_periods"]):
        day, _, digit = part.partition(":")
        parts.append(f"{INTER_LABELS[int(digit)]} from {day}")
    home = ", abroad External/Other forces" if cells["inter"] == "1" else ""
    return "; ".join(parts) + home


def _type_on(cells: dict[str, str], when: date) -> str:
    return INTER_LABELS[actor_lexicon.read_actor(cells).inter_at(when)]


def _lands(cell: str) -> str:
    found = [countries.get(iso3) for iso3 in split(cell)]
    return ", ".join(f"{land.name} ({land.iso3})" for land in found if land) or "anywhere"


def _span(cells: dict[str, str]) -> str:
    return f"{cells['start'] or '...'} to {cells['end'] or '...'}" if cells["start"] or cells["end"] else ""


# -- what is not a row of the actors -------------------------------------------------------------------------------


def _state(name: str) -> tuple[str, Country] | None:
    """The branch and country that a name of state forces means: "Military Forces of Syria", "Syrian army"."""
    match = _FORCES.match(name.strip())
    if match:
        branch, land = match[1].lower().split()[0], countries.get(match[2])
        return (branch, land) if land else None
    for word, branch in _BRANCH_WORDS.items():
        lowered = name.strip().lower()
        land = countries.get(name.strip()[: -len(word)].strip()) if lowered.endswith(f" {word}") else None
        if land:
            return branch, land
    return None


def _state_card(branch: str, land: Country, when: date | None) -> str:
    label = BRANCHES[branch]
    lines = []
    for start, end, who, source in actor_names.regime_rows().get(land.iso3, ()):
        if when is not None and not (start <= when and (end is None or when < end)):
            continue
        years = f"({start.year}-{end.year})" if end else f"({start.year}-)"
        until = str(end or "...")
        lines.append(f"  {label} of {land.phrase} {years:<12} {start} to {until:<10}  {who} [{source}]")
    units = [
        f"{label} of {land.phrase} (...) {cells['unit']}: {cells['aliases'].replace('|', ' | ')}".replace(" : ", ": ")
        for cells in actor_lexicon.rows(DATA / "force_units.csv")
        if land.iso3 in split(cells["countries"]) and cells["branch"] == branch
    ]
    head = f"{label} of {land.phrase}\n  type          State forces, abroad External/Other forces"
    lines = lines or [f"  {label} of {land.phrase} (no table of regimes)"]
    return "\n".join(
        [head, "  names by period", *(f"  {line}" for line in lines), *(f"  unit          {unit}" for unit in units)]
    )


def _unit_card(cells: dict[str, str]) -> str:
    lands = [land for iso3 in split(cells["countries"]) if (land := countries.get(iso3))]
    names = [actor_names.state_actor(cells["branch"], land.iso3, None, cells["unit"] or None) for land in lands]
    return "\n".join(
        [
            f"{cells['unit'] or 'State force'}, a {cells['branch']} force",
            f"  written as    {' | '.join(names)} (years of the day)",
            f"  also called   {cells['aliases'].replace('|', ' | ')}",
        ]
    )


def _people_card(cells: dict[str, str]) -> str:
    group = f"{cells['name']} {cells['kind']}"
    return "\n".join(
        [
            f"{cells['name']}, a people",
            f"  written as    {group} Militia (country) when armed, {group} Group (country) as an associate",
            f"  countries     {_lands(cells['countries'])}",
            f"  also called   {cells['forms'].replace('|', ' | ')}",
        ]
    )


def _word_card(cells: dict[str, str]) -> str:
    digit, default = words()["classes"].get(cells["klass"], (0, ""))
    kind = INTER_LABELS.get(digit, "none by itself")
    pattern = (cells["pattern"] or default or "the forces of the country").replace("{country}", "country")
    group = f"\n  associate     {cells['group']} (country)" if cells["group"] and ":" not in cells["group"] else ""
    return f"{cells['form']}, an ordinary word\n  type          {kind}\n  written as    {pattern}{group}"
