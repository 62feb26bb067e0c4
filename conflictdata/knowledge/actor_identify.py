"""Names for what a mention says outright: organisations, state forces, missions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from conflictdata.knowledge import actor_lexicon, countries
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_names import regime_years, state_actor
from conflictdata.knowledge.actor_types import INTER_LABELS, Actor, ActorContext, ActorMention, ResolvedActor

STATE_BRANCH = {"military": "Military", "police": "Police", "government": "Government", "weapon_platform": "Military"}
_STATE_HEADS = {"police": "police", "government": "government", "authorities": "government"}
_UNKNOWN_PLACE = "International"


def _score(actor: Actor, country: str | None, when: date | None, context: ActorContext) -> float:
    score = 0.0
    if country is not None and actor.countries:
        score += 4.0 if country in actor.countries else -3.0
    elif country is not None and not actor.countries:
        score += 1.0
    if actor.countries:
        for rank, iso3 in enumerate(context.countries[:5]):
            if iso3 in actor.countries:
                score += 1.0 / (1 + rank)
                break
        # Of two groups that both fit, the one that lives nowhere else is meant.
        score += 0.3 / len(actor.countries)
    return score + (1.5 if actor.active(when) else -6.0)


def mission(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """UN peacekeepers, African Union troops, "the coalition": whichever works there on that day."""
    day = when or context.published
    lowered = mention.text.lower()
    for kind in _mission_kinds(lowered):
        for key in actor_lexicon.words()["missions"][kind]:
            actor = lexicon.actors[key]
            if country in actor.countries and actor.active(day):
                reason = f"{mention.text!r} taken to be the mission in that country on that day"
                return from_actor(actor, country, day, 0.75, "actor.mission", reason, None)
    return None


def _mission_kinds(text: str) -> list[str]:
    if (
        text.startswith(("un ", "u.n", "united nations"))
        or "blue helmet" in text
        or "blue beret" in text
        or text == "un"
    ):
        return ["un"]
    if text.startswith(("au ", "african union")):
        return ["au"]
    if "coalition" in text or text.startswith(("foreign ", "international ")):
        return ["coalition"]
    return ["peacekeepers"] if "peacekeep" in text else []


def named_actor(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor:
    """Resolve a named organisation: the candidate that fits the country and the day best."""
    pool = [actor for key in mention.ids if (actor := lexicon.actors.get(key) or context.new.get(key)) is not None]
    if not pool:
        reason = f"{mention.text!r} was named by another article"
        name = f"Unidentified Armed Group ({place_name(country)})"
        return ResolvedActor(name, INTER_LABELS[3], country, None, (), 0.3, "actor.lost", reason)
    day = when or context.published
    ranked = sorted(pool, key=lambda actor: (-_score(actor, country, day, context), actor.actor_id))
    actor = ranked[0]
    unit = _home_unit(lexicon, mention, actor, country, day)
    if unit is not None:
        return state_force(unit, country, when, context)
    if actor.actor_id == "un" or (actor.klass == "external" and country is not None and country not in actor.countries):
        seated = mission(lexicon, mention, country, when, context)
        if seated is not None:
            return seated
    reasons = []
    confidence = 0.95
    if len(ranked) > 1:
        gap = _score(actor, country, day, context) - _score(ranked[1], country, day, context)
        if gap < 0.5:
            reasons.append(f"{mention.text!r} may also mean {ranked[1].name}")
            confidence = 0.55
    if "alike" in mention.flags:
        reasons.append(f"{mention.text!r} is spelt almost like it")
        confidence = min(confidence, 0.6)
    if actor.actor_id.startswith("new:"):
        reasons.append("not in the knowledge base; type guessed from its name")
        confidence = min(confidence, 0.6)
    elif country is not None and actor.countries and country not in actor.countries:
        reasons.append("not known to act in this country")
        confidence = min(confidence, 0.7 if actor.countries.intersection(context.countries) else 0.45)
    if not actor.active(day):
        reasons.append("outside the years in which the name was used")
        confidence = min(confidence, 0.7)
    if actor.inter_at(day) == 1 and len(actor.countries) == 1 and mention.head in _STATE_HEADS:
        # Police or ministries of a movement that governs are the state's.
        branch = _STATE_HEADS[mention.head]
        owned = replace(mention, kind="state", klass=branch, country=next(iter(actor.countries)), unit=None)
        return state_force(owned, country, when, context)
    return from_actor(actor, country, day, confidence, "actor.named", "; ".join(reasons), mention)


def _home_unit(
    lexicon: Lexicon, mention: ActorMention, actor: Actor, country: str | None, day: date | None
) -> ActorMention | None:
    """The army that shares its name with a group of another country ("UPDF"), or that the group became ("SPLA")."""
    if country is None or not actor.countries or (country in actor.countries and actor.active(day)):
        return None
    node: Any = lexicon.trie
    for token in actor_lexicon.tokens(mention.text):
        node = node.get(token, {})
    for entry in node.get(actor_lexicon.END, ()):
        if entry.category == "unit" and country in entry.countries:
            return replace(mention, kind="state", klass=entry.klass, ids=(), unit=entry.unit or None, country=country)
    return None


def from_actor(
    actor: Actor,
    country: str | None,
    day: date | None,
    confidence: float,
    rule: str,
    reason: str,
    mention: ActorMention | None,
) -> ResolvedActor:
    """Write an actor of the base for an event: its name filled in, its type on the day, 8 for an army abroad."""
    digit = actor.inter_at(day)
    home = next(iter(actor.countries)) if len(actor.countries) == 1 else None
    name = actor.name
    if "{country}" in name:
        name = name.replace("{country}", place_name(country))
        home = country
    if "{years}" in name:
        name = " ".join(name.replace("{years}", regime_years(home or country or "", day)).split())
    if digit == 1 and home is not None and country is not None and home != country:
        digit = 8
    associates = tuple(
        a for a in (associate_label(mention.group, country, day) if mention and mention.group else None,) if a
    )
    return ResolvedActor(name, INTER_LABELS[digit], home, actor.actor_id, associates, confidence, rule, reason)


def state_force(mention: ActorMention, country: str | None, when: date | None, context: ActorContext) -> ResolvedActor:
    """Resolve an army, police or government: whose it is, its regime years, 1 at home and 8 abroad."""
    day = when or context.published
    owner = mention.country
    reason, confidence, rule = "", 0.95, "actor.state_named"
    if owner is None and mention.unit is not None:
        owner = _unit_home(mention, country, context)
    if owner is None:
        owner = country
        reason, confidence, rule = (
            "nationality not stated: forces of the country of the event",
            0.8,
            "actor.state_default",
        )
    if mention.kind == "country":
        reason, confidence, rule = "the country's name stands for its forces", 0.75, "actor.state_metonym"
    if owner is None:
        return ResolvedActor(
            "Unidentified Military Forces",
            INTER_LABELS[8],
            None,
            None,
            (),
            0.3,
            "actor.state_unknown",
            "no country known",
        )
    # Associated peoples (Somaliland, Hong Kong) keep the names of the country table.
    name = state_actor(STATE_BRANCH.get(mention.klass, "Military"), owner, day, mention.unit)
    if "resumes:mutiny" in mention.flags:
        name = f"Mutiny of {name}"
    abroad = country is not None and owner != country
    digit = 8 if abroad and mention.klass != "government" else 1
    return ResolvedActor(name, INTER_LABELS[digit], owner, None, (), confidence, rule, reason)


def _unit_home(mention: ActorMention, country: str | None, context: ActorContext) -> str | None:
    homes = [flag[5:] for flag in mention.flags if flag.startswith("home:")]
    if not homes:
        return country
    if country in homes:
        return country
    return next((iso3 for iso3 in context.countries if iso3 in homes), sorted(homes)[0])


def associate_label(group: str | None, country: str | None, when: date | None) -> str | None:
    """Label of an associated actor, "Farmers (Niger)", or the government for officials."""
    if group == "Government":
        return state_actor("Government", country, when) if country else None
    return f"{group} ({place_name(country)})" if group else None


def place_name(country: str | None) -> str:
    """Name of a country for brackets; "International" when there is none."""
    found = countries.get(country) if country else None
    return found.name if found else _UNKNOWN_PLACE
