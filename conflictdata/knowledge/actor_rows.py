"""Rows of the actor tables as they stand in a file: columns, lines, and the parts of a cell.

Example:
    >>> split("Nusra Front|~Nusra")
    ['Nusra Front', '~Nusra']
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conflictdata.errors import KnowledgeError

REQUIRED = ("actor_id", "name", "klass", "inter", "source", "licence")
OPTIONAL = (
    "acronym", "aliases", "inter_periods", "countries", "parent", "succeeds", "leaders", "start", "end", "note",
)  # fmt: skip
COLUMNS = (*REQUIRED, *OPTIONAL)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        file: Name of the file.
        line: Its first line there, the header being line 1.
        cells: Cell by column; a column the file lacks is empty.
        surplus: Whether the row has more cells than the header.
    """

    file: str
    line: int
    cells: dict[str, str]
    surplus: bool = False


def split(cell: str) -> list[str]:
    """Parts of a ``|`` list."""
    return [part for part in cell.split("|") if part]


def header(path: Path) -> list[str]:
    """Column names of a table."""
    return next(_lines(path)[1], [])


def _lines(path: Path) -> tuple[csv.reader, Iterator[list[str]]]:  # type: ignore[valid-type]  # typeshed has no type
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise KnowledgeError(
            "The table is not UTF-8.", where=f"{path.name} line {line}", todo="save it as CSV in UTF-8"
        ) from error
    reader = csv.reader(text.splitlines(keepends=True))
    return reader, iter(reader)


def read(path: Path) -> list[Row]:
    """Every row of a table with its line.

    Args:
        path: A CSV file with a header.

    Raises:
        KnowledgeError: When there is no such file or it is no UTF-8 text.

    Example:
        >>> read(Path(__file__).parent / "data" / "regimes.csv")[0].line
        2
    """
    if not path.is_file():
        raise KnowledgeError("There is no such table.", where=str(path), allowed="a CSV file", todo="check the path")
    reader, lines = _lines(path)
    names = next(lines, [])
    rows, line = [], reader.line_num + 1  # type: ignore[attr-defined]
    for cells in lines:
        if cells:
            found = dict.fromkeys(COLUMNS, "") | dict(zip(names, cells, strict=False))
            rows.append(Row(path.name, line, found, len(cells) > len(names)))
        line = reader.line_num + 1  # type: ignore[attr-defined]
    return rows
