"""Actor slots of demonstrations and riots: the crowd, who called it, whom it met (coding standard 2.5, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from conflictdata.knowledge.actor_classes import classes
from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.fillers import STATES, Filler, Sides, armed_of, associates, of_class
from conflictdata.reports.sides import SlotFiller

#: Acts by which armed men hurt a crowd.
_LETHAL = frozenset({"shoot", "kill", "injure", "explode", "assault", "grenade", "bombard"})
#: Acts of a mob on people it holds.
_BY_MOB = frozenset({"beat", "kill", "burn", "abduct"})
#: Acts that only count the dead and hurt.
_TOLLS = frozenset({"kill", "die", "injure"})
#: Classes of named groups that call people to the streets.
_PARTIES = classes("movements")


@dataclass(slots=True)
class Slots:
    """The two main slots with their associates and the direction of violence."""

    actor1: Filler | None
    actor2: Filler | None
    assoc1: list[str]
    assoc2: list[str]
    perpetrator: str


def demonstration(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    """Slots of a peaceful, dispersed or fired-upon demonstration: the crowd with its organisers, then who met it."""
    crowd = of_class([*sides.agents, *sides.patients], "Protesters")
    organisers = [
        f.actor.name
        for f in [*sides.agents, *sides.patients]
        if f.klass == "organisation" or (f.klass in _PARTIES and (f.act not in _LETHAL or f in sides.patients))
    ]
    first = crowd[0] if crowd else filler.generic("Protesters", country, "demonstrators")
    first = _relabel(first, "Protesters", filler, country)
    groups = list(
        dict.fromkeys(
            [
                *sides.crowd_groups,
                *organisers,
                *(sides.civilian_groups if sub == "Peaceful protest" or not sides.crowd_groups else []),
            ]
        )
    )
    if sub == "Peaceful protest":
        return Slots(first, None, groups, [], "actor1")
    forces = [f for f in armed_of([*sides.agents, *sides.patients]) if f.actor.inter in STATES]
    shooters = [f for f in armed_of(sides.agents) if f.act in _LETHAL and f.actor.inter not in STATES]
    if sub == "Excessive force against protesters" and shooters:
        forces = [*shooters, *forces]
    forces = _specific(forces)
    second = forces[0] if forces else filler.state("Police", country, when, "intervention")
    if (
        not forces
        and sub == "Excessive force against protesters"
        and (features & {"act:explode", "agent:unidentified_armed"})
    ):
        second = filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    return Slots(first, second, groups, associates(forces, [second], second), "actor2")


def _specific(forces: list[Filler]) -> list[Filler]:
    """The unit before the service it belongs to: "police ... the Hong Kong Police Force"."""
    if not forces:
        return forces
    first = forces[0]
    unit = next((f for f in forces[1:] if f.actor.name.startswith(f"{first.actor.name} ")), None)
    return [unit, *(f for f in forces if f is not unit and f is not first)] if unit is not None else forces


def _relabel(found: Filler, label: str, filler: SlotFiller, country: str | None) -> Filler:
    if found.actor.inter == label and found.actor.name.startswith(label):
        return found
    generic = filler.generic(label, found.actor.country or country, "crowd")
    return Filler(generic.actor, found.start, found.end, found.rule_id, found.method)


def riot(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    """Slots of violent demonstrations and mob violence: the crowd, then police, victims or a second crowd."""
    crowd = of_class(sides.agents, "Rioters", "Protesters", "Civilians")
    first = _relabel(crowd[0], "Rioters", filler, country) if crowd else filler.generic("Rioters", country, "crowd")
    groups = list(dict.fromkeys([*sides.crowd_groups, *(g for f in crowd for g in f.actor.associates)]))
    armed = [f for f in [*sides.patients, *sides.agents] if not _people(f)]
    if sides.mutual:  # who came to part two crowds is no side of their brawl
        armed = [f for f in armed if f.act != "deploy"]
    if sub == "Mob violence":  # who arrests afterwards, or had arrested the victim before, was not fought
        armed = [f for f in armed if f.act != "arrest"]
    lynched = sub == "Mob violence" and "out:killed" in features and not sides.mutual
    forces = _specific(_services(armed)) or [f for f in sides.beside if f.klass == "police" and not lynched]
    victims = of_class(sides.patients, "Civilians") or _seized(sub, sides.patients, filler, country)
    if sides.mutual:  # the dead of a brawl are of either crowd
        victims = [f for f in victims if f.act not in _TOLLS]
    second: Filler | None = None
    if forces and (sub == "Violent demonstration" or not victims):
        second = forces[0]
    elif (
        sub == "Mob violence"
        and not sides.mutual
        and (victims or "out:killed" in features or "patient:facility_civilian" in features)
    ):
        second = victims[0] if victims else filler.generic("Civilians", country, "victims")
    elif sides.dispersed or "weapon:crowd_control" in features or "act:disperse" in features:
        second = filler.state("Police", country, when, "intervention")
    crowds = _crowds(sides.agents)
    two_crowds = sub == "Mob violence" and not forces and (len(crowds) > 1 or sides.mutual or "act:fight" in features)
    if two_crowds:
        second = filler.generic("Rioters", country, "crowd")
        if len(crowds) > 1:
            return Slots(first, second, crowds[0], [g for more in crowds[1:] for g in more], "both")
    both = second is not None and (second.actor.inter in armed_inters() or two_crowds)
    return Slots(
        first,
        second,
        groups,
        list(sides.civilian_groups) if second is not None and second.actor.inter == "Civilians" else [],
        "both" if both else "actor1",
    )


def _seized(sub: str, patients: list[Filler], filler: SlotFiller, country: str | None) -> list[Filler]:
    """Suspects in the hands of a mob are unarmed by then: "residents burned two suspected gang members"."""
    if sub != "Mob violence" or not any(f.act in _BY_MOB and f.actor.name.startswith("Unidentified") for f in patients):
        return []
    return [filler.generic("Civilians", country, "victims")]


def _people(found: Filler) -> bool:
    """Whether an actor is a people at large ("Afar youths"), which in a riot is a crowd and no militia."""
    return found.actor.inter == "Identity militia" and found.klass in ("civilians", "rioters", "protesters")


def _crowds(agents: list[Filler]) -> list[list[str]]:
    """Labels of each crowd of a brawl: two peoples, or two crowds with names of their own."""
    out: list[list[str]] = []
    for found in agents:
        labels = list(found.actor.associates) if found.actor.inter in ("Rioters", "Protesters") else []
        if _people(found):
            labels = [found.actor.name.replace(" Militia (", " Group (")]
        if labels and labels not in out:
            out.append(labels)
    return out


def _services(fillers: list[Filler]) -> list[Filler]:
    """Armed actors a crowd can fight, police and army first; a government attacked in words is none of them."""
    found = [f for f in armed_of(fillers) if f.klass != "government"]
    return [f for f in found if f.actor.inter in STATES] + [f for f in found if f.actor.inter not in STATES]
