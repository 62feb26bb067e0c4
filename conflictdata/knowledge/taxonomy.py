"""The closed lists of conflict coding: types, actor classes, slot rules and interactions.

Everything here comes from ``data/taxonomy.yaml``; the module only gives it names and answers questions about it. An
ontology may declare sub-types of its own and other ranks: they hold inside ``declared(...)``, and nowhere else.

Example:
    >>> disorder_type("Excessive force against protesters")
    'Political violence; Demonstrations'
    >>> interaction("Civilians", "State forces")
    'State forces-Civilians'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import yaml

CivilianRule = Literal["always", "never", "main_target"]

_PATH = Path(__file__).parent / "data" / "taxonomy.yaml"


@dataclass(frozen=True, slots=True)
class Slots:
    """Actor classes a sub-type allows in its two main slots; labels as in ``INTERS``."""

    actor1: frozenset[str]
    actor2: frozenset[str]
    actor2_required: bool
    review_actor1: frozenset[str]
    review_actor2: frozenset[str]


@dataclass(frozen=True, slots=True)
class SubEventType:
    """A sub-event type with everything that follows from it.

    ``rank`` 1 outranks 25 when several tactics make one event. ``civilian`` says when `civilian_targeting` is set.
    ``like`` is the bundled type after which a type of one's own is modelled; empty for the 25 bundled ones.
    """

    id: str
    label: str
    event_type: str
    event_rank: int
    disorder_type: str
    rank: int
    civilian: CivilianRule
    slots: Slots
    like: str = ""

    @property
    def model(self) -> str:
        """The bundled type whose actors, figures and neighbours it shares: itself, or the one it is like."""
        return self.like or self.label

    def record(self) -> dict[str, Any]:
        """The type as plain data, for the manifest."""
        slots = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in asdict(self.slots).items()}
        return {**asdict(self), "slots": slots}


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return loaded


def _labels(codes: list[int]) -> frozenset[str]:
    inters = _raw()["inters"]
    return frozenset(inters[code]["label"] for code in codes if code)


def _slots(row: dict[str, Any]) -> Slots:
    review = row.get("review", {})
    return Slots(
        actor1=_labels(row["actor1"]),
        actor2=_labels(row["actor2"]),
        actor2_required=0 not in row["actor2"],
        review_actor1=_labels(review.get("actor1", [])),
        review_actor2=_labels(review.get("actor2", [])),
    )


@lru_cache(maxsize=1)
def bundled() -> dict[str, SubEventType]:
    """The 25 bundled sub-event types by label, in hierarchical order."""
    raw = _raw()
    rows = sorted(raw["sub_event_types"].items(), key=lambda item: item[1]["rank"])
    out: dict[str, SubEventType] = {}
    for key, row in rows:
        parent = raw["event_types"][row["type"]]
        out[row["label"]] = SubEventType(
            id=key,
            label=row["label"],
            event_type=parent["label"],
            event_rank=parent["rank"],
            disorder_type=row["disorder"],
            rank=row["rank"],
            civilian=row["civilian"],
            slots=_slots(row),
        )
    return out


#: What the run's ontology declared in this process; see ``declare``.
_current: list[dict[str, SubEventType]] = []


def sub_event_types() -> dict[str, SubEventType]:
    """All sub-event types by label, in hierarchical order: the bundled 25, and those declared by the run's ontology.

    Example:
        >>> next(iter(sub_event_types()))
        'Government regains territory'
    """
    return _current[-1] if _current else bundled()


def with_types(types: Iterable[SubEventType]) -> dict[str, SubEventType]:
    """The bundled types with some replaced (other ranks) or added, in hierarchical order."""
    merged = {**bundled(), **{sub.label: sub for sub in types}}
    return dict(sorted(merged.items(), key=lambda item: (item[1].rank, bool(item[1].like), item[0])))


def declare(types: Iterable[SubEventType]) -> None:
    """Let types hold for the rest of this process: what a worker does before it codes."""
    _current[-1:] = [with_types(types)]


@contextmanager
def declared(types: Iterable[SubEventType]) -> Iterator[None]:
    """Let types hold inside a ``with`` block.

    Example:
        >>> with declared([]):
        ...     len(sub_event_types())
        25
    """
    _current.append(with_types(types))
    depth = len(_current)
    try:
        yield
    finally:
        del _current[depth - 1 :]


def own_labels() -> tuple[str, ...]:
    """Labels of declared types that are not bundled, in hierarchical order."""
    return tuple(label for label, sub in sub_event_types().items() if sub.like)


def from_record(row: Mapping[str, Any]) -> SubEventType:
    """A type from its record in a manifest."""
    slots: dict[str, Any] = {k: frozenset(v) if isinstance(v, list) else v for k, v in row["slots"].items()}
    return SubEventType(**{**row, "slots": Slots(**slots)})


def get(sub_event_type: str) -> SubEventType:
    """The record of a sub-type, by label or id.

    Raises:
        KeyError: for a label outside the closed list.
    """
    found = sub_event_types().get(sub_event_type)
    return found if found is not None else _by_id()[sub_event_type]


@lru_cache(maxsize=1)
def _by_id() -> dict[str, SubEventType]:
    return {sub.id: sub for sub in bundled().values()}


def event_type(sub_event_type: str) -> str:
    """Event type a sub-type belongs to."""
    return get(sub_event_type).event_type


def disorder_type(sub_event_type: str) -> str:
    """Disorder type a sub-type belongs to."""
    return get(sub_event_type).disorder_type


def slots(sub_event_type: str) -> Slots:
    """Actor classes a sub-type allows."""
    return get(sub_event_type).slots


@lru_cache(maxsize=1)
def inter_codes() -> dict[str, int]:
    """Digit of every actor class, by label."""
    return {row["label"]: code for code, row in _raw()["inters"].items()}


@lru_cache(maxsize=1)
def armed_inters() -> frozenset[str]:
    """Labels of the organised armed actor classes."""
    return frozenset(row["label"] for row in _raw()["inters"].values() if row["armed"])


@lru_cache(maxsize=1)
def interactions() -> dict[str, int]:
    """The 44 interaction labels with their two-digit codes, ascending."""
    by_code = {code: label for label, code in inter_codes().items()}
    exceptions = _raw()["interaction_exceptions"]
    out = {f"{label} only": code * 10 for code, label in by_code.items()}
    for low in by_code:
        for high in range(low, 9):
            code = low * 10 + high
            out[exceptions.get(code, f"{by_code[low]}-{by_code[high]}")] = code
    return dict(sorted(out.items(), key=lambda item: item[1]))


@lru_cache(maxsize=1)
def _interaction_labels() -> dict[int, str]:
    return {code: label for label, code in interactions().items()}


def interaction(inter1: str, inter2: str | None) -> str:
    """Interaction label of two actor classes; the order of the arguments does not matter.

    Args:
        inter1: label of the first class.
        inter2: label of the second class, None when the event is one-sided.

    Example:
        >>> interaction("Rioters", None)
        'Rioters only'
    """
    codes = inter_codes()
    if not inter2:
        return _interaction_labels()[codes[inter1] * 10]
    low, high = sorted((codes[inter1], codes[inter2]))
    return _interaction_labels()[low * 10 + high]


@lru_cache(maxsize=1)
def _neighbour_pairs() -> frozenset[frozenset[str]]:
    by_id = _by_id()
    return frozenset(frozenset(by_id[key].label for key in pair) for pair in _raw()["neighbours"])


def compatible(sub1: str, sub2: str) -> bool:
    """Whether two reports with these sub-types may tell of one event: same event type, or neighbours.

    Example:
        >>> compatible("Attack", "Mob violence"), compatible("Peaceful protest", "Air/drone strike")
        (True, False)
    """
    one, two = get(sub1), get(sub2)
    return (
        one.event_type == two.event_type
        or one.model == two.model
        or frozenset((one.model, two.model)) in _neighbour_pairs()
    )


def _source_scales() -> tuple[str, ...]:
    tokens: list[str] = _raw()["source_scale_tokens"]
    pairs = [f"{a}-{b}" for a, b in combinations(tokens, 2)]
    return (*tokens, *pairs)


VERSION: str = str(_raw()["version"])
EVENT_TYPES: tuple[str, ...] = tuple(row["label"] for row in _raw()["event_types"].values())
SUB_EVENT_TYPES: tuple[str, ...] = tuple(bundled())
DISORDER_TYPES: tuple[str, ...] = tuple(_raw()["disorder_types"])
INTERS: tuple[str, ...] = tuple(inter_codes())
INTERACTIONS: tuple[str, ...] = tuple(interactions())
REGIONS: tuple[str, ...] = tuple(_raw()["regions"])
SOURCE_SCALE_TOKENS: tuple[str, ...] = tuple(_raw()["source_scale_tokens"])
SOURCE_SCALES: tuple[str, ...] = _source_scales()
