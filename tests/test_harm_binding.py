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
    "captives freed on a later day": (
        "Gunmen abducted 20 traders in Zuru in Nigeria on Monday. Twelve of them were freed on Tuesday.",
        {("abducted", "civilians", 20), ("released", "civilians", 12)},
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


def _coded(text: str):
    coding = next(iter(coder().code([Document("d", text, published=PUBLISHED)])))
    assert len(coding.reports) == 1
    return coding.reports[0], coding.impacts


def test_who_says_it_stands_beside_the_figure() -> None:
    _, impacts = _coded(
        "Gunmen attacked a village near Bor in South Sudan on Monday, killing seven farmers. Nineteen people were wounded, according to"
        " the hospital."
    )
    assert {(i["impact"], i["best"], i["attributed_to"]) for i in impacts} == {
        ("killed", 7, None),
        ("injured", 19, "the hospital"),
    }


def test_civilians_hurt_in_a_battle_are_incidental_and_affected() -> None:
    report, impacts = _coded(
        "Soldiers and M23 rebels fought near Sake in the Democratic Republic of Congo on Monday. Two soldiers were killed and three"
        " civilians were wounded."
    )
    assert {(i["group"], i["incidental"]) for i in impacts} >= {("civilians", True)}
    assert report["civilians_affected"] == 3
    assert report["civilian_targeting"] is None


def test_civilians_affected_is_null_when_nothing_is_said_and_zero_when_nobody_was_hurt() -> None:
    silent, _ = _coded("A bomb exploded near a market in Bannu in Pakistan on Monday.")
    nobody, _ = _coded("A bomb exploded near a market in Bannu in Pakistan on Monday. No one was hurt.")
    assert silent["civilians_affected"] is None
    assert nobody["civilians_affected"] == 0


def test_a_running_total_is_kept_off_the_event() -> None:
    report, impacts = _coded(
        "Gunmen killed seven farmers in a village near Djibo in Burkina Faso on Monday. Some 40,000 people have fled the area since"
        " January and 300 have been kidnapped this year."
    )
    assert [(i["impact"], i["best"]) for i in impacts] == [("killed", 7)]
    assert report["displaced"] is None and report["abducted"] is None


def test_families_are_no_persons_and_children_are_told_apart() -> None:
    report, impacts = _coded(
        "Gunmen attacked a village near Bor in South Sudan on Monday, abducting 12 women and five girls. Some 60 families fled and 15"
        " houses were burned."
    )
    units = {(i["impact"], i["unit"], i["best"]) for i in impacts}
    assert units == {("abducted", "persons", 17), ("displaced", "families", 60), ("shelter_damaged", "houses", 15)}
    taken = next(i for i in impacts if i["impact"] == "abducted")
    assert (taken["women"], taken["girls"]) == (12, 5)
    assert report["displaced"] is None and report["civilians_affected"] == 17
