"""Who did what to whom in short invented texts of many countries and registers (tests/corpus/sides.txt)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from open_texts import marks

from conflictdata.documents.model import Document
from conflictdata.knowledge.actor_types import INTER_LABELS
from conflictdata.reports.coder import Coder

CORPUS = Path(__file__).parent / "corpus" / "sides.txt"
#: Before the line of a text that is not coded right yet.
OPEN = "! "

Row = dict[str, Any]
Side = tuple[str, str] | None


@dataclass(frozen=True)
class Told:
    """A text of the corpus with the sides that the coding standard gives it."""

    cause: str
    day: str
    sides: tuple[Side, Side]
    struck: str
    labels: tuple[str, ...]
    text: str
    is_open: bool


def corpus() -> list[Told]:
    out, cause = [], ""
    for block in CORPUS.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        while lines and lines[0].startswith("#"):
            cause = lines[0][3:] if lines[0].startswith("## ") else cause
            lines = lines[1:]
        if not lines:
            continue
        day, one, two, struck, *labels = (part.strip() for part in lines[0].removeprefix(OPEN).split("|"))
        named = tuple(label.strip() for label in labels[0].split(";")) if labels else ()
        sides = (side(one), side(two))
        out.append(Told(cause, day, sides, struck, named, "\n".join(lines[1:]), lines[0].startswith(OPEN)))
    return out


def side(written: str) -> Side:
    """Part of a name and a type: "Al Shabaab 2"; "-" is nobody."""
    if written == "-":
        return None
    name, _, digit = written.rpartition(" ")
    return name, INTER_LABELS[int(digit)]


def fits(wanted: Side, name: str | None, inter: str | None) -> bool:
    if wanted is None or name is None:
        return wanted is None and name is None
    return wanted[0].lower() in name.lower() and inter == wanted[1]


TOLD = corpus()


@pytest.fixture(scope="module")
def coded() -> list[list[Row]]:
    documents = [Document(f"d{i}", t.text, published=date.fromisoformat(t.day)) for i, t in enumerate(TOLD)]
    return [coding.reports for coding in Coder().code(documents)]


@pytest.mark.parametrize(
    "number",
    [pytest.param(i, id=f"{t.cause}-{i}", marks=marks(is_open=t.is_open)) for i, t in enumerate(TOLD)],
)
def test_sides(number: int, coded: list[list[Row]]) -> None:
    told, rows = TOLD[number], coded[number]
    assert rows, told.text
    row = rows[0]
    first, second = (row["actor1"], row["inter1"]), (row["actor2"], row["inter2"])
    straight = fits(told.sides[0], *first) and fits(told.sides[1], *second)
    turned = told.struck == "both" and fits(told.sides[0], *second) and fits(told.sides[1], *first)
    assert straight or turned, (told.text, first, second)
    assert row["perpetrator_slot"] == told.struck, told.text
    labels = f"{row['assoc_actor_1']}; {row['assoc_actor_2']}"
    assert all(label in labels for label in told.labels), (told.text, labels)


def test_few_texts_are_open() -> None:
    assert sum(t.is_open for t in TOLD) <= len(TOLD) / 6
