"""Actor slots of strategic developments: who acted, upon whom, the parties of an agreement (coding standard 2.5)."""

from __future__ import annotations

from datetime import date

from conflictdata.knowledge.actor_classes import inters
from conflictdata.knowledge.taxonomy import armed_inters, slots
from conflictdata.reports.fillers import Filler, Sides, associates, is_generic
from conflictdata.reports.sides import SlotFiller
from conflictdata.reports.slots_crowds import Slots

_NON_STATE = inters("nonstate")
#: Types whose doers are many on one side: a second doer is an ally, not the other side.
_ONE_DOER = frozenset({"Looting/property destruction", "Arrests", "Disrupted weapons use"})


def strategic(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Slots:
    """Slots of a strategic development.

    Args:
        sub: sub-event type label.
        sides: resolved agents and patients.
        filler: source of implied names.
        features: the frame's features.
        country: iso3 of the event's country.
        when: event date.
    """
    rules = slots(sub)
    pool = [f for f in sides.agents if f.actor.inter in rules.actor1 and not _is_label(sub, f)]
    labels = [f.actor.name for f in sides.patients if _is_label(sub, f) and not is_generic(f.actor.name)]
    others = [f for f in sides.patients if f.actor.inter in rules.actor2 and not _is_label(sub, f)]
    if sub == "Agreement":
        pool, others = _parties(pool, others, sides)
        pool, others = _both_sides(pool, others, sides)
    first = pool[0] if pool else None
    if first is None or ("act:emergency" in features and first.actor.inter not in armed_inters()):
        first = _strategic_default(sub, sides, filler, features, country, when)
    more = [] if sub in _ONE_DOER else pool[1:]
    second = next(
        (f for f in [*others, *more] if f.actor.name != first.actor.name and f.actor.inter in rules.actor2), None
    )
    if second is None and sub == "Disrupted weapons use":
        only = [sides.only] if sides.only is not None else []
        second = next(
            (
                f
                for f in [*sides.claimants, *sides.beside, *only]
                if f.actor.name != first.actor.name
                and f.actor.inter in rules.actor2
                and not (f.actor.inter == "State forces" and first.actor.inter == "State forces")
            ),
            None,
        )
    if sub == "Non-violent transfer of territory":
        first, second = _handover(first, second, sides)
    if second is None and sides.both and sub == "Agreement" and len(others) == 1:
        second = others[0]  # two unidentified groups have one name
    if sub == "Arrests" and second is None:
        second = filler.generic("Civilians", country, "detained")
    if sub == "Looting/property destruction" and second is None:
        second = filler.generic("Civilians", country, "owners")
    if sub in ("Headquarters or base established",):
        second = None
    perpetrator = "both" if sub == "Agreement" else "actor1"
    if sub == "Other" and first.actor.inter == "Civilians":
        perpetrator = "unknown"  # graves and flight: nobody is said to have done it (coding notes 13)
    assoc2 = [*sides.civilian_groups, *labels] if second is not None and second.actor.inter == "Civilians" else []
    return Slots(first, second, associates(pool, [first, second], first), assoc2, perpetrator)


def _is_label(sub: str, found: Filler) -> bool:
    """A group whose members are arrested or robbed is what the civilians are called, not an armed side."""
    if found.actor.name.startswith("Unidentified"):
        return sub == "Arrests"
    if sub == "Arrests":
        return found.actor.inter in _NON_STATE or found.klass == "organisation"
    return sub == "Looting/property destruction" and found.klass in ("organisation", "political_militia")


def _handover(first: Filler, second: Filler | None, sides: Sides) -> tuple[Filler, Filler | None]:
    """The winner of a quiet takeover first, then who left: soldiers who abandon a town are no winners."""
    only = sides.only
    same_home = second is None or second.actor.country == first.actor.country
    if only is not None and first.actor.inter == "State forces" and same_home and only.actor.name != first.actor.name:
        return only, first
    if second is None:
        second = next((f for f in sides.leavers if f.actor.name != first.actor.name), None)
    if second is None:
        others = (f for f in sides.beside if f.actor.name != first.actor.name and not is_generic(f.actor.name))
        second = next(
            (f for f in others if f.actor.country != first.actor.country or f.actor.inter in _NON_STATE), None
        )
    return first, second


def _parties(pool: list[Filler], others: list[Filler], sides: Sides) -> tuple[list[Filler], list[Filler]]:
    """Who concluded an agreement: its subjects, then armed actors beside them; prisoners and elders are no party."""
    armed = sorted(
        (f for f in [*pool, *others] if f.actor.inter in armed_inters()),
        key=lambda f: f.rule_id == "actor.national_rebels",
    )
    beside = [
        f
        for f in sides.beside
        if f.actor.inter in armed_inters()
        and not is_generic(f.actor.name)
        and (f.rule_id != "actor.state_default" or f.klass == "police")
    ]
    present = beside if armed else [f for f in beside if f.klass != "police"]  # who only tells of it is no party
    return (armed[:1] or present[:1] or pool[:1]), [*armed[1:], *present]


def _both_sides(pool: list[Filler], others: list[Filler], sides: Sides) -> tuple[list[Filler], list[Filler]]:
    """Parties that the words only call "the two sides": those of the fight told before, else two unknown ones."""
    if not sides.both or any(not is_generic(f.actor.name) for f in [*pool, *others]):
        return pool, others
    if sides.pair is not None:
        return [sides.pair[0]], [sides.pair[1]]
    return (sides.twins[:1], sides.twins[1:]) if sides.twins else (pool, others)


def _strategic_default(
    sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None
) -> Filler:
    """Who acts when the text does not say: police arrest and defuse, civilians flee, an unidentified group loots."""
    if sub == "Arrests":
        return filler.state("Police", country, when, "arrest")
    if sub == "Other" and "act:emergency" in features:
        return filler.state("Government", country, when, "decree")
    if sub == "Other":
        return filler.generic("Civilians", country, "affected")
    if sub in ("Looting/property destruction", "Non-violent transfer of territory", "Agreement"):
        return filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    if sub == "Disrupted weapons use" and any(f.klass == "police" for f in sides.beside):
        return filler.state("Police", country, when, "disposal")
    return filler.state("Military", country, when, "default")
