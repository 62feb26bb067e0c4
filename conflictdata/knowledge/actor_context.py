"""What one article tells about actors: acronyms it introduces, groups and countries it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_finder import Finder, cut, scan
from conflictdata.knowledge.actor_lexicon import plain
from conflictdata.knowledge.actor_types import Actor, ActorContext, ActorMention

_LINK = r"(?:(?:of|for|the|and|de|del|la|des|du|in|on|to|pour|et|al|el|e|y)\s+){0,2}"
_NAME = rf"(?:[A-Z][\w'’\-]*)(?:\s+{_LINK}[A-Z][\w'’\-]*){{1,9}}"
# "Long Name (ABC)": two to ten words, capitals with small link words between them, then an acronym.
_INTRODUCED = re.compile(
    rf"({_NAME})"
    r"\s*\(\s*[\"'“]?([A-Z][A-Za-z0-9/\-]{1,9})[\"'”]?\s*[),;]"
)
# "Long Name, or LN," and "Long Name, known by its French initials LN".
_OR_CALLED = re.compile(
    rf"({_NAME}),? (?:or|also known as|also called|known as|known by (?:its|the)(?: \w+)? (?:acronym|initials))"
    r"(?: the)? [\"'“]?([A-Z][A-Z0-9/\-]{1,9})[\"'”]?(?=[,.;) ])"
)
# "LN (Long Name)".
_TURNED = re.compile(rf"\b([A-Z][A-Z0-9/\-]{{1,9}})\s*\(\s*[\"'“]?({_NAME})[\"'”]?\s*\)")
# A claim or an attribution in the sentence of a named group.
_BLAMED = re.compile(
    r"\b(?:claim(?:ed|s|ing)?\s+(?:of\s+)?(?:responsibility|the|it|to\s+have)|responsibility\s+for|blam(?:e|ed|es|ing)"
    r"|accus(?:e|ed|es|ing)|attribut(?:e|ed|es|ing)|belie[vf]e?d?\s+to\s+(?:be|belong|have)|suspect(?:s|ed|ing)?"
    r"|admitted|carried\s+out\s+by|said\s+(?:its|their|his)\s+(?:fighters|men|forces|members|soldiers))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"”']?\s|\n")
_SMALL = frozenset(
    ["of", "for", "the", "and", "de", "del", "la", "des", "du", "in", "on", "to", "pour", "et", "al", "el", "e", "y"]
)
_COUNTRY_ITEMS = frozenset({"country", "people", "part", "seat"})


def build(text: str, published: date | None, finder: Finder, lands: tuple[str, ...] = ()) -> ActorContext:
    """Read an article once for what its sentences cannot tell alone.

    Args:
        text: The whole stored text of the document; offsets in the context refer to it.
        published: Publication day, if known.
        finder: The finder of the actor base.
        lands: iso3 of the countries in which the places of the text lie; they come after those it names.
    """
    named = _countries(text, finder)
    countries = (*named, *(iso3 for iso3 in lands if iso3 not in named))
    first = ActorContext(published=published, countries=countries)
    acronyms, new = _introduced(text, finder, first)
    context = ActorContext(published=published, acronyms=acronyms, countries=countries, new=new)
    mentions = finder.find(text, context)
    groups = tuple((mention.start, mention) for mention in mentions if mention.kind == "named")
    return ActorContext(
        published=published,
        acronyms=acronyms,
        countries=countries,
        named=groups,
        blamed=tuple(item for item in groups if _is_blamed(text, item[1])),
        states=tuple((m.start, m) for m in mentions if m.kind == "state" and m.country is not None),
        new=new,
        text=text,
    )


def _is_blamed(text: str, mention: ActorMention) -> bool:
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, mention.start)]
    start = ends[-1] if ends else 0
    after = _SENTENCE_END.search(text, mention.end)
    return _BLAMED.search(text, start, after.start() if after else len(text)) is not None


def _countries(text: str, finder: Finder) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for item in scan(cut(text), finder.lexicon, ActorContext()):
        entry = item.entry
        if entry.category in _COUNTRY_ITEMS:
            counts[entry.country] += 1
        elif entry.category == "actor" and len(entry.ids) == 1:
            # A group that lives in one country tells the country as well as its name would.
            home = finder.lexicon.actors[entry.ids[0]].countries
            if len(home) == 1:
                counts[next(iter(home))] += 1
        elif entry.category == "unit" and len(entry.countries) == 1:
            counts[next(iter(entry.countries))] += 1
    return tuple(iso3 for iso3, _ in counts.most_common())


def _introduced(
    text: str, finder: Finder, context: ActorContext
) -> tuple[dict[str, tuple[str, ...]], dict[str, Actor]]:
    acronyms: dict[str, tuple[str, ...]] = {}
    new: dict[str, Actor] = {}
    for long_name, acronym in _pairs(plain(text)):
        words = _expansion(long_name.split(), acronym)
        if len(words) < 2 or acronym in acronyms:
            continue
        long_form = " ".join(words)
        known = _known(long_form, finder, context)
        if known is None:
            continue
        if known:
            acronyms[acronym] = known
        elif (actor := _new_actor(long_form, acronym)) is not None and acronym not in finder.lexicon.aliases:
            acronyms[acronym] = (actor.actor_id,)
            new[actor.actor_id] = actor
    return acronyms, new


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Long names and what may be their acronyms, in whatever order the article introduces them."""
    yield from (match.groups() for match in _INTRODUCED.finditer(text))  # type: ignore[misc]  # two groups each
    yield from (match.groups() for match in _OR_CALLED.finditer(text))  # type: ignore[misc]
    yield from ((match[2], match[1]) for match in _TURNED.finditer(text))


def _expansion(words: list[str], acronym: str) -> list[str]:
    """The last words whose initials spell the acronym; empty when none do."""
    letters = [char.lower() for char in acronym if char.isalpha()]
    for start in range(len(words)):
        tail = words[start:]
        if tail[0].lower() in _SMALL:
            continue
        parts = [part for word in tail for part in re.split(r"[-/]", word) if part]
        strong = [part[0].lower() for part in parts if part.lower() not in _SMALL]
        every = [part[0].lower() for part in parts]
        if letters in (strong, every) or letters == [word[0].lower() for word in tail if word.lower() not in _SMALL]:
            return tail
    return []


def _known(long_form: str, finder: Finder, context: ActorContext) -> tuple[str, ...] | None:
    """Ids when the long form is a known group, () when unknown, None when it is something else we know."""
    mentions: list[ActorMention] = finder.find(long_form, context)
    for mention in mentions:
        if mention.kind == "named":
            return mention.ids
        if mention.kind == "state" and (mention.unit or mention.end - mention.start > len(long_form) // 2):
            return None
    return ()


def _new_actor(long_form: str, acronym: str) -> Actor | None:
    table = actor_lexicon.words()["organisation_words"]
    words = [word.lower().strip("'’s") for word in long_form.split()]
    for word in reversed(words):
        for klass, members in table.items():
            if word in members:
                digit = {"rebel": 2, "external": 8}.get(klass, 3)
                return Actor(
                    f"new:{acronym}", f"{acronym}: {long_form}", klass, digit, note="introduced by the article"
                )
    return None
