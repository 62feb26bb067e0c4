"""Tables as CSV (or TSV): one article per row, the first row names the columns."""

from __future__ import annotations

import csv
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, ClassVar, TextIO, cast

from conflictdata.sources import decode as encodings
from conflictdata.sources import files
from conflictdata.sources.article import RawArticle, Reject, refuse
from conflictdata.sources.fields import to_article
from conflictdata.sources.jsonl import MISSING

DELIMITERS = ",;\t|"


@dataclass
class CsvSource:
    """Articles as rows of CSV files.

    Attributes:
        path: File, folder or pattern.
        columns: Input field to column name, e.g. `{text: body, published: date}`.
        delimiter: Column separator; null finds out from the first row.
        encoding: Encoding of the files; null finds out.
        max_chars: Longest text accepted, in characters.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".csv.gz", ".tsv.gz", ".csv.zst")
    kind: str = "csv"
    path: str = MISSING
    columns: dict[str, str] = field(default_factory=dict)
    delimiter: str | None = None
    encoding: str | None = None
    max_chars: int = 200_000

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every row once, file by file."""
        for file in files.find(self.path, self.suffixes):
            if isinstance(file, Reject):
                yield file
                continue
            try:
                with files.open_bytes(file.path) as stream:
                    yield from self._file(stream, file)
            except (OSError, EOFError, zlib.error) as error:
                yield files.broken(file, error)

    def _file(self, stream: IO[bytes], file: files.InputFile) -> Iterator[RawArticle | Reject]:
        buffered = io.BufferedReader(cast(io.RawIOBase, stream), 1 << 16)
        sample = buffered.peek(1 << 16)[: 1 << 16]
        kind = encodings.binary_kind(sample)
        if kind:
            yield refuse(
                "binary",
                f"the file is not text but {kind}",
                where=file.name,
                allowed="CSV text",
                todo="export it as CSV",
            )
            return
        encoding = self.encoding or encodings.declared_encoding(sample) or "utf-8"
        # surrogateescape keeps undecodable bytes, so that a row in another encoding is repaired alone
        text = io.TextIOWrapper(
            buffered,
            encoding=encoding,
            errors="surrogateescape" if encoding.startswith("utf-8") else "replace",
            newline="",
        )
        with text:
            yield from self._table(text, file)

    def _table(self, text: TextIO, file: files.InputFile) -> Iterator[RawArticle | Reject]:
        csv.field_size_limit(4 * self.max_chars + (1 << 20))
        header_line = text.readline()
        delimiter = self.delimiter or max(DELIMITERS, key=header_line.count)
        header = next(csv.reader([header_line], delimiter=delimiter), [])
        column = self.columns.get("text", "text")
        if column not in header:
            seen = ", ".join(header[:12]) or "none"
            todo = f"map it in the source's config, columns={{text: NAME}} (columns here: {seen})"
            yield refuse("text_missing", f"no column '{column}'", where=file.name, allowed="a text column", todo=todo)
            return
        yield from self._rows(csv.reader(text, delimiter=delimiter), header, file)

    def _rows(
        self, reader: Iterator[list[str]], header: list[str], file: files.InputFile
    ) -> Iterator[RawArticle | Reject]:
        number = 1
        while True:
            number += 1
            where = f"{file.name}:row {number}"
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                todo = "look for an unclosed quote"
                yield refuse("csv", f"the row cannot be read ({error})", where=where, allowed="quoted CSV", todo=todo)
                continue
            if not any(cell.strip() for cell in cells):
                continue
            yield self._article(cells, header, where)
        if number == 2:
            yield refuse(
                "empty", "the table has no rows", where=file.name, allowed="one article per row", todo="remove it"
            )

    def _article(self, cells: list[str], header: list[str], where: str) -> RawArticle | Reject:
        raw = "\x1f".join(cells).encode("utf-8", "surrogateescape")
        sha = hashlib.sha256(raw).hexdigest()
        flags: tuple[str, ...] = ()
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            try:
                decoded = encodings.decode(raw)
            except encodings.UndecodableError as error:
                return refuse(
                    "encoding",
                    str(error),
                    where=where,
                    allowed="UTF-8",
                    todo="convert the file to UTF-8",
                    raw_sha256=sha,
                )
            cells, flags = decoded.text.split("\x1f"), (decoded.note,)
        if len(cells) > len(header):
            what = f"the row has {len(cells)} cells for {len(header)} columns"
            return refuse(
                "csv",
                what,
                where=where,
                allowed="as many cells as columns",
                todo="quote cells that hold the separator",
                value=cells[0],
                raw_sha256=sha,
            )
        row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))
        return to_article(
            row, columns=self.columns, origin=where, raw_sha256=sha, max_chars=self.max_chars, flags=flags
        )
