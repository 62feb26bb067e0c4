"""How a figure came about, in words: the sum, what was set aside, which rules decided, and where it stands in the text.

Example:
    7 farmers and 5 soldiers, the hospital counting 14: "12 = 7 farmers + 5 soldiers; hospital said 14 -> high".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictdata.reports.quantities import find_quantities
from conflictdata.reports.tally_lines import Line

_ARTICLES = frozenset(["a", "an", "the", "another", "his", "her", "their", "its", "of"])
STATED = "tally.stated"
SILENCE = "tally.silence"


@dataclass(frozen=True, slots=True)
class Account:
    """Why a figure of an event is what it is.

    Attributes:
        arithmetic: The sum and what was set aside.
        rule: Rules that decided, then the reading that found the words; ``tally.silence`` only where nothing is stated.
        start, end: Characters of the first words it was read from; -1 where there are none.
    """

    arithmetic: str
    rule: str
    start: int = -1
    end: int = -1


def account(total: int, lines: Sequence[Line], rule: str = STATED) -> Account:
    """The account of a figure that settled lines add up to.

    Args:
        total: The figure.
        lines: Its lines; without any, nobody was harmed or nothing was said.
        rule: What decided where no line names a rule.
    """
    told = [harm for line in lines for harm in line.teller]
    rules = list(dict.fromkeys(rule for line in lines for rule in line.rules)) or [rule]
    read = list(dict.fromkeys(harm.rule_id for harm in told))
    first = min(told, key=lambda harm: harm.start, default=None)
    return Account(
        arithmetic(total, lines),
        " ".join(rules) + (f" <- {' '.join(read)}" if read else ""),
        -1 if first is None else first.start,
        -1 if first is None else first.end,
    )


def arithmetic(total: int, lines: Sequence[Line]) -> str:
    """The sum behind a figure, with every word that is not its plain number explained."""
    if not lines:
        return ""
    terms = " + ".join(_term(line) for line in lines)
    notes = [note for line in lines for note in (*line.others, *_reading(line))]
    return "; ".join([f"{total} = {terms}", *dict.fromkeys(notes)])


def _term(line: Line) -> str:
    """The line's own number before its words: "4 civilians" for "four civilians", "1 farmer" for "a farmer"."""
    parties = [_party(part) for part in line.text.split(" + ")]
    named = dict.fromkeys(party for party in parties if party)
    return f"{line.best} {' and '.join(named) or 'people'}"


def _party(text: str) -> str:
    found = next(
        (q for q in find_quantities(text) if q.start == 0 and text[q.start :].split()[0] not in _ARTICLES), None
    )
    words = (text[found.end :] if found else text).split()
    while words and words[0].lower() in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def _reading(line: Line) -> list[str]:
    """What the standard makes of a number that is open, vague or told by one side only."""
    if line.conflict:
        return []
    if "tally.claim_sweeping" in line.rules:
        return [f"a sweeping claim by {line.source or 'one side'} counts {line.best} -> low 0, high {line.high}"]
    if "tally.claim_modest" in line.rules:
        return [f"told only by {line.source or 'the other side'} -> low 0"]
    if line.kind == "vague":
        ends = "" if line.high is None else f", high {line.high}"
        return [f"no number is told: {line.best} by the standard -> low {line.low}{ends}"]
    if line.kind == "up_to":
        return [f"the most, not the number, is told: {line.best} by the standard -> high {line.high}"]
    if line.kind == "range":
        return [f"of a range the lowest counts -> high {line.high}"]
    return ["the least is told -> no highest"] if line.high is None else []
