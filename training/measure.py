"""How right a reader is: weighted F1 over the types, false alarms, calibration."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import examples

from conflictdata.reports.reader import from_folder


def temperature(scores: np.ndarray, truth: Sequence[int]) -> float:
    """The temperature between 0.3 and 3 that makes the probabilities of these examples likeliest."""
    best = min(np.linspace(0.3, 3.0, 136), key=lambda t: _loss(scores / t, truth))
    return round(float(best), 2)


def _loss(scores: np.ndarray, truth: Sequence[int]) -> float:
    shifted = scores - scores.max(1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return float(-logs[np.arange(len(truth)), list(truth)].mean())


def figures(folder: Path, rows: Sequence[examples.Example]) -> dict[str, Any]:
    """Figures of an exported reader on examples, by origin."""
    reader = from_folder(folder, {})
    out = {}
    for origin in sorted({row.origin for row in rows}):
        mine = [row for row in rows if row.origin == origin]
        out[origin] = _figures(reader.labels, reader.probabilities([row.text for row in mine]), mine)
    return out


def _figures(labels: Sequence[str], probabilities: np.ndarray, rows: Sequence[examples.Example]) -> dict[str, Any]:
    said = [labels[i] for i in probabilities.argmax(1)]
    truth = [row.label for row in rows]
    events = [(t, s) for t, s in zip(truth, said, strict=True) if t != examples.NONE]
    quiet = [s for t, s in zip(truth, said, strict=True) if t == examples.NONE]
    return {
        "examples": len(rows),
        "weighted_f1": round(weighted_f1(events), 4),
        "false_alarm_rate": round(sum(s != examples.NONE for s in quiet) / max(1, len(quiet)), 4),
        "accuracy": round(sum(t == s for t, s in zip(truth, said, strict=True)) / len(rows), 4),
        "ece": round(calibration_error(probabilities.max(1), [t == s for t, s in zip(truth, said, strict=True)]), 4),
    }


def weighted_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """F1 per label, weighted by how often the label is true, over examples that state an event."""
    right = Counter(t for t, s in pairs if t == s)
    true, said = Counter(t for t, _ in pairs), Counter(s for _, s in pairs)
    return sum(2 * right[k] / (true[k] + said[k]) * n for k, n in true.items()) / max(1, len(pairs))


def calibration_error(confidence: np.ndarray, right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    hits = np.asarray(right, dtype=float)
    return float(
        sum(abs(hits[places == b].sum() - confidence[places == b].sum()) for b in range(bins)) / max(1, len(hits))
    )
