"""Short invented news as strangers write it: which acts are events, and of what type (rules alone)."""

from __future__ import annotations

from datetime import date

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder

#: Text and the events that it tells, in its order: type and day; published on Wednesday, 8 May 2019.
TOLD = [
    # how the doer ended is his end, not a fight
    ("A gunman killed seven people at a market in Garissa on Monday before being shot dead by police.", "Attack"),
    # a gathering bombed from the air is no demonstration
    ("A fighter jet bombed a gathering in Kanbalu, Myanmar, on Monday, killing twelve people.", "Air/drone strike"),
    # what qualifies a noun is no act
    (
        "Two members of a kidnap-for-ransom group were killed when they shot it out with police in Midsayap in the "
        "Philippines on Monday.",
        "Armed clash",
    ),
    # an air force base is a place, no weapon
    (
        "Nine soldiers were killed in a militant attack on an Air Force base on the outskirts of Peshawar in Pakistan "
        "on Monday.",
        "Armed clash",
    ),
    # ground left by others and entered
    (
        "Rebels entered Timbuktu in Mali on Monday after soldiers abandoned their posts, residents said.",
        "Non-violent transfer of territory",
    ),
    # soldiers against a sit-in
    (
        "Soldiers stormed a sit-in outside the ministry in Khartoum on Monday and fired live rounds, killing nine.",
        "Excessive force against protesters",
    ),
    # news in the present tense: the whole of a short text, or a sentence with its day
    ("Turkish jets strike militant positions near Zakho in Iraq.", "Air/drone strike"),
    ("Rebels are strong in Kidal. On 6 May fighters storm the army camp in Menaka in Mali.", "Armed clash"),
    # a toll has the cause that its sentence tells
    (
        "One man was killed when police fired on a crowd that was blocking the railway line in Kandy, Sri Lanka, on "
        "Monday in protest at prices.",
        "Excessive force against protesters",
    ),
    # an airliner that a missile hit is no accident
    (
        "An airliner with 80 passengers on board crashed near Torez in Ukraine on Monday after it was hit by a missile.",
        "Shelling/artillery/missile attack",
    ),
    # people against a force of the state; civilians slain stay so whoever else was shot at
    (
        "Two soldiers were hurt when an army patrol clashed with villagers near Hajo in India on Monday.",
        "Mob violence",
    ),
    (
        "Ten farmers were killed by gunmen in Kankara in Nigeria on Monday. The attack also involved gunmen firing on "
        "soldiers.",
        "Attack",
    ),
    # a demonstration that was only planned is no setting
    (
        "The authorities detained scores of opposition leaders in Kathmandu on Monday on the eve of a strike called to "
        "protest against the king.",
        "Arrests",
    ),
    # the killers are told later
    (
        "A trader was beaten to death in Gulu in Uganda on Monday. The mob caught and beat him at the bus park.",
        "Mob violence",
    ),
    # headlines In Title Case, and fighters who died nobody says how
    ("Boko Haram Kills Six, Injures Eight in Madagali", "Attack"),
    ("5 suspected NPA rebels killed in Masbate town", "Armed clash"),
]

#: Texts that tell no event.
UNTOLD = [
    "More than 1,200 people have been killed in Gaza since Israel launched its offensive there.",
    "In Tripoli 432 people have been killed in the past three days, the ministry said.",
    "Bishops in Davao City condemned the killing of two farmers in the Philippines.",
    "Mutinous soldiers seized the broadcaster in Bamako.",
    "Aid workers assist families affected by the fighting between two clans in Baidoa.",
    "The army often shells Harasta because rebels are attacking a base on its outskirts.",
    "The capital, San Salvador, fell into darkness on Monday as power was cut.",
    "Rockets in San Salvador were going to be fired at the palace on Monday, the army said.",
    "Bandits raid villages near Gusau in Nigeria every autumn. The police came late in 2018.",
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def types(coder: Coder, text: str) -> list[str]:
    """Sub-event types of the reports of a text."""
    document = Document("d1", text, published=date(2019, 5, 8), language="en")
    return [str(r["sub_event_type"]) for r in next(coder.code([document])).reports]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_told(coder: Coder, text: str, expected: str) -> None:
    assert types(coder, text) == [expected]


@pytest.mark.parametrize("text", UNTOLD)
def test_untold(coder: Coder, text: str) -> None:
    assert types(coder, text) == []


def test_nobody_dies_of_an_agreement(coder: Coder) -> None:
    text = "Two clans signed a peace agreement in Ialibu in Papua New Guinea on Monday after fighting in which scores died."
    document = Document("d1", text, published=date(2019, 5, 8), language="en")
    reports = next(coder.code([document])).reports
    assert [(r["sub_event_type"], r["fatalities"]) for r in reports] == [("Agreement", 0)]
