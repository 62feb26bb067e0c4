"""Names of groups that no table spells that way: "Al Shabbab militants", "Abu Sayaff gunmen".

Only capitalised words right before a word for armed people, or after "the group", are looked at; a name that the
tables know is never touched. Two names are alike when their consonants agree and four fifths of their letters do.

Example:
    >>> skeleton("Al Shabbab") == skeleton("Al-Shabaab")
    True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_lexicon import Lexicon, tokens
from conflictdata.knowledge.actor_types import ActorContext, ActorMention

Alike = Mapping[str, list[tuple[str, tuple[str, ...]]]]
_BEFORE = re.compile(r"(?:\b[A-Za-z][\w'’]*[ -]){1,4}$")
_AFTER = re.compile(
    r"^ (from |belonging to |)(?:the |called |known as |named )?"
    r"((?:[A-Z][\w'’]*|al|el)(?:[ -](?:[A-Z][\w'’]*|al|el|wal|ul|i|e)){0,4})"
)
_ARMED = frozenset({"rebel", "gang", "political_militia", "unidentified_armed"})
_GROUPS = frozenset(
    {"group", "rebel group", "militant group", "militia", "insurgent group", "armed group", "terror group"}
)
_LETTERS, _CONSONANTS, _RATIO = 6, 4, 0.8
_SAME = str.maketrans({"q": "k", "c": "k", "z": "s", "w": "v", "j": "g"})


def skeleton(name: str) -> str:
    """The first letter and the consonants of a name, doubled ones once."""
    letters = "".join(tokens(name)).replace("ph", "f").translate(_SAME)
    bones = letters[:1] + re.sub(r"[aeiouyh]", "", letters[1:])
    return re.sub(r"(.)\1+", r"\1", bones)


def index(lexicon: Lexicon) -> Alike:
    """Skeleton -> names and ids, for names long enough.

    Args:
        lexicon: The lexicon whose actors are to be found.
    """
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for form, ids in lexicon.aliases.items():
        if form[:1].isupper() and actor_lexicon.case_rule(form) != -2 and _long_enough(form):
            found.setdefault(skeleton(form), []).append((form, ids))
    return found


def _long_enough(name: str) -> bool:
    return sum(map(str.isalpha, name)) >= _LETTERS and len(skeleton(name)) >= _CONSONANTS


def may_be_named(mention: ActorMention) -> bool:
    """Whether words are armed people without a name, a people or a country."""
    return mention.kind == "generic" and mention.klass in _ARMED and not mention.ethnic and not mention.country


def named_alike(
    text: str, mention: ActorMention, names: Alike, lexicon: Lexicon, context: ActorContext
) -> ActorMention | None:
    """The mention with the group that the words beside it nearly name; None when they name none, or several.

    Args:
        text: The text of the mention.
        mention: Armed people without a name.
        names: What ``index`` made.
        lexicon: The lexicon.
        context: The article's context: the group must act in one of its countries.
    """
    for start, end in _spans(text, mention):
        ids = _like(text[start:end], names, lexicon, context)
        if ids:
            first, last = min(start, mention.start), max(end, mention.end)
            return replace(
                mention, start=first, end=last, text=text[first:last], kind="named", ids=ids, pattern="",
                klass=lexicon.actors[ids[0]].klass, flags=mention.flags | {"alike"},
            )  # fmt: skip
    return None


def _like(name: str, names: Alike, lexicon: Lexicon, context: ActorContext) -> tuple[str, ...]:
    """Actors of the article's countries with a name like this one; empty when the name is known or they differ."""
    known = names.get(skeleton(name), ()) if _long_enough(name) else ()
    if any(tokens(form) == tokens(name) for form, _ in known):
        return ()
    found = [
        tuple(key for key in ids if lexicon.actors[key].countries.intersection(context.countries))
        for form, ids in known
        if _alike(name, form)
    ]
    found = [ids for ids in found if ids]
    return found[0] if found and all(set(ids) & set(found[0]) for ids in found) else ()


def _spans(text: str, mention: ActorMention) -> list[tuple[int, int]]:
    """Capitalised words before the mention, longest first, then those after "the group" or "from"."""
    spans = []
    before = _BEFORE.search(text, max(0, mention.start - 60), mention.start)
    if before is not None:
        for word in re.finditer(r"(?<![\w-])(?:[A-Z]|al-)", before.group()):
            spans.append((before.start() + word.start(), mention.start - 1))
    after = _AFTER.match(text[mention.end : mention.end + 60])
    if after is not None and (after[1] or mention.head in _GROUPS):
        spans.append((mention.end + after.start(2), mention.end + after.end(2)))
    return spans


def _alike(one: str, two: str) -> bool:
    first, second = "".join(tokens(one)), "".join(tokens(two))
    return first[:1] == second[:1] and SequenceMatcher(None, first, second, autojunk=False).ratio() >= _RATIO
