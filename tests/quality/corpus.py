"""The corpus of the gate, its fingerprint, and the coder run over it in this process."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conflictdata.documents import READY, Document, DocumentsStage
from conflictdata.sources import RawArticle

if TYPE_CHECKING:
    from conflictdata.reports.coder import Coder

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "stories.jsonl"
FLOORS = Path(__file__).resolve().parent / "floors.json"
HELD_OUT_SHARE = 5  # one story in five is held out
TUNING = 1  # another fifth trains no second reader and tunes what is built on it


def fingerprint(path: Path = CORPUS) -> str:
    """SHA-256 of the corpus; a story that changes or goes is a change somebody must look at."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(path: Path = CORPUS) -> list[dict[str, Any]]:
    """The stories with their gold."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_held_out(document_id: str) -> bool:
    """Whether a story is kept aside, by a hash of its identifier that never changes."""
    return share_of(document_id) == 0


def share_of(document_id: str) -> int:
    """Fifth (0 to 4) of a story, by the same hash; `training/examples.py` calls it a fold."""
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16) % HELD_OUT_SHARE


def raw_articles(stories: Iterable[Mapping[str, Any]]) -> list[RawArticle]:
    """Stories as a source would yield them: without their gold."""
    return [
        RawArticle(
            document_id=str(story["document_id"]),
            title=story.get("title"),
            text=story["text"],
            published=story.get("published"),
            url=None,
            source=story.get("source"),
            language=story.get("language"),
            origin=f"stories:{number}",
            raw_sha256=hashlib.sha256(story["text"].encode()).hexdigest(),
        )
        for number, story in enumerate(stories, start=1)
    ]


def documents_of(stories: Sequence[Mapping[str, Any]]) -> list[Document]:
    """Clean documents of these stories, near duplicates marked."""
    return [document for batch in DocumentsStage()([list(raw_articles(stories))]) for document in batch]


def code(stories: Sequence[Mapping[str, Any]], coder: Coder | None = None) -> list[dict[str, Any]]:
    """Report rows of a coder (the default one) for these stories, with the span of the act as `act_span`, and `impacts`."""
    from conflictdata.events import complete_reports
    from conflictdata.reports.coder import Coder  # spaCy is loaded only where it is needed

    ready = [document for document in documents_of(stories) if document.status == READY]
    rows: list[dict[str, Any]] = []
    spans: dict[str, tuple[int, int]] = {}
    impacts: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for coding in (coder or Coder()).code(ready):
        rows += [{**report, "document_id": coding.document_id} for report in coding.reports]
        acts = (e for e in coding.evidence if e["field"] == "sub_event_type")
        for impact in coding.impacts:
            impacts[impact["report_id"]].append(impact)
        spans.update({e["report_id"]: (e["span_start"], e["span_end"]) for e in acts})
    if not rows:
        return []
    as_of = max(document.published for document in ready if document.published)
    complete = complete_reports(rows, as_of, {"coder_version": "gate", "ontology_version": "gate"})
    return [
        {**row, "act_span": spans.get(row["report_id"]), "impacts": impacts[row["report_id"]]}
        for row in complete.to_dict("records")
    ]
