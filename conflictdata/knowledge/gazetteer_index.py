"""Indexes of places: big ones as arrays on disk, small ones as objects in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.gazetteer_place import KINDS, Place
from conflictdata.knowledge.place_names import article_key, key_hash, name_key, skeleton_key

DATA = Path(__file__).parent / "data"
_CACHE = 20_000
_NUMBERS = ("geonameid", "ref", "latitude", "longitude", "kind", "population", "seat")
_TEXTS = ("country", "admin1", "admin2", "admin3")


class TableIndex:
    """Places of the table ``places`` found through the sorted hashes of the table ``names``.

    Bundled tables are Parquet. The index of a user's dump is Arrow and mapped into memory: it opens at once, however
    large, and processes share it.
    """

    def __init__(self, folder: Path = DATA) -> None:
        places, names = (self._read(folder, table) for table in ("places", "names"))
        areas = self._read(folder, "areas")
        told = places.schema.metadata or {}
        self.version = told.get(b"version", b"unversioned").decode()
        self._sorted = told.get(b"sorted") == b"geonameid"
        self._hash = names["hash"].to_numpy()
        self._place = names["place"].to_numpy()
        self._number = {c: places[c].to_numpy() for c in _NUMBERS if c in places.column_names}
        self._name = places["name"].combine_chunks()
        self._text = {c: self._codes(places[c]) for c in _TEXTS if c in places.column_names}
        self._area_of = areas["place"].to_numpy()
        self._area = [areas[c].to_numpy() for c in ("latitude", "longitude", "radius")]
        self.place = lru_cache(maxsize=_CACHE)(self._make)

    @staticmethod
    def _read(folder: Path, table: str) -> pa.Table:
        mapped, packed = folder / f"{table}.arrow", folder / f"{table}.parquet"
        if mapped.exists():
            return pa.ipc.open_file(pa.memory_map(str(mapped))).read_all()
        if not packed.exists():
            raise KnowledgeError(
                "A gazetteer table is missing.", where=str(packed), todo="Run tools/build_gazetteer.py."
            )
        return pq.read_table(packed, use_threads=False).combine_chunks()

    @staticmethod
    def _codes(column: pa.ChunkedArray) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], list[str]]:
        encoded = column.combine_chunks()
        if not pa.types.is_dictionary(encoded.type):
            encoded = encoded.dictionary_encode()
        return encoded.indices.to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()

    def _make(self, at: int) -> Place:
        def text(column: str) -> str | None:
            codes, values = self._text.get(column, (None, None))
            return None if codes is None or values is None else str(values[codes[at]]) or None

        number = self._number
        geonameid = int(number["geonameid"][at])
        seat = int(number["seat"][at])
        latitude, longitude, radius = self._area_at(at)
        return Place(
            id=self._id(at),
            geonameid=geonameid or None,
            name=self._name[at].as_py(),
            latitude=round(float(number["latitude"][at]), 5),
            longitude=round(float(number["longitude"][at]), 5),
            country=text("country") or "",
            admin1=text("admin1"),
            admin2=text("admin2"),
            admin3=text("admin3"),
            kind=KINDS[int(number["kind"][at])],
            population=int(number["population"][at]),
            seat=self._id(seat) if seat >= 0 else None,
            centre=(round(latitude, 3), round(longitude, 3)) if radius else None,
            radius_km=round(radius, 1),
        )

    def _area_at(self, at: int) -> tuple[float, float, float]:
        found = int(self._area_of.searchsorted(at))
        if found == len(self._area_of) or self._area_of[found] != at:
            return 0.0, 0.0, 0.0
        latitude, longitude, radius = (float(column[found]) for column in self._area)
        return latitude, longitude, radius

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
        values = self._number[column]
        if self._sorted and column == "geonameid":
            at = int(values.searchsorted(wanted))
            return self.place(at) if at < len(values) and values[at] == wanted else None
        hits = np.flatnonzero(values == wanted)
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
