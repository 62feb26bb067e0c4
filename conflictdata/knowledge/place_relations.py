"""What the words before a place name say: in it, near it, so far from it, between two, towards or from it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from conflictdata.knowledge.place_words import PlaceWords

WINDOW = 110  # characters read before a name
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*|[,;:().!?]|\n\s*\n")
_DIRECTION = r"(?:(?:north|south|east|west|mid)[\s-]?){1,2}"
_EDGE = r"(?:outskirts?|edges?|vicinity|fringes?|perimeter|approaches|entrances?|gates?|environs|surroundings)"
# Relation, the words with which its wording can end, and the wording.
_RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "distance",
        "of from outside off beyond",
        re.compile(
            r"(?:(?:about|some|around|roughly|nearly|almost|over|more than|less than|fewer than|up to|"
            r"approximately|just|an estimated) )*"
            r"(?:[\d.,]+|an?|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|twenty|thirty|forty|fifty|sixty|"
            r"a dozen|several|a few)"
            r" ?-?(?:km|kms|k|kilomet\w+|miles?|mi|metres?|meters?|hours?|minutes?)\b"
            r"(?: \( [^()]{0,25}\))?(?: drive| walk| by road)?"
            rf"(?: away| to the| due)*(?: {_DIRECTION}(?:ern)?)?(?: away)? (?:of|from|outside|off|beyond)$"
        ),
    ),
    ("in", "around near", re.compile(r"(?:in and around|in or near)$")),
    ("between", "between", re.compile(r"(?:\b[oi]n the (?:\w+ )?area )?\bbetween$")),
    ("road", "from to toward towards into between linking connecting of",
     re.compile(r"(?:on|along|off)? ?(?:the |a )?(?:[\w-]+ )?"
                        r"(?:road|highway|route|axis|motorway|railway|track|path|line) "
                        r"(?:\w+ ){0,2}?(?:from|to|towards?|into|between|linking|connecting|out of)$")),
    ("near", "of to", re.compile(rf"(?:(?:on|at|in|along|around|from|to|near) )?(?:the )?"
                        rf"(?:[\w-]+ ){{0,2}}{_EDGE}(?: of| to)$")),
    ("near", "to from of",
     re.compile(r"(?:(?:very |quite )?close to|not far from|next to|adjacent to|in the direction of|"
                        r"on the way to)$")),
    ("in", "of", re.compile(rf"\bthe (?:far )?{_DIRECTION}(?:ern part)?s? (?:of|and \w+ of)$")),
    ("near", "of from", re.compile(rf"(?:just |to the )?{_DIRECTION}(?:ward)? (?:of|from)$")),
    ("near", "near outside around beside off beyond above overlooking",
     re.compile(r"(?:just |right )?(?:near|outside|around|beside|off|beyond|above|overlooking)$")),
    ("in", "of", re.compile(r"(?:parts?|areas?|quarters?|zones?|wards?|slums?|centre|center|heart|middle|streets|"
                      r"districts?|neighbou?rhoods?|suburbs?|market|port|city|whole|most|"
                      r"much|all|rest|half|quarters?|corners?|interior|downtown|centres) of$")),
    ("in", "in inside within at across throughout over on through",
     re.compile(r"(?:in|inside|within|at|across|throughout|over|on|through)$")),
    ("from", "from via", re.compile(r"(?:from|via)$")),
    ("toward", "to toward towards into for onto reach", re.compile(r"(?:to|towards?|into|for|onto|reach)$")),
    ("of", "of against with by about de du", re.compile(r"(?:of|against|with|by|about|de|du)$")),
)  # fmt: skip
LINK = frozenset(("of", "called", "named", "known", "de", "du", "di"))


class Relation(NamedTuple):
    """The words before a name.

    Attributes:
        name: One of the relations of PlaceMention.
        start: Offset where the relation words begin.
        hint: Kind word before the name, or None.
        hint_start: Offset of that word, or the name's.
    """

    name: str
    start: int
    hint: str | None
    hint_start: int


def read_relation(text: str, start: int, words: PlaceWords) -> Relation:
    """Read the relation that the words before ``start`` express.

    Example:
        >>> from conflictdata.knowledge.place_words import load_words
        >>> read_relation("It exploded about 30 kilometres north of Abala.", 41, load_words())[:2]
        ('distance', 12)
    """
    left_start = max(0, start - WINDOW)
    tokens = [
        (m.group().lower(), left_start + m.start(), left_start + m.end())
        for m in _TOKEN.finditer(text[left_start:start])
    ]
    if left_start and tokens:
        tokens = tokens[1:]  # the first one may be cut
    at, hint, hint_start = _read_hint(tokens, start, words)
    verb = at - 1 if at > 0 and tokens[at][0] in ("the", "a", "parts") else at
    if verb >= 0 and tokens[verb][0] in words.taking_verbs:
        return Relation("in", hint_start, hint, hint_start)
    for _ in range(6):
        if at < 0 or tokens[at][0] in words.stops or tokens[at][0].isspace():
            break
        if tokens[at][0] in words.prepositions:
            return _match(tokens, at, hint, hint_start)
        at -= 1
    return Relation("none", hint_start, hint, hint_start)


def _read_hint(tokens: list[tuple[str, int, int]], start: int, words: PlaceWords) -> tuple[int, str | None, int]:
    """Step back over kind words ("the town of", "commune de")."""
    at, hint, hint_start = len(tokens) - 1, None, start
    if at > 1 and tokens[at][0] == "," and tokens[at - 1][0] == "capital":
        at -= 1  # "north of the capital, X"
    while at >= 0:
        word = tokens[at][0]
        if word in LINK and at > 0 and tokens[at - 1][0] in words.kinds:
            if tokens[at - 1][0] in words.parts:
                break
            at -= 1
            word = tokens[at][0]
        if word not in words.kinds:
            break
        # The word nearest to the name is the name's own: "the district town of X" is a town.
        hint = hint or word
        hint_start = tokens[at][1]
        at -= 1
    return at, hint, hint_start


@lru_cache(maxsize=1024)
def _rules_for(last: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules whose wording can end with a word, so that the others need not be searched."""
    return tuple((name, pattern) for name, endings, pattern in _RULES if last.endswith(tuple(endings.split())))


def _match(tokens: list[tuple[str, int, int]], at: int, hint: str | None, hint_start: int) -> Relation:
    words = [token[0] for token in tokens[: at + 1]]
    starts, text = [], ""
    for word in words:
        starts.append(len(text))
        text += word + " "
    text = text[:-1]
    for name, pattern in _rules_for(words[-1]):
        found = pattern.search(text)
        if found:
            first = max(
                number for number, begin in enumerate(starts) if begin <= found.start() + (text[found.start()] == " ")
            )
            return Relation(name, tokens[first][1], hint, hint_start)
    return Relation("none", hint_start, hint, hint_start)
