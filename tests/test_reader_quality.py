"""The reader earns its place: on texts it never saw, rules and reader together beat the rules, and floors hold."""

import json

import pytest
from quality import second

#: Floors are measured on one machine; the last bits of a probability may move a handful of snippets on another.
SLACK = 0.01


@pytest.fixture(scope="module")
def measured():
    return second.measure()


def test_no_figure_falls_below_its_floor(measured):
    floors = json.loads(second.FLOORS.read_text(encoding="utf-8"))
    worse = [
        f"{part} {name}: {measured[part][name]} (floor {floor})"
        for part, row in floors.items()
        for name, floor in row.items()
        if (
            measured[part][name] > floor + SLACK if name == "false_alarm_rate" else measured[part][name] < floor - SLACK
        )
    ]
    assert worse == []


def test_together_they_find_more_and_alarm_less_than_the_rules(measured):
    rules, both = measured["snippets, rules"], measured["snippets, both"]
    assert both["weighted_f1"] >= rules["weighted_f1"] + 0.04
    assert both["false_alarm_rate"] <= rules["false_alarm_rate"]
    assert measured["stories, both"]["sub_event_type|found"] >= measured["stories, rules"]["sub_event_type|found"]
