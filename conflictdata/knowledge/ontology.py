"""The coding ontology: acts, their trigger patterns and roles, and the rules from a bound frame to an event type.

Everything is read from ``conf/ontology/<name>.yaml`` and ``data/semantic_classes.yaml``; this module checks it on load
(messages name the line and what is allowed) and indexes it by surface form for the cue gate and the trigger matcher.

Example:
    >>> ontology = load_ontology()
    >>> ontology.acts["die"].core
    False
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.knowledge.inflect import noun_forms, verb_forms
from conflictdata.knowledge.lexicon import DYNAMIC_CLASSES, ClassTable, WordSet, forms, split_list, tokens_of, word_set
from conflictdata.knowledge.ontology_extends import extended
from conflictdata.knowledge.ontology_model import ActType, Ontology, Pattern, Phrase, Rule, TypeNote
from conflictdata.knowledge.ontology_types import ranked, read_demands, read_own, read_types
from conflictdata.knowledge.ontology_yaml import (
    check_keys,
    check_table,
    check_value,
    conf_dir,
    fail,
    items,
    ontology_path,
)
from conflictdata.knowledge.taxonomy import bundled

__all__ = [
    "ActType",
    "Ontology",
    "Pattern",
    "Phrase",
    "Rule",
    "TypeNote",
    "conf_dir",
    "load_ontology",
    "read_ontology",
]

_DATA = Path(__file__).parent / "data"
_ACT_KEYS = frozenset({"core", "verbs", "nouns", "patterns", "phrases", "except", "roles", "__line__"})
_PATTERN_SETS = ("arg", "and_arg", "not_arg", "subj", "not_subj", "obj", "not_obj", "anywhere", "not")
_PATTERN_FLAGS = ("no_obj", "agent_armed", "agent_state")
_PATTERN_KEYS = frozenset({"head", "kind", "voice", "roles", "__line__", *_PATTERN_SETS, *_PATTERN_FLAGS})
_RULE_KEYS = frozenset({"id", "to", "all", "any", "none", "__line__"})
_KINDS = frozenset({"verb", "noun", "any"})
_VOICES = frozenset({"", "active", "passive"})
_ROLES = frozenset({"agent", "patient", "target", "weapon", "place", "other"})
#: Families of features that ``reports/frames.py`` computes; only acts and cues are defined by the ontology itself.
FEATURE_FAMILIES = frozenset({"act", "cue", "agent", "patient", "weapon", "set", "ctx", "out", "pos"})
_DEFAULT_ROLES = {"subj": "agent", "obj": "patient", "by": "agent"}


def _pattern(
    path: Path, act: str, raw: Mapping[str, Any], roles: Mapping[str, str], number: int, classes: frozenset[str]
) -> Pattern:
    name = f"pattern {number} of act {act!r}"
    line = int(raw["__line__"])
    check_keys(path, raw, _PATTERN_KEYS, name.capitalize())
    sets: dict[str, Any] = {key: word_set(raw.get(key)) for key in _PATTERN_SETS}
    for words in sets.values():
        _check_classes(path, line, name, words, classes)
    check_value(path, line, f"kind of {name}", str(raw.get("kind", "verb")), _KINDS)
    check_value(path, line, f"voice of {name}", str(raw.get("voice", "")), _VOICES)
    own = dict(items(raw["roles"])) if raw.get("roles") else {}
    for role in own.values():
        check_value(path, line, f"role in {name}", str(role), _ROLES)
    extra = sets.pop("not")
    bare = not any(sets.values()) and not extra
    veto = sets["not_arg"]
    sets["not_arg"] = WordSet(veto.singles | extra.singles, veto.phrases + extra.phrases, veto.classes | extra.classes)
    return Pattern(
        act=act,
        kind=str(raw.get("kind", "verb")),
        **sets,
        no_obj=bool(raw.get("no_obj", False)),
        voice=str(raw.get("voice", "")),
        agent_armed=bool(raw.get("agent_armed", False)),
        agent_state=bool(raw.get("agent_state", False)),
        roles={**roles, **own},
        rule_id=f"{act}.p{number}",
        bare=bare,
    )


def _check_classes(path: Path, line: int, what: str, words: WordSet, classes: frozenset[str]) -> None:
    unknown = words.classes - classes - DYNAMIC_CLASSES
    if unknown:
        names = ", ".join(sorted(unknown))
        raise fail(path, line, f"{what.capitalize()} names unknown classes: {names}.", classes | DYNAMIC_CLASSES)


def _bare(act: str, kind: str, roles: Mapping[str, str]) -> Pattern:
    none: dict[str, Any] = {key: WordSet(frozenset(), (), frozenset()) for key in _PATTERN_SETS if key != "not"}
    flags: dict[str, Any] = dict.fromkeys(_PATTERN_FLAGS, False)
    return Pattern(act=act, kind=kind, **none, **flags, voice="", roles=roles, rule_id=f"{act}.{kind}", bare=True)


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
                    _add_phrase(ontology, parts, act, verbal=kind == "verb")


def _add_phrase(ontology: Ontology, parts: list[str], act: str, *, verbal: bool = False) -> None:
    ontology.phrases.setdefault(parts[0], []).append(Phrase(tuple(parts), act, verbal))
    ontology.gate_pairs[parts[0]] = ontology.gate_pairs.get(parts[0], frozenset()) | {parts[-1]}


def _add_pattern(ontology: Ontology, pattern: Pattern, heads: list[str]) -> None:
    closed = [
        w for w in (pattern.arg, pattern.anywhere, pattern.obj, pattern.subj) if w and not w.classes & DYNAMIC_CLASSES
    ]
    beside = closed[0].first_words(ontology.classes.words) if closed else frozenset()
    for head in heads:
        for form in forms(head):
            ontology.by_head.setdefault(form, []).append(pattern)
            if not closed:  # nothing but the head, or only classes that the sentence supplies, tells
                ontology.gate_strong.add(form)
            else:
                ontology.gate_pairs[form] = ontology.gate_pairs.get(form, frozenset()) | beside


def _rules(
    path: Path, raw: object, labels: frozenset[str], acts: frozenset[str], cues: frozenset[str]
) -> tuple[Rule, ...]:
    if not isinstance(raw, list):
        raise fail(path, 0, "The file has no list of rules.", "rules: a list of {id, to, all, any, none}")
    rules: list[Rule] = []
    for row in raw:
        line = int(row.get("__line__", 0)) if isinstance(row, dict) else 0
        if not isinstance(row, dict) or "id" not in row or "to" not in row:
            raise fail(
                path, line, f"Rule {len(rules) + 1} has no id or no type to decide for.", _RULE_KEYS - {"__line__"}
            )
        check_keys(path, row, _RULE_KEYS, f"Rule {row['id']!r}")
        if row["to"] not in labels:
            raise fail(path, line, f"Rule {row['id']!r} decides for an unknown type {row['to']!r}.", labels)
        if any(rule.id == row["id"] for rule in rules):
            raise fail(path, line, f"Two rules are called {row['id']!r}.", "every rule an id of its own")
        groups = {
            key: tuple(frozenset(split_list(item)) for item in row.get(key, [])) for key in ("all", "any", "none")
        }
        for feature in sorted(f for group in groups.values() for alternatives in group for f in alternatives):
            _check_feature(path, line, str(row["id"]), feature, acts, cues)
        rules.append(Rule(str(row["id"]), str(row["to"]), groups["all"], groups["any"], groups["none"]))
    return tuple(rules)


def _check_feature(path: Path, line: int, rule: str, feature: str, acts: frozenset[str], cues: frozenset[str]) -> None:
    family, _, value = feature.partition(":")
    if family not in FEATURE_FAMILIES:
        raise fail(
            path,
            line,
            f"Rule {rule!r} asks for {feature!r}, which is no family of features.",
            {f"{f}:..." for f in FEATURE_FAMILIES},
        )
    known = {"act": acts, "cue": cues}.get(family)
    if known is not None and value not in known:
        raise fail(path, line, f"Rule {rule!r} asks for {feature!r}, but the file defines no such {family}.", known)


def read_cues(path: Path, raw: object, classes: frozenset[str]) -> dict[str, WordSet]:
    out = {}
    for name, words in items(raw if isinstance(raw, dict) else {}):
        out[str(name)] = compiled = word_set(words)
        _check_classes(path, int(raw["__line__"]) if isinstance(raw, dict) else 0, f"cue {name!r}", compiled, classes)
    return out


def read_ontology(path: Path) -> Ontology:
    """Read and check one ontology file.

    Args:
        path: YAML file in the format of ``conf/ontology/acled.yaml``.

    Raises:
        KnowledgeError: the file is missing, not YAML, or breaks the format; the message names the line
            and what is allowed.
    """
    text, raw = extended(path)
    classes_text = (_DATA / "semantic_classes.yaml").read_bytes()
    classes = ClassTable(yaml.safe_load(classes_text))
    own = read_own(path, raw.get("sub_event_types"))
    labels = frozenset((*bundled(), *own))
    cues = read_cues(path, raw.get("cues"), classes.names)
    acts = check_table(path, raw["acts"], 1, "The block of acts")
    names = frozenset(name for name, _ in items(acts))
    known = {**dict.fromkeys(FEATURE_FAMILIES, frozenset[str]()), "act": names, "cue": frozenset(cues)}
    types = read_types(path, raw.get("types"), labels, known)
    every = check_table(path, raw.get("every_type"), 0, "The block every_type")
    check_keys(path, every, frozenset({"requires", "forbids", "__line__"}), "The block every_type")
    ontology = Ontology(
        name=str(raw["name"]),
        version=str(raw["version"]),
        sha256=hashlib.sha256(text + classes_text).hexdigest(),
        acts={},
        classes=classes,
        rules=_rules(path, raw["rules"], labels, names, frozenset(cues)),
        cues=cues,
        types=types,
        everywhere=read_demands(path, int(every.get("__line__", 0)), "every_type", every, known),
        declares=ranked(own, types),
    )
    for name, act in items(acts):
        _add_act(path, ontology, name, act)
    return ontology


def add_acts(path: Path, ontology: Ontology, raw: Mapping[str, Any]) -> frozenset[str]:
    """Add the acts of a view to a loaded ontology; their names, none of which the base may have."""
    for name, act in items(raw):
        if name in ontology.acts:
            line = int(act.get("__line__", 0))
            raise fail(path, line, f"The base has the act {name!r} already.", "a name of its own")
        _add_act(path, ontology, name, act)
    return frozenset(name for name, _ in items(raw))


def _add_act(path: Path, ontology: Ontology, name: str, act: Mapping[str, Any]) -> None:
    check_keys(path, act, _ACT_KEYS, f"Act {name!r}")
    roles = {**_DEFAULT_ROLES, **dict(items(act.get("roles", {})))}
    for role in roles.values():
        check_value(path, act["__line__"], f"role of act {name!r}", str(role), _ROLES)
    ontology.acts[name] = ActType(name, bool(act.get("core", True)), roles)
    _add_words(ontology, name, act, roles)
    for phrase in split_list(act.get("phrases")):
        _add_phrase(ontology, tokens_of(phrase), name)
    for idiom in split_list(act.get("except")):
        words = tuple(tokens_of(idiom))
        ontology.idioms.setdefault(words[0], []).append(Phrase(words, name, False))
    for number, pattern in enumerate(act.get("patterns", []), start=1):
        if "head" not in pattern:
            raise fail(
                path,
                pattern["__line__"],
                f"Pattern {number} of act {name!r} has no head.",
                _PATTERN_KEYS - {"__line__"},
            )
        _add_pattern(
            ontology, _pattern(path, name, pattern, roles, number, ontology.classes.names), split_list(pattern["head"])
        )


@lru_cache(maxsize=4)
def load_ontology(name: str = "acled") -> Ontology:
    """Load an ontology by name (``conf/ontology/<name>.yaml``) or by path; cached per process."""
    return read_ontology(ontology_path(name))
