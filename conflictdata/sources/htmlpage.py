"""Saved web pages: trafilatura takes the article's text, headline, date and outlet out of the markup."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from conflictdata.errors import SourceError
from conflictdata.sources.article import RawArticle, Reject

MISSING = "???"


@dataclass
class HtmlSource:
    """One saved page per file.

    Attributes:
        path: Folder, file or pattern.
        recursive: Read sub-folders too.
        encoding: Encoding of the pages; null finds out.
        source: Outlet for pages that do not name theirs.
        max_chars: Longest text accepted, in characters (of the text, not of the markup).
    """

    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm")
    kind: str = "html"
    path: str = MISSING
    recursive: bool = True
    encoding: str | None = None
    source: str | None = None
    max_chars: int = 200_000

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields every page once, sorted by name."""
        from conflictdata.sources import files
        from conflictdata.sources.folder import FolderSource, read_file

        as_folder = FolderSource(
            path=self.path,
            recursive=self.recursive,
            encoding=self.encoding,
            source=self.source,
            max_chars=self.max_chars,
        )
        for file in files.find(self.path, self.suffixes, recursive=self.recursive):
            yield file if isinstance(file, Reject) else read_file(file, as_folder)


def read_page(markup: str, row: dict[str, str | None]) -> dict[str, str | None]:
    """Fills a row from a page: text "" when no article is found in the markup.

    Args:
        markup: The page.
        row: Defaults (source, url); values found in the page replace them.
    """
    try:
        from trafilatura import bare_extraction  # 0.5 s to import, only needed for pages
    except ImportError as error:
        todo = "install the package with all its dependencies (make install)"
        raise SourceError(f"web pages cannot be read: {error}", where="trafilatura", todo=todo) from error

    for name in ("trafilatura", "htmldate"):  # their warnings about broken pages are our rejects
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if "<" not in markup:  # plain text under the name of a page
        return {**row, "text": markup}
    found: dict[str, str | None] = {}
    try:
        page = bare_extraction(
            markup.replace("\x00", " "),
            with_metadata=True,
            include_comments=False,
            include_tables=False,
            # Only dates the page declares: the extensive search takes "(c) 2019" or a year in the story for its date.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        if page is not None:
            values = page if isinstance(page, dict) else page.as_dict()
            found = {name: values.get(name) for name in ("text", "title", "date", "sitename", "url", "language")}
    except Exception as error:  # noqa: BLE001 (foreign parser, arbitrary input: refuse the page and go on)
        logging.getLogger(__name__).debug("page not parsed: %s", error)
    return {
        "text": found.get("text") or "",
        "title": found.get("title"),
        "published": found.get("date"),
        "source": found.get("sitename") or row.get("source"),
        "url": found.get("url") or row.get("url"),
        "language": found.get("language"),
    }
