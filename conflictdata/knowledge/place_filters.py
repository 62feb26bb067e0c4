"""Tests a gazetteer match must pass: is the name a part of a person's, an organisation's or another longer name?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conflictdata.knowledge.gazetteer_place import WIDE, Place
from conflictdata.knowledge.place_links import AFTER, ROAD
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_names import normalise
from conflictdata.knowledge.place_relations import read_relation
from conflictdata.knowledge.place_tokens import OWNED, Token, joins
from conflictdata.knowledge.place_words import PlaceWords

STRONG = frozenset(("in", "near", "distance", "between", "road"))
LONGER = frozenset(("al", "el", "ad", "ul", "de", "da", "do", "del"))
_LINKS = ROAD | {"border", "frontier", "axis", "corridor", "crossing"}
_BESIDE = frozenset(("refugee", "displacement", "displaced", "local", "idp"))
_PREFIXES = frozenset(("pro", "anti", "ex", "non", "un", "post", "pre", "mid"))
_TIES = frozenset(("of", "the", "e", "y", "i", "o", "s", "at"))  # particles that also stand between two names


@dataclass(frozen=True, slots=True)
class Window:
    """A run of tokens that matched a name: its text, all tokens, the first and the last of the run.

    Attributes:
        covered: Numbers of the tokens inside spans of actors and persons.
        taken: Numbers of the tokens of mentions already found.
    """

    text: str
    tokens: Sequence[Token]
    at: int
    last: int
    covered: set[int]
    taken: set[int]


class NameTests:
    """Tests of the words around a name.

    Args:
        words: Word lists.
        candidates: Looks tokens up in the gazetteer.
    """

    def __init__(self, words: PlaceWords, candidates: Callable[[str, Sequence[Token]], tuple[Place, ...]]) -> None:
        self.words = words
        self._candidates = candidates

    def belongs_to_other(self, window: Window, mention: PlaceMention) -> bool:
        """Say whether the name is part of a person's, an organisation's or another longer name."""
        return self._tail_of_other(window, mention) or self._head_of_other(window, mention)

    def _tail_of_other(self, window: Window, mention: PlaceMention) -> bool:
        """Read the words before: "General Abakar", "University of Oxford", "Hassan Bama", "pro-Moscow"."""
        words, tokens, at = self.words, window.tokens, window.at
        if at == 0:
            return False
        before = tokens[at - 1]
        gap = window.text[before.end : tokens[at].start]
        short_title = gap == ". " and before.key in words.titles and len(before.key) <= 4
        if not short_title and (gap == ". " or not joins(window.text, tokens, at - 1)):
            return False
        foreign = mention.candidates[0].kind not in WIDE
        alone = before.capital and at - 1 not in window.taken
        if gap == "-" and (before.key in _PREFIXES or (alone and not self._is_pair(window.text, tokens, at - 1))):
            return before.key not in words.demonyms
        if (
            before.key in words.titles
            and before.key not in words.kinds
            and (before.capital or mention.relation == "none")
        ):
            return foreign
        if before.key in ("of", "for", "and") and at > 1 and self._is_organisation(window, at - 2):
            return foreign and not self._is_scene(window, at - 2)
        if alone and at - 1 not in window.covered and not self._leaves_alone(before, mention):
            return True
        return self._inside_name(window)

    def _head_of_other(self, window: Window, mention: PlaceMention) -> bool:
        """Read the words after: "Victoria Nuland", "Dakar-based", "Maarat al-Numan", "Arab News"."""
        words, tokens, last = self.words, window.tokens, window.last
        if not joins(window.text, tokens, last):
            return False
        if self._only_attribute(window, mention):
            return True
        after, gap = tokens[last + 1], window.text[tokens[last].end : tokens[last + 1].start]
        foreign = mention.candidates[0].kind not in WIDE
        if gap == "-":
            return not self._is_pair(window.text, tokens, last)
        if (
            after.key in LONGER
            and not after.capital
            and joins(window.text, tokens, last + 1)
            and tokens[last + 2].capital
        ):
            return foreign
        if gap in OWNED or not after.capital or last + 1 in window.covered:
            return False
        placed = after.key in words.kinds or after.key in words.facilities
        if after.key in words.organisations and not placed:
            return not after.flat
        if placed or after.key in words.calendar or after.key in words.modifiers:
            return False
        if after.flat:
            return after.key not in words.common and mention.text.lower() in words.given_names
        return foreign

    def _only_attribute(self, window: Window, mention: PlaceMention) -> bool:
        """Refuse ordinary words in capitalised names ("Clock Tower", "Grand Mosque") and names of peoples."""
        words, name, after = self.words, window.tokens[window.last], window.tokens[window.last + 1]
        if window.last > window.at:
            return False
        first = mention.candidates[0]
        small = first.kind not in (*WIDE, "admin1") and first.population < 100_000
        if after.key in words.peoples and not after.capital and small:
            return True
        ordinary = name.key in words.common and not name.flat
        return ordinary and after.capital and after.key not in words.calendar and after.key not in words.kinds

    def _is_pair(self, text: str, tokens: Sequence[Token], at: int) -> bool:
        """Say whether a hyphen joins two places ("the Garissa-Modogashe road"), unlike "Houthi-run"."""
        after = tokens[at + 1]
        if not after.capital:
            return False
        if after.key in self.words.demonyms:
            return True
        follows = AFTER.match(text, after.end)
        linked = follows is not None and follows.group(1).lower() in _LINKS
        return linked and bool(self._candidates(text, [after]))

    def _is_organisation(self, window: Window, at: int) -> bool:
        token = window.tokens[at]
        return (
            token.capital and not token.flat and at not in window.covered and token.key in self.words.organisation_heads
        )

    def _is_scene(self, window: Window, at: int) -> bool:
        """Say whether the organisation is a building where the act happened: "at the University of Maiduguri"."""
        head = window.tokens[at]
        return head.key == "university" and read_relation(window.text, head.start, self.words).name in STRONG

    def _leaves_alone(self, before: Token, mention: PlaceMention) -> bool:
        """Say whether a capitalised word before a name leaves it a name of its own."""
        words, key = self.words, before.key
        if key in words.modifiers or key in words.kinds or key in words.demonyms or key in words.calendar:
            return True
        if key in words.facilities or key.endswith(("ese", "ian", "ish")):
            return True
        if key in words.given_names or key in words.titles:
            return False
        if normalise(mention.text) in words.common and key not in words.function_words and not before.flat:
            return False
        return key in words.common or before.flat or mention.candidates[0].kind in WIDE

    def _inside_name(self, window: Window) -> bool:
        """Say whether "X de NAME" or "X al-NAME" makes the name the tail of another name."""
        tokens, at = window.tokens, window.at
        before = tokens[at - 1]
        if before.capital or at < 2 or before.key not in self.words.particles:
            return False
        if before.key in _TIES and window.text[tokens[at - 2].end : before.start] != "-":  # but "Chowk-e Shahidan"
            return False
        if before.key in ("as", "an", "am", "on", "en") and window.text[before.end : tokens[at].start] == " ":
            return False
        head = tokens[at - 2]
        linked = head.capital and joins(window.text, tokens, at - 2)
        return linked and at - 2 not in window.taken and head.key not in self.words.modifiers

    def continues(self, text: str, tokens: Sequence[Token], at: int) -> bool:
        """Say whether an unknown name only continues the capitalised name before it."""
        if at == 0 or not tokens[at - 1].capital or not joins(text, tokens, at - 1):
            return False
        before = tokens[at - 1]
        if text[before.end : tokens[at].start] in OWNED:
            return False
        words = self.words
        people = before.key.replace(" ", "") in words.never or before.key in words.demonyms
        return not (people or before.key in words.modifiers or before.key in words.calendar)

    def may_follow(self, text: str, tokens: Sequence[Token], last: int, before: str) -> bool:
        """Say whether the words around an unknown name let it be a place rather than an attribute of the next noun."""
        if not joins(text, tokens, last):
            return True
        words, after = self.words, tokens[last + 1]
        if text[tokens[last].end] in "-'’":
            return False
        if after.key in words.kinds:
            behind = tokens[last + 2].key if last + 2 < len(tokens) else ""
            attribute = before in ("a", "an") or (before == "the" and behind in ("of", "called", "named"))
            return not after.key.endswith("s") and not attribute
        known = after.key in words.follows or after.key in words.facilities or after.key in words.calendar
        return known or after.capital or after.key in _BESIDE
