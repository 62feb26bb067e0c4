"""Articles that must give no event, beside near misses that must (``corpus/negatives.jsonl``, invented for this test).

Articles with an even number in their name were never read to repair anything; both halves have their own bounds.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("spacy")

from conflictdata.documents.stage import DocumentsStage  # the model must be there first
from conflictdata.reports.coder import Coder
from conflictdata.sources.article import RawArticle

CORPUS = Path(__file__).parent / "corpus" / "negatives.jsonl"
#: Alarms that are known and allowed, by kind of negative; every other kind must give none.
ALLOWED = {
    "crime_police": 1,
    "culture": 1,
    "diplomacy": 1,
    "drill": 2,
    "health": 1,
    "historical": 1,
    "rhetoric": 1,
    "sports": 1,
}
#: At most so many alarms and at least so many near misses coded: articles that were read, articles that were not.
BOUNDS = {"read": (3, 12), "unread": (6, 10)}


@pytest.fixture(scope="module")
def coded() -> list[tuple[dict[str, Any], bool]]:
    stage, coder = DocumentsStage(), Coder()
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    documents = [stage.document(_article(row)) for row in rows]
    return [(row, bool(c.reports)) for row, c in zip(rows, coder.code(documents), strict=True)]


def _article(row: dict[str, Any]) -> RawArticle:
    return RawArticle(
        document_id=row["id"],
        title=row["title"],
        text=row["text"],
        published=row["published"],
        url=None,
        source=None,
        language="en",
        origin=row["id"],
        raw_sha256="",
    )


def half(row: dict[str, Any]) -> str:
    return "unread" if int(row["id"].removeprefix("neg-")) % 2 == 0 else "read"


def test_corpus_has_two_negatives_and_a_near_miss_of_each_kind() -> None:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    assert sum(not r["event"] for r in rows) >= 40
    assert all(date.fromisoformat(r["published"]) for r in rows)
    for kind in {r["kind"] for r in rows}:
        assert Counter(r["event"] for r in rows if r["kind"] == kind) == {False: 2, True: 1}


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_alarms_and_near_misses_keep_their_bounds(coded: list[tuple[dict[str, Any], bool]], name: str) -> None:
    most, least = BOUNDS[name]
    mine = [(row, found) for row, found in coded if half(row) == name]
    assert sum(found for row, found in mine if not row["event"]) <= most
    assert sum(found for row, found in mine if row["event"]) >= least


def test_no_kind_of_negative_raises_more_alarms_than_known(coded: list[tuple[dict[str, Any], bool]]) -> None:
    alarms = Counter(row["kind"] for row, found in coded if found and not row["event"])
    assert {kind: n for kind, n in alarms.items() if n > ALLOWED.get(kind, 0)} == {}
