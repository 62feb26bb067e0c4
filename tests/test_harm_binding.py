"""To which event a harm belongs when its own sentence is no event, or comes out as the same one (invented articles)."""

from __future__ import annotations

import datetime
from functools import lru_cache

import pytest

from conflictdata.documents import Document
from conflictdata.reports.coder import Coder

PUBLISHED = datetime.date(2024, 5, 15)
CASES = {
    "arrests after a riot are part of it": (
        "A crowd burned 12 houses of a rival clan and beat a trader to death in Garissa in Kenya on Monday. Security forces reached the"
        " town hours later and arrested 16 people.",
        [("Mob violence", {("killed", 1), ("shelter_damaged", 12), ("detained", 16)})],
    ),
    "people taken to the station from a march belong to it": (
        "Police fired tear gas at some 200 teachers marching in Bamenda in Cameroon on Monday. Seven were bundled into a van and taken to"
        " the central police station.",
        [("Protest with intervention", {("detained", 7)})],
    ),
    "a toll that names no scene belongs to the event told before": (
        "Workers of a party pelted police with stones and burned two cars at a rally in Karachi in Pakistan on Monday. Nine persons were"
        " injured.",
        [("Violent demonstration", {("injured", 9)})],
    ),
    "who dies in an aircraft shot down dies in that event": (
        "Rebels shot down an army helicopter with a missile near Kramatorsk in Ukraine on Monday, killing five soldiers.",
        [("Shelling/artillery/missile attack", {("killed", 5)})],
    ),
}


@lru_cache(maxsize=1)
def coder() -> Coder:
    return Coder()


@pytest.mark.parametrize("name", CASES)
def test_harm_goes_to_its_event(name: str) -> None:
    text, wanted = CASES[name]
    coding = next(iter(coder().code([Document(name, text, published=PUBLISHED)])))
    found = [
        (
            report["sub_event_type"],
            {(i["impact"], i["best"]) for i in coding.impacts if i["report_id"] == report["report_id"] and i["best"]},
        )
        for report in coding.reports
    ]
    assert found == wanted
