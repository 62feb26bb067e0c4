"""What reading a sentence yields: counted parties (``Part``) and statements of harm about them (``Finding``)."""

from __future__ import annotations

from dataclasses import dataclass

from conflictdata.reports.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Part:
    """One counted party inside a noun phrase ("four civilians").

    Attributes:
        noun: Token index of the noun that says who.
        first, last: Token span [first, last) of its words.
        low, best, high, kind, unit: The interval, as in Quantity.
        counted: A number or article states the count; False for "the men", "they".
        definite: Refers back ("the men", "he"): may repeat people counted elsewhere.
        none: "no one", "no soldiers".
        additional: "three others".
    """

    noun: int
    first: int
    last: int
    low: int | None
    best: int
    high: int | None
    kind: str
    unit: str
    counted: bool
    definite: bool = False
    none: bool = False
    additional: bool = False
    quantity: Quantity | None = None


def one_person(
    noun: int, first: int, last: int, *, counted: bool = True, definite: bool = False, additional: bool = False
) -> Part:
    """A party of one, e.g. "a farmer" or "he"; the arguments are those of `Part`."""
    return Part(noun, first, last, 1, 1, 1, "exact", "persons", counted, definite, additional=additional)


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of harm before offsets and context are added.

    Attributes:
        trigger: Token index of the word that states it.
        impact: Kind of harm.
        parts: Who, party by party.
        rule: Id of the reading that found it.
        passive: True when the agent would stand in a "by" phrase.
        negated, ambiguous, update, including: As the fields of Harm.
    """

    trigger: int
    impact: str
    parts: tuple[Part, ...]
    rule: str
    passive: bool = False
    negated: bool = False
    ambiguous: bool = False
    update: bool = False
    including: bool = False
