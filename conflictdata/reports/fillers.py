"""Resolved actors of an incident, how much each weighs, and their order in a slot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from conflictdata.knowledge.actor_classes import inters
from conflictdata.knowledge.actor_identify import place_name
from conflictdata.knowledge.actor_types import ResolvedActor
from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.acts import Act
from conflictdata.reports.slot_rules import slot_rules

#: Types of states' forces, at home and abroad.
STATES = inters("state")


#: Tier of what only the headline says.
TITLE = 3


@dataclass(slots=True)
class Filler:
    """A resolved actor with the words that named it (offsets in the stored text; -1 when implied)."""

    actor: ResolvedActor
    start: int
    end: int
    rule_id: str
    method: str = "pattern"
    klass: str = ""
    tier: int = 0
    act: str = ""
    position: int = -1
    helper: bool = False
    counted: bool = False
    rivals: bool = False
    facility: bool = False


@dataclass(slots=True)
class Sides:
    """Resolved agents and patients of an incident, armed and unarmed apart."""

    agents: list[Filler] = field(default_factory=list)
    patients: list[Filler] = field(default_factory=list)
    victims: list[Filler] = field(default_factory=list)
    only: Filler | None = None
    beside: list[Filler] = field(default_factory=list)
    claimants: list[Filler] = field(default_factory=list)
    communities: list[Filler] = field(default_factory=list)
    doer: Filler | None = None
    leavers: list[Filler] = field(default_factory=list)
    allies: list[str] = field(default_factory=list)
    answered: bool = False
    twins: list[Filler] = field(default_factory=list)
    mutual: bool = False
    dispersed: bool = False
    pair: tuple[Filler, Filler] | None = None
    both: bool = False
    civilian_groups: list[str] = field(default_factory=list)
    crowd_groups: list[str] = field(default_factory=list)


def is_generic(name: str) -> bool:
    """Whether an actor name is one of the standard's generic ones."""
    return name.startswith(slot_rules().vague_names)


def is_party(found: Filler) -> bool:
    """Whether an actor is a named party, movement or body: of victims and demonstrators it is a label."""
    return found.klass in ("organisation", "political_militia") and not is_generic(found.actor.name)


def labels_of(found: Filler, country: str | None) -> list[str]:
    """What victims who belong to a body are told as: its name, and "Aid Workers" where it is one of aid."""
    aid = found.actor.actor_id in slot_rules().aid_bodies
    return [found.actor.name, *([f"Aid Workers ({place_name(country)})"] if aid else [])]


def tier_of(act: Act, own: frozenset[str]) -> int:
    """0 when the act sets its parties against each other, 1 when it only counts the dead, 2 when beside the event."""
    if own:
        return 0 if act.name in own else 2
    if act.name in slot_rules().direct:
        return 0
    return 0 if any(r.mention is not None for r in act.agents) else 1


def body_first(agents: list[Filler], patients: list[Filler]) -> tuple[list[Filler], list[Filler]]:
    """A headline often tells two events; its actors count only on a side that the body leaves empty."""

    def kept(fillers: list[Filler]) -> list[Filler]:
        body = [f for f in fillers if f.tier < TITLE]
        return body or fillers

    return kept(agents), kept(patients)


def two_crowds(filler: Filler, target: list[Filler]) -> bool:
    """Two crowds of different people have one name and different labels: both are kept."""
    return filler.actor.inter == "Rioters" and all(
        filler.actor.associates and filler.actor.associates != f.actor.associates for f in target
    )


def named_first(fillers: list[Filler]) -> list[Filler]:
    """Named groups before unidentified ones; a state that turns up after "gunmen" does not take their place."""
    ranks = []
    vague = False
    for filler in fillers:
        generic = is_generic(filler.actor.name)
        ranks.append(generic or (vague and filler.actor.inter in STATES))
        vague = vague or filler.actor.name.startswith("Unidentified")
    return [f for _, f in sorted(zip(ranks, fillers, strict=True), key=lambda pair: pair[0])]


def victims_first(fillers: list[Filler]) -> list[Filler]:
    """Whose base it was, as the dead tell: "blue helmets were killed when rebels attacked their base".

    A bare facility stands for the home army only where the text names no other force that was hit.
    """
    if not fillers or not fillers[0].facility or fillers[0].rule_id != "actor.state_default":
        return fillers
    hit = [f for f in armed_of(fillers) if not f.facility and f.actor.inter in STATES and f.tier < TITLE]
    hit = hit or [f for f in fillers if f.klass == "police" != fillers[0].klass and f.tier < TITLE]
    return [*hit[:1], *(f for f in fillers if f is not hit[0])] if hit else fillers


def armed_of(fillers: Iterable[Filler]) -> list[Filler]:
    """The organised armed actors among some; parties and unions are no armed side."""
    return [f for f in fillers if f.actor.inter in armed_inters() and f.klass != "organisation"]


def of_class(fillers: Iterable[Filler], *inters: str) -> list[Filler]:
    """The actors of some classes."""
    return [f for f in fillers if f.actor.inter in inters]


def associates(fillers: Iterable[Filler], taken: Iterable[Filler | None], main: Filler | None) -> list[str]:
    """Names of further actors of a side, for its associate column: allies, never the enemies of its main actor.

    Args:
        fillers: actors of the side.
        taken: actors that already fill a slot.
        main: the side's main actor. A state's forces and a group that is no state's are on one side only if one act
            has both as its parties or the text says that one supported the other.
    """
    used = {f.actor.name for f in taken if f is not None}
    out: list[str] = []
    for filler in fillers:
        if filler.actor.name in used or filler.actor.name in out or is_generic(filler.actor.name):
            continue
        if main is None or _allied(main, filler):
            out.append(filler.actor.name)
    return out


def _allied(main: Filler, other: Filler) -> bool:
    if other.helper or (main.actor.inter in STATES) == (other.actor.inter in STATES):
        return True
    same_act = main.position == other.position >= 0
    return same_act and not is_generic(main.actor.name)
