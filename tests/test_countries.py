"""Countries: codes, spellings, regions and the traps of their names."""

from __future__ import annotations

import pytest

from conflictdata.knowledge import countries

REGIONS = {
    "Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Northern Africa", "South Asia",
    "Southeast Asia", "Middle East", "Europe", "Caucasus and Central Asia", "Central America", "South America",
    "Caribbean", "East Asia", "North America", "Oceania", "Antarctica",
}  # fmt: skip


def test_codes_are_unique_and_complete() -> None:
    table = countries.all()
    assert len(table) >= 249
    for field in ("iso3", "iso2", "iso", "name"):
        assert len({getattr(country, field) for country in table}) == len(table)
    assert {country.region for country in table} == REGIONS


def test_every_country_has_a_centre_on_earth() -> None:
    for country in countries.all():
        assert -90 <= country.latitude <= 90 and -180 <= country.longitude <= 180, country


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("ML", "MLI"), ("mli", "MLI"), ("Malian", "MLI"), ("Côte d’Ivoire", "CIV"), ("Cote d'Ivoire", "CIV"),
        ("Democratic Republic of the Congo", "COD"), ("Zaire", "COD"), ("Congo", "COD"), ("Congolese", "COD"),
        ("Republic of the Congo", "COG"), ("Burma", "MMR"), ("Burmese", "MMR"), ("the Philippines", "PHL"),
        ("Kosovo", "XKX"), ("Taiwan", "TWN"), ("Gaza", "PSE"), ("Chechen", "RUS"), ("Soviet", "RUS"),
        ("Yugoslav", "SRB"), ("Swaziland", "SWZ"), ("Türkiye", "TUR"), ("Timor-Leste", "TLS"), ("Niger", "NER"),
        ("Nigerien", "NER"), ("Nigerian", "NGA"), ("Dominican", "DOM"), ("Dominica", "DMA"), ("Guinea", "GIN"),
        ("Guinea-Bissau", "GNB"), ("Equatorial Guinea", "GNQ"), ("Papua New Guinea", "PNG"), ("U.S.", "USA"),
    ],
)  # fmt: skip
def test_get(text: str, iso3: str) -> None:
    country = countries.get(text)
    assert country is not None and country.iso3 == iso3


@pytest.mark.parametrize("text", ["Atlantis", "", "Front", "the"])
def test_get_unknown(text: str) -> None:
    assert countries.get(text) is None


def test_acled_spellings_and_regions() -> None:
    expected = {
        "CIV": ("Ivory Coast", "Western Africa"), "SWZ": ("eSwatini", "Southern Africa"),
        "CZE": ("Czech Republic", "Europe"), "TLS": ("East Timor", "Southeast Asia"),
        "AFG": ("Afghanistan", "Caucasus and Central Asia"), "EGY": ("Egypt", "Northern Africa"),
        "SSD": ("South Sudan", "Eastern Africa"), "MEX": ("Mexico", "North America"),
        "IRN": ("Iran", "Middle East"), "CYP": ("Cyprus", "Europe"), "ZMB": ("Zambia", "Southern Africa"),
    }  # fmt: skip
    for iso3, (name, region) in expected.items():
        country = countries.get(iso3)
        assert country is not None and (country.name, country.region) == (name, region)


def test_phrase_takes_the_article_only_where_english_does() -> None:
    phrases = {country.iso3: country.phrase for country in countries.all()}
    assert phrases["COD"] == "the Democratic Republic of Congo"
    assert phrases["PHL"] == "the Philippines"
    assert phrases["USA"] == "the United States"
    assert phrases["MLI"] == "Mali"


def test_by_iso() -> None:
    mali = countries.by_iso(466)
    assert mali is not None and mali.iso3 == "MLI"
    assert countries.by_iso(1) is None


def test_names_of_the_libraries_are_known() -> None:
    """Official, common and short English names of ISO 3166 and CLDR, where these libraries are at hand."""
    pycountry, babel = pytest.importorskip("pycountry"), pytest.importorskip("babel")
    territories = babel.Locale("en").territories
    for listed in pycountry.countries:
        names = {listed.name, getattr(listed, "official_name", None), getattr(listed, "common_name", None)}
        for name in (names | {territories.get(listed.alpha_2)}) - {None, "Congo"}:  # "Congo" is Kinshasa in the press
            found = countries.get(name)
            assert found is not None and found.iso3 == listed.alpha_3, name


@pytest.mark.parametrize(
    ("iso3", "words"),
    [
        ("CAF", "CAR|Central African"), ("KOR", "ROK|South Korean"), ("PRK", "DPRK|North Korean"),
        ("DEU", "East Germany|German Democratic Republic"), ("CZE", "Czechoslovakia|Czechoslovak|Czechia"),
        ("BLR", "Byelorussia|Belorussian"), ("ZWE", "Rhodesia|Southern Rhodesia"), ("KHM", "Kampuchea|Cambodian"),
        ("RUS", "USSR|Soviet Union|Russian Federation|Chechnya"), ("SRB", "Yugoslavia|Serbia and Montenegro"),
        ("MMR", "Burma|Burmese"), ("LKA", "Ceylon"), ("BEN", "Dahomey"), ("BFA", "Upper Volta|Burkinabe|Burkinabes"),
        ("GBR", "U.K.|Britain|Scotland|Northern Ireland"), ("ARE", "UAE|Emirati"), ("PSE", "West Bank|Gazans"),
        ("GEO", "Abkhazia|South Ossetia"), ("MDA", "Transnistria"), ("UKR", "Crimea|Donbas"), ("XKX", "Kosovar"),
        ("SOM", "Somaliland|Puntland"), ("CYP", "Northern Cyprus|Cypriot"), ("ESH", "Western Sahara|Sahrawi"),
        ("VCT", "St. Vincent"), ("KNA", "Saint Kitts"), ("SLV", "Salvadorean|Salvadoran"), ("BWA", "Motswana"),
    ],
)  # fmt: skip
def test_short_former_and_disputed_names(iso3: str, words: str) -> None:
    for word in words.split("|"):
        found = countries.get(word)
        assert found is not None and found.iso3 == iso3, word


def test_every_state_has_a_capital_and_people() -> None:
    empty = {"ATA", "ATF", "BES", "BLM", "BVT", "CCK", "COG", "CXR", "DMA", "GGY", "HMD", "JEY", "MAF", "MNP", "SGS"}
    empty |= {"SJM", "SPM", "SXM", "TKL", "UMI", "VAT"}  # territories, and two whose people bear another land's name
    for country in countries.all():
        assert country.iso3 in empty or (country.capital and country.demonyms), country


@pytest.mark.parametrize(
    ("seat", "iso3"),
    [
        ("Kremlin", "RUS"), ("Pentagon", "USA"), ("Ulan Bator", "MNG"), ("Naypyitaw", "MMR"), ("Kiev", "UKR"),
        ("Peking", "CHN"), ("Sana'a", "YEM"), ("Aso Rock", "NGA"), ("Downing Street", "GBR"), ("Abidjan", "CIV"),
    ],
)  # fmt: skip
def test_seats_that_stand_for_governments(seat: str, iso3: str) -> None:
    country = countries.get(iso3)
    assert country is not None and seat in (country.capital, *country.seats)
