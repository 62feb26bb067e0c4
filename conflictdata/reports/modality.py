"""Did it happen? Polarity, modality and setting of an act, each refusal with its reason.

An act is real unless something takes its reality away: negation, a modal verb, a governing word ("threatened to", "fear of"), a setting in which the
words mean something else (court report, drill, sport), or habitual present tense. Words come from ``modality.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Token

from conflictdata.knowledge.lexicon import forms, split_list
from conflictdata.reports.syntax import governors, is_verb, subjects

_PATH = Path(__file__).parents[1] / "knowledge" / "data" / "modality.yaml"
_COMPLEMENT = frozenset({"ccomp", "xcomp", "pcomp", "pobj", "dobj", "acl", "prep", "advcl", "nsubj", "nsubjpass", "conj", "dative", "attr"})
#: "by bombing", "after attacking": what such a phrase tells has happened, whatever the verb above it says.
_REAL_PREPOSITIONS = frozenset({"by", "after", "since", "while", "following"})
_CLAUSE_EDGE = frozenset({"relcl", "advcl", "parataxis"})


class ModalityWords:
    """Compiled word lists of ``modality.yaml``."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.govern = {f: reason for reason, words in raw["govern"].items() for w in split_list(words) if not w.endswith("?") for f in forms(w)}
        self.ok_infinitive = frozenset(f for line in raw["ok_infinitive"] for w in split_list(line) for f in forms(w))
        self.modals = {w: reason for reason, words in raw["modals"].items() for w in split_list(words)}
        self.negators = frozenset(split_list(raw["negators"]))
        self.modifier = {w: reason for reason, words in raw["modifier"].items() for w in split_list(words) if not w.endswith("?")}
        self.cumulative = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in split_list(raw["cumulative"]) if not w.endswith("?")) + r")\b", re.I)
        self.no_deal = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in split_list(raw["no_deal"])) + r")\b", re.I)
        self.domains: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {}
        for name, words in raw["domain"].items():
            entries = [w for w in split_list(words) if not w.endswith("?")]
            strong = [re.escape(w.rstrip("!")) for w in entries if w.endswith("!")]
            weak = [re.escape(w) for w in entries if not w.endswith("!")]
            self.domains[name] = (_alternation(strong), _alternation(weak))


def _alternation(words: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")\b", re.I) if words else re.compile(r"(?!)")


@lru_cache(maxsize=1)
def modality_words() -> ModalityWords:
    """The compiled word lists, read once per process."""
    return ModalityWords(yaml.safe_load(_PATH.read_text(encoding="utf-8")))


def domain_score(text: str, name: str) -> float:
    """How strongly a text speaks the language of a domain: strong words count 2, weak words 1, each word once."""
    strong, weak = modality_words().domains[name]
    return 2.0 * len({m.lower() for m in strong.findall(text)}) + len({m.lower() for m in weak.findall(text)})


def _negated(token: Token) -> bool:
    words = modality_words().negators
    for child in token.children:
        if child.dep_ == "neg" or (child.dep_ in ("det", "cc", "preconj") and (child.lower_ in words or child.lower_ == "any")):
            return True
        if child.dep_ in ("nsubj", "nsubjpass", "dobj") and (child.lower_ in words or any(g.lower_ in words and g.dep_ in ("det", "neg") for g in child.children)):
            return True
    return False


def _auxiliary(token: Token) -> str | None:
    modals = modality_words().modals
    return next((modals[c.lower_] for c in token.children if c.dep_ in ("aux", "auxpass") and c.lower_ in modals), None)


def _conditional(token: Token) -> bool:
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in ("if", "unless", "whether", "lest") for c in token.children)


def _infinitive(token: Token) -> bool:
    return token.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)


def _past_cause(token: Token) -> bool:
    """A clause that only gives time or cause to a real event is real ("after soldiers attacked")."""
    return token.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ in ("after", "when", "as", "while", "because", "before", "since", "until") for c in token.children)


def reality(token: Token, is_title: bool) -> str | None:
    """Why an act is not a real, past act, or None when it is.

    Args:
        token: head of the trigger.
        is_title: headline grammar uses the present tense for the past.

    Returns:
        One of negated denied hypothetical future threat court habitual, or None.
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
        if token.tag_ in ("VBZ", "VBP") and not is_title and not any(c.dep_ == "aux" for c in token.children) and token.dep_ in ("ROOT", "conj", "relcl", "ccomp"):
            return "habitual"
    reason = _governed(token)
    if reason == "future" and is_title:
        return "future"
    return reason


def _governed(token: Token) -> str | None:
    words = modality_words()
    below = token
    for above, relation in governors(token):
        if relation not in _COMPLEMENT and relation not in ("relcl", "appos", "compound", "poss", "amod", "nmod"):
            return None
        if relation in ("relcl", "appos", "poss"):
            return None
        if relation == "advcl":
            if _infinitive(below) and above.lower_ not in words.ok_infinitive:
                return "hypothetical"
            if _past_cause(below) or not _infinitive(below):
                if _conditional(below):
                    return "hypothetical"
                return None
        if relation == "pcomp" and above.lower_ in _REAL_PREPOSITIONS:
            return None
        reason = words.govern.get(above.lower_)
        if reason and relation in ("ccomp", "xcomp", "pobj", "pcomp", "prep", "dobj", "acl", "advcl", "conj", "compound"):
            if reason == "court" and relation in ("dobj", "conj"):
                return None
            if relation != "conj":
                return reason
        if is_verb(above):
            if _infinitive(below) and relation == "xcomp" and above.lower_ not in words.ok_infinitive and reason is None:
                return "hypothetical"
            if relation in ("xcomp", "ccomp", "pcomp", "conj", "dobj", "pobj", "prep", "nsubj"):
                if relation != "ccomp" and relation != "nsubj" and _negated(above) and relation != "conj":
                    return "negated"
                auxiliary = _auxiliary(above)
                if auxiliary and relation not in ("nsubj", "nsubjpass"):
                    return auxiliary
                if auxiliary and relation in ("nsubj", "nsubjpass") and not is_verb(below):
                    return auxiliary
        elif any(c.dep_ == "det" and c.lower_ == "no" for c in above.children):
            return "negated"
        elif relation == "acl" and _infinitive(below):
            return "hypothetical"
        if below.dep_ in _CLAUSE_EDGE and relation != "advcl":
            return None
        below = above
    return None


def past_perfect(token: Token) -> bool:
    """Whether the act is told in the past perfect, the tense of background."""
    return is_verb(token) and any(c.lower_ == "had" and c.dep_ == "aux" for c in token.children)


def no_subject(token: Token) -> bool:
    """Whether a verb has no subject at all in its sentence."""
    return is_verb(token) and not subjects(token)


def any_match(pattern: re.Pattern[str], texts: Iterable[str]) -> bool:
    """Whether a pattern occurs in any of the texts."""
    return any(pattern.search(t) for t in texts)
