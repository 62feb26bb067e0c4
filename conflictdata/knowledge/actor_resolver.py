"""Turn a mention into the actor name and type of a coded row, given the country and day of the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_anaphora import linked, national, resumed
from conflictdata.knowledge.actor_identify import associate_label, mission, named_actor, place_name, state_force
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_types import INTER_LABELS, ActorContext, ActorMention, ResolvedActor


def resolve(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    role: str | None,
) -> ResolvedActor:
    """Resolve one mention; see ``ActorBase.resolve``."""
    if mention.kind == "named":
        return named_actor(lexicon, mention, country, when, context)
    if mention.kind in ("state", "country"):
        return state_force(mention, country, when, context)
    if mention.klass == "weapon_platform":
        return _weapon(lexicon, mention, country, when, context)
    return _generic(lexicon, mention, country, when, context, role)


def _weapon(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor:
    owner = _last(context.states, context.position)
    if owner is not None:
        resolved = state_force(replace(owner, klass="military", unit=None), country, when, context)
        return replace(
            resolved,
            confidence=0.55,
            rule_id="actor.weapon_owner",
            reason=f"owner taken from {owner.text!r} earlier in the article",
        )
    if country is not None:
        resolved = state_force(replace(mention, kind="state", klass="military"), country, when, context)
        return replace(
            resolved, confidence=0.5, rule_id="actor.weapon_default", reason="owner of the aircraft not stated"
        )
    return _generic(lexicon, replace(mention, klass="unidentified_armed"), country, when, context, None)


def _last(mentions: tuple[tuple[int, ActorMention], ...], position: int | None) -> ActorMention | None:
    found = [mention for offset, mention in mentions if position is None or offset < position]
    return found[-1] if found else None


def _generic(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    role: str | None,
) -> ResolvedActor:
    found = (
        linked(lexicon, mention, country, when, context)
        or resumed(lexicon, mention, country, when, context)
        or national(lexicon, mention, country, when, context)
        or (mission(lexicon, mention, country, when, context) if mention.klass == "external" else None)
    )
    if found is not None:
        return found
    classes = actor_lexicon.words()["classes"]
    klass = _klass_in_role(mention, role)
    digit, default = classes[klass]
    pattern = mention.pattern if klass == mention.klass and mention.pattern else default
    if klass == "identity_militia" and mention.ethnic is not None and mention.klass != klass:
        # "Pakam Clan Group" as victims, "Pakam Clan Militia" as attackers.
        label = (mention.group or "").removesuffix(" Group") or f"{mention.ethnic} Ethnic"
        pattern = f"{label} Militia ({{country}})"
    group = None if klass == "identity_militia" else mention.group
    home = country if klass not in ("civilians", "protesters", "rioters") else (country or mention.country)
    if mention.country is not None and klass not in ("protesters", "rioters"):
        home = mention.country
    international = (
        group in actor_lexicon.words()["international_groups"]
        and mention.country is None
        and "Red C" not in mention.text
    )
    place = place_name(home)
    associate = associate_label(group, home, when or context.published)
    reason, confidence = "", 0.85
    if klass in ("unidentified_armed", "rebel", "gang", "political_militia") and pattern.startswith("Unidentified"):
        reason, confidence = f"{mention.text!r} names no group", 0.75
    if international:
        confidence = 0.75
    if "(Israel)" in pattern:
        home = "ISR"
    elif klass in ("rebel", "unidentified_armed", "gang", "identity_militia") and country is None:
        reason, confidence = "no country known", 0.3
    associates = (associate,) if associate else ()
    name = pattern.replace("{country}", place)
    rule = f"actor.generic_{klass}"
    return ResolvedActor(name, INTER_LABELS[digit], home, None, associates, confidence, rule, reason)


def _klass_in_role(mention: ActorMention, role: str | None) -> str:
    """Villagers who attack are rioters, herders of a named people who attack are its militia; victims are civilians."""
    klass = mention.klass
    if role == "agent" and klass == "civilians":
        if mention.ethnic is not None:
            return "identity_militia"
        if mention.group == "Pastoralists":
            return "identity_militia"
        return "rioters"
    if role == "patient" and klass in ("protesters", "rioters") and mention.group is not None:
        return "civilians"
    return klass
