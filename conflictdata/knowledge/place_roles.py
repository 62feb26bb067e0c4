"""Places that say who, what for or whither, and so are no scene of an act.

"The commissioner of A", "a member of B council", "in support of the C operation", "their march toward D", "troops
stationed in E": the name belongs to a person, an organisation, an aim or a journey.
"""

from __future__ import annotations

import re
from functools import cache

from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_words import load_words

_SIDE = 70  # characters read on either side of a name


def _any(words: frozenset[str]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=lambda word: (-len(word), word)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load_words()
    kinds, directions = _any(frozenset(words.kinds)), _any(words.directions)
    lead_in = rf"(?:the )?(?:(?:{directions}) )?(?:[\w'’-]+['’]s )?(?:(?:{kinds}) (?:of )?)?$"
    before = re.compile(
        rf"(?:\b(?:{_any(words.offices)}) (?:of|for) {lead_in}"
        rf"|\b(?:{_any(words.stationed)}) (?:in|at|near) {lead_in}|\bby (?:the )?$)",
        re.IGNORECASE,
    )
    journey = re.compile(
        rf"\b(?:{_any(words.journeys)})\b (?:(?:up|down|back|home|of|by road) )?(?:from [\w'’ -]{{3,40}} )?"
        rf"(?:to|towards?|for|of) {lead_in}",
        re.IGNORECASE,
    )
    after = re.compile(
        rf"(?:['’]s)?(?: (?:{kinds}|regional|provincial|district|city|state|local|military|security|police))?"
        rf" (?:{_any(words.owned_heads)})\b",
        re.IGNORECASE,
    )
    return before, journey, after


@cache
def _statement() -> re.Pattern[str]:
    words = load_words()
    listeners, verbs = _any(words.listeners), _any(words.statement_verbs)
    when = r"(?:(?:on|late|early|this|last) \w+ )?"
    return re.compile(
        rf"\b(?:(?:{verbs}) (?:[\w’'-]+ ){{0,3}}?(?:{listeners}) {when}|(?:{_any(words.statements)}) {when})"
        r"(?:in|at|from) (?:the )?(?:\w+ (?:city|town|capital) (?:of )?|(?:capital|city|town),? (?:of )?)?$",
        re.IGNORECASE,
    )


def is_statement_place(text: str, mention: PlaceMention) -> bool:
    """Say whether a place is where somebody spoke: "told reporters in Abuja".

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> from conflictdata.knowledge.place_finder import PlaceFinder
        >>> text = "He told reporters in Abuja that gunmen had killed two men in Bama."
        >>> [is_statement_place(text, mention) for mention in PlaceFinder(load_gazetteer()).find(text)]
        [True, False]
    """
    return _statement().search(text[max(0, mention.start - _SIDE) : mention.start]) is not None


#: "the road that links Palmyra with X": the ends of a road.
_LINKED = re.compile(
    r"\b(?:links?|linking|linked|connect(?:s|ing|ed)?|joins?|joining) (?:[\w’' -]{3,40} (?:with|to|and) )?$", re.I
)


def is_aside(text: str, mention: PlaceMention) -> bool:
    """Say whether a place only describes a person, an organisation, an aim or a journey.

    Args:
        text: The sentence in which the mention's offsets count.
        mention: A place mention.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> from conflictdata.knowledge.place_finder import PlaceFinder
        >>> text = "The governor of Borno was in Bama."
        >>> [is_aside(text, mention) for mention in PlaceFinder(load_gazetteer()).find(text)]
        [True, False]
    """
    office, journey, after = _patterns()
    left = text[max(0, mention.start - _SIDE) : mention.start]
    if office.search(left) or journey.search(left) or _LINKED.search(left):
        return True
    inside = mention.relation in ("in", "near", "distance", "between", "road")
    return not inside and after.match(text, mention.end) is not None
