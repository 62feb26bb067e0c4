"""What every source yields: a raw article, or the reason why an input could not become one.

Nothing read from the world disappears: each line, row or file ends as a `RawArticle` or as a `Reject`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

REJECT_COLUMNS = ("stage", "document_id", "row", "check", "value", "reason", "span_start", "span_end")
VALUE_CHARS = 120


@dataclass(slots=True)
class RawArticle:
    """One article as the world gave it; only `text` is certain to be there.

    Attributes:
        document_id: Identifier given with the article, else None (the documents room derives one from the text).
        title: Headline as given, else None.
        text: Text as given, at least one letter, at most the source's `max_chars` characters.
        published: Publication date as given, unparsed (ISO is best), else None.
        url: Address of the article; for files without one, `file:` and the path below the source's folder.
        source: Outlet, agency or organisation that published it.
        language: Language as given ("en", "English", "en-GB"), else None.
        origin: Where it was read, for messages: file name and line or row ("news.jsonl:12").
        raw_sha256: SHA-256 of the bytes of the record.
        file_date: A date found in the file's name (ISO): the last resort when nothing else dates the article.
        flags: What was repaired while reading ("encoding: read as cp1252").
    """

    document_id: str | None
    title: str | None
    text: str
    published: str | None
    url: str | None
    source: str | None
    language: str | None
    origin: str
    raw_sha256: str
    file_date: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class Reject:
    """One input that was refused, in the shape of the `rejects` table.

    Attributes:
        stage: The room that refused it: sources or documents.
        document_id: The given identifier; None when the input has none.
        origin: File and line or row.
        check: Short name of the check that failed ("json", "encoding", "text_missing").
        value: The offending value, shortened.
        reason: One sentence: what, where, what is allowed, what to do.
        row: The fields that could be read (never the whole text).
        raw_sha256: SHA-256 of the bytes that could be read; identifies the input when it has no name.
    """

    stage: str
    document_id: str | None
    origin: str
    check: str
    value: str | None
    reason: str
    row: dict[str, Any]
    raw_sha256: str = ""
    span_start: int | None = None
    span_end: int | None = None

    def to_row(self) -> dict[str, Any]:
        """The row of the `rejects` table, with `row` as JSON text."""
        row = json.dumps({"origin": self.origin, **self.row}, ensure_ascii=False, sort_keys=True, default=str)
        values = (
            self.stage,
            self.document_id,
            row,
            self.check,
            self.value,
            self.reason,
            self.span_start,
            self.span_end,
        )
        return dict(zip(REJECT_COLUMNS, values, strict=True))


class Source(Protocol):
    """One kind of source: a dataclass of parameters that can read itself."""

    kind: str
    suffixes: ClassVar[tuple[str, ...]]

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every input once, in an order that depends only on names and content."""
        ...


def refuse(
    check: str,
    what: str,
    *,
    where: str,
    allowed: str,
    todo: str,
    value: object = None,
    document_id: str | None = None,
    row: dict[str, Any] | None = None,
    raw_sha256: str = "",
    stage: str = "sources",
) -> Reject:
    """Builds a reject whose reason says what, where, what is allowed and what to do.

    Example:
        >>> refuse("json", "not a JSON object", where="a.jsonl:3", allowed="one object per line", todo="mend it").reason
        'not a JSON object, in a.jsonl:3; allowed: one object per line; mend it'
    """
    shown = None if value is None else shorten(str(value))
    reason = f"{what}, in {where}; allowed: {allowed}; {todo}"
    return Reject(stage, document_id, where, check, shown, reason, row or {}, raw_sha256)


def shorten(value: str, limit: int = VALUE_CHARS) -> str:
    """The value on one line, printable, at most `limit` characters."""
    line = "".join(char if char.isprintable() else " " for char in value[: limit * 2])
    line = " ".join(line.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
