"""Hash of what a table says: the same for the same rows, whatever their order, file layout or compression.

Rows arrive sorted by key. Every column has its own running hash over validity, lengths and values, so that the size of
the batches does not matter; enums hash as their text, so that the order of a dictionary does not matter either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# What changes between versions by design and is no statement about the world.
EXCLUDED_TABLES = frozenset({"lineage"})


class ColumnHash:
    """Running hash of one column."""

    def __init__(self) -> None:
        self._valid, self._lengths, self._values = (hashlib.sha256() for _ in range(3))

    def update(self, column: pa.ChunkedArray) -> None:
        """Add the next values."""
        kind = column.type
        if pa.types.is_dictionary(kind):
            column, kind = column.cast(pa.string()), pa.string()
        self._valid.update(column.is_valid().to_numpy().astype("u1").tobytes())
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            filled = column.fill_null("")
            self._lengths.update(pc.binary_length(filled).to_numpy().astype("<i8").tobytes())
            for chunk in filled.chunks:
                self._values.update(_text_bytes(chunk))
        elif pa.types.is_floating(kind):
            values = column.fill_null(0.0).to_numpy().astype("<f8") + 0.0  # -0.0 becomes 0.0
            self._values.update(values.tobytes())
        else:
            whole = column.cast(pa.int32()) if pa.types.is_date32(kind) else column
            self._values.update(whole.cast(pa.int64()).fill_null(0).to_numpy().astype("<i8").tobytes())

    def digest(self) -> bytes:
        """Hash of all values so far."""
        return self._valid.digest() + self._lengths.digest() + self._values.digest()


def _text_bytes(chunk: pa.Array) -> bytes:
    if len(chunk) == 0:
        return b""
    offsets = np.frombuffer(chunk.buffers()[1], dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    data = chunk.buffers()[2]
    return b"" if data is None else data.to_pybytes()[int(offsets[0]) : int(offsets[-1])]


class TableHash:
    """Running hash of one table; feed it sorted rows."""

    def __init__(self, columns: list[str]) -> None:
        self._columns = {name: ColumnHash() for name in columns}
        self.rows = 0

    def update(self, batch: pa.Table) -> None:
        """Add the next rows."""
        for name, running in self._columns.items():
            running.update(batch.column(name))
        self.rows += batch.num_rows

    def hexdigest(self) -> str:
        """Hash of all rows so far."""
        total = hashlib.sha256(str(self.rows).encode())
        for name in sorted(self._columns):
            total.update(name.encode() + b"\x00" + self._columns[name].digest())
        return total.hexdigest()


def content_hash(tables: Mapping[str, str]) -> str:
    """Hash of a release from the hashes of its tables; identity changes (`lineage`) do not count.

    Args:
        tables: hash of each table, by name.

    Example:
        >>> content_hash({"events": "a", "lineage": "b"}) == content_hash({"events": "a"})
        True
    """
    lines = (f"{name} {tables[name]}\n" for name in sorted(tables) if name not in EXCLUDED_TABLES)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
