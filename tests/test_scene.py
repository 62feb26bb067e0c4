"""Which place an act gets: titles, journeys and anchors give way to the place of the act itself."""

from __future__ import annotations

from datetime import date

import pytest

from conflictdata.documents.model import Document
from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_parts import country_parts
from conflictdata.knowledge.place_roles import is_aside
from conflictdata.reports.coder import Coder


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    return PlaceFinder(load_gazetteer())


@pytest.mark.parametrize(
    ("text", "name", "aside"),
    [
        ("The commissioner of Bama was shot on Monday.", "Bama", True),
        ("The spokesman for the governor of Helmand Province spoke.", "Helmand Province", True),
        ("Jets flew in support of the Mosul operation.", "Mosul", True),
        ("They took three villages on their march toward Raqqa.", "Raqqa", True),
        ("A bus on its way to Kandahar city was hit.", "Kandahar", True),
        ("A battalion stationed in Gao crossed the river.", "Gao", True),
        ("Kano police commissioner Sani Bello was killed.", "Kano", True),
        ("Rebels fired rockets toward Ashkelon.", "Ashkelon", False),
        ("Gunmen attacked a mosque in Bama.", "Bama", False),
        ("The chief was killed in Bama.", "Bama", False),
    ],
)
def test_places_of_offices_aims_and_journeys(finder: PlaceFinder, text: str, name: str, aside: bool) -> None:
    found = next(m for m in finder.find(text) if text[m.start : m.end].startswith(name))
    assert is_aside(text, found) is aside


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def places(coder: Coder, text: str, dateline: str | None = None) -> list[tuple[str, int]]:
    """Location and precision of the reports of a text."""
    document = Document("d1", text, published=date(2019, 5, 8), language="en", dateline_place=dateline)
    return [
        (str(r["location"]), int(r["geo_precision"]))
        for r in coder.code_article(next(coder.annotator.articles([document]))).reports
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the place itself, not its containers, nor what it lies south of
        ("Gunmen killed nine people in Bama local government area of Borno State on Monday.", ("Bama", 2)),
        ("Rebels killed nine people near the town of Kut, south of Baghdad, on Monday.", ("Al-Kut", 2)),
        # an unknown village: the seat of its unit
        ("Gunmen killed nine people in Zubralika village in Borno State, Nigeria, on Monday.", ("Maiduguri", 2)),
        ("Gunmen killed nine people in Borno State, Nigeria, on Monday.", ("Maiduguri", 3)),
        # a title beside a scene
        ("The governor of Borno said gunmen killed nine people in Damboa on Monday.", ("Damboa", 1)),
        # "the town" resumes the last town
        (
            "Officials in Nigeria met in Abuja on Monday.\n\nThe army had left Damboa in Borno State a week before.\n\n"
            "Gunmen entered the town on Monday and killed nine people.",
            ("Damboa", 1),
        ),
    ],
)
def test_the_scene_of_an_act(coder: Coder, text: str, expected: tuple[str, int]) -> None:
    assert expected in places(coder, text)


def test_the_dateline_places_a_lead_with_a_local_building(coder: Coder) -> None:
    text = "Gunmen stormed a hotel on Tuesday and killed nine people."
    assert places(coder, text, "BAMAKO, Mali") == [("Bamako", 2)]
    assert places(coder, "Gunmen killed nine people on Tuesday.", "BAMAKO, Mali") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed six people in northern Mali on Tuesday, the army said.", ("Gao", 3)),
        ("Gunmen killed six people in Nigeria's restive north-east on Tuesday.", ("Maiduguri", 3)),
        ("Rebels abducted 20 girls in the far north of Cameroon on Tuesday.", ("Maroua", 3)),
        ("A bomb killed nine farmers in eastern Afghanistan.", ("Jalalabad", 3)),
        ("Gunmen killed six people in Bama in north-eastern Nigeria on Tuesday.", ("Bama", 1)),
        ("Militants killed nine in a village in Nigeria's northern Kaduna state on Tuesday.", ("Kaduna", 3)),
    ],
)
def test_a_part_of_a_country_is_coded_to_its_main_town(coder: Coder, text: str, expected: tuple[str, int]) -> None:
    coding = next(iter(coder.code([Document("d", text, published=date(2024, 5, 15))])))
    assert [(r["location"], r["geo_precision"]) for r in coding.reports] == [expected]


def test_a_place_told_before_in_the_same_part_is_better(coder: Coder) -> None:
    text = "The army said on Tuesday it had left Kidal.\n\nGunmen killed six people in northern Mali on Wednesday."
    assert places(coder, text)[-1] == ("Kidal", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed six people in Mali on Tuesday, the army said.",
        "Rebels and soldiers have clashed in northern Mali, where drought is worst.",
        "Soldiers shot dead six people to the north of Mali on Tuesday.",
    ],
)
def test_a_country_alone_or_a_part_without_day_and_toll_is_no_place(coder: Coder, text: str) -> None:
    coding = next(iter(coder.code([Document("d", text, published=date(2024, 5, 15))])))
    assert coding.reports == []
    assert coding.rejects


def test_every_part_of_a_country_has_a_town_in_it_or_of_our_choice() -> None:
    gazetteer = load_gazetteer()
    parts = country_parts()
    assert len({country for country, _ in parts}) > 150
    towns = {key: gazetteer.get(part.seat) for key, part in parts.items()}
    assert [key for key, town in towns.items() if town is None or town.country != key[0]] == []
    apart = [key for key, town in towns.items() if town and not parts[key].holds(town.latitude, town.longitude)]
    assert len(apart) < len(parts) / 50
