"""Scoring of the PLOVER view on single sentences: the event, its mode, and the countries of both sides."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conflictdata.documents import Document
from conflictdata.reports.coder import Coder

Row = dict[str, Any]
INTERNATIONAL = {"IGO", "NGO", "IMG"}
#: Codes of the gold that are no ISO 3166 codes.
GOLD_CODES = {"JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "ISM": "IMG", "NGO": "IGO"}


def is_held_out(identity: str) -> bool:
    """Whether a gold sentence is of the half that nobody reads."""
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) % 2 == 1


def code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Statements of the view by the sentence's id, the surest first."""
    documents = [Document(row["id"], row["text"].strip(" {}")) for row in rows]
    found = Coder(ontology="plover").code(documents)
    return {one.document_id: sorted(one.statements, key=lambda s: -s["confidence"]) for one in found}


def side(statement: Mapping[str, Any], name: str) -> str | None:
    """Country of a side, or IGO for any international body."""
    sector = statement[f"{name}_sector"]
    code: str | None = statement[f"{name}_iso3"] or (sector if sector in INTERNATIONAL else None)
    return GOLD_CODES.get(code or "", code)


def _codes(row: Row, name: str) -> set[str]:
    actors = row["gold"].get(name) or []
    listed = [actors] if isinstance(actors, dict) else actors
    return {GOLD_CODES.get(actor["code"], actor["code"]) for actor in listed if isinstance(actor, dict)}


def score(rows: Sequence[Row], statements: Mapping[str, Sequence[Row]]) -> dict[str, float]:
    """Figures of a set: one gold event a sentence (none for negatives), of several statements the surest counts.

    A side is right when its country is one the gold names; a target the gold leaves out is right when it is left out
    or is the second of two mutual actors. All figures but the mode's are over all sentences with an event.
    """
    counted: Counter[str] = Counter()
    for row in rows:
        gold, first = row["gold"].get("event"), next(iter(statements.get(row["id"], [])), None)
        counted["coded"] += first is not None
        counted["gold"] += gold is not None
        if gold is None or first is None:
            continue
        right = first["event"] == gold
        source, target = _codes(row, "source"), _codes(row, "target")
        good = side(first, "source") in source if source else side(first, "source") is None
        hit = side(first, "target")
        other = hit in target if target else hit is None or hit in source
        counted.update({"event": right, "source": good, "target": other, "both": good and other})
        if right and row["gold"].get("mode"):
            counted["moded"] += 1
            counted["mode"] += row["gold"]["mode"].startswith(first["mode"] or "-")
    precision = counted["event"] / max(counted["coded"], 1)
    recall = counted["event"] / max(counted["gold"], 1)
    out = {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}
    out |= {name: counted[name] / max(counted["gold"], 1) for name in ("source", "target", "both")}
    out["mode"] = counted["mode"] / max(counted["moded"], 1)
    return {"sentences": len(rows)} | {name: round(value, 3) for name, value in out.items()}
