"""Confidence is a probability from named doubts: monotone, explained, and the same every time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from runs import shared_coder

from conflictdata import coding, config
from conflictdata.documents import Document
from conflictdata.errors import KnowledgeError
from conflictdata.events.reconcile import confidence_of
from conflictdata.reports import confidence
from conflictdata.reports.confidence import Doubt, Model

PUBLISHED = dt.date(2024, 5, 15)
CLEAR = "NIAMEY - Gunmen killed three farmers in Abala, Niger, on Monday, police said."


def the_coder() -> Any:
    """The default coder."""
    run = config.settings(config.compose())
    return shared_coder(
        coding.CodingStage(run.nlp, run.actors, run.gazetteer, run.ontology, run.coder, run.reader, PUBLISHED)
    )


def judged(text: str) -> tuple[float, str | None]:
    """Confidence of the only report of a text, and the reason beside its type."""
    document = Document("d1", text, published=PUBLISHED, language="en")
    (coded,) = the_coder().code([document])
    (report,) = coded.reports
    (row,) = (e for e in coded.evidence if e["field"] == "sub_event_type")
    return report["confidence"], row["reason"]


def test_a_clear_report_is_trusted_more_than_one_put_together() -> None:
    clear, _ = judged(CLEAR)
    loose, reason = judged("The market of Abala, in Niger, had just opened.\n\nOn Monday gunmen killed three farmers.")
    assert 0.5 < loose + 0.2 < clear + 0.2 < 1.2
    assert reason is not None and "confidence lowered by: " in reason and "another sentence" in reason


def test_the_same_text_is_judged_the_same() -> None:
    assert judged(CLEAR) == judged(CLEAR)


def test_every_doubt_of_the_coder_has_a_weight_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    model = confidence.model()
    seen: list[set[str]] = []
    coder = the_coder()
    plain = coder.judge

    def watch(*facts: Any) -> confidence.Trust:
        seen.append(set(plain.doubts(*facts)))
        return plain(*facts)

    monkeypatch.setattr(coder, "judge", watch)
    list(coder.code([Document("d1", CLEAR, published=PUBLISHED, language="en")]))
    assert seen == [set(model.doubts)]
    for name, doubt in model.doubts.items():
        assert doubt.words and not (doubt.monotone and doubt.weight > 0), name


def test_more_doubt_never_raises_a_monotone_model() -> None:
    model = Model(2.0, {"a": Doubt(-1.5, True, "first"), "b": Doubt(-0.1, True, "second")})
    steps = [model.judge({"a": x / 4, "b": 1.0}) for x in range(5)]
    assert [s.probability for s in steps] == sorted((s.probability for s in steps), reverse=True)
    assert (steps[0].reason, steps[4].reason) == (None, "confidence lowered by: first")


def test_a_broken_model_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "confidence.yaml"
    path.write_text("intercept: 1.0\ndoubts:\n  late: {weight: -1.0}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"tools/fit_confidence\.py"):
        confidence.model(path)


def test_sources_raise_an_event_and_copies_do_not() -> None:
    one = {"_source": "a", "confidence": 0.6}
    assert confidence_of([one]) == confidence_of([one, {**one, "confidence": 0.5}]) == 0.6
    assert confidence_of([one, {"_source": "b", "confidence": 0.5}]) == 0.7
    assert confidence_of([{"_source": str(i), "confidence": 0.9} for i in range(9)]) == 0.99
