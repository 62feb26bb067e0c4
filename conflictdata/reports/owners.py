"""Whose weapons struck: the force named beside a drone, jet, shell or missile, or the one that tells of it.

Example:
    "drones flown by the Lupa Front dropped bombs" and "rockets fired from Lupa Front positions" are the Front's deeds;
    in "The Turkish General Staff said warplanes had hit", the warplanes are Turkish.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.reports.acts import Role
from conflictdata.reports.fillers import Filler, is_generic
from conflictdata.reports.parsed import WEAPON_CLASSES
from conflictdata.reports.slot_rules import slot_rules

if TYPE_CHECKING:
    from conflictdata.reports.sides import SlotFiller

_CREWED = re.compile(
    r"\b(?:helicopters?|gunships?|jets?|warplanes?|fighter|planes?|aircraft|antonovs?|sukhois?|migs?|"
    r"mirages?|air ?strikes?|bombers?|aviation)\b",
    re.I,
)
_OFFICIAL = re.compile(r"\b(?:army|government|military|air force|state|regime)\b", re.I)
#: Characters after a weapon within which the words say whose it is.
_REACH = 70


def is_weapon(role: Role) -> bool:
    """Whether a role is held by a weapon: aircraft, or a shell, rocket or bomb where an actor could stand."""
    if role.mention is not None:
        return role.mention.klass == "weapon_platform"
    return not role.pronoun and not role.classes.isdisjoint(WEAPON_CLASSES)


class Owners:
    """Finds whose weapon holds a role.

    Args:
        filler: resolver of the article.
    """

    def __init__(self, filler: SlotFiller) -> None:
        self.filler = filler
        self.referents = filler.referents

    def of(self, role: Role, country: str | None, when: date | None) -> Filler | None:
        """Who used the weapon; crewed aircraft are the state's, a drone or shell anybody's until somebody is named."""
        owner = self._inside(role) or self._user(role)
        if owner is not None:
            return self.filler.resolve_mention(owner, owner.start, owner.end, country, when)
        if role.mention is None:
            return None
        if role.mention.country is not None or _OFFICIAL.search(role.text) or _CREWED.search(role.text):
            return self._aircraft(role, country, when)
        return None

    def _inside(self, role: Role) -> ActorMention | None:
        if role.mention is None:
            return None
        inside = (m for m in self.filler.owners if role.start <= m.start and m.end <= role.end)
        return next((m for m in inside if m.kind in ("named", "state")), None)

    def _user(self, role: Role) -> ActorMention | None:
        """Who is said right after the weapon to have flown, fired or owned it."""
        text = self.referents.text
        used = slot_rules().used_by.match(text, role.end)
        if used is None:
            return None
        stop = min(len(text), used.end() + _REACH)
        near = (m for m in self.filler.owners if used.end() <= m.start < stop and m.armed)
        mention = next(near, None)
        if mention is None or any(mark in text[used.end() : mention.start] for mark in ",.;"):
            return None
        return mention

    def _aircraft(self, role: Role, country: str | None, when: date | None) -> Filler | None:
        assert role.mention is not None
        coalition = self._speaking_coalition(role, country, when) if role.mention.country is None else None
        if coalition is not None:
            return coalition
        home = role.mention.country or self._speaking_state(role) or country
        filler = self.filler.state("Military", home, when, "aircraft")
        if home != country:
            filler.actor = replace(filler.actor, inter="External/Other forces")
        filler.start, filler.end, filler.method = role.start, role.end, "pattern"
        return filler

    def _speaking_coalition(self, role: Role, country: str | None, when: date | None) -> Filler | None:
        """Aircraft of whoever tells it: "The coalition said its jets had hit"."""
        span = self.referents.sentence(role.start)
        for mention in self.filler.owners:
            if (
                span
                and span[0] <= mention.start < role.start
                and mention.klass == "external"
                and mention.kind != "state"
            ):
                found = self.filler.resolve_mention(mention, mention.start, mention.end, country, when)
                if found is not None and not is_generic(found.actor.name):
                    return found
        return None

    def _speaking_state(self, role: Role) -> str | None:
        """Aircraft without a flag are the speaker's: "The Turkish General Staff said warplanes had hit"."""
        span = self.referents.sentence(role.start)
        if span is None:
            return None
        stated = [
            m.country
            for m in self.filler.owners
            if m.kind == "state"
            and m.country
            and span[0] <= m.start < role.start
            and m.klass in ("military", "government")
        ]
        return stated[0] if len(set(stated)) == 1 else None
