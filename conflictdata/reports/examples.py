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

from conflictdata.documents.model import Document
from conflictdata.knowledge.ontology import load_ontology
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


def check_ontology(name: str = "acled", coder: Coder | None = None) -> list[str]:
    """Run every example of an ontology and report the mismatches.

    Args:
        name: name or path of the ontology.
        coder: a coder of that ontology, when one is at hand (loading takes a few seconds).

    Returns:
        One line per example whose type is not the promised one; empty when all agree.
    """
    coder = coder or Coder(ontology=name)
    pairs = [
        (label, text, expected) for label, note in load_ontology(name).types.items() for text, expected in note.examples
    ]
    documents = [Document(f"example{i}", text, published=_PUBLISHED) for i, (_, text, _) in enumerate(pairs)]
    out = []
    for (label, text, expected), article in zip(pairs, coder.annotator.articles(documents), strict=True):
        found, why = _decided(coder, article)
        if found != expected:
            out.append(f"{label}: expected {expected}, found {found} ({why}): {text}")
    return out
