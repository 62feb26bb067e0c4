"""From the sides of an incident to the actor slots of its sub-event type (coding standard 2.5, 3.3).

What the type requires but the text does not say gets the standard's Unidentified or generic name, marked as implied.
"""

from __future__ import annotations

from datetime import date

from conflictdata.knowledge.actor_classes import inters
from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.fillers import (
    STATES,
    TITLE,
    Filler,
    Sides,
    armed_of,
    associates,
    is_generic,
    is_party,
    labels_of,
    of_class,
)
from conflictdata.reports.sides import SlotFiller
from conflictdata.reports.slots_crowds import Slots, demonstration, riot
from conflictdata.reports.slots_strategic import strategic

__all__ = ["Slots", "armed_doer", "armed_pair", "fill"]

_DEMO = frozenset({"Peaceful protest", "Protest with intervention", "Excessive force against protesters"})
_RIOT = frozenset({"Violent demonstration", "Mob violence"})
_EXPLOSION = frozenset(
    {
        "Chemical weapon",
        "Air/drone strike",
        "Suicide bomb",
        "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED",
        "Grenade",
    }
)
_NON_STATE = inters("nonstate")
_VAC = frozenset({"Sexual violence", "Attack", "Abduction/forced disappearance"})
_BATTLE = frozenset({"Armed clash", "Government regains territory", "Non-state actor overtakes territory"})


def fill(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    """Fill the slots of a sub-event type.

    Args:
        sub: sub-event type label.
        sides: resolved agents and patients.
        filler: source of implied names.
        features: the frame's features.
        country: iso3 of the event's country.
        when: event date.
    """
    if sub in _VAC:
        return _violence(sides, filler, country)
    if sub in _BATTLE:
        return _battle(sub, sides, filler, features, country, when)
    if sub in _EXPLOSION:
        return _explosion(sub, sides, filler, features, country, when)
    if sub in _DEMO:
        return demonstration(sub, sides, filler, features, country, when)
    if sub in _RIOT:
        return riot(sub, sides, filler, features, country, when)
    return strategic(sub, sides, filler, features, country, when)


def armed_doer(slots: Slots) -> Filler | None:
    """Who did an event when armed and named in the text, for the items of a list that it heads."""
    one = slots.actor1
    return one if one is not None and one.start >= 0 and one.actor.inter in armed_inters() else None


def armed_pair(slots: Slots) -> tuple[Filler, Filler] | None:
    """The two sides of an event when both are armed, for "the two sides" of an event told after it."""
    one, two = slots.actor1, slots.actor2
    if one is None or two is None or not {one.actor.inter, two.actor.inter} <= armed_inters():
        return None
    return one, two


def _violence(sides: Sides, filler: SlotFiller, country: str | None) -> Slots:
    agents = armed_of(sides.agents)
    first = agents[0] if agents else filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    victims = of_class(sides.patients, "Civilians")
    second = victims[0] if victims else filler.generic("Civilians", country, "victims")
    labels = _victim_labels(sides, country)
    return Slots(first, second, [*associates(agents, [first], first), *sides.allies], labels, "actor1")


def _victim_labels(sides: Sides, country: str | None) -> list[str]:
    """Who the victims were, and the bodies they belonged to."""
    bodies = [label for f in sides.patients if is_party(f) for label in labels_of(f, country)]
    return list(dict.fromkeys([*sides.civilian_groups, *bodies]))


def _battle(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    agents, patients = armed_of(sides.agents), armed_of(sides.patients)
    first = agents[0] if agents else None
    second = next((p for p in patients if first is None or p.actor.name != first.actor.name), None)
    if first is not None and (second is None or second.tier > 0):
        second = _adversary(first, agents[1:]) or second
    attacker = _met(first, agents[1:]) if first is not None and second is None else None
    if attacker is not None:
        first, second = (attacker, first) if attacker.act == "assault" else (first, attacker)
    if second is None and sides.victims:
        second = next((v for v in sides.victims if first is None or v.actor.name != first.actor.name), None)
    if first is None and second is not None and "act:fight" in features:
        first = _other_camp(second, [*patients, *sides.victims])
    if sides.only is not None:
        first, second = _with_only_named(first, second, sides.only)
    if second is None or second.actor.name.startswith("Unidentified"):
        second = next((f for f in sides.leavers if first is None or not _same_side(first, f)), second)
    first, second = _feud(first, second, sides.communities)
    if first is not None and first.rivals and is_generic(first.actor.name) and (second is None or second is first):
        second = first  # two parties of one name
    if second is None:
        second = _opponent(first, filler, features, country, when)
    if first is None:
        first = _opponent(second, filler, features, country, when)
    mutual = "act:fight" in features and "act:assault" not in features and attacker is None
    perpetrator = "both" if sub == "Armed clash" and mutual and not sides.answered else "actor1"
    return Slots(
        first,
        second,
        [*associates(agents, [first, second], first), *sides.allies],
        associates(patients, [first, second], second),
        perpetrator,
    )


def _adversary(first: Filler, others: list[Filler]) -> Filler | None:
    """The other subject of a mutual fight ("A and B clashed"); two forces of one state are allies."""
    states = ("State forces", "External/Other forces")
    for other in others:
        if other.act == "fight" and not (
            first.actor.inter in states and other.actor.inter in states and first.actor.country == other.actor.country
        ):
            return other
    return None


def _met(first: Filler, others: list[Filler]) -> Filler | None:
    """Who did another act of the fight and can be no ally: "troops beat off an assault by the rebels"."""
    against = (f for f in others if f.position != first.position and not f.helper and f.tier == 0)
    return next((f for f in against if _opposed(first, f)), None)


def _opposed(one: Filler, other: Filler) -> bool:
    """Whether two doers are of two camps: a state's force and a group, or the forces of two states."""
    states = [f.actor.inter in STATES for f in (one, other)]
    return states[0] != states[1] or (all(states) and one.actor.country != other.actor.country)


def _same_side(one: Filler, other: Filler) -> bool:
    """Whether two forces are one, or two of one state."""
    states = one.actor.inter in STATES and other.actor.inter in STATES
    return one.actor.name == other.actor.name or (states and one.actor.country == other.actor.country)


def _other_camp(known: Filler, others: list[Filler]) -> Filler | None:
    """Who fell on the other side of a fight: "three rebels were killed and two soldiers hurt in a clash"."""
    return next((f for f in others if (f.actor.inter in STATES) != (known.actor.inter in STATES)), None)


def _feud(first: Filler | None, second: Filler | None, peoples: list[Filler]) -> tuple[Filler | None, Filler | None]:
    """Fill the open side of a fight between two peoples: "warriors from both sides", "the herders"."""
    known = [f for f in (first, second) if f is not None and f.actor.inter == "Identity militia"]
    if not known or any(
        f is not None and f.actor.inter != "Identity militia" and not _open(f) for f in (first, second)
    ):
        return first, second
    named = [f.actor.name for f in known if not _open(f)]
    others = [p for p in peoples if p.actor.name not in named]
    if len(others) + len(named) != 2:
        return first, second
    filled = [others.pop(0) if (f is None or _open(f)) and others else f for f in (first, second)]
    return filled[0], filled[1]


def _open(found: Filler) -> bool:
    """Whether a side is armed but unidentified."""
    return found.actor.name.startswith("Unidentified")


def _with_only_named(first: Filler | None, second: Filler | None, only: Filler) -> tuple[Filler | None, Filler | None]:
    """Put the one named organisation in the place of the unidentified side of a fight with state forces."""
    names = {f.actor.name for f in (first, second) if f is not None}
    if only.actor.name in names:
        return first, second
    state = {"State forces", "External/Other forces"}
    if (
        first is not None
        and first.actor.inter in state
        and (second is None or second.actor.name.startswith("Unidentified Armed Group"))
    ):
        return first, only
    if (
        second is not None
        and second.actor.inter in state
        and (first is None or first.actor.name.startswith("Unidentified Armed Group"))
    ):
        return only, second
    return first, second


def _opponent(
    known: Filler | None, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Filler:
    """The side the text leaves out: home forces when their post or men were hit, else an unidentified armed group."""
    state_known = known is not None and known.actor.inter in ("State forces", "External/Other forces")
    if (
        not state_known
        and known is not None
        and ("patient:facility_military" in features or known.actor.inter == "Rebel group" or known.klass == "rebel")
    ):
        return filler.state("Police" if "patient:police" in features else "Military", country, when, "target")
    return filler.generic("Unidentified Armed Group", country, "opponent_unknown")


def _beside_civilians(found: Filler, civilians: list[Filler]) -> bool:
    """Whether armed men are only counted after the civilians killed: "six shoppers and a policeman"."""
    return found.act in ("kill", "injure", "die") and any(
        c.act in ("kill", "injure", "die") and 0 <= c.start < found.start for c in civilians
    )


def _hit_before(civilians: list[Filler], armed: list[Filler]) -> bool:
    """Whether civilians are told to be hit in an earlier sentence than any armed men (coding standard 2.5)."""
    told = [f.position // 1000 for f in civilians if f.tier < TITLE]
    meant = [f.position // 1000 for f in armed if f.tier < TITLE]
    return bool(told and meant) and min(told) < min(meant)


def _explosion(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    agents, armed = armed_of(sides.agents), armed_of(sides.patients)
    listed = [sides.doer] if sides.doer is not None and not agents else []
    if "act:disrupt" in features and not agents:  # whose drones were shot down on the way sent them
        listed = [f for f in sides.beside if f.actor.inter in _NON_STATE or f.actor.inter == "External/Other forces"]
    agents = agents or listed
    first = agents[0] if agents else filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    armed = [p for p in armed if p.actor.name != first.actor.name]
    if (
        sides.only is not None
        and first.actor.inter in ("State forces", "External/Other forces")
        and armed
        and armed[0].actor.name.startswith("Unidentified")
    ):
        armed = [sides.only]
    if not armed and not sides.patients and first.actor.inter in ("State forces", "External/Other forces"):
        taken = {f.actor.name for f in agents}
        armed = [f for f in sides.beside if f.actor.name not in taken and f.actor.inter in _NON_STATE]
    civilians = of_class(sides.patients, "Civilians", "Protesters")
    if not armed and not civilians:
        armed = [f for f in sides.victims if f.actor.name != first.actor.name]
    guards = [f for f in armed if f.actor.name.startswith("Private Security")]
    armed = [f for f in armed if f not in guards and not _beside_civilians(f, civilians)]
    civilian_harm = (
        bool(civilians or guards) or "patient:facility_civilian" in features or "victims:civilians" in features
    )
    if armed and civilian_harm and _hit_before(civilians, armed):
        beside = [f.actor.name for f in armed if f.actor.name not in sides.civilian_groups]
        return Slots(
            first, civilians[0], associates(agents, [first], first), [*sides.civilian_groups, *beside[:1]], "actor1"
        )
    if not armed and not civilian_harm and "patient:facility_military" in features and first.actor.inter in STATES:
        armed = [sides.only or filler.generic("Unidentified Armed Group", country, "target")]
    if armed:
        second: Filler | None = armed[0]
        assoc2 = associates(armed, [first, second], second)
        if civilians or "victims:civilians" in features:
            assoc2.append(filler.generic("Civilians", country, "collateral").actor.name)
        return Slots(first, second, associates(agents, [first], first), assoc2, "actor1")
    if (
        "patient:facility_military" in features
        and first.actor.inter not in ("State forces", "External/Other forces")
        and "victims:civilians" not in features
    ):
        return Slots(
            first,
            filler.state("Police" if "patient:police" in features else "Military", country, when, "target"),
            associates(agents, [first], first),
            [],
            "actor1",
        )
    if civilian_harm:
        second = (of_class(sides.patients, "Civilians") or [filler.generic("Civilians", country, "victims")])[0]
        return Slots(first, second, associates(agents, [first], first), _victim_labels(sides, country), "actor1")
    return Slots(first, None, associates(agents, [first], first), [], "actor1")
