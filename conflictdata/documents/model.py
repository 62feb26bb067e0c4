"""The clean document every later room reads, and its row in the `documents` table."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from conflictdata.sources import Reject

READY = "ready"
DUPLICATE = "duplicate"
REJECTED = "rejected"


@dataclass(slots=True)
class Document:
    """One clean article. `text` is what is stored, and every span anywhere is a character offset into it.

    Attributes:
        document_id: Given identifier, or "d" and 16 hex digits of the text's SHA-256.
        text: Title, a blank line and the body; without a title the body only. Paragraphs are separated by a blank line.
        title_end: Where the title ends; 0 when there is none.
        body_start: Where the body proper starts, after the title and the dateline.
        published: Date of publication (of the outlet's day, no time zone is applied), or None.
        published_source: metadata, text or none.
        dateline: The dateline as written ("KABUL, May 3 (Reuters)"), or None.
        dateline_place: Place named by the dateline ("KABUL"); context only, never by itself the place of an event.
        dateline_start: Where the dateline starts in `text`; 0 when there is none.
        dateline_end: Where it ends, before the separator; 0 when there is none.
        source: Outlet.
        url: Address; for files without one, `file:` and the path below the source's folder.
        language: ISO 639-1 code, found or given; None when the text is too short to tell.
        status: ready, duplicate or rejected here; the pipeline turns ready into coded or no_event.
        reason: Why it is a duplicate or rejected.
        near_duplicate_of: document_id of the original when it is a duplicate.
        dateline_date: Date of the dateline, its year completed from `published` when it has none.
        flags: Repairs and doubts that did not stop the document ("published: '30/2/2017' is not a date; left empty").
        check: Name of the check that refused it; None unless rejected.
        value: The value that was refused, shortened; None unless rejected.
        origin: File and line or row.
        raw_sha256: SHA-256 of the input's bytes.
    """

    document_id: str
    text: str
    title_end: int = 0
    body_start: int = 0
    published: dt.date | None = None
    published_source: str = "none"
    dateline: str | None = None
    dateline_place: str | None = None
    dateline_start: int = 0
    dateline_end: int = 0
    source: str | None = None
    url: str | None = None
    language: str | None = None
    status: str = READY
    reason: str | None = None
    near_duplicate_of: str | None = None
    dateline_date: dt.date | None = None
    flags: tuple[str, ...] = ()
    check: str | None = None
    value: str | None = None
    origin: str = ""
    raw_sha256: str = ""
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str | None:
        """The headline, or None."""
        return self.text[: self.title_end] or None

    @property
    def body(self) -> str:
        """The body proper, without title and dateline."""
        return self.text[self.body_start :]

    def to_row(self, *, with_text: bool = False) -> dict[str, Any]:
        """The row of the `documents` table; `n_reports` is filled by the pipeline.

        Args:
            with_text: Add the text itself (off by default: articles are other people's property).
        """
        reasons = [part for part in (self.reason, *self.flags) if part]
        row = {
            "document_id": self.document_id,
            "status": self.status,
            "reason": "; ".join(reasons) or None,
            "title": self.title,
            "published": self.published,
            "published_source": self.published_source,
            "source": self.source,
            "url": self.url,
            "language": self.language,
            "dateline": self.dateline,
            "near_duplicate_of": self.near_duplicate_of,
            "text_sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            "n_chars": len(self.text),
            "title_end": self.title_end,
            "body_start": self.body_start,
            "n_reports": 0,
        }
        return {**row, "text": self.text} if with_text else row

    def to_reject(self) -> dict[str, Any]:
        """The row of the `rejects` table for a rejected document."""
        stage = "documents" if self.text else "sources"
        row = {
            name: value
            for name, value in (*self.row.items(), ("title", self.title), ("source", self.source), ("url", self.url))
            if value
        }
        return Reject(
            stage, self.document_id, self.origin, self.check or "", self.value, self.reason or "", row
        ).to_row()


def rejects_of(documents: list[Document]) -> list[dict[str, Any]]:
    """Rows of the `rejects` table for the rejected documents of a batch."""
    return [document.to_reject() for document in documents if document.status == REJECTED]
