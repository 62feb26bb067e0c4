"""From a bound incident to features, and from features to the sub-event type (the decision rules of the ontology)."""

from __future__ import annotations

from collections.abc import Iterable

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.ontology import Ontology, Rule
from conflictdata.reports.acts import Act, Role
from conflictdata.reports.incidents import Incident

_STATE = frozenset({"military", "police", "government"})
_NONSTATE = frozenset({"rebel", "political_militia", "identity_militia", "gang", "unidentified_armed"})
_CROWDS = frozenset({"rioters", "protesters", "civilians"})
_LETHAL = frozenset({"shoot", "kill"})
_BARE_KILLING = frozenset({"kill", "kills", "killed", "killing"})
_HARM_GROUND = frozenset({"assault", "shoot", "fight"})


def class_of(mention: ActorMention, country: str | None) -> set[str]:
    """Feature suffixes for an actor mention, given the country of the event (iso3)."""
    klass = mention.klass
    if klass in _STATE:
        abroad = mention.country is not None and country is not None and mention.country != country
        return {"armed", "external" if abroad else "state", klass}
    if klass in _NONSTATE:
        return {"armed", "nonstate", klass}
    if klass == "external":
        return {"armed", "external"}
    return {klass}


def _role_features(side: str, roles: Iterable[Role], country: str | None) -> set[str]:
    out: set[str] = set()
    for role in roles:
        if role.mention is not None:
            out |= {f"{side}:{c}" for c in class_of(role.mention, country)}
        if "facility_military" in role.classes:
            out |= {f"{side}:armed", f"{side}:facility_military"}
        if "facility_civilian" in role.classes:
            out.add(f"{side}:facility_civilian")
        if "mob" in role.classes or "crowd" in role.classes:
            out.add(f"{side}:crowd")
    return out


def in_demo(incident: Incident) -> bool:
    """Whether the incident is set in a demonstration."""
    for act in incident.acts:
        if act.name == "protest" or "demo" in act.classes or "protesters" in act.classes:
            return True
    return False


def _harm_features(incident: Incident) -> set[str]:
    out: set[str] = set()
    for harm in incident.harms:
        if harm.negated or harm.is_cumulative or not (harm.best or harm.high):
            continue
        if harm.impact in ("killed", "injured", "abducted", "detained", "displaced"):
            out.add(f"out:{harm.impact}")
    return out


def _mob_only(acts: list[Act]) -> bool:
    """All agents are crowds and at least one is."""
    agents = [r for a in acts for r in a.agents if not r.pronoun]
    known = [r.mention.klass for r in agents if r.mention is not None]
    if any(k in _STATE or k in _NONSTATE or k == "external" for k in known):
        return False
    return any("rioters" == k for k in known) or any("mob" in r.classes and (r.mention is None or r.mention.klass in _CROWDS) for r in agents)


def _strength(act: Act) -> str:
    """A bare "killed" without an armed or human killer is a toll, not an act of violence ("the cyclone killed 19")."""
    if act.name != "kill" or act.specific or act.rule_id == "kill.noun":
        return act.name
    if any(r.pronoun or (r.mention is not None and r.mention.klass != "weapon_platform") for r in act.agents):
        return "kill"
    return "die" if act.head in _BARE_KILLING else "kill"


def features(incident: Incident, country: str | None) -> frozenset[str]:
    """All features the decision rules may ask for.

    Args:
        incident: the bound incident.
        country: iso3 of the event's country, to tell home forces from foreign ones.
    """
    acts = [a for a in incident.acts if not a.quoted] or incident.acts
    out = {f"act:{_strength(a)}" for a in acts}
    out |= {f"weapon:{w.removeprefix('weapon_')}" for a in acts for w in a.weapons}
    for act in acts:
        out |= _role_features("agent", act.agents, country) | _role_features("patient", [*act.patients, *act.targets], country)
    out |= _harm_features(incident)
    if in_demo(incident):
        out |= _demo_features(acts, out)
    if _mob_only(acts):
        out.add("agent:rioters_only")
    if any(a.name in _HARM_GROUND and "weapon_gun" in a.weapons for a in acts) or {"act:shoot", "act:assault"} <= out:
        out.add("act:gun_assault")
    return frozenset(out)


def _demo_features(acts: list[Act], known: set[str]) -> set[str]:
    """What the demonstration setting makes of the acts: whose violence, how lethal."""
    out = {"set:demo"}
    violent = [a for a in acts if a.name in ("riot", "burn", "loot")]
    if violent:
        out.add("out:crowd_violent")
    police_acts = [a for a in acts if a.name in _LETHAL and a.agents and not any(r.mention and r.mention.klass in ("protesters", "rioters") for r in a.agents)]
    if police_acts and ("out:killed" in known or "out:injured" in known):
        out.add("out:protesters_harmed")
    if any("weapon_live" in a.weapons and "weapon_crowd_control" not in a.weapons for a in police_acts):
        out.add("weapon:live_at_crowd")
    if any(a.name == "kill" for a in acts) and "out:killed" in known:
        out.add("out:lethal_at_demo")
    if any(a.name == "arrest" for a in acts) or "out:detained" in known:
        out.add("out:demo_arrests")
    return out


def decide(incident: Incident, ontology: Ontology, country: str | None) -> tuple[Rule | None, frozenset[str]]:
    """The decision rule that fires for an incident, with the features it saw."""
    found = features(incident, country)
    return ontology.decide(found), found
