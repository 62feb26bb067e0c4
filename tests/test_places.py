"""Finding and resolving places in running text: relations, containers, and the classic failures."""

from __future__ import annotations

import pytest

from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_resolver import Decision, decide


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(load_gazetteer())


def mention(finder: PlaceFinder, text: str, name: str) -> PlaceMention:
    return next(m for m in finder.find(text) if m.text == name)


def decision(finder: PlaceFinder, text: str, name: str) -> Decision:
    mentions = finder.find(text)
    return decide(next(m for m in mentions if m.text == name), finder.context(text, mentions))


@pytest.mark.parametrize(
    ("text", "name", "relation", "span"),
    [
        ("Shelling hit houses in Azaz.", "Azaz", "in", "in Azaz"),
        ("Five men were shot near the market town of Bama.", "Bama", "near", "near the market town of Bama"),
        ("It happened about 30 kilometres north of Abala.", "Abala", "distance", "about 30 kilometres north of Abala"),
        ("A lorry was stopped between Niono and Diabaly.", "Niono", "between", "between Niono and Diabaly"),
        ("A lorry was stopped between Niono and Diabaly.", "Diabaly", "toward", "Diabaly"),
        ("A bus hit a mine on the road from Kaya to Djibo.", "Kaya", "road", "on the road from Kaya to Djibo"),
        ("A mine exploded on the Garissa-Modogashe road.", "Garissa", "road", "on the Garissa-Modogashe road"),
        ("The column moved towards Gao.", "Gao", "toward", "towards Gao"),
        ("The men had come from Gao.", "Gao", "from", "from Gao"),
        ("Gunmen opened fire on the outskirts of Kumbo.", "Kumbo", "near", "on the outskirts of Kumbo"),
        ("Fighting went on in the south of Zawiya.", "Zawiya", "in", "the south of Zawiya"),
    ],
)
def test_relations(finder: PlaceFinder, text: str, name: str, relation: str, span: str) -> None:
    found = mention(finder, text, name)
    assert found.relation == relation
    assert text[found.span_start : found.span_end].removeprefix("in ") in (span, span.removeprefix("in "))


def test_lists_share_the_preposition(finder: PlaceFinder) -> None:
    text = "Clashes were reported in Al-Qaryatayn, al-Bab and Raqqa."
    assert [(m.text, m.relation) for m in finder.find(text)] == [
        ("Al-Qaryatayn", "in"),
        ("al-Bab", "in"),
        ("Raqqa", "in"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "country", "admin1"),
    [
        ("Two died in Bama, Borno state.", "Bama", "NGA", "Borno"),
        ("An ambush near Bankass in the Mopti region.", "Bankass", "MLI", "Mopti"),
        ("They entered Jinderes, in the Afrin countryside.", "Jinderes", "SYR", "Aleppo"),
        ("Durango, a town in Spain's Basque Country, saw a march.", "Durango", "ESP", "Basque Country"),
        ("Mexican police said a march took place in Durango.", "Durango", "MEX", "Durango"),
    ],
)
def test_containers_and_countries_decide(finder: PlaceFinder, text: str, name: str, country: str, admin1: str) -> None:
    found = decision(finder, text, name).resolved
    assert found is not None
    assert (found.place.country, found.place.admin1) == (country, admin1)


@pytest.mark.parametrize(
    ("text", "name", "point", "precision"),
    [
        ("Soldiers were attacked in Torodi in western Niger.", "Torodi", "Torodi", 1),
        ("Soldiers were attacked near Torodi in western Niger.", "Torodi", "Torodi", 2),
        ("Gunmen abducted farmers in Nigeria's Niger State.", "Niger State", "Minna", 3),
        ("A raid was reported in Kaabong District, Uganda.", "Kaabong District", "Kaabong", 2),
        ("Nigerian jets bombed camps in Sambisa forest.", "Sambisa", "Sambisa Forest", 3),
        ("Gunmen burned Zzyvuga village in Tillia district, Niger.", "Zzyvuga", "Tillia", 2),
    ],
)
def test_precision_of_the_standard(finder: PlaceFinder, text: str, name: str, point: str, precision: int) -> None:
    mentions = finder.find(text)
    chosen = next(m for m in mentions if m.text.startswith(name))
    found = decide(chosen, finder.context(text, mentions)).resolved
    assert found is not None
    assert (found.place.name, found.geo_precision) == (point, precision)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Victoria Nuland arrived on Monday.", "Victoria"),
        ("General Abakar Sabone denied it.", "Abakar"),
        ("Mr Reading said the army would stay.", "Reading"),
        ("Sheikh Awad was released.", "Awad"),
        ("The University of Oxford published the study.", "Oxford"),
        ("A Dakar-based consultancy counted them.", "Dakar"),
        ("The Arab News reported it.", "Arab"),
        ("Police opened fire in March.", "Police"),
        ("Police opened fire in March.", "March"),
        ("Most of the men fled. Battle lines are drawn.", "Most"),
        ("A pro-Moscow official resigned.", "Moscow"),
    ],
)
def test_what_is_no_place(finder: PlaceFinder, text: str, name: str) -> None:
    assert name not in {m.text for m in finder.find(text)}


def test_a_country_never_becomes_a_building(finder: PlaceFinder) -> None:
    found = decision(finder, "Shelling continued in Syria, the monitor said.", "Syria")
    assert found.resolved is None
    assert "country" in found.reason


def test_a_capital_that_speaks_has_no_relation(finder: PlaceFinder) -> None:
    assert mention(finder, "Moscow said its troops had taken the village.", "Moscow").relation == "none"


def test_a_big_homonym_elsewhere_loses(finder: PlaceFinder) -> None:
    text = "Shells fell on Tripoli in northern Lebanon, Lebanese security sources said."
    found = decision(finder, text, "Tripoli").resolved
    assert found is not None
    assert found.place.country == "LBN"


def test_upper_case_text(finder: PlaceFinder) -> None:
    text = "FIVE SOLDIERS WERE KILLED IN SAN SALVADOR BY GUERRILLAS, COLONEL REYES SAID."
    assert [m.text for m in finder.find(text)] == ["SAN SALVADOR"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("TACNA, 3 MAY 91 -- WE ARE AT WAR, COLONEL LUIS PONCE SAID. THEN I SAW THEM KILL HIM.", ["TACNA"]),
        ("BOGOTA, 4 MAY 91 -- PONCE AND GENERAL ARIAS WERE SHOT IN CALI, LAWYER HUGO PONCE SAID.", ["BOGOTA", "CALI"]),
        ("LIMA, 5 MAY 91 -- REBELS RAIDED THE TOWNS OF TOCACHE, UCHIZA AND JUANJUI.", ["LIMA", "TOCACHE", "UCHIZA", "JUANJUI"]),
        ("LIMA, 5 MAY 91 -- THE COLON OF THE MAN WAS HURT IN THE MOBILE HOME.", ["LIMA"]),
        ("PANAMA CITY (PANAMA), 6 MAY 91 -- A HUMBLE COWARD FIRED ON THE CROWD IN COLON.", ["PANAMA CITY", "PANAMA", "COLON"]),
    ],
)  # fmt: skip
def test_upper_case_names_need_support(finder: PlaceFinder, text: str, names: list[str]) -> None:
    assert [m.text for m in finder.find(text)] == names


def test_the_dateline_tells_the_country_of_upper_case_copy(finder: PlaceFinder) -> None:
    text = "SAN SALVADOR, 3 MAY 91 -- SALVADORAN TROOPS FOUGHT REBELS IN SAN SALVADOR ON MONDAY."
    mentions = finder.find(text)
    context = finder.context(text, mentions, dateline_place="SAN SALVADOR")
    found = [decide(m, context).resolved for m in mentions]
    assert [r.place.country for r in found if r] == ["SLV", "SLV"]


def test_the_region_before_a_town_contains_it(finder: PlaceFinder) -> None:
    text = "Israel, the Israeli army and an Israeli pilot: a missile hit the northern Gaza Strip town of Beit Hanoun."
    found = decision(finder, text, "Beit Hanoun").resolved
    assert found is not None
    assert found.place.country == "PSE"


def test_actor_spans_are_left_alone(finder: PlaceFinder) -> None:
    text = "The Azawad front attacked Gao."
    start = text.index("Azawad")
    assert "Azawad" not in {m.text for m in finder.find(text, blocked=[(start, start + 12)])}


def test_context_does_not_depend_on_repetition_of_calls(finder: PlaceFinder) -> None:
    text = "Gunmen killed two men near Bama, Borno State, Nigeria."
    assert finder.find(text) == finder.find(text)


def test_another_spelling_must_lie_in_the_unit_named(finder: PlaceFinder) -> None:
    text = "Miners clashed in Gareda village in North Darfur, Sudan."  # Gereida lies in South Darfur
    found = decision(finder, text, "Gareda").resolved
    assert found is not None
    assert found.place.admin1 == "North Darfur"
    assert found.geo_precision == 2


@pytest.mark.parametrize(
    ("text", "name", "point", "precision"),
    [
        ("Gunmen raided Jos South Local Government Area of Plateau State, Nigeria.", "Jos South", "Bukuru", 2),
        ("Gunmen killed ten in Logo Local Government Area (LGA) of Benue State, Nigeria.", "Logo", "Ugba", 2),
        ("Rebels fought in San Miguel Department, El Salvador.", "San Miguel Department", "San Miguel", 3),
    ],
)
def test_units_that_share_a_towns_name(finder: PlaceFinder, text: str, name: str, point: str, precision: int) -> None:
    found = decision(finder, text, name).resolved
    assert found is not None
    assert (found.place.name, found.geo_precision) == (point, precision)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Herders were killed in the area of Sari in Umm Gido locality, North Darfur.", "Sari"),  # a city of Iran
        ("Gunmen of Boko Haram killed 30 in Zar and in Mubeng, Adamawa State.", "Zar"),  # Armenia
        ("Fighters killed nine in Nalut, and in Rafa village, South Kordofan, Sudan.", "Rafa"),  # Australia and others
    ],
)
def test_a_namesake_abroad_is_refused_where_the_text_names_other_countries(
    finder: PlaceFinder, text: str, name: str
) -> None:
    found = decision(finder, text, name).resolved
    assert found is None or found.place.country in ("SDN", "NGA")


def test_a_town_abroad_needs_no_country_beside_it_when_its_name_is_its_own(finder: PlaceFinder) -> None:
    found = decision(finder, "Lebanese militants attacked a hotel in Limassol on Monday.", "Limassol").resolved
    assert found is not None
    assert found.place.country == "CYP"
