"""What may be wrong in an actor table, told with file, line, what is allowed and what to do.

Example:
    >>> [str(fault) for fault in check()]
    []
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import actor_lexicon, actor_rows, countries
from conflictdata.knowledge.actor_checks_other import check_regimes, check_units
from conflictdata.knowledge.actor_faults import Fault, day_fault
from conflictdata.knowledge.actor_lexicon import DATA
from conflictdata.knowledge.actor_names import parse_day, parse_end
from conflictdata.knowledge.actor_rows import COLUMNS, REQUIRED, Row, split

KLASSES = {
    "military": (1,), "police": (1,), "government": (1,), "external": (8,), "rebel": (2, 3),
    "political_militia": (3, 4), "identity_militia": (4, 3), "gang": (3,), "organisation": (3, 8, 7),
}  # fmt: skip
Found = tuple[str, str, str]  # what, allowed, todo
Taken = dict[tuple[str, ...], tuple[str, frozenset[str]]]  # word -> what it is, where
_ID = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_YEARS = re.compile(r"\((\d{4})-(\d{4})?\)")
_MEND_ALIAS = "take it out, or put ~ before it so that it counts only in an article about the actor's country"


@dataclass(slots=True)
class Checked:
    """What a check found.

    Attributes:
        actors: How many actor rows were read.
        aliases: How many different names lead to them.
        faults: What is wrong, file by file and line by line.
        tables: Names of the tables read.
    """

    actors: int
    aliases: int
    faults: list[Fault]
    tables: list[str]

    def __str__(self) -> str:
        count = f"{len(self.faults)} fault{'s' * (len(self.faults) != 1)}" if self.faults else "no fault"
        read = f"{', '.join(self.tables)}: {self.actors:,} actors, {self.aliases:,} names"
        return "\n".join([*map(str, self.faults), f"{read}, {count}"])


def check(path: Path | None = None) -> list[Fault]:
    """Every fault of the bundled tables, or of a table of one's own read together with them.

    Args:
        path: A table with the columns of ``actors.csv``; None for the bundled tables.
    """
    return examine(path).faults


def examine(path: Path | None = None) -> Checked:
    """Check the bundled tables or one's own, and count.

    Args:
        path: A table with the columns of ``actors.csv``; None for the bundled tables.

    Raises:
        KnowledgeError: When the file is missing or is no text.
    """
    tables = sorted(DATA.glob("actors*.csv"))
    ours = _ours()
    if path is None:
        rows, context = ours, []
        faults = [fault for table in tables for fault in _header(table)]
        faults += [*check_regimes(DATA / "regimes.csv"), *check_units(DATA)]
    else:
        rows, tables = actor_rows.read(path), [path]
        replaced = {row.cells["actor_id"] for row in rows}
        context = [row for row in ours if row.cells["actor_id"] not in replaced]
        faults = list(_header(path))
    if not faults or path is None:
        faults += [fault for row in rows for fault in _row(row)]
        faults += [*_duplicates(rows), *_family(rows, context), *_aliases(rows, context)]
    names = {actor_lexicon.tokens_key(form) for row in rows for form, _ in actor_lexicon.actor_forms(row.cells)}
    faults.sort(key=lambda fault: (fault.file, fault.line, fault.what))
    return Checked(len(rows), len(names), faults, [table.name for table in tables])


@cache
def _ours() -> list[Row]:
    return [row for table in sorted(DATA.glob("actors*.csv")) for row in actor_rows.read(table)]


def must_be_sound(path: Path) -> None:
    """Refuse a user's own table that has a fault, naming the first.

    Raises:
        KnowledgeError: When it has one.
    """
    faults = check(path)
    if faults:
        first, more = faults[0], len(faults) - 1
        todo = f"{first.todo}; " * bool(first.todo) + f"conflictdata actors check {path} lists every fault"
        rest = f" ({more} more)" if more else ""
        raise KnowledgeError(f"{first.what}{rest}", f"{path} line {first.line}", first.allowed, todo)


def _header(path: Path) -> Iterator[Fault]:
    names = actor_rows.header(path)
    for name in REQUIRED:
        if name not in names:
            yield Fault(path.name, 1, f"the column {name!r} is missing", ", ".join(COLUMNS), "add it to the first line")
    for name in names:
        if name not in COLUMNS:
            yield Fault(path.name, 1, f"there is no column {name!r}", ", ".join(COLUMNS), "rename it or take it out")


# -- one row -------------------------------------------------------------------------------------------------------


def _row(row: Row) -> Iterator[Fault]:
    who = row.cells["actor_id"] or "(no id)"
    if row.surplus:
        yield Fault(row.file, row.line, f"{who}: more cells than columns", "", 'put a cell with a comma in "quotes"')
    for what, allowed, todo in (*_blanks(row.cells), *_kinds(row.cells), *_days(row.cells), *_own_aliases(row.cells)):
        yield Fault(row.file, row.line, f"{who}: {what}", allowed, todo)


def _blanks(cells: dict[str, str]) -> Iterator[Found]:
    for name in ("name", "source", "licence"):
        if not cells[name].strip():
            todo = "say where the facts come from and under which licence" if name != "name" else ""
            yield f"no {name}", "", todo
    for name in COLUMNS:
        if cells[name] != cells[name].strip():
            yield f"space around the {name}", "", "take it out"


def _kinds(cells: dict[str, str]) -> Iterator[Found]:
    if not _ID.fullmatch(cells["actor_id"]):
        yield f"bad actor_id {cells['actor_id']!r}", "small letters, digits and hyphens", ""
    if cells["klass"] not in KLASSES:
        yield f"unknown klass {cells['klass']!r}", ", ".join(KLASSES), ""
    if cells["inter"] not in list("12345678"):
        yield f"unknown inter {cells['inter']!r}", "1 to 8", ""
    elif int(cells["inter"]) not in KLASSES.get(cells["klass"], range(9)):
        allowed = " or ".join(map(str, KLASSES[cells["klass"]]))
        yield f"inter {cells['inter']} does not go with klass {cells['klass']}", allowed, ""
    for iso3 in split(cells["countries"]):
        found = countries.get(iso3)
        if found is None or found.iso3 != iso3:
            yield f"unknown country {iso3!r}", "ISO 3166 alpha-3 codes joined by |", ""


def _own_aliases(cells: dict[str, str]) -> Iterator[Found]:
    forms = [form.lstrip("~") for form in split(cells["aliases"])]
    for form in sorted({form for form in forms if forms.count(form) > 1}):
        yield f"the alias {form!r} stands twice", "", "take one out"
    for form in forms:
        if not actor_lexicon.tokens(form):
            yield f"the alias {form!r} has no letter", "", "take it out"


def _days(cells: dict[str, str]) -> Iterator[Found]:
    """Faults of start, end, inter_periods and the years in the name: (what, allowed, todo)."""
    bad = False
    for name in ("start", "end"):
        what = day_fault(cells[name])
        if what:
            bad = True
            yield f"{name} {cells[name]!r} {what}", "YYYY, YYYY-MM or YYYY-MM-DD, not in the future", ""
    if bad:
        return
    start, end = parse_day(cells["start"]), parse_end(cells["end"])
    if start and end and start >= end:
        yield f"it ends ({cells['end']}) before it starts ({cells['start']})", "start before end", "turn them round"
    years = _YEARS.search(cells["name"])
    if years and start and int(years[1]) != start.year:
        yield f"the name says {years[1]}, start says {start.year}", "the same year", "correct one of them"
    last = (end - timedelta(days=1)).year if end else 0
    if years and years[2] and last not in (0, int(years[2])):
        yield f"the name says {years[2]}, end says {last}", "the same year", "correct one of them"
    yield from _periods(cells["inter_periods"], cells["inter"], start, end)


def _periods(cell: str, inter: str, start: date | None, end: date | None) -> Iterator[Found]:
    allowed = "YYYY-MM-DD:type joined by |, each day later than the one before, not in the future"
    before, kind = start, inter
    for part in split(cell):
        day, _, digit = part.partition(":")
        what = day_fault(day, full=True) or ("" if digit in list("12345678") else "has no type 1 to 8")
        if what:
            yield f"the period {part!r} {what}", allowed, ""
            return
        first = parse_day(day)
        if before is not None and first is not None and first <= before:
            yield f"the period {part!r} does not begin after {before}", allowed, "put the periods in order"
        if end is not None and first is not None and first >= end:
            yield f"the period {part!r} begins after the actor ended", allowed, "correct end or the period"
        if digit == kind:
            yield f"the period {part!r} changes nothing: the type was {kind} already", allowed, "take it out"
        before, kind = first, digit


# -- the rows together ---------------------------------------------------------------------------------------------


def _duplicates(rows: list[Row]) -> Iterator[Fault]:
    for column in ("actor_id", "name"):
        seen: dict[str, Row] = {}
        for row in rows:
            value = row.cells[column]
            other = seen.setdefault(value, row)
            if other is not row and value:
                what = f"the {column} {value!r} stands in line {other.line} already"
                yield Fault(row.file, row.line, what, "one row per actor", "rename one or join the rows")


def _family(rows: list[Row], context: list[Row]) -> Iterator[Fault]:
    every = {row.cells["actor_id"]: row.cells for row in (*context, *rows)}
    for row in rows:
        cells = row.cells
        for column in ("parent", "succeeds"):
            for key in split(cells[column]):
                if key not in every:
                    what = f"{cells['actor_id']}: {column} {key!r} is no actor"
                    yield Fault(row.file, row.line, what, "an actor_id", "add that actor, or take the id out")
            if _circle(cells["actor_id"], column, every):
                what = f"{cells['actor_id']}: by way of {column} it comes back to itself"
                yield Fault(row.file, row.line, what, "a chain that ends", f"empty one {column} of the circle")


def _circle(key: str, column: str, every: dict[str, dict[str, str]]) -> bool:
    todo, seen = split(every[key][column]), set[str]()
    while todo:
        other = todo.pop()
        if other == key:
            return True
        if other in every and other not in seen:
            seen.add(other)
            todo += split(every[other][column])
    return False


def _aliases(rows: list[Row], context: list[Row]) -> Iterator[Fault]:
    taken = _taken_words()
    leads: dict[tuple[str, ...], list[tuple[Row, str, bool]]] = defaultdict(list)
    new = {id(row) for row in rows}
    for row in (*rows, *context):
        for form, weak in dict.fromkeys(actor_lexicon.actor_forms(row.cells)):
            key = actor_lexicon.tokens_key(form)
            leads[key].append((row, form, weak))
            if id(row) in new and not weak:
                yield from _taken(row, form, key, taken)
    every = {row.cells["actor_id"]: row.cells for row in (*context, *rows)}
    for found in leads.values():
        for (one, form, _), (two, _, _) in combinations(found, 2):
            same = one.cells["actor_id"] == two.cells["actor_id"]
            if not same and id(one) in new and _confusable(one.cells, two.cells, every):
                what = f"{one.cells['actor_id']}: {form!r} also means {two.cells['actor_id']}"
                allowed = "actors of one name differ in countries or years, or are of one family (parent, succeeds)"
                todo = f"take it out of one of them, or say where and when each acts (line {two.line} of {two.file})"
                yield Fault(one.file, one.line, what, allowed, todo)


def _taken(row: Row, form: str, key: tuple[str, ...], taken: Taken) -> Iterator[Fault]:
    whose, where = taken.get(key[:-1], ("", frozenset()))
    homes = frozenset(split(row.cells["countries"]))
    if whose and (not where or not homes or homes & where):
        what = f"{row.cells['actor_id']}: {form!r} is {whose}"
        yield Fault(row.file, row.line, what, "names that mean the actor and nothing else", _MEND_ALIAS)


@cache
def _taken_words() -> Taken:
    """Word -> what it is, and in which countries (none = everywhere)."""
    taken: Taken = {}
    for cells in actor_lexicon.rows(DATA / "ethnic_groups.csv"):
        for form in split(cells["forms"]):
            taken[tuple(actor_lexicon.tokens(form))] = ("a people", frozenset(split(cells["countries"])))
    for country in countries.all():
        for form in (country.name, *country.aliases, *country.demonyms):
            taken[tuple(actor_lexicon.tokens(form))] = ("a country or its people", frozenset())
    for cells in actor_lexicon.rows(DATA / "generic_agents.csv"):
        taken[tuple(actor_lexicon.tokens(cells["form"]))] = ("an ordinary word", frozenset())
    return taken


def _confusable(one: dict[str, str], two: dict[str, str], every: dict[str, dict[str, str]]) -> bool:
    """Whether nothing tells two actors of one name apart: neither country, nor years, nor descent."""
    homes, others = set(split(one["countries"])), set(split(two["countries"]))
    if not homes & others:
        return False
    if _apart(one, two) or _apart(two, one):
        return False
    if one["parent"] and one["parent"] == two["parent"]:
        return False  # branches of one movement: "Islamic State" is the name of both
    return not (_descends(one, two, every) or _descends(two, one, every))


def _apart(one: dict[str, str], two: dict[str, str]) -> bool:
    try:
        end, start = parse_end(one["end"]), parse_day(two["start"])
    except ValueError:  # told already
        return True
    return end is not None and start is not None and end <= start


def _descends(one: dict[str, str], two: dict[str, str], every: dict[str, dict[str, str]]) -> bool:
    todo, seen = split(one["parent"]) + split(one["succeeds"]), set[str]()
    while todo:
        key = todo.pop()
        if key == two["actor_id"]:
            return True
        if key in every and key not in seen:
            seen.add(key)
            todo += split(every[key]["parent"]) + split(every[key]["succeeds"])
    return False
