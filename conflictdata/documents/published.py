"""Publication dates: from metadata in common formats, and from lines such as "Updated 30 October 2017"."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d"
WRITTEN = re.compile(
    rf"{WEEKDAY}(?:(?P<d1>{DAY})\s+(?:of\s+)?(?P<m1>{MONTH}),?\s+(?P<y1>{YEAR})"
    rf"|(?P<m2>{MONTH})\s+(?P<d2>{DAY}),?\s+(?P<y2>{YEAR}))",
    re.IGNORECASE,
)
ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[T ].*)?$")
NUMERIC = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})(?:[T ,].*)?$")
COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?\d{4,6}Z?)?$")
EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?$|\d{12,13}$")
DATE_WORDS = (
    rf"(?:{WEEKDAY}(?:{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}|{MONTH}\s+{DAY},?\s+{YEAR})|{YEAR}-\d\d-\d\d(?:[T ]\S+)?)"
)
FIRST_YEAR, LAST_YEAR = 1900, 2100


def parse_published(value: str) -> dt.date | None:
    """The day a value names, or None when it names none, an impossible or an ambiguous one.

    The date is taken as written: an hour and a time zone do not move it. "03/04/2017" is ambiguous and refused,
    "30/04/2017" is not.

    Example:
        >>> parse_published("2017-10-30T23:10:00+03:00"), parse_published("30 Oct 2017"), parse_published("2017-02-30")
        (datetime.date(2017, 10, 30), datetime.date(2017, 10, 30), None)
    """
    value = value.strip()
    for pattern in (ISO, COMPACT):
        found = pattern.match(value)
        if found:
            return day(int(found["y"]), int(found["m"]), int(found["d"]))
    if found := NUMERIC.match(value):
        first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
        if first == second or second > 12:
            return day(year, first, second)
        return day(year, second, first) if first > 12 else None
    if EPOCH.match(value):
        seconds = float(value)
        return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds / 1000 if seconds > 1e11 else seconds)).date()
    return date_in(value) or _mail_date(value)


def date_in(text: str) -> dt.date | None:
    """The first complete written date in a line ("Updated 30 October 2017, 14:05"), or None."""
    if found := WRITTEN.search(text):
        number = re.match(r"\d+", found["d1"] or found["d2"])
        month = MONTHS[(found["m1"] or found["m2"]).lower().rstrip(".")]
        return day(int(found["y1"] or found["y2"]), month, int(number[0])) if number else None
    if found := re.search(rf"\b({YEAR})-(\d\d)-(\d\d)", text):
        return day(int(found[1]), int(found[2]), int(found[3]))
    return None


def day(year: int, month: int, number: int) -> dt.date | None:
    """The date, or None when the calendar or the news archive does not have it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _mail_date(value: str) -> dt.date | None:
    try:
        found = parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return day(found.year, found.month, found.day)


def complete(month: int, number: int, published: dt.date | None) -> dt.date | None:
    """A day and month with the year of publication: the latest such day not more than two days after it.

    Example:
        >>> complete(12, 30, dt.date(2021, 1, 2))
        datetime.date(2020, 12, 30)
    """
    if published is None:
        return None
    found = day(published.year, month, number)
    if found and found > published + dt.timedelta(days=2):
        return day(published.year - 1, month, number)
    return found or day(published.year - 1, month, number)
