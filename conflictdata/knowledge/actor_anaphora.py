"""Words that stand for a group named elsewhere in the article: "the rebels", "the attackers", "IS-linked militants"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_classes import classes, inters
from conflictdata.knowledge.actor_identify import from_actor, named_actor
from conflictdata.knowledge.actor_lexicon import Lexicon
from conflictdata.knowledge.actor_types import Actor, ActorContext, ActorMention, ResolvedActor

_DEFINITE = re.compile(r"\b(?:the|these|those|this|that|their|its|said)\s+(?:[\w-]+\s+){0,2}$", re.I)
_NAME_BEFORE = re.compile(r"([A-Z][\w’'-]{2,})(?:[’']s)?[\s-]+$")
_WORDS = re.compile(r"\w[\w’'-]*")
_PHRASE = 160  # characters of a phrase within which its mention is looked for
_UNARMED = inters("unarmed")
_FORCES = classes("forces")
_CLAIM_REACH = 1200  # characters within which a claim is taken to concern the attack just told


def resumed(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """Resume: "the rebels" stand for the last named group that fits; "unknown gunmen" for nobody."""
    words = actor_lexicon.words()
    standing = mention.head in words["standing_parties"]
    if mention.ethnic is not None and not standing:
        return None
    kinds = next((flag[8:] for flag in mention.flags if flag.startswith("resumes:")), "")
    near = context.at(_place(mention, context))
    shared = _namesake(lexicon, mention, country, when, near)
    if shared is not None:
        return shared
    table = words["resumes"]
    if kinds == "attacker":
        return _claimant(lexicon, mention, country, when, context, set(table["rebel"])) or _told_attacker(
            lexicon, mention, country, when, near
        )
    if "unknown" in mention.flags:
        return None
    klasses = table.get(kinds, ()) if mention.ethnic is None else ("rebel",)
    before = [item for item in near.named if near.position is None or item[0] < near.position]
    before = [item for item in before if _within_reach(item[1], near)]
    # "The rebels" are a rebel group if one was named, a militia only if none was.
    for klass in klasses:
        for offset, named in reversed(before):
            resolved = _compatible(lexicon, named, {klass}, country, when, context)
            if resolved is None:
                continue
            distance = (near.position - offset) if near.position is not None else 500
            confidence = 0.7 if distance < 600 else 0.55
            if "suspected" in mention.flags:
                confidence -= 0.15
            reason = f"{mention.text!r} taken to be {named.text!r}, named earlier in the article"
            return replace(resolved, confidence=confidence, rule_id="actor.resumed", reason=reason)
    return _only_group(lexicon, mention, country, when, near, tuple(klasses), everywhere=standing) or _authority(
        lexicon, mention, country, when, near, kinds
    )


def _place(mention: ActorMention, context: ActorContext) -> int | None:
    """Where the words themselves stand: the position given is that of their whole phrase ("the Lupa fighters")."""
    at = context.position
    if at is None:
        return None
    found = context.text.find(mention.text, at, at + _PHRASE)
    return found if found >= 0 else at


def _namesake(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext
) -> ResolvedActor | None:
    """The one named group whose name holds the word before the mention: "Lupa fighters", Lupa Freedom Front."""
    at = context.position
    if at is None or not mention.armed:
        return None
    word = _NAME_BEFORE.search(context.text, max(0, at - 40), at)
    if word is None:
        return None
    holders = (named for _, named in context.named if _shares(word[1], named, lexicon, context))
    resolved = _only(named_actor(lexicon, replace(named, group=None), country, when, context) for named in holders)
    if resolved is None or resolved.inter in _UNARMED:
        return None
    reason = f"{word[1]!r} before {mention.text!r} is part of the name of a group in the article"
    return replace(resolved, confidence=min(resolved.confidence, 0.75), rule_id="actor.part_of_name", reason=reason)


def _shares(word: str, named: ActorMention, lexicon: Lexicon, context: ActorContext) -> bool:
    names = [named.text]
    for key in named.ids:
        actor = lexicon.actors.get(key) or context.new.get(key)
        if actor is not None:
            names.append(actor.name)
    return any(word in _WORDS.findall(name) for name in names)


def _told_attacker(
    lexicon: Lexicon,
    mention: ActorMention,
    country: str | None,
    when: date | None,
    context: ActorContext,
) -> ResolvedActor | None:
    """Take "the attackers" for the one group named before; not where several were, or none yet."""
    at = context.position
    if at is None or "unknown" in mention.flags or not _DEFINITE.search(context.text, max(0, at - 40), at):
        return None
    near = (named for offset, named in context.named if 0 < at - offset <= _CLAIM_REACH)
    resolved = _only(_compatible(lexicon, named, {"rebel"}, country, when, context) for named in near)
    if resolved is None:
        return None
    reason = f"{mention.text!r} taken to be the one group named before"
    return replace(resolved, confidence=0.55, rule_id="actor.told_attacker", reason=reason)


def _authority(
    lexicon: Lexicon, mention: ActorMention, country: str | None, when: date | None, context: ActorContext, kinds: str
) -> ResolvedActor | None:
    """Rebels or militia of an article that names no group but a movement that governs a part of the country."""
    if kinds not in ("rebel", "militia", "group") or mention.ethnic is not None:
        return None
    ruling = (
        named for offset, named in context.named if named.klass in _FORCES and (context.position or offset + 1) > offset
    )
    resolved = _only(
        found
        for named in ruling
        if (found := named_actor(lexicon, replace(named, group=None), country, when, context)).country == country
    )
    if resolved is None:
        return None
    reason = f"{mention.text!r} taken to be the movement that governs a part of the country"
    return replace(resolved, confidence=0.55, rule_id="actor.resumed", reason=reason)


def _within_reach(named: ActorMention, context: ActorContext) -> bool:
    """Whether words may stand for a group; across paragraphs "three militants" are new people."""
    if context.position is None or not context.text:
        return True
    first, last = sorted((named.start, context.position))
    told_again = sum(not set(other.ids).isdisjoint(named.ids) for _, other in context.named) > 1
    if told_again or "\n\n" not in context.text[first:last]:
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
    klasses: tuple[str, ...],
    *,
    everywhere: bool,
) -> ResolvedActor | None:
    """Militants of an article that names one group only, even if later: that group.

    Words for a standing party ("the insurgents") mean it wherever it is named, a rebel group before a militia.
    """
    near = [named for _, named in context.named if everywhere or _within_reach(named, context)]
    resolved = None
    for klass in [{name} for name in klasses] if everywhere else [set(klasses)]:
        found = [_compatible(lexicon, named, klass, country, when, context) for named in near]
        resolved = _only(found)
        if any(one is not None for one in found):
            break
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
    """Rebels of a country that has one group of note in those years."""
    day = when or context.published
    if country is None or mention.ethnic is not None or "unknown" in mention.flags:
        return None
    for key, heads, first, last in actor_lexicon.words()["national_rebels"].get(country, ()):
        if mention.head in heads and lexicon.actors[key].active(day) and _in_years(day, str(first), str(last)):
            reason = f"{mention.text!r} names no group; the country's one rebel group of note is meant"
            return from_actor(lexicon.actors[key], country, day, 0.65, "actor.national_rebels", reason, None)
    return None


def _in_years(day: date | None, first: str, last: str) -> bool:
    """Whether a day lies in a span whose ends are years or months ("2014-04"); an empty end is open."""
    return day is None or (first <= day.isoformat() and (not last or day.isoformat()[: len(last)] <= last))
