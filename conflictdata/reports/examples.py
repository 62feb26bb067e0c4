"""Check an ontology against its own example sentences.

Every sub-event type of an ontology may carry examples (``types:`` in the YAML). Each runs through the same reading,
acts and decision rules as an article, but needs no date and no known place. What comes out otherwise than promised is
reported, so that a researcher who changes a cue or a rule sees at once what else it changed.

Example:
    >>> check_ontology("acled")
    []
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from conflictdata.documents.model import Document
from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.ontology import Ontology, load_ontology
from conflictdata.reports.annotate import Article
from conflictdata.reports.coder import Coder
from conflictdata.reports.frames import decide

#: Examples are read as if published on this day; it matters only for sentences that name one.
_PUBLISHED = datetime.date(2020, 6, 17)
NONE = "none"


def type_of(coder: Coder, text: str) -> tuple[str, str]:
    """The sub-event type of the first event a text states, with the rule that decided.

    Args:
        coder: gives ontology, parser and knowledge bases.
        text: one or a few sentences.

    Returns:
        ``(type, rule id)``; ``("none", reason)`` when the text states no event.
    """
    return _decided(coder, next(coder.annotator.articles([Document("example", text, published=_PUBLISHED)])))


def _decided(coder: Coder, article: Article) -> tuple[str, str]:
    incidents, builder = coder.incidents(article)
    paragraphs = {s.index: s.paragraph for s in article.sentences}
    for incident in incidents:
        country = incident.places[0].resolved.place.country if incident.places else None
        rule, _ = decide(incident, coder.ontology, country, paragraphs, context_demo=False)
        if rule is not None:
            return rule.to, rule.id
    return NONE, ", ".join(sorted({r.reason for r in builder.refusals if r.act.core})) or (
        "no rule" if incidents else "no act"
    )


@dataclass(frozen=True, slots=True)
class Examination:
    """What became of the examples of an ontology.

    Attributes:
        ontology: the ontology.
        examples: how many examples it has.
        mismatches: one line per example whose type is not the promised one.
    """

    ontology: Ontology
    examples: int
    mismatches: tuple[str, ...]

    @property
    def agree(self) -> bool:
        """Whether every example came out as promised."""
        return not self.mismatches

    def __str__(self) -> str:
        it = self.ontology
        own = sum(bool(sub.like) for sub in it.declares)
        types = f"{len(it.sub_types)} types" + (f" ({own} of its own)" if own else "")
        facts = f"{len(it.acts)} acts, {len(it.cues)} cues, {len(it.rules)} rules, {types}"
        wrong = f"{len(self.mismatches)} of {self.examples} examples came out otherwise"
        said = f"{self.examples} examples, all as promised" if self.agree else wrong
        return "\n".join([*self.mismatches, f"{it.name} {it.version}: {facts}; {said}"])


def examine(name: str = "acled", coder: Coder | None = None) -> Examination:
    """Load an ontology and run every example in it.

    Args:
        name: name or path of the ontology.
        coder: a coder of that ontology, when one is at hand (loading takes a few seconds).

    Raises:
        KnowledgeError: the ontology is wrong; the message names the line and what is allowed there.
    """
    ontology = load_ontology(name)
    coder = coder or Coder(ontology=name)
    pairs = [(label, text, expected) for label, note in ontology.types.items() for text, expected in note.examples]
    documents = [Document(f"example{i}", text, published=_PUBLISHED) for i, (_, text, _) in enumerate(pairs)]
    out = []
    for (label, text, expected), article in zip(pairs, coder.annotator.articles(documents), strict=True):
        found, why = _decided(coder, article)
        if found != expected:
            out.append(f"{label}: expected {expected}, found {found} ({why}): {text}")
    return Examination(ontology, len(pairs), tuple(out))


def check_ontology(name: str = "acled", coder: Coder | None = None) -> list[str]:
    """The mismatches of ``examine`` only.

    Args:
        name: name or path of the ontology.
        coder: a coder of that ontology.

    Returns:
        One line per example whose type is not the promised one; empty when all agree.
    """
    return list(examine(name, coder).mismatches)


def overview(name: str = "acled") -> str:
    """The types of an ontology, one a line: rank, label, event type, number of examples."""
    ontology = load_ontology(name)
    lines = []
    for label, sub in ontology.sub_types.items():
        note = ontology.types.get(label)
        like = f"  like {sub.like}" if sub.like else ""
        lines.append(
            f"{sub.rank:>4}  {label:<36} {sub.event_type:<27} {len(note.examples) if note else 0} examples{like}"
        )
    return "\n".join(lines)


def show(label: str, name: str = "acled") -> str:
    """What an ontology says of a type: definition, rank, demands, the rules that decide for it, examples.

    Raises:
        KnowledgeError: it has no such type.
    """
    ontology = load_ontology(name)
    sub = next((sub for key, sub in ontology.sub_types.items() if label.lower() in (key.lower(), sub.id)), None)
    if sub is None:
        what, allowed = f"The ontology has no type {label!r}.", ", ".join(ontology.sub_types)
        raise KnowledgeError(what, where=name, allowed=allowed, todo="Name one of these, in quotation marks.")
    note = ontology.types.get(sub.label)
    out = [f"{sub.label} ({sub.event_type}; {sub.disorder_type}), rank {sub.rank}"]
    out += [f"  like {sub.like}"] if sub.like else []
    out += [f"  {note.definition}"] if note and note.definition else []
    for demand in ontology.demands(sub.label):
        unless = f" unless {' | '.join(sorted(demand.excuses))}" if demand.excuses else ""
        verb = "requires" if demand.required else "forbids"
        out.append(f"  {verb} {' | '.join(sorted(demand.facts))}{unless}   [{demand.id}]")
    out += [f"  decided by {rule.id}" for rule in ontology.rules if rule.to == sub.label]
    for text, expected in note.examples if note else ():
        out.append(f"  {'example' if expected == sub.label else f'not, but {expected}'}: {text}")
    return "\n".join(out)
