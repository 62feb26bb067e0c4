"""Find the acts a parsed sentence states and bind their roles by grammar.

An act is a trigger word that satisfies a pattern of the ontology. Roles come from the trigger's own grammatical
functions first; what the clause does not say is left open here and resolved by the incident (``incidents.py``),
never by mere co-occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Token

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.clause_words import clause_words
from conflictdata.knowledge.ontology import Ontology, Phrase
from conflictdata.reports.modality import past_perfect, reality
from conflictdata.reports.parsed import PRONOUNS, WEAPON_CLASSES, Parsed, Role, annotate_classes
from conflictdata.reports.patterns import idioms, matches, modifies
from conflictdata.reports.syntax import (
    conjuncts,
    is_passive,
    is_verb,
    objects,
    phrase,
    prepositional,
    span_of,
    subjects,
    told_as_earlier,
    told_as_end,
)

__all__ = ["Act", "Parsed", "Role", "annotate_classes", "coordinated", "find_acts", "make_act"]


#: Acts that are a mere toll where they tell how the doer of another act ended.
_ENDS = frozenset({"kill", "shoot"})


#: Before the first noun of a clause, up to two of its modifiers.
_OPENS = re.compile(
    r"(?:^|[,;:)]\s*|\b(?:when|as|after|while|that|but|where|before|because|and|until)\s+)"
    r"(?:(?!(?:on|of|in|at|by|from|with|against|near|for|to|between|among|into|over|than)\s)[\w-]+\s+){0,2}$",
    re.I,
)
_SUBJECT = frozenset({"nsubj", "nsubjpass"})


@lru_cache(maxsize=1)
def _held() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words between ground and its holder ("held by"), and after the holder ("'s positions")."""
    before, after = (
        "|".join(sorted(words, key=len, reverse=True))
        for words in (clause_words().held_before, clause_words().held_after)
    )
    return (
        re.compile(rf"\b(?:{before}) by (?:the |an? |suspected |alleged )?$", re.I),
        re.compile(rf"(?:'s|’s)?[ -](?:\w+ )?(?:{after})\b", re.I),
    )


@dataclass(slots=True)
class Act:
    """One stated act with its bound roles.

    ``refused`` says why it is not a real, present act (None = real), ``restored`` which refusal the reader lifted.
    """

    name: str
    core: bool
    sentence: int
    token: int
    start: int
    end: int
    rule_id: str
    verb: bool
    agents: list[Role]
    patients: list[Role]
    targets: list[Role]
    weapons: frozenset[str]
    refused: str | None
    quoted: bool
    title: bool
    definite: bool
    background: bool
    clause: tuple[int, int]
    classes: frozenset[str]
    head: str = ""
    specific: bool = False
    aftermath: bool = False
    cues: frozenset[str] = frozenset()
    proposed: str | None = None
    restored: str | None = None


def find_acts(parsed: Parsed, ontology: Ontology) -> list[Act]:
    """All acts of a sentence, refused ones included, in text order."""
    found: dict[tuple[int, str], Act] = {}
    idiomatic = idioms(parsed, ontology)
    for i, word in enumerate(parsed.lower):
        if (word not in ontology.by_head and word not in ontology.phrases) or "date" in parsed.classes[i]:
            continue
        token = parsed.doc[i]
        for pattern in ontology.by_head.get(token.lower_, ()):
            if (token.i, pattern.act) not in idiomatic and matches(pattern, token, parsed):
                key = (token.i, pattern.act)
                if key not in found or (not pattern.bare and not found[key].specific):
                    found[key] = make_act(
                        pattern.act, token, pattern.roles, pattern.rule_id, parsed, ontology, specific=not pattern.bare
                    )
        for literal in ontology.phrases.get(token.lower_, ()):
            head = _literal_head(literal, token, parsed)
            if head is not None and (head.i, literal.act) not in found:
                name, roles = literal.act, ontology.acts[literal.act].roles
                found[head.i, name] = make_act(name, head, roles, f"{name}.phrase", parsed, ontology, specific=True)
    cues = ontology.cues_in(parsed.lower, parsed.classes) if found else frozenset()  # type: ignore[arg-type]  # sets are only read
    for act in found.values():
        act.cues = cues
    acts = sorted(found.values(), key=lambda a: (a.token, a.name))
    holders = _holders(parsed)
    for act in acts:
        if (
            act.name in clause_words().on_ground_held
            and holders
            and not any(r.mention is not None and r.mention.armed for r in act.patients)
        ):
            mine = {id(r.mention) for r in act.agents}
            act.patients.extend(
                h
                for h in holders
                if id(h.mention) not in mine and not any(h.start >= a.start and h.end <= a.end for a in act.agents)
            )
    return acts


def _literal_head(literal: Phrase, first: Token, parsed: Parsed) -> Token | None:
    """The head of a literal phrase that begins at a word: its verb, else its last word unless that only qualifies."""
    end = first.i + len(literal.words)
    if tuple(parsed.lower[first.i : end]) != literal.words:
        return None
    verb = next((t for t in parsed.doc[first.i : end] if is_verb(t)), None)
    if verb is not None:
        return verb
    last = parsed.doc[end - 1]
    return None if literal.verbal or modifies(last, parsed) else last


def _holders(parsed: Parsed) -> list[Role]:
    """Armed actors said to hold the ground acted upon: "areas still held by X", "X positions", "X-held districts"."""
    out = []
    text = parsed.text
    for mention in parsed.actors:
        if not mention.armed:
            continue
        if _held()[0].search(text[max(0, mention.start - 30) : mention.start]) or _held()[1].match(text[mention.end :]):
            out.append(_as_role(mention, parsed.sentence.start))
    return out


def make_act(
    name: str, token: Token, roles: object, rule_id: str, parsed: Parsed, ontology: Ontology, *, specific: bool
) -> Act:
    """An act stated by a word, with its roles, clause and modality read from the grammar around it."""
    if name in _ENDS and "die" in ontology.acts and told_as_end(token):
        name, roles = "die", ontology.acts["die"].roles
    table = dict(roles)  # type: ignore[call-overload]  # Mapping[str, str]
    filled = _unfolded(_roles(token, table, parsed), parsed)
    if name in clause_words().needs_actor and table.get("subj") == "agent":
        filled = _with_opener(token, filled, parsed)
    clause = parsed.clause(token) if is_verb(token) else sorted({token.i, *parsed.noun_context(token)})
    classes = frozenset(c for i in clause for c in parsed.classes[i])
    offset = parsed.sentence.start
    head_start, head_end = _trigger_span(token)
    positions = [parsed.doc[i] for i in clause]
    start, end = span_of(positions)
    return Act(
        name=name,
        core=ontology.acts[name].core,
        sentence=parsed.sentence.index,
        token=token.i,
        start=offset + head_start,
        end=offset + head_end,
        rule_id=rule_id,
        verb=is_verb(token),
        agents=filled.get("agent", []),
        patients=filled.get("patient", []),
        targets=filled.get("target", []),
        weapons=frozenset(c for c in classes if c in WEAPON_CLASSES),
        refused=reality(token, parsed.sentence.is_title),
        quoted=parsed.sentence.in_quote(offset + token.idx),
        title=parsed.sentence.is_title,
        definite=_definite(token),
        background=past_perfect(token),
        clause=(offset + start, offset + end),
        classes=classes,
        head=token.lower_,
        specific=specific,
        aftermath=told_as_earlier(token) or _spoken_of(token),
    )


def _spoken_of(token: Token) -> bool:
    """Whether a noun of an act only says what is spoken of or answered: "condemned the killing", "in reprisal for"."""
    if is_verb(token):
        return False
    if token.dep_ in ("dobj", "nsubjpass"):
        return token.head.lower_ in clause_words().talks_of
    if token.dep_ != "pobj":
        return False
    verb = token.head.head
    if token.head.lower_ == "by":
        return verb.dep_ == "acl" and verb.lower_ in clause_words().suffered
    return token.head.lower_ == "for" and verb.lower_ in clause_words().answers


def _with_opener(token: Token, filled: dict[str, list[Role]], parsed: Parsed) -> dict[str, list[Role]]:
    """Give an active verb that the parser left without a doer the armed actor that opens its clause.

    "When plain-clothes gunmen in a pickup fired on the sit-in"; not where another verb with a subject stands between.
    """
    if not is_verb(token) or token.tag_ not in ("VBD", "VBZ", "VBP") or is_passive(token):
        return filled
    if any(r.mention is not None or r.pronoun for r in filled.get("agent", [])):
        return filled
    before = [m for m in parsed.actors if m.armed and m.end <= token.idx]
    opener = next((m for m in reversed(before) if _OPENS.search(parsed.text[: m.start])), None)
    if opener is None:
        return filled
    between = (t for t in parsed.doc if opener.end <= t.idx < token.idx)
    if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and any(c.dep_ in _SUBJECT for c in t.children) for t in between):
        return filled
    if any(opener.start <= r.start - parsed.sentence.start < opener.end for r in filled.get("patient", [])):
        return filled
    return {**filled, "agent": [_as_role(opener, parsed.sentence.start)]}


def _unfolded(filled: dict[str, list[Role]], parsed: Parsed) -> dict[str, list[Role]]:
    """Take a doer's phrase apart that swallowed a verb: "[the air force bombed camps of the rebels], killing ten"."""
    offset = parsed.sentence.start
    for role in filled.get("agent", []):
        start, end = role.start - offset, role.end - offset
        verb = next((t for t in parsed.doc if start < t.idx < end and _misread(t)), None)
        before = [m for m in parsed.actors if verb is not None and start <= m.start and m.end <= verb.idx]
        if verb is None or not before or not before[-1].armed:
            continue
        after = [m for m in parsed.actors if verb.idx < m.start and m.end <= end]
        agents = [_as_role(before[-1], offset), *(r for r in filled["agent"] if r is not role)]
        patients = [*filled.get("patient", []), *(_as_role(m, offset) for m in after[:1])]
        return {**filled, "agent": agents, "patient": patients}
    return filled


def _misread(token: Token) -> bool:
    """A verb with a subject of its own that the parser took for an adjective of its object."""
    return token.dep_ == "amod" and token.tag_ in ("VBN", "VBD") and any(c.dep_ == "nsubj" for c in token.children)


def _as_role(mention: ActorMention, offset: int) -> Role:
    """A role of the words of a mention alone."""
    classes = frozenset({"armed"}) if mention.armed else frozenset[str]()
    return Role(
        offset + mention.start, offset + mention.end, mention.text, mention.head, mention, False, classes, False
    )


def _trigger_span(token: Token) -> tuple[int, int]:
    words = [token, *(c for c in token.children if c.dep_ in ("prt", "compound", "dobj") and abs(c.i - token.i) <= 3)]
    return span_of(words)


def _definite(token: Token) -> bool:
    """A noun that resumes something already told: "the attack", "that raid", "the latest violence"."""
    if is_verb(token):
        return False
    modifiers = [c for c in token.children if c.dep_ in ("amod", "compound", "nummod", "prep", "poss", "acl", "relcl")]
    return (
        any(c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those") for c in token.children)
        and len(modifiers) <= 1
    )


def _shared_agent(verb: Token) -> list[Token]:
    """The by-phrase that serves all coordinated passives ("six were killed and four wounded by gunmen")."""
    if not is_passive(verb):
        return []
    others = [c for c in verb.children if c.dep_ == "conj"] + ([verb.head] if verb.dep_ == "conj" else [])
    return [obj for other in others if is_verb(other) for prep, obj in prepositional(other) if prep == "by"]


def _roles(token: Token, table: dict[str, str], parsed: Parsed) -> dict[str, list[Role]]:
    out: dict[str, list[Role]] = {}

    def put(function: str, tokens: Iterable[Token]) -> None:
        role = table.get(function)
        if role:
            out.setdefault(role, []).extend(_role(t, parsed) for t in tokens)

    if is_verb(token):
        passive = is_passive(token)
        put("obj" if passive else "subj", subjects(token))
        if not passive:
            put("obj", objects(token))
    else:
        put(
            "subj",
            [c for c in token.children if c.dep_ == "poss"]
            + [c for c in token.children if c.dep_ in ("compound", "amod", "nmod") and _is_actor(c, parsed)],
        )
        if (
            token.dep_ in ("dobj", "pobj")
            and token.head.lower_ in clause_words().support
            and is_verb(token.head)
            and not is_passive(token.head)
        ):
            put("subj", subjects(token.head))
        elif token.dep_ == "nsubjpass" and token.head.lower_ in clause_words().support:
            put("subj", [obj for prep, obj in prepositional(token.head) if prep == "by"])
    for preposition, obj in [*prepositional(token), *_between(token, parsed), *_held_by(token, parsed)]:
        if preposition == "by":
            put("subj" if is_verb(token) and "by" not in table else "by", [obj])
        elif preposition in table:
            put(preposition, [obj])
    if "agent" not in out and is_verb(token):
        put("subj", _shared_agent(token))
    if (
        "agent" not in out
        and not is_verb(token)
        and token.dep_ == "pobj"
        and token.head.head.lower_ in ("blamed", "responsibility")
    ):
        put("subj", subjects(token.head.head))
    return out


def _held_by(verb: Token, parsed: Parsed) -> list[tuple[str, Token]]:
    """Who lost what was taken, where the parse hangs "from" on it: "captured the town from the militia"."""
    if not is_verb(verb):
        return []
    below = (found for taken in objects(verb) for found in prepositional(taken))
    return [(word, obj) for word, obj in below if word == "from" and _is_actor(obj, parsed)]


def _between(noun: Token, parsed: Parsed) -> list[tuple[str, Token]]:
    """The parties that the verb of a noun names: "fighting erupted on Monday between the army and rebels"."""
    if noun.dep_ not in ("nsubj", "nsubjpass") or noun.head.lower_ not in clause_words().breaks_out:
        return []
    return [
        ("between", party)
        for word in noun.head.subtree
        if word.lower_ == "between" and word.i > noun.head.i
        for child in word.children
        if child.dep_ == "pobj" and "date" not in parsed.classes[child.i]
        for party in conjuncts(child)
    ]


def _is_actor(token: Token, parsed: Parsed) -> bool:
    return any(m.start <= token.idx < m.end for m in parsed.actors)


def _role(token: Token, parsed: Parsed) -> Role:
    words = phrase(token)
    start, end = span_of(words)
    inside = [m for m in parsed.actors if m.start < end and m.end > start]
    at_head = [m for m in inside if m.start <= token.idx < m.end]
    # "three of the gunmen", "members of Boko Haram": the group is in the of-phrase when the head itself names nobody
    named = at_head or inside
    mention = _by_name(token, parsed) or named[0] if named else None
    offset = parsed.sentence.start
    classes = frozenset(c for t in words for c in parsed.classes[t.i])
    return Role(
        offset + start,
        offset + end,
        parsed.text[start:end],
        token.lower_,
        mention,
        token.lower_ in PRONOUNS,
        classes,
        token.tag_ in ("NN", "NNS") and token.text.islower(),
    )


def _by_name(token: Token, parsed: Parsed) -> ActorMention | None:
    """The name put beside one group: "the militia Ahlu Sunna" (a plural has several: "the factions A and B")."""
    if token.tag_ != "NN":
        return None
    beside = [c.idx for c in token.children if c.dep_ == "appos" and c.tag_.startswith("NNP")]
    names = (m for m in parsed.actors if m.kind == "named" and any(m.start <= at < m.end for at in beside))
    return next(names, None)


def coordinated(token: Token) -> list[Token]:
    """The token and its coordinates, for callers that walk roles by hand."""
    return conjuncts(token)
