"""Time expressions: the standard's table, the orders in which news writes dates, and what only looks like a date."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml

from conflictdata.reports.date_calendars import latest_year, to_gregorian
from conflictdata.reports.date_frame import RESOLVERS
from conflictdata.reports.date_grammar import RULES_FILE, load_grammar
from conflictdata.reports.dates import DateMention, find_dates

THURSDAY = date(2024, 9, 19)


def only(text: str, published: date | None = THURSDAY, anchor: date | None = None) -> DateMention:
    mentions = find_dates(text, published, anchor)
    assert len(mentions) == 1, [m.text for m in mentions]
    assert text[mentions[0].start : mentions[0].end] == mentions[0].text
    return mentions[0]


# Coding standard 4.1, whole table: phrase, day, precision, kind
STANDARD = [
    ("on Tuesday", "2024-09-17", 1, "point"),
    ("yesterday", "2024-09-18", 1, "point"),
    ("today", "2024-09-19", 1, "point"),
    ("on Wednesday evening", "2024-09-18", 1, "point"),
    ("overnight", "2024-09-19", 1, "point"),
    ("in the early hours of Thursday", "2024-09-19", 1, "point"),
    ("last week", "2024-09-11", 2, "span"),
    ("this week", "2024-09-17", 2, "span"),
    ("earlier this week", "2024-09-17", 2, "span"),
    ("over the weekend", "2024-09-14", 2, "span"),
    ("in recent days", "2024-09-17", 2, "span"),
    ("two or three days ago", "2024-09-16", 2, "span"),
    ("between 3 and 7 September", "2024-09-05", 2, "span"),
    ("from 3 to 7 September", "2024-09-03", 1, "each_day"),
    ("in September", "2024-09-15", 3, "span"),
    ("this month", "2024-09-15", 3, "span"),
    ("last month", "2024-08-15", 3, "span"),
    ("in early September", "2024-09-01", 3, "span"),
    ("late in the day on 31 August", "2024-08-31", 1, "point"),
    ("in late August", "2024-08-31", 3, "span"),
    ("at the end of August", "2024-08-31", 3, "span"),
    ("in the past two weeks", "2024-09-15", 3, "span"),
    ("in mid-September", "2024-09-15", 3, "span"),
    ("this summer", None, 0, "span"),
    ("in recent months", None, 0, "cumulative"),
    ("since January", None, 0, "cumulative"),
    ("this year", None, 0, "span"),
]


@pytest.mark.parametrize(("phrase", "day", "precision", "kind"), STANDARD, ids=[row[0] for row in STANDARD])
def test_table_of_the_standard(phrase: str, day: str | None, precision: int, kind: str) -> None:
    mention = find_dates(f"Gunmen attacked the village {phrase}, residents said.", THURSDAY)[-1]
    assert mention.time_precision == precision
    assert mention.kind == kind
    if day:
        assert str(mention.event_date) == day


MONDAY = date(2017, 10, 30)
EXPRESSIONS = [
    # weekdays
    ("late Friday", "2017-10-27", 1),
    ("Tuesday night", "2017-10-24", 1),
    ("before dawn on Sunday", "2017-10-29", 1),
    ("on Monday", "2017-10-30", 1),
    ("last Tuesday", "2017-10-24", 1),
    ("last Sunday", "2017-10-22", 1),  # the day before publication is too near for "last"
    ("Friday last week", "2017-10-27", 1),
    ("during Friday prayers last week", "2017-10-27", 1),
    ("in the night from Wednesday to Thursday", "2017-10-26", 1),
    # from publication
    ("the day before yesterday", "2017-10-28", 1),
    ("last night", "2017-10-29", 1),
    ("the night before last", "2017-10-28", 1),
    ("early this morning", "2017-10-30", 1),
    ("three days ago", "2017-10-27", 1),
    ("two weeks ago", "2017-10-16", 2),
    ("a month ago", "2017-09-15", 3),
    ("in the past 24 hours", "2017-10-29", 1),
    ("earlier this month", "2017-10-15", 3),
    ("late last month", "2017-09-30", 3),
    ("over the weekend", "2017-10-28", 2),
    # calendar
    ("on Oct. 28", "2017-10-28", 1),
    ("on 28 October", "2017-10-28", 1),
    ("on October 28, 2017", "2017-10-28", 1),
    ("on Saturday, October 28, 2017", "2017-10-28", 1),
    ("on 28 Oct 2017", "2017-10-28", 1),
    ("on 2017-10-28", "2017-10-28", 1),
    ("on 28/10", "2017-10-28", 1),
    ("on 28/10/2017", "2017-10-28", 1),
    ("on 10/28/2017", "2017-10-28", 1),
    ("on the 3rd of May", "2017-05-03", 1),
    ("on 11 December", "2016-12-11", 1),  # the latest such day not after publication
    ("in the night of 11 to 12 May", "2017-05-12", 1),
    ("between 28 April and 3 May", "2017-04-30", 2),
    ("between May 3 and 7, 2016", "2016-05-05", 2),
    ("in November", "2016-11-15", 3),
    ("last November", "2016-11-15", 3),
    ("in May last year", "2016-05-15", 3),
    ("in August 2014", "2014-08-15", 3),
    ("at the beginning of March", "2017-03-01", 3),
    ("on New Year's Day", "2017-01-01", 1),
    ("on the last day of February", "2017-02-28", 1),
    ("on Easter Sunday", "2017-04-16", 1),
    # other calendars
    ("on 22 Bahman 1357", "1979-02-11", 1),
    ("on 1 Ramadan 1445", "2024-03-11", 2),
]


@pytest.mark.parametrize(("phrase", "day", "precision"), EXPRESSIONS, ids=[row[0] for row in EXPRESSIONS])
def test_expression(phrase: str, day: str, precision: int) -> None:
    published = date(2024, 10, 28) if "1445" in phrase else MONDAY
    mention = only(f"The convoy was ambushed {phrase}.", published)
    assert (str(mention.event_date), mention.time_precision) == (day, precision)


RELATIVE = [
    ("Two days earlier, a bridge was blown up.", "2024-09-08"),
    ("The day before, a bridge was blown up.", "2024-09-09"),
    ("The previous evening a bridge was blown up.", "2024-09-09"),
    ("The next day the army retook it.", "2024-09-11"),
    ("The same evening a bridge was blown up.", "2024-09-10"),
    ("Later that day the army retook it.", "2024-09-10"),
    ("Hours later, the army retook it.", "2024-09-10"),
    ("On the eve of the ambush, herders were robbed.", "2024-09-09"),
    ("A day after the takeover, jets bombed the town.", "2024-09-11"),
    ("It came three days after soldiers shot a driver.", "2024-09-07"),
    ("On the third day of fighting the market burned.", "2024-09-10"),
    ("The missile struck shortly after 3 p.m. near the church.", "2024-09-10"),
]


@pytest.mark.parametrize(("text", "day"), RELATIVE, ids=[row[0] for row in RELATIVE])
def test_relative_to_the_act_told_before(text: str, day: str) -> None:
    mention = only(text, THURSDAY, anchor=date(2024, 9, 10))
    assert mention.relative_to_text
    assert str(mention.event_date) == day


def test_relative_expression_counts_from_the_text() -> None:
    first, second = find_dates("Gunmen raided Kora on 3 September. The next day they came back.", THURSDAY)
    assert (str(first.event_date), str(second.event_date)) == ("2024-09-03", "2024-09-04")


def test_relative_expression_with_nothing_to_count_from_is_a_guess() -> None:
    mention = only("The day before, a bridge was blown up.")
    assert str(mention.event_date) == "2024-09-18"
    assert mention.confidence < 0.5


def test_beside_a_date_of_its_own_the_inner_act_is_dated() -> None:
    sunday, inner = find_dates("They marched on Sunday, two days after police shot a student.", THURSDAY)
    assert (str(sunday.event_date), str(inner.event_date)) == ("2024-09-15", "2024-09-13")
    assert (sunday.inner, inner.inner) == (False, True)


FUTURE = [
    "Parliament will vote on Friday.",
    "The funeral is due to be held on Saturday.",
    "Talks resume next Monday.",
    "The cabinet meets again next week.",
    "Unions have called for a general strike on Monday.",
    "The verdict is expected on 3 October.",
    "Elections are to be held in December.",
    "He returns to court tomorrow.",
    "Traders have called a sit-in for 30 September.",
    "Lists must be filed by 15 October.",
]


@pytest.mark.parametrize("text", FUTURE)
def test_what_is_to_come(text: str) -> None:
    mention = only(text)
    assert mention.kind == "future"
    assert mention.date_end >= THURSDAY


def test_a_past_act_beside_a_future_one_stays_past() -> None:
    assert only("The men killed on Friday will be buried in Kora.").kind == "point"


BACKGROUND = [
    ("in 2014", 2014),
    ("during the 1990s", 1994),
    ("a decade ago", 2014),
    ("three years ago", 2021),
    ("last year", 2023),
    ("in the September 11 attacks", 2001),
]


@pytest.mark.parametrize(("phrase", "year"), BACKGROUND)
def test_background(phrase: str, year: int) -> None:
    mention = only(f"Thousands were killed {phrase}.")
    assert (mention.kind, mention.event_date.year) == ("background", year)


CUMULATIVE = [
    "since March",
    "since 2019",
    "so far this year",
    "since 3 May",
    "since the start of the year",
    "since last week",
]


@pytest.mark.parametrize("phrase", CUMULATIVE)
def test_counts_over_a_period(phrase: str) -> None:
    mention = only(f"At least 340 people have died {phrase}.")
    assert (mention.kind, mention.time_precision) == ("cumulative", 0)
    assert mention.date_end == THURSDAY


def test_since_a_weekday_still_tells_the_day() -> None:
    mention = only("Rebels have held the town since Monday.")
    assert (mention.kind, str(mention.event_date), mention.time_precision) == ("cumulative", "2024-09-16", 1)


def test_every_day_of_a_range() -> None:
    mention = only("Clashes shook the port on Friday and Saturday.")
    assert (mention.kind, str(mention.date_start), str(mention.date_end)) == ("each_day", "2024-09-13", "2024-09-14")


NOT_DATES = [
    "Troops may march on the capital.",
    "Prime Minister May met the king.",
    "He told the Sunday Times that the war was lost.",
    "The clinic is open 24/7.",
    "A curfew holds until Monday.",
    "They gather every Friday.",
    "The March 23 Movement denied it.",
    "A 17-year-old boy was shot.",
    "The siege has dragged on for three days.",
    "Sunday Okafor, a trader, was shot.",
    "Five soldiers and 12 rebels died.",
    "Officers imposed an overnight curfew.",
    "The strike hit 28/40 targets.",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_not_a_date(text: str) -> None:
    assert find_dates(text, THURSDAY) == []


UPPER = [
    ("LIMA, 10 JAN 90 -- [TEXT] A BOMB EXPLODED", "1990-01-10"),
    ("LIMA, 10 JAN 90 -- 50 PEOPLE MARCHED", "1990-01-10"),
    ("A BOMB EXPLODED TODAY BEFORE", "1990-01-11"),
    ("TWO POLICEMEN WERE KILLED LAST NIGHT", "1990-01-10"),
    ("THE KIDNAPPING TOOK PLACE ON 30 DECEMBER IN SAN LUIS", "1989-12-30"),
    ("AN ATTACK ON SUNDAY", "1990-01-07"),
]


@pytest.mark.parametrize(("text", "day"), UPPER)
def test_capitals(text: str, day: str) -> None:
    assert str(only(text, date(1990, 1, 11)).event_date) == day


def test_a_count_after_a_date_is_no_year() -> None:
    assert only("On 12 May 40 armed men came.").text == "On 12 May"


def test_day_of_a_statement_is_marked() -> None:
    act, statement = find_dates("Rebels burned Kora on Sunday, the governor told reporters on Tuesday.", THURSDAY)
    assert not act.reporting
    assert statement.reporting
    assert only("The army on Wednesday confirmed the raid.").reporting


def test_without_publication_only_full_dates_are_read() -> None:
    text = "On Sunday gunmen came, as on 3 May 2022 and 4 June. The next day they left."
    assert [str(m.event_date) for m in find_dates(text, None)] == ["2022-05-03", "2022-05-04"]


@pytest.mark.parametrize("published", [date(2024, 2, 29), date(2024, 1, 1), date(2023, 12, 31), date(2024, 3, 31)])
def test_no_day_after_publication(published: date) -> None:
    phrases = [row[0] for row in STANDARD] + [row[0] for row in EXPRESSIONS] + [row[0] for row in RELATIVE]
    for phrase in phrases:
        for mention in find_dates(f"They attacked {phrase}.", published):
            if mention.kind != "future":
                assert (mention.event_date - published).days <= 1, phrase
            assert mention.date_start <= mention.event_date <= mention.date_end, phrase


def test_other_calendars() -> None:
    assert to_gregorian("ethiopian", 2017, 1, 1) == date(2024, 9, 11)
    assert to_gregorian("persian", 1403, 1, 1) == date(2024, 3, 20)
    assert to_gregorian("persian", 1399, 12, 30) == date(2021, 3, 20)
    assert to_gregorian("hijri", 1444, 1, 1) == date(2022, 7, 30)
    assert latest_year("persian", 11, 22, date(2024, 9, 19)) == 1402


def test_every_rule_names_a_reading_and_a_trigger() -> None:
    data: dict[str, Any] = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    ids = [row["id"] for row in data["rules"]]
    assert len(ids) == len(set(ids))
    for rule in load_grammar().rules:
        assert rule.trigger in data["triggers"], rule.id
        assert rule.resolve == "skip" or rule.resolve in RESOLVERS, rule.id
