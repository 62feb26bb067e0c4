"""The corpus of the gate, its fingerprint, and the coder run over it in this process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from conflictdata.documents import DocumentsStage
from conflictdata.sources import RawArticle

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "stories.jsonl"
FLOORS = Path(__file__).resolve().parent / "floors.json"
HELD_OUT_SHARE = 5  # one story in five is held out


def fingerprint(path: Path = CORPUS) -> str:
    """SHA-256 of the corpus; a story that changes or goes is a change somebody must look at."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(path: Path = CORPUS) -> list[dict[str, Any]]:
    """The stories with their gold."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_held_out(document_id: str) -> bool:
    """Whether a story is kept aside, by a hash of its identifier that never changes."""
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


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


def code(stories: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Report rows of the default coder for these stories."""
    from conflictdata.reports.coder import Coder  # spaCy is loaded only where it is needed

    coder = Coder()
    documents = [document for batch in DocumentsStage()([list(raw_articles(stories))]) for document in batch]
    ready = (document for document in documents if document.status == "ready")
    return [{**report, "document_id": coding.document_id} for coding in coder.code(ready) for report in coding.reports]
