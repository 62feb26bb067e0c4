"""The `notes` column: a short neutral account, written from the coded cells and never from the article.

Example of a result: "On 29 October 2017, in Deir ez-Zor (Deir ez-Zor), military forces of Russia hit civilians from the
air. 3 fatalities."
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from conflictdata.knowledge import taxonomy as tax

_WORDS = Path(tax.__file__).parent / "data" / "notes.yaml"
_YEARS = re.compile(r" \(\d{4}-(?:\d{4})?\)")
_BRACKET = re.compile(r" \([^()]*\)$")
_STATE = re.compile(r"^(Military|Police) Forces of ")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return loaded


def _value(row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    return None if value is None or value is pd.NA or value != value else value


def _count(row: Mapping[str, Any], name: str) -> int | None:
    """A count, None when there is none or it is no number (validation names that)."""
    value = _value(row, name)
    return int(value) if isinstance(value, numbers.Integral | float) else None


def actor_words(name: str) -> str:
    """An actor's name as it reads inside a sentence.

    Example:
        >>> actor_words("Unidentified Armed Group (Niger)"), actor_words("Military Forces of Mali (2021-)")
        ('an unidentified armed group', 'military forces of Mali')
    """
    plain = _YEARS.sub("", name)
    generic: dict[str, str] = _words()["generic_actors"]
    bare = _BRACKET.sub("", plain)
    if bare in generic:
        return generic[bare]
    return _STATE.sub(lambda found: f"{found[1].lower()} forces of ", plain)


def _place(row: Mapping[str, Any]) -> str:
    location, admin1, admin2 = _value(row, "location"), _value(row, "admin1"), _value(row, "admin2")
    units = [unit for unit in dict.fromkeys((admin2, admin1)) if unit and unit != location]
    where = "in" if _value(row, "geo_precision") == 1 else "near"
    return f"{where} {location}{' (' + ', '.join(units) + ')' if units else ''}"


def _day(row: Mapping[str, Any]) -> str:
    day = pd.Timestamp(row["event_date"])
    word = "On" if _value(row, "time_precision") == 1 else "Around"
    return f"{word} {day.day} {_words()['months'][day.month - 1]} {day.year}"


def _act(row: Mapping[str, Any]) -> str:
    words = _words()["acts"][row["sub_event_type"]]
    one, two = actor_words(row["actor1"]), _value(row, "actor2")
    if two is None or "two" not in words:
        return str(words.get("alone", words.get("two"))).format(one=one, two="an unknown side")
    return str(words["two"]).format(one=one, two=actor_words(two))


def _deaths(row: Mapping[str, Any]) -> str:
    words, status, n = _words()["deaths"], _value(row, "fatalities_status"), _count(row, "fatalities") or 0
    low, high = _count(row, "fatalities_low"), _count(row, "fatalities_high")
    if n == 0:
        return str(words["none"] if status == "reported_zero" else words["unknown"])
    text = str(words["one"] if n == 1 else words["many"].format(n=n))
    if status in ("conflicting", "range") and low is not None and high is not None and low != high:
        return f"{text} ({words['range'].format(low=low, high=high)})"
    if status == "vague":
        return f"{text} ({words['vague'].format(n=n)})"
    return f"{text} ({words['party_claim']})" if status == "party_claim" else text


def _harms(row: Mapping[str, Any]) -> list[str]:
    out: list[str] = []
    for name, (one, many) in _words()["consequences"].items():
        count = _count(row, name)
        if count:
            out.append(one if count == 1 else many.format(n=count))
    return out


def write_notes(row: Mapping[str, Any]) -> str:
    """Notes of a coded row.

    Args:
        row: cells of a report or event; actors, place, date, deaths and harms are used.

    Returns:
        One to three sentences; starts with a keyword for Strategic developments, with the date otherwise.
    """
    prefix = _words()["acts"][row["sub_event_type"]].get("prefix")
    sentences = [f"{_day(row)}, {_place(row)}, {_act(row)}"]
    silent = row["event_type"] == "Strategic developments" and not _count(row, "fatalities")
    sentences += [] if silent else [_deaths(row)]
    sentences += _harms(row)
    if _value(row, "geo_precision") == 3:
        sentences.append(f"Location coded to {row['location']}")
    text = ". ".join(sentences) + "."
    return f"{prefix}: {text}" if prefix else text
