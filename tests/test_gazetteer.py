"""The gazetteer: names as news writes them, units and seats, custom tables, grid cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.gazetteer import StackedGazetteer, load_gazetteer
from conflictdata.knowledge.grid import cell_centre, prio_gid
from conflictdata.knowledge.place_names import article_key, name_key, normalise, skeleton


@pytest.fixture(scope="module")
def gazetteer() -> StackedGazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("name", "country", "latitude", "longitude"),
    [
        ("Deir Ezzor", "SYR", 35.34, 40.14),
        ("Dayr az-Zawr", "SYR", 35.34, 40.14),
        ("Raqqa", "SYR", 35.95, 39.01),
        ("Kobane", "SYR", 36.89, 38.35),
        ("Avdiivka", "UKR", 48.14, 37.75),
        ("Al-Fashir", "SDN", 13.63, 25.35),
        ("Khan Younis", "PSE", 31.35, 34.31),
        ("N'Djamena", "TCD", 12.11, 15.05),
        ("Hodeidah", "YEM", 14.80, 42.95),
        ("Cabo Delgado", "MOZ", -12.97, 40.52),
        ("Sambisa forest", "NGA", 11.25, 13.42),
    ],
)
def test_names_as_news_writes_them(
    gazetteer: StackedGazetteer, name: str, country: str, latitude: float, longitude: float
) -> None:
    places = gazetteer.lookup(name, country)
    assert any(abs(p.latitude - latitude) < 0.25 and abs(p.longitude - longitude) < 0.25 for p in places), places[:3]


@pytest.mark.parametrize(
    ("unit", "country", "seat"),
    [("Niger", "NGA", "Minna"), ("Guayas", "ECU", "Guayaquil"), ("North Kivu", "COD", "Goma")],
)
def test_units_stand_at_their_seat(gazetteer: StackedGazetteer, unit: str, country: str, seat: str) -> None:
    place = next(p for p in gazetteer.lookup(unit, country) if p.kind == "admin1")
    assert place.seat is not None
    town = gazetteer.get(place.seat)
    assert town is not None and town.name == seat
    assert (town.latitude, town.longitude) == (place.latitude, place.longitude)


def test_similar_names_stay_in_the_country(gazetteer: StackedGazetteer) -> None:
    assert "Avdiyivka" in {place.name for place in gazetteer.similar("Avdeyevka", "UKR")}
    assert all(place.country == "UKR" for place in gazetteer.similar("Avdeyevka", "UKR"))


def test_country_names_and_their_parts(gazetteer: StackedGazetteer) -> None:
    assert gazetteer.lookup("DR Congo")[0].kind == "country"
    assert gazetteer.lookup("Gaza", "PSE")[0].kind != "country"


def test_normal_forms() -> None:
    assert normalise("Kidal’s") == "kidals"
    assert name_key("Mazar-i Sharif") == name_key("mazar i sharif")
    assert article_key("El-Arish") == article_key("Al Arish")
    assert skeleton("Hodeidah") == skeleton("Al Hudaydah")
    assert skeleton("Avdeevka") == skeleton("Avdiivka")


def test_custom_gazetteer(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(
        "id,name,alternate_names,latitude,longitude,country\nx1,Nowhere,Neverwas|Nulle Part,1.5,2.5,Mali\n",
        encoding="utf-8",
    )
    mine = load_gazetteer("custom", table)
    assert [(p.id, p.country) for p in mine.lookup("nulle-part")] == [("x1", "MLI")]
    assert mine.lookup("Mali")[0].kind == "country"


def test_custom_gazetteer_says_what_is_missing(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("name,latitude\nNowhere,1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="country, longitude"):
        load_gazetteer("custom", table)
    with pytest.raises(KnowledgeError, match="no file"):
        load_gazetteer("custom", tmp_path / "absent.csv")


def test_grid_cells() -> None:
    assert prio_gid(-89.9, -179.9) == 1
    assert prio_gid(90, 180) == 259200
    latitude, longitude = cell_centre(prio_gid(13.07, 21.9))
    assert (latitude, longitude) == (13.25, 21.75)
    with pytest.raises(KnowledgeError):
        prio_gid(91, 0)
