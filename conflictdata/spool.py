"""Documents at rest between the stages: sorted on disk, so that the order in which they came changes nothing.

Example:
    >>> from conflictdata.documents import Document
    >>> with Spool() as spool:
    ...     spool.add([Document("b", "two"), Document("a", "one")])
    ...     [document.document_id for batch in spool.batches(10) for document in batch]
    ['a', 'b']
"""

from __future__ import annotations

import dataclasses
import json
import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from conflictdata.documents import Document

_TYPES = {
    "str": pa.string(),
    "str | None": pa.string(),
    "int": pa.int64(),
    "dt.date | None": pa.date32(),
    "tuple[str, ...]": pa.list_(pa.string()),
    "dict[str, Any]": pa.string(),  # as JSON
}
SCHEMA = pa.schema([pa.field(one.name, _TYPES[str(one.type)]) for one in dataclasses.fields(Document)])
_JSON = [one.name for one in dataclasses.fields(Document) if str(one.type).startswith("dict")]


class Spool:
    """A temporary file that takes documents in any order and gives them back sorted."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=folder, prefix="spool-")
        self._file = sqlite3.connect(Path(self._folder.name) / "documents.sqlite")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE documents (document_id TEXT PRIMARY KEY, document BLOB) WITHOUT ROWID")

    def add(self, documents: Iterable[Document]) -> None:
        """Takes documents; each identity once."""
        rows = ((document.document_id, pickle.dumps(document, pickle.HIGHEST_PROTOCOL)) for document in documents)
        self._file.executemany("INSERT INTO documents VALUES (?, ?)", rows)

    def batches(self, size: int) -> Iterator[list[Document]]:
        """All documents, sorted by identity, `size` at a time."""
        cursor = self._file.execute("SELECT document FROM documents ORDER BY document_id")
        while rows := cursor.fetchmany(size):
            yield [pickle.loads(blob) for (blob,) in rows]

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._folder.cleanup()


def to_arrow(documents: list[Document]) -> pa.Table:
    """Documents with all their fields, texts included, as one part of a table."""
    rows = [{name: getattr(document, name) for name in SCHEMA.names} for document in documents]
    for row in rows:
        for name in _JSON:
            row[name] = json.dumps(row[name], default=str)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def from_arrow(part: pa.Table) -> list[Document]:
    """The documents of one part."""
    return [_document(row) for row in part.to_pylist()]


def _document(row: dict[str, Any]) -> Document:
    row["flags"] = tuple(row["flags"] or ())
    for name in _JSON:
        row[name] = json.loads(row[name])
    return Document(**row)
