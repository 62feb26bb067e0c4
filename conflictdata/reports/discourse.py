"""What incidents are made of, and when two acts or places can belong to one event (``discourse.yaml``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.knowledge.actor_classes import classes
from conflictdata.knowledge.lexicon import split_list
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.reports.acts import Act
from conflictdata.reports.binding import BoundDate, BoundPlace
from conflictdata.reports.casualties import Harm
from conflictdata.reports.dates import DateMention

#: Classes of mention whose country says whose force it is.
_FORCES = classes("flagged")
_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "discourse.yaml"
#: Two place mentions closer than this name the same scene (a village and its district seat).
_SAME_SCENE_KM = 12.0
_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class DiscourseWords:
    """Compiled ``discourse.yaml``."""

    separators: re.Pattern[str]
    openers: re.Pattern[str]
    resuming: frozenset[str]
    doers: frozenset[str]
    families: tuple[frozenset[str], ...]
    own_event: frozenset[str]
    weight: dict[str, int]
    upgrades: dict[str, frozenset[str]]
    setting_refusals: frozenset[str]
    background_days: int
    aftermath: tuple[frozenset[str], frozenset[str]]
    bloodless: frozenset[str]


@lru_cache(maxsize=1)
def discourse() -> DiscourseWords:
    """The discourse tables, read once per process."""
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    words = "|".join(re.escape(w) for w in split_list(raw["separators"]))
    openers = "|".join(re.escape(w) for w in split_list(raw["openers"]))
    return DiscourseWords(
        re.compile(rf"\b(?:{words})\b", re.I),
        re.compile(rf"\b(?:{openers})\b", re.I),
        frozenset(split_list(raw["resuming"])),
        frozenset(split_list(raw["doers"])),
        tuple(frozenset(f) for f in raw["families"]),
        frozenset(raw["own_event"]),
        dict(raw["weight"]),
        {k: frozenset(v) for k, v in raw["upgrades"].items()},
        frozenset(raw["setting_refusals"]),
        int(raw["background_days"]),
        (frozenset(raw["aftermath"]["events"]), frozenset(raw["aftermath"]["parts"])),
        frozenset(raw["bloodless"]),
    )


@dataclass(slots=True)
class Incident:
    """Acts that tell one event, with the places, dates and harms bound to them."""

    acts: list[Act] = field(default_factory=list)
    places: list[BoundPlace] = field(default_factory=list)
    dates: list[BoundDate] = field(default_factory=list)
    harms: list[Harm] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    paragraphs: set[int] = field(default_factory=set)
    inherited: DateMention | None = None
    elsewhere: bool = False  # its place is one told before ("on the town")

    @property
    def day(self) -> DateMention | None:
        """Its own date, else the one in force where it was opened."""
        return self.dates[0].mention if self.dates else self.inherited

    @property
    def names(self) -> set[str]:
        """Names of its acts."""
        return {a.name for a in self.acts}

    @property
    def agents(self) -> set[str]:
        """Keys of its agents: named ids where known."""
        return {key for a in self.acts for key in agent_keys(a)}

    def add(self, group: Group) -> None:
        """Take over a group of acts with what is bound to them."""
        self.acts.extend(group.acts)
        self.places.extend(group.places)
        self.dates.extend(group.dates)
        self.sentences.add(group.sentence)
        self.paragraphs.add(group.paragraph)


@dataclass(slots=True)
class Group:
    """Acts of one sentence that share place and date."""

    sentence: int
    paragraph: int
    acts: list[Act]
    places: list[BoundPlace]
    dates: list[BoundDate]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that is not coded, with the reason."""

    act: Act
    reason: str


def agent_keys(act: Act) -> set[str]:
    """What identifies an act's agents across sentences: ids of named actors, the country of a force."""
    out = set()
    for role in act.agents:
        if role.mention is not None:
            out |= set(role.mention.ids)
            if not role.mention.ids and role.mention.country and role.mention.klass in _FORCES:
                out.add(f"force of {role.mention.country}")
    return out


def km_between(a: ResolvedPlace, b: ResolvedPlace) -> float:
    """Rough distance in km of two places, good enough below 100 km."""
    dy = a.place.latitude - b.place.latitude
    dx = (a.place.longitude - b.place.longitude) * max(0.2, 1 - abs(a.place.latitude) / 90)
    return float((dx * dx + dy * dy) ** 0.5 * _KM_PER_DEGREE)


def same_scene(a: ResolvedPlace, b: ResolvedPlace) -> bool:
    """Whether two places can be the scene of one event: same or near point, or one contains the other."""
    if a.place.id == b.place.id or km_between(a, b) <= _SAME_SCENE_KM:
        return True
    if a.place.country != b.place.country:
        return False
    wide, narrow = (a, b) if a.geo_precision >= b.geo_precision else (b, a)
    if wide.geo_precision == 3 and narrow.geo_precision < 3:
        return wide.place.admin1 == narrow.place.admin1 or wide.place.kind in ("region", "feature")
    return False


def same_place(a: BoundPlace, b: BoundPlace) -> bool:
    """Like `same_scene`, but two differently named quarters of one city are two scenes."""
    if a.resolved.place.id == b.resolved.place.id:
        names = {a.mention.text.lower(), b.mention.text.lower()}
        return len(names) == 1 or a.resolved.place.name.lower() in names or a.resolved.geo_precision == 3
    return same_scene(a.resolved, b.resolved)


def compatible(names: set[str], others: set[str]) -> bool:
    """Whether two sets of acts may belong to one event."""
    return any(
        (names & family) and (others & family) and names <= family | {"die", "injure"}
        for family in discourse().families
    )
