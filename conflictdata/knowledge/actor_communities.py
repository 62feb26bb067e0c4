"""Peoples, clans and villages that no table knows, read from the words beside them: "the Lupa and Kore tribes".

Local feuds are fought by groups too small for any list. A capitalised name joined to another by "and" before or after a
word for a community is such a group, not a place.

Example:
    >>> [m.ethnic for m in communities("a fight between the Lupa and Kore clans")]
    ['Lupa', 'Kore']
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_types import ActorMention

_FIGHT = r"(?:clash(?:es)?|fight(?:ing|s)?|violence|conflict|feud|battles?|skirmish(?:es)?|dispute)"
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?"


@cache
def _kinds() -> dict[str, str]:
    """Word for a community (plural, lower case) -> label of its members' militia."""
    words = actor_lexicon.words()
    places = dict.fromkeys(words["feud_places"], "Communal")
    return {**words["community_words"], **words["one_community"], **words["feud_words"], **places}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    pairs = sorted(actor_lexicon.words()["community_words"], key=len, reverse=True)
    heads = "|".join(re.escape(word) for word in pairs)
    before = re.compile(rf"\b(?:the )?({_NAME})(?:,? and|,? or| against) (?:the )?({_NAME}) ({heads})\b")
    after = re.compile(rf"\b({heads}) of (?:the )?({_NAME}),? and (?:the )?({_NAME})")
    ones = "|".join(re.escape(word) for word in actor_lexicon.words()["one_community"])
    single = re.compile(rf"\b(?:of|from) the ({_NAME}) ({ones})\b")
    kinds = actor_lexicon.words()["feud_words"]
    feuds = "|".join(re.escape(word) for word in sorted(kinds, key=len, reverse=True))
    feud = re.compile(
        rf"\b({feuds})[ -](?:[\w-]+ )?{_FIGHT} between (?:[\w-]+ )?(?:the )?({_NAME}),? and (?:the )?({_NAME})"
    )
    places = "|".join(actor_lexicon.words()["feud_places"])
    between = re.compile(rf"\bbetween (?:the )?(?:\w+ )?({places}) of ({_NAME}),? and (?:of )?({_NAME})")
    return before, after, single, feud, between, re.compile(rf"\b(?:{heads}|{ones}|{feuds}|{places})\b")


def merge(left: ActorMention, community: ActorMention, between: str) -> ActorMention | None:
    """Make "gunmen" and "the Lupa clan" one mention, armed men of that people; None when they do not join."""
    if between.strip() not in ("of the", "from the", "of", "from") or left.kind != "generic" or left.ethnic is not None:
        return None
    armed = left.armed
    label = (community.group or "").removesuffix(" Group")
    return replace(
        left, end=community.end, text=f"{left.text}{between}{community.text}", ethnic=community.ethnic,
        group=community.group, klass="identity_militia" if armed else "civilians",
        pattern=f"{label} Militia ({{country}})" if armed else left.pattern,
        flags=frozenset({"community"}),
    )  # fmt: skip


def communities(text: str) -> list[ActorMention]:
    """Pairs of named communities in a text, as generic mentions with ``ethnic`` set.

    Args:
        text: A sentence or more; offsets refer to it.
    """
    before, after, single, feud, between, gate = _patterns()
    if gate.search(text) is None:
        return []
    found: dict[int, ActorMention] = {}
    for match in before.finditer(text):
        found.update((m.start, m) for m in _mentions(match, (1, 2), match.group(3)))
    for match in after.finditer(text):
        for mention in _mentions(match, (2, 3), match.group(1)):
            found.setdefault(mention.start, mention)
    for pattern in (feud, between):
        for match in pattern.finditer(text):
            for mention in _mentions(match, (2, 3), match.group(1)):
                found.setdefault(mention.start, mention)
    for match in single.finditer(text):
        for mention in _mentions(match, (1,), match.group(2)):
            found.setdefault(mention.start, mention)
    return list(found.values())


def _mentions(match: re.Match[str], groups: tuple[int, ...], head: str) -> list[ActorMention]:
    kind = _kinds()[head]
    refused = actor_lexicon.words()["not_communities"]
    if any(match.group(g).split()[0].lower() in refused for g in groups):
        return []
    return [
        ActorMention(
            start=match.start(g), end=match.end(g), text=match.group(g), kind="generic", klass="civilians",
            group=f"{match.group(g)} {kind} Group", plural=True, ethnic=match.group(g), flags=frozenset({"community"}),
        )
        for g in groups
    ]  # fmt: skip


def with_communities(text: str, mentions: list[ActorMention]) -> list[ActorMention]:
    """Add communities that only their context names; a name the tables know stays what it is."""
    found = communities(text)
    if not found:
        return mentions
    out = list(mentions)
    for community in found:
        if any(community.start < k.end and k.start < community.end for k in out):
            continue
        at = sum(k.start < community.start for k in out)
        joined = merge(out[at - 1], community, text[out[at - 1].end : community.start]) if at else None
        if joined is not None:
            out[at - 1] = joined
        else:
            out.insert(at, community)
    return out
