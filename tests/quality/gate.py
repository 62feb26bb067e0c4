"""Floors: the least every figure may be. They rise when the coder gets better and fall only when somebody says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quality.corpus import FLOORS

#: Figures agree to four places; half of the last one is rounding, not loss.
TOLERANCE = 0.0005
#: Counts of the corpus, not qualities of the coder.
NOT_PINNED = frozenset({"documents", "gold_events", "found", "documents_without_event", "brier", "auc"})
#: Figures for which less is better; their floor is a ceiling. `false_alarm_rate:past` is a false_alarm_rate.
LOWER_IS_BETTER = frozenset({"false_alarm_rate", "coded_non_events", "ece", "ece_held_out"})
#: Ceilings that no good day lowers: chance moves them, and no change of the coder alone. About 80 held-out reports give an
#: error near 0.10 even when every probability is right, about 450 reports one near 0.05.
TARGETS = {"ece": 0.08, "ece_held_out": 0.12}


class FloorLoweredError(ValueError):
    """An update would accept a worse figure than the one pinned."""


def less_is_better(name: str) -> bool:
    """Whether the floor of a figure is a ceiling."""
    return name.split(":")[0] in LOWER_IS_BETTER


def pinned(figures: Mapping[str, Any]) -> dict[str, float]:
    """The figures that get a floor, or the target that stands for it."""
    return {
        name: TARGETS.get(name, float(value))
        for name, value in sorted(figures.items())
        if name not in NOT_PINNED and value is not None
    }


def worse(name: str, value: float | None, floor: float) -> bool:
    """Whether a figure is on the wrong side of its floor by more than rounding."""
    if value is None:
        return True
    return value > floor + TOLERANCE if less_is_better(name) else value < floor - TOLERANCE


def failures(figures: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """One line for every figure that broke its floor."""
    return [
        f"{name}: {figures.get(name)} {'above' if less_is_better(name) else 'below'} {floor}"
        for name, floor in sorted(floors.items())
        if worse(name, figures.get(name), floor)
    ]


def read(path: Path = FLOORS) -> dict[str, Any]:
    """The pinned floors: `{"corpus_sha256": ..., "stories": ..., "floors": {...}}`; empty when none were pinned yet."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def update(
    figures: Mapping[str, Any], corpus_sha256: str, stories: int, *, allow_regression: bool = False, path: Path = FLOORS
) -> dict[str, Any]:
    """Pin today's figures as the new floors.

    Raises:
        FloorLoweredError: When a figure is worse than its floor and nobody allowed it.
    """
    before = read(path).get("floors", {})
    lowered = failures(figures, before)
    if lowered and not allow_regression:
        raise FloorLoweredError(
            "these figures fell; pass --allow-regression and say why in the commit:\n  " + "\n  ".join(lowered)
        )
    content = {"corpus_sha256": corpus_sha256, "stories": stories, "floors": pinned(figures)}
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.replace(path)
    return content
