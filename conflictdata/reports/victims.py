"""Which side of an event each harm fell on, so that tolls can be settled by group and impacts say who was hurt.

Example:
    An ambush of troops: "killing nine soldiers and wounding 12 others" is nine and twelve of side_b.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.knowledge.actor_classes import classes, inters
from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.casualties import Harm
from conflictdata.reports.harm_words import harm_words
from conflictdata.reports.sides import SlotFiller
from conflictdata.reports.slots import Slots

_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "victim_groups.yaml"
_STATE = inters("state")
_STATE_CLASSES = classes("state_side")
_SIDES = ("side_a", "side_b")
_KINDS = ("attacker", "crowd", "state", "armed", "civilian")
#: How many sentences back "12 others" may look for the people it counts on from.
_REACH = 1
#: Reading of "three from either side".
EACH_SIDE = "harm.each_side"
#: Heads that stand for a number of people told before, beside the generic ones.
_NUMBERED = frozenset(["wounded", "injured", "man", "survivor"])


@dataclass(frozen=True, slots=True)
class VictimWords:
    """Compiled ``victim_groups.yaml``."""

    words: tuple[tuple[str, re.Pattern[str]], ...]
    counted: dict[str, str]
    counted_of_armed: dict[str, str]
    young_or_old: frozenset[str]
    either_side: frozenset[str]
    own_dead: frozenset[str]
    public_property: frozenset[str]
    unarmed_impacts: frozenset[str]
    crowd_impacts: frozenset[str]
    aboard: frozenset[str]
    watchmen: frozenset[str]
    speakers: re.Pattern[str]
    fighters_of: dict[str, frozenset[str]]


@lru_cache(maxsize=1)
def victim_words() -> VictimWords:
    """The tables of victim groups, read once per process."""
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return VictimWords(
        tuple((kind, _any_of(raw["words"][kind])) for kind in _KINDS),
        dict(raw["counted"]),
        dict(raw["counted_of_armed"]),
        frozenset(raw["young_or_old"]),
        frozenset(raw["either_side"]),
        frozenset(raw["own_dead"]),
        frozenset(raw["public_property"]),
        frozenset(raw["unarmed_impacts"]),
        frozenset(raw["crowd_impacts"]),
        frozenset(raw["aboard"]),
        frozenset(raw["watchmen"]),
        _any_of(raw["speakers"]),
        {word: frozenset(kinds) for kinds, words in _fighters(raw) for word in words},
    )


def _fighters(raw: dict[str, Any]) -> list[tuple[list[str], list[str]]]:
    return [(entry["inter"], entry["words"]) for entry in raw["fighters_of"]]


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b", re.I)


class VictimSorter:
    """Assigns harms to groups for one coded incident; harms must come in text order.

    Args:
        slots: the filled slots of the incident.
        filler: resolver of the article, for victims named as an actor.
        country: iso3 of the event's country.
        when: event date.
        default: group of victims that are only counted ("five people").
        event_type: what the event is.
    """

    def __init__(
        self,
        slots: Slots,
        filler: SlotFiller,
        country: str | None,
        when: date | None,
        default: str,
        event_type: str = "",
    ) -> None:
        self.slots = slots
        self.filler = filler
        self.country = country
        self.when = when
        self.at_range = event_type == "Explosions/Remote violence"
        self.default = default
        self._told: list[tuple[Harm, str]] = []

    def group(self, harm: Harm) -> str:
        """One of civilians side_a side_b protesters rioters perpetrators unknown."""
        group = self._group(harm)
        if not harm.negated:
            self._told.append((harm, group))
        return group

    def _group(self, harm: Harm) -> str:
        kind = _kind(harm)
        group = self._by_event(harm, kind)
        if group:
            return group
        if kind == "attacker":
            return "perpetrators" if harm.victim_head == "bomber" else self._perpetrators(harm)
        if kind == "crowd":
            return self._crowd()
        return self._by_name(harm, kind) or self._by_kind(harm, kind)

    def _by_event(self, harm: Harm, kind: str) -> str:
        """What the kind of harm or of event says of those who suffer it, whatever they are called."""
        words = victim_words()
        if harm.rule_id == EACH_SIDE:
            return "each"
        if harm.impact == "facility_damaged":
            return "unknown" if words.public_property & set(harm.victim_text.lower().split()) else "civilians"
        if harm.impact in words.crowd_impacts and kind != "state" and self._in_crowd_event():
            return self._crowd()
        if harm.impact == "detained" and self.default == "civilians" and kind not in ("state", "armed", "attacker"):
            return "civilians"
        if self.at_range and self.default == "unknown" and words.aboard & set(harm.victim_text.lower().split()):
            return "side_b"
        if harm.victim_head in words.either_side and all(self._inter(side) in armed_inters() for side in _SIDES):
            return "unknown"
        if harm.impact in words.unarmed_impacts and kind not in ("state", "armed", "attacker"):
            return "civilians"
        return ""

    def _by_name(self, harm: Harm, kind: str) -> str:
        """The side that lost them, or that the words for them name."""
        own = self._own(harm) if kind in ("", "armed") else ""
        if own:
            return own
        mention = self._mention(harm)
        side = self._side_of(mention, harm) if mention is not None and mention.kind in ("named", "state") else ""
        return side or (self._namesake(harm.victim_text) if kind in ("", "state", "armed") else "")

    def _by_kind(self, harm: Harm, kind: str) -> str:
        if kind == "state":
            return self._state_side(harm)
        if kind == "armed":
            return self._other_side(harm)
        if kind != "civilian":
            return self._counted(harm)
        of_riot = self._inter("side_a") == "Rioters" and self._inter("side_b") in _STATE
        if self.default == "protesters" or (of_riot and harm.victim_head in victim_words().young_or_old):
            return self._crowd()
        return "civilians"

    def _in_crowd_event(self) -> bool:
        return bool({"Rioters", "Protesters"} & set(map(self._inter, _SIDES)))

    # ------------------------------------------------------------------ people who are only counted
    def _counted(self, harm: Harm) -> str:
        if self.default in ("civilians", "protesters"):
            return self._shot_by_the_state(harm) or self._beside(harm) or self.default
        return self._before(harm) or self._opponents(harm) or self._gone_from_post(harm) or self.default

    def _gone_from_post(self, harm: Harm) -> str:
        """Who is missing after a fight with the state's men, or is found again, is one of them."""
        lost = harm.impact in ("missing", "rescued") and _bare(harm) and self._inter("side_b") in _STATE
        return "side_b" if lost and self._inter("side_a") not in _STATE else ""

    def _shot_by_the_state(self, harm: Harm) -> str:
        """Whom soldiers shoot while a crowd loots are of the crowd, not those whom the crowd wronged."""
        struck = harm.agent_text if harm.rule_id.startswith("harm.verb") else ""  # not "17 dead by the police count"
        by_state = dict(victim_words().words)["state"].search(struck)
        return "rioters" if by_state and self._inter("side_a") == "Rioters" else ""

    def _beside(self, harm: Harm) -> str:
        """As in "a policeman was killed and three were injured": three of those the same clause told of."""
        told = self._told[-1] if self._told and _bare(harm) else None
        near = told is not None and told[0].sentence == harm.sentence and told[0].impact != harm.impact
        return told[1] if told is not None and near and told[1] in _SIDES else ""

    def _before(self, harm: Harm) -> str:
        """A number without a noun counts on in the group told last: "nine soldiers were killed and 12 others hurt"."""
        if not _bare(harm):
            return ""
        for told, group in reversed(self._told):
            if not 0 <= harm.sentence - told.sentence <= _REACH:
                return ""
            if (
                told.sentence != harm.sentence
                and len({g for _, g in self._told if g != "unknown"}) > 1
                and not harm.additional
            ):
                return ""  # "two attackers died. Sixty were injured."
            if group != "unknown" and told.impact in ("killed", "injured", "neutralised") and told.victim_text:
                return group
        return ""

    def _opponents(self, harm: Harm) -> str:
        """Whom a side's fighters are said to have killed is of the other side: "troops killed 15"."""
        if not harm.agent_text or not _bare(harm) or harm.agent_text == harm.victim_text:
            return ""
        mention = next(iter(self.filler.base.find(harm.agent_text, self.filler.context)), None)
        side = (self._side_of(mention, harm) if mention is not None else "") or self._namesake(harm.agent_text)
        return {"side_a": "side_b", "side_b": "side_a"}.get(side, "")

    def _own(self, harm: Harm) -> str:
        """The dead are of the side that lost them: "the rebels lost three men", "the enemy left 14 bodies behind"."""
        words, owner = victim_words(), harm.owner_text
        if harm.victim_head in words.own_dead and not harm.attributed_to:
            return self._facing(harm)
        pronoun = owner.lower() in ("it", "they", "he", "she")
        if harm.victim_head in words.own_dead or pronoun:
            owner = harm.attributed_to or self._speaker_before(harm)
        if not owner:
            return ""
        if words.speakers.fullmatch(owner):
            states = [side for side in ("side_a", "side_b") if self._inter(side) in _STATE]
            return states[0] if len(states) == 1 else ""
        mention = next(iter(self.filler.base.find(owner, self.filler.context)), None)
        side = (self._side_of(mention, harm) if mention is not None else "") or self._namesake(owner)
        if side:
            return side
        kind = next((kind for kind, pattern in words.words if pattern.search(owner)), "")
        if kind not in ("state", "armed"):
            return self._facing(harm) if pronoun else ""  # "killing 12 soldiers. They lost three men, a resident said"
        return self._state_side(harm) if kind == "state" else self._other_side(harm)

    def _speaker_before(self, harm: Harm) -> str:
        """Who "it" is in "The army said it killed 25 rebels. It lost two men.": who told the last figures."""
        told = self._told[-1][0] if self._told else None
        return (told.attributed_to or "") if told is not None and harm.sentence - told.sentence <= _REACH else ""

    def _facing(self, harm: Harm) -> str:
        """The side of "our hero": the one that faces the enemy whose dead were told just before."""
        for told, group in reversed(self._told):
            if harm.sentence - told.sentence <= _REACH and group in _SIDES:
                return {"side_a": "side_b", "side_b": "side_a"}[group]
        return ""

    def _namesake(self, text: str) -> str:
        """The one side whose actor shares a name with the words: "the Malaitans", Malaita Eagle Force."""
        names: list[str] = re.findall(r"[A-Z]\w{4,}", text)
        found = [
            side
            for side, slot in (("side_a", self.slots.actor1), ("side_b", self.slots.actor2))
            if slot is not None and any(word[:6] in slot.actor.name for word in names)
        ]
        return found[0] if len(found) == 1 else ""

    # ------------------------------------------------------------------ people named as an actor
    def _mention(self, harm: Harm) -> ActorMention | None:
        if not harm.victim_text:
            return None
        found = self.filler.base.find(harm.victim_text, self.filler.context)
        return next((m for m in found if m.klass != "weapon_platform"), None)

    def _side_of(self, mention: ActorMention, harm: Harm) -> str:
        """The side whose actor or associate a named victim is; "" when it is neither."""
        start = harm.victim_start if harm.victim_start is not None else harm.start
        found = self.filler.resolve_mention(mention, start, harm.end, self.country, self.when)
        if found is not None:
            for side, slot in (("side_a", self.slots.actor1), ("side_b", self.slots.actor2)):
                if slot is not None and slot.actor.name == found.actor.name and slot.actor.inter in armed_inters():
                    return side
            for side, associates in (("side_a", self.slots.assoc1), ("side_b", self.slots.assoc2)):
                both = (self._inter(side), found.actor.inter)
                if found.actor.name in associates and all(inter in armed_inters() for inter in both):
                    return side
        if mention.klass in _STATE_CLASSES:
            return self._state_side(harm)
        return self._other_side(harm) if mention.armed else ""

    # ------------------------------------------------------------------ sides by what their actors are
    def _crowd(self) -> str:
        inters = [self._inter(side) for side in _SIDES]
        if "Rioters" in inters:
            return "rioters"
        return "protesters" if "Protesters" in inters or self.default == "protesters" else self._unarmed()

    def _inter(self, side: str) -> str:
        slot = self.slots.actor1 if side == "side_a" else self.slots.actor2
        return slot.actor.inter if slot is not None else ""

    def _state_side(self, harm: Harm) -> str:
        own = [side for side in ("side_b", "side_a") if self._inter(side) in _STATE]
        if not own:
            return "unknown" if self.default == "rioters" or self._inter("side_a") == "Rioters" else self._unarmed()
        one_sided = self._inter("side_b") == "Civilians"
        if one_sided and (self.at_range or harm.victim_head in victim_words().watchmen):
            return "civilians"  # whoever shells from afar does not hurt its own; a guard of a clinic is no soldier
        return own[0]

    def _of_kind(self, harm: Harm, sides: list[str]) -> str:
        """Of two groups the one whose kind the word names ("insurgents" against hunters), or whom nobody else is of."""
        kinds = victim_words().fighters_of.get(harm.victim_head, ())
        fits = [side for side in sides if self._inter(side) in kinds]
        if len(fits) == 1:
            return fits[0]
        beside = [g for told, g in self._told if told.trigger_start == harm.trigger_start and g in _SIDES]
        return {"side_a": "side_b", "side_b": "side_a"}[beside[-1]] if beside else "unknown"

    def _other_side(self, harm: Harm) -> str:
        armed = [side for side in ("side_a", "side_b") if self._inter(side) in armed_inters()]
        rebels = [side for side in armed if self._inter(side) not in _STATE]
        if len(rebels) > 1:
            return self._of_kind(harm, rebels)
        if rebels:
            return rebels[0]
        if armed and self._inter("side_b") not in ("Civilians", "Protesters", "Rioters"):
            return "side_b" if armed[0] == "side_a" else "side_a"
        return self._unarmed()

    def _unarmed(self) -> str:
        return "civilians" if self._inter("side_b") == "Civilians" or self.default == "civilians" else self.default

    def _perpetrators(self, harm: Harm) -> str:
        """Attackers are of the armed side that is no state; else of the side that struck."""
        rebels = [s for s in ("side_a", "side_b") if self._inter(s) in armed_inters() and self._inter(s) not in _STATE]
        if len(rebels) == 1:
            return rebels[0]
        if all(self._inter(side) in _STATE for side in _SIDES):
            return "side_b"  # "intruders" against the army that tells of them
        return {"actor1": "side_a", "actor2": "side_b"}.get(self.slots.perpetrator, self._other_side(harm))


def _bare(harm: Harm) -> bool:
    """Whether nothing but a number tells who: "nine", "12 others", "the wounded", but not "nine people"."""
    if {"people", "persons", "person"} & set(harm.victim_text.lower().split()):
        return False
    head = harm.victim_head
    return not head or head[0].isdigit() or head in harm_words().sets["generic_heads"] or head in _NUMBERED


def _kind(harm: Harm) -> str:
    """What the words for the victims say of them: attacker crowd state armed civilian, or "" when they only count."""
    if harm.victim_side == "attacker":
        return "attacker"
    for kind, pattern in victim_words().words:
        if pattern.search(harm.victim_text):
            return kind
    return harm.victim_side if harm.victim_side in _KINDS else ""


def default_group(event_type: str, sub: str, actor2_inter: str | None) -> str:
    """Group of victims given only as a number, by what the event is."""
    words = victim_words()
    if event_type == "Riots" and actor2_inter == "Civilians":
        return "civilians"
    if actor2_inter in armed_inters() and event_type in words.counted_of_armed:
        return words.counted_of_armed[event_type]
    return words.counted.get(sub) or words.counted.get(event_type, "unknown")
