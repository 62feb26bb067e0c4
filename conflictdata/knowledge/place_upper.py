"""Upper-case copy, where capitals prove nothing: a name counts as a place only with a cue, or in the country at hand.

Wire copy in capitals turns surnames, ordinary words and word pairs ("WE ARE") into names of places somewhere. A cue is
a preposition of place, a kind word, a containing unit, a list or dateline; a name without one must lie in the country
of the dateline and belong to nobody in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from conflictdata.knowledge.gazetteer_place import WIDE, Place
from conflictdata.knowledge.place_mention import PlaceMention, contains
from conflictdata.knowledge.place_names import name_key
from conflictdata.knowledge.place_tokens import Token, joins
from conflictdata.knowledge.place_words import PlaceWords

_DATELINE = re.compile(r"(?: \([A-Z .]+\))?, \d{1,2} [A-Z]{3,9}\b")
_LIST = re.compile(r"(?:,|,? AND|,? OR)(?: IN)? ", re.IGNORECASE)
_INSIDE = re.compile(r",? (?:\(|IN (?:THE )?)?", re.IGNORECASE)
_SAINTS = frozenset(("san", "santa", "santo", "saint", "villa", "puerto", "ciudad", "don"))
_TOWNS = frozenset(("ciudad", "villa", "puerto", "barrio", "colonia"))
_FAMOUS = 500_000  # persons; such a city may be named whatever country the text is about
_KNOWN = 10_000  # persons; a single name without a cue must be at least a town
_SURNAMES = 4  # words read after a title or given name


def keep_supported(
    text: str, tokens: Sequence[Token], mentions: Sequence[PlaceMention], words: PlaceWords
) -> list[PlaceMention]:
    """Return the mentions without the upper-case names that nothing supports.

    Example:
        >>> from conflictdata.knowledge.gazetteer import load_gazetteer
        >>> from conflictdata.knowledge.place_finder import PlaceFinder
        >>> text = "BOGOTA, 4 MAY 91 -- SENATOR ARIAS WAS KILLED IN CALI, POLICE SAID. WE ARE SAD, ARIAS' WIFE SAID."
        >>> [mention.text for mention in PlaceFinder(load_gazetteer()).find(text)]
        ['BOGOTA', 'CALI']
    """
    starts = [token.start for token in tokens]
    upper = [_is_upper(tokens, starts, mention) for mention in mentions]
    if not any(upper):
        return list(mentions)
    home, named = _countries(text, tokens, mentions, words)
    persons = _persons(text, tokens, words)
    cued: set[int] = set()
    for number, mention in enumerate(mentions):
        before = mentions[number - 1] if number and number - 1 in cued else None
        after = mentions[number + 1] if number + 1 < len(mentions) else None
        if _cue(text, tokens, bisect_left(starts, mention.start), mention, words) or _beside(
            text, before, mention, after
        ):
            cued.add(number)
    confirmed = {name_key(mentions[number].text) for number in cued}
    kept = []
    for number, mention in enumerate(mentions):
        if not upper[number] or (mention.candidates and mention.candidates[0].kind in WIDE):
            kept.append(mention)
            continue
        at = bisect_left(starts, mention.start)
        own = [token for token in tokens[at : at + 6] if token.end <= mention.end]
        known = number in cued or name_key(mention.text) in confirmed
        given = len(own) == 1 and own[0].key in words.given_names
        ordinary = len(own) == 1 and (own[0].key in words.common or own[0].key in words.titles)
        if not known and (given or all(token.key in persons for token in own)):
            continue
        if ordinary:
            # "IN COLON" in a text from Panama, but never "IN THE WAKE"
            sure = number in cued and (at == 0 or tokens[at - 1].key != "the") and own[0].key not in words.directions
            places = tuple(place for place in mention.candidates if sure and place.country == home)
        else:
            places = _fitting(mention.candidates, home, named, known, len(own))
        if places:
            kept.append(replace(mention, candidates=places))
    return kept


def _is_upper(tokens: Sequence[Token], starts: list[int], mention: PlaceMention) -> bool:
    at = bisect_left(starts, mention.start)
    return at < len(tokens) and tokens[at].upper and mention.text.isupper()


def _countries(
    text: str, tokens: Sequence[Token], mentions: Sequence[PlaceMention], words: PlaceWords
) -> tuple[str | None, set[str]]:
    """Return the country of the dateline, else the one named most, and all countries the text names."""
    counts: Counter[str] = Counter()
    home = None
    dated = 0
    for mention in mentions:
        first = mention.candidates[0] if mention.candidates else None
        if first is None:
            continue
        if first.kind == "country":
            counts[first.country] += 1
            home = first.country if mention.start < dated else home  # "PANAMA CITY (PANAMA), 3 MAY 91"
        elif home is None and (line := _dateline(text, mention)):
            dated = line.end()
            home = max(mention.candidates, key=lambda place: place.population).country
    counts.update(words.demonyms[token.key] for token in tokens if token.capital and token.key in words.demonyms)
    named = set(counts) | ({home} if home else set())
    return home or next((country for country, _ in counts.most_common(1)), None), named


def _dateline(text: str, mention: PlaceMention) -> re.Match[str] | None:
    opens = mention.start - (text.rfind("\n", 0, mention.start) + 1) < 3
    return _DATELINE.match(text, mention.end) if opens else None


def _persons(text: str, tokens: Sequence[Token], words: PlaceWords) -> set[str]:
    """Return the surnames of the text: what follows a title or a given name."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if not token.upper or not (token.key in words.titles or token.key in words.given_names):
            continue
        if at and tokens[at - 1].key in _SAINTS:
            continue
        for last in range(at, min(at + _SURNAMES, len(tokens) - 1)):
            following = tokens[last + 1]
            short = text[tokens[last].end : following.start] == ". "
            if not (short or joins(text, tokens, last)):
                break
            if following.key in words.english or following.key in words.kinds or not following.capital:
                break
            found.add(following.key)
    return found


def _cue(text: str, tokens: Sequence[Token], at: int, mention: PlaceMention, words: PlaceWords) -> bool:
    """Say whether the words around a name make it a place."""
    if mention.kind_hint is not None or _dateline(text, mention) is not None:
        return True
    back = at - 1
    while back >= 0 and joins(text, tokens, back):
        key = tokens[back].key
        if key in words.upper_cues or key in _TOWNS:
            return True
        if not (key == "the" or key in words.directions or key == "downtown"):
            return False
        back -= 1
    return False


def _beside(text: str, before: PlaceMention | None, mention: PlaceMention, after: PlaceMention | None) -> bool:
    """Say whether a name is listed after a place, or followed by a unit that contains it."""
    if before is not None and _LIST.fullmatch(text[before.end : mention.start]):
        return True
    if after is None or not _INSIDE.fullmatch(text[mention.end : after.start]):
        return False
    return any(contains(big, small) for big in after.candidates[:10] for small in mention.candidates[:40])


def _fitting(
    candidates: tuple[Place, ...], home: str | None, named: set[str], known: bool, length: int
) -> tuple[Place, ...]:
    """Return the candidates an upper-case name can mean."""
    if known:
        inside = tuple(place for place in candidates if place.country in named or place.population >= _FAMOUS)
        return inside if named else candidates
    return tuple(
        place
        for place in candidates
        if place.country == home and (length > 1 or place.population >= _KNOWN or place.kind == "admin1")
    )
