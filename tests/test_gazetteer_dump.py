"""A GeoNames dump becomes an index; bundled, dump and custom gazetteers answer the same questions."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from runs import write_jsonl

import conflictdata
from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.gazetteer import Gazetteer, load_gazetteer
from conflictdata.knowledge.gazetteer_dump import COLUMNS, index_dump
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_resolver import resolve

# id, name, other names, latitude, longitude, class, code, country, admin1, admin2, admin3, population; all invented but Mali
ROWS = (
    (8000001, "Zorkala Region", "Zorkala,Région de Zorkala", 15.0, -2.0, "A", "ADM1", "ML", "91", "", "", 900_000),
    (8000002, "Cercle de Bunda", "Bunda", 15.2, -2.2, "A", "ADM2", "ML", "91", "9101", "", 90_000),
    (8000003, "Commune de Timbala", "", 15.3, -2.3, "A", "ADM3", "ML", "91", "9101", "910103", 9_000),
    (8000004, "Zorkala", "زوركالا,Sorkala", 15.1, -2.1, "P", "PPLA", "ML", "91", "", "", 120_000),
    (8000005, "Timbala", "Tin Bala", 15.31, -2.31, "P", "PPL", "ML", "91", "9101", "910103", 0),
    (8000006, "Timbala", "", 12.5, -8.1, "P", "PPL", "ML", "92", "", "", 0),
    (8000007, "Sokoura", "", 15.11, -2.09, "P", "PPLX", "ML", "91", "", "", 0),
    (8000008, "Forêt de Ghenza", "Ghenza Forest", 15.6, -2.6, "V", "FRST", "ML", "91", "", "", 0),
    (8000009, "Hotel Zorkala", "", 15.1, -2.1, "S", "HTL", "ML", "91", "", "", 0),
    (8000010, "Nowhere Seamount", "", 0.0, 0.0, "U", "SMU", "", "", "", "", 0),
)


def line(row: tuple[object, ...]) -> str:
    number, name, other, latitude, longitude, klass, code, country, one, two, three, people = row
    cells = [
        number,
        name,
        name,
        other,
        latitude,
        longitude,
        klass,
        code,
        country,
        "",
        one,
        two,
        three,
        "",
        people,
        "",
        300,
    ]
    return "\t".join(map(str, [*cells, "Africa/Bamako", "2025-01-01"]))


def write_dump(path: Path, lines: list[str]) -> Path:
    text = "".join(each + "\n" for each in lines)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "not a dump")
            archive.writestr("ML.txt", text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dump(tmp_path_factory.mktemp("dump") / "ML.zip", [line(row) for row in ROWS])


@pytest.fixture(scope="module")
def from_dump(dump: Path) -> Gazetteer:
    return load_gazetteer("geonames", dump)


def test_a_dump_adds_its_places_to_the_bundled_ones(from_dump: Gazetteer) -> None:
    villages = from_dump.lookup("Tin Bala", "MLI")
    assert [(p.id, p.admin1, p.admin2, p.admin3) for p in villages] == [
        ("gn8000005", "Zorkala Region", "Cercle de Bunda", "Commune de Timbala")
    ]
    assert from_dump.lookup("Bama", "NGA"), "the bundled places are still there"
    assert not from_dump.lookup("Hotel Zorkala"), "hotels are no places of events"


def test_units_of_a_dump_stand_at_their_seats(from_dump: Gazetteer) -> None:
    unit = next(p for p in from_dump.lookup("Zorkala Region") if p.kind == "admin1")
    assert unit.seat == "gn8000004" and (unit.latitude, unit.longitude) == (15.1, -2.1)
    assert unit.centre == (15.0, -2.0) and unit.radius_km >= 10
    commune = next(p for p in from_dump.lookup("Commune de Timbala") if p.kind == "admin3")
    assert commune.seat == "gn8000005" and commune.admin2 == "Cercle de Bunda"
    part = from_dump.lookup("Sokoura", "MLI")
    assert ("neighbourhood", "gn8000004") in {(p.kind, p.seat) for p in part}


def test_the_units_in_the_text_choose_among_villages_of_a_dump(from_dump: Gazetteer) -> None:
    finder = PlaceFinder(from_dump)  # type: ignore[arg-type]
    text = "Gunmen killed two farmers in Timbala, Zorkala Region, in Mali."
    mentions = finder.find(text)
    found = resolve(mentions[0], finder.context(text, mentions))
    assert found is not None and found.place.id == "gn8000005" and found.place.admin3 == "Commune de Timbala"


def test_an_index_is_made_once_and_always_the_same(dump: Path, tmp_path: Path) -> None:
    one, two = index_dump(dump, tmp_path / "one"), index_dump(dump, tmp_path / "two")
    assert one.name == two.name
    for table in ("places.arrow", "names.arrow", "areas.arrow"):
        assert (one / table).read_bytes() == (two / table).read_bytes()
    before = (one / "places.arrow").stat().st_mtime_ns
    assert index_dump(dump, tmp_path / "one") == one and (one / "places.arrow").stat().st_mtime_ns == before
    assert not list((tmp_path / "one").glob(".building-*"))


def test_code_tables_beside_a_dump_name_units_it_lacks(tmp_path: Path) -> None:
    write_dump(tmp_path / "places.txt", [line(row) for row in ROWS if row[5] == "P"])
    (tmp_path / "admin1CodesASCII.txt").write_text("ML.91\tZorkala Region\tZorkala Region\t8000001\n", encoding="utf-8")
    found = load_gazetteer("geonames", tmp_path / "places.txt").lookup("Tin Bala", "MLI")
    assert found[0].admin1 == "Zorkala Region" and found[0].admin2 is None


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([line(ROWS[3]), "name,latitude,longitude"], r"1 columns.*ML\.txt line 2"),
        ([line(ROWS[3]).replace("15.1", "north")], r"wrong kind of value.*ML\.txt line 1"),
        ([line(ROWS[3]).replace("15.1", "95.1")], r"No point on Earth.*ML\.txt line 1"),
        ([line(ROWS[9])], "no place that is kept"),
    ],
)
def test_what_is_no_dump_is_refused_with_its_line(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(KnowledgeError, match=message):
        index_dump(write_dump(tmp_path / "ML.zip", lines))
    assert not list((tmp_path / ".conflictdata").glob("*"))


def test_a_missing_dump_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"no GeoNames dump.*download"):
        load_gazetteer("geonames", tmp_path / "allCountries.zip")


def custom_file(folder: Path, suffix: str) -> Path:
    rows = [
        {"id": "u1", "name": "Zorkala Region", "alternate_names": "", "latitude": 15.1, "longitude": -2.1, "country": "MLI",
         "admin1": "Zorkala Region", "admin2": "", "admin3": "", "kind": "admin1", "population": 900000, "seat": "Zorkala"},
        {"id": "x1", "name": "Zorkala", "alternate_names": "Sorkala", "latitude": 15.1, "longitude": -2.1, "country": "Mali",
         "admin1": "Zorkala Region", "admin2": "", "admin3": "", "kind": "", "population": 120000, "seat": ""},
        {"id": "x2", "name": "Timbala", "alternate_names": "Tin Bala", "latitude": 15.31, "longitude": -2.31,
         "country": "ML", "admin1": "Zorkala Region", "admin2": "Cercle de Bunda", "admin3": "Commune de Timbala",
         "kind": "settlement", "population": 0, "seat": ""},
    ]  # fmt: skip
    path = folder / f"mine{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        head = ",".join(rows[0])
        path.write_text("\n".join([head, *(",".join(map(str, row.values())) for row in rows)]), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("source", ["bundled", "dump", "csv", "parquet"])
def test_one_protocol_whatever_the_source(source: str, dump: Path, tmp_path: Path) -> None:
    """The same questions to every gazetteer: by name, by name and country, by another spelling, by identity, by key."""
    if source == "bundled":
        mine, town, unit, spelled, country = load_gazetteer(), "Gao", "Gao", "Gaw", "MLI"
    else:
        mine = load_gazetteer("geonames", dump) if source == "dump" else load_gazetteer(
            "custom", custom_file(tmp_path, f".{source}"))  # fmt: skip
        town, unit, spelled, country = "Timbala", "Zorkala Region", "Timbalah", "MLI"
    assert mine.name and mine.version
    found = [p for p in mine.lookup(town, country) if p.kind == "settlement"]
    assert found and all(p.country == country for p in found)
    assert set(mine.lookup(town, country)) <= set(mine.lookup(town))
    assert mine.get(found[0].id) == found[0] and mine.get("gn1") is None and mine.get("nothing") is None
    region = next(p for p in mine.lookup(unit, country) if p.kind == "admin1")
    assert region.seat and (seat := mine.get(region.seat)) and seat.kind == "settlement"
    assert all(p.country == country for p in mine.similar(spelled, country))
    assert source == "bundled" or found[0] in mine.similar(spelled, country)
    assert mine.lookup("Mali")[0].kind == "country" and mine.lookup("Africa")[0].kind == "world"
    assert mine.find("qqqq") == () and mine.lookup("Qqqq") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,latitude,longitude,country\nA,north,1,Mali\n", r"latitude is not a number.*mine\.csv line 2"),
        ("name,latitude,longitude,country\nA,1,200,Mali\n", r"outside the Earth.*line 2.*swapped"),
        ("name,latitude,longitude,country\nA,1,2,Atlantis\n", r"Unknown country 'Atlantis'.*line 2"),
        ("name,latitude,longitude,country\nA,1,2,Mali\n,1,2,Mali\n", r"no name.*line 3"),
        ("name,latitude,longitude,country\nA,1,2,Mali,extra\n", r"1 cells more.*line 2"),
        (
            "id,name,latitude,longitude,country\na,A,1,2,Mali\na,B,1,2,Mali\n",
            r"used twice.*line 2 and mine\.csv line 3",
        ),
        ("name;latitude;longitude;country\nA;1;2;Mali\n", "Columns are missing"),
        ("name,latitude,longitude,country\n", "no rows"),
    ],
)
def test_a_wrong_custom_table_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_gazetteer("custom", tmp_path / "mine.csv")


def test_a_release_names_source_and_licence_of_its_places(dump: Path, tmp_path: Path) -> None:
    text = "Gunmen killed two farmers in Tin Bala, in the Zorkala Region of Mali, on Monday, residents said."
    source = write_jsonl(tmp_path / "docs.jsonl", [{"text": text, "published": "2025-03-05"}])
    settings = ["source=jsonl", f"source.path={source}", "dataset=mali", f"output_dir={tmp_path}", "reader=none"]
    release = conflictdata.run([*settings, f"gazetteer.path={dump}"])
    (event,) = conflictdata.load("mali", root=str(tmp_path)).to_dict("records")
    assert (event["admin3"], event["geonameid"]) == ("Commune de Timbala", 8000005)
    told = {fact["name"]: fact for fact in release.manifest["knowledge"]}
    assert told["ML.zip"]["licence"] == "CC BY 4.0" and "geonames.org" in told["ML.zip"]["attribution"]
    assert told["places.parquet"]["source"].startswith("GeoNames")
    assert list((tmp_path / "cache" / "gazetteer").glob("geonames-*"))


def test_every_column_of_the_format_is_named() -> None:
    assert len(COLUMNS) == 19
