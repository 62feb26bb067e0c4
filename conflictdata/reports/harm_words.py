"""The word lists of the casualties room, read once from ``knowledge/data`` (numbers, people, words of harm).

Example:
    >>> harm_words().verbs["slain"][0].impact
    'killed'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parent.parent / "knowledge" / "data"
_Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Words of ``quantities.yaml``, indexed for reading."""

    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    groups: Mapping[str, int]
    magnitudes: Mapping[str, tuple[int, int]]
    vague: Mapping[str, tuple[int, int]]
    vague_phrases: Mapping[str, tuple[tuple[_Phrase, tuple[int, int]], ...]]
    some_of_scale: frozenset[str]
    modifiers: tuple[tuple[_Phrase, str], ...]
    after: tuple[tuple[_Phrase, str], ...]
    additional: frozenset[str]
    months: frozenset[str]
    year_prepositions: frozenset[str]
    label_words: frozenset[str]
    money_before: frozenset[str]
    measure_nouns: frozenset[str]
    riding: frozenset[str]
    group_nouns: frozenset[str]
    unit_of: Mapping[str, str]
    openers: frozenset[str]
    number_starts: frozenset[str]
    fractions: tuple[tuple[_Phrase, float], ...]


@dataclass(frozen=True, slots=True)
class PersonNoun:
    """A noun for people: number, side and what it says of sex and age."""

    singular: str
    plural: bool
    side: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class PersonWords:
    """Words of ``persons.yaml``: every known form, and which are singular or collective."""

    known: Mapping[str, PersonNoun]
    singular: frozenset[str]
    collective: frozenset[str]
    not_people: frozenset[str]


@dataclass(frozen=True, slots=True)
class VerbFrame:
    """How one verb of harm takes its victim; see the comments in ``harm_words.yaml``."""

    impact: str | None
    frame: str
    needs: str = ""
    result: str | None = None
    particle: frozenset[str] = frozenset()
    particle_before: frozenset[str] = frozenset()
    window: int = 3


@dataclass(frozen=True, slots=True)
class HarmWords:
    """Words of ``harm_words.yaml``, indexed by surface form."""

    verbs: Mapping[str, tuple[VerbFrame, ...]]
    states: Mapping[str, str]
    nouns: Mapping[str, str]
    count_nouns: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    cumulative: tuple[_Phrase, ...]
    parties: Mapping[str, frozenset[str]]
    cues: frozenset[str]
    placements: Mapping[str, str]
    placed: Mapping[str, frozenset[str]]


def _load(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with (_DATA / name).open(encoding="utf-8") as handle:
        return dict(yaml.load(handle, Loader=loader))


def _words(values: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(value) for value in values)


def _by_length(table: Mapping[str, Iterable[str]]) -> tuple[tuple[_Phrase, str], ...]:
    pairs = [(tuple(str(phrase).split()), kind) for kind, phrases in table.items() for phrase in phrases]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def number_words() -> NumberWords:
    """The number lexicon, e.g. ``number_words().magnitudes["dozens"] == (12, 99)``."""
    raw = _load("quantities.yaml")
    single = {key: (v[0], v[1]) for key, v in raw["vague"].items() if " " not in key}
    phrases: dict[str, list[tuple[_Phrase, tuple[int, int]]]] = {}
    for key, value in raw["vague"].items():
        if " " in key:
            phrase = tuple(key.split())
            phrases.setdefault(phrase[0], []).append((phrase, (value[0], value[1])))
    magnitudes = {key: (v[0], v[1]) for key, v in raw["magnitudes"].items()}
    starts = _words(raw["numbers"]) | _words(raw["groups"]) | {"a", "an", "half"}
    return NumberWords(
        numbers=raw["numbers"],
        scales=raw["scales"],
        groups=raw["groups"],
        magnitudes=magnitudes,
        vague=single,
        vague_phrases={key: tuple(value) for key, value in phrases.items()},
        some_of_scale=_words(raw["some_of_scale"]),
        modifiers=_by_length(raw["modifiers"]),
        after=_by_length(raw["after"]),
        additional=_words(raw["additional"]),
        months=_words(raw["months"]),
        year_prepositions=_words(raw["year_prepositions"]),
        label_words=_words(raw["label_words"]),
        money_before=_words(raw["money_before"]),
        measure_nouns=_words(raw["measure_nouns"]),
        riding=_words(raw["riding"]),
        group_nouns=_words(raw["group_nouns"]),
        unit_of={str(noun): unit for unit, nouns in raw["unit_nouns"].items() for noun in nouns},
        openers=starts
        | {str(phrase).split()[0] for phrase in raw["fractions"]}
        | _words(magnitudes)
        | _words(single)
        | _words(phrases)
        | _words(raw["group_nouns"])
        | {"between"},
        number_starts=starts,
        fractions=tuple(
            (tuple(str(phrase).split()), float(share))
            for phrase, share in sorted(raw["fractions"].items(), key=lambda item: -len(item[0]))
        ),
    )


@cache
def person_words() -> PersonWords:
    """The lexicon of people, e.g. ``person_words().known["wives"].kinds == {"women"}``."""
    raw = _load("persons.yaml")
    kinds: dict[str, set[str]] = {}
    for kind, nouns in raw["sex_age"].items():
        for noun in nouns:
            kinds.setdefault(noun, set()).add(kind)
    known: dict[str, PersonNoun] = {}
    singular: set[str] = set()
    for side, entries in raw["side"].items():
        for entry in entries:
            one, _, many = str(entry).partition("/")
            if " " in one:
                continue
            many = many or _plural(one)
            told = frozenset(kinds.get(one, ()))
            known.setdefault(many, PersonNoun(one, True, side, told))
            if one != many:
                known[one] = PersonNoun(one, False, side, told)
                singular.add(one)
    return PersonWords(
        known, frozenset(singular), _words(raw["collective"]), frozenset(str(w).strip() for w in raw["not_people"])
    )


@cache
def harm_words() -> HarmWords:
    """The lexicon of harm, e.g. ``harm_words().states["homeless"] == "displaced"``."""
    raw = _load("harm_words.yaml")
    verbs: dict[str, list[VerbFrame]] = {}
    for entry in raw["verbs"]:
        frame = VerbFrame(
            entry.get("impact"),
            entry["frame"],
            entry.get("needs", ""),
            entry.get("result"),
            _words(entry.get("particle", ())),
            _words(entry.get("particle_before", ())),
            entry.get("window", 3),
        )
        for form in {form for spelled in entry["forms"] for form in _inflect(str(spelled))}:
            verbs.setdefault(form, []).append(frame)
    nouns = {noun: impact for impact, words in raw["nouns"].items() for noun in words}
    counts = {noun: impact for impact, words in raw["count_nouns"].items() for noun in words}
    cumulative = raw.pop("cumulative")
    sets = {key: _words(value) for key, value in raw.items() if isinstance(value, list) and key != "verbs"}
    sets |= {key: _words(value) for key, value in cumulative.items() if key != "starts"}
    sets |= {f"resultative_{key}": _words(value) for key, value in raw["resultative"].items()}
    cues = (
        frozenset(verbs)
        | frozenset(raw["states"])
        | frozenset(nouns)
        | frozenset(counts)
        | sets["bodies"]
        | sets["toll_nouns"]
        | sets["casualty_nouns"]
        | {"wounds"}
        | sets["unseen"]
        | sets["put_at"]
        | frozenset(raw["placements"])
    )
    return HarmWords(
        {form: tuple(frames) for form, frames in verbs.items()},
        raw["states"],
        nouns,
        counts,
        sets,
        tuple(tuple(str(w) for w in phrase) for phrase in cumulative["starts"]),
        {side: _words(words) for side, words in raw["parties"].items()},
        cues,
        raw["placements"],
        {word: _words(before) for word, before in raw["placed"].items()},
    )


@cache
def special_groups() -> Mapping[str, frozenset[str]]:
    """Nouns of victims whose trade is a group of the impacts table, as health_workers: nurse, doctor, medic."""
    return {group: _words(nouns) for group, nouns in _load("victim_groups.yaml")["special"].items()}


@cache
def special_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The same by more than one word: ("aid_workers", pattern of "aid worker", "relief workers" ...)."""
    table = _load("victim_groups.yaml")["special_phrases"]
    joined = {group: "|".join(map(re.escape, words)) for group, words in table.items()}
    return tuple((group, re.compile(rf"\b(?:{words})\b", re.I)) for group, words in joined.items())


def _inflect(spelled: str) -> tuple[str, ...]:
    """Forms of a verb: those given in full, else the regular ones of its base."""
    forms = tuple(spelled.split())
    if len(forms) > 1:
        return forms
    base = forms[0]
    if base.endswith("e"):
        return base, base + "s", base[:-1] + "ing", base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base, base[:-1] + "ies", base + "ing", base[:-1] + "ied"
    return base, base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s"), base + "ing", base + "ed"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "sh", "ch", "x")) else "s")
