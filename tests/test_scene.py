"""Which place an act gets: titles, journeys and anchors give way to the place of the act itself."""

from __future__ import annotations

from datetime import date

import pytest

from conflictdata.documents.model import Document
from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
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
