"""The training examples of the second reader: snippets and story sentences, each on one side of every split.

A fold is a fifth of the material, by hash of the contrast set (snippets) or of the story: 0 is held out for good, 1
decides the table of arbitration, the others train.

Example:
    >>> fold("s1-c02") in range(5)
    True
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
STORIES = HERE.parent / "tests" / "corpus" / "stories.jsonl"
NONE = "(none)"
HELD, TUNING = 0, 1
_SENTENCE = re.compile(r"(?<=[.!?][\"'”’)])\s+|(?<=[.!?])\s+(?=[\"'“‘(A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its label.

    Attributes:
        text: One to three sentences.
        label: A sub-event type, or "(none)".
        reason: Why it is no event; None for events.
        group: What must stay on one side of a split.
        origin: snippets, written or stories.
    """

    text: str
    label: str
    reason: str | None
    group: str
    origin: str

    @property
    def fold(self) -> int:
        """Fifth that the example belongs to."""
        return fold(self.group)


def fold(group: str) -> int:
    """Fifth (0-4) of a group, by SHA-256 of its name."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % 5


def load() -> list[Example]:
    """All examples, without repeated texts, in a fixed order."""
    seen: dict[str, Example] = {}
    for path in sorted((HERE / "data").glob("*.jsonl")):
        origin = "snippets" if path.stem == "snippets" else "written"
        for row in _rows(path):
            example = Example(row["text"], row["label"], row.get("reason"), row.get("set") or row["id"], origin)
            seen.setdefault(row["text"].casefold(), example)
    for story in _rows(STORIES):
        for example in _story(story):
            seen.setdefault(example.text.casefold(), example)
    return list(seen.values())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, roughly."""
    out, start = [], 0
    for gap in _SENTENCE.finditer(text):
        out.append((start, gap.start()))
        start = gap.end()
    out.append((start, len(text)))
    return [(a, b) for a, b in out if text[a:b].strip()]


def _story(story: dict[str, Any]) -> Iterator[Example]:
    """Sentences that state an event, alone and with the next one, and sentences that only seem to."""
    text, key = story["text"], story["document_id"]
    spans = sentences(text)
    labels: dict[int, str] = {}
    for event in story["gold"]["events"]:
        at = text.find(event.get("trigger") or "\0")
        for number, (start, end) in enumerate(spans):
            if start <= at < end:
                labels.setdefault(number, event["sub_event_type"])
    for number, label in labels.items():
        start, end = spans[number]
        yield Example(text[start:end], label, None, key, "stories")
        if number + 1 < len(spans) and labels.get(number + 1, label) == label:
            yield Example(text[start : spans[number + 1][1]], label, None, key, "stories")
    for refused in story["gold"].get("non_events", []):
        at = text.find(refused["quote"])
        for number, (start, end) in enumerate(spans):
            if start <= at < end and number not in labels:
                yield Example(text[start:end], NONE, refused["reason"], key, "stories")
    if not story["gold"]["events"]:
        for start, end in spans[:4]:
            yield Example(text[start:end], NONE, "no event", key, "stories")
