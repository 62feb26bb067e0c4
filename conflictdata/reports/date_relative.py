"""Expressions counted from another date of the text: "two days earlier", "the same evening", "the day before"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from conflictdata.reports.date_frame import (
    Days,
    Frame,
    add_months,
    middle,
    month_of,
    number,
    point,
    resolver,
    shift,
    unit_of,
)
from conflictdata.reports.date_periods import count, units_before
from conflictdata.reports.date_weeks import weekend_of

Groups = Mapping[str, str | None]
Args = Mapping[str, Any]

BACKWARD = frozenset({"earlier", "previously", "prior", "before", "previous", "preceding"})
#: Nights and evenings that "follow" an act begin on its own day.
_SAME_DAY_PARTS = frozenset({"night", "evening", "afternoon"})


def _beside(anchor: date, unit: str, low: int, high: int, sign: int) -> Days | None:
    """So many units before (sign -1) or after (sign 1) a day."""
    if sign < 0:
        days = units_before(anchor, unit, low, high)
        return days if unit not in ("minute", "hour") else _hours(anchor, unit, low, high, sign)
    if unit in ("minute", "hour"):
        return _hours(anchor, unit, low, high, sign)
    length = {"week": 7, "fortnight": 14}.get(unit, 1)
    if unit in ("day", "night", "week", "fortnight"):
        exact = length == 1 and low == high
        slack = 0 if length == 1 else 3  # as far as "a week earlier" reaches
        start, end = shift(anchor, length * low - slack), shift(anchor, length * high + slack)
        return Days(start + (end - start) // 2, start, end, 1 if exact else 2, "point" if exact else "span")
    if unit == "month":
        return month_of(*add_months(anchor, low), None, Frame(None, None, False, False, {}, False))
    return None


def _hours(anchor: date, unit: str, low: int, high: int, sign: int) -> Days:
    """Hours stay within the day of the act they are told beside, unless they are whole days."""
    whole = unit == "hour" and low == high and low % 24 == 0
    return point(shift(anchor, sign * low // 24 if whole else 0))


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
    monday = shift(frame.anchor, -frame.anchor.weekday())
    if noun == "weekend":
        begun = frame.anchor.weekday() >= 5  # the weekend after a Tuesday ends the same week
        return weekend_of(shift(monday, 5 - 7 * (sign < 0) + 7 * (sign > 0 and begun)))._replace(inner=inner)
    if noun == "week":
        monday = shift(monday, 7 * sign)
        return Days(shift(monday, 2), monday, shift(monday, 6), 2, "span", inner)
    if noun in ("month", "year"):
        return _beside(frame.anchor, noun, 1, 1, sign)
    within = direction == "following" and noun in _SAME_DAY_PARTS
    return point(frame.anchor if within else shift(frame.anchor, sign))._replace(inner=inner)


@resolver
def _same_period(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The same week or month as the act told before, or what of it came earlier or later."""
    if frame.anchor is None:
        return None
    side = (groups.get("side") or "").lower()
    if unit_of(groups) == "month":
        cut = replace(frame, published=frame.anchor) if side == "earlier" else frame
        return month_of(frame.anchor.year, frame.anchor.month, None, cut)
    monday = shift(frame.anchor, -frame.anchor.weekday())
    if side:
        start, end = (monday, frame.anchor) if side == "earlier" else (frame.anchor, shift(monday, 6))
        return Days(middle(start, end), start, end, 2, "span")
    return Days(shift(monday, 2), monday, shift(monday, 6), 2, "span")


@resolver
def _nth_day(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The third day of something: counted from its beginning where that is told, else the day being told."""
    nth = number(groups.get("n"), frame)
    if frame.anchor is None or not nth or nth > 31:
        return None
    if frame.begun and not frame.own_date:
        return point(shift(frame.anchor, nth - 1))
    return Days(frame.anchor, shift(frame.anchor, 1 - nth), frame.anchor, 1, "point")
