"""Claims and attributions: which named actor an article says did it, and on whose word (coding notes 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from conflictdata.knowledge.actor_types import ActorMention
from conflictdata.reports.incidents import Incident
from conflictdata.reports.needed_words import NeededWords
from conflictdata.reports.sentences import Sentence

#: (pattern, where the actor stands, responsibility value). Negated forms are matched first and end the search.
_NOT = re.compile(
    r"\b(?:no (?:group|one|organi[sz]ation|party)|nobody|not (?:been|yet)|neither|none|denied|denies|deny|"
    r"has yet to|have yet to|without claiming)\b",
    re.I,
)
_DEEDS = (
    r"(?:had |have )?(?:carried (?:\w+ )?out|attacked|killed|fired|aimed|ambushed|targeted|shelled|bombed|detonated|"
    r"planted|shot|struck|laid|captured|sent|done|staged|launched|mounted|executed|kidnapped|abducted|seized)\b"
)
_PATTERNS = (
    (
        re.compile(
            r"\b(?:claimed|took|accepted|assumed|admitted|acknowledged|claims|claim) (?:the |"
            r"full )?(?:responsibility|credit)\b",
            re.I,
        ),
        "before",
        "claimed_by_actor",
    ),
    (
        re.compile(r"\bclaimed (?:the|this|that|both|it|to have|its fighters|their)\b", re.I),
        "before",
        "claimed_by_actor",
    ),
    (
        re.compile(rf"\bclaim(?:ed|s)? (?:that )?(?:it|they|he|(?:\w+ of )?its \w+|their \w+) {_DEEDS}", re.I),
        "before",
        "claimed_by_actor",
    ),
    (
        re.compile(
            r"\bsaid (?:on|in|through|over|via) [^,.;]{3,60}? that (?:it|they|(?:\w+ of )?its \w+|their \w+) " + _DEEDS,
            re.I,
        ),
        "before",
        "claimed_by_actor",
    ),
    (
        re.compile(
            r"\bclaims?(?:ed)? (?:a |an |the |its |two |three |several |latest )?(?:[\w-]+ )?"
            r"(?:attacks?|raids?|bombings?|blasts?|killings?|ambush(?:es)?|strikes?|assaults?|abductions?|kidnappings?)\b",
            re.I,
        ),
        "before",
        "claimed_by_actor",
    ),
    (re.compile(r"\b(?:suspected (?:after|of|in|over)|blamed for)\b", re.I), "right_before", "attributed_by_official"),
    (re.compile(r"\b(?:signed by|left by|message from|note from)\b", re.I), "after", "claimed_by_actor"),
    (re.compile(r"\b(?:was|were|been) claimed by\b", re.I), "after", "claimed_by_actor"),
    (re.compile(r"\bresponsibility (?:was|has been) claimed by\b", re.I), "after", "claimed_by_actor"),
    (
        re.compile(
            r"\b(?:blamed|blames|pinned (?:it|the attack|the killing) on|accused|attributed to|"
            r"attributed (?:it|the \w+|them) to|pointed (?:the|a) finger at)\b",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (re.compile(r"\b(?:were|was) behind\b", re.I), "before", "attributed_by_official"),
    (
        re.compile(
            r"\bsaid (?:that )?(?:it|(?:\w+ of )?its \W?\w+\W?|they|his men|their men) " + _DEEDS,
            re.I,
        ),
        "before",
        "claimed_by_actor",
    ),
    (
        re.compile(
            r"\b(?:attackers?|assailants?|gunm[ae]n|raiders|killers?|bombers?|perpetrators|kidnappers|abductors|"
            r"captors) (?:were|was|are|had been|belonged|belong)(?: all| both)?(?: members| fighters| militants| men| "
            r"gunmen| soldiers)? (?:of|to|from|with) (?:the )?|\bput(?:s)? (?:it|the \w+) down to (?:the )?|"
            r"\b(?:laid|lay|placed|put|pinned) the blame (?:on|at the door of) (?:the )?|"
            r"\b(?:was|were) the work of (?:the )?",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (
        re.compile(
            r"\b(?:said|saying|which said) (?:that )?it (?:was|had been) (?:laid|carried out|planted|staged) by\b", re.I
        ),
        "after",
        "attributed_by_official",
    ),
    (
        re.compile(
            r"\b(?:fired|carried out|planted|laid|staged|launched|committed|perpetrated) by (?:members of |"
            r"fighters of |militants of )?",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (
        re.compile(
            r"\b(?:point(?:s|ed|ing)? (?:an? |the )?(?:accusing )?finger at|held? responsible|suspects?|"
            r"suspected|pointed to|fingered)\b",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (re.compile(r"\b(?:believed?|thought|say|said|think) (?:the )?", re.I), "belief", "attributed_by_official"),
    (
        re.compile(
            r"\b(?:suspected to be|believed to be|identified as|said to be|thought to be) (?:members of |"
            r"fighters of |from |of )?(?:the )?",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (
        re.compile(
            r"\b(?:wore|wearing|dressed (?:in|as|like)|clad in|in the (?:colou?rs|uniforms?) of|"
            r"(?:men|youths|gunmen) in)(?: the)?\b",
            re.I,
        ),
        "worn",
        "attributed_by_independent",
    ),
    (
        re.compile(
            r"\b(?:who|whom|which) (?:[\w'’-]+ ){1,6}?(?:called|call|calls|knew as|know as|recogni[sz]ed as|"
            r"identified as|described as)\b|\b(?:had )?fallen (?:to|victim to)\b|\bknown locally as\b",
            re.I,
        ),
        "after",
        "attributed_by_official",
    ),
    (
        re.compile(
            r"\bsays? (?:[\w ]{0,40}that )?(?:its|their) (?:fighters|men|members|gunmen) (?:are|were|have)\b",
            re.I,
        ),
        "before",
        "claimed_by_actor",
    ),
)
#: The claimant told last: "the same organisation is suspected".
_SAME = re.compile(
    r"\bthe same (?:armed )?(?:group|organi[sz]ation|band|gang|militia|movement|party)\b[^.;]{0,40}?"
    r"\b(?:suspected|blamed|accused|claimed|believed|held responsible)\b",
    re.I,
)
#: What fighters wear to be known, after their group's name ("men in Lupa Front T-shirts").
_GARMENT = re.compile(
    r"^(?:['’]s)?\s+(?:[\w-]+ ){0,2}?(?:t-?shirts?|shirts?|uniforms?|fatigues|caps?|berets?|scar(?:f|ves)|bandann?as?|"
    r"colou?rs|insignia|badges?|regalia|vests?|jackets?|attire|dress|garb)\b",
    re.I,
)
_REACH = 90
#: Words that only stand for a group must follow the blame this closely.
_CLOSE = 22
#: Forces that speak of others' deeds more often than they are blamed.
_SOURCES = frozenset(["police", "police station", "base", "camp", "barracks", "checkpoint", "patrol", "post"])
#: A claim so many sentences after an incident may still be its own.
_CLAIM_DISTANCE = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """An actor named as the perpetrator, with its place in the stored text and on whose word."""

    sentence: int
    mention: ActorMention
    start: int
    end: int
    responsibility: str


def find_claims(sentences: Iterable[Sentence], actors: Sequence[ActorMention]) -> list[Claim]:
    """Claims and attributions of an article, in text order.

    Only named organisations and states count: "blamed on bandits" names nobody.

    Args:
        sentences: the article's sentences, parsed or not.
        actors: its actor mentions, in text order, with their places in the stored text.

    Example:
        "Police point a finger at the Lupa Front" gives the Lupa Front, attributed by an official.
    """
    out: list[Claim] = []
    for sentence in sentences:
        inside = [m for m in actors if sentence.start <= m.start and m.end <= sentence.end]
        told = _told(sentence, [replace(m, start=m.start - sentence.start, end=m.end - sentence.start) for m in inside])
        if told is not None:
            out.append(told)
        elif out and out[-1].sentence + 2 * _CLAIM_DISTANCE >= sentence.index and _SAME.search(sentence.text):
            out.append(replace(out[-1], sentence=sentence.index))
    return out


def _told(sentence: Sentence, mentions: list[ActorMention]) -> Claim | None:
    """The first claim or attribution of a sentence whose actor can be told."""
    if not mentions:
        return None
    text, sides = sentence.text, _sides(mentions)
    if not sides:
        return None
    for (pattern, side, responsibility), possible in zip(_PATTERNS, _needed().possible(text), strict=True):
        match = pattern.search(text) if possible and side in sides else None
        if match is None or _NOT.search(text, max(0, match.start() - 60), match.end()):
            continue
        if side == "belief":
            mention = _believed(text, mentions, match.end())
        elif side == "worn":
            mention = _worn(text, mentions, match)
        else:
            mention = _nearest(mentions, match.start(), match.end(), side)
        if mention is not None:
            at = sentence.start + mention.start
            return Claim(sentence.index, mention, at, sentence.start + mention.end, responsibility)
    return None


@lru_cache(maxsize=1)
def _needed() -> NeededWords:
    """What the wordings of claims need to stand in a sentence."""
    return NeededWords([pattern.pattern for pattern, _, _ in _PATTERNS])


def _sides(mentions: list[ActorMention]) -> frozenset[str]:
    """The kinds of claim that could name one of these actors; the wording of the others need not be looked for."""
    named = any(m.kind == "named" for m in mentions)
    claiming = named or any(_can_claim(m) for m in mentions)
    meant = claiming or any(_stands_for(m, m.start) for m in mentions)
    dressed = named or any(m.armed and m.kind != "state" for m in mentions)
    open_to = {"right_before": named, "belief": named, "before": claiming, "after": meant, "worn": dressed}
    return frozenset(side for side, possible in open_to.items() if possible)


def _worn(text: str, mentions: list[ActorMention], match: re.Match[str]) -> ActorMention | None:
    """Whose dress attackers wore: a group's tells who they are, an army's or police's may be a disguise."""
    for mention in mentions:
        if mention.kind == "state" or not (mention.armed or mention.kind == "named") or mention.start < match.start():
            continue
        between = text[match.end() : mention.start]
        if mention.start - match.end() > _REACH // 2 or any(c in between for c in ".;:"):
            return None
        if "as" in match[0].lower().split() or "like" in match[0].lower().split():
            return mention if len(between) <= _CLOSE and (mention.kind == "named" or mention.ethnic) else None
        if mention.kind == "named" and (
            between.rstrip().endswith((" of", " of the")) or _GARMENT.match(text[mention.end :])
        ):
            return mention
    return None


_BELIEVED_ACT = re.compile(
    r"^[\w\s'’-]{0,40}?\b(?:laid|planted|carried out|was behind|were behind|was responsible|"
    r"were responsible|did it|fired it|launched it)\b",
    re.I,
)


def _believed(text: str, mentions: list[ActorMention], end: int) -> ActorMention | None:
    """As in "Police believe al-Shabaab militants laid it": the actor right after the belief, followed by the deed."""
    for mention in mentions:
        if mention.kind == "named" and 0 <= mention.start - end <= 4 and _BELIEVED_ACT.match(text[mention.end :]):
            return mention
    return None


def _nearest(mentions: list[ActorMention], start: int, end: int, side: str) -> ActorMention | None:
    """The actor that claims (before the words) or is blamed (after them)."""
    if side == "right_before":  # a headline: "Lupa Front blamed for blast"
        return next((m for m in mentions if m.kind == "named" and 0 < start - m.end <= 2), None)
    if side == "before":
        near = [m for m in mentions if _can_claim(m) and m.end <= start + 1 and start - m.end < _REACH]
        named = [m for m in near if m.kind == "named"]
        return (named or near)[-1] if near else None
    near = [m for m in mentions if m.start > start and m.end > end and m.start - end < _REACH // 2]
    return next((m for m in near if _can_claim(m) or _stands_for(m, end)), None)


def _can_claim(mention: ActorMention) -> bool:
    """Named organisations, missions, forces whose country or unit is said: "the police" are a report's source."""
    if mention.kind == "state":
        return mention.klass in ("military", "police") and (mention.country is not None or mention.unit is not None)
    return mention.kind == "named" or mention.klass == "external"


def _stands_for(mention: ActorMention, end: int) -> bool:
    """Words right after the blame that stand for a group: "the group", "the army", "members of the Lupa clan"."""
    if mention.start - end > _CLOSE:
        return False
    if mention.kind == "state":
        return mention.klass in ("military", "police") and mention.head not in _SOURCES
    return mention.ethnic is not None or any(flag.startswith("resumes:") for flag in mention.flags)


def assign(claims: Iterable[Claim], incidents: list[Incident]) -> dict[int, list[Claim]]:
    """Give each claim to the incident whose sentence it stands in, else the last one before it (index -> claims).

    A claim that only resumes the attack ("the Front claimed the attack") belongs to the incident told before.
    """
    out: dict[int, list[Claim]] = {}
    for claim in claims:
        gaps = sorted(
            (min(claim.sentence - s for s in incident.sentences if s <= claim.sentence), number)
            for number, incident in enumerate(incidents)
            if any(s <= claim.sentence for s in incident.sentences)
        )
        near = [(gap, number) for gap, number in gaps if gap <= _CLAIM_DISTANCE]
        for _, number in near[:1]:
            out.setdefault(number, []).append(claim)
        if len(near) > 1 and near[0][0] == 0 and _resumes(incidents[near[0][1]], claim):
            out.setdefault(near[1][1], []).append(claim)
    return out


def _resumes(incident: Incident, claim: Claim) -> bool:
    """Whether an incident begins with the claim and states nothing but what it resumes or quotes."""
    return min(incident.sentences) == claim.sentence and all(
        a.definite or a.quoted for a in incident.acts if a.core and a.sentence == claim.sentence
    )
