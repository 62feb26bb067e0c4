"""Find the words that name actors: one pass over the tokens, then a small grammar over what was recognised.

The grammar reads left to right: modifiers ("suspected"), owner ("Malian", "Mali's"), ethnic group ("Fulani"), named
organisation ("Boko Haram"), head noun ("soldiers"), then what follows it ("of Mali", "from the M23", "(RSF)").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from conflictdata.knowledge import actor_lexicon
from conflictdata.knowledge.actor_alike import Alike, index, may_be_named, named_alike
from conflictdata.knowledge.actor_communities import with_communities
from conflictdata.knowledge.actor_forms import spelling
from conflictdata.knowledge.actor_lexicon import END, Entry, Lexicon, Node, plain
from conflictdata.knowledge.actor_phrase import Phrase
from conflictdata.knowledge.actor_types import EMPTY_CONTEXT, ActorContext, ActorMention

_WORD = re.compile(r"[^\W_]+")
# What may stand between two tokens of one name: "al-Shabaab", "U.S.", "SLM/A", "People's".
_INNER = frozenset({" ", "-", "'", "' ", "/", ".", "&", "–", "  ", " & ", " - ", "- ", " (", "(", ") ", ". ", ".-"})
# What may stand between two parts of one noun phrase.
_OUTER = frozenset({" ", "-", " '", "' ", "  ", ' "', '" ', "–", ". "})
_RANK = {
    "actor": 0,
    "unit": 1,
    "generic": 2,
    "ethnic": 3,
    "people": 4,
    "country": 5,
    "part": 6,
    "seat": 7,
    "modifier": 8,
}
_MAX_AFTER = 2
_NEAR = 2  # an uncapitalised unit name counts only for the two countries most spoken of


@dataclass(frozen=True, slots=True)
class Item:
    """A recognised form: tokens [first, last), and the chosen entry."""

    first: int
    last: int
    entry: Entry


class Sentence:
    """A text cut into tokens, with the raw text for case checks."""

    __slots__ = ("ends", "flat", "keys", "lower", "raw", "shouting", "starts")

    def __init__(self, text: str) -> None:
        self.raw = text
        self.flat = plain(text)
        lowered = self.flat.lower()
        spans = [match.span() for match in _WORD.finditer(self.flat)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.lower = [lowered[start:end] for start, end in spans]
        self.keys = [spelling(word, self.flat[end : end + 1]) for word, end in zip(self.lower, self.ends, strict=True)]
        self.shouting = len(text) > 8 and self.flat.isupper()

    def gap(self, index: int) -> str:
        """Characters between token ``index - 1`` and token ``index``."""
        return self.flat[self.ends[index - 1] : self.starts[index]]

    def word(self, index: int) -> str:
        """Lower-case token, empty outside the text."""
        return self.lower[index] if 0 <= index < len(self.lower) else ""


@lru_cache(maxsize=4)  # an article is read for its countries, its context and its mentions
def cut(text: str) -> Sentence:
    """The tokens of a text; nobody changes them."""
    return Sentence(text)


@cache
def _set(key: str) -> frozenset[str]:
    return frozenset(actor_lexicon.words()[key])


def _case_ok(entry: Entry, sentence: Sentence, first: int, last: int) -> bool:
    if entry.cap == -1:
        return True
    if entry.cap >= 0:
        index = first + entry.cap
        return index < last and sentence.flat[sentence.starts[index]].isupper()
    if sentence.shouting and (entry.weak or (last - first == 1 and len(entry.form) <= 3)):
        return False
    written = sentence.flat[sentence.starts[first] : sentence.ends[last - 1]]
    return all(char.isupper() or not char.isalpha() for char in written) or written == entry.form


def _weak_ok(entry: Entry, lexicon: Lexicon, context: ActorContext) -> bool:
    # A short or ambiguous acronym needs the article behind it: its long form, or one of its countries.
    if not entry.weak:
        return True
    if entry.form in context.acronyms:
        return True
    actors = [lexicon.actors[key] for key in entry.ids]
    if entry.flag == "leader":  # "Kabila's army" is a rebel group only until Kabila governs
        actors = [actor for actor in actors if actor.active(context.published)]
    homes = entry.countries.union(*(actor.countries for actor in actors))
    return bool(homes.intersection(context.countries))


def _pick(
    entries: list[Entry], sentence: Sentence, first: int, last: int, lexicon: Lexicon, context: ActorContext
) -> Entry | None:
    best: Entry | None = None
    best_rank = 99.0
    for entry in entries:
        if not _case_ok(entry, sentence, first, last) or not _weak_ok(entry, lexicon, context):
            continue
        rank = float(_RANK[entry.category])
        if entry.category == "unit":
            rank = _unit_rank(entry, context)
        elif entry.category == "actor" and not _at_home(entry, lexicon, context):
            rank = _RANK["unit"] + 0.95  # "UPDF" is Uganda's army in an article about Uganda
        if rank < best_rank:
            best, best_rank = entry, rank
    return best


def _at_home(entry: Entry, lexicon: Lexicon, context: ActorContext) -> bool:
    if not context.countries:
        return True
    for key in entry.ids:
        actor = lexicon.actors.get(key)
        if actor is None or not actor.countries or actor.countries.intersection(context.countries):
            return True
    return False


def _unit_rank(entry: Entry, context: ActorContext) -> float:
    """Units of a country the article speaks of come first, in the order of its mentions; others give way to nouns."""
    for position, iso3 in enumerate(context.countries):
        if iso3 in entry.countries:
            near = position < _NEAR or entry.cap != -1
            return _RANK["unit"] + min(position, 9) / 10 if near else 99.0
    # "rangers" and "federal police" are ordinary words wherever the article names no country that has such a unit.
    return 2.5 if entry.cap != -1 else 99.0


def scan(sentence: Sentence, lexicon: Lexicon, context: ActorContext) -> list[Item]:
    """Longest non-overlapping forms of the trie, left to right."""
    items: list[Item] = []
    count = len(sentence.lower)
    extra: Node = {}
    for acronym, ids in context.acronyms.items():
        klass = _klass_of(ids, lexicon, context)
        actor_lexicon.insert(extra, Entry("actor", acronym, -2, ids, klass=klass, plural=True))
    for key, actor in context.new.items():
        long_form = actor.name.partition(": ")[2] or actor.name
        actor_lexicon.insert(extra, Entry("actor", long_form, 0, (key,), klass=actor.klass, plural=True))
    index = 0
    keys, trie = sentence.keys, lexicon.trie
    while index < count:
        key = keys[index]
        found = _longest(extra, sentence, index, lexicon, context) if key in extra else None
        if found is None and key in trie:
            found = _longest(trie, sentence, index, lexicon, context)
        if found is None:
            index += 1
        else:
            items.append(found)
            index = found.last
    return items


def _klass_of(ids: tuple[str, ...], lexicon: Lexicon, context: ActorContext) -> str:
    for key in ids:
        actor = lexicon.actors.get(key) or context.new.get(key)
        if actor is not None:
            return actor.klass
    return "rebel"


def _longest(trie: Node, sentence: Sentence, first: int, lexicon: Lexicon, context: ActorContext) -> Item | None:
    node: Any = trie.get(sentence.keys[first])
    if node is None:
        return None
    lower, keys = sentence.lower, sentence.keys
    count = len(lower)
    best: Item | None = None
    last = first + 1
    while True:
        entries = node.get(END)
        if entries is not None:
            entry = _pick(entries, sentence, first, last, lexicon, context)
            if entry is not None:
                best = Item(first, last, entry)
        if last >= count:
            return best
        gap = sentence.flat[sentence.ends[last - 1] : sentence.starts[last]]
        if gap not in _INNER or (gap == ". " and len(lower[last - 1]) > 2):
            return best
        node = node.get(keys[last])
        if node is None:
            return best
        last += 1


class Finder:
    """Reads mentions out of one text."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    @cached_property
    def _alike(self) -> Alike:
        return index(self.lexicon)

    def find(self, text: str, context: ActorContext | None = None) -> list[ActorMention]:
        """All mentions, sorted, non-overlapping."""
        context = context or EMPTY_CONTEXT
        sentence = cut(text)
        if not sentence.lower:
            return []
        items = scan(sentence, self.lexicon, context)
        mentions: list[ActorMention] = []
        position = 0
        while position < len(items):
            phrase, position = self._phrase(sentence, items, position)
            if phrase.half and _joins(sentence, items, position, phrase):
                second, after = self._phrase(sentence, items, position)
                mentions += [m for m in phrase.shared(second, items[position + 1 : after], sentence) if m is not None]
                phrase, position = second, after
            mention = phrase.mention(sentence, _bare_use(sentence, phrase)) if phrase.last else None
            if mention is not None:
                if may_be_named(mention):
                    mention = named_alike(text, mention, self._alike, self.lexicon, context) or mention
                mentions.append(mention)
        return with_communities(text, mentions)

    def _phrase(self, sentence: Sentence, items: list[Item], position: int) -> tuple[Phrase, int]:
        phrase = Phrase()
        first = items[position].first
        if _cancelled(sentence, first):
            phrase.cancel = True
        while position < len(items):
            item = items[position]
            if phrase.last and not _adjacent(sentence, phrase.last, item.first):
                break
            linked = _link_after(sentence, item)
            if linked:
                phrase.add_link(item.entry, item.first, item.last + 1)
                position += 1
                continue
            if phrase.cancel and item.entry.role in ("metonym", "owner"):
                position += 1  # an "anti-tank missile" is no tank
                phrase.cancel = False
                continue
            if not phrase.accepts(item.entry):
                break
            phrase.add(item.entry, item.first, item.last, _possessive(sentence, item.last))
            position += 1
            if phrase.cancel and phrase.named:
                phrase.named = ()
            phrase.cancel = False
        if phrase.last == 0:
            return phrase, position + 1
        return phrase, self._tail(sentence, items, position, phrase)

    def _tail(self, sentence: Sentence, items: list[Item], position: int, phrase: Phrase) -> int:
        """Read "of Mali", "from the M23" and "(RSF)" after the head."""
        for _ in range(_MAX_AFTER):
            if position >= len(items):
                return position
            item = items[position]
            follower = items[position + 1] if position + 1 < len(items) else None
            if _owner_before(sentence, item, follower) and follower is not None and phrase.takes_tail:
                position, item = position + 1, Item(item.first, follower.last, follower.entry)
            if phrase.named and item.entry.category == "actor" and set(item.entry.ids) & set(phrase.named):
                gap = sentence.flat[sentence.ends[phrase.last - 1] : sentence.starts[item.first]]
                if gap in (" (", ", or ", ", ", " - ") or gap.strip() in ("(", "or", ", or"):
                    phrase.narrow(item.entry.ids)
                    phrase.last = item.last
                    position += 1
                    continue
            link = sentence.word(phrase.last)
            if not phrase.takes_tail or link not in _set("link_after"):
                return position
            between = sentence.lower[phrase.last : item.first]
            allowed = {
                "either",
                "of",
                "from",
                "to",
                "with",
                "the",
                "belonging",
                "loyal",
                "affiliated",
                "allied",
                "linked",
                "aligned",
            }
            if len(between) > 3 or not set(between) <= allowed | {"representing"}:
                return position
            if "," in sentence.flat[sentence.ends[phrase.last - 1] : sentence.starts[item.first]]:
                return position
            if not phrase.add_tail(item.entry, item.last, between):
                return position
            position += 1
        return position


def _joins(sentence: Sentence, items: list[Item], position: int, phrase: Phrase) -> bool:
    """Whether "and" joins a bare people to another before one noun: "Kyrgyz and Tajik border guards"."""
    if position >= len(items) or items[position].first != phrase.last + 1:
        return False
    entry = items[position].entry
    people = entry.category in ("ethnic", "people") or (entry.category == "unit" and len(entry.countries) == 1)
    return people and sentence.lower[phrase.last] == "and"


def _owner_before(sentence: Sentence, item: Item, follower: Item | None) -> bool:
    """Whether a demonym leads to a named group: "fighters of the Ugandan Lord's Resistance Army"."""
    if follower is None or item.entry.category != "people" or follower.entry.category != "actor":
        return False
    return _adjacent(sentence, item.last, follower.first)


def _adjacent(sentence: Sentence, last: int, first: int) -> bool:
    if first == last:
        gap = sentence.gap(first)
        return gap in _OUTER and not (gap == ". " and len(sentence.lower[last - 1]) > 1)
    if first == last + 1 and sentence.lower[last] == "s":
        return sentence.gap(last) == "'" and sentence.gap(first) == " "
    return False


def _possessive(sentence: Sentence, last: int) -> bool:
    return sentence.word(last) == "s" and sentence.gap(last) == "'"


def _link_after(sentence: Sentence, item: Item) -> bool:
    if item.entry.category not in ("actor", "country", "people", "seat", "part", "ethnic", "generic"):
        return False
    word = sentence.word(item.last)
    if word not in _set("link_words"):
        return False
    gap = sentence.gap(item.last)
    if gap == "-":
        return True
    # "al Qaeda linked militants": without the hyphen only these verbs are safe.
    return gap == " " and word in ("linked", "backed", "affiliated") and item.entry.category == "actor"


def _cancelled(sentence: Sentence, first: int) -> bool:
    return first > 0 and sentence.lower[first - 1] in _set("cancelling_prefixes") and sentence.gap(first) == "-"


def _bare_use(sentence: Sentence, phrase: Phrase) -> str:
    """How a bare country or people name is used: "actor", "place" or "" (an adjective of something unknown)."""
    before = sentence.word(phrase.first - 1)
    after = sentence.word(phrase.last)
    before_the = sentence.word(phrase.first - 2) if before == "the" else before
    if phrase.is_country:
        # "BEIRUT (Reuters) -", "RIYADH -": a dateline, not an actor.
        if phrase.is_seat and sentence.flat[sentence.starts[phrase.first] : sentence.ends[phrase.last - 1]].isupper():
            return "place"
        if before_the in _set("place_words") or not after or sentence.gap(phrase.last) not in (" ", " ("):
            return "place"
        if phrase.first > 0 and sentence.gap(phrase.first).strip() in (",", "/"):
            return "place"
        # Only a verb or a closing word after it makes a country an actor: "Israel struck", not "Baghdad market".
        verbal = after in _set("closers") or (
            after.endswith(("ed", "s")) and sentence.flat[sentence.starts[phrase.last]].islower()
        )
        return "actor" if verbal else "place"
    if phrase.is_group:
        return "group" if before in ("the", "this") else ""
    if phrase.last >= len(sentence.lower):
        return "noun"
    gap = sentence.gap(phrase.last)
    if gap != " " or after in _set("closers") or (phrase.ethnic is not None and after in _set("inhabited")):
        return "noun"
    return ""
