"""What a type requires and forbids of the two sides of a report, and what can be mended before it is refused.

The demands stand in the ontology (``requires``, ``forbids``); this module only says what a report shows of its sides.

Example:
    >>> state_of("Police Forces of India (2014-)"), state_of("Civilians (India)")
    ('India (2014-', None)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from conflictdata.knowledge.ontology_model import Demand
from conflictdata.knowledge.taxonomy import SubEventType, armed_inters
from conflictdata.reports.fillers import Filler, is_generic
from conflictdata.reports.slots_crowds import Slots

#: Rival governments of one country stand with different years: their forces are no forces of one state.
_FORCE = re.compile(r"^(Military|Police) Forces of (?:the )?(.+? \(\d{4}-)")
_BRANCHES = (("Military Forces of ", "military"), ("Police Forces of ", "police"), ("Government of ", "government"))
_ONE_STATE = "sides:one_state"


def state_of(name: str) -> str | None:
    """The state and government whose soldiers or police an actor's name says they are."""
    found = _FORCE.match(name)
    return found[2] if found else None


def facts_of(slots: Slots) -> set[str]:
    """What the assembled sides show: ``actor1:armed``, ``actor2:police``, ``sides:one_state``..."""
    out = {f"{name}:{fact}" for name in ("actor1", "actor2") for fact in _slot_facts(getattr(slots, name))}
    one, two = slots.actor1, slots.actor2
    if one is not None and two is not None:
        same = one.actor.name == two.actor.name
        if same and not is_generic(one.actor.name):
            out.add("sides:one_actor")
        if state_of(one.actor.name) and state_of(one.actor.name) == state_of(two.actor.name):
            out.add(_ONE_STATE)
    return out


def _slot_facts(found: Filler | None) -> list[str]:
    if found is None:
        return []
    out = ["present", found.actor.inter]
    out += [branch for prefix, branch in _BRANCHES if found.actor.name.startswith(prefix)]
    out += ["armed"] if found.actor.inter in armed_inters() else []
    out += ["stated"] if found.start >= 0 else []
    return out if is_generic(found.actor.name) else [*out, "named"]


def first_broken(slots: Slots, features: Iterable[str], demands: Sequence[Demand]) -> Demand | None:
    """The first demand that a report breaks.

    Args:
        slots: its sides.
        features: the frame's features.
        demands: those of its type.
    """
    facts = facts_of(slots) | set(features)
    return next((demand for demand in demands if not demand.met(facts)), None)


def mend(slots: Slots, features: Iterable[str], sub: SubEventType, demands: Sequence[Demand], unknown: Filler) -> Slots:
    """Undo what cannot be: an ally that is also an enemy, two forces of one state as the two sides of an event.

    Two forces of one state did one deed together where the type can do with one side; where it needs two, one of them
    was hit by somebody whom the text does not name.

    Args:
        slots: the sides; changed in place.
        features: the frame's features: what excuses ``sides:one_state`` ("mutiny") excuses allies on both sides.
        sub: the type.
        demands: those of the type.
        unknown: the unidentified armed group.
    """
    seen = set(features)
    rule = next((d for d in demands if not d.required and _ONE_STATE in d.facts), None)
    if rule is None or not rule.excuses.isdisjoint(seen):
        return slots
    one, two = slots.actor1, slots.actor2
    if one is not None and two is not None and _ONE_STATE in facts_of(slots):
        if not sub.slots.actor2_required:
            slots.assoc1 += [two.actor.name] if two.actor.name != one.actor.name else []
            slots.actor2, slots.assoc2, slots.perpetrator = None, [], "actor1"
        elif one.tier >= two.tier:
            slots.actor1 = unknown
        else:
            slots.actor2 = unknown
    slots.assoc1 = _allies(slots.assoc1, slots.actor1, slots.actor2)
    slots.assoc2 = _allies(slots.assoc2, slots.actor2, slots.actor1)
    return slots


def _allies(names: list[str], own: Filler | None, other: Filler | None) -> list[str]:
    """The associates of a side that do not stand on the other one."""
    if other is None:
        return names
    enemy = state_of(other.actor.name)
    home = state_of(own.actor.name) if own is not None else None
    mutual = enemy is not None and enemy == home
    kept = [name for name in names if name != other.actor.name or is_generic(name)]
    return [name for name in kept if mutual or enemy is None or state_of(name) != enemy]
