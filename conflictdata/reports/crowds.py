"""How large a demonstration was, as ACLED tags it: "crowd size=about 3,000", or "crowd size=no report".

Example:
    "About 3,000 teachers marched in La Paz; police dispersed them": crowd size=about 3,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from conflictdata.reports.harm_words import number_words, person_words
from conflictdata.reports.incidents import Incident
from conflictdata.reports.quantities import Quantity, find_quantities

_TAG = "crowd size="
_UNSAID = f"{_TAG}no report"
_DEMONSTRATIONS = ("Protests", "Riots")
#: Whose doers are the crowd, and whose patients are.
_BY_CROWD = frozenset({"protest", "riot", "barricade"})
_OF_CROWD = frozenset({"disperse"})
#: "a crowd of 300", "a march of some 2,000 people", "attended by 500 people"
_CROWD_OF = re.compile(
    r"\b(?:crowd|crowds|gathering|group|march|rally|demonstration|protest|procession|vigil|sit-in|turnout|mob)s?"
    r"(?: estimated at| numbering)? of (?=([^.;]{1,40}))"
    r"|\b(?:attended by|joined by|drew|drawing|attracted|brought together|gathered|numbering) (?=([^.;]{1,40}))",
    re.I,
)
_NEAR, _OPENING = 40, 4  # characters to the noun behind a number, and before a number that opens a phrase
#: Fewer are a delegation, more were misread.
_LEAST, _MOST = 3, 5_000_000
_HALF = re.compile(r"^(?:a |an |the |another |its |their )+(?=\d)", re.I)


def crowd_tag(event_type: str, incident: Incident, sentences: Iterable[str]) -> str | None:
    """The crowd tag of a report; None where the type knows no crowd.

    Args:
        event_type: event type of the report.
        incident: its acts.
        sentences: the texts of its sentences.

    Example:
        >>> crowd_tag("Protests", Incident(), ["A crowd of about 200 people blocked the bridge."])
        'crowd size=about 200'
    """
    if event_type not in _DEMONSTRATIONS:
        return None
    told = list(_told(incident, sentences))
    if not told:
        return _UNSAID
    least = min(told, key=lambda q: q.best)  # police and organisers differ: the lowest, as with deaths
    return _TAG + _worded(least)


def crowd_of(tags: Iterable[str]) -> set[str]:
    """Tags of an event from those of its reports: of several crowd sizes the smallest that is stated.

    Example:
        >>> sorted(crowd_of({"crowd size=no report", "crowd size=hundreds", "armed"}))
        ['armed', 'crowd size=hundreds']
    """
    every = set(tags)
    sizes = {tag for tag in every if tag.startswith(_TAG)}
    stated = sorted(sizes - {_UNSAID}, key=lambda tag: (_size(tag), tag))
    return (every - sizes) | set(stated[:1] or sizes)


def _size(tag: str) -> int:
    found = find_quantities(tag.removeprefix(_TAG) + " people")
    return found[0].best if found else 0


def _told(incident: Incident, sentences: Iterable[str]) -> Iterator[Quantity]:
    for act in incident.acts:
        roles = act.agents if act.name in _BY_CROWD else act.patients if act.name in _OF_CROWD else ()
        for role in roles:
            yield from _counted(role.text)
    for text in sentences:
        for match in _CROWD_OF.finditer(text):
            yield from _counted(match.group(1) or match.group(2))
        yield from _demonstrators(text, {harm.count_text for harm in incident.harms})


def _demonstrators(text: str, harmed: set[str]) -> Iterator[Quantity]:
    """As in "kept several thousand demonstrators from the square"; not the 14 protesters who were arrested."""
    for quantity in find_quantities(text):
        ahead = text[quantity.end : quantity.end + _NEAR].lower().replace(",", " ").split()[:3]
        known = person_words().known
        if quantity.text not in harmed and any(word in known and known[word].side == "crowd" for word in ahead):
            yield from _counted(f"{quantity.text} people")


def _counted(phrase: str) -> Iterator[Quantity]:
    """The number a phrase about a crowd opens with."""
    found = [q for q in find_quantities(phrase) if q.unit == "persons"]
    if not found or found[0].start > _OPENING or not _LEAST < found[0].best < _MOST or _vague_word(found[0]):
        return
    rest = phrase[found[0].end :].lower().split()
    bare = not rest and found[0].kind != "vague"  # "dragging nine to vans": no crowd
    if not bare and not number_words().measure_nouns & set(rest[:3]):
        yield found[0]


def _vague_word(quantity: Quantity) -> bool:
    """As in "several", "many": no size."""
    return quantity.kind == "vague" and quantity.high is None


def _worded(quantity: Quantity) -> str:
    return _HALF.sub("", " ".join(quantity.text.lower().replace(";", ",").split()))
