"""Which place an act gets: titles, journeys and anchors give way to the place of the act itself."""

from __future__ import annotations

import pytest

from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_roles import is_aside


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
