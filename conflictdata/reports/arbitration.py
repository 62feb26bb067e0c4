"""Where the rules and the second reader meet: agreement is kept, disagreement settled by a table, both are on record.

The reader never makes a report by itself: what it says still needs an act with a place and a day, and every invariant
of the data holds for it. With ``reader=none`` nothing here is asked and the rules decide alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Token

from conflictdata.knowledge.clause_words import clause_words
from conflictdata.knowledge.ontology import Ontology, Rule
from conflictdata.reports.acts import Act, Parsed, make_act
from conflictdata.reports.annotate import Article
from conflictdata.reports.incidents import Incident
from conflictdata.reports.reader import NONE, GivesProbabilities
from conflictdata.reports.syntax import is_verb

#: What the reader decided, as the first part of a rule's id.
MARK = "reader."
#: Manners of writing, as the end of the name of a threshold.
SENTENCE, CAPITALS, HEADLINE = "", "_capitals", "_headline"
_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "arbitration.yaml"
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader says of a passage.

    Attributes:
        label: The likeliest type of event.
        probability: Its probability.
        none: Probability that the passage tells no event.
        of: Probability of every type.
    """

    label: str
    probability: float
    none: float
    of: Mapping[str, float]

    def sure(self, label: str) -> bool:
        """Whether the reader gives a type enough to vouch for a passage that has no place or day of its own."""
        return self.of.get(label, 0.0) >= table().thresholds["vouch"]

    def __str__(self) -> str:
        return f"{self.label} {self.probability:.2f}, no event {self.none:.2f}"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an incident is no event, with the type that it would have had where one was decided."""

    reason: str
    sub_event_type: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Compiled ``arbitration.yaml``."""

    thresholds: Mapping[str, float]
    firm: frozenset[str]
    least_words: int
    acts: Mapping[str, str]
    soft: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def table() -> Table:
    """The table of arbitration, read once per process."""
    raw: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return Table(
        raw["thresholds"], frozenset(raw["firm"]), int(raw["least_words"]), raw["acts"], frozenset(raw["soft"])
    )


@dataclass
class Arbiter:
    """Asks the reader about passages and settles what it and the rules say.

    Attributes:
        reader: The model.
        ontology: Acts that proposals become.
    """

    reader: GivesProbabilities
    ontology: Ontology
    _known: dict[str, Opinion] = field(default_factory=dict)

    def opinion(self, passage: str) -> Opinion:
        """What the reader says of a passage (remembered for a while)."""
        found = self._known.get(passage)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            row = self.reader.probabilities([passage])[0]
            of = {label: float(p) for label, p in zip(self.reader.labels, row, strict=True)}
            none = of.pop(NONE, 0.0)
            label = max(sorted(of), key=of.__getitem__)
            found = self._known[passage] = Opinion(label, of[label], none, of)
        return found

    def asks(self, rule: Rule | None, passage: str) -> bool:
        """Whether the reader is asked: not where a rule decides well by itself, nor about text unlike its training."""
        return _readable(passage) and (rule is None or rule.id not in table().firm)

    def settle(
        self, rule: Rule | None, opinion: Opinion, *, counted: bool = False, manner: str = SENTENCE
    ) -> Rule | str | None:
        """The rule that stands after the reader was heard; a string is the reason of a refusal.

        Args:
            rule: What the rules decided; None when no rule held.
            opinion: What the reader says of the same passage.
            counted: Whether a number of people is told to be harmed: a stated fact that the reader may not refuse.
            manner: How the passage is written (see `manner_of`): of capitals and headlines the reader was shown few, so
                it must be surer to refuse.
        """
        limit = table().thresholds
        if rule is None:
            return _by_reader("decide", opinion) if opinion.probability >= limit["decide"] else None
        unknown = rule.to not in opinion.of  # a type that a researcher added: the reader cannot judge it
        if unknown or rule.id.startswith(MARK) or opinion.of[rule.to] >= limit["keep"]:
            return rule
        if opinion.none >= limit[f"veto{manner}"] and not counted:
            return "second_reader"
        if opinion.probability >= limit["retype"]:
            return _by_reader("retype", opinion)
        return rule

    def restore(self, parsed: Parsed, acts: Sequence[Act]) -> None:
        """Give back the acts that words of a setting refused, when the reader is sure that the sentence tells an event.

        What grammar refuses (denied, planned, background) is never given back.
        """
        core = [a for a in acts if a.core]
        soft = [a for a in core if a.refused in table().soft]
        if not soft or any(not a.refused for a in core) or not _readable(parsed.sentence.text):
            return
        opinion = self.opinion(parsed.sentence.text)
        if opinion.probability < table().thresholds["restore"]:
            return
        for act in soft:
            act.restored, act.refused = act.refused, None

    def propose(self, parsed: Parsed) -> Act | None:
        """An act made of the main verb of a sentence in which the rules found none, when the reader is sure enough."""
        if not _readable(parsed.sentence.text):
            return None
        opinion = self.opinion(parsed.sentence.text)
        if opinion.probability < table().thresholds["propose"]:
            return None
        name = table().acts.get(opinion.label)
        token = _main_verb(parsed)
        if name is None or token is None or name not in self.ontology.acts:
            return None
        roles = dict(self.ontology.acts[name].roles)
        act = make_act(name, token, roles, f"{MARK}propose", parsed, self.ontology, specific=False)
        act.proposed = opinion.label
        return act


def manner_of(passage: str, article: Article) -> str:
    """How a passage is written: all in capitals, as a headline that stands alone, or in sentences."""
    if passage.isupper():
        return CAPITALS
    alone = len(article.sentences) == 1 and not passage.rstrip("\"'”’)] ").endswith((".", "!", "?", "…"))
    return HEADLINE if alone else SENTENCE


def proposed(incident: Incident) -> Rule | None:
    """The rule of an incident all of whose core acts the reader proposed."""
    core = [a for a in incident.acts if a.core and not a.title]
    if not core or any(a.proposed is None for a in core):
        return None
    return Rule(f"{MARK}propose", str(core[0].proposed), (), (), ())


def _readable(passage: str) -> bool:
    """Long enough to be told about: the reader was trained on sentences and headlines."""
    return len(passage.split()) >= table().least_words


def _by_reader(how: str, opinion: Opinion) -> Rule:
    return Rule(f"{MARK}{how}", opinion.label, (), (), ())


def _main_verb(parsed: Parsed) -> Token | None:
    """The verb that states what happened: the root, or what a verb of saying reports."""
    root = next((t for t in parsed.doc if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    if root.lower_ in clause_words().saying:
        root = next((c for c in root.children if c.dep_ == "ccomp"), root)
    return root if is_verb(root) or root.tag_.startswith("NN") else next((t for t in parsed.doc if is_verb(t)), None)
