"""A full GeoNames dump becomes a local index, once: read line by line, kept by the hash of what it was made from.

The format is that of download.geonames.org/export/dump: 19 columns parted by tabs, no header, in UTF-8, zipped or not.
Which kinds of places are kept says ``data/geonames_features.csv``. Units have the names that the bundled gazetteer has;
``admin1CodesASCII.txt`` and ``admin2Codes.txt`` beside the dump name units whose own rows are not in it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer_index import DATA, TableIndex
from conflictdata.knowledge.gazetteer_place import KINDS
from conflictdata.knowledge.gazetteer_write import Row, TableWriter, good_alternate, half_extent, plain, strip_unit
from conflictdata.knowledge.place_names import is_latin

COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature_class", "feature_code",
    "country_code", "cc2", "admin1_code", "admin2_code", "admin3_code", "admin4_code", "population", "elevation", "dem",
    "timezone", "modification_date",
)  # fmt: skip
BESIDE = ("admin1CodesASCII.txt", "admin2Codes.txt")
FORMAT = "1"  # raised when the same dump makes another index
_LEVELS = ("admin1", "admin2", "admin3")
_SEATS = {"PPLC": 0, "PPLA": 1, "PPLA2": 2, "PPLA3": 3}
_BIG = 50_000  # persons in a city that may have named parts
_PART_KM = 30.0

Code = tuple[str, ...]


class Line(NamedTuple):
    """The columns of a line of the dump that are used, with its place in the file."""

    where: str
    geonameid: int
    names: tuple[str, ...]
    latitude: float
    longitude: float
    kind: str
    feature: str
    iso2: str
    codes: Code
    population: int


@dataclass(slots=True)
class Unit:
    """A unit of any level: its names, where it lies, what is known of its settlements."""

    geonameid: int
    name: str
    kind: str
    names: list[str]
    middle: tuple[float, float] | None = None
    population: int = 0
    seat: int = -1
    seat_rank: tuple[int, int] = (9, 0)
    people: int = 0
    box: list[float] = field(default_factory=lambda: [90.0, -90.0, 180.0, -180.0])


def index_dump(path: Path, cache_folder: Path | None = None) -> Path:
    """Return the folder with the index of a dump, built when it is not there yet.

    Args:
        path: allCountries.zip, the zip of one country, or the .txt inside.
        cache_folder: Where indexes are kept; by default ``.conflictdata`` beside the dump.

    Raises:
        KnowledgeError: For a file or a line that is not of the format; it names the line.
    """
    digest = _digest(path)
    parent = cache_folder or path.parent / ".conflictdata"
    folder = parent / f"geonames-{digest[:16]}"
    if (folder / "index.json").is_file():
        return folder
    parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=parent, prefix=".building-"))
    try:
        _Builder(path, digest).write(aside)
        if not folder.exists():
            aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def parts_of_dump(path: Path) -> list[Path]:
    """The files that an index is made from: the dump, and the code tables beside it.

    Example:
        >>> parts_of_dump(Path("allCountries.zip"))[0].name
        'allCountries.zip'
    """
    return [path, *(beside for name in BESIDE if (beside := path.parent / name).is_file())]


def _digest(path: Path) -> str:
    if not path.is_file():
        raise KnowledgeError(
            "There is no GeoNames dump.", where=str(path), todo="Download allCountries.zip from download.geonames.org."
        )
    whole = hashlib.sha256(FORMAT.encode())
    for part in (*parts_of_dump(path), DATA / "geonames_features.csv", DATA / "places.parquet"):
        with part.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()


@contextmanager
def _texts(path: Path) -> Iterator[list[tuple[str, io.BufferedIOBase]]]:
    """Open the dump: one text, or the texts of a zip without its readme."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as plain_file:
            yield [(path.name, plain_file)]
        return
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".txt") and "readme" not in name.lower())
        if not names:
            raise KnowledgeError("The zip holds no dump.", where=str(path), allowed="a .txt of 19 columns in the zip")
        yield [(name, archive.open(name)) for name in names]  # type: ignore[misc]


def _lines(path: Path) -> Iterator[Line]:
    kinds = _features()
    nations = {country.iso2: country.iso3 for country in countries.all()}
    with _texts(path) as texts:
        for name, stream in texts:
            for number, line in enumerate(stream, start=1):
                cells = line.split(b"\t")
                where = f"{name} line {number}"
                if len(cells) != len(COLUMNS):
                    raise KnowledgeError(
                        f"The line has {len(cells)} columns.", where=where,
                        allowed=f"{len(COLUMNS)} parted by tabs: {', '.join(COLUMNS)}",
                        todo="Use a dump of download.geonames.org/export/dump as it is.",
                    )  # fmt: skip
                kind, iso2 = kinds.get(cells[7]), cells[8].decode("ascii", "replace")
                if kind is not None and iso2 in nations:
                    yield _line(cells, where, kind, iso2)


def _line(cells: list[bytes], where: str, kind: str, iso2: str) -> Line:
    try:
        latitude, longitude = float(cells[4]), float(cells[5])
        geonameid, population = int(cells[0]), int(cells[14] or 0)
        names = tuple(cells[at].decode() for at in (1, 2)) + tuple(cells[3].decode().split(","))
        codes = tuple(cells[at].decode() for at in (10, 11, 12))
    except ValueError as error:
        raise KnowledgeError(
            f"A column has the wrong kind of value: {error}.", where=where,
            todo="Use a dump of download.geonames.org/export/dump as it is.",
        ) from None  # fmt: skip
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or geonameid <= 0:
        raise KnowledgeError(f"No point on Earth: {latitude}, {longitude}.", where=where, todo="Correct the line.")
    return Line(
        where, geonameid, names, latitude, longitude, kind, cells[7].decode(), iso2, (iso2, *codes), population
    )  # fmt: skip


@cache
def _features() -> dict[bytes, str]:
    with (DATA / "geonames_features.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"].encode(): row["kind"] for row in csv.DictReader(file)}


class _Builder:
    """Two passes over a dump: the first learns the units, the second adds places and finds the seats."""

    def __init__(self, path: Path, digest: str) -> None:
        self.path, self.digest = path, digest
        self.nations = {country.iso2: country.iso3 for country in countries.all()}
        self.tables = TableWriter()
        self.units: dict[Code, Unit] = {}
        self.cities: list[int] = []
        self.parts: list[int] = []
        self.read = 0

    def write(self, folder: Path) -> None:
        """Build the tables and say what they hold in ``index.json``."""
        self._learn_units()
        for line in _lines(self.path):
            self.read += 1
            if line.kind not in _LEVELS:
                self._add(line)
        self._add_units()
        self._place_parts()
        if not len(self.tables):
            raise KnowledgeError("The dump holds no place that is kept.", where=str(self.path))
        self.tables.write(folder, f"geonames-dump-{self.digest[:12]}", mapped=True, sort=True)
        facts = {"dump": self.path.name, "key": self.digest, "places": len(self.tables), "units": len(self.units)}
        (folder / "index.json").write_text(json.dumps(facts | {"source": "GeoNames", "licence": "CC BY 4.0"}, indent=1))

    def _learn_units(self) -> None:
        for line in _lines(self.path):
            if line.kind in _LEVELS:
                code = line.codes[: _LEVELS.index(line.kind) + 2]
                if all(code[1:]):
                    self.units.setdefault(code, _unit(line))
        for level, name in enumerate(BESIDE, start=1):
            beside = self.path.parent / name
            for code, unit in _read_codes(beside, level) if beside.is_file() else ():
                self.units.setdefault(code, unit)
        bundled = TableIndex()
        for unit in self.units.values():
            known = bundled.get(f"gn{unit.geonameid}")
            if known is not None and known.kind in _LEVELS:
                unit.names.append(unit.name)
                unit.name, unit.kind = known.name, known.kind

    def _chain(self, codes: Code) -> list[Unit]:
        """The units of a place, largest first."""
        return [unit for depth in (2, 3, 4) if codes[depth - 1] and (unit := self.units.get(codes[:depth]))]

    def _add(self, line: Line) -> None:
        names = [name for name in line.names[1:] if good_alternate(name)]
        name = line.names[0] if is_latin(line.names[0]) else line.names[1]
        row = self._row(line.geonameid, plain(name), (line.latitude, line.longitude), line.kind, line.codes)
        row.population, row.names = line.population, [name, *names]
        at = self.tables.add(row)
        if line.kind == "neighbourhood":
            self.parts.append(at)
        if line.kind == "settlement":
            if line.population >= _BIG:
                self.cities.append(at)
            self._settle(line, at)

    def _settle(self, line: Line, at: int) -> None:
        """Count a settlement into its units: extent, people, and the seat if it is one."""
        grade = _SEATS.get(line.feature, 9)
        for depth, unit in enumerate(self._chain(line.codes), start=1):
            low, high, west, east = unit.box
            unit.box = [min(low, line.latitude), max(high, line.latitude), min(west, line.longitude),
                        max(east, line.longitude)]  # fmt: skip
            unit.people += line.population
            rank = (0 if grade <= depth else 1, -line.population)
            if unit.seat < 0 or rank < unit.seat_rank:
                unit.seat, unit.seat_rank = at, rank

    def _add_units(self) -> None:
        latitudes, longitudes = self.tables.numbers["latitude"], self.tables.numbers["longitude"]
        for code, unit in self.units.items():
            if unit.seat < 0 and unit.middle is None:
                continue  # a name in a code table, and no place in this dump
            point = (latitudes[unit.seat], longitudes[unit.seat]) if unit.seat >= 0 else unit.middle or (0.0, 0.0)
            row = self._row(unit.geonameid, unit.name, point, unit.kind, (*code, "", "")[:4])
            row.population = unit.population or unit.people
            row.names = [*unit.names, *map(strip_unit, [unit.name, *unit.names])]
            row.seat, row.middle, row.radius = unit.seat, unit.middle or point, half_extent(unit.box)
            self.tables.add(row)

    def _row(self, geonameid: int, name: str, point: tuple[float, float], kind: str, codes: Code) -> Row:
        """A row filed under its units."""
        filed = {unit.kind: unit.name for unit in self._chain(codes)}
        units = filed.get("admin1", ""), filed.get("admin2", "")
        row = Row(geonameid, 0, name, *point, self.nations[codes[0]], *units, kind, 0, "geonames")
        row.admin3 = filed.get("admin3", "")
        return row

    def _place_parts(self) -> None:
        """Give every part of a populated place its city: the nearest one.

        Only the cities in a band of latitude around the part are measured: a full dump has a hundred thousand parts and
        more than a million cities.
        """
        numbers, cities = self.tables.numbers, np.array(self.cities, dtype=np.int64)
        if not len(cities) or not self.parts:
            return
        latitude = np.frombuffer(numbers["latitude"], dtype=np.float32).astype(np.float64)
        longitude = np.frombuffer(numbers["longitude"], dtype=np.float32).astype(np.float64)
        cities = cities[np.argsort(latitude[cities], kind="stable")]
        north, east, band = latitude[cities], longitude[cities], _PART_KM / 111.2
        nearest = []
        for at in self.parts:
            first, last = np.searchsorted(north, (latitude[at] - band, latitude[at] + band))
            if first == last:
                nearest.append(-1)
                continue
            wide = (east[first:last] - longitude[at]) * math.cos(math.radians(latitude[at]))
            far = np.hypot(north[first:last] - latitude[at], wide) * 111.2
            best = int(far.argmin())
            nearest.append(int(cities[first + best]) if far[best] <= _PART_KM else -1)
        del latitude, longitude  # they look into the arrays, which cannot change meanwhile
        for at, city in zip(self.parts, nearest, strict=True):
            numbers["seat"][at] = city


def _unit(line: Line) -> Unit:
    name = plain(line.names[0] if is_latin(line.names[0]) else line.names[1])
    names = [other for other in line.names if good_alternate(other)]
    return Unit(line.geonameid, name, line.kind, names, (line.latitude, line.longitude), line.population)


def _read_codes(path: Path, level: int) -> Iterator[tuple[Code, Unit]]:
    """Read admin1CodesASCII.txt or admin2Codes.txt: code, name, name in ASCII, GeoNames id."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            cells = line.rstrip("\n").split("\t")
            code = tuple(cells[0].split("."))
            if len(cells) != 4 or len(code) != level + 1 or not cells[3].isdigit():
                raise KnowledgeError(
                    "The line is none of the code table.", where=f"{path.name} line {number}",
                    allowed="code, name, name in ASCII, GeoNames id, parted by tabs",
                )  # fmt: skip
            yield code, Unit(int(cells[3]), plain(cells[1]), KINDS[level], [cells[1], cells[2]])
