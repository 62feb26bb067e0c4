"""Weekdays, weekends and weeks: counted from the day of publication or from a named date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conflictdata.reports.date_frame import (
    Days,
    Frame,
    first,
    month_end,
    month_number,
    number,
    point,
    resolver,
    shift,
    week_of,
    weekday_not_after,
    year_of,
)
from conflictdata.reports.date_resolvers import calendar_day, range_of, since

NEAR_DAYS = 2  # "last Tuesday" is at least so many days back (coding standard 4.1)
Groups = Mapping[str, str | None]
Args = Mapping[str, Any]


def _weekday_number(text: str | None, frame: Frame) -> int:
    return int(frame.words["weekday"][(text or "").lower().rstrip(".")])


def _monday(day: date) -> date:
    return shift(day, -day.weekday())


def _last(weekday: int, published: date) -> Days:
    """Last Tuesday: the latest at least two days back; another reading is kept where there is one."""
    day = weekday_not_after(weekday, published)
    if (published - day).days < NEAR_DAYS:
        return point(shift(day, -7))._replace(other=day)
    return point(day)._replace(other=shift(day, -7) if day >= _monday(published) else None)


@resolver
def _weekday(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A weekday: the latest not after publication, unless the words in or around it say otherwise."""
    if frame.published is None:
        return None
    weekday = _weekday_number(first(groups, "weekday"), frame)
    which, monday = args["which"], _monday(frame.published)
    day = weekday_not_after(weekday, frame.published)
    if which == "next" or (which == "recent" and frame.future):
        ahead = (weekday - frame.published.weekday()) % 7
        return point(frame.published + timedelta(days=ahead or (7 if which == "next" else 0)), "future")
    if which == "last":
        return _last(weekday, frame.published)
    if which == "before_last":
        return point(shift(weekday_not_after(weekday, shift(frame.published, -1)), -7))
    if which in ("last_week", "this_week"):
        return point(shift(monday, weekday - (7 if which == "last_week" else 0)))
    return point(day)


@resolver
def _weekday_range(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """From one weekday to another; a night named by two days belongs to the second."""
    if frame.published is None:
        return None
    end = weekday_not_after(_weekday_number(groups["weekday"], frame), frame.published)
    opening = first(groups, "weekday1", "weekday2", "weekday3")
    start = weekday_not_after(_weekday_number(opening, frame), end) if opening else shift(end, -1)
    named = 2 + len(re.findall(r"\w*day", groups.get("more") or "", re.IGNORECASE))
    return range_of(start, end, args["mode"], named) if start < end else None


@resolver
def _since_weekday(groups: Groups, frame: Frame, args: Args) -> Days | None:
    if frame.published is None:
        return None
    return since(weekday_not_after(_weekday_number(groups["weekday"], frame), frame.published), frame)


@resolver
def _weekday_beside(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The following Friday, the Sunday before: counted from another date of the text."""
    if frame.anchor is None:
        return None
    weekday = _weekday_number(first(groups, "weekday"), frame)
    if (first(groups, "dir") or "").lower() in ("previous", "preceding", "before", "prior", "earlier"):
        return point(weekday_not_after(weekday, shift(frame.anchor, -1)))
    return point(shift(frame.anchor, (weekday - frame.anchor.weekday()) % 7 or 7))


@resolver
def _weeks_ago_on(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A week ago on Monday, two weeks ago today: whole weeks before the day named."""
    weeks = number(groups["n"], frame)
    if frame.published is None or not weeks:
        return None
    name = (groups["weekday"] or "").lower()
    near = {"today": 0, "yesterday": 1}
    if name in near:
        day = shift(frame.published, -near[name])
    else:
        day = weekday_not_after(_weekday_number(name, frame), frame.published)
    return point(shift(day, -7 * weeks))


def weekend_of(saturday: date, last: date | None = None) -> Days:
    """A weekend: its Saturday, cut at a day that it cannot outlast."""
    sunday = shift(saturday, 1)
    return Days(saturday, saturday, min(sunday, last) if last else sunday, 2, "span")


@resolver
def _weekend(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The latest weekend that has begun, or the one before: its Saturday."""
    if frame.published is None:
        return None
    if frame.future:
        saturday = frame.published + timedelta(days=(5 - frame.published.weekday()) % 7)
        return Days(saturday, saturday, saturday + timedelta(days=1), 2, "future")
    saturday = weekday_not_after(5, frame.published)
    back = args.get("back", 0)
    if (groups.get("past") or "").lower() in ("last", "past") and frame.published.weekday() >= 5:
        back += 1  # a weekend that still goes on is not the last one
    return weekend_of(shift(saturday, -7 * back), frame.published)


@resolver
def _week(groups: Groups, frame: Frame, args: Args) -> Days | None:
    if frame.published is None:
        return None
    monday = frame.published - timedelta(days=frame.published.weekday() + 7 * args["back"])
    days = week_of(monday, frame.published)
    return days._replace(kind="future") if frame.future and not args["back"] else days


def _named_month(groups: Groups, frame: Frame) -> tuple[int, int] | None:
    """Year and month of "September", "last month", "the month"."""
    text, year = first(groups, "month"), year_of(groups.get("year"), frame)
    if text is None:
        if frame.published is None:
            return None
        back = (groups.get("lead") or "").lower() == "last"
        day = shift(frame.published.replace(day=1), -1) if back else frame.published
        return day.year, day.month
    month = month_number(text, frame)
    if year is None:
        if frame.published is None:
            return None
        year = frame.published.year - ((groups.get("which") or "").lower() == "last" or month > frame.published.month)
    return year, month


@resolver
def _part_in_month(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A week or half of a month: its middle."""
    named = _named_month(groups, frame)
    if named is None:
        return None
    last = month_end(*named)
    which = (groups["nth"] or "").lower()
    final, nth = which in ("last", "final"), number(which, frame) or 1
    if (groups.get("half") or "").lower() == "half":
        start = date(*named, 1 if nth == 1 and not final else 16)
        end = date(*named, 15) if nth == 1 and not final else last
        return Days(start + (end - start) // 2, start, end, 3, "span")
    if nth > 4:
        return None
    start = shift(last, -6) if final else date(*named, 7 * nth - 6)
    return Days(shift(start, 3), start, shift(start, 6), 2, "span")


@resolver
def _week_of_date(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The week of 9 September, the week ending 14 September."""
    found = calendar_day(first(groups, "month"), first(groups, "day"), groups.get("year"), frame)
    if found is None:
        return None
    how = (groups.get("edge") or "of").lower()
    start = found.day if how in ("beginning", "starting", "from") else shift(found.day, -6)
    if how == "of":
        return week_of(_monday(found.day), shift(_monday(found.day), 7))
    return Days(shift(start, 3), start, shift(start, 6), 2, "span")


@resolver
def _day_of_month(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """On the 12th, the 16th of last month: the latest such day."""
    day, lead = number(first(groups, "day"), frame), (groups.get("lead") or "").lower()
    if frame.published is None or not day:
        return None
    first_of = frame.published.replace(day=1)
    if lead == "last" or (not lead and day > frame.published.day):
        first_of = shift(first_of, -1).replace(day=1)
    if day > month_end(first_of.year, first_of.month).day:
        if lead:
            return None
        first_of = shift(first_of, -1).replace(day=1)
    found = first_of.replace(day=day)
    return point(found) if found <= frame.published else None
