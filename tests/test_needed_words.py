"""A pattern that matches is never left out for want of a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conflictdata.reports import claims
from conflictdata.reports.date_grammar import load_grammar
from conflictdata.reports.needed_words import NeededWords, needs

STORIES = Path(__file__).parent / "corpus" / "stories.jsonl"


def sentences() -> list[str]:
    texts = (json.loads(line)["text"] for line in STORIES.read_text(encoding="utf-8").splitlines())
    return [part for text in texts for part in re.split(r"(?<=[.!?]) ", text)]


@pytest.mark.parametrize("kind", ["dates", "claims"])
def test_no_match_is_lost(kind: str) -> None:
    known = {"dates": [r.pattern for r in load_grammar().rules], "claims": [p for p, _, _ in claims._PATTERNS]}
    patterns = known[kind]
    needed, spared = NeededWords([pattern.pattern for pattern in patterns]), 0
    for text in sentences():
        for written in (text, text.upper()):
            for pattern, possible in zip(patterns, needed.possible(written), strict=True):
                assert possible or not pattern.search(written), (pattern.pattern, written)
                spared += not possible
    assert spared > len(sentences())


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"(?:two|six) days? ago", [{"two", "six"}, {" day"}, {" ago"}]),
        (r"\b(?:on )?Monday(?! next)", [{"monday"}]),
        (r"(?:early|) today", [{" today"}]),
        (r"(?=.*\bnight)(?:x+|the [a-z]+)", [{"night"}]),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern: str, words: list[set[str]]) -> None:
    assert {frozenset(one) for one in words} == set(needs(pattern))


def test_letters_that_only_look_capital_count() -> None:
    pattern = re.compile("sunday night", re.I)
    text = "ſunday nıght"
    assert pattern.search(text) and NeededWords([pattern.pattern]).possible(text) == [True]
