"""The invented stories that ship inside the package: no path, no network, every sub-event type once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from typing import ClassVar

from conflictdata.sources.article import RawArticle, Reject
from conflictdata.sources.jsonl import JsonlSource, read_lines

DEMO_NAME = "demo.jsonl"


@dataclass
class DemoSource:
    """The bundled demo corpus (`conflictdata/sources/demo/demo.jsonl`); it has no parameters.

    Example:
        >>> next(DemoSource().read()).language
        'en'
    """

    suffixes: ClassVar[tuple[str, ...]] = ()
    kind: str = "demo"

    def read(self) -> Iterator[RawArticle | Reject]:
        """Yields the bundled stories."""
        with _file().open("rb") as stream:
            yield from read_lines(stream, DEMO_NAME, JsonlSource())

    def input(self) -> tuple[str, str]:
        """Name and SHA-256 of the bundled file."""
        return DEMO_NAME, hashlib.sha256(_file().read_bytes()).hexdigest()


def _file() -> Traversable:
    return package_files("conflictdata.sources").joinpath("demo", DEMO_NAME)
