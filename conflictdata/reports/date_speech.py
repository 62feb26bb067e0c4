"""Dates after a verb of saying: of the statement ("said on Friday") or of what was said ("said two died on Friday")."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from spacy.tokens import Doc, Token

from conflictdata.knowledge.clause_words import clause_words
from conflictdata.reports.dates import DateMention

_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_STATEMENTS = frozenset({"statement", "report", "claim", "message", "briefing", "interview", "address", "speech"})
_AUXILIARY = frozenset({"aux", "auxpass"})


def attribute(doc: Doc, mentions: list[DateMention]) -> list[DateMention]:
    """Give back to the act a date that words of saying precede, when a clause of its own stands between.

    Args:
        doc: a sentence, parsed.
        mentions: its dates, with offsets in it.
    """
    if not any(m.reporting for m in mentions):
        return mentions
    starts = [token.idx for token in doc]
    out = []
    for m in mentions:
        first, last = bisect_left(starts, m.start), bisect_left(starts, m.end) - 1
        given_back = m.reporting and (_said(doc, first) or _attribute_of(doc, first, last))
        out.append(replace(m, reporting=False) if given_back else m)
    return out


def _attribute_of(doc: Doc, first: int, last: int) -> bool:
    """Whether a date stands before the noun of an act: "the toll of Sunday's attack", "the Thursday evening blast"."""
    heads = [doc[i].head for i in range(first, last + 1)]
    return any(h.i > last and h.tag_.startswith("NN") and h.lower_ not in _STATEMENTS for h in heads)


def _said(doc: Doc, at: int) -> bool:
    """Whether a finite verb of its own stands between a date and the nearest verb of saying before it."""
    finite = False
    for token in reversed(doc[:at]):
        if token.lower_ in clause_words().saying and token.tag_.startswith("VB"):
            return finite
        finite = finite or is_finite(token)
    return False


def is_finite(token: Token) -> bool:
    """A verb that carries a clause: "killed", "were killed", but not "issued" in "a statement issued"."""
    return token.tag_ in _FINITE or (token.tag_ == "VBN" and any(c.dep_ in _AUXILIARY for c in token.children))


def is_content(verb: Token, token: Token, trigger: Token) -> bool:
    """Whether a word that hangs on a verb of saying belongs to what is said, by its position.

    Parsers hang a last or first adverb on the wrong verb: "hurled into a truck earlier this week, the chief said" and
    "the chief said gunmen killed five people on Monday".
    """
    doc = verb.doc
    if trigger.i < verb.i:
        first = min((c.left_edge.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), default=verb.i)
        return token.i < min(first, verb.i) and trigger.i < token.i and any(t.text == "," for t in doc[token.i : first])
    return verb.i < trigger.i < token.i
