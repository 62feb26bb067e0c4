"""What time expressions are read against, and the arithmetic of days, weeks and months.

Conventions are those of coding standard 4.1: the middle of a span of days, Wednesday of a week, Saturday of a weekend,
the 15th of a month, its first day for "early" and its last for "late".
"""

from __future__ import annotations

import calendar as gregorian
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

NEAR_FUTURE_DAYS = 35  # "on 25 December", a month before it and without a year, is the coming one


class Days(NamedTuple):
    """A reading: day to write, window it stands for, precision, kind; `inner` dates only the act told after it.

    `other` is the day that the same words may also mean.
    """

    day: date
    start: date
    end: date
    precision: int
    kind: str = "point"
    inner: bool = False
    other: date | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is read against."""

    published: date | None
    anchor: date | None  # for relative expressions: the date they count from
    own_date: bool  # the sentence states a date of its own beside a relative expression
    future: bool  # the words around the expression speak of what is to come
    words: Mapping[str, Mapping[str, Any]]
    followed_by_noun: bool  # "a day after the raid" rather than "a day after, ..."
    begun: bool = False  # what the anchor dates began on that day: "the third day" counts from it


Resolver = Callable[[Mapping[str, str | None], Frame, Mapping[str, Any]], Days | None]
RESOLVERS: dict[str, Resolver] = {}


def resolver(function: Resolver) -> Resolver:
    """Register a reading under its own name, as the rules name it."""
    RESOLVERS[function.__name__.lstrip("_")] = function
    return function


# --- small arithmetic ----------------------------------------------------------------------------------------------


def point(day: date, kind: str = "point") -> Days:
    """A single day."""
    return Days(day, day, day, 1, kind)


def shift(day: date, days: int) -> date:
    """A day so many days on; the day itself where the calendar ends."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def middle(start: date, end: date) -> date:
    """The day halfway, the earlier of two."""
    return start + (end - start) // 2


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, gregorian.monthrange(year, month)[1])


def add_months(day: date, months: int) -> tuple[int, int]:
    """Year and month, so many months on."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def exact_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where the month is shorter."""
    return date(year, month, day) if 1 <= day <= gregorian.monthrange(year, month)[1] else None


def first(groups: Mapping[str, str | None], *names: str) -> str | None:
    """The first of these groups, numbered or lettered variants included, that matched."""
    for name in names:
        for key in (name, f"{name}1", f"{name}2", f"{name}3", f"{name}4", f"{name}b"):
            value = groups.get(key)
            if value is not None:
                return value
    return None


def number(text: str | None, frame: Frame) -> int | None:
    """Value of digits, a number word or an ordinal."""
    if text is None:
        return None
    text = text.lower().removesuffix("-year")
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits.group())
    value = frame.words["number"].get(text) or frame.words["ordinal"].get(text)
    if value is None and "-" in text:
        tens, _, ones = text.partition("-")
        values = frame.words["number"]
        value = values[tens] + values[ones] if tens in values and ones in values else None
    return int(value) if value is not None else None


def month_number(text: str, frame: Frame) -> int:
    """1 to 12 for a month name or its abbreviation."""
    return int(frame.words["month"][text.lower().rstrip(".")])


def year_of(text: str | None, frame: Frame) -> int | None:
    """A year of four figures as it is; of two figures the last such year not more than one after publication."""
    if text is None:
        return None
    year = int(re.sub(r"\D", "", text))
    if len(re.sub(r"\D", "", text)) == 4:
        return year
    newest = (frame.published.year if frame.published else 2030) + 1
    return newest - (newest - year) % 100


def latest_day(month: int, day: int, frame: Frame) -> tuple[date, str] | None:
    """A day without year: the latest not after publication, or the coming one where the words or nearness say so."""
    if frame.published is None:
        return None
    limit = frame.published + timedelta(days=1)
    years = range(limit.year - 8, limit.year + 9)  # eight years hold a 29 February
    days = [found for year in years if (found := exact_day(year, month, day))]
    past = max((d for d in days if d <= limit), default=None)
    coming = min((d for d in days if d > limit), default=None)
    if coming and ((frame.future and (coming - limit).days < 300) or (coming - limit).days <= NEAR_FUTURE_DAYS):
        return coming, "future"
    return (past, "point") if past else None


def weekday_not_after(weekday: int, day: date) -> date:
    """Latest day with this weekday (Monday 0) that is not after the day given."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def week_of(monday: date, published: date) -> Days:
    """A week: its Wednesday, or the middle of Monday to publication while it is not over."""
    end = monday + timedelta(days=6)
    if end < published:
        return Days(monday + timedelta(days=2), monday, end, 2, "span")
    return Days(middle(monday, published), monday, published, 2, "span")


def month_of(year: int, month: int, part: str | None, frame: Frame) -> Days:
    """A month or a part of it, cut at publication."""
    start, end = date(year, month, 1), month_end(year, month)
    windows = {"early": (start, start + timedelta(days=9)), "late": (date(year, month, 21), end)}
    window = windows.get(part or "", (start, end))
    if part == "mid":
        window = (date(year, month, 10), date(year, month, 20))
    day = {"early": start, "late": end}.get(part or "", date(year, month, 14 if month == 2 else 15))
    if frame.published is not None and start <= frame.published < end:
        window = (window[0], max(window[0], min(window[1], frame.published)))
        day = day if day <= frame.published else (frame.published if part == "late" else middle(start, frame.published))
    future = frame.published is not None and start > frame.published
    return Days(day, *window, 3, "future" if future else "span")


def part_of(groups: Mapping[str, str | None], frame: Frame) -> str | None:
    """``early``, ``mid`` or ``late`` when a part of a month is named."""
    text = first(groups, "part")
    part = frame.words["part"].get(text.lower()) if text else None
    return None if part == "whole" else part


def unit_of(groups: Mapping[str, str | None]) -> str:
    """Unit of time named by a match, in the singular."""
    return re.sub(r"centur(y|ie)", "century", (first(groups, "unit", "noun") or "day").lower())
