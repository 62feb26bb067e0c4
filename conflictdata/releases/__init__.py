"""From tables to a versioned release: writing, comparing, checking and explaining what is published.

Names are looked up when they are used, so that reading a release does not load the schema. No module has the name of
something it offers: importing the module would hide it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conflictdata.releases.checks import CheckReport, check
    from conflictdata.releases.differences import Difference, diff
    from conflictdata.releases.explanations import explain, why
    from conflictdata.releases.release import Release, find, open_release, versions
    from conflictdata.releases.writer import Provenance, ReleaseConfig, publish

_HOMES = {
    "CheckReport": "checks",
    "Difference": "differences",
    "Provenance": "writer",
    "Release": "release",
    "ReleaseConfig": "writer",
    "check": "checks",
    "diff": "differences",
    "explain": "explanations",
    "find": "release",
    "open_release": "release",
    "publish": "writer",
    "versions": "release",
    "why": "explanations",
}

__all__ = [
    "CheckReport",
    "Difference",
    "Provenance",
    "Release",
    "ReleaseConfig",
    "check",
    "diff",
    "explain",
    "find",
    "open_release",
    "publish",
    "versions",
    "why",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
