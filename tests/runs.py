"""Helpers of the tests that run the whole chain: small inputs, and one real coder shared by all of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from conflictdata import coding

CORPUS = Path(__file__).parent / "corpus" / "stories.jsonl"
_real = coding.build_coder


@lru_cache(maxsize=1)
def stories() -> list[dict[str, Any]]:
    """The stories of tests/corpus as source records (without their gold)."""
    fields = ("document_id", "title", "text", "published", "source", "language")
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return [{name: row[name] for name in fields if row.get(name)} for row in rows]


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


_built: dict[str, Any] = {}


def shared_coder(stage: coding.CodingStage) -> Any:
    """The real coder, built once per test session and settings."""
    key = repr((stage.nlp, stage.actors, stage.gazetteer, stage.ontology, stage.coder, stage.reader))
    if key not in _built:
        _built[key] = _real(stage)
    return _built[key]


def statuses(documents: pd.DataFrame) -> dict[str, int]:
    """How many documents have each status."""
    return {str(key): int(value) for key, value in documents["status"].astype(str).value_counts().items()}
