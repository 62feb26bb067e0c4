"""Write the tables of a gazetteer: places as columns, names as sorted hashes; in batches, however many there are."""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.knowledge.gazetteer_place import KINDS
from conflictdata.knowledge.place_names import article_key, is_latin, key_hash, name_key, normalise, skeleton_key

# Words that name the kind of a unit, not the unit: "Idlib Governorate", "Provincia de Tete", "Wilaya ya Apac".
UNIT = re.compile(
    r"^(province|provincia|governorate|muhafazat|wilayat?|wilaya ya|departamento|department|departement|region|state|"
    r"district|municipality|municipio|commune|prefecture|oblast|republic|qada|markaz|county|territoire|cercle|"
    r"estado|estado de)"
    r"( of| de| du| del| des| d| la| do| da)? |"
    r" (province|governorate|department|region|regional state|state|district|sub district|zone|county|municipality|"
    r"township|"
    r"prefecture|oblast|oblysy|okrug|raion|rayon|voblasc|division|territory|subcounty|woreda|awraja|district council|"
    r"town council|municipal council|city council|rural|urban|commune|tehsil|taluk|sheng|shi|do|"
    r"si|gun|ilcesi|krai|kray|location)$"
)
# Countries whose local names news writes as they stand: a transliteration index would only add noise there.
NO_SKELETON = frozenset(
    """USA GBR IRL CAN AUS NZL FRA DEU AUT CHE ITA ESP PRT BEL NLD LUX DNK SWE NOR FIN ISL POL CZE SVK HUN BRA ARG CHL
    URY PRY BOL PER ECU COL VEN MEX GTM HND SLV NIC CRI PAN CUB DOM HTI JAM""".split()  # noqa: SIM905
)
PRIMARY, ALTERNATE, DERIVED, SKELETON = range(4)
_PLAIN = str.maketrans({"ə": "a", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "’": "'", "‘": "`", "ħ": "h"})
_SPELLED = frozenset(("settlement", "facility", "feature", "neighbourhood"))
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_TEXTS = ("country", "admin1", "admin2", "admin3", "source")


@dataclass(slots=True)
class Row:
    """One place on its way into the tables; ``seat`` is the number of another row, -1 for none."""

    geonameid: int
    ref: int
    name: str
    latitude: float
    longitude: float
    country: str
    admin1: str
    admin2: str
    kind: str
    population: int
    source: str
    names: list[str] = field(default_factory=list)
    units: tuple[int, ...] = ()
    seat_name: str = ""
    within: str = ""
    seat: int = -1
    admin3: str = ""
    middle: tuple[float, float] = (0.0, 0.0)
    radius: float = 0.0


def plain(text: str) -> str:
    """Return a name in plain Latin letters, keeping its case.

    Example:
        >>> plain("Mocímboa da Praia")
        'Mocimboa da Praia'
    """
    fixed = text.translate(_PLAIN)
    return "".join(c for c in unicodedata.normalize("NFKD", fixed) if not unicodedata.combining(c)).strip()


def strip_unit(text: str) -> str:
    """Return a unit's name without the word for its kind, in normal form.

    Example:
        >>> strip_unit("Idlib Governorate")
        'idlib'
    """
    name = normalise(text)
    for _ in range(2):
        shorter = UNIT.sub("", name).strip()
        if not shorter or shorter == name:
            break
        name = shorter
    return name


def good_alternate(name: str) -> bool:
    """Say whether an alternate name is one that news could write: Latin, capitalised, no code.

    Example:
        >>> good_alternate("Kiev"), good_alternate("Киев"), good_alternate("KBP")
        (True, False, False)
    """
    return (
        len(name) > 3
        and is_latin(name)
        and any(c.isupper() for c in name[:4])
        and not (name.isupper() and len(name) <= 4)
    )


def half_extent(box: Sequence[float]) -> float:
    """Half of the diagonal of a box (south, north, west, east) in kilometres, at least ten, at most a thousand.

    Example:
        >>> round(half_extent((0.0, 1.0, 0.0, 1.0)))
        79
    """
    south, north, west, east = box
    if north < south:
        return 10.0
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    return max(10.0, min(111.2 * math.hypot(north - south, wide) / 2, 1000.0))


def keys_of(row: Row) -> dict[str, int]:
    """Return the lookup keys of a row with the class of each: name, alternate name, derived, skeleton."""
    keys = {name_key(row.name): PRIMARY}
    for name in row.names:
        keys.setdefault(name_key(name), ALTERNATE)
        bare = _BRACKETS.sub("", name).strip()
        if bare != name:
            keys.setdefault(name_key(bare), DERIVED)
        key = article_key(name)
        if key:
            keys.setdefault(key, DERIVED)
    if row.kind in _SPELLED and row.country not in NO_SKELETON:
        for name in {row.name, *row.names}:
            key = skeleton_key(name, row.country)
            if key:
                keys.setdefault(key, SKELETON)
    return {key: value for key, value in keys.items() if len(key) > 1}


class TableWriter:
    """Collects rows as plain arrays, so that millions of places fit, and writes both tables.

    Example:
        >>> tables = TableWriter()
        >>> tables.add(Row(1, 0, "Wadi Example", 13.1, 22.4, "SDN", "Central Darfur", "", "settlement", 0, "own"))
        0
    """

    def __init__(self) -> None:
        self.numbers: dict[str, array[Any]] = {
            "geonameid": array("i"), "ref": array("I"), "latitude": array("f"), "longitude": array("f"),
            "kind": array("B"), "population": array("i"), "seat": array("i"),
        }  # fmt: skip
        self.areas: dict[int, tuple[float, float, float]] = {}
        self._codes = {column: array("i") for column in _TEXTS}
        self._values: dict[str, dict[str, int]] = {column: {} for column in _TEXTS}
        self._names: list[str] = []
        self._hash, self._place, self._class = array("Q"), array("i"), array("B")

    def __len__(self) -> int:
        return len(self._names)

    def add(self, row: Row) -> int:
        """Add a place and return its number."""
        at = len(self._names)
        self._names.append(row.name)
        if row.radius:
            self.areas[at] = round(row.middle[0], 2), round(row.middle[1], 2), round(row.radius)
        cells = (
            row.geonameid, row.ref, round(row.latitude, 5), round(row.longitude, 5), KINDS.index(row.kind),
            min(row.population, 2**31 - 1), row.seat,
        )  # fmt: skip
        for column, cell in zip(self.numbers.values(), cells, strict=True):
            column.append(cell)
        for name in _TEXTS:
            values = self._values[name]
            self._codes[name].append(values.setdefault(getattr(row, name), len(values)))
        for key, value in keys_of(row).items():
            self._hash.append(key_hash(key))
            self._place.append(at)
            self._class.append(value)
        return at

    def write(self, folder: Path, version: str, *, mapped: bool = False, sort: bool = False) -> list[Path]:
        """Write the tables ``places`` and ``names``, the latter sorted by hash, class, then size of the place.

        Args:
            folder: Where to.
            version: What they were made from.
            mapped: Arrow files that are mapped into memory, instead of packed Parquet.
            sort: Put the places in the order of their GeoNames ids, so that an id is found without an index.
        """
        places, order = self._places(sort)
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        seat = places["seat"].to_numpy()
        seats = np.where(seat >= 0, rank[np.maximum(seat, 0)], -1).astype(np.int32)
        places = places.set_column(places.column_names.index("seat"), "seat", pa.array(seats))
        told = {"version": version} | ({"sorted": "geonameid"} if sort else {})
        names = self._hashes(rank)
        if mapped:  # what only the makers of the bundled tables ask for would cost space
            places, names = places.drop_columns(["ref", "source"]), names.drop_columns(["class"])
        written = []
        for name, table in (("places", places), ("names", names), ("areas", self._areas(rank))):
            bare = table.replace_schema_metadata(told)
            path = folder / f"{name}.{'arrow' if mapped else 'parquet'}"
            if mapped:
                whole = bare.combine_chunks()
                with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, whole.schema) as out:
                    out.write_table(whole, max_chunksize=max(len(whole), 1))
            else:
                pq.write_table(bare, path, compression="zstd", compression_level=12)
            written.append(path)
        return written

    def _places(self, sort: bool) -> tuple[pa.Table, Any]:
        numbers = {name: np.frombuffer(column, dtype=column.typecode) for name, column in self.numbers.items()}
        count = len(self._names)
        order = np.argsort(numbers["geonameid"], kind="stable") if sort else np.arange(count)
        columns: dict[str, Any] = {}
        for name in ("geonameid", "ref", "name", "latitude", "longitude", *_TEXTS, "kind", "population", "seat"):
            columns[name] = self._column(name, numbers, order)
        return pa.table(columns), order

    def _areas(self, rank: Any) -> pa.Table:
        """The middle and extent of units, by number of the place: few, so they have a table of their own."""
        places = sorted((int(rank[at]), *area) for at, area in self.areas.items())
        names = ("place", "latitude", "longitude", "radius")
        types = (pa.int32(), pa.float32(), pa.float32(), pa.float32())
        cells = list(zip(*places, strict=True)) or [()] * 4
        return pa.table({n: pa.array(c, t) for n, c, t in zip(names, cells, types, strict=True)})

    def _column(self, name: str, numbers: dict[str, Any], order: Any) -> pa.Array:
        if name == "name":
            names: Iterable[str] = (self._names[at] for at in order)
            return pa.array(names, pa.string(), size=len(order))
        if name in numbers:
            return pa.array(numbers[name][order])
        codes = np.frombuffer(self._codes[name], dtype=np.int32)[order]
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(self._values[name]), pa.string()))

    def _hashes(self, rank: Any) -> pa.Table:
        hashes = np.frombuffer(self._hash, dtype=np.uint64)
        classes = np.frombuffer(self._class, dtype=np.uint8)
        place = np.frombuffer(self._place, dtype=np.int32)
        size = np.frombuffer(self.numbers["population"], dtype=np.int32)[place]
        order = np.lexsort((rank[place], -size, classes, hashes))
        return pa.table({"hash": hashes[order], "place": rank[place][order], "class": classes[order]})
