"""A folder of articles, one per file: plain text, Markdown or HTML."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar

from conflictdata.sources import decode as encodings
from conflictdata.sources import files
from conflictdata.sources.article import RawArticle, Reject, refuse
from conflictdata.sources.fields import to_article
from conflictdata.sources.header import split_header
from conflictdata.sources.htmlpage import read_page
from conflictdata.sources.jsonl import MISSING

FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
MARKDOWN = re.compile(r"^#{1,6}\s+|^\s*>\s?|!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)\s]*\)|\*\*|__|^---+$", re.MULTILINE)
HTML_SUFFIXES = (".html", ".htm")
BYTES_PER_CHAR = 4
PAGE_BYTES = 10_000_000  # markup is many times longer than the text in it


@dataclass
class FolderSource:
    """One article per file.

    Lines such as `Title: ...` and `Date: ...` above the text are its metadata (`sources/header.py`); otherwise the
    documents room looks for headline and date in the text. A date in the file's name
    ("goma_2017-10-30.txt") is used only when neither metadata nor the text dates the article.

    Attributes:
        path: Folder, file or pattern.
        recursive: Read sub-folders too.
        encoding: Encoding of the files; null finds out.
        source: Outlet written into every article; null leaves it open.
        max_chars: Longest text accepted, in characters.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".md", *HTML_SUFFIXES)
    kind: str = "folder"
    path: str = MISSING
    recursive: bool = True
    encoding: str | None = None
    source: str | None = None
    max_chars: int = 200_000

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every file once, sorted by name."""
        for file in files.find(self.path, self.suffixes, recursive=self.recursive):
            yield file if isinstance(file, Reject) else read_file(file, self)


def read_file(file: files.InputFile, params: FolderSource) -> RawArticle | Reject:
    """One file as an article, or the reason why not."""
    is_page = file.path.suffix.lower() in HTML_SUFFIXES
    limit = PAGE_BYTES if is_page else BYTES_PER_CHAR * params.max_chars
    try:
        with file.path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return files.broken(file, error)
    sha = hashlib.sha256(data).hexdigest()
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return refuse(
            "text_empty",
            "the file is empty",
            where=file.name,
            allowed="at least one word",
            todo="remove it",
            raw_sha256=sha,
        )
    if len(data) > limit:
        todo = "split it into articles or raise the source's max_chars"
        return refuse(
            "text_too_long",
            f"the file has more than {limit:,} bytes",
            where=file.name,
            allowed=f"up to {limit:,}",
            todo=todo,
            raw_sha256=sha,
        )
    kind = encodings.binary_kind(data)
    if kind:
        return refuse(
            "binary",
            f"the file is not text but {kind}",
            where=file.name,
            allowed="text",
            todo="convert it to text",
            raw_sha256=sha,
        )
    try:
        decoded = encodings.decode(data, params.encoding)
    except encodings.UndecodableError as error:
        return refuse(
            "encoding", str(error), where=file.name, allowed="UTF-8", todo="convert the file to UTF-8", raw_sha256=sha
        )
    row: dict[str, str | None] = {"text": decoded.text, "source": params.source, "url": f"file:{file.name}"}
    if is_page:
        row = read_page(decoded.text, row)
    else:
        fields, text = split_header(decoded.text)
        row.update(fields)
        row["text"] = MARKDOWN.sub("", text) if file.path.suffix.lower() == ".md" else text
    flags = (decoded.note,) if decoded.note else ()
    return to_article(
        row,
        columns={},
        origin=file.name,
        raw_sha256=sha,
        max_chars=params.max_chars,
        file_date=date_in_name(file.name),
        flags=flags,
    )


def date_in_name(name: str) -> str | None:
    """The one date in a file's name, ISO; None when there is none, several, or an impossible one.

    Example:
        >>> date_in_name("sahel/ambush_2017-10-30.txt")
        '2017-10-30'
    """
    found = {match.groups() for match in FILE_DATE.finditer(PurePosixPath(name).name)}
    if len(found) != 1:
        return None
    year, month, day = map(int, found.pop())
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
