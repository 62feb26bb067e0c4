"""What a place is, and what the package asks of a gazetteer: two small protocols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

KINDS = (
    "settlement",
    "admin1",
    "admin2",
    "admin3",
    "feature",
    "region",
    "country",
    "facility",
    "neighbourhood",
    "world",
)

WIDE = frozenset(("country", "world"))  # what is too large to place an event


@dataclass(frozen=True, slots=True)
class Place:
    """One place.

    Attributes:
        id: Stable id: "gn" + GeoNames id, "ucdp" + hash (also units without one), "cd:" + slug for our own rows,
            "iso:" + code for countries.
        geonameid: GeoNames id, None for places GeoNames' cities list lacks.
        name: Name in plain Latin letters.
        latitude: Degrees north, WGS84.
        longitude: Degrees east, WGS84.
        country: ISO 3166-1 alpha-3 code; empty for parts of the world.
        admin1: First-order unit in its usual English name.
        admin2: Second-order unit.
        admin3: Third-order unit.
        kind: One of KINDS.
        population: Persons; 0 when unknown. For units the sum over their listed settlements.
        seat: Id of the settlement that stands for a unit or region, of the city for a neighbourhood.
        centre: Middle of a unit's area (its point is its seat's), None where that is not known.
        radius_km: Half of the extent of a unit; 0 when unknown.
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
    centre: tuple[float, float] | None = None
    radius_km: float = 0.0

    @property
    def middle(self) -> tuple[float, float]:
        """The point the name itself stands for: a unit's centre, else the place's own point."""
        return self.centre or (self.latitude, self.longitude)


class Gazetteer(Protocol):
    """What the rest of the package asks of a gazetteer: four questions, whatever the source of its places.

    "geonames" (bundled), a GeoNames dump and "custom" all answer them; docs/extending.md shows the files.
    """

    name: str
    version: str

    def find(self, key: str) -> tuple[Place, ...]:
        """Return the places under a key made by ``place_names.name_key``: the fast path of the place finder."""

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
