"""Group the acts of an article into incidents: what one sentence starts, later ones resume, add to, or leave.

An incident is opened by a real act with its own place, date or actors; acts and tolls without them join the incident
they resume. Background, planned, denied and court acts never open one; they are kept as refusals.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.binding import BoundDate, BoundPlace, dates_of, places_of
from conflictdata.reports.casualties import Harm
from conflictdata.reports.dates import DateMention, plain_day
from conflictdata.reports.discourse import (
    Group,
    Incident,
    Refusal,
    agent_keys,
    compatible,
    discourse,
    km_between,
    same_place,
    same_scene,
)
from conflictdata.reports.harm_homes import (
    OUTCOMES,
    answered,
    at_its_place,
    died_of_it,
    fled_from,
    is_elsewhere,
    not_a_march,
    running_total,
    tells_on,
    told_to_date,
)
from conflictdata.reports.syntax import own_subjects

__all__ = ["Group", "Incident", "IncidentBuilder", "Refusal", "compatible", "discourse", "group_sentence", "same_scene"]

#: A place told before: an act set in it is not placed by another one told after.
_RESUMED_PLACE = re.compile(
    r"\b(?:in|on|at|near|of|around) (?:the|this|that) (?:same )?(?:town|city|village|camp)\b(?! of)", re.I
)
#: What may follow on a later day and is still an impact of the event.
AFTERWARDS = frozenset(["released", "rescued", "returned"])
#: How far a finer place may lie from the one told first when a definite noun resumes the event.
_RESUMED_KM = 60.0


def group_sentence(
    parsed: Parsed, acts: list[Act], resolved: list[tuple[PlaceMention, ResolvedPlace | None]]
) -> list[Group]:
    """Split the real acts of a sentence into groups with different places, dates or irreconcilable acts."""
    groups: list[Group] = []
    for act in acts:
        places, dates = places_of(parsed, act, resolved), dates_of(parsed, act)
        firm_place = next((p for p in places if p.score >= 3.0), None)
        firm_date = next((d for d in dates if d.score >= 3.0), None)
        for group in groups:
            if _joins(group, act, firm_place, firm_date, _dependent(parsed, act)):
                group.acts.append(act)
                group.places.extend(p for p in places if p.score >= 3.0)
                group.dates.extend(d for d in dates if d.score >= 3.0)
                break
        else:
            groups.append(Group(parsed.sentence.index, parsed.sentence.paragraph, [act], places, dates))
    for group in groups:
        group.places.sort(key=lambda p: -p.score)
        group.dates.sort(key=lambda d: -d.score)
    return groups


def _joins(group: Group, act: Act, place: BoundPlace | None, when: BoundDate | None, dependent: bool) -> bool:
    own_place = next((p for p in group.places if p.score >= 3.0), None)
    own_date = next((d for d in group.dates if d.score >= 3.0), None)
    if place and own_place and not dependent and _rivals(place, own_place):
        return False
    if when and own_date and _apart(when.mention, own_date.mention):
        return False
    return compatible({act.name}, {a.name for a in group.acts}) or any(a.token == act.token for a in group.acts)


def _apart(a: DateMention, b: DateMention, slack: timedelta = timedelta(0)) -> bool:
    """Whether two dates cannot be those of one act; a state is told by the day it began."""
    first, second = (m.date_start if m.kind == "cumulative" and m.time_precision else m.date_end for m in (a, b))
    return first + slack < b.date_start or second + slack < a.date_start


def _dependent(parsed: Parsed, act: Act) -> bool:
    """A participle that shares another verb's subject ("stormed the camp, killing nine") tells no scene of its own.

    Nor does a coordinated verb of killing ("attacked herders from Gassol and killed 13"), with no place behind it.
    """
    token = parsed.doc[act.token]
    if token.dep_ == "conj" and act.name in OUTCOMES and not own_subjects(token):
        return not any(m.start > token.idx for m in parsed.places)
    return token.tag_ in ("VBG", "VBN") and token.dep_ in ("advcl", "acl", "xcomp", "pcomp") and not own_subjects(token)


def _rivals(a: BoundPlace, b: BoundPlace) -> bool:
    """Two places of one sentence that cannot be one scene; a bearing ("115 km west of B") only describes the other."""
    if "distance" in (a.mention.relation, b.mention.relation):
        return False
    return not same_place(a, b)


class IncidentBuilder:
    """Walks an article's groups in order and keeps its incidents.

    Args:
        published: publication date, against which background is judged.
    """

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.incidents: list[Incident] = []
        self.refusals: list[Refusal] = []
        self._last: Incident | None = None
        self._day: DateMention | None = None
        self._set: tuple[DateMention, int, int] | None = None
        self._early: list[Harm] = []  # told in the sentence before the first act

    def feed(self, parsed: Parsed, acts: list[Act], resolved: list[tuple[PlaceMention, ResolvedPlace | None]]) -> None:
        """Take the acts of one sentence (all of them, refused ones included)."""
        self._note_day(parsed)
        real = []
        for act in acts:
            if act.refused:
                self.refusals.append(Refusal(act, act.refused))
            else:
                real.append(act)
        touched: list[tuple[Group, Incident]] = []
        for group in group_sentence(parsed, real, resolved):
            reason = self._background(group, parsed)
            if reason:
                self.refusals.extend(Refusal(a, reason) for a in group.acts if a.core)
                continue
            incident = self._home(group, parsed)
            if incident is not None:
                touched.append((group, incident))
        self._give_harms(parsed, touched, [a for a in acts if a.refused], dropped=len(real) > 0 and not touched)

    def _note_day(self, parsed: Parsed) -> None:
        """Remember a day that a sentence sets, for the next sentence of its paragraph, act or no act."""
        points = [m for m in parsed.dates if plain_day(m)]
        if points:
            self._set = (points[0], parsed.sentence.index, parsed.sentence.paragraph)

    def _background(self, group: Group, parsed: Parsed) -> str | None:
        firm = [d for d in group.dates if d.score >= 1.5 and not d.beside]
        if not firm:
            return None
        recent = [d for d in firm if self._recent(d) and d.score >= firm[0].score - 1.0]
        if recent:
            return None
        when = firm[0].mention
        if when.kind == "future":
            return "future"
        window = (when.date_end - when.date_start).days
        if (when.kind == "cumulative" and when.time_precision == 0) or window > discourse().background_days:
            return "cumulative"
        if when.kind == "background" or when.time_precision == 0:
            return "historical"
        if self.published and when.date_end < self.published - timedelta(days=discourse().background_days):
            return "historical"
        return None

    def _recent(self, bound: BoundDate) -> bool:
        """A dated day, week or month within the window before publication."""
        when = bound.mention
        if when.kind not in ("point", "span", "each_day") or when.time_precision == 0:
            return False
        return self.published is None or when.date_end >= self.published - timedelta(days=discourse().background_days)

    def _home(self, group: Group, parsed: Parsed) -> Incident | None:
        """The incident a group resumes or opens; None when it is a remark without one to resume."""
        core = [a for a in group.acts if a.core]
        match = self._resumed(group, parsed)
        if match is None:
            if not core or all(a.quoted or a.definite for a in core):
                match = self._last if self._last and self._fits(self._last, group) else None
                if match is None:
                    return None
            else:
                if all(a.aftermath for a in core) and not any(
                    d.score >= 4.0 and d.mention.time_precision == 1 and not d.mention.reporting for d in group.dates
                ):
                    self.refusals.extend(Refusal(a, "background") for a in core)
                    return None
                match = Incident(inherited=self._just_set(group) or self._day)
                match.harms.extend(h for h in self._early if group.sentence - h.sentence == 1)
                self._early.clear()
                self.incidents.append(match)
        match.add(group)
        match.elsewhere = not match.places and (match.elsewhere or bool(_RESUMED_PLACE.search(parsed.sentence.text)))
        points = [
            d.mention
            for d in group.dates
            if d.score >= 3.0 and d.mention.kind == "point" and d.mention.time_precision == 1
        ]
        self._day = points[0] if points else self._day
        self._last = match
        return match

    def _resumed(self, group: Group, parsed: Parsed) -> Incident | None:
        names = {a.name for a in group.acts}
        separated = bool(discourse().separators.search(parsed.sentence.text[:90]))
        if discourse().openers.search(parsed.sentence.text[:90]):
            return None
        place = next((p for p in group.places if p.score >= 3.0), None)
        when = next((d for d in group.dates if d.score >= 3.0), None)
        # "since the raid" resumes a raid told before, not the last air strike
        told = max(self._last.sentences) if self._last is not None else -1
        resumed = {a.name for a in group.acts if a.definite}
        meant = [i for i in self.incidents if resumed & i.names and max(i.sentences) < told]
        order = sorted(self.incidents, key=lambda i: (i not in meant, i is not self._last, -max(i.sentences)))
        for incident in order:
            if not self._fits(incident, group):
                continue
            here = bool(place and incident.places and same_place(place, incident.places[0]))
            same_day = bool(when and any(d.mention.event_date == when.mention.event_date for d in incident.dates))
            if here and (same_day or not when or not incident.dates) and compatible(names, incident.names):
                return incident
            if separated:
                continue
            near = incident is self._last or parsed.sentence.paragraph - max(incident.paragraphs) <= 1
            if not compatible(names, incident.names):
                if any(a.definite for a in group.acts) and near:
                    return incident
                continue
            fresh = self._fresh(group, incident)
            if not place and near and not fresh:
                return incident
            if place and not incident.places and not incident.elsewhere and near and not fresh:
                return incident
        return None

    def _fits(self, incident: Incident, group: Group) -> bool:
        """No contradiction of place, day or named agent."""
        place = next((p for p in group.places if p.score >= 3.0), None)
        if place and incident.places and not any(same_place(place, p) for p in incident.places[:2]):
            # "the blast" in a suburb told later is the same scene, only finer
            resumes = all(a.definite for a in group.acts if a.core)
            if not resumes or km_between(place.resolved, incident.places[0].resolved) > _RESUMED_KM:
                return False
        firm = next((d.mention for d in group.dates if d.score >= 3.0), None)
        when = firm or self._just_set(group)
        own = incident.day
        if when and own:
            slack = timedelta(days=1 if "overnight" in (when.text + own.text).lower() else 0)
            if _apart(when, own, slack):
                return False
        mine, theirs = {k for a in group.acts for k in agent_keys(a)}, incident.agents
        hit = {
            k
            for a in incident.acts
            for r in a.patients
            if r.mention
            for k in (*r.mention.ids, f"force of {r.mention.country}")
        }
        return not (mine and theirs and mine.isdisjoint(theirs) and mine.isdisjoint(hit))

    def _just_set(self, group: Group) -> DateMention | None:
        """The day set by the sentence before, in the same paragraph."""
        if self._set is None or self._set[2] != group.paragraph or self._set[1] != group.sentence - 1:
            return None
        return self._set[0]

    def _fresh(self, group: Group, incident: Incident) -> bool:
        """Whether a group of a kind that stands for itself states a new act rather than elaborating the old one."""
        if not group.places and not group.dates:
            return False
        own = {a.name for a in group.acts if a.name in discourse().own_event and not a.definite and a.core}
        return bool(own) and not (own & incident.names)

    def _give_harms(
        self, parsed: Parsed, touched: list[tuple[Group, Incident]], refused: list[Act], *, dropped: bool
    ) -> None:
        running = running_total(parsed, touched, self._last)
        for harm in parsed.harms:
            if harm.is_cumulative or (harm.impact == "killed" and running) or told_to_date(parsed, harm):
                continue
            if self.incidents and is_elsewhere(parsed):
                continue
            near = [(abs(a.start - harm.trigger_start), a, incident) for group, incident in touched for a in group.acts]
            resumes = not near and (tells_on(parsed, refused, harm, self._last) or died_of_it(parsed, harm, self._last))
            apart = [
                a
                for a in refused
                if (not (near or resumes) or a.refused not in discourse().setting_refusals)
                and not (near and harm.count_kind == "feared" and a.refused == "hypothetical")
            ]
            closest_refused = min((abs(a.start - harm.trigger_start) for a in apart), default=None)
            if near:
                gap, act, incident = min(near, key=lambda item: item[0])
                if answered(parsed, act, gap, [a for _, a, i in near if i is incident]):
                    continue
                incident = (
                    fled_from(parsed, touched, harm, self.incidents) or at_its_place(parsed, touched, harm) or incident
                )
                if closest_refused is not None and closest_refused < gap and closest_refused <= 2:
                    continue
                incident.harms.append(harm)
            elif closest_refused is not None and closest_refused <= 2 and not harm.negated:
                continue
            elif (
                self._last is not None
                and (not dropped or resumes or (harm.impact in AFTERWARDS and _held(self._last)))
                and not parsed.sentence.is_title
                and self._harm_fits(parsed)
            ):
                host = not_a_march(self._last, harm, self.incidents)
                host.harms.append(harm)
                host.sentences.add(parsed.sentence.index)
            elif not dropped and self._last is None and not parsed.sentence.is_title and not harm.negated:
                self._early.append(harm)

    def _harm_fits(self, parsed: Parsed) -> bool:
        """A toll sentence without an act resumes the last incident unless it names another time."""
        if self._last is None:
            return False
        for when in parsed.dates:
            if when.kind in ("cumulative", "background", "future") or when.time_precision == 0:
                return False
            if self.published and when.date_end < self.published - timedelta(days=discourse().background_days):
                return False
        return True


def _held(incident: Incident) -> bool:
    """Whether an incident tells of people taken, who may be freed later."""
    return any(harm.impact in ("abducted", "detained") for harm in incident.harms)
