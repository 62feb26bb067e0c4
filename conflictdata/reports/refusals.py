"""Rows of the rejects table for acts and incidents that are not coded, with the reason in words."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.reports.acts import Act


def reject_row(document_id: str, check: str, reason: str, start: int, end: int, row: object) -> dict[str, Any]:
    """A row of the rejects table for an act or incident that is not coded."""
    return {
        "stage": "reports",
        "document_id": document_id,
        "row": json.dumps(row, ensure_ascii=False, default=str, sort_keys=True),
        "check": check,
        "value": reason,
        "reason": _reason_text(reason),
        "span_start": start,
        "span_end": end,
    }


def _reason_text(reason: str) -> str:
    key, colon, rule = reason.partition(":")
    text = refusal_texts().get(key, reason)
    return f"{text.rstrip('.')}: {rule}." if colon and key in refusal_texts() else text


@lru_cache(maxsize=1)
def refusal_texts() -> dict[str, str]:
    """Refusal key -> sentence for people (``data/refusals.yaml``)."""
    path = Path(__file__).parents[1] / "knowledge" / "data" / "refusals.yaml"
    texts: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def act_json(act: Act) -> dict[str, Any]:
    """An act as the rejects table shows it."""
    return {
        "name": act.name,
        "rule_id": act.rule_id,
        "sentence": act.sentence,
        "verb": act.verb,
        "quoted": act.quoted,
        "title": act.title,
        "agents": [r.text for r in act.agents],
        "patients": [r.text for r in act.patients],
    }
