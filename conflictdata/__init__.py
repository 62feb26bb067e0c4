"""Open, ACLED-style conflict event data from news text.

Example:
    >>> import conflictdata
    >>> release = conflictdata.run(["dataset=sahel", "source=jsonl", "source.path=docs.jsonl"])
    >>> events = conflictdata.load("sahel")

Importing the package loads neither spaCy nor Hydra; ``load`` needs pandas and pyarrow only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from conflictdata.version import __version__

if TYPE_CHECKING:
    from conflictdata.reading.load import load
    from conflictdata.releases.release import Release, open_release

__all__ = ["Release", "__version__", "load", "open_release", "run"]

_HOMES = {
    "Release": "conflictdata.releases.release",
    "load": "conflictdata.reading.load",
    "open_release": "conflictdata.releases.release",
}


def run(overrides: Sequence[str] = ()) -> Release:
    """Run the whole chain and publish a release.

    Args:
        overrides: settings as on the command line, for example ``["dataset=sahel", "source=folder"]``.

    Returns:
        The published release: the latest one when its content is the same.
    """
    from conflictdata.pipeline import run as run_pipeline

    return run_pipeline(overrides)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
