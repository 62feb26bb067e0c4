"""Who stands on which side of an incident: bound roles, claims, owners of weapons and victims, each by its name.

Named actors outrank generic ones, a claim or attribution names an unidentified perpetrator. Nothing is invented: the
reason of every implied value is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from conflictdata.knowledge.actor_types import ActorContext, ActorMention, ResolvedActor
from conflictdata.knowledge.actors import ActorBase
from conflictdata.reports.acts import Act, Role
from conflictdata.reports.fillers import (
    TITLE,
    Filler,
    Sides,
    armed_of,
    body_first,
    is_generic,
    named_first,
    tier_of,
    two_crowds,
    victims_first,
)
from conflictdata.reports.frames import acting
from conflictdata.reports.incidents import Incident
from conflictdata.reports.owners import Owners, is_weapon
from conflictdata.reports.referents import Referents
from conflictdata.reports.slot_rules import slot_rules
from conflictdata.reports.surroundings import Surroundings

__all__ = ["Filler", "Sides", "SlotFiller", "is_generic"]

#: Rules that read an actor's own name in the text.
_OUTRIGHT = frozenset({"actor.named", "actor.state_named"})
_OWNED = frozenset(
    {"vehicle", "patrol", "convoy", "base", "post", "checkpoint", "camp", "truck", "position", "outpost"}
)
_AMONG = re.compile(r"\b(?:between|among|amongst)\s+(?:the )?$", re.I)
#: "No insurgents' bodies were found" names no side.
_NOBODY = re.compile(r"(?:no|neither|none of)\b", re.I)


class SlotFiller:
    """Fills slots for incidents of one article.

    Args:
        base: the actor knowledge base.
        context: the article's actor context (acronyms, mentions).
        owners: all actor mentions of the article (offsets in the stored text).
        sentences: spans of the article's sentences.
        text: the stored text, for the words around a mention.
        pair: the armed sides of the event told before, whom "the two sides" resume.
        doer: who struck in the event told before, for the items of a list of strikes.
    """

    def __init__(
        self,
        base: ActorBase,
        context: ActorContext,
        owners: Sequence[ActorMention] = (),
        sentences: Sequence[tuple[int, int]] = (),
        text: str = "",
        pair: tuple[Filler, Filler] | None = None,
        doer: Filler | None = None,
    ) -> None:
        self.base = base
        self.context = context
        self.owners = owners
        self.sentences = sentences
        self.referents = Referents(text, owners, sentences)
        self.pair = pair
        self.doer = doer

    def resolve(self, role: Role, act: Act, country: str | None, when: date | None, function: str) -> list[Filler]:
        """Resolve the actors a role of an act stands for; empty when it names none."""
        if is_weapon(role):
            owner = Owners(self).of(role, country, when)
            return [owner] if owner is not None else []
        if _NOBODY.match(role.text) or (function == "agent" and self.referents.aimed_at(role)):
            return []
        if self.doer is not None and slot_rules().same_doer.match(role.text):
            return [replace(self.doer, rule_id="actor.same_doer", start=role.start, end=role.end)]
        if act.name in slot_rules().peaceful:
            function = ""
        found = []
        for mention, start, end in self.referents.of(role, act.name == "fight"):
            if function == "patient" and mention.kind == "state" and self._tells(mention, start, end):
                continue
            if mention.klass == "government" and act.name in slot_rules().forces_act:
                if function == "patient" and act.name != "fight" and mention.head in slot_rules().seats:
                    continue
                mention = replace(mention, klass="military")
            bare = function == "agent" and acting(mention, act.name) is not mention and mention.ethnic is None
            if bare:
                mention = acting(mention, act.name)
            part = "agent" if act.name == "fight" and mention.ethnic is not None else function
            filler = self.resolve_mention(mention, start, end, country, when, part)
            if filler is not None:
                filler.helper = self.referents.helps(self._owner_at(mention, start, end))
                filler.rivals = self._rivals(role, act)
                filler.rule_id = "actor.bare_men" if bare and is_generic(filler.actor.name) else filler.rule_id
                filler.facility = _bare_facility(mention)
            found.append(filler)
        return self._either([f for f in found if f is not None], role, country, when)

    def _either(self, found: list[Filler], role: Role, country: str | None, when: date | None) -> list[Filler]:
        """Make one actor of two possible doers: "the Taliban or Islamic State" (coding standard 3.2)."""
        other = self.referents.alternative(role) if found and found[0].rule_id == "actor.named" else None
        two = self.resolve_mention(other, other.start, other.end, country, when) if other is not None else None
        if two is None or two.actor.name == found[0].actor.name:
            return found
        name = f"{found[0].actor.name} and/or {two.actor.name}"
        actor = replace(found[0].actor, name=name, actor_id=None, confidence=0.7, reason="either of two groups")
        return [replace(found[0], actor=actor), *(f for f in found[1:] if f.actor.name != two.actor.name)]

    def _rivals(self, role: Role, act: Act) -> bool:
        """Whether words without names stand for both parties: "two rival clans", gangs that "shot at each other"."""
        rules = slot_rules()
        shared = rules.each_other.search(self.referents.text, act.clause[0], act.clause[1])
        both = act.name == "fight" and rules.both_sides.match(role.text)
        return act.name in ("fight", "shoot", "assault", "riot") and bool(
            shared or both or rules.rivals.match(role.text)
        )

    def _tells(self, mention: ActorMention, start: int, end: int) -> bool:
        """Whether a force in the place of a victim is the source of the sentence."""
        return self.referents.tells(self._owner_at(mention, start, end))

    def _owner_at(self, mention: ActorMention, start: int, end: int) -> ActorMention:
        """The same mention with its offsets in the stored text."""
        inside = (m for m in self.owners if start <= m.start and m.end <= end and m.text == mention.text)
        return next(inside, replace(mention, start=start, end=end))

    def resolve_mention(
        self,
        mention: ActorMention,
        start: int,
        end: int,
        country: str | None,
        when: date | None,
        function: str | None = None,
    ) -> Filler | None:
        """Resolve one mention, given where it stands in the stored text."""
        actor = self.base.resolve(mention, country=country, when=when, context=self.context.at(start), role=function)
        if actor.rule_id in slot_rules().inferred and self._unclaimed(start):
            unknown = replace(mention, flags=mention.flags | {"unknown"})
            actor = self.base.resolve(
                unknown, country=country, when=when, context=self.context.at(start), role=function
            )
        return Filler(actor, start, end, actor.rule_id, klass=mention.klass) if actor.name else None

    def _unclaimed(self, position: int) -> bool:
        """Whether the text goes on to say that nobody claimed it: no group named in passing is then inferred."""
        after = [span for span in self.sentences if span[1] > position][:4]
        return bool(after) and slot_rules().unclaimed.search(self.referents.text, position, after[-1][1]) is not None

    def sides(
        self,
        incident: Incident,
        country: str | None,
        when: date | None,
        claimants: Sequence[tuple[ActorMention, int, int]],
        sub: str = "",
    ) -> Sides:
        """Resolve all roles of an incident; for disrupted weapons the claimant is their owner, not the agent.

        Args:
            incident: the bound incident.
            country: iso3 of the event's country.
            when: event date.
            claimants: named actors that claimed it or were blamed for it, with their place in the text.
            sub: sub-event type label; it decides which acts speak of the sides.
        """
        out, around = Sides(pair=self.pair), Surroundings(self)
        disrupted = sub == "Disrupted weapons use" or (not sub and "disrupt" in incident.names)
        ordered = sorted(incident.acts, key=lambda a: (a.title, a.quoted, not a.core, a.sentence, a.token))
        own = slot_rules().own_acts.get(sub, frozenset())
        downed = any(act.name.startswith("shootdown") for act in incident.acts)
        for act in sorted(ordered, key=lambda a: a.name not in own):
            if sub in slot_rules().violence and act.name in slot_rules().responses:
                continue
            tier = TITLE if act.title else tier_of(act, own)
            if act.name in slot_rules().peaceful and not out.twins:
                out.twins = around.twins(act, country)
            out.mutual = out.mutual or _between(act, self.referents.text)
            out.both = out.both or any(slot_rules().both_sides.search(role.text) for role in act.agents)
            out.answered = out.answered or _answered(act)
            shot_down = downed and act.name != "bombard"
            for role in act.agents:
                side = "patients" if shot_down and is_weapon(role) else "agents"
                self._put(out, side, role, act, tier, country, when)
                out.allies += [a for a in around.allies(role, act, country, when) if a not in out.allies]
            for role in [*act.patients, *act.targets]:
                self._put(out, "patients", role, act, tier, country, when)
            self._put_faced(out, act, tier, country, when)
        self._put_holders(out, incident, sub, country, when)
        if not armed_of(out.patients):
            self._armed_victims(out, incident, country, when)
        out.beside = around.beside(ordered[0].start, disrupted, country, when)
        out.doer = around.list_doer(incident)
        out.leavers = around.leavers(incident, country, when)
        out.dispersed = any(
            slot_rules().crowd_control.search(self.referents.text, a, b) for a, b in around.around(incident, 0, 1)
        )
        out.only = around.only(incident, country, when)
        out.communities = around.communities(incident, country, when)
        # The first to be blamed or to claim it comes first, a name before words that only stand for one.
        later_first = list(claimants)[::-1]
        for mention, start, end in sorted(later_first, key=lambda claim: claim[0].kind == "named"):
            filler = self.resolve_mention(mention, start, end, country, when, "agent")
            if filler is not None and armed_of([filler]) and not is_generic(filler.actor.name):
                filler.rule_id = "actor.claim"
                out.claimants.append(filler)
                if disrupted or _said_outright(out.agents):
                    continue
                out.agents = [filler, *(f for f in out.agents if not is_generic(f.actor.name))] + [
                    f for f in out.agents if is_generic(f.actor.name)
                ]
        if sub in slot_rules().violence and all(is_generic(f.actor.name) for f in out.agents):
            bare = around.unbound({f.actor.name for f in [*out.agents, *out.patients]}, country, when)
            out.agents = [bare, *out.agents] if bare is not None else out.agents
        counted = all(f.counted for f in out.patients if f.tier < TITLE)
        told = {a.name for a in incident.acts if not a.title}
        titled = [f for f in armed_of(out.patients) if f.tier == TITLE and f.act in told] if counted else []
        out.agents, out.patients = body_first(out.agents, out.patients)
        out.patients += [f for f in titled if f not in out.patients]
        out.agents = sorted(named_first(out.agents), key=lambda f: f.rule_id == "actor.bare_men")
        out.patients = victims_first(sorted(named_first(out.patients), key=lambda f: f.tier))
        return out

    def _put_faced(self, out: Sides, act: Act, tier: int, country: str | None, when: date | None) -> None:
        """Who a fight was with where the parser binds the words elsewhere: "killed in a shoot-out with police"."""
        if act.name != "fight" or act.patients or len(act.agents) > 1:
            return
        near = (m for m in self.owners if m.armed and 0 < m.start - act.end < 30)
        met = next((m for m in near if slot_rules().fought_with.match(self.referents.text[act.end : m.start])), None)
        found = self.resolve_mention(met, met.start, met.end, country, when, "patient") if met is not None else None
        if found is not None and all(found.actor.name != f.actor.name for f in [*out.agents, *out.patients]):
            found.tier, found.act, found.position = tier, act.name, act.token + 1000 * act.sentence
            out.patients.append(found)

    def _put_holders(self, out: Sides, incident: Incident, sub: str, country: str | None, when: date | None) -> None:
        """Whoever holds the ground that was attacked is the other side, before the dead of a later sentence."""
        if sub not in slot_rules().violence or any(f.tier == 0 for f in armed_of(out.patients)):
            return
        core = {a.sentence for a in incident.acts if not a.title and a.name in ("assault", "shoot", "fight", "bombard")}
        spans = [self.sentences[i] for i in core if i < len(self.sentences)]
        mine = {f.actor.name for f in out.agents}
        for mention in self.referents.holders(spans):
            filler = self.resolve_mention(mention, mention.start, mention.end, country, when, "patient")
            if filler is not None and filler.actor.name not in mine:
                out.patients.insert(0, filler)

    def _armed_victims(self, out: Sides, incident: Incident, country: str | None, when: date | None) -> None:
        """The dead and wounded fighters of an incident show who stood on its other side."""
        for harm in incident.harms:
            if (
                harm.impact not in ("killed", "injured", "abducted")
                or harm.negated
                or harm.victim_start is None
                or harm.victim_end is None
            ):
                continue
            for mention in self.owners:
                if mention.armed and harm.victim_start <= mention.start and mention.end <= harm.victim_end + 1:
                    filler = self.resolve_mention(mention, mention.start, mention.end, country, when, "patient")
                    if filler is not None and filler.actor.name not in {
                        f.actor.name for f in [*out.agents, *out.victims]
                    }:
                        filler.rule_id = f"victims.{filler.rule_id}"
                        out.victims.append(filler)

    def _put(
        self, out: Sides, side: str, role: Role, act: Act, tier: int, country: str | None, when: date | None
    ) -> None:
        target: list[Filler] = getattr(out, side)
        for filler in self.resolve(role, act, country, when, "agent" if side == "agents" else "patient"):
            filler.counted = filler.counted or role.head in slot_rules().only_counted
            filler.tier, filler.act, filler.position = tier, act.name, act.token + 1000 * act.sentence
            if all(filler.actor.name != f.actor.name for f in target) or two_crowds(filler, target):
                target.append(filler)
            groups = (
                out.civilian_groups
                if filler.actor.inter == "Civilians"
                else out.crowd_groups
                if filler.actor.inter in ("Protesters", "Rioters")
                else None
            )
            if groups is not None:
                groups.extend(g for g in filler.actor.associates if g not in groups)

    def generic(self, label: str, country: str | None, reason: str) -> Filler:
        """A standard generic name ("Civilians (Mali)") that the text implies rather than states."""
        inter = label if label in ("Civilians", "Rioters", "Protesters") else "Political militia"
        if label.endswith(" Militia"):
            inter = "Identity militia"
        actor = ResolvedActor(
            self.base.crowd(label, country), inter, country, None, (), 0.6, f"actor.implied.{reason}", reason
        )
        return Filler(actor, -1, -1, f"actor.implied.{reason}", "inferred_default")

    def state(self, branch: str, country: str | None, when: date | None, reason: str) -> Filler:
        """The home military or police, implied by the target ("a checkpoint", "tear gas")."""
        home = country or ""
        actor = ResolvedActor(
            self.base.state_actor(branch, home, when),
            "State forces",
            country,
            None,
            (),
            0.6,
            f"actor.implied.{reason}",
            reason,
        )
        return Filler(actor, -1, -1, f"actor.implied.{reason}", "inferred_default")


def _bare_facility(mention: ActorMention) -> bool:
    """Whether words name a force only by what it owns ("a base", "the patrol vehicle"), not by country or unit."""
    thing = "metonym" in mention.flags or mention.head.split(" ")[-1].rstrip("s") in _OWNED
    return thing and mention.kind == "state" and mention.country is None and mention.unit is None


def _said_outright(agents: list[Filler]) -> bool:
    """Whether the act's own words name who did it: an attribution told beside it then concerns something else."""
    first = next((f for f in agents if f.tier == 0), None)
    return first is not None and first.rule_id in _OUTRIGHT


def _answered(act: Act) -> bool:
    """Whether a fight is told of those who were fired at only; a clash or battle has two doers in any case."""
    return act.name == "fight" and bool(act.patients) and not act.agents and not slot_rules().mutual.search(act.head)


def _between(act: Act, text: str) -> bool:
    """Whether an act sets its doers against each other.

    "Brawls between Lupa and Kore youths", "two crowds fought", "a fight among inmates".
    """
    if act.name not in ("fight", "riot"):
        return False
    joined = any(" and " in role.text for role in act.agents) or len(act.agents) > 1
    among = any(_AMONG.search(text[max(0, r.start - 20) : r.start]) for r in [*act.agents, *act.patients])
    return (joined or among) and not any(role.mention is not None for role in act.patients)
