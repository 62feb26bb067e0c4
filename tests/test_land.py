"""Coordinates lie inside the stated country: points, the whole gazetteer, our own tables and a coded release."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from conflictdata.knowledge import countries, land
from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.gazetteer_index import DATA, TableIndex
from conflictdata.knowledge.gazetteer_rows import read_places
from conflictdata.schema_checks import help_texts, point_in_country

# Whose land a place is by Natural Earth and by GeoNames: islands and exclaves that are disputed, or too small to be drawn.
DISPUTED = {
    ("ARE", "IRN"), ("FSM", ""), ("GBR", "CYP"), ("GRC", "TUR"), ("OMN", "ARE"), ("SXM", "MAF"), ("VNM", "CHN"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "inside"),
    [
        ("MLI", 16.27, -0.04, True),
        ("MLI", 16.27, 40.04, False),
        ("SOM", -2.04, 45.34, True),  # at sea, off the coast
        ("COD", -4.3, 15.28, True),  # Kinshasa, on a border river
        ("COG", -4.3, 15.28, True),
        ("SDN", 4.85, 31.6, True),  # Juba before 2011
        ("SSD", 15.6, 32.5, False),  # Khartoum
        ("UKR", 44.95, 34.1, True),  # Simferopol
        ("MAR", 27.15, -13.2, True),  # Laayoune is filed under Morocco
        ("SLV", 13.69, 89.19, False),  # a sign lost
        ("MCO", 43.73, 7.42, True),
        ("FJI", -17.7, 179.95, True),  # across the date line
    ],
)
def test_points(country: str, latitude: float, longitude: float, inside: bool) -> None:
    assert land.within([country], [latitude], [longitude]).tolist() == [inside]


def test_every_place_lies_in_its_country() -> None:
    table = TableIndex()
    codes, values = table._text["country"]
    iso = [values[code] for code in codes]
    inside = land.within(iso, table._number["latitude"], table._number["longitude"])
    corrected = {place.id for place, _ in read_places(DATA / "regions.csv")}
    wrong = [place for at in np.flatnonzero(~inside) if (place := table.place(int(at))).id not in corrected]
    found = {(place.country, land.country_at(place.latitude, place.longitude)) for place in wrong}
    assert found <= DISPUTED, [place for place in wrong if place.country not in {c for c, _ in DISPUTED}]


def test_our_own_tables_keep_it() -> None:
    own = [place for place, _ in read_places(DATA / "regions.csv") if place.kind not in ("region", "feature")]
    inside = land.within([p.country for p in own], [p.latitude for p in own], [p.longitude for p in own])
    assert [place.id for place, ok in zip(own, inside, strict=True) if not ok] == []
    lands = [country for country in countries.all() if country.iso3 != "SXM"]
    inside = land.within([c.iso3 for c in lands], [c.latitude for c in lands], [c.longitude for c in lands])
    assert [country.iso3 for country, ok in zip(lands, inside, strict=True) if not ok] == []


def test_a_release_is_checked() -> None:
    rows = pd.DataFrame(
        {
            "iso3": ["MLI", "MLI", "SDN", None],
            "latitude": [16.27, -16.27, 4.85, 1.0],
            "longitude": [-0.04, -0.04, 31.6, 1.0],
        }
    )
    assert point_in_country(rows).tolist() == [True, False, True, True]
    assert "gazetteer" in help_texts()["point_in_country"].todo


def test_a_seat_lies_in_the_country_of_its_unit() -> None:
    gazetteer = load_gazetteer()
    for name, country, seat in (("Alabama", "USA", "Montgomery"), ("Oblast Donetsk", "UKR", "Donetsk")):
        units = [p for p in gazetteer.lookup(name, country) if p.kind == "admin1"]
        for unit in units:
            town = gazetteer.get(unit.seat or "")
            assert town is not None and town.country == country and town.name.startswith(seat[:6])
