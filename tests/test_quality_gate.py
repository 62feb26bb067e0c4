"""No figure of the coder may fall below its floor. The scorer and the floors themselves are tested first."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from quality import corpus, gate, harms, negatives, pages, reliability, score
from quality.fields import kilometres, same_actor, same_country, same_place
from quality.tables import Measured


@pytest.fixture(scope="session")
def stories() -> list[dict[str, Any]]:
    return corpus.load()


@pytest.fixture(scope="session")
def measured(stories: list[dict[str, Any]]) -> Measured:
    """The default coder over the whole corpus, once per test session."""
    return Measured.of(stories, corpus.code(stories))


def reports_of(stories: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The gold itself, as if a coder had written it."""
    return [
        {**copy.deepcopy(event), "document_id": story["document_id"], "report_rank": event["rank"], "confidence": 1.0}
        for story in stories
        for event in story["gold"]["events"]
    ]


def test_gold_scores_full_marks(stories: list[dict[str, Any]]) -> None:
    result = Measured.of(stories, reports_of(stories)).figures()
    assert result["gold_events"] == result["found"] > 400
    shares = {name: value for name, value in result.items() if isinstance(value, float) and name != "brier"}
    for name, value in shares.items():
        assert value == (0.0 if gate.less_is_better(name) else 1.0), name


def test_one_wrong_day_costs_one_day(stories: list[dict[str, Any]]) -> None:
    reports = reports_of(stories)
    reports[0]["event_date"] = "1900-01-01"
    result = score.metrics(score.count(stories, reports))
    total = result["gold_events"]
    assert result["date"] == round((total - 1) / total, 4)
    assert result["country"] == 1.0
    assert result["f1"] == 1.0


def test_a_missing_report_costs_recall_and_an_extra_one_precision(stories: list[dict[str, Any]]) -> None:
    reports = reports_of(stories)
    result = score.metrics(score.count(stories, reports[1:]))
    assert (result["recall"] < 1, result["precision"], result["date|found"]) == (True, 1.0, 1.0)
    quiet = next(story for story in stories if not story["gold"]["events"])
    extra = {**reports[0], "document_id": quiet["document_id"]}
    result = score.metrics(score.count(stories, [*reports, extra]))
    assert (result["recall"], result["precision"] < 1, result["false_alarm_rate"] > 0) == (1.0, True, True)


def test_order_of_actors_and_of_reports_does_not_matter(stories: list[dict[str, Any]]) -> None:
    reports = reports_of(stories)
    for report in reports:
        report["actor1"], report["actor2"] = report["actor2"], report["actor1"]
        report["inter1"], report["inter2"] = report["inter2"], report["inter1"]
        report["report_rank"] = 10 - report["report_rank"]
    result = score.metrics(score.count(stories, reports))
    assert (result["actors"], result["inter"], result["f1"]) == (1.0, 1.0, 1.0)


def test_names_are_compared_as_people_read_them() -> None:
    assert same_country("Côte d'Ivoire", "Ivory Coast")
    assert same_place("Borno", "Borno state")
    assert not same_place("North Kivu", "South Sudan")
    assert same_actor("Military Forces of Mali (2021-)", "Military Forces of Mali (2020-2021)")
    assert not same_actor("Military Forces of Mali (2021-)", "Police Forces of Niger (2023-)")
    assert kilometres(0, 0, 0, 1) == pytest.approx(111.2, abs=0.1)


def test_floors_rise_freely_and_fall_only_when_allowed(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    first = {"f1": 0.6, "false_alarm_rate": 0.2, "documents": 10}
    gate.update(first, "a", 10, path=path)
    assert gate.read(path)["floors"] == {"f1": 0.6, "false_alarm_rate": 0.2}
    gate.update({"f1": 0.7, "false_alarm_rate": 0.1}, "a", 10, path=path)
    for fallen in ({"f1": 0.65, "false_alarm_rate": 0.1}, {"f1": 0.7, "false_alarm_rate": 0.15}, {"f1": 0.9}):
        with pytest.raises(gate.FloorLoweredError):
            gate.update(fallen, "a", 10, path=path)
    gate.update({"f1": 0.65, "false_alarm_rate": 0.1}, "a", 10, allow_regression=True, path=path)
    assert gate.read(path)["floors"]["f1"] == 0.65


def test_rounding_is_no_loss() -> None:
    assert not gate.worse("f1", 0.7996, 0.8)
    assert gate.worse("f1", 0.7994, 0.8)
    assert gate.worse("f1", None, 0.8)


def test_corpus_is_the_one_the_floors_were_pinned_on(stories: list[dict[str, Any]]) -> None:
    pinned = gate.read()
    assert pinned, "no floors are pinned yet: python tools/quality_gate.py --update"
    assert pinned["corpus_sha256"] == corpus.fingerprint(), (
        "the stories changed: look at why, then tools/quality_gate.py --update"
    )
    assert pinned["stories"] == len(stories)


@pytest.mark.slow
def test_no_figure_is_below_its_floor(measured: Measured) -> None:
    floors = gate.read().get("floors")
    assert floors, "no floors are pinned yet: python tools/quality_gate.py --update"
    broken = gate.failures(measured.figures(), floors)
    assert not broken, "\n".join(broken)


@pytest.mark.slow
def test_the_tables_of_the_page_are_fresh(measured: Measured) -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    assert pages.tables_of(page) == measured.page(), "python tools/quality_gate.py --markdown"


def test_calibration_error_is_the_gap_between_word_and_deed() -> None:
    honest = [(0.75, True)] * 3 + [(0.75, False)]
    assert reliability.expected_calibration_error(honest) == 0
    boastful = [(0.95, True), (0.95, False)]
    assert reliability.expected_calibration_error([*honest, *boastful]) == pytest.approx(0.15)
    assert [(b.number, b.right) for b in reliability.diagram([*honest, *boastful])] == [(4, 0.75), (2, 0.5)]
    assert reliability.auc([(0.9, True), (0.2, False), (0.9, False)]) == 0.75


def test_a_noisy_figure_is_held_to_its_target() -> None:
    assert gate.pinned({"ece": 0.01, "f1": 0.9, "brier": 0.2}) == {"ece": gate.TARGETS["ece"], "f1": 0.9}
    assert gate.failures({"ece": 0.09, "coded_non_events:past": 0.1}, {"ece": 0.08, "coded_non_events:past": 0.0})


def test_a_report_on_a_refused_quote_is_counted_by_its_kind(stories: list[dict[str, Any]]) -> None:
    story = next(s for s in stories if not s["gold"]["events"])
    item = story["gold"]["non_events"][0]
    (text,) = (document.text for document in corpus.documents_of([story]))
    at = text.index(item["quote"])
    report = {"document_id": story["document_id"], "act_span": (at, at + 4)}
    alarms = negatives.count([story], [report])
    kind = negatives.kind_of(item["reason"])
    assert (alarms.quotes_coded[kind], sum(alarms.stories_coded.values())) == (1, 1)
    assert sum(negatives.count([story], []).quotes_coded.values()) == 0


def test_kinds_cover_most_reasons(stories: list[dict[str, Any]]) -> None:
    reasons = [item["reason"] for story in stories for item in story["gold"].get("non_events") or []]
    assert sum(negatives.kind_of(reason) == negatives.OTHER for reason in reasons) < len(reasons) / 20


def test_impacts_are_compared_with_the_sides_in_one_order() -> None:
    army, group = (
        {"inter": "State forces", "actor": "Military Forces of Mali"},
        {"inter": "Rebel group", "actor": "JNIM"},
    )
    dead = {"impact": "killed", "best": 3}
    gold = {"actor1": army["actor"], "inter1": army["inter"], "actor2": group["actor"], "inter2": group["inter"]}
    turned = {"actor1": group["actor"], "inter1": group["inter"], "actor2": army["actor"], "inter2": army["inter"]}
    one = {**gold, "impacts": [{**dead, "group": "side_a"}]}
    for report, right in (({**turned, "impacts": [{**dead, "group": "side_b"}]}, 1), (turned, 0)):
        counted = harms.count([score.Verdict("d", one, report)])
        assert (counted.gold, counted.right) == (1, right)
