"""How honest `confidence` is: of the reports that say 0.7, are seven in ten right?

A report is right when it is paired with a gold event and agrees with it in sub-event type, country, place (within 50 km)
and day; fields the gold does not state are not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quality.score import Verdict, ratio

FIELDS = ("sub_event_type", "country", "within_50km", "date")
BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Reports whose confidence lies in one tenth of the scale."""

    low: float
    high: float
    number: int
    confidence: float
    right: float


def is_right(verdict: Verdict) -> bool:
    """Whether a report tells a gold event and is right in what its confidence speaks of."""
    return verdict.gold is not None and not set(verdict.wrong) & set(FIELDS)


def judged(verdicts: Iterable[Verdict]) -> list[tuple[float, bool]]:
    """Confidence of every report, and whether it is right."""
    return [(float(v.report["confidence"]), is_right(v)) for v in verdicts if v.report is not None]


def diagram(pairs: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The filled bins of the reliability diagram, lowest first."""
    out = []
    for i in range(BINS):
        inside = [(p, right) for p, right in pairs if min(int(p * BINS), BINS - 1) == i]
        if inside:
            n = len(inside)
            mean, share = sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n
            out.append(Bin(i / BINS, (i + 1) / BINS, n, mean, share))
    return out


def expected_calibration_error(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Mean gap between confidence and share right, each bin by its number; None without reports."""
    return ratio(sum(b.number * abs(b.confidence - b.right) for b in diagram(pairs)), len(pairs))


def brier(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Mean squared gap between confidence and truth."""
    return ratio(sum((p - right) ** 2 for p, right in pairs), len(pairs))


def auc(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """How often a right report has more confidence than a wrong one; ties count half."""
    good, bad = [p for p, right in pairs if right], [p for p, right in pairs if not right]
    wins = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return ratio(wins, len(good) * len(bad))
