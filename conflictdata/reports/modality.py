"""Did it happen? Polarity, modality and setting of an act, each refusal with its reason.

An act is real unless something takes its reality away: negation, a modal verb, a governing word ("threatened to",
"fear of"), distance in time, or a habit. Words come from ``modality.yaml``; settings in which words mean something else
(courts, drills, sport) are judged in ``relevance.py``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Token

from conflictdata.knowledge.lexicon import forms, split_list
from conflictdata.reports.syntax import believed, governors, is_verb

_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "modality.yaml"
#: Relations under which a governing word takes the reality of the act away.
_GOVERNED = frozenset(["ccomp", "xcomp", "pobj", "pcomp", "prep", "dobj", "acl", "compound"])
#: Relations over which negation and modal verbs of the word above reach down.
_INHERITS = frozenset(["xcomp", "ccomp", "pcomp", "conj", "dobj", "pobj", "prep", "nsubj", "nsubjpass"])
#: Relations through which the words above an act can bear on it at all.
_COMPLEMENT = _GOVERNED | _INHERITS | {"advcl", "dative", "attr", "amod", "nmod"}
_APART = frozenset({"relcl", "appos", "poss"})
_CORE_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "agent"})
#: "by bombing", "after attacking": what such a phrase tells has happened, whatever the verb above it says.
_REAL_PREPOSITIONS = frozenset({"by", "after", "since", "while", "following"})
#: "the march was postponed", "an attack was planned": passives of these take the reality of their subject away;
#: "the attack was condemned" does not.
_UNDONE = frozenset({"negated", "future", "hypothetical"})
#: "twenty feared dead in a raid", "after a raid": only the toll is feared.
_SCENE = frozenset({"in", "at", "during", "after", "following", "as", "when"})
_BE = frozenset({"is", "was", "been", "'s"})
_TIMES = frozenset({"day", "days", "night", "nights", "week", "month", "year", "years", "morning", "evening", "time"})
_ORDINALS = frozenset({"first", "last", "latest", "second", "third", "only"})
_CLAUSE_EDGE = frozenset({"relcl", "parataxis"})
_PLAIN_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
#: So many singular nouns without a determiner make a telegram of a sentence.
_TELEGRAPHIC = 2


class ModalityWords:
    """Compiled word lists of ``modality.yaml``."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.govern: dict[str, str] = {
            f: reason
            for reason, words in raw["govern"].items()
            for w in split_list(words)
            if not w.endswith("?")
            for f in forms(w)
        }
        self.ok_infinitive = frozenset(f for line in raw["ok_infinitive"] for w in split_list(line) for f in forms(w))
        self.modals: dict[str, str] = {w: reason for reason, words in raw["modals"].items() for w in split_list(words)}
        self.negators = frozenset(split_list(raw["negators"]))
        self.modifier: dict[str, str] = {
            w: reason for reason, words in raw["modifier"].items() for w in split_list(words) if not w.endswith("?")
        }
        self.cumulative = re.compile(
            r"\b(?:" + "|".join(re.escape(w) for w in split_list(raw["cumulative"]) if not w.endswith("?")) + r")\b",
            re.I,
        )
        self.no_deal = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in split_list(raw["no_deal"])) + r")\b", re.I)
        self.evidence = {name: float(points) for name, points in raw["evidence"].items()}
        self.frequency = frozenset(w for w in split_list(raw["frequency"]) if not w.endswith("?"))
        self.thieves = frozenset(f for w in split_list(raw["thieves"]) for f in forms(w))
        self.kin = frozenset(split_list(raw["kin"]))
        self.many = frozenset(split_list(raw["many"]))
        self.occur = frozenset(f for w in split_list(raw["occur"]) for f in forms(w))
        self.seized = frozenset(f for w in split_list(raw["seized"]) for f in forms(w))
        self.same_past = frozenset(split_list(raw["same_past"]))
        self.years = frozenset(split_list(raw["year_nouns"]))
        self.suspected = frozenset(split_list(raw["suspected"]))
        self.real_for = frozenset(split_list(raw["real_for"]))
        self.self = frozenset(split_list(raw["self"]))
        self.remembering = frozenset(f for w in split_list(raw["remembering"]) for f in forms(w))
        self.periods = frozenset(split_list(raw["period_nouns"]))


@lru_cache(maxsize=1)
def modality_words() -> ModalityWords:
    """The compiled word lists, read once per process."""
    return ModalityWords(yaml.safe_load(_PATH.read_text(encoding="utf-8")))


def _negated(token: Token) -> bool:
    words = modality_words().negators
    for child in token.children:
        if (
            child.dep_ == "neg"
            or (child.dep_ in ("det", "cc", "preconj") and (child.lower_ in words or child.lower_ == "any"))
        ) and not _bounds(child):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (
            child.lower_ in words
            or any(g.lower_ in words and g.dep_ in ("det", "neg") and not _bounds(g) for g in child.children)
        ):
            return True
    return False


def _bounds(token: Token) -> bool:
    """As in "no fewer than 20": the least of a number and no denial."""
    return token.i + 1 < len(token.doc) and token.nbor(1).lower_ in ("fewer", "less", "more")


def _auxiliary(token: Token) -> str | None:
    modals = modality_words().modals
    return next((modals[c.lower_] for c in token.children if c.dep_ in ("aux", "auxpass") and c.lower_ in modals), None)


def _conditional(token: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless", "whether", "lest") for c in token.children)


def _infinitive(token: Token) -> bool:
    """An infinitive ("to kill", "to be killed") but not the perfect, which is past: "thought to have been killed"."""
    auxiliaries = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
    return token.tag_ in ("VB", "VBN") and "to" in auxiliaries and "have" not in auxiliaries


def _long_past(token: Token) -> bool:
    """Whether an act is set years away from what governs it: "ten years after rebels stormed the town"."""
    words = modality_words().years
    if _ago(token):
        return True
    marks = [c for c in token.children if c.dep_ in ("mark", "prep") and c.lower_ in ("after", "since", "before")]
    if token.lower_ in ("after", "since", "before") and token.dep_ in ("prep", "mark"):
        marks.append(token)
    if not marks:
        return False
    spans = [c for m in marks for c in m.children] + [c for c in token.children if c.dep_ == "npadvmod"]
    above = token.head
    if any(m.lower_ == "since" for m in marks) and above.lower_ in _BE:  # "it is ten years since"
        spans += [c for c in above.children if c.dep_ in ("attr", "npadvmod")]
    return any(c.lower_ in words for c in spans)


def _ago(token: Token) -> bool:
    """Adverbs that put an act far back: "killed two decades ago", "once fought over", "has since been overrun"."""
    words = modality_words().years
    for child in token.children:
        if child.lower_ == "since" and token.i - child.i in (1, 2) and not any(True for _ in child.children):
            return True
        if child.lower_ == "ago" and any(t.lower_ in words for t in child.subtree):
            return True
        if child.lower_ == "once" and child.dep_ == "advmod" and child.i < token.i and token.tag_ in ("VBN", "VBD"):
            return True
    return False


def _habitual(token: Token) -> bool:
    """Adverbs of habit and "used to": what happens again and again is no single act."""
    if any(c.dep_ == "advmod" and c.lower_ in modality_words().frequency for c in token.children):
        return True
    times = (c for c in token.children if c.dep_ in ("npadvmod", "advmod", "dobj"))
    if any(c.lower_ in _TIMES and any(g.lower_ in ("every", "each", "most") for g in c.children) for c in times):
        return True
    above = token.head
    return (
        _infinitive(token)
        and token.dep_ == "xcomp"
        and above.lower_ == "used"
        and not any(c.dep_ in ("dobj", "auxpass") for c in above.children)
    )


def _past_cause(token: Token) -> bool:
    """A clause that only gives time or cause to a real event is real ("after soldiers attacked")."""
    return token.dep_ == "advcl" and any(
        c.dep_ == "mark" and c.lower_ in ("after", "when", "as", "while", "because", "before", "since", "until")
        for c in token.children
    )


def _headline(token: Token) -> bool:
    """Whether the sentence ends without a full stop, as headlines and tickers do."""
    return token.doc[-1].text[-1:].isalnum()


def _counted(token: Token) -> bool:
    """Whether subject or object is counted: "a blast kills twelve" happened once."""
    words = modality_words().many
    return any(
        t.tag_ == "CD" or t.lower_ in words for c in token.children if c.dep_ in _CORE_ARGUMENTS for t in c.subtree
    )


def repeated(token: Token) -> bool:
    """Whether the sentence of a token tells what happens again and again ("every year", "daily")."""
    return any(t.lower_ in ("every", "each", "annually", "yearly", "daily", "average") for t in token.doc)


def _single(token: Token) -> bool:
    """Whether one thing or person acts or is acted upon: "fighters storm a depot", "militants throw grenade"."""
    words = [c for c in token.children if c.dep_ in _CORE_ARGUMENTS and c.tag_ == "NN"]
    if any(g.lower_ in ("a", "an", "one", "another") for c in words for g in c.children if g.dep_ in ("det", "nummod")):
        return True
    bare = [t for t in token.doc if t.tag_ == "NN" and t.dep_ in _PLAIN_ARGUMENTS and not _determined(t)]
    return any(c in bare for c in words if c.dep_ != "nsubj") and len(bare) >= _TELEGRAPHIC


def _determined(noun: Token) -> bool:
    return any(c.dep_ in ("det", "poss", "nummod") for c in noun.children)


def _present(token: Token, is_title: bool) -> bool:
    """The plain present tense tells a habit, unless headline grammar, a count or a single thing makes it news."""
    if (
        token.tag_ not in ("VBZ", "VBP")
        or token.lower_ in modality_words().same_past
        or token.dep_ not in ("ROOT", "conj", "relcl", "ccomp")
    ):
        return False
    if any(c.dep_ == "aux" for c in token.children):
        return False
    if is_title or _headline(token):
        return False
    return repeated(token) or not (_counted(token) or _single(token))


def reality(token: Token, is_title: bool) -> str | None:
    """Why an act is not a real, past act, or None when it is.

    Args:
        token: head of the trigger.
        is_title: headline grammar uses the present tense for the past.

    Returns:
        One of negated denied hypothetical future threat court habitual historical metaphor, or None.

    Example:
        >>> # "Rebels threatened to attack the town": the token "attack" gives "threat"
    """
    words = modality_words()
    if _negated(token):
        return "negated"
    for child in token.children:
        if child.dep_ in ("amod", "compound", "nmod") and child.lower_ in words.modifier:
            return words.modifier[child.lower_]
    if is_verb(token):
        reason = _auxiliary(token) or ("hypothetical" if _conditional(token) else None)
        if reason:
            return reason
        if _habitual(token) or _present(token, is_title):
            return "habitual"
    return "historical" if _long_past(token) else _governed(token)


def _governed(token: Token) -> str | None:
    """What the words above an act make of it, from the nearest upwards."""
    below, inside = token, False
    for above, relation in governors(token):
        if believed(below) is not None or _juxtaposed(below, above, relation) or _beside_fear(below, above, relation):
            return None
        stop, reason = _step(below, above, relation, inside)
        if stop:
            return reason
        below, inside = above, inside or relation in ("prep", "pcomp")
    return None


def _reduced(verb: Token) -> bool:
    """A reduced relative clause ("men forced into a van"), not a clause of content ("the claim that they had used")."""
    return verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "nsubj", "mark") for c in verb.children)


def _juxtaposed(below: Token, above: Token, relation: str) -> bool:
    """Whether two words are joined by the parser only, not by grammar.

    Clauses beside each other are not one below the other ("police seized him; a judge ordered him held"), and a past
    tense does not continue an infinitive ("was made to kneel and shot").
    """
    if relation in ("ccomp", "conj", "parataxis", "dep"):
        between = below.doc[min(below.i, above.i) + 1 : max(below.i, above.i)]
        if any(t.text == ";" for t in between):
            return True
    if relation != "conj" or above.tag_ != "VB":
        return False
    return below.tag_ == "VBD" or (below.tag_ == "VBN" and not any(c.dep_ == "auxpass" for c in above.children))


def _step(below: Token, above: Token, relation: str, inside: bool) -> tuple[bool, str | None]:
    """One step up, ``inside`` an of-phrase or the like: (whether the search ends here, its reason)."""
    if relation == "relcl" and _infinitive(below):
        return True, _infinitive_relative(above)
    if relation in _APART or (relation == "acl" and _reduced(below)):
        return True, _remembered(above)
    if relation not in _COMPLEMENT:
        return True, None
    if _long_past(above):
        return True, "historical"
    if relation == "advcl":
        return _beside(below, above)
    if relation == "pcomp" and above.lower_ in _REAL_PREPOSITIONS:
        return True, None
    if (
        relation in ("pobj", "pcomp")
        and above.lower_ in ("over", "for")
        and above.head.lower_ in modality_words().seized
    ):
        return True, "court"
    if relation in ("pcomp", "pobj") and above.lower_ == "of" and above.head.lower_ in modality_words().suspected:
        return True, "court"
    if relation == "pcomp" and above.lower_ == "for" and above.head.tag_.startswith("NN"):
        return True, None if above.head.lower_ in modality_words().real_for else "hypothetical"
    reason = modality_words().govern.get(above.lower_)
    if relation == "nsubjpass" and reason in _UNDONE:
        return True, reason
    if reason and relation in _GOVERNED:
        return True, None if reason == "court" and relation == "dobj" and not inside else reason
    reason = _under_verb(below, above, relation) if is_verb(above) else _under_noun(below, above, relation)
    return reason is not None or below.dep_ in _CLAUSE_EDGE, reason


def _beside_fear(below: Token, above: Token, relation: str) -> bool:
    """Whether only a toll is feared where an act took it: "ten feared dead in a raid", "... as rebels raid it"."""
    if "feared" not in (above.lower_, above.head.lower_):
        return False
    if relation == "advcl":
        return any(c.dep_ == "mark" and c.lower_ in _SCENE for c in below.children)
    return relation == "prep" and below.lower_ in _SCENE


def _beside(below: Token, above: Token) -> tuple[bool, str | None]:
    """An adverbial clause is real unless it is a purpose or a condition."""
    if _infinitive(below):
        purpose = above.lower_ not in modality_words().ok_infinitive
        return (True, "hypothetical") if purpose else (False, None)
    if _habitual(above) and below.tag_ in ("VBZ", "VBP", "VBG"):
        return True, "habitual"
    return True, "hypothetical" if _conditional(below) else None


def _under_verb(below: Token, above: Token, relation: str) -> str | None:
    ok = modality_words().ok_infinitive
    if _infinitive(below) and relation == "xcomp" and (above.lower_ not in ok or _going(above)):
        return "hypothetical"
    if relation not in _INHERITS:
        return None
    if relation in ("xcomp", "pcomp", "dobj", "pobj", "prep") and _negated(above):
        return "negated"
    if relation in ("nsubj", "nsubjpass") and (is_verb(below) or above.lower_ not in modality_words().occur):
        return None
    return _auxiliary(above)


def _going(verb: Token) -> bool:
    """The future of "they were going to fire"."""
    return verb.lower_ == "going" and any(c.dep_ == "aux" for c in verb.children)


def _under_noun(below: Token, above: Token, relation: str) -> str | None:
    if any(c.dep_ == "det" and c.lower_ == "no" for c in above.children):
        return "negated"
    return "hypothetical" if relation == "acl" and _infinitive(below) else None


def _remembered(noun: Token) -> str | None:
    """Whether a noun stands under "anniversary of" or "trial over": its relative clause tells an old act."""
    inside = False
    for above, relation in governors(noun, limit=4):
        if above.lower_ in modality_words().remembering and relation in ("nsubjpass", "dobj"):
            return "historical"
        reason = modality_words().govern.get(above.lower_)
        if relation not in ("prep", "pobj", "pcomp", "dobj"):
            return None
        if reason in ("historical", "court") and (inside or relation != "dobj"):
            return reason
        inside = inside or relation in ("prep", "pcomp")
    return None


def _infinitive_relative(above: Token) -> str | None:
    """No act yet in "a plan to attack", one in "the first to attack", none in "not to be the first to attack"."""
    ordinal = above.lower_ in _ORDINALS or any(c.lower_ in _ORDINALS for c in above.children)
    if not ordinal:
        return "hypothetical"
    return "hypothetical" if is_verb(above.head) and (_infinitive(above.head) or _negated(above.head)) else None


def past_perfect(token: Token) -> bool:
    """Whether the act is told in the past perfect, the tense of background."""
    return is_verb(token) and any(c.lower_ == "had" and c.dep_ == "aux" for c in token.children)
