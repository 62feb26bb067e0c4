"""Sources: the world to raw articles. One module per kind, one protocol (`read()`), nothing lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from conflictdata.errors import ConfigError
from conflictdata.sources.article import RawArticle, Reject, Source, refuse
from conflictdata.sources.csvfile import CsvSource
from conflictdata.sources.demosource import DemoSource
from conflictdata.sources.fields import FIELDS, bad_mapping
from conflictdata.sources.files import find, sha256_of
from conflictdata.sources.folder import FolderSource
from conflictdata.sources.htmlpage import HtmlSource
from conflictdata.sources.jsonl import JsonlSource
from conflictdata.sources.parquet import ParquetSource

__all__ = [
    "FIELDS", "SOURCES", "CsvSource", "DemoSource", "FolderSource", "HtmlSource", "JsonlSource", "ParquetSource",
    "RawArticle", "Reject", "Source", "inputs", "make_source", "read", "read_batches", "refuse",
]  # fmt: skip

SOURCES: dict[str, type[Any]] = {
    one.kind: one for one in (CsvSource, DemoSource, FolderSource, HtmlSource, JsonlSource, ParquetSource)
}


def make_source(kind: str, **params: Any) -> Source:
    """The source of one kind, with unknown names refused.

    Example:
        >>> make_source("jsonl", path="news.jsonl").kind
        'jsonl'
    """
    if kind not in SOURCES:
        raise ConfigError(
            f"unknown source '{kind}'", where="source", allowed=", ".join(sorted(SOURCES)), todo="choose one"
        )
    known = sorted(SOURCES[kind].__dataclass_fields__)
    unknown = sorted(set(params) - set(known))
    if unknown:
        raise ConfigError(
            f"unknown setting {unknown}", where=f"source={kind}", allowed=", ".join(known), todo="check the spelling"
        )
    source: Source = SOURCES[kind](**params)
    return source


def read(source: Source) -> Iterator[RawArticle | Reject]:
    """Yields every input of a source once, as an article or as a reject.

    Raises:
        SourceError: When the path does not exist (at the first item).
        ConfigError: When `columns` maps something that is not an input field.
    """
    wrong = bad_mapping(getattr(source, "columns", {}))
    if wrong:
        raise ConfigError(
            f"columns maps unknown fields {wrong}",
            where="source.columns",
            allowed=", ".join(FIELDS),
            todo="write {field: column}",
        )
    return source.read()


def read_batches(source: Source, size: int = 256) -> Iterator[list[RawArticle | Reject]]:
    """Batches of at most `size` inputs; only one batch is in memory at a time."""
    items = read(source)
    while batch := list(islice(items, size)):
        yield batch


def inputs(source: Source) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of every input file, for the manifest; the demo is one bundled file.

    Example:
        >>> [name for name, _ in inputs(DemoSource())]
        ['demo.jsonl']
    """
    if isinstance(source, DemoSource):
        yield source.input()
        return
    path: str = source.path  # type: ignore[attr-defined]
    for file in find(path, source.suffixes, recursive=getattr(source, "recursive", True)):
        if not isinstance(file, Reject):
            yield file.name, sha256_of(Path(file.path))
