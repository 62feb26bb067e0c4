"""What an ontology is made of: patterns, acts, phrases, cues, rules and types, indexed for gate and matcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from conflictdata.knowledge.lexicon import ClassTable, WordIndex, WordSet
from conflictdata.knowledge.taxonomy import SubEventType, with_types


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
    """Literal words in a row that state an act.

    ``verbal`` phrases need a verb form among them: "machine-gunned" but not "machine-gun fire".
    """

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
class Demand:
    """One entry of a type's ``requires`` or ``forbids``: facts of which one must, or none may, hold of a report.

    Example:
        >>> Demand("Arrests.forbids.1", False, frozenset({"actor1:police"}), frozenset()).met({"actor1:armed"})
        True
    """

    id: str
    required: bool
    facts: frozenset[str]
    excuses: frozenset[str]

    def met(self, facts: Set[str]) -> bool:
        """Whether a report with these facts keeps it."""
        return self.required != self.facts.isdisjoint(facts) or not self.excuses.isdisjoint(facts)


@dataclass(frozen=True, slots=True)
class TypeNote:
    """What a sub-event type means, with sentences that show it.

    Attributes:
        definition: the meaning in one or two sentences.
        examples: (sentence, expected type) pairs; the expected type is ``none`` for sentences that state no event.
        rank: which type wins when two compete for one event (1 before 2); None for that of the taxonomy.
        demands: who must and must not take part.
    """

    definition: str
    examples: tuple[tuple[str, str], ...]
    rank: int | None = None
    demands: tuple[Demand, ...] = ()


@dataclass(slots=True)
class Ontology:
    """A loaded ontology, indexed for matching.

    Attributes:
        cues: words that set the scene of a sentence ("off duty"); each becomes a feature ``cue:<name>`` for the rules.
        types: definitions, demands and example sentences by sub-event type.
        everywhere: demands on reports of every type.
        declares: sub-event types of its own, and bundled ones with another rank.
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
    everywhere: tuple[Demand, ...] = ()
    declares: tuple[SubEventType, ...] = ()
    sub_types: dict[str, SubEventType] = field(default_factory=dict)
    by_head: dict[str, list[Pattern]] = field(default_factory=dict)
    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    idioms: dict[str, list[Phrase]] = field(default_factory=dict)
    gate_strong: set[str] = field(default_factory=set)
    gate_pairs: dict[str, frozenset[str]] = field(default_factory=dict)
    _cue_index: WordIndex | None = None

    def __post_init__(self) -> None:
        """All sub-event types under this ontology, by label."""
        self.sub_types = with_types(self.declares)

    def demands(self, label: str) -> tuple[Demand, ...]:
        """What is required and forbidden of reports of a type: its own demands, or those of the type it is like."""
        sub = self.sub_types[label]
        note = self.types.get(label)
        if note is None or (not note.demands and sub.like):
            note = self.types.get(sub.model)
        return (*self.everywhere, *(note.demands if note is not None else ()))

    def decide(self, features: frozenset[str]) -> Rule | None:
        """The first decision rule that holds, or None."""
        return next((rule for rule in self.rules if rule.holds(features)), None)

    def cues_in(self, lower: Sequence[str], classes: Sequence[frozenset[str]]) -> frozenset[str]:
        """Names of the scene cues that stand in a sentence, given its lower-cased tokens and their classes."""
        if self._cue_index is None:
            self._cue_index = WordIndex(self.cues)
        return self._cue_index.names_in(lower, classes)

    def gate(self, words: set[str]) -> bool:
        """Whether a sentence with these lower-cased words may state an act (cheap, errs on the side of yes)."""
        if not self.gate_strong.isdisjoint(words):
            return True
        return any(not self.gate_pairs[word].isdisjoint(words) for word in words & self.gate_pairs.keys())
