"""Acts whose own grammar shows that they are no event: harm to oneself, sums over weeks, months or years."""

from __future__ import annotations

from spacy.tokens import Token

from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.modality import modality_words
from conflictdata.reports.syntax import is_verb

#: Acts of harm to persons; those who blow themselves up do another act.
_HARM = frozenset({"kill", "shoot", "injure", "beat", "assault"})
#: Acts that a period counts, be it only some days: "40 have been killed since Monday".
DEATHS = frozenset({"kill", "die", "injure"})
_INTO = frozenset({"in", "within", "over"})


def own_nature(act: Act, parsed: Parsed) -> str | None:
    """Why an act is no event by the words that belong to its verb, or None.

    Args:
        act: An act that no setting has refused.
        parsed: Its sentence.

    Returns:
        ``individual`` (harm to oneself), ``cumulative`` (a sum over several weeks, months or years), or None.

    Example:
        >>> # "A guard shot himself": individual; "bandits killed 60 people in three months": cumulative
    """
    verb = parsed.doc[act.token]
    if not is_verb(verb):
        return None
    if act.name in _HARM and _upon_self(verb):
        return "individual"
    return "cumulative" if act.name in DEATHS and _over_a_period(verb) else None


def _upon_self(verb: Token) -> bool:
    """Whether the only object is the doer: "shot himself", not "shot himself and his wife"."""
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative")]
    return bool(objects) and all(
        c.lower_ in modality_words().self and not any(True for _ in c.conjuncts) for c in objects
    )


def _over_a_period(verb: Token) -> bool:
    """Whether the verb says in how many weeks, months or years it was done: "killed 60 people in three months"."""
    return any(
        p.dep_ == "prep" and p.lower_ in _INTO and any(_counted_period(n) for n in p.children if n.dep_ == "pobj")
        for p in verb.children
    )


def _counted_period(noun: Token) -> bool:
    words = modality_words()
    return noun.lower_ in words.periods and any(c.dep_ == "nummod" or c.lower_ in words.many for c in noun.children)
