"""Which day an act gets: its own clause's, the account's, and only then that of the statement or of publication."""

from __future__ import annotations

from datetime import date

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder

THURSDAY = date(2024, 9, 19)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def days(coder: Coder, text: str, published: date = THURSDAY) -> list[tuple[str, int]]:
    """Day and precision of the reports of a text."""
    document = Document("d1", text, published=published, language="en")
    reports = coder.code_article(next(coder.annotator.articles([document]))).reports
    return [(str(r["event_date"]), int(r["time_precision"])) for r in reports]


RAID = "Gunmen killed nine villagers near Bama in Nigeria's Borno State"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # its own clause
        (f"{RAID} on Tuesday, police said on Wednesday.", ("2024-09-17", 1)),
        ("Police said gunmen killed nine villagers in Bama, Nigeria, on Tuesday.", ("2024-09-17", 1)),
        ("Police said on Wednesday that gunmen killed nine villagers in Bama, Nigeria, on Tuesday.", ("2024-09-17", 1)),
        ("Police yesterday said nine villagers were killed Monday by gunmen in Bama, Nigeria.", ("2024-09-16", 1)),
        ("Nine villagers were killed when gunmen raided Bama, Nigeria, on Tuesday.", ("2024-09-17", 1)),
        # a next sentence that resumes the event
        (f"{RAID}, residents said on Wednesday. The attack took place late on Tuesday.", ("2024-09-17", 1)),
        # the account that follows the lead, of the same place or of none
        (
            f"{RAID}, police said on Wednesday. The men came on motorcycles late on Monday.",
            ("2024-09-16", 1),
        ),
        # another scene's day is not this one's
        (
            f"{RAID}, police said on Wednesday. Separately, soldiers shot dead a man in Kano on Monday.",
            ("2024-09-18", 1),
        ),
        # the day of the statement alone: then or the day before
        (f"{RAID}, residents said on Wednesday.", ("2024-09-18", 1)),
        # no time at all: publication
        (f"{RAID}, residents said.", ("2024-09-19", 2)),
        # the same moment on another clock
        (f"{RAID} at 1 a.m. on Tuesday (2300 GMT Monday), police said.", ("2024-09-17", 1)),
        # a state that began
        ("Rebels captured Bama in Nigeria and have held the town since Tuesday, police said.", ("2024-09-17", 1)),
        # the toll of a dated act
        ("Nine villagers were killed in Sunday's attack on Bama, Nigeria, police said on Tuesday.", ("2024-09-15", 1)),
    ],
)
def test_day_of_an_act(coder: Coder, text: str, expected: tuple[str, int]) -> None:
    assert days(coder, text)[0] == expected


def test_statement_tells_its_window(coder: Coder) -> None:
    document = Document("d1", f"{RAID}, residents said on Wednesday.", published=THURSDAY, language="en")
    coding = coder.code_article(next(coder.annotator.articles([document])))
    report = coding.reports[0]
    assert (str(report["date_start"]), str(report["date_end"])) == ("2024-09-17", "2024-09-18")
    rule = next(e["rule_id"] for e in coding.evidence if e["field"] == "event_date")
    assert rule == "date.stated.date.weekday"


def test_that_day_counts_from_the_statement_where_nothing_else_is_told(coder: Coder) -> None:
    text = (
        "Attackers threw petrol bombs at a hotel in Bautzen, Germany, police said on Tuesday. About 400 residents held a "
        "vigil in Bautzen the same evening."
    )
    assert ("2024-09-17", 1) in days(coder, text)


def test_days_of_unparsed_sentences_count(coder: Coder) -> None:
    text = (
        "Gunmen killed nine villagers near Bama in Nigeria on Friday.\n\nThe weather had been calm on Saturday. The next "
        "day, soldiers ambushed a rebel column near Gwoza and killed 12 fighters."
    )
    assert ("2024-09-15", 1) in days(coder, text)


@pytest.mark.parametrize(
    ("text", "day", "precision", "reason"),
    [
        (f"{RAID} last Tuesday.", "2024-09-17", 1, "these words may also mean 2024-09-10"),
        (f"{RAID}, residents said on Wednesday.", "2024-09-18", 1, "only the day of the statement is told"),
        (f"{RAID}, residents said.", "2024-09-19", 2, "no day is told"),
        (f"{RAID} on Tuesday.", "2024-09-17", 1, ""),
    ],
)
def test_a_guessed_day_says_why(coder: Coder, text: str, day: str, precision: int, reason: str) -> None:
    document = Document("d1", text, published=THURSDAY, language="en")
    coding = coder.code_article(next(coder.annotator.articles([document])))
    evidence = next(e for e in coding.evidence if e["field"] == "event_date")
    assert (evidence["value"], coding.reports[0]["time_precision"]) == (day, precision)
    assert str(evidence["reason"] or "").startswith(reason) and bool(evidence["reason"]) == bool(reason)


def test_a_day_may_be_counted_from_where_something_began(coder: Coder) -> None:
    text = (
        "Fighting between soldiers and rebels broke out in Bama, Nigeria, on Sunday. On the third day of fighting, gunmen "
        "shot dead nine villagers near Gwoza."
    )
    assert ("2024-09-17", 1) in days(coder, text)


def test_days_of_a_range_are_spanned(coder: Coder) -> None:
    text = "Soldiers and rebels fought in Bama, Nigeria, from Friday to Sunday, residents said."
    document = Document("d1", text, published=THURSDAY, language="en")
    report = coder.code_article(next(coder.annotator.articles([document]))).reports[0]
    days = [str(report[c]) for c in ("event_date", "date_start", "date_end")]
    assert (days, report["time_precision"]) == (["2024-09-13", "2024-09-13", "2024-09-15"], 1)
