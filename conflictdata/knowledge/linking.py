"""Words the linker needs: overnight dates, names of nobody in particular, classes of people.

The lists are in ``data/linking.yaml``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

_PATH = Path(__file__).parent / "data" / "linking.yaml"
_COUNTRY = re.compile(r" \((?!\d{4}-)[^()]*\)$")
_STATE = re.compile(r"^(?:the )?(.+?) \(\d{4}-")


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    raw: dict[str, list[str]] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return {key: tuple(words) for key, words in raw.items()}


@lru_cache(maxsize=4096)
def is_overnight(text: str | None) -> bool:
    """Whether the words of a date leave open on which side of midnight it was.

    Example:
        >>> is_overnight("overnight"), is_overnight("on Tuesday"), is_overnight(None)
        (True, False, False)
    """
    low = (text or "").lower()
    return any(re.search(rf"\b{re.escape(word)}\b", low) for word in _words()["overnight"])


@lru_cache(maxsize=65536)
def is_generic(name: str) -> bool:
    """Whether an actor is nobody in particular.

    Example:
        >>> is_generic("Unidentified Armed Group (Mali)"), is_generic("JNIM: Group for Support of Islam and Muslims")
        (True, False)
    """
    return name.startswith(_words()["generic_prefixes"])


@lru_cache(maxsize=65536)
def people(name: str) -> str | None:
    """Class of people a name stands for, None for an organisation.

    Example:
        >>> people("Civilians (Mali)")
        'Civilians'
    """
    bare = _COUNTRY.sub("", name)
    return bare if bare in _words()["people"] else None


@lru_cache(maxsize=65536)
def state(name: str) -> str | None:
    """Country whose forces or government a name stands for, None for others.

    Example:
        >>> state("Police Forces of Mali (2021-)")
        'Mali'
    """
    for prefix in _words()["state_prefixes"]:
        if name.startswith(prefix):
            found = _STATE.match(name[len(prefix) :])
            return found[1] if found else name[len(prefix) :]
    return None
