"""Tables as Parquet: one article per row, read in row batches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from conflictdata.sources import files
from conflictdata.sources.article import RawArticle, Reject, refuse
from conflictdata.sources.fields import FIELDS, to_article
from conflictdata.sources.jsonl import MISSING

ROWS = 256


@dataclass
class ParquetSource:
    """Articles as rows of Parquet files.

    Attributes:
        path: File, folder or pattern.
        columns: Input field to column name, e.g. `{text: body}`.
        max_chars: Longest text accepted, in characters.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")
    kind: str = "parquet"
    path: str = MISSING
    columns: dict[str, str] = field(default_factory=dict)
    max_chars: int = 200_000

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every row once, file by file."""
        for file in files.find(self.path, self.suffixes):
            if isinstance(file, Reject):
                yield file
            else:
                yield from self._file(file)

    def _file(self, file: files.InputFile) -> Iterator[RawArticle | Reject]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        number = 0
        try:
            with pq.ParquetFile(file.path) as table:
                names = table.schema_arrow.names
                column = self.columns.get("text", "text")
                if column not in names:
                    seen = ", ".join(names[:12]) or "none"
                    todo = f"map it in the source's config, columns={{text: NAME}} (columns here: {seen})"
                    yield refuse(
                        "text_missing", f"no column '{column}'", where=file.name, allowed="a text column", todo=todo
                    )
                    return
                wanted = [name for name in (self.columns.get(one, one) for one in FIELDS) if name in names]
                for batch in table.iter_batches(batch_size=ROWS, columns=wanted):
                    for row in batch.to_pylist():
                        number += 1
                        yield self._article(row, f"{file.name}:row {number}")
        except (OSError, pa.ArrowException) as error:
            yield files.broken(file, error, f" after {number:,} rows")
        else:
            if not number:
                yield refuse(
                    "empty", "the table has no rows", where=file.name, allowed="one article per row", todo="remove it"
                )

    def _article(self, row: dict[str, Any], where: str) -> RawArticle | Reject:
        raw = json.dumps(row, sort_keys=True, default=str).encode()
        sha = hashlib.sha256(raw).hexdigest()
        return to_article(row, columns=self.columns, origin=where, raw_sha256=sha, max_chars=self.max_chars)
