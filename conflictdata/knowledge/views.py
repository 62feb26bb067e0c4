"""Views: another scheme's last decision over the same frames.

A view is an ontology that ``extends`` another one: acts, cues, types and rules of the base are inherited unchanged,
and its ``view:`` block says which table it writes, which acts it knows beside those of the base, and which rule turns
an act and its features into the scheme's event. Everything is checked on load; messages name the line.

Example:
    >>> load_view("plover").table, load_view("acled")
    ('plover', None)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from conflictdata.knowledge import ontology as base
from conflictdata.knowledge.lexicon import forms, split_list
from conflictdata.knowledge.ontology_extends import own_yaml
from conflictdata.knowledge.ontology_model import Ontology, Rule
from conflictdata.knowledge.ontology_yaml import check_keys, fail, ontology_path
from conflictdata.knowledge.views_scheme import scheme

_VIEW_KEYS = frozenset({"table", "stances", "acts", "cues", "rules", "__line__"})
_RULE_KEYS = frozenset({"id", "to", "mode", "all", "any", "none", "__line__"})
#: Families of features by table: those of a statement, and those of an event's row.
FAMILIES = {
    "plover": frozenset({"act", "cue", "mod", "agent", "patient", "weapon", "head", "in"}),
    "ucdp": frozenset({"type", "sub", "one", "two", "gov"}),
}
#: How far a statement is a deed, as rules of the PLOVER view name it.
STANCES = frozenset("real future must refused negated hypothetical threat denied court historical metaphor".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class ViewRule:
    """A rule of a view: the rule itself and the mode it gives."""

    rule: Rule
    mode: str | None

    @property
    def stated(self) -> bool:
        """Whether it asks for a stance itself; the others hold only for what really happened."""
        return any(feature.startswith("mod:") for group in self.rule.all_of for feature in group)


@dataclass(frozen=True, slots=True)
class View:
    """A loaded view.

    Attributes:
        name: name of the ontology that holds it.
        version: its version.
        table: table it writes.
        words: acts and cues of the base with those of the view, indexed for matching.
        own: names of the acts that only the view has.
        rules: last decisions, in order.
        stances: form of a governing word -> stance it gives what it governs.
    """

    name: str
    version: str
    table: str
    words: Ontology
    own: frozenset[str] = frozenset()
    rules: tuple[ViewRule, ...] = ()
    stances: Mapping[str, str] = field(default_factory=dict)

    def decide(self, features: frozenset[str]) -> tuple[int, ViewRule] | None:
        """The first rule that holds, with its position; None when none does."""
        real = "mod:real" in features or self.table != "plover"
        for position, row in enumerate(self.rules):
            if (real or row.stated) and row.rule.holds(features):
                return position, row
        return None


@lru_cache(maxsize=4)
def load_view(name: str) -> View | None:
    """The view of an ontology, or None when it has none; cached per process.

    Args:
        name: name of the ontology (``conf/ontology/<name>.yaml``) or its path.

    Raises:
        KnowledgeError: the block breaks the format; the message names the line and what is allowed.
    """
    path = ontology_path(name)
    _, raw = own_yaml(path)
    if "view" not in raw:
        return None
    block = raw["view"] if isinstance(raw["view"], dict) else {}
    check_keys(path, block, _VIEW_KEYS, "The view")
    table = str(block.get("table"))
    if table not in FAMILIES:
        raise fail(path, int(block.get("__line__", 1)), f"The view writes the table {table!r}.", set(FAMILIES))
    words = base.read_ontology(path)
    own = base.add_acts(path, words, block.get("acts") or {})
    words.cues.update(base.read_cues(path, block.get("cues"), words.classes.names))
    return View(
        name=str(raw["name"]),
        version=str(raw["version"]),
        table=table,
        words=words,
        own=own,
        rules=_rules(path, table, block, words),
        stances=_stances(path, block.get("stances") or {}),
    )


def _stances(path: Path, raw: Mapping[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    for stance, words in raw.items():
        if stance == "__line__":
            continue
        if stance not in STANCES:
            raise fail(path, int(raw["__line__"]), f"There is no stance {stance!r}.", STANCES)
        out.update({form: stance for word in split_list(words) if not word.endswith("?") for form in forms(word)})
    return out


def _rules(path: Path, table: str, block: Mapping[str, Any], words: Ontology) -> tuple[ViewRule, ...]:
    labels = frozenset(scheme().events) if table == "plover" else frozenset({"1", "2", "3"})
    rules: list[ViewRule] = []
    for row in block.get("rules") or []:
        line = int(row.get("__line__", 0))
        check_keys(path, row, _RULE_KEYS, f"Rule {row.get('id', len(rules) + 1)!r}")
        if str(row.get("to")) not in labels:
            raise fail(path, line, f"Rule {row.get('id')!r} decides for {row.get('to')!r}.", labels)
        mode = row.get("mode")
        if mode is not None and mode not in scheme().modes:
            raise fail(path, line, f"Rule {row['id']!r} gives the mode {mode!r}.", set(scheme().modes))
        groups = {
            key: tuple(frozenset(split_list(_spread(item))) for item in row.get(key, []))
            for key in ("all", "any", "none")
        }
        for feature in sorted(f for group in groups.values() for items in group for f in items):
            _check_feature(path, line, str(row["id"]), feature, table, words)
        rule = Rule(str(row["id"]), str(row["to"]), groups["all"], groups["any"], groups["none"])
        rules.append(ViewRule(rule, mode))
    return tuple(rules)


def _spread(item: str) -> str:
    """``act:a|b`` as ``act:a|act:b``: alternatives mostly are of one family."""
    family = item.partition(":")[0]
    return "|".join(part if ":" in part else f"{family}:{part.strip()}" for part in str(item).split("|"))


def _check_feature(path: Path, line: int, rule: str, feature: str, table: str, words: Ontology) -> None:
    family, _, value = feature.partition(":")
    if family not in FAMILIES[table]:
        what = f"Rule {rule!r} asks for {feature!r}, which is no family of features."
        raise fail(path, line, what, {f"{f}:..." for f in FAMILIES[table]})
    known = {"act": set(words.acts), "cue": set(words.cues), "mod": set(STANCES)}.get(family)
    if known is not None and value not in known:
        raise fail(path, line, f"Rule {rule!r} asks for {feature!r}, but there is no such {family}.", known)
