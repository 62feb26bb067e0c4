"""Does a word of a parsed sentence satisfy a pattern of the ontology?

A pattern asks for words among the dependents of its head, for classes of its subject and object, for its voice, or for
words anywhere in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from conflictdata.knowledge.lexicon import split_list
from conflictdata.knowledge.ontology import Ontology, Pattern
from conflictdata.reports.parsed import PRONOUNS, WEAPON_CLASSES, Parsed
from conflictdata.reports.syntax import is_passive, objects, phrase, prepositional, subjects

#: What a noun that only qualifies another stands before: people, groups, weapons, places, gear.
_MODIFIED = frozenset(
    split_list(
        "armed | state | protesters | rioters | civilians | unidentified_armed | person | detained_key | "
        "group_noun | place_noun"
    )
) | frozenset(WEAPON_CLASSES)
_GEAR = frozenset(
    split_list(
        "gear | squad | shield | vest | unit | van | team | force | leader | organiser | organizer | victim | site | "
        "scene | scar | monument | memorial | museum | prevention | insurance | charge | suspect | trial | case"
    )
)


def idioms(parsed: Parsed, ontology: Ontology) -> set[tuple[int, str]]:
    """(token, act) pairs that an idiom takes away: in "heart attack" nobody attacks."""
    out = set()
    for i, word in enumerate(parsed.lower):
        for idiom in ontology.idioms.get(word, ()):
            if tuple(parsed.lower[i : i + len(idiom.words)]) == idiom.words:
                out |= {(i + k, idiom.act) for k in range(len(idiom.words))}
    return out


def modifies(token: Token, parsed: Parsed) -> bool:
    """Whether a noun only qualifies another noun that is no act: "riot police", "assault rifle", "protest leader"."""
    if (
        token.dep_ not in ("compound", "amod", "nmod")
        or token.head.i <= token.i
        or not token.head.tag_.startswith("NN")
    ):
        return False
    return (
        token.head.lower_ in _GEAR
        or token.head.lower_.removesuffix("s") in _GEAR
        or not _MODIFIED.isdisjoint(parsed.classes[token.head.i])
    )


def _kind_fits(pattern: Pattern, token: Token, title: bool) -> bool:
    tag = token.tag_
    if pattern.kind == "verb":
        if tag.startswith("VB"):
            # "the shelling", "armed men", "a kidnap-for-ransom group": what qualifies a noun states no act of its own
            return token.dep_ not in ("amod", "compound", "nmod")
        return (title and tag.startswith(("NN", "JJ"))) or (
            tag == "JJ" and token.dep_ in ("ROOT", "acomp", "acl", "oprd")
        )
    if pattern.kind == "noun":
        return tag.startswith("NN") or (
            tag == "VBG" and any(c.dep_ in ("det", "poss", "compound") for c in token.children)
        )
    return True


def matches(pattern: Pattern, token: Token, parsed: Parsed) -> bool:
    """Whether a token, as head, satisfies all conditions of a pattern in its sentence."""
    if not _kind_fits(pattern, token, parsed.sentence.is_title):
        return False
    if pattern.kind == "noun" and modifies(token, parsed):
        return False
    if pattern.bare and not pattern.not_arg and not pattern.agent_armed and not pattern.agent_state:
        return True
    lower, classes = parsed.lower, parsed.classes
    frozen: list[frozenset[str]] = classes  # type: ignore[assignment]  # sets are only read below
    clause = [i for i in parsed.clause(token) if i != token.i] if pattern.kind != "noun" else parsed.noun_context(token)
    if pattern.arg and pattern.arg.find(lower, frozen, clause) is None:
        return False
    if pattern.and_arg and pattern.and_arg.find(lower, frozen, [*clause, token.i]) is None:
        return False
    if pattern.not_arg and pattern.not_arg.find(lower, frozen, [*clause, token.i]) is not None:
        return False
    if pattern.anywhere and pattern.anywhere.find(lower, frozen, range(len(lower))) is None:
        return False
    if not pattern.about_arguments:
        return True
    return _arguments_match(pattern, token, parsed, frozen)


def _arguments_match(pattern: Pattern, token: Token, parsed: Parsed, classes: list[frozenset[str]]) -> bool:
    passive = is_passive(token)
    if pattern.voice and (pattern.voice == "passive") != passive:
        return False
    by = [obj for prep, obj in prepositional(token) if prep == "by"]
    upon = subjects(token) if passive else objects(token)
    acting = by if passive else subjects(token)
    if pattern.no_obj and (passive or upon):
        return False
    grammatical = upon if pattern.voice == "passive" else acting
    if pattern.subj and pattern.subj.find(parsed.lower, classes, _indices(grammatical)) is None:
        return False
    if pattern.not_subj and pattern.not_subj.find(parsed.lower, classes, _indices(grammatical)) is not None:
        return False
    if pattern.obj and pattern.obj.find(parsed.lower, classes, _indices(upon)) is None:
        return False
    if pattern.not_obj and pattern.not_obj.find(parsed.lower, classes, _indices(upon)) is not None:
        return False
    if pattern.agent_armed or pattern.agent_state:
        wanted = "armed" if pattern.agent_armed else "state"
        if not any(wanted in classes[i] for i in _indices(acting)) and not any(t.lower_ in PRONOUNS for t in acting):
            return pattern.voice == "passive"
    return True


def _indices(tokens: Iterable[Token]) -> list[int]:
    return [t.i for head in tokens for t in phrase(head)]
