"""The types of an ontology: what each means, which outranks which, who must and must not take part, and one's own.

``sub_event_types`` declares sub-types that the bundled taxonomy lacks, each like one that it has. ``types`` holds
definition, examples, ``rank``, ``requires`` and ``forbids`` of any type; ``every_type`` holds the last two for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from conflictdata.knowledge.lexicon import split_list
from conflictdata.knowledge.ontology_model import Demand, TypeNote
from conflictdata.knowledge.ontology_yaml import check_keys, check_table, check_value, fail, items
from conflictdata.knowledge.taxonomy import (
    DISORDER_TYPES,
    EVENT_TYPES,
    INTERS,
    SubEventType,
    armed_inters,
    bundled,
)

_TYPE_KEYS = frozenset({"definition", "examples", "not", "rank", "requires", "forbids", "__line__"})
_OWN_KEYS = frozenset(
    {"like", "event_type", "disorder_type", "rank", "actor1", "actor2", "civilian_targeting", "__line__"}
)
_CIVILIAN = frozenset({"always", "never", "main_target"})
_BLANK = "blank"
#: What an assembled report shows of its two sides, for ``requires`` and ``forbids`` (``reports/demands.py``).
SIDE_FACTS = frozenset(
    {
        *(
            f"{slot}:{fact}"
            for slot in ("actor1", "actor2")
            for fact in (*INTERS, "armed", "present", "stated", "named", "military", "police", "government")
        ),
        "sides:one_state",
        "sides:one_actor",
    }
)


def read_own(path: Path, raw: object) -> dict[str, SubEventType]:
    """Sub-types of the file's own, by label.

    Args:
        path: the ontology file, for messages.
        raw: its block ``sub_event_types``.
    """
    table = check_table(path, raw, 0, "The block of sub_event_types")
    out: dict[str, SubEventType] = {}
    for label, row in items(table):
        line = int(row.get("__line__", 0)) if isinstance(row, dict) else int(table["__line__"])
        row = check_table(path, row, line, f"Sub-type {label!r}")
        check_keys(path, row, _OWN_KEYS, f"Sub-type {label!r}")
        if label in bundled():
            what = f"Sub-type {label!r} is one of the bundled ones: give it another name."
            raise fail(path, line, what, "a label of your own; rank, requires, forbids of bundled types are in types")
        out[str(label)] = _own(path, line, str(label), row)
    return out


def _own(path: Path, line: int, label: str, row: Mapping[str, Any]) -> SubEventType:
    check_value(path, line, f"type that {label!r} is like", str(row.get("like", "")), frozenset(bundled()))
    model = bundled()[str(row["like"])]
    event_type = str(row.get("event_type", model.event_type))
    disorder = str(row.get("disorder_type", model.disorder_type))
    civilian = row.get("civilian_targeting", model.civilian)
    check_value(path, line, f"event type of {label!r}", event_type, frozenset(EVENT_TYPES))
    check_value(path, line, f"disorder type of {label!r}", disorder, frozenset(DISORDER_TYPES))
    check_value(path, line, f"civilian_targeting of {label!r}", str(civilian), _CIVILIAN)
    one, _ = _actors(path, line, f"actor1 of {label!r}", row.get("actor1"), (model.slots.actor1, True))
    two, required = _actors(
        path, line, f"actor2 of {label!r}", row.get("actor2"), (model.slots.actor2, model.slots.actor2_required)
    )
    slots = replace(model.slots, actor1=one, actor2=two, actor2_required=required)
    parent = next(sub.event_rank for sub in bundled().values() if sub.event_type == event_type)
    return SubEventType(
        id=label.lower().replace(" ", "_").replace("/", "_"),
        label=label,
        event_type=event_type,
        event_rank=parent,
        disorder_type=disorder,
        rank=_rank(path, line, label, row.get("rank", model.rank)),
        civilian=civilian,
        slots=slots,
        like=model.label,
    )


def _actors(
    path: Path, line: int, what: str, value: object, default: tuple[frozenset[str], bool]
) -> tuple[frozenset[str], bool]:
    """Actor classes of a slot (``Rebel group | armed | blank``), and whether it must be filled."""
    if value is None:
        return default
    names = split_list(value)
    out: set[str] = set()
    for name in names:
        check_value(path, line, what, name, frozenset({*INTERS, "armed", _BLANK}))
        out |= armed_inters() if name == "armed" else set() if name == _BLANK else {name}
    return frozenset(out), _BLANK not in names


def _rank(path: Path, line: int, label: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise fail(path, line, f"The rank of {label!r} is {value!r}.", "a whole number from 1 (wins over all others)")
    return value


def read_types(
    path: Path, raw: object, labels: frozenset[str], known: Mapping[str, frozenset[str]]
) -> dict[str, TypeNote]:
    """Notes on types, by label.

    Args:
        path: the ontology file, for messages.
        raw: its block ``types``.
        labels: the types there are.
        known: names of the acts and cues the file defines, for features.
    """
    table = check_table(path, raw, 0, "The block of types")
    out: dict[str, TypeNote] = {}
    for label, row in items(table):
        line = int(row.get("__line__", 0)) if isinstance(row, dict) else int(table["__line__"])
        row = check_table(path, row, line, f"Type {label!r}")
        if label not in labels:
            raise fail(path, line, f"The block of types names an unknown type {label!r}.", labels)
        check_keys(path, row, _TYPE_KEYS, f"Type {label!r}")
        out[str(label)] = TypeNote(
            str(row.get("definition", "")).strip(),
            _examples(path, str(label), row, labels),
            _rank(path, line, str(label), row["rank"]) if "rank" in row else None,
            read_demands(path, line, str(label), row, known),
        )
    return out


def _examples(path: Path, label: str, row: Mapping[str, Any], labels: frozenset[str]) -> tuple[tuple[str, str], ...]:
    out = [(str(text), label) for text in row.get("examples") or []]
    for other in row.get("not") or []:
        if not isinstance(other, dict) or "text" not in other:
            line = int(row["__line__"])
            raise fail(path, line, f"A counter-example of {label!r} has no text.", "{text: a sentence, is: a type}")
        expected = str(other.get("is", ""))
        check_value(path, other["__line__"], f"type of a counter-example of {label!r}", expected, labels | {"none"})
        out.append((str(other["text"]), expected))
    return tuple(out)


def read_demands(
    path: Path, line: int, label: str, row: Mapping[str, Any], known: Mapping[str, frozenset[str]]
) -> tuple[Demand, ...]:
    """The entries of ``requires`` and ``forbids`` of one type; each reads ``this | that unless other``."""
    out = []
    for key in ("requires", "forbids"):
        for number, entry in enumerate(split_list_of_items(row.get(key)), start=1):
            facts, _, excuses = entry.partition(" unless ")
            demand = Demand(
                f"{label}.{key}.{number}",
                key == "requires",
                frozenset(split_list(facts)),
                frozenset(split_list(excuses)),
            )
            for fact in sorted(demand.facts | demand.excuses):
                _check_fact(path, line, f"{key} of {label!r}", fact, known)
            out.append(demand)
    return tuple(out)


def split_list_of_items(value: object) -> list[str]:
    """The entries of a YAML list, or of a single one."""
    return [] if value is None else [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _check_fact(path: Path, line: int, what: str, fact: str, known: Mapping[str, frozenset[str]]) -> None:
    family, _, value = fact.partition(":")
    if fact in SIDE_FACTS or (family in known and (not known[family] or value in known[family])):
        return
    if family in known:
        raise fail(path, line, f"{what} asks for {fact!r}, but the file defines no such {family}.", known[family])
    allowed = SIDE_FACTS | {f"{name}:..." for name in known}
    raise fail(path, line, f"{what} asks for {fact!r}, which is no fact of a report.", allowed)


def ranked(own: Mapping[str, SubEventType], types: Mapping[str, TypeNote]) -> tuple[SubEventType, ...]:
    """What an ontology declares to the taxonomy: its own types, and bundled ones whose rank it changes."""
    out = dict(own)
    for label, note in types.items():
        before = out.get(label) or bundled()[label]
        if note.rank is not None and note.rank != before.rank:
            out[label] = replace(before, rank=note.rank)
    return tuple(out.values())
