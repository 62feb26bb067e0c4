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
    point,
    resolver,
    shift,
    year_of,
)

SINCE_DAYS = 7  # "since Monday" still tells the day of an act


@resolver
def _calendar(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day of a named month, with or without its year."""
    number = groups.get("monthnum")
    month = int(number) if number else month_number(groups["month"] or "", frame)
    day = int(groups["day"] or 0)
    year = year_of(groups.get("year"), frame)
    if year is None:
        found = latest_day(month, day, frame)
        return point(*found) if found else None
    exact = exact_day(year, month, day)
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
    return point(next((d for d in readings if d <= limit), readings[0]))


@resolver
def _fixed_day(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A day known by its name, long past."""
    return point(date(args["year"], args["month"], args["day"]), "background")


def range_of(start: date, end: date, mode: str) -> Days | None:
    """A window of days read as one night, as an act on each day, or as one act within it."""
    if end < start or (end - start).days > 366:
        return None
    if mode == "night":
        return Days(end, start, end, 1, "point")
    if mode == "pair":
        if (end - start).days > 1:
            return None
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
    end = _calendar({"month": month2, "day": day2, "year": groups.get("year")}, frame, args)
    if end is None:
        return None
    year = year_of(groups.get("year1"), frame)
    from_month, to_month = month_number(month1, frame), month_number(month2, frame)
    year = year or (end.day.year - 1 if from_month > to_month else end.day.year)
    start = exact_day(year, from_month, int(day1))
    days = range_of(start, end.day, args["mode"]) if start else None
    return days._replace(kind="future") if days and end.kind == "future" else days


@resolver
def _since_date(groups: Mapping[str, str | None], frame: Frame, args: Mapping[str, Any]) -> Days | None:
    """A range open to publication."""
    day, month = groups.get("day") or groups.get("day1"), groups.get("month") or groups.get("month1")
    start = _calendar({"month": month, "day": day, "year": groups.get("year")}, frame, args)
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
    calendar, month = frame.words["foreign_month"][name.lower()]
    if groups.get("fyear"):
        year = int(groups["fyear"] or 0)
    elif frame.published:
        year = latest_year(calendar, month, int(day), frame.published)
    else:
        return None
    if not 1200 <= year <= 2100:
        return None
    found, slack = to_gregorian(calendar, year, month, int(day)), UNCERTAINTY_DAYS[calendar]
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
    """A day that has a name."""
    name = re.sub(r"(year|valentine)['\u2019]?s?\b", r"\1's", (groups["holiday"] or "").lower())
    rule = frame.words["holiday"].get(name)
    year = year_of(groups.get("year"), frame)
    if rule is None or (year is None and frame.published is None):
        return None
    if isinstance(rule, str):
        offset = int(rule.removeprefix("easter"))
        years = [year] if year else [(frame.published or date.max).year, (frame.published or date.max).year - 1]
        days = [_easter(y) + timedelta(days=offset) for y in years]
        return point(next((d for d in days if year or d <= (frame.published or d)), days[-1]))
    return _calendar_numbers(year, rule[0], rule[1], frame)


def _calendar_numbers(year: int | None, month: int, day: int, frame: Frame) -> Days | None:
    if year:
        return point(date(year, month, day))
    found = latest_day(month, day, frame)
    return point(*found) if found else None
