"""Time expressions of news in short sentences, on many days of publication: what each must be read as.

The expected days were written down from coding standard 4.1, the calendar and published pairs of calendar days, not from
what the code says. `[...]` marks the expression; an empty cell is not asked for; kind ``none`` means that it is no date.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from conflictdata.reports.dates import DateMention, find_dates

TABLE = Path(__file__).parent / "corpus" / "time_expressions.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def inside(row: dict[str, str]) -> list[DateMention]:
    """The readings that touch the marked expression."""
    start, end = row["text"].index("["), row["text"].index("]") - 1
    text = row["text"].replace("[", "", 1).replace("]", "", 1)
    found = find_dates(text, date.fromisoformat(row["published"]))
    return [m for m in found if m.start < end and start < m.end]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['published']} {row['text']}" for row in ROWS])
def test_expression(row: dict[str, str]) -> None:
    found = inside(row)
    if row["kind"] == "none":
        assert found == []
        return
    assert found
    for mention in found:
        assert (mention.kind, str(mention.time_precision)) == (row["kind"], row["time_precision"])
        for column in ("event_date", "date_start", "date_end"):
            assert row[column] in ("", str(getattr(mention, column))), column


def test_the_table_is_large_and_varied() -> None:
    assert len(ROWS) >= 250
    assert len({date.fromisoformat(row["published"]).weekday() for row in ROWS}) >= 5
    assert {row["kind"] for row in ROWS} >= {"point", "span", "each_day", "cumulative", "background", "future", "none"}


@pytest.mark.parametrize(
    ("phrase", "day", "other"),
    [
        ("last Tuesday", "2024-09-17", "2024-09-10"),
        ("last Wednesday", "2024-09-11", "2024-09-18"),
        ("last Friday", "2024-09-13", "None"),  # of last week on either reading
        ("on 3/4/2024", "2024-04-03", "2024-03-04"),
        ("on 28/8/2024", "2024-08-28", "None"),
    ],
)
def test_what_may_mean_another_day_says_so(phrase: str, day: str, other: str) -> None:
    mention = find_dates(f"Gunmen raided Kora {phrase}.", date(2024, 9, 19))[0]
    assert (str(mention.event_date), str(mention.other)) == (day, other)
