"""Parts of a country that news names by a bearing ("northern Mali", "the north of Mali", "Nigeria's north-east").

The coding standard (4.2) codes them to the main town of the area with geo_precision 3. Which town stands for which part
is in ``data/country_parts.csv``, built by ``tools/build_country_parts.py``.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "country_parts.csv"
PARTS = ("north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest", "central")
_KM_PER_DEGREE = 111.0
_BEARING = r"(?P<part>(?:north|south)(?:[ -]?(?:east|west))?|east|west|cent(?:ral|re|er))(?P<adjective>ern)?"
_FAR = r"(?:(?:far|extreme|deep|remote|restive|volatile|troubled) )*"
_AREA = r"(?P<area> (?:parts?|areas?|regions?|territory))?"
#: "northern ", "eastern parts of ", "the far north of " before a country's name, not "to the north of ".
_BEFORE = re.compile(rf"(?<!to )(?P<the>\bthe |\b){_FAR}{_BEARING}{_AREA}(?P<of> of)?(?: the)? $", re.I)
#: "'s far north", "'s north-eastern region" after it; "'s northern city of Kano" names a place of its own.
_AFTER = re.compile(rf"['’]s? {_FAR}{_BEARING}{_AREA}\b(?! (?-i:[a-z]+ (?:of|called|named)|[A-Z]))", re.I)


@dataclass(frozen=True, slots=True)
class CountryPart:
    """A part of a country and the town that stands for it.

    Attributes:
        country: ISO 3166-1 alpha-3 code.
        part: One of PARTS.
        seat: Gazetteer id of the town.
        south: Southern edge of the part, degrees.
        west: Western edge.
        north: Northern edge.
        east: Eastern edge.
    """

    country: str
    part: str
    seat: str
    south: float
    west: float
    north: float
    east: float

    @property
    def radius_km(self) -> float:
        """Half the shorter side of the part: how far the event may be from its town, roughly."""
        return round(min(self.north - self.south, self.east - self.west) * _KM_PER_DEGREE / 2, 0)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in it."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@cache
def country_parts() -> dict[tuple[str, str], CountryPart]:
    """Every known part by country and bearing.

    Example:
        >>> country_parts()["MLI", "north"].holds(16.27, -0.04)
        True
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            (row["country"], row["part"]): CountryPart(
                row["country"],
                row["part"],
                row["seat"],
                *(float(row[edge]) for edge in ("south", "west", "north", "east")),
            )
            for row in csv.DictReader(file)
        }


def part_named(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The bearing that goes with a country's name, and where the whole expression stands.

    Args:
        text: The sentence.
        start: Offset of the country's name.
        end: Offset after it.

    Example:
        >>> part_named("Gunmen killed six in northern Mali on Tuesday.", 30, 34)
        ('north', 21, 34)
        >>> part_named("Fighters left the north of Mali.", 27, 31)
        ('north', 14, 31)
        >>> part_named("A camp in Nigeria's northeast was hit.", 10, 17)
        ('northeast', 10, 29)
    """
    before = _BEFORE.search(text, max(0, start - 60), start)
    if before and (not before["of"] or before["the"] or before["area"]):
        return _bearing(before["part"]), before.start(), end
    after = _AFTER.match(text, end)
    if after and (after["area"] or not after["adjective"]):
        return _bearing(after["part"]), start, after.end()
    return None


def _bearing(word: str) -> str:
    plain = re.sub(r"[ -]", "", word.lower())
    return "central" if plain.startswith("cent") else plain
