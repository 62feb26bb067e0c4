"""Words that stand for a group named elsewhere in the article: "the rebels", "the attackers", "IS-linked militants"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_identify import from_actor, named_actor
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_types import Actor, ActorContext, ActorMention, ResolvedActor

_DEFINITE = re.compile(r"\b(?:the|these|those|this|that|their|its|said)\s+(?:[\w-]+\s+){0,2}$", re.I)
_CLAIM_REACH = 1200  # characters within which a claim is taken to concern the attack just told


def resumed(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Resume: "the rebels" stand for the last named group that fits; "unknown gunmen" for nobody."""
    if mention.ethnic is not None:
        return None
    kinds = next((flag[8:] for flag in mention.flags if flag.startswith("resumes:")), "")
    table = actor_lexicon.words()["resumes"]
    if kinds == "attacker":
        return _claimant(lexicon, mention, country, when, context, set(table["rebel"]))
    if "unknown" in mention.flags:
        return None
    before = [item for item in context.named if context.position is None or item[0] < context.position]
    before = [item for item in before if _within_reach(item[1], context)]
    # "The rebels" are a rebel group if one was named, a militia only if none was.
    for klass in table.get(kinds, ()):
        for offset, named in reversed(before):
            resolved = _compatible(lexicon, named, {klass}, country, when, context)
            if resolved is None:
                continue
            distance = (context.position - offset) if context.position is not None else 500
            confidence = 0.7 if distance < 600 else 0.55
            if "suspected" in mention.flags:
                confidence -= 0.15
            reason = f"{mention.text!r} taken to be {named.text!r}, named earlier in the article"
            return replace(resolved, confidence=confidence, rule_id="actor.resumed", reason=reason)
    return _only_group(lexicon, mention, country, when, context, set(table.get(kinds, ())))


def _within_reach(named: ActorMention, context: ActorContext) -> bool:
    """Whether words may stand for a group; across paragraphs "three militants" are new people."""
    if context.position is None or not context.text:
        return True
    first, last = sorted((named.start, context.position))
    if "\n\n" not in context.text[first:last] or sum(other.ids == named.ids for _, other in context.named) > 1:
        return True
    return _DEFINITE.search(context.text, max(0, context.position - 40), context.position) is not None


def _compatible(
    lexicon: Lexicon,
    named: ActorMention,
    klasses: set[str],
    country: str | None,
    when: date | None,
    context: ActorContext,
) -> ResolvedActor | None:
    """The named group, if it is of one of the classes and may act in the country on the day."""
    resolved = named_actor(lexicon, replace(named, group=None), country, when, context)
    actor = lexicon.actors.get(resolved.actor_id or "") or context.new.get(resolved.actor_id or "")
    if actor is None or actor.klass not in klasses or actor.inter_at(when or context.published) == 1:
        return None
    if country is not None and actor.countries and country not in actor.countries:
        return None
    return resolved


def _only_group(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    klasses: set[str],
) -> ResolvedActor | None:
    """Militants of an article that names one group only, even if later: that group."""
    near = (named for _, named in context.named if _within_reach(named, context))
    resolved = _only(_compatible(lexicon, named, klasses, country, when, context) for named in near)
    if resolved is None:
        return None
    reason = f"{mention.text!r} taken to be the only group of that kind the article names"
    return replace(resolved, confidence=0.55, rule_id="actor.only_group", reason=reason)


def _only(candidates: Iterable[ResolvedActor | None]) -> ResolvedActor | None:
    """The one actor the candidates agree on (the last to say so), or None when there are none or several."""
    found = {actor.name: actor for actor in candidates if actor is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def _claimant(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
    klasses: set[str],
) -> ResolvedActor | None:
    """Gunmen or a bomber: the one group that claims, or is blamed for, an attack after these words."""
    at = context.position
    near = (named for offset, named in context.blamed if at is None or -200 <= offset - at <= _CLAIM_REACH)
    resolved = _only(_compatible(lexicon, named, klasses, country, when, context) for named in near)
    if resolved is None:
        return None
    reason = f"{mention.text!r} taken to be the group that claims, or is blamed for, the attack"
    return replace(resolved, confidence=0.55, rule_id="actor.claimed", reason=reason)


def linked(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Affiliation: "Islamic State-linked militants" are, less surely, its branch in that country."""
    keys = tuple(flag[7:] for flag in mention.flags if flag.startswith("linked:"))
    # Only a movement that has a branch in the country lends its name; "al Qaeda-linked" says too little.
    keys = tuple(key for key in keys if _has_branch(lexicon.actors.get(key), country))
    if not keys or mention.klass not in ("rebel", "unidentified_armed"):
        return None
    resolved = named_actor(lexicon, replace(mention, kind="named", ids=keys), country, when, context)
    return replace(
        resolved,
        confidence=0.55,
        rule_id="actor.linked",
        reason=f"{mention.text!r} names an affiliation, not the group",
    )


def _has_branch(actor: Actor | None, country: str | None) -> bool:
    if actor is None or actor.inter != 2:
        return False
    return "{country}" in actor.name or (country is not None and country in actor.countries)


def national(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Rebels of a country whose opposition goes by one name."""
    rule = actor_lexicon.words()["national_rebels"].get(country or "")
    if rule is None or mention.head not in rule[1] or "unknown" in mention.flags:
        return None
    reason = f"{mention.text!r} names no group; the country's opposition is meant"
    return from_actor(
        lexicon.actors[rule[0]], country, when or context.published, 0.65, "actor.national_rebels", reason, None
    )
