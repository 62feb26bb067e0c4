"""Months, years and windows of days: counted from the day of publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conflictdata.reports.date_frame import (
    RESOLVERS,
    Days,
    Frame,
    add_months,
    first,
    middle,
    month_end,
    month_number,
    month_of,
    number,
    part_of,
    point,
    resolver,
    shift,
    unit_of,
    year_of,
)

RECENT_DAYS = 4  # "in recent days" reaches back this far
Groups = Mapping[str, str | None]
Args = Mapping[str, Any]


@resolver
def _offset(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A fixed number of days from publication."""
    if frame.published is None:
        return None
    kind = args.get("kind", "future" if frame.future and args["days"] >= 0 else "point")
    return point(shift(frame.published, args["days"]), kind)


@resolver
def _since_last(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A range open to publication from a week, weekend or month."""
    name = {"weekend": "weekend", "month": "this_month"}.get(unit_of(groups), "week")
    start = RESOLVERS[name](groups, frame, {"back": 0 if name == "weekend" else 1})
    return Days(start.start, start.start, frame.published, 0, "cumulative") if start and frame.published else None


@resolver
def _month(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A named month, whole or in part: the latest not after publication when no year is given."""
    text = first(groups, "month")
    year = year_of(groups.get("year"), frame)
    if text is None or (year is None and frame.published is None):
        return None
    month = month_number(text, frame)
    if year is None and frame.published is not None:
        year = frame.published.year - (groups.get("which") == "last" or month > frame.published.month)
        lead = (groups.get("lead") or "").lower()
        if lead == "last" and month == frame.published.month:
            year -= 1
        ahead = (month - frame.published.month) % 12
        if frame.future and not lead and 0 < ahead < 10:
            year += month > frame.published.month or month < frame.published.month
            days = month_of(year, month, part_of(groups, frame), frame)
            return days._replace(kind="future")
    return month_of(year or 0, month, part_of(groups, frame), frame)


@resolver
def _edge_day(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The first or last day of a month."""
    days = _month(groups, frame, args)
    if days is None:
        return None
    start = days.start.replace(day=1)
    return point(
        start if (groups["edge"] or "").lower() == "first" else month_end(start.year, start.month),
        days.kind.replace("span", "point"),
    )


@resolver
def _this_month(groups: Groups, frame: Frame, args: Args) -> Days | None:
    if frame.published is None:
        return None
    year, month = add_months(frame.published, -args["back"])
    days = month_of(year, month, part_of(groups, frame), frame)
    return days._replace(kind="future") if frame.future and not args["back"] else days


@resolver
def _month_range(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """From month to month: too wide for an event."""
    end = _month({**groups, "month1": None}, frame, args)
    if end is None or not groups.get("month1"):
        return None
    month = month_number(groups["month1"] or "", frame)
    year = year_of(groups.get("year1"), frame) or end.start.year - (month > end.start.month)
    start = date(year, month, 1)
    return Days(middle(start, end.end), start, end.end, 0, "cumulative")


@resolver
def _since_month(groups: Groups, frame: Frame, args: Args) -> Days | None:
    days = _month(groups, frame, args)
    return Days(days.start, days.start, max(days.start, frame.published or days.end), 0, "cumulative") if days else None


@resolver
def _cumulative_period(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """What is counted over the current week, month or year."""
    if frame.published is None:
        return None
    start = _period_start(unit_of(groups), frame.published)
    return Days(start, start, frame.published, 0, "cumulative")


def _period_start(unit: str, day: date) -> date:
    return {"week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}.get(unit, date(day.year, 1, 1))


@resolver
def _next_period(groups: Groups, frame: Frame, args: Args) -> Days | None:
    if frame.published is None:
        return None
    length = int(frame.words["unit"].get(unit_of(groups), 7)) or 1
    end = shift(frame.published, length)
    return Days(middle(frame.published, end), frame.published, end, 2 if length <= 7 else 0, "future")


@resolver
def _year_back(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """This year or last year: report level only."""
    if frame.published is None:
        return None
    year = frame.published.year - args["back"]
    end = min(date(year, 12, 31), frame.published)
    return Days(middle(date(year, 1, 1), end), date(year, 1, 1), end, 0, "background" if args["back"] else "span")


def _year_window(start: int, end: int) -> Days | None:
    if not 1 <= start <= end <= 9998:
        return None
    window = date(start, 1, 1), date(end, 12, 31)
    return Days(middle(*window), *window, 0, "background")


@resolver
def _year(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A bare year or a span of years."""
    year = int(groups["year"] or 0)
    last = groups.get("year2")
    end = year if last is None else int(last) if len(last) == 4 else year // 100 * 100 + int(last)
    days = _year_window(year, end)
    if days and frame.published and year > frame.published.year:
        return days._replace(kind="future")
    return days


@resolver
def _since_year(groups: Groups, frame: Frame, args: Args) -> Days | None:
    start = date(int(groups["year"] or 1), 1, 1)
    return Days(start, start, max(start, frame.published or start), 0, "cumulative")


@resolver
def _decade(groups: Groups, frame: Frame, args: Args) -> Days | None:
    year = int(groups["year"] or 0)
    return _year_window(year, year + 9)


def count(groups: Groups, frame: Frame, args: Args) -> tuple[int, int] | None:
    """Lowest and highest number of units stated: "two or three" is (2, 3), "several" (3, 7)."""
    vague = groups.get("vague")
    if vague:
        low, high = frame.words["vague_number"][vague.lower()]
        return int(low), int(high)
    if groups.get("bare") is not None:
        return 2, 6
    low = number(groups.get("n"), frame) or args.get("n")
    high = number(groups.get("n2"), frame) or low
    return (min(low, high), max(low, high)) if low and high else None


@resolver
def _ago(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """So many days, weeks, months or years before publication."""
    stated = count(groups, frame, args)
    if frame.published is None or stated is None:
        return None
    return units_before(frame.published, unit_of(groups), *stated)


def units_before(day: date, unit: str, low: int, high: int) -> Days | None:
    """The reading of a distance in time; its precision falls with the unit."""
    if unit in ("minute", "hour"):
        return point(shift(day, -(high // 24)) if unit == "hour" else day)
    if unit in ("day", "night"):
        start, end = shift(day, -high), shift(day, -low)
        return point(end) if low == high and low <= 10 else Days(middle(start, end), start, end, 2, "span")
    if unit in ("week", "fortnight"):
        length = 14 if unit == "fortnight" else 7
        start, end = shift(day, -length * high - 3), shift(day, -length * low + 3)
        return Days(middle(start, end), start, end, 2 if low == high <= 3 else 3, "span")
    if unit == "month":
        first_year, first_month = add_months(day, -high)
        year, month = add_months(day, -low)
        start, end = date(first_year, first_month, 1), month_end(year, month)
        if low != high:
            return Days(middle(start, end), start, end, 0, "span")
        return Days(date(year, month, 15), start, end, 3, "span")

    years = {"decade": 10, "century": 100}.get(unit, 1)
    return _year_window(day.year - years * high, day.year - years * low)


@resolver
def _past_hours(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The past 24 or 48 hours of a statement or of publication: the day before, or the middle of a longer window."""
    hours, last = number(groups["n"], frame) or 24, frame.anchor or frame.published
    if last is None or not 12 <= hours <= 96:
        return None
    start = shift(last, -(hours // 24 or 1))
    if hours <= 24:
        return Days(start, start, last, 1, "span")
    return Days(middle(start, last), start, last, 2, "span")


@resolver
def _window(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """The past so many days, weeks, months: the middle of the window or of its month."""
    if frame.published is None:
        return None
    unit = unit_of(groups)
    stated = count(groups, frame, args)
    unstated = RECENT_DAYS if unit == "day" else 3 if groups.get("plural") else 1
    length = int(frame.words["unit"].get(unit, 1)) * (stated[1] if stated else unstated)
    start = shift(frame.published, -length)
    if length <= 10:
        return Days(middle(start, frame.published), start, frame.published, 2, "span")
    if length <= 31:
        centre = middle(start, frame.published)
        days = month_of(centre.year, centre.month, None, frame)
        return days._replace(start=min(start, days.day), end=max(frame.published, days.day))
    return Days(middle(start, frame.published), start, frame.published, 0, "cumulative")


@resolver
def _season(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """A season (northern): report level only."""
    if frame.published is None and not groups.get("year"):
        return None
    month, _ = frame.words["season"][(groups["season"] or "").lower()]
    year = year_of(groups.get("year"), frame)
    if year is None and frame.published is not None:
        year = frame.published.year - (month > frame.published.month)
        lead = f"{groups.get('lead') or ''} {groups.get('which') or ''}".lower()
        year -= "last" in lead and month <= frame.published.month < month + 3
    start = date(year or 1, month, 1)
    end = month_end(*add_months(start, 2))
    if "since" in (groups.get("lead") or "").lower():
        return Days(start, start, max(start, frame.published or end), 0, "cumulative")
    end = max(start, min(end, frame.published)) if frame.published else end
    return Days(middle(start, end), start, end, 0, "span")


@resolver
def _anniversary(groups: Groups, frame: Frame, args: Args) -> Days | None:
    """What is remembered lies whole years back."""
    years = number(groups.get("n"), frame)
    if frame.published is None or not years:
        return None
    days = _year_window(frame.published.year - years, frame.published.year - years)
    return days._replace(day=_same_day(frame.published, years)) if days else None


def _same_day(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))
