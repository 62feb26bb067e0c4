"""After verbs of driving out and taking away, "from X" is the scene; after others it is an origin."""

from __future__ import annotations

from datetime import date

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Soldiers drove the Fano militia from Lalibela on Friday and now control the town.", ["Lalibela"]),
        ("The army dislodged rebels from Beni on Friday, killing ten of them.", ["Beni"]),
        ("Gunmen kidnapped three teachers from Maiduguri on Friday.", ["Maiduguri"]),
        ("Rebels from Beni killed three farmers in Butembo on Friday.", ["Butembo"]),
        ("A trader from Beni was killed by gunmen on Friday.", []),
    ],
)
def test_where_somebody_was_driven_from(coder: Coder, text: str, places: list[str]) -> None:
    reports = next(iter(coder.code([Document("d1", text, published=date(2019, 6, 18))]))).reports
    assert [row["location"] for row in reports] == places
