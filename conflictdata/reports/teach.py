"""A reader of one's own: a head on the bundled model's vectors, fitted to hand-coded rows one is licensed to use.

Needs scikit-learn (`pip install 'conflictdata[train]'`), no GPU and no download: the bundled model turns texts into
vectors, a logistic regression learns the labels. Rows that state no event may be labelled "(none)"; without any, the
bundled reader's opinion on that is kept.

Example:
    >>> taught = teach(Path("my_rows.csv"), Path("my_reader"))
    >>> taught.held_out > 0
    True
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from conflictdata.errors import ConfigError, SourceError
from conflictdata.knowledge.taxonomy import sub_event_types
from conflictdata.reports.reader import BUNDLED, NONE, Encoder, from_folder

LENGTH = 96
#: One row of five measures, the others teach; by hash of the text, so that copies stay on one side.
_FIFTH = 5
_LEAST = 5  # rows a label needs to be learned


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned.

    Attributes:
        folder: Where the reader is.
        rows: Rows that taught.
        held_out: Rows that measured.
        accuracy: Share of those that got their label.
        left_out: Labels with too few rows, with their number.
    """

    folder: Path
    rows: int
    held_out: int
    accuracy: float
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.rows:,} rows taught, {self.held_out:,} others measured: {self.accuracy:.3f} got their label"]
        few = ", ".join(f"{label} ({n})" for label, n in sorted(self.left_out.items()))
        lines += [f"left out, fewer than {_LEAST} rows: {few}"] if few else []
        return "\n".join([*lines, f"use it: conflictdata run reader=custom reader.path={self.folder}"])


def teach(rows: Path, out: Path, *, text: str = "notes", label: str = "sub_event_type") -> Taught:
    """Fit a head on rows and write it as a reader.

    Args:
        rows: CSV or Parquet, one coded text per row.
        out: Folder to write; must not hold anything else.
        text: Column of the texts.
        label: Column of the labels: our sub-event types or "(none)".

    Raises:
        SourceError: The file or its columns are not usable.
        ConfigError: scikit-learn is missing, or too few rows.
    """
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        todo = "pip install 'conflictdata[train]'"
        raise ConfigError("training needs scikit-learn", where="conflictdata train", todo=todo) from error
    table, few = _usable(_read(rows, text, label), text, label)
    vectors = Encoder(BUNDLED, LENGTH).run(list(table[text]), "vector")
    measures = np.array([_hash(value) % _FIFTH == 0 for value in table[text]])
    labels = table[label].to_numpy(dtype=object)
    if len(set(labels[~measures])) < 2:
        raise ConfigError(
            "two labels at least must have enough rows", where=str(rows), allowed=f"{_LEAST} rows a label"
        )
    model = LogisticRegression(C=10.0, max_iter=2000, class_weight="balanced").fit(
        vectors[~measures], labels[~measures]
    )
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([np.zeros_like(weights), weights]), np.concatenate([[0.0], bias])
    out.mkdir(parents=True, exist_ok=True)
    np.savez(out / "head.npz", weights=weights, bias=bias)
    about = {
        "labels": [str(one) for one in model.classes_],
        "length": LENGTH,
        "base_sha256": hashlib.sha256((BUNDLED / "model.onnx").read_bytes()).hexdigest(),
        "rows_sha256": hashlib.sha256(rows.read_bytes()).hexdigest(),
    }
    (out / "reader.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    accuracy = _accuracy(out, list(table[text][measures]), list(labels[measures]))
    return Taught(out, int((~measures).sum()), int(measures.sum()), accuracy, few)


def _read(path: Path, text: str, label: str) -> pd.DataFrame:
    if not path.is_file():
        raise SourceError(
            "there is no such file", where=str(path), allowed="a .csv or .parquet file", todo="check the path"
        )
    table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
    missing = [name for name in (text, label) if name not in table.columns]
    if missing:
        raise SourceError(
            f"the rows have no column {', '.join(missing)}",
            where=str(path),
            allowed=", ".join(map(str, table.columns)),
            todo="name the columns with --text and --label",
        )
    return table[[text, label]].dropna().drop_duplicates()


def _usable(table: pd.DataFrame, text: str, label: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows whose labels are ours and common enough, with the labels that are too rare."""
    unknown = sorted(set(table[label]) - set(sub_event_types()) - {NONE})
    if unknown:
        raise SourceError(
            f"labels that are no types: {', '.join(unknown)}",
            where=f"column {label}",
            allowed=", ".join([*sorted(sub_event_types()), NONE]),
            todo="rename them in the file",
        )
    counts = Counter(table[label])
    few = {name: n for name, n in counts.items() if n < _LEAST}
    return table[~table[label].isin(list(few))].reset_index(drop=True), few


def _hash(value: str) -> int:
    return int(hashlib.sha256(value.encode()).hexdigest(), 16)


def _accuracy(folder: Path, texts: Sequence[str], labels: Sequence[str]) -> float:
    if not texts:
        return float("nan")
    reader = from_folder(folder, {})
    said = [reader.labels[i] for i in reader.probabilities(texts).argmax(1)]
    return float(np.mean([a == b for a, b in zip(said, labels, strict=True)]))
