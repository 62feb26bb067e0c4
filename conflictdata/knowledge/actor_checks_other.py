"""Faults of the tables beside the actors: who governs since when, units of forces, peoples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from conflictdata.knowledge import actor_rows, countries
from conflictdata.knowledge.actor_faults import Fault, day_fault
from conflictdata.knowledge.actor_names import parse_day
from conflictdata.knowledge.actor_rows import Row, split

PEOPLES = ("Ethnic", "Clan", "Tribal", "Communal", "Indigenous", "Caste", "Religious")


def check_regimes(path: Path) -> Iterator[Fault]:
    """Faults of the table of regimes: days, order, gaps, overlaps, sources.

    Args:
        path: The table, with the columns ``iso3 start end leading_regime source``.

    Example:
        >>> list(check_regimes(Path(__file__).parent / "data" / "regimes.csv"))
        []
    """
    lands: dict[str, list[Row]] = defaultdict(list)
    for row in actor_rows.read(path):
        cells = row.cells
        bad = [day_fault(cells["start"]) if cells["start"] else "is missing", day_fault(cells["end"])]
        for name, what in zip(("start", "end"), bad, strict=True):
            if what:
                allowed = "YYYY, YYYY-MM or YYYY-MM-DD, not in the future"
                yield Fault(row.file, row.line, f"{name} {cells[name]!r} {what}", allowed)
        if not _known(cells["iso3"]):
            yield Fault(row.file, row.line, f"unknown country {cells['iso3']!r}", "an ISO 3166 alpha-3 code")
        if not cells["source"]:
            yield Fault(row.file, row.line, f"{cells['iso3']}: no source", "", "say where the first day comes from")
        if not any(bad):
            lands[cells["iso3"]].append(row)
    for rows in lands.values():
        yield from _chain(rows)


def _chain(rows: list[Row]) -> Iterator[Fault]:
    """Regimes of one country follow one another without gap or overlap."""
    for row in rows:
        start, end = parse_day(row.cells["start"]), parse_day(row.cells["end"])
        if start and end and end <= start:
            yield Fault(row.file, row.line, f"{row.cells['iso3']}: it ends before it starts", "start before end")
    for one, two in pairwise(rows):
        end, start = parse_day(one.cells["end"]), parse_day(two.cells["start"])
        land = two.cells["iso3"]
        if end is None or (start and start < end):
            what = f"{land}: overlaps with line {one.line}"
            yield Fault(two.file, two.line, what, "one regime at a time, oldest first", "end one where the next begins")
        elif start and start > end:
            what = f"{land}: nobody governs from {one.cells['end']} to {two.cells['start']}"
            yield Fault(two.file, two.line, what, "no gap", "end one where the next begins")
    if rows[-1].cells["end"]:
        what = f"{rows[-1].cells['iso3']}: nobody governs since {rows[-1].cells['end']}"
        yield Fault(rows[-1].file, rows[-1].line, what, "an open last period", "empty its end, or add the next regime")


def check_units(data: Path) -> Iterator[Fault]:
    """Faults of the tables of units and of peoples: unknown countries and kinds, names that stand twice.

    Args:
        data: Folder of the tables.
    """
    for table, column, kinds in (
        ("force_units.csv", "branch", ("military", "police")),
        ("ethnic_groups.csv", "kind", PEOPLES),
    ):
        names = "aliases" if table == "force_units.csv" else "forms"
        seen: dict[tuple[str, str], int] = {}
        for row in actor_rows.read(data / table):
            if row.cells[column] not in kinds:
                yield Fault(table, row.line, f"unknown {column} {row.cells[column]!r}", ", ".join(kinds))
            for iso3 in split(row.cells["countries"]):
                if not _known(iso3):
                    yield Fault(table, row.line, f"unknown country {iso3!r}", "ISO 3166 alpha-3 codes joined by |")
            for form in split(row.cells[names]):
                for iso3 in split(row.cells["countries"]):
                    line = seen.setdefault((form.lstrip("~"), iso3), row.line)
                    if line != row.line:
                        what = f"{form!r} of {iso3} stands in line {line} already"
                        yield Fault(table, row.line, what, "", "take one out")


def _known(iso3: str) -> bool:
    found = countries.get(iso3)
    return found is not None and found.iso3 == iso3
