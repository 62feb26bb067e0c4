"""A fault of a knowledge table, and the days that may stand in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.actor_names import parse_day

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a table.

    Attributes:
        file: Name of the file.
        line: Line in it.
        what: What is wrong.
        allowed: What would be right.
        todo: What to do about it.

    Example:
        >>> str(Fault("mine.csv", 3, "no source", todo="say where the facts come from"))
        'mine.csv line 3: No source. Do: say where the facts come from.'
    """

    file: str
    line: int
    what: str
    allowed: str = ""
    todo: str = ""

    def __str__(self) -> str:
        what = self.what[:1].upper() + self.what[1:] if " " in self.what.partition(":")[0] else self.what
        return f"{self.file} line {self.line}: {KnowledgeError(what, '', self.allowed, self.todo)}"


def day_fault(text: str, full: bool = False) -> str:
    """What is wrong with a day; "" when nothing is.

    Args:
        text: The cell; an empty one is right unless a full day is asked for.
        full: Whether month and day must be there.

    Example:
        >>> day_fault("2021-13"), day_fault("2021-03"), day_fault("2999")
        ('is no day', '', 'lies in the future')
    """
    if not text and not full:
        return ""
    match = _DAY.fullmatch(text)
    if match is None or (full and match[2] is None):
        return "is no day"
    try:
        day = parse_day(text)
    except ValueError:
        return "is no day"
    return "lies in the future" if day is not None and day > date.today() else ""
