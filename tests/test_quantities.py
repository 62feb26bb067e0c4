"""Number phrases mean what a casualty recorder takes them to mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflictdata.reports.quantities import Quantity, find_quantities

_UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
          "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(n: int) -> str:
    """The usual English spelling of 1..9999, written independently of the reader under test."""
    if n >= 1000:
        rest = n % 1000
        return f"{spelled(n // 1000)} thousand" + (
            "" if not rest else f" {'and ' if rest < 100 else ''}{spelled(rest)}"
        )
    if n >= 100:
        rest = n % 100
        return f"{spelled(n // 100)} hundred" + (f" and {spelled(rest)}" if rest else "")
    if n >= 20:
        return _TENS[n // 10] + (f"-{_UNITS[n % 10]}" if n % 10 else "")
    return _UNITS[n]


@st.composite
def numbers(draw, low=2, high=9999):
    """A number and one of its spellings."""
    n = draw(st.integers(low, high))
    return n, draw(st.sampled_from([str(n), f"{n:,}", spelled(n)]))


def up_to_point(n: int) -> int:
    return min(3, n)


MODIFIERS = {
    "": lambda n: (n, n, n, "exact"), "at least": lambda n: (n, n, None, "at_least"), "no fewer than": lambda n: (n, n, None, "at_least"),
    "more than": lambda n: (n, n, None, "at_least"), "over": lambda n: (n, n, None, "at_least"), "about": lambda n: (n, n, n, "approximate"),
    "around": lambda n: (n, n, n, "approximate"), "some": lambda n: (n, n, n, "approximate"), "nearly": lambda n: (None, n, n, "approximate"),
    "almost": lambda n: (None, n, n, "approximate"), "up to": lambda n: (1, up_to_point(n), n, "up_to"), "as many as": lambda n: (1, up_to_point(n), n, "up_to"),
}  # fmt: skip
NOUNS = ["people", "soldiers", "villagers", "farmers", "women", "of them", "militants", ""]


def only(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, (text, found)
    return found[0]


def values(q: Quantity):
    return q.low, q.best, q.high, q.kind


@settings(max_examples=600, deadline=None)
@given(
    numbers(),
    st.sampled_from(sorted(MODIFIERS)),
    st.sampled_from(NOUNS),
    st.sampled_from(["", "Gunmen killed ", "The blast left "]),
)
def test_every_modifier_of_every_number(number, modifier, noun, opening):
    n, words = number
    if 1900 <= n <= 2099 and words == str(n):
        words = f"{n:,}"  # a bare 1987 is a year
    assert values(only(f"{opening}{modifier} {words} {noun}".strip())) == MODIFIERS[modifier](n)


@settings(max_examples=300, deadline=None)
@given(numbers(2, 900), st.integers(1, 90), st.sampled_from(["{} to {}", "between {} and {}", "{}-{}"]), st.booleans())
def test_every_range(number, gap, form, digits):
    n, _ = number
    low, high = (str(n), str(n + gap)) if digits or form == "{}-{}" else (spelled(n), spelled(n + gap))
    assert values(only(form.format(low, high) + " people")) == (n, n, n + gap, "range")


@settings(max_examples=200, deadline=None)
@given(numbers(2, 99), st.sampled_from(["a family of {}", "a group of {} women", "{} others", "another {} people"]))
def test_groups_and_others(number, form):
    n, words = number
    q = only(form.format(words))
    assert values(q) == (n, n, n, "exact")
    assert q.additional == ("other" in form)


@pytest.mark.parametrize(
    ("text", "low", "best", "high", "kind"),
    [
        ("a dozen people", 12, 12, 12, "exact"), ("half a dozen men", 6, 6, 6, "exact"), ("two dozen people", 24, 24, 24, "exact"),
        ("at least a dozen", 12, 12, None, "at_least"), ("dozens of people", 12, 12, 99, "vague"), ("scores of people", 20, 20, 99, "vague"),
        ("tens of people", 10, 10, 99, "vague"), ("hundreds", 100, 100, 999, "vague"), ("tens of thousands", 10000, 10000, 99999, "vague"),
        ("hundreds of thousands", 100000, 100000, 999999, "vague"), ("several people", 2, 3, None, "vague"), ("a handful of people", 2, 3, None, "vague"),
        ("many people", 2, 10, None, "vague"), ("several dozen people", 24, 36, 99, "vague"), ("a few hundred people", 200, 300, 999, "vague"),
        ("a couple of soldiers", 2, 2, 2, "exact"), ("five or six bodies", 5, 5, 6, "range"), ("two to three hundred people", 200, 200, 300, "range"),
        ("an unknown number of people", 1, 3, None, "vague"), ("12 or more", 12, 12, None, "at_least"), ("1.5 million people", 1500000, 1500000, 1500000, "exact"),
        ("a man", 1, 1, 1, "exact"), ("a woman and her two children", 3, 3, 3, "exact"), ("two brothers", 2, 2, 2, "exact"),
        ("six truck drivers", 6, 6, 6, "exact"), ("4,500 head of cattle", 4500, 4500, 4500, "exact"), ("a hundred and five", 105, 105, 105, "exact"),
    ],
)  # fmt: skip
def test_words_of_the_standard(text, low, best, high, kind):
    assert values(only(text)) == (low, best, high, kind)


@pytest.mark.parametrize(
    "text",
    ["the 35-year-old driver", "pupils aged 12", "122mm rounds", "an AK-47 rifle", "the 4th Brigade", "a rise of 5 percent", "a fine of $30 million",
     "Group 18", "Ali Hussein, 22, said so", "on 9 July 2015", "on July 10, 2016", "since 2011", "at 10:30", "at 6 pm", "12 km away", "a three-day battle",
     "a 12-member committee", "Route 66", "five villages", "six attacks", "no one", "on 28 February", "a man of about 30", "20 rockets"],
)  # fmt: skip
def test_numbers_that_count_no_people(text):
    assert [q for q in find_quantities(text) if q.text not in ("a man", "the driver")] == []


@pytest.mark.parametrize(("text", "unit"), [("400 families", "families"), ("30 houses", "houses"), ("200 cattle", "animals"), ("two clinics", "facilities"),
                                            ("three church members", "persons"), ("seven family members", "persons"), ("six members of a family", "persons")])  # fmt: skip
def test_what_is_counted(text, unit):
    assert find_quantities(text)[0].unit == unit


def test_offsets_point_at_the_words():
    text = "Officials said at least 12 people died."
    q = only(text)
    assert text[q.start : q.end] == q.text == "at least 12"
