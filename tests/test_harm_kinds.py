"""Every kind of harm in its usual wordings: what befell people and things, and how many (``corpus/harm_sentences.txt``)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conflictdata.reports.casualties import find_harms
from conflictdata.reports.nlp import NlpConfig, load
from conflictdata.reports.victims import EACH_SIDE

_ROWS = [
    tuple(part.strip() for part in line.rsplit("|", 1))
    for line in (Path(__file__).parent / "corpus" / "harm_sentences.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_SURE = 0.5


@pytest.fixture(scope="module")
def read() -> dict[str, Counter[str]]:
    """What is read in every sentence, plurals without a number left out."""
    sentences = [sentence for sentence, _ in _ROWS]
    out: dict[str, Counter[str]] = {}
    for sentence, doc in zip(sentences, load(NlpConfig()).pipe(sentences), strict=True):
        harms = [
            h
            for h in find_harms(doc, 0, 1)
            if not (h.negated or h.is_cumulative or h.including or h.rule_id == EACH_SIDE)
        ]
        asked = dict(_ROWS)[sentence]
        counts: Counter[str] = Counter()
        for harm in harms:
            if harm.confidence > _SURE or harm.impact in asked:
                counts[harm.impact] += harm.best
        out[sentence] = counts
    return out


@pytest.mark.parametrize(("sentence", "wanted"), _ROWS)
def test_each_kind_of_harm_is_read(read: dict[str, Counter[str]], sentence: str, wanted: str) -> None:
    told = {kind: int(number) for kind, number in (item.split() for item in wanted.split(",") if item.strip())}
    assert dict(read[sentence]) == told
