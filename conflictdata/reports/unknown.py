"""What the dictionaries do not know in an article: acts in armed company, names of groups, places.

Nothing here is coded; it shows a researcher which words would be worth adding to the ontology, the actors, the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from conflictdata.knowledge.clause_words import clause_words
from conflictdata.reports.acts import find_acts
from conflictdata.reports.annotate import Annotator, Article, iso3_of
from conflictdata.reports.parsed import Parsed

_VERBS = ("VB", "VBD", "VBN", "VBG", "VBZ", "VBP")
_NOUNS = ("NN", "NNS")
_SIDES = ("nsubj", "nsubjpass", "dobj", "agent", "prep", "compound", "poss")


@dataclass(frozen=True, slots=True)
class Unknown:
    """One thing no dictionary knew.

    Attributes:
        kind: act, actor or place.
        what: the word or name, acts in lower case.
        start: where it stands in the stored text.
        sentence: the sentence it stands in.
    """

    kind: str
    what: str
    start: int
    sentence: str


@lru_cache(maxsize=1)
def _group_name() -> re.Pattern[str]:
    """A capitalised name whose last word, or the word after it, says that it is a group."""
    words = "|".join(sorted((re.escape(word) for word in clause_words().group_words), key=len, reverse=True))
    name = r"[A-Z][\w'-]+"
    link = r"(?: (?:of|for|the|and|in))*"
    return re.compile(rf"\b{name}(?:{link} {name}){{0,6}} (?:(?i:{words}))\b")


def unknowns(article: Article, annotator: Annotator) -> Iterator[Unknown]:
    """Everything in an article that no dictionary knew.

    Args:
        article: the annotated article.
        annotator: parses the sentences that the gate left out but that name armed actors.
    """
    yield from _acts(article, annotator)
    yield from _actors(article)
    yield from _places(article)


def _acts(article: Article, annotator: Annotator) -> Iterator[Unknown]:
    read = {parsed.sentence.index for parsed in (*article.parsed, *article.aside)}
    left = [s for s in article.sentences if s.index not in read and len(s.text) <= 600]
    armed = [(m.start, m.end) for m in article.actors if m.armed]
    left = [s for s in left if any(s.start <= a and b <= s.end for a, b in armed)]
    parsed = [p for p in article.parsed if not find_acts(p, annotator.ontology)]
    for one in (*parsed, *annotator.parse_more(left, article)):
        company = [(m.start, m.end) for m in one.actors if m.armed]
        company += [
            (h.victim_start - one.sentence.start, h.victim_end - one.sentence.start)
            for h in one.harms
            if h.victim_start is not None and h.victim_end is not None
        ]
        for token in one.doc:
            if _is_act(token, one, annotator) and _in_company(token, company):
                yield Unknown("act", token.lower_, one.sentence.start + token.idx, one.sentence.text)


def _is_act(token: Token, parsed: Parsed, annotator: Annotator) -> bool:
    words, known = clause_words(), annotator.ontology
    if not token.is_alpha or token.lower_ in words.saying | words.general_verbs or token.lower_ in known.gate_strong:
        return False
    if token.tag_ in _NOUNS:  # a noun of action has parties of its own: "the onslaught by the rebels"
        inside = any(m.start <= token.idx < m.end for m in parsed.actors)
        return not inside and any(c.dep_ == "prep" and c.lower_ in ("by", "against") for c in token.children)
    return token.tag_ in _VERBS and token.dep_ not in ("aux", "auxpass")


def _in_company(token: Token, spans: list[tuple[int, int]]) -> bool:
    """Whether an armed actor or a victim is a party of the word: its subject, object or what a preposition adds."""
    for child in token.children:
        if child.dep_ in _SIDES:
            heads = [child, *(c for c in child.children if c.dep_ == "pobj")]
            if any(a <= head.idx < b for head in heads for a, b in spans):
                return True
    return False


def _actors(article: Article) -> Iterator[Unknown]:
    known = [(m.start, m.end) for m in article.actors if m.kind in ("named", "state", "country")]
    places = {mention.text.lower() for found in article.places.values() for mention, _ in found if mention.candidates}
    dull = clause_words().not_names
    for sentence in article.sentences:
        for found in _group_name().finditer(sentence.text):
            start, end = sentence.start + found.start(), sentence.start + found.end()
            name, _, last = found[0].rpartition(" ")
            if (
                any(a < end and start < b for a, b in known)
                or name.lower() in places
                or name.lower() in dull
                or iso3_of(name)
            ):
                continue
            yield Unknown("actor", found[0] if last[0].isupper() else name, start, sentence.text)


def _places(article: Article) -> Iterator[Unknown]:
    actors = [(m.start, m.end) for m in article.actors]
    for sentence in article.sentences:
        for mention, place in article.places.get(sentence.index, []):
            start, end = sentence.start + mention.start, sentence.start + mention.end
            if place is None and not iso3_of(mention.text) and not any(a < end and start < b for a, b in actors):
                yield Unknown("place", mention.text, start, sentence.text)
