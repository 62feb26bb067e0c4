"""Persian, Hijri and Ethiopian calendar days as Gregorian dates, by arithmetic alone.

The Hijri conversion is the tabular civil calendar: sighted months can differ from it by a day, which callers should
treat as an uncertainty (``UNCERTAINTY_DAYS``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

UNCERTAINTY_DAYS = {"persian": 0, "hijri": 1, "ethiopian": 0}
_PERSIAN_LEAP_REMAINDERS = (1, 5, 9, 13, 17, 22, 26, 30)  # of the 33-year cycle; right for the years 1244 to 1472
_PERSIAN_EPOCH_YEAR = 1400
_PERSIAN_EPOCH = date(2021, 3, 21).toordinal()  # 1 Farvardin 1400
_HIJRI_EPOCH = 227014
_ETHIOPIAN_EPOCH = 2796


def _persian(year: int, month: int, day: int) -> int:
    first, last = sorted((_PERSIAN_EPOCH_YEAR, year))
    days = (last - first) * 365 + sum(y % 33 in _PERSIAN_LEAP_REMAINDERS for y in range(first, last))
    new_year = _PERSIAN_EPOCH + (days if year >= _PERSIAN_EPOCH_YEAR else -days)
    months_before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return new_year + months_before + day - 1


def _hijri(year: int, month: int, day: int) -> int:
    months_before = 29 * (month - 1) + (6 * month - 1) // 11
    return _HIJRI_EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + months_before + day


def _ethiopian(year: int, month: int, day: int) -> int:
    return _ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1


_CONVERTERS: dict[str, Callable[[int, int, int], int]] = {
    "persian": _persian,
    "hijri": _hijri,
    "ethiopian": _ethiopian,
}


def to_gregorian(calendar: str, year: int, month: int, day: int) -> date:
    """Gregorian day of a day in another calendar.

    Args:
        calendar: ``persian``, ``hijri`` or ``ethiopian``.
        year: Year in that calendar.
        month: Month, 1 to 12 (13 in the Ethiopian calendar).
        day: Day of the month.

    Example:
        >>> to_gregorian("persian", 1357, 11, 22)
        datetime.date(1979, 2, 11)
    """
    return date.fromordinal(_CONVERTERS[calendar](year, month, day))


def latest_year(calendar: str, month: int, day: int, not_after: date) -> int:
    """Year, in that calendar, of the last such day that is not after a Gregorian day.

    Example:
        >>> latest_year("ethiopian", 1, 1, date(2024, 9, 30))
        2017
    """
    year = {"persian": not_after.year - 620, "hijri": (not_after.year - 620) * 33 // 32 + 1}.get(
        calendar, not_after.year - 6
    )
    while to_gregorian(calendar, year, month, day) > not_after:
        year -= 1
    return year
