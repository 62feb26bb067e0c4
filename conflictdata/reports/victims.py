"""Which side of an event each harm fell on, so that tolls can be settled by group and impacts say who was hurt."""

from __future__ import annotations

import re
from datetime import date

from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.casualties import Harm
from conflictdata.reports.sides import SlotFiller
from conflictdata.reports.slots import Slots

_PERPETRATOR = re.compile(
    r"\b(?:attackers?|assailants?|gunm[ae]n|bombers?|raiders?|perpetrators?|terrorists?|militants?|insurgents?|kidnappers?|bandits?|infiltrators?|rebels?|fighters?|jihadists?|extremists?)\b",
    re.I,
)
_FORCES = re.compile(
    r"\b(?:soldiers?|troops?|polic\w+|officers?|gendarmes?|servicem[ae]n|guards?|constables?|personnel|marines?|commandos?|sergeants?|lieutenants?|colonels?|recruits?)\b",
    re.I,
)
_PROTESTERS = re.compile(r"\b(?:protest[eo]rs?|demonstrators?|marchers?)\b", re.I)
_CIVILIANS = re.compile(
    r"\b(?:civilians?|villagers?|residents?|wom[ae]n|children|child|girls?|boys?|farmers?|herders?|students?|pupils?|teachers?|passengers?|worshippers?|traders?|passers-?by|bystanders?|patients?|workers?|famil(?:y|ies)|"
    r"journalists?|drivers?|pastors?|priests?|imams?|nurses?|doctors?|labourers?|infants?|baby|babies|mother|father|sons?|daughters?|brothers?|sisters?|wife|refugees?|shoppers?|vendors?|elders?|migrants?|households?|inhabitants?)\b",
    re.I,
)  # fmt: skip
#: Heads that only count: they say nothing of who the victims were.
_COUNTED = re.compile(
    r"\b(?:people|persons?|others?|dead|bod(?:y|ies)|corpses?|casualties|victims?|lives|wounded|injured|men|man|individuals?|souls?)\b",
    re.I,
)
_UNARMED_TYPES = frozenset({"Violence against civilians"})


class VictimSorter:
    """Assigns harms to groups for one coded incident.

    Args:
        slots: the filled slots of the incident.
        filler: resolver of the article, for victims named as an actor.
        country: iso3 of the event's country.
        when: event date.
        default: group of victims that are only counted ("five people").
    """

    def __init__(self, slots: Slots, filler: SlotFiller, country: str | None, when: date | None, default: str) -> None:
        self.slots = slots
        self.filler = filler
        self.country = country
        self.when = when
        self.default = default

    def group(self, harm: Harm) -> str:
        """One of civilians side_a side_b protesters rioters perpetrators unknown."""
        text = harm.victim_text
        if harm.victim_side == "perpetrators" or (harm.victim_side and harm.victim_side == "bomber"):
            return self._perpetrators()
        if _PROTESTERS.search(text):
            return self._crowd()
        if not text or (
            _COUNTED.search(text)
            and not _CIVILIANS.search(text)
            and not _FORCES.search(text)
            and not _PERPETRATOR.search(text)
        ):
            named = (
                [m for m in self.filler.base.find(text, self.filler.context) if m.kind in ("named", "state")]
                if text
                else []
            )
            if not named:
                return self.default
        mention = next(iter(self.filler.base.find(text, self.filler.context)), None) if text else None
        if mention is not None and mention.klass != "weapon_platform":
            return self._by_mention(harm, mention.klass, text)
        if _CIVILIANS.search(text):
            return "civilians" if not self._demo() else self._crowd()
        if _FORCES.search(text):
            return self._state_side()
        if _PERPETRATOR.search(text):
            return self._other_side()
        return self.default

    def _by_mention(self, harm: Harm, klass: str, text: str) -> str:
        if klass == "civilians":
            return "civilians" if self.default != "protesters" or _CIVILIANS.search(text) else self._crowd()
        if klass in ("protesters", "rioters"):
            return self._crowd()
        start = harm.victim_start if harm.victim_start is not None else harm.start
        mention = self.filler.base.find(text, self.filler.context)[0]
        found = self.filler.resolve_mention(mention, start, harm.end, self.country, self.when)
        if found is not None:
            for side, slot in (("side_a", self.slots.actor1), ("side_b", self.slots.actor2)):
                if slot is not None and slot.actor.name == found.actor.name:
                    return side
            for side, associates in (("side_a", self.slots.assoc1), ("side_b", self.slots.assoc2)):
                if found.actor.name in associates:
                    return side
        if klass in ("military", "police", "government", "external"):
            return self._state_side()
        return self._other_side()

    def _demo(self) -> bool:
        return self.default == "protesters"

    def _crowd(self) -> str:
        inters = [s.actor.inter for s in (self.slots.actor1, self.slots.actor2) if s is not None]
        return "rioters" if "Rioters" in inters else "protesters"

    def _inter(self, side: str) -> str:
        slot = self.slots.actor1 if side == "side_a" else self.slots.actor2
        return slot.actor.inter if slot is not None else ""

    def _state_side(self) -> str:
        for side in ("side_b", "side_a"):
            if self._inter(side) in ("State forces", "External/Other forces"):
                return side
        return "civilians" if self._inter("side_b") == "Civilians" else "unknown"

    def _other_side(self) -> str:
        for side in ("side_a", "side_b"):
            if self._inter(side) in armed_inters() and self._inter(side) not in (
                "State forces",
                "External/Other forces",
            ):
                return side
        for side in ("side_a", "side_b"):
            if self._inter(side) in armed_inters():
                return "side_b" if side == "side_a" else "side_a"
        return self.default

    def _perpetrators(self) -> str:
        return {"actor1": "side_a", "actor2": "side_b"}.get(self.slots.perpetrator, self._other_side())


def default_group(event_type: str, sub: str, actor2_inter: str | None) -> str:
    """Group of victims given only as a number, by what the event is."""
    if sub == "Excessive force against protesters" or event_type == "Protests":
        return "protesters"
    if event_type in _UNARMED_TYPES or sub == "Other":
        return "civilians"
    if event_type == "Explosions/Remote violence":
        return "unknown" if actor2_inter in armed_inters() else "civilians"
    if event_type == "Riots":
        return "civilians" if actor2_inter == "Civilians" else "rioters"
    return "unknown"
