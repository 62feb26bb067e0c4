"""To which incident of an article a statement of harm belongs, where no act of its own sentence says so.

Example:
    "Three more soldiers died of their wounds on Friday" belongs to Wednesday's ambush told in the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conflictdata.knowledge.clause_words import clause_words
from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.binding import token_at
from conflictdata.reports.casualties import Harm
from conflictdata.reports.discourse import Group, Incident, discourse

_DAY_BEFORE = re.compile(r"\b(?:days?|weeks?|months?|years?|hours?|night|morning) before\b", re.I)
_PERFECT_TOLL = re.compile(
    r"(?<!\bto )\b(?:has|have) (?:now |already |also )?(?:been )?"
    r"(?:killed|died|claimed|perished|cost|lost their lives|left)\b",
    re.I,
)
_PERIOD = re.compile(
    r"\b(?:since|so far|this (?:year|season|\w+ season|month|summer|winter)|conflict|war|decades?|years?|months"
    r"|overall|in total|unrest|crisis|campaign|offensive)\b",
    re.I,
)
#: Acts that tell what another act came to.
OUTCOMES = frozenset({"kill", "die", "injure"})
#: How many sentences after an event one of its paragraph may go on with what it came to.
_TOLD_ON = 3
_OF_THE_WOUNDED = re.compile(r"\bof the (?:\w+ )?(?:wounded|injured)\b", re.I)
_OF_WOUNDS = re.compile(
    r"\b(?:died|dies|succumb\w*|death)\b[^.;]{0,30}\b(?:his|her|their) (?:\w+ )?(?:wounds|injuries)\b", re.I
)
_ELSEWHERE = re.compile(
    r"\b(?:elsewhere in the (?:country|region|province|state)"
    r"|in other (?:parts|cities|towns|areas|regions|provinces)|across the country)\b",
    re.I,
)
_IN_PLACE = re.compile(r" (?:in|at|near) (?:the (?:village|town|city) of )?")
_BOUND = 3.0  # from this score on a place is bound to an act by grammar
_HOSPITAL = re.compile(
    r"\b(?:hospitals?|clinics?|infirmary|referred|airlifted|flown|treatment|treated|evacuated)\b", re.I
)
_MARCH = frozenset({"protest"})
_VIOLENT = frozenset({"killed", "injured", "abducted", "shelter_damaged"})
#: Groups of acts of a sentence with the incidents they went to.
Touched = Sequence[tuple[Group, Incident]]


def is_elsewhere(parsed: Parsed) -> bool:
    """Whether a sentence speaks of the rest of the country: "sixteen more people died elsewhere in the country"."""
    return not parsed.places and bool(_ELSEWHERE.search(parsed.sentence.text))


def died_of_it(parsed: Parsed, harm: Harm, last: Incident | None) -> bool:
    """Whether somebody wounded in the event just told died of it, on whatever day; so did "another ranger"."""
    if harm.impact != "killed" or last is None:
        return False
    wounded = _OF_THE_WOUNDED.search(harm.victim_text) and any(h.impact == "injured" for h in last.harms)
    one_more = harm.additional and harm.rule_id == "harm.verb.subject.active" and not parsed.places
    near = parsed.sentence.index - max(last.sentences) == 1
    return bool(wounded) or bool(_OF_WOUNDS.search(parsed.sentence.text)) or (one_more and near)


def answered(parsed: Parsed, act: Act, gap: int, told: Sequence[Act]) -> bool:
    """Whether harm only says what the event answered: "killed six in retaliation for the killing of their colleague".

    Args:
        parsed: the sentence.
        act: the act nearest to the words of harm.
        gap: characters between the two.
        told: all acts of the sentence that went to the same event.
    """
    if gap or act.verb or not act.aftermath or not any(a.core and not a.aftermath for a in told):
        return False
    link = parsed.doc[act.token].head
    return link.lower_ == "for" and link.head.lower_ in clause_words().answers


def fled_from(parsed: Parsed, touched: Touched, harm: Harm, told: Sequence[Incident]) -> Incident | None:
    """The event that people fled from, told later on its own: "some 300 families had left the town".

    It is the article's first, and never a march told between, which nobody flees from.
    """
    first = told[0]
    if touched and all(not_a_march(i, harm, told) is not i for _, i in touched):
        return not_a_march(touched[0][1], harm, told)
    alone = harm.impact == "displaced" and all(a.name == "displace" for group, _ in touched for a in group.acts)
    before = [s for _, i in touched for s in i.sentences if s < parsed.sentence.index]
    goes_on = not before or parsed.sentence.index - max(before) <= 1
    return None if not alone or goes_on or parsed.places or not first.places else first


def not_a_march(incident: Incident, harm: Harm, told: Sequence[Incident]) -> Incident:
    """The incident, or for people who fled the violence told before when it is a march."""
    if harm.impact != "displaced" or not _MARCH & incident.names or incident.harms:
        return incident
    violent = [i for i in told if {h.impact for h in i.harms} & _VIOLENT and not _MARCH & i.names]
    return violent[-1] if violent else incident


def tells_on(parsed: Parsed, refused: Sequence[Act], harm: Harm, last: Incident | None) -> bool:
    """Whether a sentence only says what the event just told came to: "three policemen were injured".

    The setting of an article ("highway", "tankers") refuses no harm of an act it did not refuse, and the hospital's
    town is no place of another event.
    """
    if last is None or parsed.sentence.paragraph not in last.paragraphs:
        return False
    near = 0 < parsed.sentence.index - max(last.sentences) <= _TOLD_ON
    if not near or discourse().separators.search(parsed.sentence.text[:90]):
        return False
    if refused:
        return not parsed.places and all(a.name in OUTCOMES for a in refused)
    return harm.impact == "injured" and bool(_HOSPITAL.search(parsed.sentence.text))


def running_total(parsed: Parsed, touched: Touched, last: Incident | None) -> bool:
    """Whether a perfect-tense toll without a day stands beside one told ("100 have been killed this year")."""
    if parsed.sentence.index <= 1 or not _PERFECT_TOLL.search(parsed.sentence.text):
        return False
    if any(d.score >= 3.0 and d.mention.time_precision == 1 for group, _ in touched for d in group.dates):
        return False
    told = touched[0][1] if touched else last
    return bool(_PERIOD.search(parsed.sentence.text)) or (
        told is not None and any(h.impact == "killed" for h in told.harms)
    )


def told_to_date(parsed: Parsed, harm: Harm) -> bool:
    """Whether harm is told only to date another act: "a day before the workers died, a school was burned"."""
    before = _DAY_BEFORE.search(parsed.text, 0, max(0, harm.trigger_start - parsed.sentence.start))
    if before is None:
        return False
    token = token_at(parsed, harm.trigger_start - parsed.sentence.start, harm.trigger_start - parsed.sentence.start + 1)
    clause = next((t for t in (token, *token.ancestors) if t.dep_ == "advcl"), None) if token is not None else None
    return clause is not None and any(c.dep_ == "mark" and c.lower_ == "before" for c in clause.children)


def at_its_place(parsed: Parsed, touched: Touched, harm: Harm) -> Incident | None:
    """Of several scenes in a sentence the one named behind the victims: "three died in Gwoza and four in Bama"."""
    end = (harm.victim_end or 0) - parsed.sentence.start
    link = _IN_PLACE.match(parsed.sentence.text, end) if harm.victim_end else None
    if link is None or len({id(i) for _, i in touched}) < 2:
        return None
    homes = {id(i): i for g, i in touched for p in g.places if p.score >= _BOUND and p.mention.start == link.end()}
    return next(iter(homes.values())) if len(homes) == 1 else None
