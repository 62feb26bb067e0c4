"""The tables that say which words of a text may stand in the actor slots of an event (``slot_rules.yaml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "slot_rules.yaml"


@dataclass(frozen=True, slots=True)
class SlotRules:
    """Compiled ``slot_rules.yaml``; the file says what each entry decides."""

    responses: frozenset[str]
    direct: frozenset[str]
    own_acts: Mapping[str, frozenset[str]]
    violence: frozenset[str]
    forces_act: frozenset[str]
    disguises: re.Pattern[str]
    helpers: re.Pattern[str]
    helped: re.Pattern[str]
    speakers: re.Pattern[str]
    state_allies: frozenset[str]
    vague_names: tuple[str, ...]
    unclaimed: re.Pattern[str]
    inferred: frozenset[str]
    used_by: re.Pattern[str]
    both_sides: re.Pattern[str]
    left_it: re.Pattern[str]
    territorial: frozenset[str]
    peaceful: frozenset[str]
    only_counted: frozenset[str]
    kinds_of_people: Mapping[str, str]
    same_doer: re.Pattern[str]
    answered_with: re.Pattern[str]
    list_item: re.Pattern[str]
    strike_words: re.Pattern[str]
    described: re.Pattern[str]
    counted_among: re.Pattern[str]
    crowd_control: re.Pattern[str]
    held_by: re.Pattern[str]
    weapon_of_type: Mapping[str, str]
    gun_words: re.Pattern[str]
    rivals: re.Pattern[str]
    each_other: re.Pattern[str]
    unknown_craft: re.Pattern[str]
    aid_bodies: frozenset[str]
    mutual: re.Pattern[str]
    bare_men: frozenset[str]
    armed_acts: frozenset[str]
    fought_with: re.Pattern[str]
    seats: frozenset[str]


@lru_cache(maxsize=1)
def slot_rules() -> SlotRules:
    """The tables of slot filling, read once per process."""
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    any_of = {key: _any(words) for key, words in raw.items() if isinstance(words, list)}
    noun = r"(?: (?:garrison|men|fighters|units|there))?"
    return SlotRules(
        responses=frozenset(raw["responses"]),
        direct=frozenset(raw["direct"]),
        own_acts={sub: frozenset(names) for sub, names in raw["own_acts"].items()},
        violence=frozenset(raw["violence"]),
        forces_act=frozenset(raw["forces_act"]),
        disguises=_pattern(rf"\b(?:{any_of['disguises']})\s+(?:\w+\s+)?$"),
        helpers=_pattern(rf"\b(?:{any_of['helpers']})\s+(?:\w+\s+){{0,2}}$"),
        helped=_pattern(rf"[\s,]*(?:{any_of['helpers']})\b"),
        speakers=_pattern(rf"(?:\b|^[\s'’s]*)(?:{any_of['speakers']})\b"),
        state_allies=frozenset(raw["state_allies"]),
        vague_names=tuple(raw["vague_names"]),
        unclaimed=_pattern(rf"\b(?:{any_of['unclaimed']})\b"),
        inferred=frozenset(raw["inferred"]),
        used_by=_pattern(rf"\s*,?\s*(?:which (?:was|were) |that (?:was|were) )?(?:{any_of['used_by']})\s"),
        both_sides=_pattern(rf"\b(?:both|the two|two|the) (?:[\w-]+ )?(?:{any_of['both_sides']})\b"),
        left_it=_pattern(
            rf"^(?:['’]s)?{noun},? (?:who |that |which )?(?:had |have |has )?(?:\w+ly )?(?:{any_of['left_it']})\b"
        ),
        territorial=frozenset(raw["territorial"]),
        peaceful=frozenset(raw["peaceful"]),
        only_counted=frozenset(raw["only_counted"]),
        kinds_of_people=dict(raw["kinds_of_people"]),
        same_doer=_pattern(rf"the same (?:{any_of['same_doer']})\b"),
        answered_with=_pattern(rf"\b(?:{any_of['answered']}) (?:with|by firing) (?:[\w-]+ ){{0,3}}$"),
        list_item=_pattern(rf"\s*(?:[-*•–—]|\d+[.)])?\s*(?:{any_of['list_item']})\s"),
        strike_words=_pattern(rf"\b(?:{any_of['strike_words']})\b"),
        described=_pattern(rf"^,?(?: all| who were| whom (?:\w+ ){{1,4}}?)? ?(?:{any_of['described']}) "),
        counted_among=_pattern(rf"^ whom(?: \w+){{0,3}}?[ ]([A-Z].{{2,50}}?) (?:{any_of['counted_among']})"),
        crowd_control=_pattern(rf"\b(?:{any_of['crowd_control']})\b"),
        held_by=_pattern(rf"\b(?:{any_of['held_by']})\s+(?:the |a |an )?$"),
        weapon_of_type=dict(raw["weapon_of_type"]),
        gun_words=_pattern(rf"\b(?:{any_of['gun_words']})\b"),
        rivals=_pattern(rf"^(?:the |between |some |several )*(?:{any_of['rivals']})\b"),
        each_other=_pattern(rf"\b(?:{any_of['each_other']})\b"),
        unknown_craft=_pattern(rf"\b(?:{any_of['unknown_craft']})\b"),
        aid_bodies=frozenset(raw["aid_bodies"]),
        bare_men=frozenset(raw["bare_men"]),
        armed_acts=frozenset(raw["armed_acts"]),
        seats=frozenset(raw["seats"]),
        fought_with=_pattern(rf"^ (?:{any_of['fought_with']}) (?:the |an? |some )?(?:\w+ )?$"),
        mutual=_pattern(rf"^(?:{any_of['mutual']})$"),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(str(word)) for word in words)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.I)
