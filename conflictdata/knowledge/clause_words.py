"""Words that steer how a clause is read, from ``data/clause_words.yaml``.

Example:
    >>> "said" in clause_words().saying
    True
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.inflect import verb_forms
from conflictdata.knowledge.lexicon import forms

_PATH = Path(__file__).parent / "data" / "clause_words.yaml"


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """The compiled lists; the file says what each decides."""

    saying: frozenset[str]
    general_verbs: frozenset[str]
    group_words: frozenset[str]
    not_names: frozenset[str]
    support: frozenset[str]
    needs_actor: frozenset[str]
    thing_may: frozenset[str]
    on_ground_held: frozenset[str]
    held_before: frozenset[str]
    held_after: frozenset[str]
    talks_of: frozenset[str]
    answers: frozenset[str]
    leaving: frozenset[str]
    suffered: frozenset[str]
    breaks_out: frozenset[str]


#: Lists of verbs and nouns to inflect; the others hold names of acts and classes, or words as they are written.
_INFLECTED = frozenset(
    {"saying", "general_verbs", "group_words", "support", "talks_of", "answers", "leaving", "breaks_out"}
)


@lru_cache(maxsize=1)
def clause_words() -> ClauseWords:
    """The word lists, verbs and nouns in all their forms, read once per process.

    Raises:
        KnowledgeError: a list is missing, is none, or has a name nobody asks for.
    """
    raw = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    wanted = [field.name for field in fields(ClauseWords)]
    wrong = sorted(set(raw) ^ set(wanted)) or [name for name in wanted if not isinstance(raw[name], list)]
    if wrong:
        what = f"These lists are missing, unknown or no lists: {', '.join(wrong)}."
        raise KnowledgeError(what, where=_PATH.name, allowed=", ".join(wanted), todo="Correct the file.")
    return ClauseWords(**{name: _compiled(name, [str(word) for word in raw[name]]) for name in wanted})


def _compiled(name: str, words: list[str]) -> frozenset[str]:
    if name == "support":
        return frozenset(form for word in words for form in verb_forms(word))
    return frozenset(form for word in words for form in forms(word)) if name in _INFLECTED else frozenset(words)
