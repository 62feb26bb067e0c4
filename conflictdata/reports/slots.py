"""Who did it and who suffered it: from the bound roles of an incident to the actor slots of its sub-event type (coding standard 2.5, 3.3).

Named actors outrank generic ones, a claim or attribution names an unidentified perpetrator, and what the type requires but the text does not say
gets the standard's Unidentified name. Nothing is invented: the reason of every such value is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from conflictdata.knowledge.actor_types import ActorContext, ActorMention, ResolvedActor
from conflictdata.knowledge.actors import ActorBase
from conflictdata.knowledge.taxonomy import armed_inters, slots
from conflictdata.reports.acts import Role
from conflictdata.reports.incidents import Incident

_DEMO = frozenset({"Peaceful protest", "Protest with intervention", "Excessive force against protesters"})
_RIOT = frozenset({"Violent demonstration", "Mob violence"})
_EXPLOSION = frozenset(
    {"Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack", "Remote explosive/landmine/IED", "Grenade"}
)
_VAC = frozenset({"Sexual violence", "Attack", "Abduction/forced disappearance"})
_BATTLE = frozenset({"Armed clash", "Government regains territory", "Non-state actor overtakes territory"})
_CREWED = re.compile(r"\b(?:helicopters?|gunships?|jets?|warplanes?|fighter|planes?|aircraft|antonovs?|sukhois?|migs?|mirages?|air ?strikes?|bombers?|aviation)\b", re.I)
_OFFICIAL = re.compile(r"\b(?:army|government|military|air force|state|regime)\b", re.I)
_GENERIC = ("Unidentified", "Civilians", "Rioters", "Protesters")


@dataclass(slots=True)
class Filler:
    """A resolved actor with the words that named it (offsets in the stored text; -1 when implied)."""

    actor: ResolvedActor
    start: int
    end: int
    rule_id: str
    method: str = "pattern"


@dataclass(slots=True)
class Sides:
    """Resolved agents and patients of an incident, armed and unarmed apart."""

    agents: list[Filler] = field(default_factory=list)
    patients: list[Filler] = field(default_factory=list)
    victims: list[Filler] = field(default_factory=list)
    only: Filler | None = None
    beside: list[Filler] = field(default_factory=list)
    claimants: list[Filler] = field(default_factory=list)
    civilian_groups: list[str] = field(default_factory=list)
    crowd_groups: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Slots:
    """The two main slots with their associates and the direction of violence."""

    actor1: Filler | None
    actor2: Filler | None
    assoc1: list[str]
    assoc2: list[str]
    perpetrator: str


class SlotFiller:
    """Fills slots for incidents of one article.

    Args:
        base: the actor knowledge base.
        context: the article's actor context (acronyms, mentions).
        owners: all actor mentions of the article (offsets in the stored text).
        sentences: spans of the article's sentences.
    """

    def __init__(
        self, base: ActorBase, context: ActorContext, owners: Sequence[ActorMention] = (), sentences: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.base = base
        self.context = context
        self.owners = owners
        self.sentences = sentences

    def resolve(self, role: Role, country: str | None, when: date | None, function: str | None = None) -> Filler | None:
        """Resolve the actor mention of a role; None when it names no actor."""
        if role.mention is None:
            return None
        if role.mention.klass == "weapon_platform":
            return self._platform(role, country, when)
        return self.resolve_mention(role.mention, role.start, role.end, country, when, function)

    def _platform(self, role: Role, country: str | None, when: date | None) -> Filler | None:
        """Crewed aircraft are the state's unless the text says whose; a drone is anybody's until somebody is named."""
        assert role.mention is not None
        owner = next((m for m in self.owners if m.kind in ("named", "state") and role.start <= m.start and m.end <= role.end), None)
        if owner is not None:
            return self.resolve_mention(owner, owner.start, owner.end, country, when)
        if role.mention.country is not None or _OFFICIAL.search(role.text) or _CREWED.search(role.text):
            home = role.mention.country or self._speaking_state(role) or country
            filler = self.state("Military", home, when, "aircraft")
            if home != country:
                filler.actor = replace(filler.actor, inter="External/Other forces")
            filler.start, filler.end, filler.method = role.start, role.end, "pattern"
            return filler
        return None

    def _speaking_state(self, role: Role) -> str | None:
        """ "The Turkish General Staff said warplanes had hit": aircraft without a flag are the speaker's."""
        span = next(((a, b) for a, b in self.sentences if a <= role.start < b), None)
        if span is None:
            return None
        stated = [m.country for m in self.owners if m.kind == "state" and m.country and span[0] <= m.start < role.start and m.klass in ("military", "government")]
        return stated[0] if len(set(stated)) == 1 else None

    def others_in(self, start: int, end: int) -> list[ActorMention]:
        """Armed actors named between two offsets of the text."""
        return [m for m in self.owners if start <= m.start < end and m.kind in ("named", "state", "country") and (m.armed or m.kind == "country" or m.klass == "military")]

    def only_named(self, incident: Incident) -> ActorMention | None:
        """The one armed organisation that the incident's sentences and their neighbours name, if there is just one."""
        spans = [span for i, span in enumerate(self.sentences) if any(abs(i - s) <= 2 for s in incident.sentences)]
        named = [m for m in self.owners if m.kind == "named" and m.armed and any(a <= m.start < b for a, b in spans)]
        return named[0] if len({m.ids for m in named}) == 1 else None

    def resolve_mention(
        self, mention: ActorMention, start: int, end: int, country: str | None, when: date | None, function: str | None = None
    ) -> Filler | None:
        """Resolve one mention, given where it stands in the stored text."""
        actor = self.base.resolve(mention, country=country, when=when, context=self.context.at(start), role=function)
        return Filler(actor, start, end, actor.rule_id) if actor.name else None

    def sides(self, incident: Incident, country: str | None, when: date | None, claimants: Sequence[tuple[ActorMention, int, int]]) -> Sides:
        """Resolve all roles of an incident; for disrupted weapons the claimant is their owner, not the agent.

        Args:
            incident: the bound incident.
            country: iso3 of the event's country.
            when: event date.
            claimants: named actors that claimed it or were blamed for it, with their place in the text.
        """
        out = Sides()
        disrupted = "disrupt" in incident.names
        ordered = sorted(incident.acts, key=lambda a: (a.title, a.quoted, not a.core, a.sentence, a.token))
        for act in ordered:
            for role in act.agents:
                self._put(out, "agents", role, country, when)
            for role in [*act.patients, *act.targets]:
                self._put(out, "patients", role, country, when)
        if not _armed(out.patients):
            self._armed_victims(out, incident, country, when)
        if disrupted:
            lead = ordered[0]
            span = next(((a, b) for a, b in self.sentences if a <= lead.start < b), (lead.start, lead.end))
            for mention in self.others_in(lead.start, span[1]):
                found = self.resolve_mention(mention, mention.start, mention.end, country, when, "patient")
                if found is not None:
                    out.beside.append(found)
        out.only = self._only(incident, country, when)
        for mention, start, end in claimants:
            filler = self.resolve_mention(mention, start, end, country, when)
            if filler is not None and filler.actor.inter in armed_inters():
                filler.rule_id = "actor.claim"
                out.claimants.append(filler)
                if disrupted:
                    continue
                out.agents = [filler, *(f for f in out.agents if not _generic(f.actor.name))] + [f for f in out.agents if _generic(f.actor.name)]
        out.agents, out.patients = _named_first(out.agents), _named_first(out.patients)
        return out

    def _only(self, incident: Incident, country: str | None, when: date | None) -> Filler | None:
        mention = self.only_named(incident)
        if mention is None:
            return None
        filler = self.resolve_mention(mention, mention.start, mention.end, country, when)
        if filler is None or filler.actor.inter not in armed_inters():
            return None
        filler.actor = replace(filler.actor, confidence=0.5, reason="the only organisation named around the fight")
        filler.rule_id = "actor.only_named"
        return filler

    def _armed_victims(self, out: Sides, incident: Incident, country: str | None, when: date | None) -> None:
        """The dead and wounded fighters of an incident show who stood on its other side."""
        for harm in incident.harms:
            if harm.impact not in ("killed", "injured", "abducted") or harm.negated or harm.victim_start is None or harm.victim_end is None:
                continue
            for mention in self.owners:
                if mention.armed and harm.victim_start <= mention.start and mention.end <= harm.victim_end + 1:
                    filler = self.resolve_mention(mention, mention.start, mention.end, country, when, "patient")
                    if filler is not None and filler.actor.name not in {f.actor.name for f in [*out.agents, *out.victims]}:
                        filler.rule_id = f"victims.{filler.rule_id}"
                        out.victims.append(filler)

    def _put(self, out: Sides, side: str, role: Role, country: str | None, when: date | None) -> None:
        filler = self.resolve(role, country, when, "agent" if side == "agents" else "patient")
        if filler is None:
            return
        target: list[Filler] = getattr(out, side)
        if all(filler.actor.name != f.actor.name for f in target):
            target.append(filler)
        groups = out.civilian_groups if filler.actor.inter == "Civilians" else out.crowd_groups if filler.actor.inter in ("Protesters", "Rioters") else None
        if groups is not None:
            groups.extend(g for g in filler.actor.associates if g not in groups)

    def generic(self, label: str, country: str | None, reason: str) -> Filler:
        """A standard generic name ("Civilians (Mali)") that the text implies rather than states."""
        inter = label if label in ("Civilians", "Rioters", "Protesters") else "Political militia"
        actor = ResolvedActor(self.base.crowd(label, country), inter, country, None, (), 0.6, f"actor.implied.{reason}", reason)
        return Filler(actor, -1, -1, f"actor.implied.{reason}", "inferred_default")

    def state(self, branch: str, country: str | None, when: date | None, reason: str) -> Filler:
        """The home military or police, implied by the target ("a checkpoint", "tear gas")."""
        home = country or ""
        actor = ResolvedActor(self.base.state_actor(branch, home, when), "State forces", country, None, (), 0.6, f"actor.implied.{reason}", reason)
        return Filler(actor, -1, -1, f"actor.implied.{reason}", "inferred_default")


def _generic(name: str) -> bool:
    return name.startswith(_GENERIC)


def _named_first(fillers: list[Filler]) -> list[Filler]:
    return sorted(fillers, key=lambda f: _generic(f.actor.name))


def _armed(fillers: Iterable[Filler]) -> list[Filler]:
    return [f for f in fillers if f.actor.inter in armed_inters()]


def _of(fillers: Iterable[Filler], *inters: str) -> list[Filler]:
    return [f for f in fillers if f.actor.inter in inters]


def _associates(fillers: Iterable[Filler], taken: Iterable[Filler | None]) -> list[str]:
    used = {f.actor.name for f in taken if f is not None}
    out: list[str] = []
    for filler in fillers:
        if filler.actor.name not in used and filler.actor.name not in out and not _generic(filler.actor.name):
            out.append(filler.actor.name)
    return out


def fill(sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Slots:
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
        return _demonstration(sub, sides, filler, features, country, when)
    if sub in _RIOT:
        return _riot(sub, sides, filler, features, country, when)
    return _strategic(sub, sides, filler, country, when)


def _violence(sides: Sides, filler: SlotFiller, country: str | None) -> Slots:
    agents = _armed(sides.agents)
    first = agents[0] if agents else filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    victims = _of(sides.patients, "Civilians")
    second = victims[0] if victims else filler.generic("Civilians", country, "victims")
    return Slots(first, second, _associates(agents, [first]), list(sides.civilian_groups), "actor1")


def _battle(sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Slots:
    agents, patients = _armed(sides.agents), _armed(sides.patients)
    first = agents[0] if agents else None
    second = next((p for p in patients if first is None or p.actor.name != first.actor.name), None)
    if second is None and len(agents) > 1:
        second = next((a for a in agents[1:] if a.actor.name != first.actor.name), None) if first else None
    if second is None and sides.victims:
        second = next((v for v in sides.victims if first is None or v.actor.name != first.actor.name), None)
    if sides.only is not None:
        first, second = _with_only_named(first, second, sides.only)
    if second is None:
        second = _opponent(first, filler, features, country, when)
    if first is None:
        first = _opponent(second, filler, features, country, when)
    if sub == "Armed clash" and "act:fight" in features and "act:assault" not in features:
        perpetrator = "both"
    else:
        perpetrator = "actor1"
    return Slots(first, second, _associates(agents, [first, second]), _associates(patients, [first, second]), perpetrator)


def _with_only_named(first: Filler | None, second: Filler | None, only: Filler) -> tuple[Filler | None, Filler | None]:
    """Put the one named organisation in the place of the unidentified side of a fight with state forces."""
    names = {f.actor.name for f in (first, second) if f is not None}
    if only.actor.name in names:
        return first, second
    state = {"State forces", "External/Other forces"}
    if first is not None and first.actor.inter in state and (second is None or second.actor.name.startswith("Unidentified Armed Group")):
        return first, only
    if second is not None and second.actor.inter in state and (first is None or first.actor.name.startswith("Unidentified Armed Group")):
        return only, second
    return first, second


def _opponent(known: Filler | None, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Filler:
    """The side the text leaves out: home forces when their post, convoy or men were hit, else an unidentified armed group."""
    state_known = known is not None and known.actor.inter in ("State forces", "External/Other forces")
    if not state_known and known is not None and ("patient:facility_military" in features or known.actor.inter == "Rebel group"):
        return filler.state("Police" if "patient:police" in features else "Military", country, when, "target")
    return filler.generic("Unidentified Armed Group", country, "opponent_unknown")


def _explosion(sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Slots:
    agents, armed = _armed(sides.agents), _armed(sides.patients)
    first = agents[0] if agents else filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    armed = [p for p in armed if p.actor.name != first.actor.name]
    if sides.only is not None and first.actor.inter in ("State forces", "External/Other forces") and armed and armed[0].actor.name.startswith("Unidentified"):
        armed = [sides.only]
    civilians = _of(sides.patients, "Civilians", "Protesters")
    civilian_harm = bool(civilians) or "patient:facility_civilian" in features or "victims:civilians" in features
    if armed:
        second: Filler | None = armed[0]
        assoc2 = _associates(armed, [first, second])
        if civilians or "victims:civilians" in features:
            assoc2.append(filler.generic("Civilians", country, "collateral").actor.name)
        return Slots(first, second, _associates(agents, [first]), assoc2, "actor1")
    if "patient:facility_military" in features and first.actor.inter not in ("State forces", "External/Other forces") and "victims:civilians" not in features:
        return Slots(first, filler.state("Police" if "patient:police" in features else "Military", country, when, "target"), _associates(agents, [first]), [], "actor1")
    if civilian_harm:
        second = (_of(sides.patients, "Civilians") or [filler.generic("Civilians", country, "victims")])[0]
        return Slots(first, second, _associates(agents, [first]), list(sides.civilian_groups), "actor1")
    return Slots(first, None, _associates(agents, [first]), [], "actor1")


def _demonstration(sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Slots:
    crowd = _of([*sides.agents, *sides.patients], "Protesters")
    first = crowd[0] if crowd else filler.generic("Protesters", country, "demonstrators")
    first = _relabel(first, "Protesters", filler, country)
    groups = list(dict.fromkeys([*sides.crowd_groups, *(sides.civilian_groups if sub == "Peaceful protest" or not sides.crowd_groups else [])]))
    if sub == "Peaceful protest":
        return Slots(first, None, groups, [], "actor1")
    forces = _armed([*sides.agents, *sides.patients])
    police = [f for f in forces if f.actor.inter in ("State forces", "External/Other forces")] or forces
    second = police[0] if police else filler.state("Police", country, when, "intervention")
    if not police and sub == "Excessive force against protesters" and ("act:explode" in features or "agent:unidentified_armed" in features):
        second = filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    return Slots(first, second, groups, _associates(forces, [second]), "actor2")


def _relabel(found: Filler, label: str, filler: SlotFiller, country: str | None) -> Filler:
    if found.actor.inter == label and found.actor.name.startswith(label):
        return found
    generic = filler.generic(label, found.actor.country or country, "crowd")
    return Filler(generic.actor, found.start, found.end, found.rule_id, found.method)


def _riot(sub: str, sides: Sides, filler: SlotFiller, features: frozenset[str], country: str | None, when: date | None) -> Slots:
    crowd = _of(sides.agents, "Rioters", "Protesters", "Civilians")
    first = _relabel(crowd[0], "Rioters", filler, country) if crowd else filler.generic("Rioters", country, "crowd")
    groups = list(dict.fromkeys([*sides.crowd_groups, *(g for f in crowd for g in f.actor.associates)]))
    forces = _armed([*sides.patients, *sides.agents])
    victims = _of(sides.patients, "Civilians")
    second: Filler | None = None
    if forces and (sub == "Violent demonstration" or not victims):
        second = forces[0]
    elif sub == "Mob violence" and (victims or "out:killed" in features or "patient:facility_civilian" in features):
        second = victims[0] if victims else filler.generic("Civilians", country, "victims")
    elif "weapon:crowd_control" in features or "act:disperse" in features:
        second = filler.state("Police", country, when, "intervention")
    two_crowds = sub == "Mob violence" and "act:fight" in features and not forces
    if two_crowds:
        second = filler.generic("Rioters", country, "crowd")
    both = second is not None and (second.actor.inter in armed_inters() or two_crowds)
    return Slots(first, second, groups, list(sides.civilian_groups) if second is not None and second.actor.inter == "Civilians" else [], "both" if both else "actor1")


def _strategic(sub: str, sides: Sides, filler: SlotFiller, country: str | None, when: date | None) -> Slots:
    rules = slots(sub)
    pool = [f for f in sides.agents if f.actor.inter in rules.actor1]
    others = [f for f in sides.patients if f.actor.inter in rules.actor2]
    first = pool[0] if pool else None
    if first is None:
        first = _strategic_default(sub, sides, filler, country, when)
    second = next((f for f in [*others, *pool[1:]] if f.actor.name != first.actor.name and f.actor.inter in rules.actor2), None)
    if second is None and sub == "Disrupted weapons use":
        second = next((f for f in [*sides.beside, *sides.claimants] if f.actor.name != first.actor.name and f.actor.inter in rules.actor2), None)
    if sub == "Arrests" and second is None:
        second = filler.generic("Civilians", country, "detained")
    if sub == "Looting/property destruction" and second is None:
        second = filler.generic("Civilians", country, "owners")
    if sub in ("Headquarters or base established",):
        second = None
    mutual = sub == "Agreement"
    assoc2 = list(sides.civilian_groups) if second is not None and second.actor.inter == "Civilians" else []
    return Slots(first, second, _associates(pool, [first, second]), assoc2, "both" if mutual else "actor1")


def _strategic_default(sub: str, sides: Sides, filler: SlotFiller, country: str | None, when: date | None) -> Filler:
    """Who acts when the text does not say: the police arrest and defuse, civilians flee or are found dead, an unidentified group loots."""
    if sub == "Arrests":
        return filler.state("Police", country, when, "arrest")
    if sub == "Other":
        return filler.generic("Civilians", country, "affected")
    if sub in ("Looting/property destruction", "Non-violent transfer of territory", "Agreement"):
        return filler.generic("Unidentified Armed Group", country, "perpetrator_unknown")
    return filler.state("Military", country, when, "default")
