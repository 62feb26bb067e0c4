"""Fit the model behind `confidence`: the probability that a report's type, country, place and day are right.

Usage:
    python tools/fit_confidence.py                                figures of a new fit; nothing is written
    python tools/fit_confidence.py --update                       write conflictdata/knowledge/data/confidence.yaml
    python tools/fit_confidence.py --gold DIR                     learn from external sets too (see tools/evaluate.py)

A report is right when it is paired with a gold event of its story and its sub-event type (or, where the gold is
coarse, an accepted type), country, place (within 50 km) and day agree. Fields the gold does not state are not asked.
The held-out fifth of the stories is never learned from. Weights are a ridge logistic regression; those of monotone
doubts are held at zero or below. Cross-validation leaves out whole documents. External sets weigh together as much as
the stories: they keep the model from trusting texts that nobody here wrote as much as those whose errors were read and
repaired.

The doubts of the second reader are weighed afterwards, the other weights held, on reports coded with it: those of
the external sets and of the fifth of the stories that did not train it, for of its own training text it is too sure.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from evaluate import load_scorer, read_rows
from quality import corpus, reliability, score

from conflictdata.reports.assemble import Coded, report_id
from conflictdata.reports.coder import Coder
from conflictdata.reports.confidence import WEIGHTS, Judge, Trust
from conflictdata.reports.reader import ReaderConfig, load

Array = npt.NDArray[np.float64]
FOLDS = 10
#: Chosen by cross-validation: the least mean calibration error over the sets learned from.
RIDGE = 2.0
_HEAD = """\
# The model behind `confidence` (reports/confidence.py): doubts between 0 and 1, their weights and their names.
# Weights and figures are written by tools/fit_confidence.py --update; `monotone` and `words` are edited by hand.
# monotone: theory says that the doubt can only lower the probability (something is taken from elsewhere, vague,
# contested or badly told); the others are facts about kinds of events, whose sign the data decide.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One report to learn from."""

    origin: str
    document_id: str
    doubts: Mapping[str, float]
    right: bool


class Recorder:
    """A judge that remembers what it saw, by report."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.seen: dict[str, Mapping[str, float]] = {}

    def __call__(self, coded: Coded, article: Any, beside: int) -> Trust:
        """Trust in a report, remembered."""
        trust = self.judge(coded, article, beside)
        self.seen[report_id(coded, article.document.document_id)] = trust.doubts
        return trust


def code(
    rows: Sequence[Mapping[str, Any]], coder: Coder
) -> tuple[list[dict[str, Any]], dict[str, Mapping[str, float]]]:
    """Reports of these documents and their doubts."""
    recorder = Recorder(Judge(coder.ontology))
    coder.judge = recorder  # type: ignore[assignment]  # called the same way
    return corpus.code(rows, coder), recorder.seen


def story_samples(coder: Coder) -> list[Sample]:
    """The committed stories."""
    stories = corpus.load()
    reports, seen = code(stories, coder)
    tally = score.count(stories, reports)
    return [
        Sample("stories", v.document_id, seen[v.report["report_id"]], reliability.is_right(v))
        for v in tally.verdicts
        if v.report is not None
    ]


def external_samples(name: str, folder: Path, limit: int | None, coder: Coder) -> list[Sample]:
    """An external set; reports its gold cannot judge are left out."""
    scorer = load_scorer(folder)
    rows = read_rows(folder / f"{name}.jsonl", limit)
    reports, seen = code(list(scorer.documents(rows)), coder)
    out = []
    for row in rows:
        key = str(row.get("document_id", row.get("id")))
        mine = sorted((r for r in reports if r["document_id"] == key), key=lambda r: r["report_rank"])
        golds, several = scorer.gold_events(row)
        links = dict(scorer.match(golds, mine)) if several else ({0: 0} if mine and golds else {})
        verdicts = {j: scorer.compare(golds[i], mine[j]) for i, j in links.items()}
        for j, report in enumerate(mine):
            if j in verdicts:
                asked = {
                    "type_accepted" if "type_accepted" in verdicts[j] else "sub_event_type",
                    *reliability.FIELDS[1:],
                }
                right = all(verdicts[j].get(name, True) for name in asked)
            elif several or not golds:
                right = False
            else:
                continue  # one gold event per document: a second report may be right
            out.append(Sample(name, f"{name}/{key}", seen[report["report_id"]], right))
    return out


def matrix(samples: Sequence[Sample], names: Sequence[str]) -> Array:
    """Doubts as a matrix, a column of ones first."""
    return np.array([[1.0, *(s.doubts[n] for n in names)] for s in samples])


def fit(x: Array, y: Array, weight: Array, monotone: Sequence[bool], ridge: float = RIDGE) -> Array:
    """Ridge logistic weights, those of monotone columns at most zero."""

    def loss(w: Array) -> tuple[float, Array]:
        z = x @ w
        value = float(np.sum(weight * (np.logaddexp(0, z) - y * z)) + 0.5 * ridge * np.sum(w[1:] ** 2))
        slope = x.T @ (weight * (1 / (1 + np.exp(-z)) - y))
        slope[1:] += ridge * w[1:]
        return value, slope

    bounds = [(None, None), *((None, 0.0) if m else (None, None) for m in monotone)]
    done = minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 2000})
    return np.asarray(done.x)


def chances(x: Array, w: Array) -> Array:
    """Probabilities."""
    return np.clip(1 / (1 + np.exp(-(x @ w))), 0.02, 0.98)


def listen(weights: Array, data: Data, names: Sequence[str], monotone: Sequence[bool]) -> Array:
    """The weights with those of the second reader's doubts learned too, the others held."""
    mine = [1 + n for n, name in enumerate(names) if name.startswith("reader_")]
    others = np.array(weights)
    others[mine] = 0.0
    shift = data.x @ others
    bounds = [(None, 0.0) if monotone[column - 1] else (None, None) for column in mine]

    def loss(w: Array) -> float:
        z = shift + data.x[:, mine] @ w
        return float(np.sum(data.weight * (np.logaddexp(0, z) - data.y * z)) + 0.5 * RIDGE * np.sum(w**2))

    others[mine] = minimize(loss, np.zeros(len(mine)), bounds=bounds, method="L-BFGS-B").x
    return others


def fold_of(document_id: str) -> int:
    """Fold of a document, by a hash that never changes."""
    return int(hashlib.sha256(f"fold {document_id}".encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Data:
    """Samples as arrays."""

    samples: list[Sample]
    x: Array
    y: Array
    weight: Array

    @classmethod
    def of(cls, samples: list[Sample], names: Sequence[str]) -> Data:
        """Samples with their weights: the stories one each, all external ones together as much."""
        inside = sum(s.origin == "stories" for s in samples)
        outside = len(samples) - inside
        weight = [1.0 if s.origin == "stories" else inside / outside for s in samples]
        y = np.array([float(s.right) for s in samples])
        return cls(samples, matrix(samples, names), y, np.array(weight))


def figures(chance: Array, right: Array) -> dict[str, Any]:
    """What is published about a set of judged reports."""
    pairs = [(float(p), bool(r)) for p, r in zip(chance, right, strict=True)]
    return {
        "reports": len(pairs),
        "right": score.ratio(float(right.sum()), len(pairs)),
        "mean_confidence": round(float(chance.mean()), 4),
        "ece": reliability.expected_calibration_error(pairs),
        "brier": reliability.brier(pairs),
        "auc": reliability.auc(pairs),
    }


def cross_validate(data: Data, monotone: Sequence[bool]) -> Array:
    """A probability for every sample from a fit that has not seen its document."""
    folds = np.array([fold_of(s.document_id) for s in data.samples])
    out = np.zeros(len(folds))
    for fold in range(FOLDS):
        learn, judge = folds != fold, folds == fold
        out[judge] = chances(data.x[judge], fit(data.x[learn], data.y[learn], data.weight[learn], monotone))
    return out


def write(content: Mapping[str, Any]) -> None:
    """Write the model, one doubt a line."""
    doubts = content["doubts"]
    plain = {name: value for name, value in content.items() if name != "doubts"}
    lines = [
        f'  {name}: {{weight: {row["weight"]}, monotone: {str(row["monotone"]).lower()}, words: "{row["words"]}"}}'
        for name, row in doubts.items()
    ]
    body = yaml.safe_dump(plain, sort_keys=False, width=120, default_flow_style=None)
    WEIGHTS.write_text("\n".join([_HEAD + body + "doubts:", *lines]) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Fit, show, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="folder with external sets (NAME.jsonl) and their score.py")
    parser.add_argument("--sets", default="muc4,pitf:400", help="external sets, NAME or NAME:ROWS")
    parser.add_argument("--update", action="store_true", help="write the new weights")
    options = parser.parse_args(arguments)
    before = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))["doubts"]
    alone, heard = Coder(), Coder(reader=load(ReaderConfig()))
    stories, with_reader = story_samples(alone), story_samples(heard)
    held = [s for s in stories if corpus.is_held_out(s.document_id)]
    learned = [s for s in stories if not corpus.is_held_out(s.document_id)]
    listened = [s for s in with_reader if corpus.share_of(s.document_id) == corpus.TUNING]
    for part in options.sets.split(",") if options.gold else ():
        name, _, limit = part.partition(":")
        learned += external_samples(name, options.gold, int(limit) if limit else None, alone)
        listened += external_samples(name, options.gold, int(limit) if limit else None, heard)
    names = list(stories[0].doubts)
    if unnamed := sorted(set(names) ^ set(before)):
        raise SystemExit(f"{WEIGHTS.name} and reports/confidence.py differ in {', '.join(unnamed)}; give each its line")
    monotone = [bool(before[name]["monotone"]) for name in names]
    data = Data.of(learned, names)
    blind = cross_validate(data, monotone)
    weights = fit(data.x, data.y, data.weight, monotone)
    weights = listen(weights, Data.of(listened, names), names, monotone)
    origins = np.array([s.origin for s in learned])
    measured = {str(o): figures(blind[origins == o], data.y[origins == o]) for o in dict.fromkeys(origins)}
    aside = Data.of(held, names)
    measured["stories_held_out"] = figures(chances(aside.x, weights), aside.y)
    aside = Data.of([s for s in with_reader if corpus.is_held_out(s.document_id)], names)
    measured["stories_held_out_with_reader"] = figures(chances(aside.x, weights), aside.y)
    content = {
        "fitted": date.today().isoformat(),
        "stories_sha256": corpus.fingerprint(),
        "figures": measured,
        "intercept": round(float(weights[0]), 3),
        "doubts": {
            name: {**before[name], "weight": round(float(w), 3) + 0.0}
            for name, w in zip(names, weights[1:], strict=True)
        },
    }
    print(yaml.safe_dump(measured, sort_keys=False, default_flow_style=None, width=120))
    print("\n".join(f"{row['weight']:>7.3f}  {name}: {row['words']}" for name, row in content["doubts"].items()))
    if options.update:
        write(content)
        print(f"wrote {WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
