"""Read who was harmed, how and how many from one parsed sentence.

Every statement becomes one ``Harm`` per counted party, with the characters that say it. ``tallies`` adds them up.

Example:
    >>> nlp = spacy.load(...)                                                    # doctest: +SKIP
    >>> [(h.impact, h.best) for h in find_harms(nlp("Bomb kills 4, wounds 10"), 0, 0)]  # doctest: +SKIP
    [('killed', 4), ('injured', 10)]
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Doc

from conflictdata.reports.harm_context import (
    Speaker,
    agent,
    is_also,
    is_beside,
    is_cumulative,
    is_feared,
    is_negated,
    is_superseded,
    is_unreal,
    owner,
    speaker,
)
from conflictdata.reports.harm_frames import find
from conflictdata.reports.harm_nouns import UNSEEN
from conflictdata.reports.harm_parts import Finding, Part
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import harm_words, person_words

_KINDS = ("women", "men", "girls", "boys", "children")
_OF_THE_HARMED = ("of the wounded", "of the injured", "of the victims")
_PERSON_IMPACTS_OF_PARTIES = frozenset(["killed", "neutralised", "injured"])


@dataclass(slots=True)
class Harm:
    """One statement that people (or homes, facilities, animals) came to harm.

    Attributes:
        start, end: Characters of the statement in the article.
        sentence: Index of the sentence, as the caller counts.
        impact: killed neutralised injured abducted detained missing displaced evacuated trapped
            sexual_violence tortured forcibly_recruited released rescued shelter_damaged facility_damaged
            livestock_taken.
        victim_start, victim_end, victim_text: The words for who was harmed ("nine Malian soldiers").
        victim_head: Singular of the noun that says who ("soldier").
        low, best, high: Interval of the count; None when open.
        count_kind: exact | at_least | up_to | approximate | range | vague | feared | ambiguous.
        women, men, girls, boys, children: Numbers of them when stated.
        attributed_to, claimed_by: Who says so; claimed_by is set when a belligerent says it.
        is_party_claim: A belligerent's claim about the other side.
        is_cumulative: A running total that belongs to no single event.
        including: Part of a total given beside it; never added.
        is_update_total: "bringing the toll to 14": replaces earlier counts.
        definite: Refers back ("the men", "he"): may repeat people already counted.
        additional: "five others": beside those already counted.
        victim_side: state | armed | attacker | civilian | crowd | person | "" by the noun alone.
        from_grave: Bodies of a mass grave, of unknown time of death.
        beside: Told apart from whoever did it ("five others", "besides the bomber", "not counting the attackers").
        owner_text: Words for whose people they were ("The rebels" in "the rebels lost three men"); "" when unsaid.
    """

    start: int
    end: int
    sentence: int
    impact: str
    victim_start: int | None
    victim_end: int | None
    victim_text: str
    victim_head: str
    low: int | None
    best: int
    high: int | None
    count_text: str
    count_kind: str
    unit: str
    trigger_start: int
    trigger_end: int
    rule_id: str
    agent_text: str = ""
    owner_text: str = ""
    women: int | None = None
    men: int | None = None
    girls: int | None = None
    boys: int | None = None
    children: int | None = None
    attributed_to: str | None = None
    claimed_by: str | None = None
    is_party_claim: bool = False
    is_cumulative: bool = False
    negated: bool = False
    including: bool = False
    is_update_total: bool = False
    definite: bool = False
    additional: bool = False
    victim_side: str = ""
    from_grave: bool = False
    beside: bool = False
    confidence: float = 0.9


def find_harms(doc: Doc, offset: int, sentence: int) -> list[Harm]:
    """Read every statement of harm in one parsed sentence (tagger and parser are enough).

    Args:
        doc: One sentence.
        offset: Character at which it starts in the article.
        sentence: Its index, copied to the results.
    """
    cues = harm_words().cues
    s = Sentence(doc, offset)
    if cues.isdisjoint(s.low):
        return []
    out: list[Harm] = []
    for finding in find(s):
        out.extend(_harms(s, finding, offset, sentence))
    _note_kinds(out)
    _died_later(out)
    _counted_on(out)
    _killer_killed(out)
    return out


def _harms(s: Sentence, finding: Finding, offset: int, sentence: int) -> list[Harm]:
    trigger = finding.trigger
    verb = trigger if s.tag[trigger].startswith("VB") else _governing(s, trigger)
    if is_unreal(s, verb) or (verb != trigger and is_unreal(s, trigger)):
        return []
    negated = finding.negated or (finding.rule != UNSEEN and is_negated(s, trigger))
    told = speaker(s, trigger)
    moved = finding.impact in ("displaced", "evacuated", "trapped")
    cumulative = is_cumulative(s, trigger, max((p.best for p in finding.parts), default=0), moved=moved)
    also = is_also(s, trigger)
    who = agent(s, trigger, passive=finding.passive)
    if _alternatives(s, trigger, finding.impact) and not negated and not any(p.none for p in finding.parts):
        finding = replace(
            finding,
            ambiguous=True,
            parts=tuple(replace(p, low=0, best=0, high=p.high or p.best) for p in finding.parts),
        )
    if not finding.parts:
        return [_blank(s, finding, offset, sentence, told, cumulative)]
    harms = [_harm(s, finding, part, offset, sentence, told, who) for part in finding.parts]
    for harm in harms:
        harm.is_cumulative = cumulative
        harm.definite = harm.definite or is_superseded(s, trigger)
        harm.beside = harm.additional or is_beside(s, trigger)
        harm.additional = harm.additional or also
        if finding.impact == "killed" and harm.count_kind != "ambiguous" and is_feared(s, trigger):
            harm.low, harm.high = 0, None if harm.high is None else max(harm.high, harm.best)
            harm.count_kind = "feared"
        if negated and not harm.negated:
            harm.negated, harm.low, harm.best, harm.high = True, 0, 0, 0
    if (
        negated
        and finding.impact == "injured"
        and s.low[trigger] in harm_words().sets["hurt_words"]
        and not finding.rule.startswith("harm.none")
    ):
        harms += [
            _harm(s, _as_killed(finding), part, offset, sentence, told, who) for part in finding.parts if part.none
        ]
    return harms


def _alternatives(s: Sentence, trigger: int, impact: str) -> bool:
    """As in "killed or wounded", "killed, captured or wounded": nobody says how many of each."""
    cues = harm_words().cues
    if trigger > 1 and s.low[trigger - 1] == "or" and s.low[trigger - 2] in cues:
        return not _tells(s, trigger - 2, impact)
    ahead = s.low[trigger + 1 : trigger + 5]
    if "or" not in ahead or trigger + 1 in s.quantity_at:
        return False
    at = trigger + 1 + ahead.index("or")
    joined = all(s.low[k] == "," or s.low[k] in cues for k in range(trigger + 1, at))
    return joined and at + 1 < s.n and s.low[at + 1] in cues and not _tells(s, at + 1, impact)


def _tells(s: Sentence, k: int, impact: str) -> bool:
    """Whether a word beside "or" tells the same kind of harm: "shot dead or burned alive"."""
    words = harm_words()
    outcome = {"dead", "alive", "to"} & set(s.low[k + 1 : k + 2])
    frames = words.verbs.get(s.low[k], ())
    return words.states.get(s.low[k]) == impact or any(
        impact in (frame.impact, frame.result if outcome else "", frame.needs) for frame in frames
    )


def _as_killed(finding: Finding) -> Finding:
    return Finding(finding.trigger, "killed", finding.parts, "harm.none.hurt", finding.passive, negated=True)


def _governing(s: Sentence, i: int) -> int:
    k = i
    for _ in range(4):
        if s.tag[k].startswith("VB") or s.head[k] == k:
            return k
        k = s.head[k]
    return k


def _harm(
    s: Sentence, finding: Finding, part: Part, offset: int, sentence: int, told: Speaker | None, who: str
) -> Harm:
    line, trigger = s.line, finding.trigger
    quantity = part.quantity
    first, last = min(part.first, part.noun), max(part.last, part.noun + 1)
    if s.low[last : last + 2] == ["-", "by"]:
        last += 2  # "a passer-by"
    start, end = line.start[first], line.end[s.of_group(part.noun, last) - 1]
    t_start, t_end = line.start[trigger], line.end[trigger]
    noun = s.person(part.noun)
    side = noun.side if noun is not None else ""
    if side in ("", "person"):
        side = _side_around(s, first, s.of_group(part.noun, last)) or side
    bomber = finding.rule == "harm.verb.reflexive" and part is finding.parts[0] and s.low[trigger].startswith("bl")
    impact = finding.impact
    if impact == "structure":
        impact = "facility_damaged" if part.unit == "facilities" else "shelter_damaged"
    explained = impact == "neutralised" and bool(harm_words().sets["explained"] & set(s.low))
    harm = Harm(
        start=offset + min(start, t_start),
        end=offset + max(end, t_end),
        sentence=sentence,
        impact=impact,
        victim_start=offset + start,
        victim_end=offset + end,
        victim_text=line.text[start:end],
        victim_head="bomber" if bomber else noun.singular if noun is not None else s.low[part.noun],
        low=part.low,
        best=part.best,
        high=part.high,
        count_text=quantity.text if quantity is not None else line.text[start:end],
        count_kind="ambiguous" if finding.ambiguous or explained else part.kind,
        unit=part.unit,
        trigger_start=offset + t_start,
        trigger_end=offset + t_end,
        rule_id=finding.rule,
        agent_text=who,
        owner_text=owner(s, trigger),
        negated=part.none,
        including=finding.including,
        is_update_total=finding.update,
        definite=part.definite
        or (not part.counted and part.kind == "exact")
        or _of_the_harmed(finding, line.text[start:end]),
        additional=part.additional,
        victim_side="attacker" if bomber else side,
        from_grave=finding.rule == "harm.bodies.grave",
        confidence=_confidence(part, finding),
    )
    _attribute(harm, told)
    if noun is not None:
        for kind in noun.kinds:
            setattr(harm, kind, part.best)
    return harm


def _of_the_harmed(finding: Finding, text: str) -> bool:
    """As in "two of the wounded are in a critical condition": part of those told already."""
    return finding.impact == "injured" and text.lower().endswith(_OF_THE_HARMED)


def _side_around(s: Sentence, first: int, last: int) -> str:
    """The side a word beside a plain noun gives: "militia members", "seven members of the security forces"."""
    known = person_words().known
    sides = [known[low].side for low in s.low[first:last] if low in known]
    if harm_words().sets["armed_groups"] & set(s.low[first:last]):
        sides.append("armed")
    return next((side for side in sides if side in ("armed", "state")), "")


def _blank(s: Sentence, finding: Finding, offset: int, sentence: int, told: Speaker | None, cumulative: bool) -> Harm:
    """As in "casualties were reported": someone came to harm, nobody says how many."""
    start, end = s.line.start[finding.trigger], s.line.end[finding.trigger]
    harm = Harm(
        start=offset + start,
        end=offset + end,
        sentence=sentence,
        impact=finding.impact,
        victim_start=None,
        victim_end=None,
        victim_text="",
        victim_head="",
        low=0,
        best=0,
        high=None,
        count_text=s.line.text[start:end],
        count_kind="ambiguous",
        unit="persons",
        trigger_start=offset + start,
        trigger_end=offset + end,
        rule_id=finding.rule,
        is_cumulative=cumulative,
        confidence=0.5,
    )
    _attribute(harm, told)
    return harm


def _attribute(harm: Harm, told: Speaker | None) -> None:
    """Set who says it, and whether a side speaks of the enemy's losses (standard 5.1)."""
    if told is None:
        return
    harm.attributed_to = told.text
    if not told.side or harm.impact not in _PERSON_IMPACTS_OF_PARTIES or harm.rule_id == "harm.verb.reflexive":
        return
    harm.claimed_by = told.text
    enemy = {"state": ("armed", "attacker"), "armed": ("state", "person", "")}[told.side]
    harm.is_party_claim = harm.victim_side in enemy and not harm.negated


def _confidence(part: Part, finding: Finding) -> float:
    if finding.ambiguous:
        return 0.5
    base = 0.9 if part.quantity is not None or part.none else 0.75 if part.counted else 0.5
    return base - (0.1 if finding.rule in ("harm.state", "harm.bodies") else 0.0)


def _died_later(harms: list[Harm]) -> None:
    """Wounded who died add to the dead told before, unless the sentence gives a new total."""
    killed = [h for h in harms if h.impact == "killed" and not h.negated]
    if len(killed) == 1 and {"wounded", "injured"} & set(killed[0].victim_text.lower().split()):
        killed[0].additional = True


def _counted_on(harms: list[Harm]) -> None:
    """As in "two soldiers were killed and a third wounded": the third is a soldier too."""
    ordinals = harm_words().sets["ordinals"]
    for harm in harms:
        if harm.victim_head not in ordinals and harm.victim_head != "another":
            continue
        before = [h for h in harms if h.start < harm.start and h.best and not h.negated and h.unit == "persons"]
        if before:
            told = before[-1]
            harm.victim_head, harm.victim_side = told.victim_head, harm.victim_side or told.victim_side
            harm.victim_text = f"{harm.victim_text} ({told.victim_text})"
            for kind in _KINDS:
                setattr(harm, kind, harm.best if getattr(told, kind) == told.best else None)


def _killer_killed(harms: list[Harm]) -> None:
    """As in "a gunman killed 38 tourists before he was shot dead": he is whoever did it."""
    known = person_words().known
    for harm in harms:
        if harm.impact != "killed" or harm.victim_head not in ("he", "she") or harm.negated:
            continue
        did = [h.agent_text.lower().split() for h in harms if h.start < harm.start and h.agent_text]
        if not did or did[0][:1] not in (["a"], ["an"], ["the"], ["one"]):
            continue
        doer = next((known[w] for w in did[0] if w in known), None)
        if doer is not None and not doer.plural and doer.side in ("armed", "attacker"):
            harm.victim_side, harm.victim_head, harm.confidence = "attacker", doer.singular, 0.7


def _note_kinds(harms: list[Harm]) -> None:
    """Copy women and children told as part of a total to that total's row."""
    for part in harms:
        if not part.including:
            continue
        whole = next((h for h in harms if not h.including and h.impact == part.impact and h.best >= part.best), None)
        if whole is None:
            continue
        for kind in _KINDS:
            if getattr(part, kind) is not None and getattr(whole, kind) is None:
                setattr(whole, kind, getattr(part, kind))


def known_heads() -> frozenset[str]:
    """Singular nouns the room knows as people, for callers that map victims to sides."""
    return frozenset(noun.singular for noun in person_words().known.values())
