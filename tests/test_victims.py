"""Who was hurt: the side of each victim by the words that name them, by whose loss it was, and by what the event is."""

from __future__ import annotations

from typing import Any

import pytest

from conflictdata.knowledge.actor_types import ResolvedActor
from conflictdata.knowledge.actors import ActorBase
from conflictdata.reports.casualties import Harm
from conflictdata.reports.sides import Filler, SlotFiller
from conflictdata.reports.slots import Slots
from conflictdata.reports.tallies import settle
from conflictdata.reports.victims import VictimSorter, default_group


@pytest.fixture(scope="module")
def base() -> ActorBase:
    return ActorBase.load()


def actor(name: str, inter: str) -> Filler:
    return Filler(ResolvedActor(name, inter, "MLI", None, (), 0.9, "test", ""), 0, 1, "test")


def harm(text: str, best: int = 3, *, impact: str = "killed", sentence: int = 1, **more: Any) -> Harm:
    head = more.pop("head", text.split()[-1].rstrip("s") if text else "")
    fields: dict[str, Any] = {
        "start": 0, "end": 10, "sentence": sentence, "impact": impact, "victim_start": 0, "victim_end": len(text),
        "victim_text": text, "victim_head": head, "low": best, "best": best, "high": best, "count_text": text,
        "count_kind": "exact", "unit": "persons", "trigger_start": 5, "trigger_end": 9, "rule_id": "harm.verb",
    }  # fmt: skip
    return Harm(**(fields | more))


def sorter(base: ActorBase, one: tuple[str, str], two: tuple[str, str], default: str) -> VictimSorter:
    slots = Slots(actor(*one), actor(*two), [], [], "actor1")
    return VictimSorter(slots, SlotFiller(base, base.context("", None)), "MLI", None, default)


REBELS, ARMY = (
    ("JNIM: Group for Support of Islam and Muslims", "Rebel group"),
    ("Military Forces of Mali (2021-)", "State forces"),
)
GUNMEN, CIVILIANS = ("Unidentified Armed Group (Mali)", "Political militia"), ("Civilians (Mali)", "Civilians")
MARCH = ("Protesters (Mali)", "Protesters")


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("nine soldiers", "side_b"),
        ("15 attackers", "side_a"),
        ("three gunmen", "side_a"),
        ("four civilians", "civilians"),
        ("a woman", "civilians"),
        ("two technicians of the air force", "side_b"),
        ("17 people", "unknown"),
    ],
)
def test_words_name_the_side_in_a_fight(base: ActorBase, text: str, group: str) -> None:
    assert sorter(base, REBELS, ARMY, "unknown").group(harm(text)) == group


def test_a_number_without_a_noun_counts_on(base: ActorBase) -> None:
    fight = sorter(base, REBELS, ARMY, "unknown")
    fight.group(harm("nine soldiers", 9))
    assert fight.group(harm("12 others", 12, impact="injured", head="other")) == "side_b"
    assert fight.group(harm("ten people", 10, head="person")) == "unknown"
    assert fight.group(harm("four", 4, head="four", sentence=5)) == "unknown"


def test_the_dead_are_of_the_side_that_lost_them(base: ActorBase) -> None:
    fight = sorter(
        base,
        ("MEF: Malaita Eagle Force", "Identity militia"),
        ("IFM: Isatabu Freedom Movement", "Identity militia"),
        "unknown",
    )
    assert fight.group(harm("three men", head="man", owner_text="The Isatabu side")) == "side_b"
    assert fight.group(harm("one", 1, head="one", owner_text="The Malaitans")) == "side_a"
    assert (
        sorter(base, REBELS, ARMY, "unknown").group(harm("14 bodies", 14, head="body", owner_text="The enemy"))
        == "side_a"
    )
    assert sorter(base, REBELS, ARMY, "unknown").group(harm("two men", 2, head="man", owner_text="We")) == "side_b"


def test_attackers_of_a_state_are_its_opponents(base: ActorBase) -> None:
    assert sorter(base, ARMY, REBELS, "unknown").group(harm("two infiltrators")) == "side_b"


def test_everyone_hurt_at_a_march_is_a_protester_and_in_an_attack_a_civilian(base: ActorBase) -> None:
    assert sorter(base, MARCH, ARMY, "protesters").group(harm("a nurse", 1)) == "protesters"
    assert sorter(base, GUNMEN, CIVILIANS, "civilians").group(harm("four workers", 4)) == "civilians"
    assert sorter(base, REBELS, ARMY, "unknown").group(harm("300 families", 300, impact="displaced")) == "civilians"


def test_whoever_is_detained_after_a_riot_is_of_the_crowd(base: ActorBase) -> None:
    lynching = sorter(base, ("Rioters (Mali)", "Rioters"), CIVILIANS, "civilians")
    assert lynching.group(harm("nine people", 9, head="person", impact="detained")) == "rioters"
    assert lynching.group(harm("nine people", 9, head="person")) == "civilians"
    assert sorter(base, GUNMEN, CIVILIANS, "civilians").group(harm("nine people", 9, impact="detained")) == "civilians"


@pytest.mark.parametrize(
    ("event_type", "sub", "inter2", "group"),
    [
        ("Battles", "Armed clash", "State forces", "unknown"),
        ("Explosions/Remote violence", "Air/drone strike", "Civilians", "civilians"),
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "State forces", "unknown"),
        ("Protests", "Excessive force against protesters", "State forces", "protesters"),
        ("Riots", "Mob violence", "Civilians", "civilians"),
        ("Riots", "Violent demonstration", "State forces", "rioters"),
        ("Strategic developments", "Looting/property destruction", None, "civilians"),
    ],
)
def test_people_who_are_only_counted_are_what_the_event_makes_them(
    event_type: str, sub: str, inter2: str | None, group: str
) -> None:
    assert default_group(event_type, sub, inter2) == group


def test_impacts_name_children_and_health_workers() -> None:
    boys = settle([harm("two boys", 2, children=2, boys=2)], ["civilians"])
    nurse = settle([harm("a nurse", 1, head="nurse")], ["civilians"])
    assert [row.group for row in boys.impacts] == ["children"]
    assert [row.group for row in nurse.impacts] == ["health_workers"]
    assert boys.deaths_civilians == 2


def test_a_bomb_that_kills_only_its_bomber_for_all_we_are_told_is_a_minimum() -> None:
    figures = settle([], [], sub_event_type="Suicide bomb")
    assert (figures.fatalities, figures.fatalities_high, figures.fatalities_status) == (1, None, "minimum")


def test_plurals_without_a_number_make_no_row_but_the_dead() -> None:
    uncounted = {"confidence": 0.5, "count_kind": "vague", "high": None}
    assert settle([harm("elders", 3, impact="detained", **uncounted)], ["civilians"]).impacts == []
    assert [row.best for row in settle([harm("militants", 3, **uncounted)], ["side_b"]).impacts] == [3]


def test_neutralised_is_a_claim_of_dead_and_never_an_impact_of_its_own() -> None:
    plain = settle([harm("seven terrorists", 7, impact="neutralised")], ["side_b"])
    explained = settle([harm("eight terrorists", 8, impact="neutralised", count_kind="ambiguous")], ["side_b"])
    assert [(row.impact, row.low, row.best) for row in plain.impacts] == [("killed", 0, 7)]
    assert (explained.impacts, explained.fatalities, explained.fatalities_high) == ([], 0, 8)


def test_a_word_explained_elsewhere_in_the_article_is_no_claim_of_dead() -> None:
    word = harm("eight terrorists", 8, impact="neutralised")
    told = harm("the terrorists", 0, high=10, count_kind="ambiguous", definite=True, sentence=2, confidence=0.5)
    figures = settle([word, told], ["side_b", "side_b"])
    assert (figures.fatalities, figures.fatalities_high, figures.impacts) == (0, 8, [])
