"""The coding ontology: acts, their trigger patterns and roles, and the rules from a bound frame to an event type.

Everything is read from ``conf/ontology/<name>.yaml`` and ``data/semantic_classes.yaml``; this module gives it types, checks it on load (messages
name the line and what is allowed) and indexes it by surface form for the cue gate and the trigger matcher.

Example:
    >>> ontology = load_ontology()
    >>> ontology.acts["die"].core
    False
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.inflect import noun_forms, verb_forms
from conflictdata.knowledge.lexicon import DYNAMIC_CLASSES, ClassTable, WordSet, forms, split_list, tokens_of, word_set
from conflictdata.knowledge.taxonomy import sub_event_types

_DATA = Path(__file__).parent / "data"
_ACT_KEYS = frozenset({"core", "verbs", "nouns", "patterns", "phrases", "roles", "__line__"})
_PATTERN_KEYS = frozenset(
    {"head", "kind", "arg", "and_arg", "not_arg", "subj", "not_subj", "obj", "not_obj", "not", "voice", "agent_armed", "agent_state", "roles", "__line__"}
)
_RULE_KEYS = frozenset({"id", "to", "all", "any", "none", "__line__"})
_DEFAULT_ROLES = {"subj": "agent", "obj": "patient", "by": "agent"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A head word plus conditions on its clause; all given conditions must hold."""

    act: str
    kind: str  # verb | noun | any
    arg: WordSet
    and_arg: WordSet
    not_arg: WordSet
    subj: WordSet
    not_subj: WordSet
    obj: WordSet
    not_obj: WordSet
    voice: str
    agent_armed: bool
    agent_state: bool
    roles: Mapping[str, str]
    rule_id: str
    bare: bool  # the head alone states the act


@dataclass(frozen=True, slots=True)
class ActType:
    """One act the coder can recognise. ``core`` acts can be events by themselves."""

    name: str
    core: bool
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule: features that must all, any or none hold, each a set of alternatives."""

    id: str
    to: str
    all_of: tuple[frozenset[str], ...]
    any_of: tuple[frozenset[str], ...]
    none_of: tuple[frozenset[str], ...]

    def holds(self, features: frozenset[str]) -> bool:
        """Whether the rule's conditions hold for a frame's features."""
        return (
            all(not group.isdisjoint(features) for group in self.all_of)
            and (not self.any_of or any(not group.isdisjoint(features) for group in self.any_of))
            and all(group.isdisjoint(features) for group in self.none_of)
        )


@dataclass(slots=True)
class Ontology:
    """A loaded ontology, indexed for matching.

    Attributes:
        by_head: surface form of a head word -> patterns to try there.
        phrases: first form -> (form sequence, act) of literal phrases.
        gate_strong: forms that alone make a sentence worth parsing.
        gate_pairs: form of a general head -> words of which one must stand beside it.
    """

    name: str
    version: str
    sha256: str
    acts: dict[str, ActType]
    classes: ClassTable
    rules: tuple[Rule, ...]
    by_head: dict[str, list[Pattern]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    gate_strong: set[str] = field(default_factory=set)
    gate_pairs: dict[str, frozenset[str]] = field(default_factory=dict)

    def decide(self, features: frozenset[str]) -> Rule | None:
        """The first decision rule that holds, or None."""
        return next((rule for rule in self.rules if rule.holds(features)), None)

    def gate(self, words: set[str]) -> bool:
        """Whether a sentence with these lower-cased words may state an act (cheap, errs on the side of yes)."""
        if not self.gate_strong.isdisjoint(words):
            return True
        return any(not self.gate_pairs[word].isdisjoint(words) for word in words & self.gate_pairs.keys())


class _LineLoader(yaml.SafeLoader):
    """YAML loader that remembers the line of each mapping, for error messages."""


def _mapping(loader: _LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    out: dict[Any, Any] = dict(loader.construct_pairs(node, deep=True))
    out["__line__"] = node.start_mark.line + 1
    return out


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def conf_dir() -> Path:
    """The folder of committed configuration: the checkout's ``conf/``, or the copy inside the installed package."""
    checkout = Path(__file__).resolve().parents[2] / "conf"
    return checkout if (checkout / "ontology").is_dir() else Path(__file__).resolve().parents[1] / "conf"


def _items(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in table.items() if key != "__line__")


def _fail(path: Path, line: int, what: str, allowed: object) -> KnowledgeError:
    shown = ", ".join(sorted(str(a) for a in allowed)) if isinstance(allowed, (set, frozenset, dict, list, tuple)) else str(allowed)
    return KnowledgeError(what, where=f"{path.name} line {line}", allowed=shown, todo="Correct the line and load the ontology again.")


def _check_keys(path: Path, table: Mapping[str, Any], allowed: frozenset[str], what: str) -> None:
    unknown = set(table) - allowed
    if unknown:
        raise _fail(path, table.get("__line__", 0), f"{what} has unknown keys: {', '.join(sorted(map(str, unknown)))}.", allowed - {"__line__"})


def _pattern(path: Path, act: str, raw: Mapping[str, Any], roles: Mapping[str, str], number: int, classes: frozenset[str]) -> Pattern:
    _check_keys(path, raw, _PATTERN_KEYS, f"Pattern {number} of act {act!r}")
    sets = {key: word_set(raw.get(key)) for key in ("arg", "and_arg", "not_arg", "subj", "not_subj", "obj", "not_obj", "not")}
    for words in sets.values():
        unknown = words.classes - classes - DYNAMIC_CLASSES
        if unknown:
            raise _fail(path, raw["__line__"], f"Pattern {number} of act {act!r} names unknown classes: {', '.join(sorted(unknown))}.", classes | DYNAMIC_CLASSES)
    veto, extra = sets["not_arg"], sets["not"]
    own = {k: v for k, v in _items(raw["roles"])} if raw.get("roles") else {}
    return Pattern(
        act=act,
        kind=str(raw.get("kind", "verb")),
        arg=sets["arg"],
        and_arg=sets["and_arg"],
        not_arg=WordSet(veto.singles | extra.singles, veto.phrases + extra.phrases, veto.classes | extra.classes),
        subj=sets["subj"],
        not_subj=sets["not_subj"],
        obj=sets["obj"],
        not_obj=sets["not_obj"],
        voice=str(raw.get("voice", "")),
        agent_armed=bool(raw.get("agent_armed", False)),
        agent_state=bool(raw.get("agent_state", False)),
        roles={**roles, **own},
        rule_id=f"{act}.p{number}",
        bare=not any(sets.values()),
    )


def _bare(act: str, kind: str, roles: Mapping[str, str]) -> Pattern:
    empty = WordSet(frozenset(), (), frozenset())
    return Pattern(act, kind, empty, empty, empty, empty, empty, empty, empty, "", False, False, roles, f"{act}.{kind}", True)


def _add_words(ontology: Ontology, act: str, raw: Mapping[str, Any], roles: Mapping[str, str]) -> None:
    for kind, inflect in (("verb", verb_forms), ("noun", noun_forms)):
        for lemma in split_list(raw.get(kind + "s")):
            pattern = _bare(act, kind, roles)
            for form in inflect(lemma):
                parts = tokens_of(form)
                if len(parts) == 1:
                    ontology.by_head.setdefault(form, []).append(pattern)
                    ontology.gate_strong.add(form)
                else:
                    _add_phrase(ontology, parts, act)


def _add_phrase(ontology: Ontology, parts: list[str], act: str) -> None:
    ontology.phrases.setdefault(parts[0], []).append((tuple(parts), act))
    ontology.gate_pairs[parts[0]] = ontology.gate_pairs.get(parts[0], frozenset()) | {parts[-1]}


def _add_pattern(ontology: Ontology, pattern: Pattern, heads: list[str]) -> None:
    partner = pattern.arg or pattern.obj or pattern.subj
    beside = partner.first_words(ontology.classes.words)
    for head in heads:
        for form in forms(head):
            ontology.by_head.setdefault(form, []).append(pattern)
            if pattern.bare or partner.classes & DYNAMIC_CLASSES:
                ontology.gate_strong.add(form)
            else:
                ontology.gate_pairs[form] = ontology.gate_pairs.get(form, frozenset()) | beside


def _rules(path: Path, raw: list[dict[str, Any]], labels: frozenset[str]) -> tuple[Rule, ...]:
    rules = []
    for row in raw:
        _check_keys(path, row, _RULE_KEYS, f"Rule {row.get('id')!r}")
        if labels and row.get("to") not in labels:
            raise _fail(path, row["__line__"], f"Rule {row.get('id')!r} decides for an unknown type {row.get('to')!r}.", labels)
        groups = {key: tuple(frozenset(split_list(item)) for item in row.get(key, [])) for key in ("all", "any", "none")}
        rules.append(Rule(str(row["id"]), str(row["to"]), groups["all"], groups["any"], groups["none"]))
    return tuple(rules)


def read_ontology(path: Path) -> Ontology:
    """Read and check one ontology file.

    Args:
        path: YAML file in the format of ``conf/ontology/acled.yaml``.

    Raises:
        KnowledgeError: the file is missing, not YAML, or breaks the format; the message names the line and what is allowed.
    """
    if not path.is_file():
        known = sorted(p.stem for p in conf_dir().joinpath("ontology").glob("*.yaml"))
        raise KnowledgeError("There is no such ontology.", where=str(path), allowed=", ".join(known), todo="Set ontology= to one of these or give a path.")
    classes_text = (_DATA / "semantic_classes.yaml").read_bytes()
    text = path.read_bytes()
    try:
        raw = yaml.load(text, Loader=_LineLoader)
    except yaml.YAMLError as error:
        raise KnowledgeError("The ontology is not valid YAML.", where=f"{path.name}: {error}") from error
    ontology = Ontology(
        name=str(raw["name"]),
        version=str(raw["version"]),
        sha256=hashlib.sha256(text + classes_text).hexdigest(),
        acts={},
        classes=ClassTable(yaml.safe_load(classes_text)),
        rules=_rules(path, raw["rules"], frozenset(sub_event_types())),
    )
    for name, act in _items(raw["acts"]):
        _check_keys(path, act, _ACT_KEYS, f"Act {name!r}")
        roles = {**_DEFAULT_ROLES, **dict(_items(act.get("roles", {})))}
        ontology.acts[name] = ActType(name, bool(act.get("core", True)), roles)
        _add_words(ontology, name, act, roles)
        for phrase in split_list(act.get("phrases")):
            _add_phrase(ontology, tokens_of(phrase), name)
        for number, pattern in enumerate(act.get("patterns", []), start=1):
            _add_pattern(ontology, _pattern(path, name, pattern, roles, number, ontology.classes.names), split_list(pattern["head"]))
    return ontology


@lru_cache(maxsize=4)
def load_ontology(name: str = "acled") -> Ontology:
    """Load an ontology by name (``conf/ontology/<name>.yaml``) or by path; cached per process."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else conf_dir() / "ontology" / f"{name}.yaml"
    return read_ontology(path)
