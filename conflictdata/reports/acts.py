"""Find the acts a parsed sentence states and bind their roles by grammar.

An act is a trigger word that satisfies a pattern of the ontology. Roles come from the trigger's own grammatical functions first; what the clause does
not say is left open here and resolved by the incident (``incidents.py``), never by mere co-occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.knowledge.ontology import Ontology, Pattern
from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.reports.casualties import Harm
from conflictdata.reports.dates import DateMention
from conflictdata.reports.modality import past_perfect, reality
from conflictdata.reports.sentences import Sentence
from conflictdata.reports.syntax import (
    clause_tokens,
    conjuncts,
    is_passive,
    is_verb,
    objects,
    phrase,
    prepositional,
    span_of,
    subjects,
    told_as_earlier,
)

_PRONOUNS = frozenset({"they", "he", "she", "it", "them", "him", "her", "who", "which", "that", "those", "we"})
_SUPPORT = frozenset(
    ["carry", "carried", "carrying", "launch", "launched", "launching", "stage", "staged", "staging", "mount", "mounted", "conduct", "conducted", "claim", "claimed", "commit", "committed", "perpetrate", "perpetrated", "make", "made", "wage", "waged", "lead", "led", "begin", "began", "intensify", "intensified", "step", "stepped", "open", "opened", "unleash", "unleashed", "hold", "held", "organise", "organised", "organize", "organized", "join", "joined"]
)
#: Acts on ground that somebody holds.
_ON_GROUND_HELD = frozenset({"assault", "airstrike", "bombard", "retake", "capture", "fight", "explode"})
_HELD_BY = re.compile(
    r"\b(?:held|controlled|occupied|ruled|run|manned|defended|used) by (?:the |an? |suspected |alleged )?$", re.I
)
_HELD_AFTER = re.compile(
    r"(?:'s|’s)?[ -](?:\w+ )?(?:held|controlled|positions?|bastions?|strongholds?|hideouts?|hide-outs?|targets?|bases?|camps?|enclaves?|convoys?|posts?|trenches|territory|headquarters|depots?)\b",
    re.I,
)
_WEAPON_CLASSES = ("weapon_air", "weapon_artillery", "weapon_planted", "weapon_suicide", "weapon_grenade", "weapon_chemical", "weapon_gun", "weapon_crude",
                   "weapon_incendiary", "weapon_crowd_control", "weapon_live")  # fmt: skip


@dataclass(slots=True)
class Role:
    """A filler of a role: the phrase in the stored text and the actor mention in it, if any."""

    start: int
    end: int
    text: str
    head: str
    mention: ActorMention | None
    pronoun: bool
    classes: frozenset[str]
    head_is_common: bool = True


@dataclass(slots=True)
class Parsed:
    """A sentence with everything that was recognised in it. Mention offsets are relative to the sentence; harm offsets to the text."""

    sentence: Sentence
    doc: Doc
    lower: list[str]
    classes: list[set[str]]
    actors: list[ActorMention]
    places: list[PlaceMention]
    dates: list[DateMention]
    harms: list[Harm]
    clauses: dict[int, list[int]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [t.idx for t in self.doc]

    def clause(self, token: Token) -> list[int]:
        """Word positions of the clause a trigger heads, computed once."""
        found = self.clauses.get(token.i)
        if found is None:
            found = self.clauses[token.i] = clause_tokens(token)
        return found


@dataclass(slots=True)
class Act:
    """One stated act with its bound roles. ``refused`` says why it is not a real, present act (None = real)."""

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


#: Endings of nouns for people; the list of persons cannot hold every trade.
_PEOPLE = re.compile(r"..(?:ists?|[iu]ans?|men|women|keepers?|workers?|drivers?|makers?|sellers?|teachers?|boys?|girls?|mates?|pickers?|growers?|owners?|dwellers?|eers?)$")


def annotate_classes(parsed: Parsed, ontology: Ontology) -> None:
    """Tag each token with static classes and with the classes its actor or place mention gives it."""
    parsed.classes = ontology.classes.tag(parsed.lower)
    starts = parsed.starts
    for mention in parsed.actors:
        extra = _mention_classes(mention)
        for i, at in enumerate(starts):
            if mention.start <= at < mention.end:
                parsed.classes[i] |= extra
    for place in parsed.places:
        for i, at in enumerate(starts):
            if place.start <= at < place.end:
                parsed.classes[i].add("placename")
    for token in parsed.doc:  # a name that is neither place nor actor is, in the object of a verb of seizing, mostly a person
        if token.tag_ in ("NNP", "NNPS") and not (parsed.classes[token.i] & {"placename", "armed", "state"}):
            parsed.classes[token.i].add("proper")
        elif token.tag_ in ("NN", "NNS") and _PEOPLE.search(token.lower_):
            parsed.classes[token.i].add("person")
    for when in parsed.dates:  # the month of March is no march
        for i, at in enumerate(starts):
            if when.start <= at < when.end:
                parsed.classes[i] = {"date"}


def _mention_classes(mention: ActorMention) -> set[str]:
    out = {mention.klass}
    if mention.armed:
        out.add("armed")
    if mention.klass in ("military", "police", "government"):
        out |= {"state"}
    if mention.klass in ("military", "weapon_platform", "external") or mention.kind == "country":
        out.add("state_or_air")
    if mention.klass == "civilians":
        out |= {"civilian", "person"}
    return out


def find_acts(parsed: Parsed, ontology: Ontology) -> list[Act]:
    """All acts of a sentence, refused ones included, in text order."""
    found: dict[tuple[int, str], Act] = {}
    idioms = _idioms(parsed, ontology)
    for token in parsed.doc:
        if "date" in parsed.classes[token.i]:
            continue
        for pattern in ontology.by_head.get(token.lower_, ()):
            if (token.i, pattern.act) not in idioms and _matches(pattern, token, parsed):
                key = (token.i, pattern.act)
                if key not in found or (not pattern.bare and not found[key].specific):
                    found[key] = _act(
                        pattern.act, token, pattern.roles, pattern.rule_id, parsed, ontology, specific=not pattern.bare
                    )
        for literal in ontology.phrases.get(token.lower_, ()):
            n = len(literal.words)
            if tuple(parsed.lower[token.i : token.i + n]) == literal.words:
                verb = next((t for t in parsed.doc[token.i : token.i + n] if is_verb(t)), None)
                head = verb or parsed.doc[token.i + n - 1]
                if (literal.verbal and verb is None) or (verb is None and _modifies(head, parsed)):
                    continue
                name = literal.act
                found.setdefault(
                    (head.i, name),
                    _act(name, head, ontology.acts[name].roles, f"{name}.phrase", parsed, ontology, specific=True),
                )
    cues = ontology.cues_in(parsed.lower, parsed.classes) if found else frozenset()  # type: ignore[arg-type]  # sets are only read
    for act in found.values():
        act.cues = cues
    acts = sorted(found.values(), key=lambda a: (a.token, a.name))
    holders = _holders(parsed)
    for act in acts:
        if (
            act.name in _ON_GROUND_HELD
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


def _idioms(parsed: Parsed, ontology: Ontology) -> set[tuple[int, str]]:
    """(token, act) pairs that an idiom takes away: in "heart attack" nobody attacks."""
    out = set()
    for i, word in enumerate(parsed.lower):
        for idiom in ontology.idioms.get(word, ()):
            if tuple(parsed.lower[i : i + len(idiom.words)]) == idiom.words:
                out |= {(i + k, idiom.act) for k in range(len(idiom.words))}
    return out


def _holders(parsed: Parsed) -> list[Role]:
    """Armed actors said to hold the ground acted upon: "areas still held by X", "X positions", "X-held districts", "X's last bastion"."""
    out = []
    text = parsed.doc.text
    for mention in parsed.actors:
        if not mention.armed:
            continue
        if _HELD_BY.search(text[max(0, mention.start - 30) : mention.start]) or _HELD_AFTER.match(text[mention.end :]):
            offset = parsed.sentence.start
            out.append(
                Role(
                    offset + mention.start,
                    offset + mention.end,
                    mention.text,
                    mention.head,
                    mention,
                    False,
                    frozenset({"armed"}),
                    False,
                )
            )
    return out


_MODIFIED = frozenset(
    {
        "armed",
        "state",
        "protesters",
        "rioters",
        "civilians",
        "unidentified_armed",
        "person",
        "detained_key",
        "group_noun",
        "place_noun",
    }
) | frozenset(_WEAPON_CLASSES)
_GEAR = frozenset(
    ["gear", "squad", "shield", "vest", "unit", "van", "team", "force", "leader", "organiser", "organizer", "victim", "site", "scene", "scar", "monument", "memorial", "museum", "prevention", "insurance", "charge", "suspect", "trial", "case"]
)


def _modifies(token: Token, parsed: Parsed) -> bool:
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
            # "the shelling", "armed men": a participle used as noun or adjective states no act of its own as a verb
            return token.dep_ not in ("amod", "compound")
        return (title and tag.startswith(("NN", "JJ"))) or (
            tag == "JJ" and token.dep_ in ("ROOT", "acomp", "acl", "oprd")
        )
    if pattern.kind == "noun":
        return tag.startswith("NN") or (
            tag == "VBG" and any(c.dep_ in ("det", "poss", "compound") for c in token.children)
        )
    return True


def _matches(pattern: Pattern, token: Token, parsed: Parsed) -> bool:
    if not _kind_fits(pattern, token, parsed.sentence.is_title):
        return False
    if pattern.kind == "noun" and _modifies(token, parsed):
        return False
    if pattern.bare and not pattern.not_arg and not pattern.agent_armed and not pattern.agent_state:
        return True
    lower, classes = parsed.lower, parsed.classes
    frozen: list[frozenset[str]] = classes  # type: ignore[assignment]  # sets are only read below
    clause = [i for i in parsed.clause(token) if i != token.i] if pattern.kind != "noun" else _noun_context(token)
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


def _noun_context(token: Token) -> list[int]:
    near = {t.i for t in phrase(token)} | {t.i for t in token.children}
    near |= {t.i for _, obj in prepositional(token) for t in phrase(obj)}
    return sorted(near - {token.i})


def _arguments_match(pattern: Pattern, token: Token, parsed: Parsed, classes: list[frozenset[str]]) -> bool:
    passive = is_passive(token)
    if pattern.voice == "passive" and not passive:
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
        if not any(wanted in classes[i] for i in _indices(acting)) and not any(t.lower_ in _PRONOUNS for t in acting):
            return pattern.voice == "passive"
    return True


def _indices(tokens: Iterable[Token]) -> list[int]:
    return [t.i for head in tokens for t in phrase(head)]


def _act(
    name: str, token: Token, roles: object, rule_id: str, parsed: Parsed, ontology: Ontology, *, specific: bool
) -> Act:
    table = dict(roles)  # type: ignore[call-overload]  # Mapping[str, str]
    filled = _roles(token, table, parsed)
    clause = parsed.clause(token) if is_verb(token) else sorted({token.i, *_noun_context(token)})
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
        weapons=frozenset(c for c in classes if c in _WEAPON_CLASSES),
        refused=reality(token, parsed.sentence.is_title),
        quoted=parsed.sentence.in_quote(offset + token.idx),
        title=parsed.sentence.is_title,
        definite=_definite(token),
        background=past_perfect(token),
        clause=(offset + start, offset + end),
        classes=classes,
        head=token.lower_,
        specific=specific,
        aftermath=told_as_earlier(token),
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
            and token.head.lower_ in _SUPPORT
            and is_verb(token.head)
            and not is_passive(token.head)
        ):
            put("subj", subjects(token.head))
        elif token.dep_ == "nsubjpass" and token.head.lower_ in _SUPPORT:
            put("subj", [obj for prep, obj in prepositional(token.head) if prep == "by"])
    for preposition, obj in prepositional(token):
        if preposition == "by":
            put("subj" if is_verb(token) and "by" not in table else "by", [obj])
        elif preposition in table:
            put(preposition, [obj])
    if (
        "agent" not in out
        and not is_verb(token)
        and token.dep_ == "pobj"
        and token.head.head.lower_ in ("blamed", "responsibility")
    ):
        put("subj", subjects(token.head.head))
    return out


def _is_actor(token: Token, parsed: Parsed) -> bool:
    return any(m.start <= token.idx < m.end for m in parsed.actors)


def _role(token: Token, parsed: Parsed) -> Role:
    words = phrase(token)
    start, end = span_of(words)
    inside = [m for m in parsed.actors if m.start < end and m.end > start]
    at_head = [m for m in inside if m.start <= token.idx < m.end]
    # "three of the gunmen", "members of Boko Haram": the group is in the of-phrase when the head itself names nobody
    mention = (at_head or inside or [None])[0]
    offset = parsed.sentence.start
    classes = frozenset(c for t in words for c in parsed.classes[t.i])
    return Role(
        offset + start,
        offset + end,
        parsed.doc.text[start:end],
        token.lower_,
        mention,
        token.lower_ in _PRONOUNS,
        classes,
        token.tag_ in ("NN", "NNS") and token.text.islower(),
    )


def coordinated(token: Token) -> list[Token]:
    """The token and its coordinates, for callers that walk roles by hand."""
    return conjuncts(token)
