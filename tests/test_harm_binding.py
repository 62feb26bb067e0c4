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


GROUPS = {
    "a third and a fourth are of those counted before": (
        "Two soldiers were killed and a third wounded on Monday when their patrol hit a mine near Diffa in Niger.",
        {("killed", "side_b", 2), ("injured", "side_b", 1)},
    ),
    "as many from either side": (
        "Fighters of the Nuer and Dinka militias fought near Bor in South Sudan on Monday. Six people were killed, three from either side.",
        {("killed", "side_a", 3), ("killed", "side_b", 3)},
    ),
    "combatants of nobody knows which side": (
        "Rebels of M23 and Congolese soldiers fought near Sake in the Democratic Republic of Congo on Monday. At least eight combatants died.",
        {("killed", "unknown", 8)},
    ),
    "those counted just before are all of them": (
        "Gunmen abducted 20 pupils in Zuru in Nigeria on Monday. All of them were freed after two days.",
        {("abducted", "children", 20), ("released", "children", 20)},
    ),
    "who is hurt beside officers may be anybody": (
        "Demonstrators threw stones at police and burned tyres in Karachi in Pakistan on Monday. Nine people, including five policemen,"
        " were injured and 40 were arrested.",
        {("injured", "side_b", 5), ("injured", "unknown", 4), ("detained", "rioters", 40)},
    ),
    "aid workers are a group of their own": (
        "Gunmen killed three aid workers near Bor in South Sudan on Monday.",
        {("killed", "aid_workers", 3)},
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


@pytest.mark.parametrize("name", GROUPS)
def test_harm_falls_on_its_group(name: str) -> None:
    text, wanted = GROUPS[name]
    coding = next(iter(coder().code([Document(name, text, published=PUBLISHED)])))
    assert {(i["impact"], i["group"], i["best"]) for i in coding.impacts if i["best"]} == wanted
