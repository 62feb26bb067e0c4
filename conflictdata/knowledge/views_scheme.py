"""The closed lists of the PLOVER view, and its words for sectors, organisations, peoples and leaders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from conflictdata.knowledge.lexicon import split_list

_DATA = Path(__file__).parent / "data" / "views.yaml"


@dataclass(frozen=True, slots=True)
class Scheme:
    """The closed lists of the PLOVER view and its words for sectors, organisations, peoples and leaders."""

    events: Mapping[str, str]
    modes: tuple[str, ...]
    sectors: Mapping[str, tuple[str, ...]]
    organisations: Mapping[str, tuple[str, ...]]
    peoples: Mapping[str, tuple[str, ...]]
    leaders: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def scheme() -> Scheme:
    """The closed lists, read once per process.

    Example:
        >>> "DEMAND" in scheme().events
        True
    """
    raw = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    lists = {
        key: {name: tuple(split_list(words)) for name, words in raw[key].items()}
        for key in ("sectors", "organisations", "peoples", "leaders")
    }
    return Scheme(events=raw["events"], modes=tuple(split_list(raw["modes"])), **lists)
