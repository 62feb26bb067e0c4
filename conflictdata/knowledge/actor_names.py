"""Names of state forces: which regime years belong to a country on a day."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import countries

DATA = Path(__file__).parent / "data"
BRANCHES = {"military": "Military Forces", "police": "Police Forces", "government": "Government"}


def parse_day(text: str) -> date | None:
    """Read an ISO day whose month and day may be missing ("2021", "2021-03"): the first day meant.

    Example:
        >>> parse_day("2021-03")
        datetime.date(2021, 3, 1)
    """
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    parts += [1] * (3 - len(parts))
    return date(*parts)


def parse_end(text: str) -> date | None:
    """The day from which a name is out of use: a year or month alone is meant whole, a day is the first one without it.

    Example:
        >>> parse_end("2013"), parse_end("2014-12-29")
        (datetime.date(2014, 1, 1), datetime.date(2014, 12, 29))
    """
    first = parse_day(text)
    if first is None or text.count("-") == 2:
        return first
    if "-" in text and first.month < 12:
        return first.replace(month=first.month + 1)
    return date(first.year + 1, 1, 1)


@cache
def regime_rows() -> dict[str, tuple[tuple[date, date | None, str, str], ...]]:
    """Leading regimes per country (iso3), oldest first: first day, day of the next one, who leads, source.

    Example:
        >>> regime_rows()["CMR"][-1][2]
        'Paul Biya'
    """
    table: dict[str, list[tuple[date, date | None, str, str]]] = defaultdict(list)
    path = DATA / "regimes.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            start = parse_day(row["start"])
            if start is None:
                raise KnowledgeError("A regime has no first day.", where=f"{path.name} line {number}")
            table[row["iso3"]].append((start, parse_day(row["end"]), row["leading_regime"], row["source"]))
    return {iso3: tuple(sorted(rows, key=lambda row: row[0])) for iso3, rows in table.items()}


@cache
def regimes() -> dict[str, tuple[tuple[date, date | None], ...]]:
    """Leading regimes per country (iso3), oldest first, as (first day, day of the next one).

    Example:
        >>> regimes()["CMR"][-1][0].year
        1982
    """
    return {iso3: tuple((start, end) for start, end, _, _ in rows) for iso3, rows in regime_rows().items()}


def regime_years(iso3: str, when: date | None) -> str:
    """Suffix such as "(2000-2024)" or "(2021-)"; empty for territories without a regime table.

    The period holds its first day and not its last, so a coup is filed under the regime it brought in.

    Example:
        >>> regime_years("SYR", date(2015, 6, 1))
        '(2000-2024)'
    """
    rows = regimes().get(iso3, ())
    if not rows:
        return ""
    index = len(rows) - 1
    if when is not None:
        index = max(0, bisect_right([start for start, _ in rows], when) - 1)
    start, end = rows[index]
    return f"({start.year}-{end.year})" if end else f"({start.year}-)"


def state_actor(branch: str, country: str, when: date | None, unit: str | None = None) -> str:
    """Name of a state force or government.

    Args:
        branch: "Military", "Police" or "Government" (any case).
        country: iso3, or any spelling the country table knows.
        when: Day of the event; None means today's regime.
        unit: Branch or unit to append ("Navy").

    Example:
        >>> state_actor("Military", "SYR", date(2015, 6, 1))
        'Military Forces of Syria (2000-2024)'
        >>> state_actor("Police", "MEX", date(2020, 1, 1), "National Guard")
        'Police Forces of Mexico (2018-) National Guard'
    """
    found = countries.get(country)
    if found is None:
        raise KnowledgeError(f"Unknown country {country!r}.", where="state_actor", allowed="ISO 3166 code or name")
    label = BRANCHES[branch.lower()]
    parts = [f"{label} of {found.phrase}", regime_years(found.iso3, when), unit or ""]
    return " ".join(part for part in parts if part)
