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

from conflictdata.knowledge.actor_types import ActorMention, ResolvedActor
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
_NAME = re.compile(r"(?:the )?([A-Z][\w’'-]{3,})")
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
        if slot_rules().unknown_craft.search(role.text) and _CREWED.search(role.text):
            return self._unknown(role)
        if role.mention.country is not None or _OFFICIAL.search(role.text) or _CREWED.search(role.text):
            return self._aircraft(role, country, when)
        return None

    def _unknown(self, role: Role) -> Filler:
        """Unidentified warplanes are some state's: the standard's Unidentified Military Forces."""
        reason = "nobody can tell whose aircraft it was"
        name, inter = "Unidentified Military Forces", "External/Other forces"
        actor = ResolvedActor(name, inter, None, None, (), 0.6, "actor.unknown_aircraft", reason)
        return Filler(actor, role.start, role.end, actor.rule_id, klass="external")

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
            return self._answering(role)
        stop = min(len(text), used.end() + _REACH)
        near = (m for m in self.filler.owners if used.end() <= m.start < stop and m.armed)
        mention = next(near, None)
        if mention is None or any(mark in text[used.end() : mention.start] for mark in ",.;"):
            word = _NAME.match(text, used.end())
            return self._called(word[1]) if word is not None else None
        return mention

    def _answering(self, role: Role) -> ActorMention | None:
        """Who answered with the weapon: "The Front answered with a missile that hit the camp"."""
        span = self.referents.sentence(role.start)
        answer = slot_rules().answered_with.search(self.referents.text, span[0], role.start) if span else None
        if span is None or answer is None:
            return None
        before = [m for m in self.filler.owners if m.armed and span[0] <= m.start and m.end <= answer.start()]
        return before[-1] if before else None

    def _called(self, word: str) -> ActorMention | None:
        """The one named group whose name holds a word: "the Lupa group", Lupa New Generation Cartel."""
        named = [m for m in self.filler.owners if m.kind == "named" and m.armed]
        base, context = self.filler.base, self.filler.context
        names = ((m, base.resolve(m, country=None, when=None, context=context).name) for m in named)
        found = {m.ids: m for m, name in names if word in name.split()}
        return next(iter(found.values())) if len(found) == 1 else None

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
