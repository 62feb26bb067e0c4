"""From a bound incident to features, and from features to the sub-event type (the decision rules of the ontology).

The opening sentence decides; later sentences of the incident may only change its type along the table of upgrades ("a
march" that turns out to have been shot at), so that what they tell beside the event cannot redefine it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from conflictdata.knowledge.actor_classes import classes
from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.clause_words import clause_words
from conflictdata.knowledge.ontology import Ontology, Rule
from conflictdata.reports.acts import Act, Role
from conflictdata.reports.casualties import Harm
from conflictdata.reports.incidents import Incident, discourse
from conflictdata.reports.slot_rules import slot_rules

_STATE = classes("state")
_NONSTATE = classes("nonstate")
_CROWDS = classes("crowds")
_DEMONSTRATORS = classes("demonstrators")
#: A convoy, camp or column of these is none of soldiers.
_UNARMED_OWNERS = frozenset({"organisation", "civilians"})
_SHOT = frozenset({"shot", "shoot", "shooting", "shoots", "gunned"})
_LETHAL = frozenset({"shoot", "kill"})
_BARE_KILLING = frozenset({"kill", "kills", "killed", "killing"})
_HARM_GROUND = frozenset({"assault", "shoot", "fight"})
_TOLLS = frozenset({"die", "injure"})
#: Who flees was not acted upon in the other acts of the sentence ("gunmen shot a trader and fled").
_FLIGHT = "displace"
#: Who guards a person is hurt with him; the attack was on the person ("a mayor and his two guards").
_ESCORT = re.compile(r"(?:\w+ of )?(?:his|her|their) (?:\w+ ){0,2}(?:guard|bodyguard|escort|police escort)s?", re.I)
#: A camp, post or hut of people at peace is no military facility.
_PEACEFUL = frozenset({"civilian", "civilians"})
#: From this many people a wave of arrests is a political event (coding standard 2.2, Arrests: "of many").
_MASS_ARREST = 10


def class_of(mention: ActorMention, country: str | None) -> set[str]:
    """Feature suffixes for an actor mention, given the country of the event (iso3)."""
    klass = mention.klass
    if klass == "government":
        return {"state", klass}
    if klass in _STATE:
        abroad = mention.country is not None and country is not None and mention.country != country
        return {"armed", "external" if abroad else "state", klass}
    if klass in _NONSTATE:
        return {"armed", "nonstate", klass}
    if klass == "external":
        return {"armed", "external"}
    return {klass}


def acting(mention: ActorMention, act: str = "") -> ActorMention:
    """The mention as one who acts.

    Herders of a named people who attack are its militia, not a crowd; "men" who raid, shoot or abduct are armed.
    """
    bare = mention.klass == "civilians" and mention.ethnic is None and mention.head in slot_rules().bare_men
    if bare and act in slot_rules().armed_acts:
        return replace(mention, klass="unidentified_armed", armed=True, pattern="", group=None)
    if mention.klass == "civilians" and mention.ethnic is not None and "herders" in mention.flags:
        return replace(mention, klass="identity_militia", armed=True)
    return mention


def _role_features(side: str, roles: Iterable[Role], country: str | None, act: str = "") -> set[str]:
    out: set[str] = set()
    for role in roles:
        if role.mention is not None:
            mention = acting(role.mention, act) if side == "agent" else role.mention
            out |= {f"{side}:{c}" for c in class_of(mention, country)}
            if mention.klass == "civilians" and mention.plural:
                out.add(f"{side}:many_civilians")
        if "facility_military" in role.classes and role.mention is not None and role.mention.klass in _UNARMED_OWNERS:
            out.add(f"{side}:facility_civilian")
        elif "facility_military" in role.classes and not _civil(role):
            out |= {f"{side}:armed", f"{side}:facility_military"}
        if "facility_civilian" in role.classes:
            out.add(f"{side}:facility_civilian")
        if "mob" in role.classes or "crowd" in role.classes:
            out.add(f"{side}:crowd")
        if "demo" in role.classes:
            out.add(f"{side}:demo")
        if "detained_key" in role.classes:
            out.add(f"{side}:key")
    return out


def _civil(role: Role) -> bool:
    """Whether a facility is named as one of civilians: "a camp of displaced persons"."""
    return "facility_civilian" in role.classes or ("base_plain" in role.classes and bool(_PEACEFUL & role.classes))


def _foreground(acts: Sequence[Act]) -> Sequence[Act]:
    """Acts without those that only date the others, where others are left.

    Such an act is resumed ("a day after the blast") or in the past perfect ("after a convoy had been attacked"). What
    was "killed after an exchange of fire" is one scene.
    """
    told = [a for a in acts if not (a.aftermath and (a.definite or a.background))]
    return told if any(a.core and a.name != _FLIGHT and a.name not in _TOLLS for a in told) else acts


def in_demo(acts: Sequence[Act]) -> bool:
    """Whether acts are set in a demonstration."""
    return any(a.name == "protest" or "demo" in a.classes for a in acts)


def _harm_features(harms: Sequence[Harm]) -> set[str]:
    out: set[str] = set()
    for harm in harms:
        if harm.negated or harm.is_cumulative or not (harm.best or harm.high):
            continue
        if harm.impact in ("killed", "injured", "abducted", "detained", "displaced"):
            out.add(f"out:{harm.impact}")
        if harm.impact == "detained" and (harm.best or 0) >= _MASS_ARREST:
            out.add("out:mass_detained")
    return out


def _mob_only(acts: Sequence[Act]) -> bool:
    """All agents are crowds and at least one is."""
    agents = [r for a in acts for r in a.agents if not r.pronoun]
    known = [acting(r.mention).klass for r in agents if r.mention is not None]
    if any(k in _STATE or k in _NONSTATE or k == "external" for k in known):
        return False
    return any(k == "rioters" for k in known) or any(
        "mob" in r.classes and (r.mention is None or acting(r.mention).klass in _CROWDS) for r in agents
    )


def _strength(act: Act) -> str:
    """A bare "killed" without an armed or human killer is a toll, not an act of violence ("the cyclone killed 19")."""
    if act.name in clause_words().needs_actor and act.agents and all(_thing(r) for r in act.agents):
        return "die" if act.name == "kill" else "figure_of_speech"
    if act.name != "kill" or act.specific or act.rule_id == "kill.noun":
        return act.name
    if any(r.pronoun or (r.mention is not None and r.mention.klass != "weapon_platform") for r in act.agents):
        return "kill"
    return "die" if act.head in _BARE_KILLING else "kill"


def _patients(acts: Sequence[Act]) -> list[Role]:
    """Who was acted upon. Tolls name victims only where no act of force does, and never a bare country."""
    acts = [a for a in acts if a.name != _FLIGHT] or acts
    force = [r for a in acts if a.name not in _TOLLS for r in (*a.patients, *a.targets)]
    force = [r for r in force if not _ESCORT.fullmatch(r.text)] or force
    tolls = [
        r for a in acts if a.name in _TOLLS for r in a.patients if r.mention is None or r.mention.kind != "country"
    ]
    return force if any(r.mention is not None for r in force) else [*force, *tolls]


def _thing(role: Role) -> bool:
    """Whether an agent can be no one: no actor, no person, no weapon, no proper name."""
    if role.pronoun or role.mention is not None or role.classes & clause_words().thing_may:
        return False
    return role.head_is_common


def features(
    incident: Incident, acts: Sequence[Act], country: str | None, context_demo: bool = False, lead: bool = False
) -> frozenset[str]:
    """All features the decision rules may ask for.

    Args:
        incident: the bound incident.
        acts: those of its acts to look at.
        country: iso3 of the event's country, to tell home forces from foreign ones.
        context_demo: whether the text around it tells of a demonstration.
        lead: whether it stands in the first sentences of the article.
    """
    acts = _foreground(acts)
    sentences = {a.sentence for a in acts}
    harms = [h for h in incident.harms if h.sentence in sentences]
    out = {f"act:{_strength(a)}" for a in acts}
    if any(a.name == "kill" and not a.agents and a.head in _BARE_KILLING for a in acts):
        out.add("out:killed_unsaid")
    out |= {f"weapon:{w.removeprefix('weapon_')}" for a in acts for w in a.weapons}
    if any(a.name == "fight" and r.mention is not None and r.mention.ethnic for a in acts for r in a.agents):
        out.add("agent:people")
    if any(a.head in _SHOT for a in acts):
        out.add("weapon:gun")
    out |= {f"cue:{c}" for a in acts for c in a.cues}
    for act in acts:
        out |= _role_features("agent", act.agents, country, act.name)
    out |= _role_features("patient", _patients(acts), country)
    out |= _harm_features(harms)
    if in_demo(acts):
        out |= _demo_features(acts, out)
    if context_demo:
        out.add("ctx:demo")
    if lead:
        out.add("pos:lead")
    if any(p.score >= 3.0 for p in incident.places) and any(d.score >= 3.0 for d in incident.dates):
        out.add("pos:own_scene")
    if _mob_only(acts):
        out.add("agent:rioters_only")
    if any(a.name in _HARM_GROUND and "weapon_gun" in a.weapons for a in acts) or {"act:shoot", "act:assault"} <= out:
        out.add("out:gun_assault")
    return frozenset(out)


def _demo_features(acts: Sequence[Act], known: set[str]) -> set[str]:
    """What the demonstration setting makes of the acts: whose violence, how lethal."""
    out = {"set:demo"}
    unarmed = [a for a in acts if not any(r.mention and r.mention.armed for r in a.agents)]
    theirs = [a for a in acts if any(r.mention and r.mention.klass in _DEMONSTRATORS for r in a.agents)]
    if any(a.name in ("burn", "loot") for a in unarmed) or any(a.name == "fight" for a in theirs):
        out.add("out:crowd_violent")
    police_acts = [a for a in acts if a.name in _LETHAL and a not in theirs]
    forced = bool(police_acts) or any(a.name in ("disperse", "beat") for a in acts)
    wounded = bool(police_acts) and "out:injured" in known and "cue:rubber" not in known
    if (police_acts and "out:killed" in known) or (forced and "cue:serious_harm" in known) or wounded:
        out.add("out:protesters_harmed")
    live = "cue:live_fire" in known or any("weapon_live" in a.weapons for a in police_acts)
    if police_acts and live and "cue:rubber" not in known:
        out.add("weapon:live_at_crowd")
    if (forced or any(a.name == "kill" for a in acts)) and "out:killed" in known:
        out.add("out:lethal_at_demo")
    if any(a.name == "arrest" for a in acts) or "out:detained" in known:
        out.add("out:demo_arrests")
    return out


def opening(incident: Incident) -> list[Act]:
    """The acts of the sentence that opens an incident: its first with a core act outside headline and quotation."""
    core = [a for a in incident.acts if a.core]
    plain = (
        [a for a in core if not a.title and not a.quoted] or [a for a in core if not a.title] or core or incident.acts
    )
    first = min(a.sentence for a in plain)
    title = plain[0].title
    return [a for a in incident.acts if a.sentence == first and a.title == title]


def nearby(incident: Incident, start: Sequence[Act], paragraphs: dict[int, int]) -> list[Act]:
    """The opening acts with those of the incident's next sentences (same paragraph or the one after)."""
    home = paragraphs.get(start[0].sentence, 0)
    return [a for a in incident.acts if not a.title and 0 <= paragraphs.get(a.sentence, 0) - home <= 2]


def decide(
    incident: Incident, ontology: Ontology, country: str | None, paragraphs: dict[int, int], context_demo: bool
) -> tuple[Rule | None, frozenset[str]]:
    """The decision rule that fires for an incident, with the features it saw.

    Args:
        incident: the bound incident.
        ontology: its rules.
        country: iso3 of the event's country.
        paragraphs: sentence index to paragraph.
        context_demo: whether the text around it tells of a demonstration.
    """
    start = opening(incident)
    lead = start[0].sentence <= 2
    seen = features(incident, start, country, context_demo, lead)
    rule = ontology.decide(seen)
    more = features(incident, nearby(incident, start, paragraphs), country, context_demo, lead)
    wider = ontology.decide(more)
    if rule is None:
        return wider, more
    if wider is not None and wider.to != rule.to:
        before, after = ontology.sub_types[rule.to].model, ontology.sub_types[wider.to].model
        if before == "Attack" and after == "Mob violence" and not any(f.startswith("agent:") for f in seen):
            return wider, more  # "A man was beaten to death ... The mob caught him"
        slain = before == "Attack" and "patient:civilians" in seen and "out:killed" in seen
        if after in discourse().upgrades.get(before, frozenset()) and not (slain and after == "Armed clash"):
            return wider, more
    return rule, seen
