"""Calendar dates: one function per way of reading them, from matched words to days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conflictdata.reports.date_calendars import UNCERTAINTY_DAYS, latest_year, to_gregorian
from conflictdata.reports.date_frame import (
    Days,
    Frame,
    exact_day,
    first,
    latest_day,
    middle,
    month_number,
    number,
    point,
    resolver,
    shift,
    year_of,
)

SINCE_DAYS = 7  # "since Monday" still tells the day of an act


@resolver
def _calendar(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day of a named month, with or without its year."""
    figures = groups.get("monthnum")
    year = groups.get("year")
    if (groups.get("which") or "").lower() in ("last", "this"):
        if frame.published is None:
            return None
        year = str(frame.published.year - ((groups["which"] or "").lower() == "last"))
    return calendar_day(figures or groups["month"], groups["day"], year, frame)


def calendar_day(month: str | None, day: str | None, year: str | None, frame: Frame) -> Days | None:
    """A day from its month (name or figures), day and, if told, year."""
    at, of = number(day, frame) or 0, int(month or 0) if (month or "0").isdigit() else month_number(month or "", frame)
    in_year = year_of(year, frame)
    if in_year is None:
        found = latest_day(of, at, frame)
        return point(*found) if found else None
    exact = exact_day(in_year, of, at)
    return point(exact) if exact else None


@resolver
def _numeric(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """``28/10/2017``: day before month unless only the other order is a date not after publication."""
    a, b = int(groups["a"] or 0), int(groups["b"] or 0)
    year = year_of(groups.get("year"), frame)
    readings = []
    for day, month in ((a, b), (b, a)):
        if not 1 <= month <= 12:
            continue
        found = (exact_day(year, month, day), "point") if year else latest_day(month, day, frame)
        if found and found[0]:
            readings.append(found[0])
    if not readings:
        return None
    limit = frame.published or date.max
    past = [d for d in readings if d <= limit] or readings
    return point(past[0])._replace(other=next((d for d in past if d != past[0]), None))


@resolver
def _fixed_day(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day known by its name, long past."""
    return point(date(args["year"], args["month"], args["day"]), "background")


def range_of(start: date, end: date, mode: str, named: int = 2) -> Days | None:
    """A window of days read as one night, as an act on each day, or as one act within it.

    Args:
        start: First day.
        end: Last day.
        mode: ``night``, ``each_day``, ``span``, or ``listed``: on each day, when the days named follow each other.
        named: How many days the words name, first and last included.

    Example:
        >>> range_of(date(2024, 9, 13), date(2024, 9, 14), "night").day
        datetime.date(2024, 9, 14)
    """
    if end < start or (end - start).days > 366:
        return None
    if mode == "night":
        return Days(end, start, end, 1, "point")
    if mode == "listed":
        if (end - start).days != named - 1:
            return Days(start, start, end, 1, "point")
        mode = "each_day"
    if mode == "each_day":
        return Days(start, start, end, 1, "each_day")
    precision = 1 if start == end else 2 if (end - start).days < 14 else 3
    return Days(middle(start, end), start, end, precision, "span")


@resolver
def _date_range(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """From one calendar day to another."""
    month2 = groups.get("month") or groups.get("month1") or groups.get("month1b")
    month1 = groups.get("month1") or groups.get("month1b") or month2
    day1, day2 = groups.get("day1") or groups.get("day1b"), groups.get("day2")
    if not (month1 and month2 and day1 and day2):
        return None
    end = calendar_day(month2, day2, groups.get("year"), frame)
    if end is None:
        return None
    year = year_of(groups.get("year1"), frame)
    from_month, to_month = month_number(month1, frame), month_number(month2, frame)
    year = year or (end.day.year - 1 if from_month > to_month else end.day.year)
    start = exact_day(year, from_month, int(day1))
    named = 2 + len(re.findall(r"\d+", groups.get("more") or ""))
    days = range_of(start, end.day, args["mode"], named) if start else None
    return days._replace(kind="future") if days and end.kind == "future" else days


@resolver
def _into_date(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """Overnight into 12 May: the night that ends on that day."""
    days = calendar_day(first(groups, "month"), first(groups, "day"), groups.get("year"), frame)
    return days._replace(start=shift(days.day, -1)) if days else None


@resolver
def _since_date(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A range open to publication."""
    day, month = groups.get("day") or groups.get("day1"), groups.get("month") or groups.get("month1")
    start = calendar_day(month, day, groups.get("year"), frame)
    return since(start.day, frame) if start else None


def since(start: date, frame: Frame) -> Days:
    """A range from a day to publication."""
    end = max(start, frame.published or start)
    short = (end - start).days <= SINCE_DAYS
    return Days(start, start, end, 1 if short else 0, "cumulative")


@resolver
def _foreign(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day of the Persian, Hijri or Ethiopian calendar."""
    name, day = first(groups, "fmonth"), first(groups, "day")
    if not name or not day:
        return None
    calendar, month, *needs_year = frame.words["foreign_month"][name.lower().replace("\u2019", "'")]
    if needs_year and not groups.get("fyear"):
        return None
    return _other_calendar(calendar, int(groups.get("fyear") or 0) or None, month, int(day), frame)


def _other_calendar(calendar: str, year: int | None, month: int, day: int, frame: Frame) -> Days | None:
    """A day of another calendar, the latest where no year is told, with the days it may be off by."""
    if year is None and frame.published is not None:
        year = latest_year(calendar, month, day, frame.published)
    if year is None or not 1200 <= year <= 2100:
        return None
    found, slack = to_gregorian(calendar, year, month, day), UNCERTAINTY_DAYS[calendar]
    return Days(found, shift(found, -slack), shift(found, slack), 2 if slack else 1, "point")


def _easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (anonymous Gregorian algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@resolver
def _holiday(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day that has a name; "at Christmas" is a day around it."""
    name = re.sub(r"\s+", " ", (first(groups, "holiday") or "").lower().replace("\u2019", "'"))
    found = _holiday_day(frame.words["holiday"][name], year_of(groups.get("year"), frame), frame)
    around = args.get("around", 0)
    if found is None or not around:
        return found
    return Days(found.day, shift(found.day, -around), shift(found.day, around), 2, "span")


def _holiday_day(rule: Any, year: int | None, frame: Frame) -> Days | None:
    """The latest such day: ``[month, day]``, ``[calendar, month, day]``, or ``easter+N``."""
    if year is None and frame.published is None:
        return None
    newest = frame.published or date.max
    if isinstance(rule, str):
        offset = int(rule.removeprefix("easter"))
        years = [year] if year else [newest.year, newest.year - 1]
        days = [_easter(y) + timedelta(days=offset) for y in years]
        return point(next((d for d in days if year or d <= newest), days[-1]))
    if len(rule) == 3:
        return None if year else _other_calendar(rule[0], None, rule[1], rule[2], frame)
    if year:
        return point(date(year, rule[0], rule[1]))
    found = latest_day(rule[0], rule[1], frame)
    return point(*found) if found else None
