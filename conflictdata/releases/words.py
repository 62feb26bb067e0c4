"""Small words that every page and message of the room uses: counts with their noun, and cells as text."""

from __future__ import annotations

from typing import Any

import pandas as pd


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun in the right form.

    Example:
        >>> count(1, "report"), count(2, "report"), count(0, "entry", "entries")
        ('1 report', '2 reports', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def cell(value: Any) -> str:
    """A cell as people read it: dates as ISO days, nothing as "null".

    Example:
        >>> cell(pd.Timestamp("2017-10-29")), cell(None), cell(7)
        ('2017-10-29', 'null', '7')
    """
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "null"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
