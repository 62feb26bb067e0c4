"""What types require and forbid of the two sides: repaired where it is safe, refused with the name of the rule."""

from __future__ import annotations

from conflictdata.knowledge.actor_types import ResolvedActor
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.reports.demands import facts_of, first_broken, mend
from conflictdata.reports.fillers import Filler
from conflictdata.reports.slots_crowds import Slots

ARMY, POLICE = "Military Forces of India (2014-)", "Police Forces of India (2014-)"


def side(name: str, inter: str = "State forces", tier: int = 0) -> Filler:
    return Filler(ResolvedActor(name, inter, "IND", None, (), 0.9, "test", ""), 0, 4, "test", tier=tier)


UNKNOWN = side("Unidentified Armed Group (India)", "Political militia")


def mended(label: str, slots: Slots, *features: str) -> Slots:
    ontology = load_ontology()
    return mend(slots, features, ontology.sub_types[label], ontology.demands(label), UNKNOWN)


def names(slots: Slots) -> tuple[str | None, str | None]:
    one, two = slots.actor1, slots.actor2
    return one.actor.name if one else None, two.actor.name if two else None


def test_two_forces_of_one_state_found_the_grenade_together() -> None:
    slots = mended("Disrupted weapons use", Slots(side(ARMY), side(POLICE), [], [], "actor1"))
    assert names(slots) == (ARMY, None)
    assert slots.assoc1 == [POLICE]


def test_two_forces_of_one_state_do_not_fight_unless_the_text_says_so() -> None:
    slots = mended("Armed clash", Slots(side(ARMY), side(POLICE), [], [], "actor1"))
    assert names(slots) == (UNKNOWN.actor.name, POLICE)
    slots = mended("Armed clash", Slots(side(ARMY), side(POLICE), [], [], "both"), "cue:infighting")
    assert names(slots) == (ARMY, POLICE)


def test_police_are_no_associates_of_the_crowd_they_disperse() -> None:
    crowd = side("Protesters (India)", "Protesters")
    slots = mended(
        "Protest with intervention", Slots(crowd, side(POLICE), [POLICE, ARMY, "Teachers (India)"], [], "actor2")
    )
    assert slots.assoc1 == ["Teachers (India)"]


def test_police_alone_conclude_no_agreement() -> None:
    ontology = load_ontology()
    slots = Slots(side(POLICE), None, [], [], "both")
    broken = first_broken(slots, [], ontology.demands("Agreement"))
    assert broken is not None
    assert broken.id == "Agreement.forbids.1"
    assert first_broken(Slots(side(ARMY), None, [], [], "both"), [], ontology.demands("Agreement")) is None


def test_facts_tell_branch_class_and_whether_it_is_named() -> None:
    facts = facts_of(Slots(side(POLICE), UNKNOWN, [], [], "actor1"))
    assert {"actor1:police", "actor1:State forces", "actor1:armed", "actor1:named", "actor2:present"} <= facts
    assert "actor2:named" not in facts
