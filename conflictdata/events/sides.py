"""Whether two reports name the same two sides, and which side is which.

Names are compared by what they stand for: an unidentified group may be any armed group, the army and the police of one
country are one side, civilians are civilians whatever nationality a report gives them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from conflictdata.knowledge import taxonomy as tax
from conflictdata.knowledge.linking import is_generic, people, state

SAME, ALIKE, OPEN = 1.0, 0.75, 0.4


class TwoSided(Protocol):
    """What is compared: two actors with class and allies, and a sub-type."""

    @property
    def sub(self) -> str:
        """Sub-event type."""

    @property
    def one(self) -> str:
        """First actor."""

    @property
    def two(self) -> str | None:
        """Second actor."""

    @property
    def inter1(self) -> str:
        """Class of the first actor."""

    @property
    def inter2(self) -> str | None:
        """Class of the second actor."""

    @property
    def allies1(self) -> frozenset[str]:
        """Associated actors of the first."""

    @property
    def allies2(self) -> frozenset[str]:
        """Associated actors of the second."""


Side = tuple[str | None, str | None, frozenset[str]]


def sides_of(report: TwoSided) -> tuple[Side, Side]:
    """The two sides of a report: name, class, allies."""
    return (report.one, report.inter1, report.allies1), (report.two, report.inter2, report.allies2)


@lru_cache(maxsize=65536)
def _names_fit(a: str, b: str) -> float | None:
    """How well two names fit one side, by the names alone."""
    if a == b:
        return SAME
    crowd_a, crowd_b = people(a), people(b)
    if crowd_a and crowd_a == crowd_b:
        return SAME
    if crowd_a and crowd_b:
        # One crowd told as peaceful or violent, demonstrators told as victims: the sub-types decide whether that is so.
        return OPEN
    country_a, country_b = state(a), state(b)
    if country_a and country_a == country_b:
        return ALIKE
    if a in b.split(" and/or ") or b in a.split(" and/or "):
        return ALIKE
    return None


def side_fit(a: Side, b: Side, same_type: bool) -> float | None:
    """How well two sides fit: 1 the same name, less for a likeness, None when they are two different actors.

    Args:
        a: name, class and allies of one report's side.
        b: the same of the other report's.
        same_type: whether both reports have the same event type.
    """
    if a[0] is None or b[0] is None:
        return OPEN
    fit = _names_fit(a[0], b[0])
    if fit is not None:
        return fit
    if a[0] in b[2] or b[0] in a[2]:
        return ALIKE
    armed = tax.armed_inters()
    both_armed = a[1] in armed and b[1] in armed
    if both_armed and (is_generic(a[0]) or is_generic(b[0])):
        return OPEN
    # Off-duty soldiers in one report are civilians in the other: only when the reports differ in type as well.
    if not same_type and "Civilians" in (people(a[0]), people(b[0])):
        return OPEN
    return None


def match_sides(a: TwoSided, b: TwoSided) -> tuple[float, bool] | None:
    """How well two reports name the same sides, and whether the second has them the other way round.

    Returns:
        Score up to 2 and True when swapped; None when the sides differ or nothing but open names supports the match.
    """
    same_type = tax.event_type(a.sub) == tax.event_type(b.sub)
    (a1, a2), (b1, b2) = sides_of(a), sides_of(b)
    found: list[tuple[float, bool]] = []
    for swapped, pairs in ((False, ((a1, b1), (a2, b2))), (True, ((a1, b2), (a2, b1)))):
        fits = [side_fit(x, y, same_type) if x[0] or y[0] else SAME for x, y in pairs]
        if None not in fits:
            found.append((sum(fit for fit in fits if fit is not None), swapped))
    if not found:
        return None
    best = max(found, key=lambda item: (item[0], not item[1]))
    # Two open sides say nothing: only the very same act at the very same place may still be one event.
    return best if best[0] > 2 * OPEN or a.sub == b.sub else None


def same_sides(a: TwoSided, b: TwoSided) -> float | None:
    """Score of ``match_sides`` alone."""
    found = match_sides(a, b)
    return None if found is None else found[0]
