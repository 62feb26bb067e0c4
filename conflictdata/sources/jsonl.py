"""JSON lines, plain or compressed (.gz, .zst): one article per line."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, ClassVar

from conflictdata.sources import decode as encodings
from conflictdata.sources import files
from conflictdata.sources.article import RawArticle, Reject, refuse
from conflictdata.sources.fields import to_article

MISSING = "???"  # what OmegaConf calls a mandatory value; written out so that reading data needs no OmegaConf
PIECE = 1 << 16


@dataclass
class JsonlSource:
    """Articles as JSON lines.

    Attributes:
        path: File, folder or pattern.
        columns: Input field to key, e.g. `{text: body}`.
        encoding: Encoding of the files; null finds out.
        max_chars: Longest text accepted, in characters.
    """

    suffixes: ClassVar[tuple[str, ...]] = (
        ".jsonl",
        ".jsonl.gz",
        ".jsonl.zst",
        ".ndjson",
        ".ndjson.gz",
        ".json.gz",
        ".json",
        ".json.zst",
    )
    kind: str = "jsonl"
    path: str = MISSING
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    max_chars: int = 200_000

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every line once, file by file."""
        for file in files.find(self.path, self.suffixes):
            if isinstance(file, Reject):
                yield file
                continue
            yield from self._file(file)

    def _file(self, file: files.InputFile) -> Iterator[RawArticle | Reject]:
        import zlib

        number = 0
        try:
            with files.open_bytes(file.path) as stream:
                for item in read_lines(stream, file.name, self):
                    number += 1
                    yield item
        except (OSError, EOFError, zlib.error, UnicodeError) as error:
            yield files.broken(file, error, f" after {number:,} lines")
        except Exception as error:  # zstandard's error class is not importable without zstandard
            if type(error).__name__ != "ZstdError":
                raise
            yield files.broken(file, error, f" after {number:,} lines")
        else:
            if not number:
                yield refuse(
                    "empty",
                    "the file has no lines",
                    where=file.name,
                    allowed="one JSON object per line",
                    todo="remove it",
                )


def read_lines(stream: IO[bytes], name: str, params: JsonlSource) -> Iterator[RawArticle | Reject]:
    """Yields an article or a reject for every line that is not blank."""
    head = stream.read(4)
    encoding = params.encoding or encodings.declared_encoding(head)
    joined = _Joined(head, stream)
    limit = 8 * params.max_chars + PIECE  # a JSON string can spend six bytes on a character
    if encoding and encoding.startswith(("utf-16", "utf-32")):
        wide = io.TextIOWrapper(io.BufferedReader(joined), encoding=encoding, errors="replace")
        lines: Iterator[bytes | None] = (line.encode("utf-8", "replace") for line in wide)
        given = None
    else:
        lines = _lines(io.BufferedReader(joined, PIECE), limit)
        given = params.encoding
    for number, line in enumerate(lines, start=1):
        where = f"{name}:{number}"
        if line is None:
            todo = "split it into articles or raise the source's max_chars"
            yield refuse(
                "line_too_long",
                f"the line is longer than {limit:,} bytes",
                where=where,
                allowed=f"up to {limit:,} bytes",
                todo=todo,
            )
        elif line.strip(b" \t\r\n\x00\xef\xbb\xbf"):
            yield _article(line, where, params, given)


def _article(line: bytes, where: str, params: JsonlSource, encoding: str | None) -> RawArticle | Reject:
    sha = hashlib.sha256(line.strip()).hexdigest()
    try:
        decoded = encodings.decode(line, encoding)
    except encodings.UndecodableError as error:
        return refuse(
            "encoding", str(error), where=where, allowed="UTF-8", todo="convert the line to UTF-8", raw_sha256=sha
        )
    try:
        row = json.loads(decoded.text.strip("\x00 \t\r\n"))
    except (ValueError, RecursionError) as error:
        return refuse(
            "json",
            f"not valid JSON ({error})",
            where=where,
            allowed="one JSON object per line",
            todo="mend the line",
            value=decoded.text,
            raw_sha256=sha,
        )
    if not isinstance(row, dict):
        return refuse(
            "json", f"a JSON {type(row).__name__}, not an object", where=where, allowed="one JSON object per line",
            todo="write one object per line", value=decoded.text, raw_sha256=sha,
        )  # fmt: skip
    flags = (decoded.note,) if decoded.note else ()
    return to_article(
        row, columns=params.columns, origin=where, raw_sha256=sha, max_chars=params.max_chars, flags=flags
    )


def _lines(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Lines of at most `limit` bytes; None stands for a longer one, whose rest is passed over."""
    while line := stream.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(PIECE)) and not rest.endswith(b"\n"):
            pass
        yield None


class _Joined(io.RawIOBase):
    """The bytes already read for detection, then the rest of the stream (compressed streams cannot always rewind)."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] if self._head else self._stream.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
