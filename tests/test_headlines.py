"""Headlines: case that proves nothing, tolls that are feared, and what stands beside the act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder

Code = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def code() -> Code:
    coder = Coder()

    def run(text: str) -> list[dict[str, Any]]:
        return next(iter(coder.code([Document("d1", text, published=date(2017, 6, 18))]))).reports

    return run


@pytest.mark.parametrize(
    ("text", "type_", "place", "deaths"),
    [
        ("Boko Haram Kills Five Farmers, Wounds Nine In Madagali", "Attack", "Madagali", 5),
        ("Police Fire Tear Gas To Disperse Student Protesters In Kisumu", "Protest with intervention", "Kisumu", 0),
        ("Suicide Bomber Strikes Market In Maiduguri, Kills Eleven Traders", "Suicide bomb", "Maiduguri", 12),
    ],
)
def test_words_of_a_headline_are_read_although_they_are_capitalised(
    code: Code, text: str, type_: str, place: str, deaths: int
) -> None:
    row = code(text)[0]
    assert (row["sub_event_type"], row["location"], row["fatalities"]) == (type_, place, deaths)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (
            "Dozens of people are feared dead after a bomb attack on a market in Maiduguri on Friday.",
            "Remote explosive/landmine/IED",
        ),
        ("20 feared killed in air raid on Gubio village in Borno state", "Air/drone strike"),
    ],
)
def test_only_the_toll_is_feared_not_the_attack_that_took_it(code: Code, text: str, type_: str) -> None:
    assert code(text)[0]["sub_event_type"] == type_


@pytest.mark.parametrize(
    "text",
    [
        "Residents of Gubio feared an attack after rebels were seen near the town on Friday.",
        "Six people were feared drowned after a boat capsized near Gubio on Friday.",
    ],
)
def test_a_feared_act_is_none(code: Code, text: str) -> None:
    assert code(text) == []


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        (
            "Soldiers killed four traders in Myaung on Friday after a convoy had been attacked on the main road.",
            "Attack",
        ),
        ("Gunmen killed a mayor, his driver and his two guards in Bria on Friday.", "Attack"),
        ("Gunmen raided a camp of displaced people in Bria on Friday and killed three of them.", "Attack"),
        ("Gunmen shot dead a baker in Bria on Friday and fled.", "Attack"),
        ("A tank shell struck a house in Rafah on Friday and killed two sisters.", "Shelling/artillery/missile attack"),
    ],
)
def test_what_stands_beside_the_act_does_not_type_it(code: Code, text: str, type_: str) -> None:
    assert [row["sub_event_type"] for row in code(text)] == [type_]


@pytest.mark.parametrize(
    "text",
    [
        "Some 20 people are believed to have been killed in an attack on a village near Goma on Friday.",
        "Some 20 people are thought to have died when rebels attacked a village near Goma on Friday.",
    ],
)
def test_what_is_believed_to_have_happened_is_past(code: Code, text: str) -> None:
    assert [row["fatalities"] for row in code(text)] == [20]
