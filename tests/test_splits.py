"""One toll of several places or days, divided evenly (coding standard 5.3); figures per place stay as they are told."""

from __future__ import annotations

from typing import Any

import pytest

from conflictdata.documents.stage import DocumentsStage
from conflictdata.reports.coder import Coder, Coding
from conflictdata.sources.article import RawArticle

Told = list[tuple[str, int, str]]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def _code(coder: Coder, text: str, published: str) -> Coding:
    article = RawArticle("a", None, text, published, None, None, "en", "test", "0" * 64)
    return next(coder.code([DocumentsStage().document(article)]))


def _told(reports: list[dict[str, Any]]) -> Told:
    return [(r["location"], r["fatalities"], r["fatalities_status"]) for r in reports]


@pytest.mark.parametrize(
    ("text", "published", "wanted"),
    [
        (
            "Gunmen attacked the towns of Gwoza, Bama and Konduga in Nigeria on Monday, killing 11 people, residents said.",
            "2020-01-10",
            [("Gwoza", 4, "split"), ("Bama", 4, "split"), ("Konduga", 3, "split")],
        ),
        (
            "At least 70 people were killed in two attacks on the villages of Tillaberi and Ayorou in Niger on Saturday, "
            "the interior minister said.",
            "2020-01-10",
            [("Tillaberi", 35, "split"), ("Ayorou", 35, "split")],
        ),
        (
            "Nine people were killed in attacks on the villages of Tillaberi and Ayorou in Niger on Saturday, five in "
            "Tillaberi and four in Ayorou.",
            "2020-01-10",
            [("Tillaberi", 5, "split"), ("Ayorou", 4, "split")],
        ),
        (
            "Gunmen killed six people on the road between Gwoza and Bama in Nigeria on Monday, residents said.",
            "2020-01-10",
            [("Gwoza", 6, "exact")],
        ),
        (
            "Gunmen from Gwoza and Konduga killed six people in Bama, Borno State, Nigeria, on Monday.",
            "2020-01-10",
            [("Bama", 6, "exact")],
        ),
    ],
)
def test_toll_of_several_places(coder: Coder, text: str, published: str, wanted: Told) -> None:
    assert _told(_code(coder, text, published).reports) == wanted


def test_every_share_keeps_its_words_and_sums_up(coder: Coder) -> None:
    text = (
        "Gunmen attacked the towns of Gwoza and Bama in Nigeria on Monday, killing five people and wounding seven, "
        "residents said."
    )
    coding = _code(coder, text, "2020-01-10")
    assert len({r["report_id"] for r in coding.reports}) == 2
    assert len({i["impact_id"] for i in coding.impacts}) == 4
    assert sorted(i["best"] for i in coding.impacts if i["impact"] == "injured") == [3, 4]
    assert {i["count_text"] for i in coding.impacts if i["impact"] == "killed"} == {"five"}
    reasons = [e["reason"] for e in coding.evidence if e["field"] == "fatalities"]
    assert reasons[0].startswith("3 of 5, divided over 2 events")


def test_toll_of_two_days(coder: Coder) -> None:
    text = (
        "M23 rebels attacked army positions in Sake in eastern Congo on Monday. On Tuesday, the rebels attacked the "
        "army in Sake again.\n\nAt least 17 people were killed on Monday and Tuesday, a local official said."
    )
    reports = _code(coder, text, "2024-02-08").reports
    assert [(str(r["event_date"])[:10], r["fatalities"]) for r in reports] == [("2024-02-05", 9), ("2024-02-06", 8)]
