"""Actors that no role of an incident's acts binds, and how its sentences place them: beside it, before it, around it.

Example:
    In "Soldiers entered Mitu, which the front had held since June", the front gave the ground up; in an item of a list
    of strikes, who struck stands at the list's head.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from conflictdata.knowledge.actor_classes import classes
from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.taxonomy import armed_inters
from conflictdata.reports.acts import Act, Role
from conflictdata.reports.fillers import STATES, Filler, is_generic
from conflictdata.reports.incidents import Incident
from conflictdata.reports.slot_rules import slot_rules

if TYPE_CHECKING:
    from conflictdata.reports.sides import SlotFiller

#: Classes of named actors that can be the unnamed enemy of a state's forces.
_FIGHTERS = classes("fighters")


class Surroundings:
    """Reads an article around its incidents.

    Args:
        filler: resolver of the article.
    """

    def __init__(self, filler: SlotFiller) -> None:
        self.filler = filler
        self.referents = filler.referents

    def around(self, incident: Incident, back: int, ahead: int) -> list[tuple[int, int]]:
        """Spans of an incident's sentences and of their neighbours in the same paragraph."""
        text, out = self.referents.text, []
        for i, span in enumerate(self.filler.sentences):
            near = [s for s in incident.sentences if -back <= i - s <= ahead]
            home = [self.filler.sentences[s] for s in near if s < len(self.filler.sentences)]
            if any("\n\n" not in text[min(a, span[0]) : max(a, span[0])] for a, _ in home):
                out.append(span)
        return out

    def beside(self, position: int, after: bool, country: str | None, when: date | None) -> list[Filler]:
        """Actors of the opening sentence that no role binds: a drone's owner, the police a crowd met, who was there."""
        span = self.referents.sentence(position)
        if span is None:
            return []
        found = (
            self.filler.resolve_mention(m, m.start, m.end, country, when, "patient")
            for m in self.filler.owners
            if (position if after else span[0]) <= m.start < span[1]
            and (m.armed or m.kind == "country" or m.klass in ("military", "police"))
        )
        return [f for f in found if f is not None]

    def communities(self, incident: Incident, country: str | None, when: date | None) -> list[Filler]:
        """The peoples named around a feud, as its fighters: who "both sides" and "the herders" of a local fight are."""
        near = {i + step for i in incident.sentences for step in (-2, -1, 0, 1)}
        spans = [span for i, span in enumerate(self.filler.sentences) if i in near]
        out: dict[str, Filler] = {}
        for mention in self.filler.owners:
            if mention.ethnic is None or not any(a <= mention.start < b for a, b in spans):
                continue
            if self.referents.text.startswith(" of ", mention.end):
                continue  # "the Yoruba communities of Ardu and Belo"
            filler = self.filler.resolve_mention(mention, mention.start, mention.end, country, when, "agent")
            if filler is not None and filler.actor.inter == "Identity militia":
                filler.rule_id = "actor.community"
                filler.actor = replace(
                    filler.actor, associates=(), confidence=0.6, reason="a people named around the fight"
                )
                out.setdefault(filler.actor.name, filler)
        return list(out.values())

    def only_named(self, incident: Incident) -> ActorMention | None:
        """The one armed organisation that the incident's sentences and their neighbours name, if there is just one.

        Spokesmen, parties, missions and the state's own helpers are no enemies; where the text says that nobody claimed
        it, none is taken.
        """
        rules = slot_rules()
        spans = self.around(incident, 2, 2)
        if any(rules.unclaimed.search(self.referents.text, a, b) for a, b in spans):
            return None
        fighters = [
            m
            for m in self.filler.owners
            if m.kind == "named"
            and m.klass in _FIGHTERS
            and not rules.state_allies.intersection(m.ids)
            and not self.referents.helps(m)
            and not self.referents.member_of(m)
        ]
        if len({m.ids for m in fighters}) == 1:  # the article's one group, if not told too far away
            spans = [
                s for i, s in enumerate(self.filler.sentences) if any(abs(i - own) <= 4 for own in incident.sentences)
            ]
        named = [m for m in fighters if any(a <= m.start < b for a, b in spans)]
        return named[0] if len({m.ids for m in named}) == 1 else None

    def only(self, incident: Incident, country: str | None, when: date | None) -> Filler | None:
        """The one organisation named around an incident, as the enemy of a state's forces that the text leaves out."""
        mention = self.only_named(incident)
        if mention is None:
            return None
        filler = self.filler.resolve_mention(mention, mention.start, mention.end, country, when)
        if filler is None or filler.actor.inter not in armed_inters():
            return None
        filler.actor = replace(filler.actor, confidence=0.5, reason="the only organisation named around the fight")
        filler.rule_id = "actor.only_named"
        return filler

    def unbound(self, taken: set[str], country: str | None, when: date | None) -> Filler | None:
        """The one organisation that a lone headline names and no act binds: "NPA grenade attack kills soldier".

        Args:
            taken: names of the actors that acts bind.
            country: iso3 of the event's country.
            when: event date.
        """
        if len(self.filler.sentences) != 1:
            return None
        named = [m for m in self.filler.owners if m.kind == "named" and m.klass in _FIGHTERS]
        if len({m.ids for m in named}) != 1 or self.referents.member_of(named[0]) or self.referents.suffers(named[0]):
            return None
        found = self.filler.resolve_mention(named[0], named[0].start, named[0].end, country, when, "agent")
        if found is None or found.actor.name in taken or found.actor.inter not in armed_inters():
            return None
        found.actor = replace(found.actor, confidence=0.55, reason="the only organisation that the headline names")
        found.rule_id = "actor.headline"
        return found

    def leavers(self, incident: Incident, country: str | None, when: date | None) -> list[Filler]:
        """Who held ground that changed hands, or gave it up, in the words of the act or around them."""
        if incident.names.isdisjoint(slot_rules().territorial):
            return []
        near = {i + step for i in incident.sentences for step in (0, 1)}
        mentions = self.referents.leavers(span for i, span in enumerate(self.filler.sentences) if i in near)
        found = (self.filler.resolve_mention(m, m.start, m.end, country, when, "patient") for m in mentions)
        return [f for f in found if f is not None and f.actor.inter in armed_inters()]

    def list_doer(self, incident: Incident) -> Filler | None:
        """Who struck in an item of a list ("Near Raqqa, two strikes hit a depot"): the doer that its head names."""
        if self.filler.doer is None or self.filler.doer.actor.inter not in STATES:
            return None
        start = self.filler.sentences[min(incident.sentences)][0]
        item = slot_rules().list_item.match(self.referents.text, start)
        strikes = any(slot_rules().strike_words.search(role.text) for act in incident.acts for role in act.agents)
        if item is None or not strikes:
            return None
        reason = "the list's head names who struck"
        actor = replace(self.filler.doer.actor, confidence=0.65, reason=reason)
        return Filler(
            actor, self.filler.doer.start, self.filler.doer.end, "actor.list_head", klass=self.filler.doer.klass
        )

    def twins(self, act: Act, country: str | None) -> list[Filler]:
        """Two parties without names: "two clans", "rival villages", "the two sides"."""
        for role in act.agents:
            if role.mention is None and slot_rules().both_sides.search(role.text):
                kind = next((k for word, k in slot_rules().kinds_of_people.items() if word in role.text.lower()), None)
                label = f"Unidentified {kind} Militia" if kind else "Unidentified Armed Group"
                found = self.filler.generic(label, country, "parties")
                found.start, found.end, found.method = role.start, role.end, "pattern"
                return [found, found]
        return []

    def allies(self, role: Role, act: Act, country: str | None, when: date | None) -> list[str]:
        """Names of who helped a doer, as the words after it say: "troops backed by French forces and the militia"."""
        if act.name in slot_rules().responses or role.mention is None:
            return []
        found = (
            self.filler.resolve_mention(m, m.start, m.end, country, when, "agent")
            for m in self.referents.helpers_of(role)
        )
        return [f.actor.name for f in found if f is not None and not is_generic(f.actor.name)]
