"""The `notes` column: a short neutral account, written from the coded cells and never from the article.

Example of a result: "On 29 October 2017, in Deir ez-Zor (Deir ez-Zor), military forces of Russia hit civilians
(farmers) from the air. 3 fatalities."
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterable, Mapping
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
VAGUE = "vague"  # how impacts call a figure that was coded for a word such as "several"
REGION = 3  # geo_precision of a place that stands for the region around it


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


def vague_words(impacts: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The words that stand behind vague figures, by report and column.

    A figure that adds up several statements has no single word and is left out.

    Args:
        impacts: rows of `impacts`.

    Example:
        >>> vague_words([{"report_id": "r1", "impact": "killed", "count_kind": "vague", "count_text": "several"}])
        {'r1': {'fatalities': 'several'}}
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in impacts:
        field = "fatalities" if row["impact"] == "killed" else str(row["impact"])
        found.setdefault((row["report_id"], field), []).append((str(row["count_kind"]), str(row["count_text"])))
    out: dict[str, dict[str, str]] = {}
    for (report, field), stated in found.items():
        if len(stated) == 1 and stated[0][0] == VAGUE:
            out.setdefault(report, {})[field] = stated[0][1].lower()
    return out


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


def _side(row: Mapping[str, Any], number: int) -> str | None:
    """A main actor with those at its side: "civilians (women)", "military forces of Syria with Hezbollah"."""
    name = _value(row, f"actor{number}")
    if name is None:
        return None
    anonymous = _BRACKET.sub("", name) in _words()["generic_actors"]
    inside: list[str] = []
    beside: list[str] = []
    for label in filter(None, (_value(row, f"assoc_actor_{number}") or "").split("; ")):
        bare = _BRACKET.sub("", _YEARS.sub("", label))
        if bare in _words()["trades"]:
            inside.append(bare.lower().replace("idps", "IDPs"))
        else:  # who anonymous people belong to says who they are; beside a named side stand its allies
            (inside if anonymous else beside).append(_STATE.sub(lambda found: f"{found[1].lower()} forces of ", bare))
    text = actor_words(name) + (f" ({', '.join(dict.fromkeys(inside))})" if inside else "")
    return f"{text} with {' and '.join(dict.fromkeys(beside))}" if beside else text


def _place(row: Mapping[str, Any]) -> str:
    location, admin1, admin2 = _value(row, "location"), _value(row, "admin1"), _value(row, "admin2")
    precision = _value(row, "geo_precision")
    if precision == REGION:
        return f"in {admin1 or _value(row, 'country') or location}"
    units = [unit for unit in dict.fromkeys((admin2, admin1)) if unit and unit != location]
    return f"{'in' if precision == 1 else 'near'} {location}{' (' + ', '.join(units) + ')' if units else ''}"


def _day(row: Mapping[str, Any]) -> str:
    day = pd.Timestamp(row["event_date"])
    word = "On" if _value(row, "time_precision") == 1 else "Around"
    return f"{word} {day.day} {_words()['months'][day.month - 1]} {day.year}"


def _act(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    one, two = str(_side(row, 1)), _side(row, 2)
    if two is None or "two" not in words:
        return str(words.get("alone", words.get("two"))).format(one=one, two="an unknown side")
    if _value(row, "actor2") == _value(row, "actor1"):
        two = f"another {two.removeprefix('an ')}" if two.startswith("an ") else f"other {two}"
    return str(words["two"]).format(one=one, two=two)


def _deaths(row: Mapping[str, Any], said: Mapping[str, str], harmed: bool) -> list[str]:
    """The toll, with how it was stated; nothing where nobody expects one."""
    words, status, n = _words()["deaths"], _value(row, "fatalities_status"), _count(row, "fatalities") or 0
    low, high = _count(row, "fatalities_low"), _count(row, "fatalities_high")
    if n == 0 and status == "reported_zero":
        return [str(words["none"])]
    if n == 0:
        silent = row["event_type"] == "Strategic developments" or _model(row) in _words()["silent_on_deaths"]
        return [] if silent else [str(words["no_figure"] if harmed else words["unknown"])]
    if status == VAGUE and "fatalities" in said:
        return [str(_words()["vague"]["fatalities"]).format(word=said["fatalities"], n=n)]
    text = str(words["one"] if n == 1 else words["many"].format(n=n))
    if status in ("conflicting", "range") and low is not None and high is not None and low != high:
        return [f"{text} ({words['range'].format(low=low, high=high)})"]
    return [f"{text} ({words['party_claim']})"] if status == "party_claim" else [text]


def _harms(row: Mapping[str, Any], said: Mapping[str, str]) -> list[str]:
    out: list[str] = []
    for name, (one, many) in _words()["consequences"].items():
        count = _count(row, name)
        if count and name in said:
            out.append(str(_words()["vague"][name]).format(word=said[name], n=count))
        elif count:
            out.append(one if count == 1 else many.format(n=count))
    return out


def _model(row: Mapping[str, Any]) -> str:
    """The bundled type whose wording a row takes."""
    return tax.get(row["sub_event_type"]).model


def write_notes(row: Mapping[str, Any], said: Mapping[str, str] | None = None, rule: str | None = None) -> str:
    """Notes of a coded row.

    Args:
        row: cells of a report or event; actors, place, date, weapon, deaths and harms are used.
        said: the words behind vague figures, by column (``{"injured": "several"}``).
        rule: rule that decided the sub-type; tells what a strategic development was.

    Returns:
        One to five sentences; starts with a keyword for Strategic developments, with the date otherwise.
    """
    words = _words()["rules"].get(rule or _value(row, "rule_id")) or _words()["acts"][_model(row)]
    harms = _harms(row, said or {})
    sentences = [f"{_day(row)}, {_place(row)}, {_act(row, words)}"]
    weapon = _value(row, "weapon")
    if weapon and _model(row) not in _words()["weapons_said_by_type"]:
        sentences.append(str(_words()["weapon"]).format(weapon=weapon))
    sentences += [*_deaths(row, said or {}, bool(harms)), *harms]
    if _value(row, "geo_precision") == REGION:
        sentences.append(f"Location coded to {row['location']}")
    text = ". ".join(sentences) + "."
    own = row["sub_event_type"] in tax.own_labels()
    return f"{row['sub_event_type'] if own else words['prefix']}: {text}" if "prefix" in words else text
