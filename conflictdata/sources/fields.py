"""One mapping (JSON object, CSV row, Parquet row) to one raw article, under the user's column names."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from conflictdata.sources.article import RawArticle, Reject, refuse, shorten

FIELDS = ("document_id", "title", "text", "published", "url", "source", "language")
MAX_ID_CHARS = 200
ALLOWED_FIELDS = ", ".join(FIELDS)


def bad_mapping(columns: Mapping[str, str]) -> list[str]:
    """Names on the left of a `columns` mapping that are not input fields.

    Example:
        >>> bad_mapping({"text": "body", "txt": "x"})
        ['txt']
    """
    return sorted(name for name in columns if name not in FIELDS)


def repair(value: str) -> str:
    """Joins or replaces lone surrogates: they cannot be written as UTF-8 later."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def scalar(value: object) -> str | None:
    r"""A metadata value as clean one-line text; null, NaN and blanks become None.

    Example:
        >>> scalar("  Radio\n Kivu "), scalar(float("nan")), scalar(12)
        ('Radio Kivu', None, '12')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)) or isinstance(value, (dict, list, bytes)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    line = "".join(char if char.isprintable() else " " for char in repair(str(value)))
    return " ".join(line.split()) or None


def to_article(
    row: Mapping[str, Any],
    *,
    columns: Mapping[str, str],
    origin: str,
    raw_sha256: str,
    max_chars: int,
    file_date: str | None = None,
    flags: tuple[str, ...] = (),
) -> RawArticle | Reject:
    """Builds the article, or says why the row cannot be one.

    Args:
        row: The row under its own column names.
        columns: Input field to column name, for the fields whose column has another name.
        origin: File and line or row.
        raw_sha256: SHA-256 of the record's bytes.
        max_chars: Longest text accepted, in characters.
        file_date: Date in the file's name, ISO.
        flags: Repairs made so far.
    """
    given = {name: scalar(row.get(columns.get(name, name))) for name in FIELDS if name != "text"}
    known: dict[str, Any] = {"raw_sha256": raw_sha256, "document_id": given["document_id"]}
    known["row"] = {name: shorten(value) for name, value in given.items() if value}
    column = columns.get("text", "text")
    text = row.get(column)
    if column not in row:
        seen = ", ".join(sorted(str(name) for name in row)[:12]) or "none"
        todo = f"map it in the source's config, columns={{text: NAME}} (columns here: {seen})"
        return refuse(
            "text_missing", f"no column '{column}'", where=origin, allowed="a text column", todo=todo, **known
        )
    if text is None or (isinstance(text, float) and math.isnan(text)):
        text = ""
    if not isinstance(text, str):
        what = f"'{column}' is a {type(text).__name__}"
        return refuse("text_type", what, where=origin, allowed="text", todo="join its parts", value=text, **known)
    if len(text) > max_chars:
        what = f"the text has {len(text):,} characters"
        todo = "split it into articles or raise the source's max_chars"
        return refuse(
            "text_too_long", what, where=origin, allowed=f"up to {max_chars:,}", todo=todo, value=text, **known
        )
    text = repair(text)
    if not any(char.isalpha() for char in text):
        todo = "leave it out or find its text"
        return refuse(
            "text_empty", "the text is empty", where=origin, allowed="at least one word", todo=todo, value=text, **known
        )
    if given["document_id"] and len(given["document_id"]) > MAX_ID_CHARS:
        what = f"document_id has {len(given['document_id'])} characters"
        known["document_id"] = None
        todo = "give a shorter one"
        return refuse("document_id", what, where=origin, allowed=f"up to {MAX_ID_CHARS}", todo=todo, **known)
    return RawArticle(text=text, origin=origin, raw_sha256=raw_sha256, file_date=file_date, flags=flags, **given)
