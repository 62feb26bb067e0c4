"""How large a demonstration was, and how a figure explains itself."""

from __future__ import annotations

import itertools

import pytest

from conflictdata.reports.casualties import Harm
from conflictdata.reports.crowds import crowd_of, crowd_tag
from conflictdata.reports.incidents import Incident
from conflictdata.reports.tallies import Figures, settle

_AT = itertools.count(0, 10)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("A crowd of about 3,000 people filled the square.", "about 3,000"),
        ("Police kept several thousand demonstrators from the palace.", "several thousand"),
        ("The march drew hundreds of students.", "hundreds"),
        ("The rally was attended by at least 200 people.", "at least 200"),
        ("Organisers spoke of a crowd of 10,000 people, police of a crowd of 4,000 people.", "4,000"),
        ("Thousands of protesters marched in Lima.", "thousands"),
        ("People marched in Lima.", "no report"),
        ("Police lobbed a dozen teargas shells at the marchers.", "no report"),
    ],
)
def test_the_size_of_a_crowd_is_told_in_its_words(text: str, tag: str) -> None:
    assert crowd_tag("Protests", Incident(), [text]) == f"crowd size={tag}"


def test_only_demonstrations_have_a_crowd() -> None:
    assert crowd_tag("Battles", Incident(), ["A crowd of 300 people watched."]) is None


def test_those_arrested_are_not_the_crowd() -> None:
    harm = _harm("detained", 14, "14")
    assert crowd_tag("Protests", Incident(harms=[harm]), ["Police arrested 14 protesters."]) == "crowd size=no report"


def test_of_several_sizes_the_smallest_is_the_events() -> None:
    assert crowd_of({"crowd size=no report", "crowd size=hundreds", "crowd size=about 3,000"}) == {
        "crowd size=hundreds"
    }
    assert crowd_of({"crowd size=no report"}) == {"crowd size=no report"} and crowd_of(set()) == set()


def _harm(impact: str, best: int, words: str, source: str | None = None, **more: object) -> Harm:
    at = next(_AT)
    values = {
        "low": best,
        "high": best,
        "count_kind": "exact",
        "victim_head": "farmer",
        "victim_side": "civilian",
        **more,
    }
    return Harm(
        start=at, end=at + 5, sentence=at, impact=impact, victim_start=at, victim_end=at + 5, victim_text=words, best=best, count_text=words,
        unit="persons", trigger_start=at, trigger_end=at + 3, rule_id="harm.verb.test", attributed_to=source, **values,
    )  # fmt: skip


def _settled(*pairs: tuple[Harm, str]) -> Figures:
    return settle([h for h, _ in pairs], [g for _, g in pairs])


def test_every_figure_has_its_sum_its_rule_and_its_words() -> None:
    dead, hurt = _harm("killed", 7, "seven farmers"), _harm("injured", 3, "three farmers")
    soldiers = _harm("killed", 5, "five soldiers", victim_head="soldier", victim_side="state")
    told = _settled((dead, "civilians"), (soldiers, "side_b"), (hurt, "civilians")).accounts
    assert told["fatalities"].arithmetic == "12 = 7 farmers + 5 soldiers"
    assert told["fatalities"].rule == "tally.stated <- harm.verb.test" and told["fatalities"].start == dead.start
    assert told["injured"].arithmetic == "3 = 3 farmers"
    assert told["civilians_affected"].arithmetic == "10 = 7 civilians killed + 3 civilians injured"


def test_the_losing_figure_is_named() -> None:
    low = _harm("killed", 12, "12 farmers", "police")
    high = _harm("killed", 14, "14 farmers", "hospital")
    told = _settled((low, "civilians"), (high, "civilians")).accounts["fatalities"]
    assert told.arithmetic == "12 = 12 farmers; hospital said 14 -> high" and "tally.conflict_lowest" in told.rule


def test_silence_has_no_account() -> None:
    assert "fatalities" not in _settled((_harm("injured", 3, "three farmers"), "civilians")).accounts
