"""Build ``country_parts.csv``: which town stands for "northern Mali" or "the south-east of Nigeria".

The largest settlement in that third of the country (by the box of its settlements) stands for a part, as the coding
standard 4.2 asks ("main town of the area"), unless ``regions.csv`` names another. Source: GeoNames (CC BY 4.0).

Usage:
    python tools/build_country_parts.py
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer import KINDS, Place, StackedGazetteer, load_gazetteer
from conflictdata.knowledge.place_parts import PARTS, TABLE

#: Countries narrower than this (degrees of latitude or longitude) have no parts worth a name.
_LEAST = 0.8
#: Share of the box that a part covers when it is asked what lies in it; shares where its town is looked for, in order.
_WIDE, _NARROW = 0.55, (0.34, 0.42, 0.5, 0.55)
#: A town of so many people may stand for a part; a smaller one only if the widest share has none.
_TOWN = 50_000
#: Settlements left out at either edge of the box: distant islands, mistaken coordinates.
_OUTLIERS = 0.01
#: Degrees by which a country reaches beyond its outermost settlements.
_EDGE = 0.1

#: Towns that news means where the largest one is another: seats of the provinces the wars are in.
_MEANT = {
    "CAF": {"northwest": "Bossangoa", "north": "Kaga-Bandoro"},
    "CMR": {"west": "Bamenda", "northwest": "Bamenda", "southwest": "Buea"},
    "COD": {"northeast": "Bunia", "southeast": "Lubumbashi"},
    "IRQ": {"west": "Ramadi", "northwest": "Mosul", "northeast": "Sulaymaniyah"},
    "LKA": {"south": "Galle"},
    "MLI": {"northeast": "Kidal"},
    "NGA": {"central": "Jos", "south": "Port Harcourt", "southeast": "Enugu"},
    "PAK": {"northwest": "Peshawar", "southwest": "Quetta", "west": "Quetta"},
    "SDN": {"west": "Nyala", "south": "Kadugli", "southeast": "Ed Damazin", "east": "Kassala"},
    "SOM": {"central": "Beledweyne", "southwest": "Baidoa", "northeast": "Bosaso"},
    "SYR": {"south": "Daraa", "southwest": "Daraa"},
    "UKR": {"southeast": "Zaporizhzhia"},
}

Box = tuple[float, float, float, float]
Town = tuple[float, float, int, str]


def box(settlements: Sequence[Town]) -> Box:
    """South, west, north, east of the settlements without outliers."""
    rows, columns = sorted(s[0] for s in settlements), sorted(s[1] for s in settlements)
    cut = int(len(settlements) * _OUTLIERS)
    south, west, north, east = rows[cut], columns[cut], rows[-1 - cut], columns[-1 - cut]
    return south - _EDGE, west - _EDGE, north + _EDGE, east + _EDGE


def part_of(whole: Box, part: str, share: float) -> Box:
    """The box of a part: ``share`` of the whole on each side that its name tells."""
    south, west, north, east = whole
    high, wide = north - south, east - west
    if part == "central":
        rim = (1 - share) / 2
        return south + high * rim, west + wide * rim, north - high * rim, east - wide * rim
    if "north" in part:
        south = north - high * share
    if "south" in part:
        north = south + high * share
    if "east" in part:
        west = east - wide * share
    if "west" in part:
        east = west + wide * share
    return south, west, north, east


def inside(where: Box, latitude: float, longitude: float) -> bool:
    """Whether a point lies in a box."""
    return where[0] <= latitude <= where[2] and where[1] <= longitude <= where[3]


def chosen(gazetteer: StackedGazetteer, country: str, part: str) -> Place | None:
    """The town that is meant by a part where we know it: named above or in ``regions.csv``."""
    meant = _MEANT.get(country, {}).get(part)
    if meant:
        return next(p for p in gazetteer.lookup(meant, country) if p.kind == "settlement")
    nation = countries.get(country)
    for name in (f"{part}ern {nation.name}", f"{part} {nation.name}") if nation else ():
        for place in gazetteer.lookup(name, country):
            if place.kind == "region" and place.seat:
                return gazetteer.get(place.seat)
    return None


def capital(gazetteer: StackedGazetteer, country: str) -> str | None:
    """The identity of a country's capital."""
    nation = countries.get(country)
    found = gazetteer.lookup(nation.capital, country) if nation and nation.capital else ()
    return next((p.id for p in found if p.kind == "settlement"), None)


def main_town(gazetteer: StackedGazetteer, towns: Sequence[Town], whole: Box, part: str) -> Place | None:
    """The largest town well inside a part."""
    best = None
    for share in _NARROW:
        where = part_of(whole, part, share)
        there = [t for t in towns if inside(where, t[0], t[1])]
        best = max(there, key=lambda t: (t[2], t[3]), default=best)
        if best is not None and best[2] >= _TOWN:
            break
    return gazetteer.get(best[3]) if best is not None else None


def rows() -> Iterator[list[object]]:
    """One row per country and part."""
    gazetteer = load_gazetteer()
    table = pq.read_table(Path(TABLE).parent / "places.parquet").to_pydict()
    settlements = defaultdict(list)
    columns = ("geonameid", "latitude", "longitude", "country", "kind", "population")
    for number, latitude, longitude, country, kind, people in zip(*(table[c] for c in columns), strict=True):
        if number and KINDS[kind] == "settlement":
            settlements[country].append((latitude, longitude, people, f"gn{number}"))
    for country, towns in sorted(settlements.items()):
        whole = box(towns)
        seat = capital(gazetteer, country)  # news names a capital as such, not as "the north-east"
        if len(towns) < 9 or min(whole[2] - whole[0], whole[3] - whole[1]) < _LEAST:
            continue
        for part in PARTS:
            others = [t for t in towns if t[3] != seat or part == "central"]
            town = chosen(gazetteer, country, part) or main_town(gazetteer, others, whole, part)
            if town is not None:
                edges = [round(float(edge), 2) for edge in part_of(whole, part, _WIDE)]
                yield [country, part, town.id, town.name, *edges]


def main() -> None:
    """Write the table."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["country", "part", "seat", "name", "south", "west", "north", "east"])
        writer.writerows(rows())


if __name__ == "__main__":
    main()
