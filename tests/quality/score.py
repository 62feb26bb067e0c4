"""Scores of reports against stories with gold events: what was found, what was made up, and each field of what was found.

Within a story, reports and gold events are paired one to one so that total agreement is largest; a pair that agrees too
little is no pair. `<field>` is a share of all gold events (one not found counts as wrong), `<field>|found` of those found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from quality.fields import Row, actors, agreement, cell, pair_actors, similarity

MIN_SIMILARITY = 0.4
NOT_FOUND = "(none)"
_SLOTS = ("sub_event_type", "country", "admin1", "within_10km", "date")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One gold event and what became of it, or a report that no gold event asked for.

    Attributes:
        document_id: Story.
        gold: Gold event; None for a report too many.
        report: Report paired with it; None when it was not found.
        wrong: Fields that disagree.
    """

    document_id: str
    gold: Row | None
    report: Row | None
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts from which every score is made."""

    documents: int = 0
    quiet: int = 0  # stories without an event
    alarms: int = 0  # quiet stories with a report all the same
    gold: int = 0
    reports: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)
    stated: Counter[str] = field(default_factory=Counter)
    stated_found: Counter[str] = field(default_factory=Counter)
    slots: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: list[Verdict] = field(default_factory=list)


def pair(golds: Sequence[Row], reports: Sequence[Row]) -> dict[int, int]:
    """Gold index to report index, maximising total similarity."""
    if not golds or not reports:
        return {}
    matrix = np.array([[similarity(gold, report) for report in reports] for gold in golds])
    rows, columns = linear_sum_assignment(-matrix)
    return {int(i): int(j) for i, j in zip(rows, columns, strict=True) if matrix[i, j] >= MIN_SIMILARITY}


def count(stories: Iterable[Row], reports: Iterable[Row]) -> Tally:
    """Compare reports with the gold events of their stories.

    Args:
        stories: Rows with `document_id` and `gold: {"events": [...]}`.
        reports: Report rows with `document_id` and `report_rank`.
    """
    by_story: defaultdict[str, list[Row]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (str(r["document_id"]), r["report_rank"])):
        by_story[str(report["document_id"])].append(report)
    tally = Tally()
    for story in stories:
        _count_story(tally, str(story["document_id"]), story["gold"]["events"], by_story[str(story["document_id"])])
    return tally


def _count_story(tally: Tally, document_id: str, golds: Sequence[Row], reports: Sequence[Row]) -> None:
    tally.documents += 1
    tally.quiet += not golds
    tally.alarms += not golds and bool(reports)
    tally.gold += len(golds)
    tally.reports += len(reports)
    links = pair(golds, reports)
    tally.found += len(links)
    for index, gold in enumerate(golds):
        report = reports[links[index]] if index in links else None
        answers = agreement(gold, report or {})
        tally.stated.update(list(answers))
        if report is not None:
            tally.stated_found.update(list(answers))
            tally.right.update(name for name, right in answers.items() if right)
        _count_slots(tally.slots, gold, report, answers)
        tally.types[gold["sub_event_type"], (report or {}).get("sub_event_type") or NOT_FOUND] += 1
        wrong = tuple(name for name, right in answers.items() if not right)
        tally.verdicts.append(Verdict(document_id, gold, report, wrong))
    spare = set(range(len(reports))) - set(links.values())
    tally.verdicts.extend(Verdict(document_id, None, reports[index]) for index in sorted(spare))


def _count_slots(slots: Counter[str], gold: Row, report: Row | None, answers: Mapping[str, bool]) -> None:
    """End-to-end slots: type, country, admin1, point, day, each actor, deaths above zero."""
    for name in _SLOTS:
        if name in answers:
            slots["right" if answers[name] else "missed"] += 1
            slots["invented"] += report is not None and not answers[name]
    if cell(gold, "inter1"):
        shared = pair_actors(gold, report or {})
        slots["right"] += shared
        slots["missed"] += len(actors(gold)) - shared
        slots["invented"] += len(actors(report or {})) - shared
    if cell(gold, "fatalities") is not None:
        stated, coded = int(gold["fatalities"]), int(cell(report or {}, "fatalities") or 0)
        if stated and stated == coded:
            slots["right"] += 1
        else:
            slots["missed"] += stated > 0
            slots["invented"] += coded > 0


def ratio(part: float, whole: float) -> float | None:
    """A share rounded to four places, None of nothing."""
    return round(part / whole, 4) if whole else None


def harmonic(precision: float | None, recall: float | None) -> float | None:
    """F1 of a precision and a recall."""
    if not precision or not recall:
        return None
    return round(2 * precision * recall / (precision + recall), 4)


def metrics(tally: Tally) -> dict[str, Any]:
    """Every figure by name, as the gate pins them."""
    recall, precision = ratio(tally.found, tally.gold), ratio(tally.found, tally.reports)
    out: dict[str, Any] = {
        "documents": tally.documents,
        "gold_events": tally.gold,
        "found": tally.found,
        "recall": recall,
        "precision": precision,
        "f1": harmonic(precision, recall),
        "documents_without_event": tally.quiet,
        "false_alarm_rate": ratio(tally.alarms, tally.quiet),
    }
    for name, stated in tally.stated.items():
        out[name] = ratio(tally.right[name], stated)
        out[f"{name}|found"] = ratio(tally.right[name], tally.stated_found[name])
    slots = tally.slots
    out["slot_f1"] = harmonic(
        ratio(slots["right"], slots["right"] + slots["invented"]),
        ratio(slots["right"], slots["right"] + slots["missed"]),
    )
    out["sub_event_weighted_f1"], out["sub_event_macro_f1"] = _type_f1(tally.types)
    return out


def _type_f1(types: Counter[tuple[str, str]]) -> tuple[float | None, float | None]:
    """F1 over the gold sub-event types: weighted by how often each occurs, and plain mean."""
    gold, coded = Counter[str](), Counter[str]()
    for (stated, got), number in types.items():
        gold[stated] += number
        coded[got] += number
    scores = {label: 2 * types[label, label] / (gold[label] + coded[label]) for label in gold}
    weighted = sum(scores[label] * number for label, number in gold.items())
    return ratio(weighted, sum(gold.values())), ratio(sum(scores.values()), len(scores))


@dataclass(frozen=True, slots=True)
class TypeScore:
    """How one sub-event type fares: in the gold, coded, both; reports too many count as coded."""

    label: str
    gold: int
    coded: int
    right: int

    @property
    def precision(self) -> float | None:
        """Share of the reports of this type that tell a gold event of it."""
        return ratio(self.right, self.coded)

    @property
    def recall(self) -> float | None:
        """Share of the gold events of this type that are coded as it."""
        return ratio(self.right, self.gold)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; 0 when nothing is right."""
        return harmonic(self.precision, self.recall) or 0.0


def by_type(tally: Tally) -> list[TypeScore]:
    """Scores of every sub-event type, the commonest first."""
    gold = Counter(v.gold["sub_event_type"] for v in tally.verdicts if v.gold is not None)
    coded = Counter(v.report["sub_event_type"] for v in tally.verdicts if v.report is not None)
    labels = sorted(set(gold) | set(coded), key=lambda label: (-gold[label], label))
    return [TypeScore(label, gold[label], coded[label], tally.types[label, label]) for label in labels]


def confusions(tally: Tally, limit: int = 20) -> list[tuple[str, str, int]]:
    """The commonest wrong sub-event types: gold, coded, times."""
    wrong = Counter({key: number for key, number in tally.types.items() if key[0] != key[1]})
    return [(gold, coded, number) for (gold, coded), number in wrong.most_common(limit)]
