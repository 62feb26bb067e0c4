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
from collections.abc import Iterator, Mapping, Sequence
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
_ACT_KEYS = frozenset({"core", "verbs", "nouns", "patterns", "phrases", "except", "roles", "__line__"})
_PATTERN_KEYS = frozenset(
    {"head", "kind", "arg", "and_arg", "not_arg", "subj", "not_subj", "obj", "not_obj", "not", "no_obj", "anywhere", "voice", "agent_armed", "agent_state", "roles", "__line__"}
)
_RULE_KEYS = frozenset({"id", "to", "all", "any", "none", "__line__"})
_TYPE_KEYS = frozenset({"definition", "examples", "not", "__line__"})
_TOP_KEYS = frozenset({"name", "version", "acts", "cues", "types", "rules", "__line__"})
_KINDS = frozenset({"verb", "noun", "any"})
_VOICES = frozenset({"", "active", "passive"})
_ROLES = frozenset({"agent", "patient", "target", "weapon", "place", "other"})
#: Families of features that ``reports/frames.py`` computes; the word after the colon is checked only where the ontology itself defines it.
FEATURE_FAMILIES = frozenset({"act", "cue", "agent", "patient", "weapon", "set", "ctx", "out", "pos"})
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
    anywhere: WordSet
    no_obj: bool
    voice: str
    agent_armed: bool
    agent_state: bool
    roles: Mapping[str, str]
    rule_id: str
    bare: bool  # the head alone states the act

    @property
    def about_arguments(self) -> bool:
        """Whether it asks for something of the head's subject, object or voice."""
        sets = (self.subj, self.not_subj, self.obj, self.not_obj)
        return any(sets) or self.no_obj or bool(self.voice) or self.agent_armed or self.agent_state


@dataclass(frozen=True, slots=True)
class Phrase:
    """Literal words in a row that state an act; ``verbal`` phrases need a verb form among them ("machine-gunned" but not "machine-gun fire")."""

    words: tuple[str, ...]
    act: str
    verbal: bool


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


@dataclass(frozen=True, slots=True)
class TypeNote:
    """What a sub-event type means, with sentences that show it.

    Attributes:
        definition: the meaning in one or two sentences.
        examples: (sentence, expected type) pairs; the expected type is ``none`` for sentences that state no event.
    """

    definition: str
    examples: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Ontology:
    """A loaded ontology, indexed for matching.

    Attributes:
        cues: words that set the scene of a sentence ("off duty"); each becomes a feature ``cue:<name>`` for the rules.
        types: definitions and example sentences by sub-event type.
        by_head: surface form of a head word -> patterns to try there.
        phrases: first form -> literal phrases that state an act.
        idioms: first form -> literal phrases in which an act's words mean something else ("heart attack").
        gate_strong: forms that alone make a sentence worth parsing.
        gate_pairs: form of a general head -> words of which one must stand beside it.
    """

    name: str
    version: str
    sha256: str
    acts: dict[str, ActType]
    classes: ClassTable
    rules: tuple[Rule, ...]
    cues: dict[str, WordSet] = field(default_factory=dict)
    types: dict[str, TypeNote] = field(default_factory=dict)
    by_head: dict[str, list[Pattern]] = field(default_factory=dict)
    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    idioms: dict[str, list[Phrase]] = field(default_factory=dict)
    gate_strong: set[str] = field(default_factory=set)
    gate_pairs: dict[str, frozenset[str]] = field(default_factory=dict)

    def decide(self, features: frozenset[str]) -> Rule | None:
        """The first decision rule that holds, or None."""
        return next((rule for rule in self.rules if rule.holds(features)), None)

    def cues_in(self, lower: Sequence[str], classes: Sequence[frozenset[str]]) -> frozenset[str]:
        """Names of the scene cues that stand in a sentence, given its lower-cased tokens and their classes."""
        everywhere = range(len(lower))
        return frozenset(name for name, words in self.cues.items() if words.find(lower, classes, everywhere) is not None)

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


def _check_value(path: Path, line: int, what: str, value: str, allowed: frozenset[str]) -> None:
    if value not in allowed:
        raise _fail(path, line, f"The {what} is {value!r}.", {a or "(leave out)" for a in allowed})


def _pattern(path: Path, act: str, raw: Mapping[str, Any], roles: Mapping[str, str], number: int, classes: frozenset[str]) -> Pattern:
    _check_keys(path, raw, _PATTERN_KEYS, f"Pattern {number} of act {act!r}")
    sets = {key: word_set(raw.get(key)) for key in ("arg", "and_arg", "not_arg", "subj", "not_subj", "obj", "not_obj", "anywhere", "not")}
    for words in sets.values():
        unknown = words.classes - classes - DYNAMIC_CLASSES
        if unknown:
            raise _fail(path, raw["__line__"], f"Pattern {number} of act {act!r} names unknown classes: {', '.join(sorted(unknown))}.", classes | DYNAMIC_CLASSES)
    veto, extra = sets["not_arg"], sets["not"]
    own = {k: v for k, v in _items(raw["roles"])} if raw.get("roles") else {}
    _check_value(path, raw["__line__"], f"kind of pattern {number} of act {act!r}", str(raw.get("kind", "verb")), _KINDS)
    _check_value(path, raw["__line__"], f"voice of pattern {number} of act {act!r}", str(raw.get("voice", "")), _VOICES)
    for role in own.values():
        _check_value(path, raw["__line__"], f"role in pattern {number} of act {act!r}", str(role), _ROLES)
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
        anywhere=sets["anywhere"],
        no_obj=bool(raw.get("no_obj", False)),
        voice=str(raw.get("voice", "")),
        agent_armed=bool(raw.get("agent_armed", False)),
        agent_state=bool(raw.get("agent_state", False)),
        roles={**roles, **own},
        rule_id=f"{act}.p{number}",
        bare=not any(sets.values()),
    )


def _bare(act: str, kind: str, roles: Mapping[str, str]) -> Pattern:
    empty = WordSet(frozenset(), (), frozenset())
    return Pattern(act, kind, *(empty,) * 8, no_obj=False, voice="", agent_armed=False, agent_state=False, roles=roles, rule_id=f"{act}.{kind}", bare=True)


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
    closed = [w for w in (pattern.arg, pattern.anywhere, pattern.obj, pattern.subj) if w and not w.classes & DYNAMIC_CLASSES]
    beside = closed[0].first_words(ontology.classes.words) if closed else frozenset()
    for head in heads:
        for form in forms(head):
            ontology.by_head.setdefault(form, []).append(pattern)
            if not closed:  # nothing but the head, or only classes that the sentence supplies, tells
                ontology.gate_strong.add(form)
            else:
                ontology.gate_pairs[form] = ontology.gate_pairs.get(form, frozenset()) | beside


def _rules(path: Path, raw: object, labels: frozenset[str], acts: frozenset[str], cues: frozenset[str]) -> tuple[Rule, ...]:
    if not isinstance(raw, list):
        raise _fail(path, 0, "The file has no list of rules.", "rules: a list of {id, to, all, any, none}")
    rules: list[Rule] = []
    for row in raw:
        line = int(row.get("__line__", 0)) if isinstance(row, dict) else 0
        if not isinstance(row, dict) or "id" not in row or "to" not in row:
            raise _fail(path, line, f"Rule {len(rules) + 1} has no id or no type to decide for.", _RULE_KEYS - {"__line__"})
        _check_keys(path, row, _RULE_KEYS, f"Rule {row['id']!r}")
        if row["to"] not in labels:
            raise _fail(path, line, f"Rule {row['id']!r} decides for an unknown type {row['to']!r}.", labels)
        if any(rule.id == row["id"] for rule in rules):
            raise _fail(path, line, f"Two rules are called {row['id']!r}.", "every rule an id of its own")
        groups = {key: tuple(frozenset(split_list(item)) for item in row.get(key, [])) for key in ("all", "any", "none")}
        for feature in sorted(f for group in groups.values() for alternatives in group for f in alternatives):
            _check_feature(path, line, str(row["id"]), feature, acts, cues)
        rules.append(Rule(str(row["id"]), str(row["to"]), groups["all"], groups["any"], groups["none"]))
    return tuple(rules)


def _check_feature(path: Path, line: int, rule: str, feature: str, acts: frozenset[str], cues: frozenset[str]) -> None:
    family, _, value = feature.partition(":")
    if family not in FEATURE_FAMILIES:
        raise _fail(path, line, f"Rule {rule!r} asks for {feature!r}, which is no family of features.", {f"{f}:..." for f in FEATURE_FAMILIES})
    known = {"act": acts, "cue": cues}.get(family)
    if known is not None and value not in known:
        raise _fail(path, line, f"Rule {rule!r} asks for {feature!r}, but the file defines no such {family}.", known)


def _types(path: Path, raw: object, labels: frozenset[str]) -> dict[str, TypeNote]:
    out: dict[str, TypeNote] = {}
    for label, row in _items(raw if isinstance(raw, dict) else {}):
        if label not in labels:
            raise _fail(path, row.get("__line__", 0), f"The block of types names an unknown type {label!r}.", labels)
        _check_keys(path, row, _TYPE_KEYS, f"Type {label!r}")
        examples = [(str(text), label) for text in row.get("examples", [])]
        for other in row.get("not", []):
            expected = str(other.get("is", ""))
            _check_value(path, other["__line__"], f"type of a counter-example of {label!r}", expected, labels | {"none"})
            examples.append((str(other["text"]), expected))
        out[label] = TypeNote(str(row.get("definition", "")).strip(), tuple(examples))
    return out


def _cues(path: Path, raw: object, classes: frozenset[str]) -> dict[str, WordSet]:
    out = {}
    for name, words in _items(raw if isinstance(raw, dict) else {}):
        out[str(name)] = compiled = word_set(words)
        unknown = compiled.classes - classes - DYNAMIC_CLASSES
        if unknown:
            raise _fail(path, 0, f"Cue {name!r} names unknown classes: {', '.join(sorted(unknown))}.", classes | DYNAMIC_CLASSES)
    return out


def _read_yaml(path: Path) -> tuple[bytes, dict[str, Any]]:
    if not path.is_file():
        known = sorted(p.stem for p in conf_dir().joinpath("ontology").glob("*.yaml"))
        raise KnowledgeError("There is no such ontology.", where=str(path), allowed=", ".join(known), todo="Set ontology= to one of these or give a path.")
    text = path.read_bytes()
    try:
        raw = yaml.load(text, Loader=_LineLoader)
    except yaml.YAMLError as error:
        raise KnowledgeError("The ontology is not valid YAML.", where=f"{path.name}: {error}") from error
    if not isinstance(raw, dict):
        raise _fail(path, 1, "The ontology is not a mapping.", _TOP_KEYS - {"__line__"})
    _check_keys(path, raw, _TOP_KEYS, "The ontology")
    missing = {"name", "version", "acts", "rules"} - set(raw)
    if missing:
        raise _fail(path, 1, f"The ontology lacks: {', '.join(sorted(missing))}.", _TOP_KEYS - {"__line__"})
    return text, raw


def read_ontology(path: Path) -> Ontology:
    """Read and check one ontology file.

    Args:
        path: YAML file in the format of ``conf/ontology/acled.yaml``.

    Raises:
        KnowledgeError: the file is missing, not YAML, or breaks the format; the message names the line and what is allowed.
    """
    text, raw = _read_yaml(path)
    classes_text = (_DATA / "semantic_classes.yaml").read_bytes()
    classes = ClassTable(yaml.safe_load(classes_text))
    labels = frozenset(sub_event_types())
    cues = _cues(path, raw.get("cues"), classes.names)
    ontology = Ontology(
        name=str(raw["name"]),
        version=str(raw["version"]),
        sha256=hashlib.sha256(text + classes_text).hexdigest(),
        acts={},
        classes=classes,
        rules=_rules(path, raw["rules"], labels, frozenset(name for name, _ in _items(raw["acts"])), frozenset(cues)),
        cues=cues,
        types=_types(path, raw.get("types"), labels),
    )
    for name, act in _items(raw["acts"]):
        _add_act(path, ontology, name, act)
    return ontology


def _add_act(path: Path, ontology: Ontology, name: str, act: Mapping[str, Any]) -> None:
    _check_keys(path, act, _ACT_KEYS, f"Act {name!r}")
    roles = {**_DEFAULT_ROLES, **dict(_items(act.get("roles", {})))}
    for role in roles.values():
        _check_value(path, act["__line__"], f"role of act {name!r}", str(role), _ROLES)
    ontology.acts[name] = ActType(name, bool(act.get("core", True)), roles)
    _add_words(ontology, name, act, roles)
    for phrase in split_list(act.get("phrases")):
        _add_phrase(ontology, tokens_of(phrase), name)
    for idiom in split_list(act.get("except")):
        words = tuple(tokens_of(idiom))
        ontology.idioms.setdefault(words[0], []).append(Phrase(words, name, False))
    for number, pattern in enumerate(act.get("patterns", []), start=1):
        if "head" not in pattern:
            raise _fail(path, pattern["__line__"], f"Pattern {number} of act {name!r} has no head.", _PATTERN_KEYS - {"__line__"})
        _add_pattern(ontology, _pattern(path, name, pattern, roles, number, ontology.classes.names), split_list(pattern["head"]))


@lru_cache(maxsize=4)
def load_ontology(name: str = "acled") -> Ontology:
    """Load an ontology by name (``conf/ontology/<name>.yaml``) or by path; cached per process."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else conf_dir() / "ontology" / f"{name}.yaml"
    return read_ontology(path)
