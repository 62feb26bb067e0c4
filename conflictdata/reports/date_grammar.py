"""The time expressions we read: rules compiled from ``knowledge/data/date_rules.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.errors import KnowledgeError
from conflictdata.reports.needed_words import NeededWords

RULES_FILE = Path(__file__).resolve().parent.parent / "knowledge" / "data" / "date_rules.yaml"
_MACRO = re.compile(r"%([A-Z0-9]+)%")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of time expression: what it looks like and how it is read.

    `relative` says what it is counted from: "" publication, ``true`` another date of the text, ``near`` such a date
    where there is one, ``stated`` the day of the statement it stands in.
    """

    id: str
    trigger: str
    pattern: re.Pattern[str]
    resolve: str
    args: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 0.8
    relative: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """All rules, the pass that tells which of them can apply, and the values of the words."""

    rules: tuple[Rule, ...]
    trigger: re.Pattern[str]
    words: Mapping[str, Mapping[str, Any]]
    context: Mapping[str, re.Pattern[str]]
    needed: NeededWords

    def rules_for(self, text: str, seen: set[str]) -> list[Rule]:
        """The rules that can match a text in which these triggers were seen."""
        possible = self.needed.possible(text)
        return [rule for rule, here in zip(self.rules, possible, strict=True) if here and rule.trigger in seen]

    def triggers(self, text: str) -> set[str]:
        """Names of the triggers that occur in the text; an empty set means that it holds no time expression."""
        return {match.lastgroup for match in self.trigger.finditer(text) if match.lastgroup}


def _expand(pattern: str, macros: Mapping[str, str]) -> str:
    while "%" in pattern:
        expanded = _MACRO.sub(lambda m: macros[m.group(1)], pattern)
        if expanded == pattern:
            break
        pattern = expanded
    return pattern


def _macros(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        **data["macros"],
        "FMONTH": _any_of(data["words"]["foreign_month"]),
        "HOLIDAY": _any_of(data["words"]["holiday"]),
    }


def _any_of(names: Mapping[str, Any]) -> str:
    """A pattern for any of these names, the longest first, with either apostrophe."""
    longest_first = sorted(names, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(name).replace("'", "['\u2019]") for name in longest_first) + ")"


@lru_cache(maxsize=4)
def load_grammar(path: Path = RULES_FILE) -> Grammar:
    """Read and compile a rule file (once per process).

    Args:
        path: YAML file laid out as ``knowledge/data/date_rules.yaml``.

    Example:
        >>> sorted(load_grammar().triggers("They came on Sunday."))
        ['weekday']
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    macros = _macros(data)
    rules = []
    for row in data["rules"]:
        try:
            pattern = re.compile(_expand(row["pattern"], macros), re.IGNORECASE)
        except (re.error, KeyError) as error:
            raise KnowledgeError(
                f"the pattern of date rule {row.get('id')!r} does not compile: {error}", where=str(path)
            ) from error
        rules.append(
            Rule(
                id=row["id"],
                trigger=row["trigger"],
                pattern=pattern,
                resolve=row["resolve"],
                args=row.get("args", {}),
                confidence=row.get("confidence", 0.8),
                relative=str(row.get("relative", "")).lower(),
            )
        )
    alternatives = "|".join(f"(?P<{name}>{_expand(p, macros)})" for name, p in data["triggers"].items())
    # Capitals tell names from words, so patterns of names keep their case.
    context = {
        name: re.compile("".join(pattern.splitlines()), 0 if name.startswith("name") else re.IGNORECASE)
        for name, pattern in data["context"].items()
    }
    trigger = re.compile(rf"(?<![a-z\d])(?:{alternatives})", re.IGNORECASE)
    needed = NeededWords([rule.pattern.pattern for rule in rules])
    return Grammar(tuple(rules), trigger, data["words"], context, needed)
