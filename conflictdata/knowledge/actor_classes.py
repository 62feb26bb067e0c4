"""Groups of actor classes and types that several rooms ask for (``actor_classes.yaml``).

Example:
    >>> "police" in classes("state"), "Rebel group" in inters("nonstate")
    (True, True)
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

_PATH = Path(__file__).with_name("data") / "actor_classes.yaml"


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    tables: dict[str, dict[str, list[str]]] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return tables


def classes(group: str) -> frozenset[str]:
    """Semantic classes of mentions in a group: ``state``, ``nonstate``, ``fighters``, ``crowds``..."""
    return frozenset(_tables()["classes"][group])


def inters(group: str) -> frozenset[str]:
    """Type labels in a group: ``state``, ``nonstate`` or ``unarmed``."""
    return frozenset(_tables()["inters"][group])
