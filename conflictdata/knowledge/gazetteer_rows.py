"""Places from a table with one row each: our own ``regions.csv`` and gazetteers that users bring."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer_place import KINDS, Place, PlaceIndex
from conflictdata.knowledge.place_names import name_key, normalise

CUSTOM_COLUMNS = (
    "id", "name", "alternate_names", "latitude", "longitude", "country", "admin1", "admin2", "admin3", "kind",
    "population", "seat",
)  # fmt: skip
NEEDED = ("name", "latitude", "longitude", "country")


def read_places(path: Path, seats: PlaceIndex | None = None) -> Iterator[tuple[Place, list[str]]]:
    r"""Read a CSV or Parquet table of places with the columns CUSTOM_COLUMNS, each with its other names.

    Args:
        path: The table; only NEEDED are required, alternate names are separated by "|".
        seats: Where the settlement that a row names as its ``seat`` is looked up.

    Raises:
        KnowledgeError: For a file, a column or a row that cannot be read; it names the line.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> _ = (folder / "mine.csv").write_text("name,latitude,longitude,country\nWadi Example,13.1,22.4,Sudan\n")
        >>> [place.country for place, names in read_places(folder / "mine.csv")]
        ['SDN']
    """
    if not path.is_file():
        raise KnowledgeError(
            "The gazetteer has no file.", where=str(path), todo="Set gazetteer.path to a CSV or Parquet file."
        )
    records, first = (_parquet(path), 1) if path.suffix == ".parquet" else (_csv(path), 2)
    seen: dict[str, str] = {}
    empty = True
    for number, record in enumerate(records, start=first):
        empty = False
        where = f"{path.name} {'row' if path.suffix == '.parquet' else 'line'} {number}"
        place, names = _place(record, where, seats)
        if record.get("id") and seen.setdefault(place.id, where) != where:
            raise KnowledgeError(
                f"The id {place.id!r} is used twice.", where=f"{seen[place.id]} and {where}", todo="Give each its own."
            )
        yield place, names
    if empty:
        raise KnowledgeError("The gazetteer has no rows.", where=str(path), todo="Add places to it.")


def _check_columns(found: Iterable[str], path: Path) -> None:
    missing = sorted(set(NEEDED) - set(found))
    if missing:
        raise KnowledgeError(
            f"Columns are missing: {', '.join(missing)}.", where=str(path), allowed=", ".join(CUSTOM_COLUMNS)
        )


def _parquet(path: Path) -> Iterator[dict[str, str]]:
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise KnowledgeError("The gazetteer is no Parquet file.", where=str(path), todo=str(error)) from None
    _check_columns(table.column_names, path)
    for record in table.to_pylist():
        yield {key: "" if value is None else str(value) for key, value in record.items()}


def _csv(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            _check_columns(reader.fieldnames or (), path)
            for record in reader:
                if None in record:
                    raise KnowledgeError(
                        f"The line has {len(record[None])} cells more than there are columns.",
                        where=f"{path.name} line {reader.line_num}",
                        todo='Put names that hold a comma in quotes: "Town, Old".',
                    )
                yield {key: value or "" for key, value in record.items()}
    except UnicodeDecodeError as error:
        raise KnowledgeError("The gazetteer is not UTF-8 text.", where=str(path), todo=str(error)) from None


def _number(value: str, column: str, where: str, limit: float | None = None) -> float:
    try:
        number = float(value)
    except ValueError:
        raise KnowledgeError(
            f"{column} is not a number: {value!r}.", where=where, todo="Write decimal degrees or a count."
        ) from None
    if limit is not None and not -limit <= number <= limit:
        raise KnowledgeError(
            f"{column} lies outside the Earth: {value}.",
            where=where,
            allowed=f"-{limit:g} to {limit:g}",
            todo="Check whether latitude and longitude are swapped.",
        )
    return number


def _country(code: str, where: str) -> str:
    if len(code) == 3 and code.isupper() and countries.get(code) is not None:
        return code
    country = countries.get(code) if code else None
    if country is None:
        raise KnowledgeError(
            f"Unknown country {code!r}.", where=where, todo="Write an ISO 3166 code or an English name."
        )
    return country.iso3


def _place(record: Mapping[str, str], where: str, seats: PlaceIndex | None = None) -> tuple[Place, list[str]]:
    """Make a place from a row with the documented columns."""
    kind = record.get("kind") or "settlement"
    if kind not in KINDS:
        raise KnowledgeError(f"Unknown kind {kind!r}.", where=where, allowed=", ".join(KINDS))
    if not name_key(record["name"]):
        raise KnowledgeError("The place has no name.", where=where, todo="Write its name in Latin letters.")
    iso3 = "" if kind == "world" else _country(record["country"].strip(), where)
    seat_name, seat = record.get("seat") or "", None
    if seat_name and seats is not None:
        seat = next(
            (p.id for p in seats.find(name_key(seat_name)) if p.country == iso3 and p.kind == "settlement"), None
        )
    given = record.get("id") or ""
    place = Place(
        id=given or f"cd:{iso3.lower()}:{normalise(record['name']).replace(' ', '-')}",
        geonameid=int(given[2:]) if given.startswith("gn") and given[2:].isdigit() else None,
        name=record["name"],
        latitude=_number(record["latitude"], "latitude", where, 90),
        longitude=_number(record["longitude"], "longitude", where, 180),
        country=iso3,
        admin1=record.get("admin1") or None,
        admin2=record.get("admin2") or None,
        admin3=record.get("admin3") or None,
        kind=kind,
        population=int(_number(record.get("population") or "0", "population", where)),
        seat=seat,
    )
    return place, [name for name in (record.get("alternate_names") or "").split("|") if name]
