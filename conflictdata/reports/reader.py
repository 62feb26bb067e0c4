"""The second reader: a small trained classifier that says of a passage which sub-event type it tells, or none.

Three forms are read: a folder with a model of its own (``model.onnx``, ``tokenizer.json``, ``reader.json``), a folder
with a head on the bundled model (``head.npz``, ``reader.json``; what ``conflictdata train`` writes), and a scikit-learn
classifier of texts (``.joblib``). Nothing is downloaded. Probabilities are rounded to two decimals, so that the last
bits of floating point cannot reach the data.

Example:
    >>> reader = load(ReaderConfig())
    >>> text = "Gunmen kidnapped two teachers from a school near Kaduna on Monday."
    >>> reader.labels[reader.probabilities([text])[0].argmax()]
    'Abduction/forced disappearance'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from conflictdata.errors import ConfigError, KnowledgeError
from conflictdata.knowledge.taxonomy import sub_event_types

BUNDLED = Path(__file__).resolve().parents[1] / "knowledge" / "data" / "reader"
NONE = "(none)"
KINDS = ("bundled", "none", "custom")
_CLASSIFIERS = (".joblib", ".pkl")


@dataclass
class ReaderConfig:
    """Who reads beside the rules.

    Attributes:
        kind: bundled, none (the rules decide alone) or custom.
        path: Of a custom reader: a folder or a .joblib file.
        labels: Its labels to ours (a sub-event type or "(none)"); labels that are not listed keep their name.
    """

    kind: str = "bundled"
    path: str | None = None
    labels: dict[str, str] = field(default_factory=dict)


class GivesProbabilities(Protocol):
    """What the coder asks of a reader."""

    labels: tuple[str, ...]

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities of shape (texts, labels), between 0 and 1."""
        ...


class Encoder:
    """An ONNX model with its tokenizer: texts to scores of its labels, or to vectors.

    Args:
        folder: Where ``model.onnx`` and ``tokenizer.json`` are.
        length: Word pieces read of a text.
    """

    def __init__(self, folder: Path, length: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(length)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def run(self, texts: Sequence[str], output: str) -> np.ndarray:
        """`scores` or `vector` of texts, one by one: a text's row never depends on its neighbours."""
        rows = []
        for text in texts:
            ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
            rows.append(self._session.run([output], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
        return np.stack(rows)


class Reader:
    """Labels with their probabilities, from whatever gives scores.

    Args:
        labels: One per column of the scores.
        scores: Texts to scores of shape (texts, labels).
        temperature: Scores are divided by it before the softmax (calibration).
    """

    def __init__(
        self, labels: Sequence[str], scores: Callable[[Sequence[str]], np.ndarray], temperature: float = 1.0
    ) -> None:
        self.labels = tuple(labels)
        self._scores, self._temperature = scores, temperature

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Probabilities of shape (texts, labels), two decimals."""
        if not texts:
            return np.zeros((0, len(self.labels)))
        scaled = self._scores(texts) / self._temperature
        powers = np.exp(scaled - scaled.max(1, keepdims=True))
        rounded: np.ndarray = np.round(powers / powers.sum(1, keepdims=True), 2)
        return rounded


def load(config: ReaderConfig) -> GivesProbabilities | None:
    """The configured reader; None when the rules decide alone.

    Raises:
        ConfigError: The kind, the path or a label is not usable; the message says what is.
    """
    if config.kind not in KINDS:
        raise ConfigError(f"there is no reader {config.kind!r}", where="reader.kind", allowed=", ".join(KINDS))
    if config.kind == "none":
        return None
    if config.kind == "bundled":
        return from_folder(BUNDLED, {})
    if not config.path:
        raise ConfigError("a reader of your own needs its path", where="reader.path", todo="set reader.path=FOLDER")
    path = Path(config.path)
    return classifier(path, config.labels) if path.suffix in _CLASSIFIERS else from_folder(path, config.labels)


def from_folder(folder: Path, names: Mapping[str, str]) -> Reader:
    """A reader from a folder: a model of its own, or a head on the bundled model.

    Raises:
        ConfigError: A file is missing, or a label is none of ours.
    """
    about = folder / "reader.json"
    if not about.is_file():
        allowed = "a folder with reader.json, and model.onnx with tokenizer.json or head.npz; or a .joblib file"
        raise ConfigError("there is no reader", where=str(folder), allowed=allowed, todo="see docs/extending.md")
    head: dict[str, Any] = json.loads(about.read_text(encoding="utf-8"))
    labels = _ours(head["labels"], names, str(about))
    temperature, length = float(head.get("temperature", 1.0)), int(head.get("length", 96))
    if (folder / "head.npz").is_file():
        _same_base(head, str(about))
        weights = np.load(folder / "head.npz", allow_pickle=False)
        encoder = Encoder(BUNDLED, length)

        def linear(texts: Sequence[str]) -> np.ndarray:
            scores: np.ndarray = encoder.run(texts, "vector") @ weights["weights"] + weights["bias"]
            return scores

        taught = Reader(labels, linear, temperature)
        return taught if NONE in labels else _with_none(taught)
    encoder = Encoder(folder, length)
    return Reader(labels, lambda texts: encoder.run(texts, "scores"), temperature)


def _with_none(taught: Reader) -> Reader:
    """A head that never saw a text without an event, with the bundled reader's opinion on that."""
    bundled = from_folder(BUNDLED, {})
    column = bundled.labels.index(NONE)

    def scores(texts: Sequence[str]) -> np.ndarray:
        none = bundled.probabilities(texts)[:, [column]]
        both: np.ndarray = np.hstack([taught.probabilities(texts) * (1 - none), none])
        return np.asarray(np.log(np.maximum(both, 1e-9)))

    return Reader([*taught.labels, NONE], scores)


def classifier(path: Path, names: Mapping[str, str]) -> GivesProbabilities:
    """A scikit-learn classifier of raw texts, saved with joblib. Loading one runs its code: only your own.

    Raises:
        ConfigError: It is not there, or cannot give probabilities.
    """
    try:
        import joblib
    except ImportError as error:
        todo = "pip install 'conflictdata[train]'"
        raise ConfigError("a scikit-learn reader needs joblib and scikit-learn", where=str(path), todo=todo) from error
    if not path.is_file():
        raise ConfigError("there is no such file", where=str(path), allowed="a .joblib file", todo="check reader.path")
    model: Any = joblib.load(path)
    if not hasattr(model, "predict_proba"):
        raise ConfigError("this classifier gives no probabilities", where=str(path), allowed="one with predict_proba")
    labels = _ours([str(label) for label in model.classes_], names, str(path))
    return Reader(labels, lambda texts: np.log(np.maximum(model.predict_proba(list(texts)), 1e-9)))


def sha256(folder: Path) -> str:
    """Hash of a reader's files, for the manifest and the cache."""
    files = sorted(p for p in folder.iterdir() if p.is_file()) if folder.is_dir() else [folder]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _ours(labels: Sequence[str], names: Mapping[str, str], where: str) -> list[str]:
    mapped = [names.get(label, label) for label in labels]
    unknown = sorted(set(mapped) - set(sub_event_types()) - {NONE})
    if unknown:
        allowed = ", ".join([*sorted(sub_event_types()), NONE])
        todo = f'map it: reader.labels."{unknown[0]}"=Attack'
        raise ConfigError(f"labels that are no types: {', '.join(unknown)}", where=where, allowed=allowed, todo=todo)
    return mapped


def _same_base(head: Mapping[str, Any], where: str) -> None:
    """A head fits only the model whose vectors it was trained on."""
    wanted, is_here = head.get("base_sha256"), hashlib.sha256((BUNDLED / "model.onnx").read_bytes()).hexdigest()
    if wanted != is_here:
        raise KnowledgeError(
            "this head was trained on another version of the bundled model",
            where=where,
            allowed=is_here,
            todo="train it again with conflictdata train",
        )
