"""Impacts: of who was harmed, how, and how many, which are all three right.

Gold and coded harms of an event are compared as (impact, group, best figure), one to one; when a report names the two
sides the other way round, its side_a is the gold's side_b. Harms of events not found are missed, those of reports too many
invented; `|found` looks at events that were found only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from quality.fields import Row, cell, same_actor
from quality.score import Verdict, harmonic, ratio

Key = tuple[str, str, int | None]
_TURNED = {"side_a": "side_b", "side_b": "side_a"}


@dataclass(slots=True)
class Harms:
    """Counts of harms: in the gold, coded, and right."""

    gold: int = 0
    coded: int = 0
    right: int = 0

    def figures(self, suffix: str = "") -> dict[str, float | None]:
        """Precision, recall and F1."""
        precision, recall = ratio(self.right, self.coded), ratio(self.right, self.gold)
        values = {"precision": precision, "recall": recall, "f1": harmonic(precision, recall)}
        return {f"impacts_{name}{suffix}": value for name, value in values.items()}


def _agree(gold: Row, report: Row, turned: bool) -> float:
    out = 0.0
    for mine, theirs in (("1", "2"), ("2", "1")) if turned else (("1", "1"), ("2", "2")):
        one, two = cell(gold, f"actor{mine}"), cell(report, f"actor{theirs}")
        out += one is not None and two is not None and same_actor(one, two)
        out += 0.5 * (cell(gold, f"inter{mine}") == cell(report, f"inter{theirs}"))
    return out


def keys(row: Row | None, turned: bool = False) -> Counter[Key]:
    """The harms of an event or report."""
    out: Counter[Key] = Counter()
    for item in (row or {}).get("impacts") or []:
        if item.get("is_cumulative"):
            continue
        group, best = item["group"], cell(item, "best")
        out[item["impact"], _TURNED.get(group, group) if turned else group, None if best is None else int(best)] += 1
    return out


def compare(verdict: Verdict) -> tuple[Counter[Key], Counter[Key]]:
    """The harms of the gold event and of its report, sides in the same order."""
    gold, report = verdict.gold, verdict.report
    turned = bool(gold and report) and _agree(gold, report, True) > _agree(gold, report, False)  # type: ignore[arg-type]  # both are there
    return keys(gold), keys(report, turned)


def count(verdicts: Iterable[Verdict], found_only: bool = False) -> Harms:
    """Compare the harms of all verdicts; with `found_only` of events that have a report."""
    out = Harms()
    for verdict in verdicts:
        if found_only and (verdict.gold is None or verdict.report is None):
            continue
        gold, coded = compare(verdict)
        out.gold += gold.total()
        out.coded += coded.total()
        out.right += (gold & coded).total()
    return out
