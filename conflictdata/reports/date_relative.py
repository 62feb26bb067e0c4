"""Expressions counted from another date of the text: "two days earlier", "the same evening", "the day before"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conflictdata.reports.date_frame import Days, Frame, add_months, month_of, number, point, resolver, shift, unit_of
from conflictdata.reports.date_periods import count, units_before

Groups = Mapping[str, str | None]
Args = Mapping[str, Any]

BACKWARD = frozenset({"earlier", "previously", "prior", "before", "previous", "preceding"})
#: Nights and evenings that "follow" an act begin on its own day.
_SAME_DAY_PARTS = frozenset({"night", "evening", "afternoon"})


def _beside(anchor: date, unit: str, low: int, high: int, sign: int) -> Days | None:
    """So many units before (sign -1) or after (sign 1) a day."""
    if sign < 0:
        days = units_before(anchor, unit, low, high)
        # "hours earlier" stays within the day of the act it is told beside
        return point(anchor) if unit in ("minute", "hour") else days
    if unit in ("minute", "hour"):
        return point(anchor)
    length = {"week": 7, "fortnight": 14}.get(unit, 1)
    if unit in ("day", "night", "week", "fortnight"):
        start, end = shift(anchor, length * low), shift(anchor, length * high)
        exact = length == 1 and low == high
        return Days(start + (end - start) // 2, start, end, 1 if exact else 2, "point" if exact else "span")
    if unit == "month":
        return month_of(*add_months(anchor, low), None, Frame(None, None, False, False, {}, False))
    return None


@resolver
def _relative(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """So many units earlier or later.

    Beside a date of the sentence's own, "a day after the raid" tells the day of the raid, so the direction turns round.
    """
    stated = count(groups, frame, args)
    if frame.anchor is None or stated is None:
        return None
    direction = (groups["dir"] or "").lower()
    sign = -1 if direction in BACKWARD else 1
    inner = frame.followed_by_noun and direction in ("before", "after")
    inner = args.get("flip") == "always" or (inner and frame.own_date)
    days = _beside(frame.anchor, unit_of(groups), *stated, -sign if inner else sign)
    return days._replace(inner=inner) if days else None


@resolver
def _same(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """Within the day that is being told."""
    return point(frame.anchor) if frame.anchor else None


@resolver
def _day_beside(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The day, night, week or month before or after."""
    if frame.anchor is None:
        return None
    noun = (groups.get("noun") or groups.get("noun2") or "day").lower()
    direction = (groups.get("dir") or "before").lower()
    sign = -1 if direction in BACKWARD else 1
    inner = frame.own_date and frame.followed_by_noun and direction in ("before", "after")
    sign = -sign if inner else sign
    if noun in ("week", "weekend"):
        monday = frame.anchor + timedelta(days=7 * sign - frame.anchor.weekday())
        middle = 5 if noun == "weekend" else 2
        return Days(shift(monday, middle), monday, shift(monday, 6), 2, "span", inner)
    if noun in ("month", "year"):
        return _beside(frame.anchor, noun, 1, 1, sign)
    within = direction == "following" and noun in _SAME_DAY_PARTS
    return point(frame.anchor if within else shift(frame.anchor, sign))._replace(inner=inner)


@resolver
def _same_period(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The same week or month as the act told before."""
    if frame.anchor is None:
        return None
    if unit_of(groups) == "month":
        return month_of(frame.anchor.year, frame.anchor.month, None, frame)
    monday = frame.anchor - timedelta(days=frame.anchor.weekday())
    return Days(shift(monday, 2), monday, shift(monday, 6), 2, "span")


@resolver
def _nth_day(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The third day of something: the day being told; the window reaches back to its first day."""
    nth = number(groups.get("n"), frame)
    if frame.anchor is None or not nth or nth > 31:
        return None
    return Days(frame.anchor, shift(frame.anchor, 1 - nth), frame.anchor, 1, "point")
