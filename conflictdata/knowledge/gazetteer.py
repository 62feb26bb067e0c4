"""Places by name: the gazetteers to choose from, each a stack of indexes that answers as one.

"geonames" is two committed Parquet tables, built by ``tools/build_gazetteer.py`` from GeoNames and UCDP, and small
tables of our own (``regions.csv``, ``world_regions.csv``, ``countries.csv``). Name keys are sorted 64-bit hashes;
opening needs no Python objects per place and forked workers share the arrays. A GeoNames dump that a user downloaded is
indexed once and stands above them; "custom" is a user's own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer_dump import index_dump
from conflictdata.knowledge.gazetteer_index import DATA, MemoryIndex, TableIndex
from conflictdata.knowledge.gazetteer_place import KINDS, Gazetteer, Place, PlaceIndex
from conflictdata.knowledge.gazetteer_rows import CUSTOM_COLUMNS, read_places
from conflictdata.knowledge.place_names import article_key, name_key, skeleton_key

__all__ = ["CUSTOM_COLUMNS", "KINDS", "Gazetteer", "Place", "PlaceIndex", "StackedGazetteer", "load_gazetteer"]

_CACHE = 20_000


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


def _country_rows(parts_of: Sequence[PlaceIndex] = ()) -> Iterable[tuple[Place, list[str]]]:
    """Make a place of every country; an alias that also names a part of it ("Gaza", "Chechnya") stays the part's."""
    for land in countries.all():
        point = land.latitude, land.longitude
        place = Place(f"iso:{land.iso3}", None, land.name, *point, land.iso3, None, None, None, "country", 0)
        part = {
            alias
            for alias in land.aliases
            for index in parts_of
            if any(found.country == land.iso3 for found in index.find(name_key(alias)))
        }
        yield place, [alias for alias in land.aliases if alias not in part]


def _with_city(rows: Iterable[tuple[Place, list[str]]], table: TableIndex) -> Iterable[tuple[Place, list[str]]]:
    """Fill the units of our own rows that name none: the seat's, so that the table stays short."""
    for place, names in rows:
        seat = table.get(place.seat) if place.seat else None
        yield (
            (replace(place, admin1=place.admin1 or seat.admin1, admin2=place.admin2 or seat.admin2) if seat else place),
            names,
        )


def _bundled() -> tuple[str, tuple[PlaceIndex, ...]]:
    """The version and the indexes that come with the package."""
    table = TableIndex()
    own = MemoryIndex(_with_city(read_places(DATA / "regions.csv", table), table))
    return table.version, (MemoryIndex(_country_rows((table, own))), own, _world(), table)


def _custom(path: Path | str | None) -> StackedGazetteer:
    if path is None:
        raise KnowledgeError("The custom gazetteer has no file.", todo="Set gazetteer.path to a CSV or Parquet file.")
    towns = MemoryIndex(read_places(Path(path)))
    own = MemoryIndex(read_places(Path(path), towns))  # again, now that the seats are known
    return StackedGazetteer("custom", Path(path).name, (MemoryIndex(_country_rows()), own, _world()))


def _world() -> MemoryIndex:
    """Continents and oceans, so that "Africa" is no town of that name."""
    return MemoryIndex(read_places(DATA / "world_regions.csv"))


def load_gazetteer(
    name: str = "geonames", path: Path | str | None = None, cache: Path | str | None = None
) -> StackedGazetteer:
    """Open a gazetteer.

    Args:
        name: "geonames" or "custom".
        path: For "custom": a CSV or Parquet file with the columns CUSTOM_COLUMNS (only name, latitude, longitude and
            country are required; alternate names are separated by "|"). For "geonames": a dump of GeoNames (.zip or
            .txt: allCountries, or one country's), whose places are added to the bundled ones; None for those alone.
        cache: Folder in which the index of a dump is kept; by default beside the dump.

    Example:
        >>> load_gazetteer().lookup("Bama", "NGA")[0].admin1
        'Borno'
    """
    if name == "custom":
        return _custom(path)
    if name != "geonames":
        raise KnowledgeError(f"Unknown gazetteer {name!r}.", allowed="geonames, custom")
    version, indexes = _bundled()
    if path is None:
        return StackedGazetteer(name, version, indexes)
    dump = TableIndex(index_dump(Path(path), Path(cache) if cache else None))
    *above, table = indexes
    return StackedGazetteer(name, f"{dump.version}+{version}", (*above, dump, table))
