"""From a bound incident to a report: type, scene, actors and figures, or a refusal with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from conflictdata.knowledge import countries
from conflictdata.knowledge.actors import ActorBase
from conflictdata.knowledge.ontology import Ontology, Rule
from conflictdata.knowledge.taxonomy import SubEventType
from conflictdata.reports.acts import Act
from conflictdata.reports.annotate import Article
from conflictdata.reports.arbitration import Arbiter, Opinion, Refused, manner_of, proposed
from conflictdata.reports.casualties import Harm
from conflictdata.reports.claims import Claim
from conflictdata.reports.crowds import crowd_tag
from conflictdata.reports.demands import first_broken, mend
from conflictdata.reports.frames import decide, features, opening
from conflictdata.reports.incidents import Incident, discourse
from conflictdata.reports.scene import COUNTRY_PART, ScenePlace, on_the_day, place_of
from conflictdata.reports.scene_day import SceneDate, date_of
from conflictdata.reports.sides import SlotFiller
from conflictdata.reports.slot_rules import slot_rules
from conflictdata.reports.slots import Slots, armed_doer, armed_pair, fill
from conflictdata.reports.tallies import Figures, settle
from conflictdata.reports.victims import VictimSorter, default_group

#: Refusal of a report whose sides its type does not allow; the rule's name follows.
SIDES = "sides:"
_WEAPONS = {
    "weapon_suicide": "suicide bomb",
    "weapon_chemical": "chemical agent",
    "weapon_air": "aircraft or drone",
    "weapon_artillery": "artillery, rocket or missile",
    "weapon_grenade": "grenade",
    "weapon_planted": "planted explosive",
    "weapon_gun": "firearms",
    "weapon_crowd_control": "crowd control",
    "weapon_incendiary": "incendiary",
    "weapon_crude": "crude weapons",
}


@dataclass(slots=True)
class Coding:
    """Everything coded from one document, as table rows."""

    document_id: str
    reports: list[dict[str, Any]] = field(default_factory=list)
    impacts: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    statements: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Coded:
    """One coded incident before it becomes rows."""

    incident: Incident
    rule: Rule
    sub: SubEventType
    features: frozenset[str]
    place: ScenePlace
    when: SceneDate
    slots: Slots
    figures: Figures
    groups: list[tuple[Harm, str]]
    responsibility: str
    trigger: Act
    words: str = ""
    opinion: Opinion | None = None
    by_rules: Rule | None = None
    part: int = 0


def digest(*parts: object) -> str:
    """16 hex digits of the SHA-256 of the parts, the stem of report and impact identities."""
    return hashlib.sha256("\x1f".join(str(p) for p in parts).encode()).hexdigest()[:16]


def trigger_of(incident: Incident, features: frozenset[str]) -> Act:
    """The act that names the event: weighty, asserted outside quotes and headline, early."""
    weight = discourse().weight
    return min(
        incident.acts, key=lambda a: (a.title, not a.core, a.quoted, a.sentence, -weight.get(a.name, 4), a.token)
    )


class Assembler:
    """Codes the incidents of articles.

    Args:
        ontology: decision rules.
        actors: actor knowledge base.
    """

    def __init__(self, ontology: Ontology, actors: ActorBase, arbiter: Arbiter | None = None) -> None:
        self.ontology = ontology
        self.actors = actors
        self.arbiter = arbiter

    def code(
        self, incident: Incident, article: Article, claims: list[Claim], before: Coded | None = None
    ) -> Coded | Refused:
        """Code one incident, told after another one, or say why it is no event."""
        place = place_of(incident, article)
        country = place.resolved.place.country if place else None
        paragraphs = {s.index: s.paragraph for s in article.sentences}
        rule, found = decide(incident, self.ontology, country, paragraphs, _demo_around(incident, article))
        opinion, by_rules = None, rule
        shown = passage(incident, article)
        if self.arbiter is not None and place is not None and self.arbiter.asks(rule, shown):
            opinion = self.arbiter.opinion(shown)
            settled = self.arbiter.settle(
                proposed(incident) or rule, opinion, counted=_counted(incident), manner=manner_of(shown, article)
            )
            if isinstance(settled, str):
                return Refused(settled)
            rule = settled
        if rule is None:
            return Refused("no_rule")
        if not _anchored(incident, place) and not (opinion is not None and opinion.sure(rule.to)):
            return Refused("no_anchor", rule.to)
        if place is None:
            return Refused("no_place", rule.to)
        when = date_of(incident, article)
        if when is None:
            return Refused("no_date", rule.to)
        place = on_the_day(place, when.event_date)
        country = place.resolved.place.country
        published = article.document.published
        if published is not None and when.date_end < published - timedelta(days=discourse().background_days):
            return Refused("historical", rule.to)
        filler = self._filler(article, before)
        mine = [c for c in claims if not _suffered(c, incident)]
        model = self.ontology.sub_types[rule.to].model
        sides = filler.sides(incident, country, when.event_date, [(c.mention, c.start, c.end) for c in mine], model)
        slots = fill(model, sides, filler, found | whole(incident, country), country, when.event_date)
        rule = retyped(rule, slots)
        sub = self.ontology.sub_types[rule.to]
        demands = self.ontology.demands(rule.to)
        slots = mend(
            slots, found, sub, demands, filler.generic("Unidentified Armed Group", country, "opponent_unknown")
        )
        broken = first_broken(slots, found, demands)
        if broken is not None:
            return Refused(f"{SIDES}{broken.id}", rule.to)
        groups = self._victims(sub, slots, incident.harms, filler, country, when)
        figures = _settled(sub, groups)
        responsibility = (
            mine[0].responsibility
            if mine
            else ("unknown" if slots.actor1 is None or slots.actor1.start < 0 else "inferred")
        )
        return Coded(
            incident,
            rule,
            sub,
            found,
            place,
            when,
            slots,
            figures,
            groups,
            responsibility,
            trigger_of(incident, found),
            " ".join(s.text for s in article.sentences if s.index in incident.sentences),
            opinion,
            by_rules,
        )

    def join(self, host: Coded, harms: Sequence[Harm], article: Article) -> None:
        """Settle the figures of a coded incident anew with harms that another statement of it tells.

        Args:
            host: the coded incident, changed in place.
            harms: statements of harm to add; those it has already are left out.
            article: its article.
        """
        known = {id(harm) for harm in host.incident.harms}
        new = [harm for harm in harms if id(harm) not in known]
        if not new:
            return
        host.incident.harms = sorted([*host.incident.harms, *new], key=lambda h: (h.sentence, h.trigger_start))
        country, filler = host.place.resolved.place.country, self._filler(article)
        host.groups = self._victims(host.sub, host.slots, host.incident.harms, filler, country, host.when)
        host.figures = _settled(host.sub, host.groups)

    def _filler(self, article: Article, before: Coded | None = None) -> SlotFiller:
        spans = [(s.start, s.end) for s in article.sentences]
        told = (armed_pair(before.slots), armed_doer(before.slots)) if before is not None else (None, None)
        return SlotFiller(self.actors, article.actor_context, article.actors, spans, article.document.text, *told)

    def _victims(
        self,
        sub: SubEventType,
        slots: Slots,
        harms: Sequence[Harm],
        filler: SlotFiller,
        country: str | None,
        when: SceneDate,
    ) -> list[tuple[Harm, str]]:
        """Each harm with the group it fell on; civilians hurt in a blast become its second actor where none is."""
        inter2 = slots.actor2.actor.inter if slots.actor2 else None
        default = default_group(sub.event_type, sub.model, inter2)
        sorter = VictimSorter(slots, filler, country, when.event_date, default, sub.event_type)
        groups = [(harm, sorter.group(harm)) for harm in harms]
        if (
            slots.actor2 is None
            and sub.event_type == "Explosions/Remote violence"
            and any(g == "civilians" and h.impact in ("killed", "injured") and not h.negated for h, g in groups)
        ):
            slots.actor2 = filler.generic("Civilians", country, "victims")
        return groups


def _settled(sub: SubEventType, groups: Sequence[tuple[Harm, str]]) -> Figures:
    if sub.model in discourse().bloodless:
        groups = [(h, g) for h, g in groups if h.impact not in ("killed", "injured")]
    return settle([h for h, _ in groups], [g for _, g in groups], sub_event_type=sub.model, warlike=_warlike(sub))


def _counted(incident: Incident) -> bool:
    """Whether a number of people is said to have been killed, hurt or taken in it."""
    harms = (h for h in incident.harms if h.impact in ("killed", "injured", "abducted"))
    return any((h.best or h.high) and not h.negated and not h.is_cumulative for h in harms)


def passage(incident: Incident, article: Article) -> str:
    """What the second reader is shown: the sentence that opens an incident and the incident's next one."""
    start = opening(incident)[0].sentence
    shown = [
        s for s in article.sentences if s.index == start or (s.index == start + 1 and s.index in incident.sentences)
    ]
    return " ".join(s.text for s in shown)


def retyped(rule: Rule, slots: Slots) -> Rule:
    """Who took the place decides between the two territorial types, whatever verb said so (coding standard 2.2)."""
    winner = slots.actor1.actor.inter if slots.actor1 is not None else ""
    if rule.to == "Government regains territory" and winner in ("Rebel group", "Identity militia"):
        return replace(rule, to="Non-state actor overtakes territory", id=f"{rule.id}.by_nonstate")
    if rule.to == "Non-state actor overtakes territory" and winner == "State forces":
        return replace(rule, to="Government regains territory", id=f"{rule.id}.by_state")
    return rule


def whole(incident: Incident, country: str | None) -> frozenset[str]:
    """Who is met by whom over the whole incident, for its slots (the type is decided without it)."""
    keep = ("act:disperse", "weapon:crowd_control", "patient:police", "agent:police", "patient:facility", "act:fight")
    return frozenset(
        f for f in features(incident, [a for a in incident.acts if not a.quoted], country) if f.startswith(keep)
    )


def _anchored(incident: Incident, place: ScenePlace | None) -> bool:
    """An event is told with a place or a time of its own; general statements have neither.

    A part of a country is place enough only for a toll: "clashes in northern Mali" may be any.
    """
    toll_there = place is not None and place.rule_id == COUNTRY_PART and _counted(incident)
    return toll_there or any(p.score >= 1.0 for p in incident.places) or any(d.score >= 1.0 for d in incident.dates)


def _demo_around(incident: Incident, article: Article) -> bool:
    """Whether the headline, the lead or the sentences just before tell of a demonstration."""
    first = min(incident.sentences)
    near = [
        p for p in article.parsed if p.sentence.is_title or p.sentence.index <= 1 or 0 <= first - p.sentence.index <= 2
    ]
    return any("demo" in classes for p in near for classes in p.classes)


def _suffered(claim: Claim, incident: Incident) -> bool:
    """Whether the claimant is the one who was hit: its account of its losses is no claim."""
    hit = {i for a in incident.acts for r in a.patients if r.mention for i in r.mention.ids}
    return bool(hit & set(claim.mention.ids))


def _warlike(sub: SubEventType) -> bool:
    kinds = ("Battles", "Explosions/Remote violence")
    return sub.event_type in kinds and sub.model not in ("Grenade", "Remote explosive/landmine/IED")


def _civilian_flag(sub: SubEventType, slots: Slots) -> str | None:
    if sub.civilian == "always":
        return "Civilian targeting"
    if sub.civilian == "main_target" and slots.actor2 is not None and slots.actor2.actor.inter == "Civilians":
        return "Civilian targeting"
    return None


def _weapon(sub: str, features: frozenset[str], words: str) -> str | None:
    """What was used: by the type where it is defined by it, else as named, else what verbs of shooting imply."""
    rules = slot_rules()
    if sub in rules.weapon_of_type:
        return rules.weapon_of_type[sub]
    named = (label for klass, label in _WEAPONS.items() if f"weapon:{klass.removeprefix('weapon_')}" in features)
    return next(named, "firearms" if sub in rules.violence and rules.gun_words.search(words) else None)


def report_id(coded: Coded, document_id: str) -> str:
    """Identity of a report: its document, where its act stands, and its type."""
    part = (coded.part,) if coded.part else ()  # a share of a toll told for several places
    return "r" + digest(document_id, coded.trigger.start, coded.rule.to, *part)


def report_row(coded: Coded, document_id: str, rank: int, confidence: float) -> dict[str, Any]:
    """The decisions of one report, keyed by column (design 3.3); derived columns are completed by the events room."""
    place, when, slots, figures = coded.place.resolved, coded.when, coded.slots, coded.figures
    country = countries.get(place.place.country)
    one, two = slots.actor1, slots.actor2
    return {
        "report_id": report_id(coded, document_id),
        "document_id": document_id,
        "report_rank": rank,
        "modality": "claimed" if coded.responsibility == "claimed_by_actor" and coded.trigger.quoted else "asserted",
        "rule_id": coded.rule.id,
        "span_start": coded.trigger.start,
        "span_end": coded.trigger.end,
        "event_date": when.event_date,
        "time_precision": when.time_precision,
        "date_start": when.date_start,
        "date_end": when.date_end,
        "date_text": when.text,
        "sub_event_type": coded.rule.to,
        "actor1": one.actor.name if one else None,
        "assoc_actor_1": "; ".join(dict.fromkeys(slots.assoc1)) or None,
        "inter1": one.actor.inter if one else None,
        "actor2": two.actor.name if two else None,
        "assoc_actor_2": "; ".join(dict.fromkeys(slots.assoc2)) or None if two else None,
        "inter2": two.actor.inter if two else None,
        "civilian_targeting": _civilian_flag(coded.sub, slots),
        "country": country.name if country else place.place.country,
        "iso3": place.place.country,
        "admin1": place.place.admin1,
        "admin2": place.place.admin2,
        "admin3": place.place.admin3,
        "location": place.place.name,
        "latitude": round(place.place.latitude, 4),
        "longitude": round(place.place.longitude, 4),
        "geo_precision": place.geo_precision,
        "geo_uncertainty_km": place.uncertainty_km,
        "geonameid": place.place.geonameid,
        "location_text": place.location_text,
        "fatalities": figures.fatalities,
        "fatalities_low": figures.fatalities_low,
        "fatalities_high": figures.fatalities_high,
        "fatalities_status": figures.fatalities_status,
        "deaths_civilians": figures.deaths_civilians,
        "injured": figures.injured,
        "abducted": figures.abducted,
        "detained": figures.detained,
        "displaced": figures.displaced,
        "trapped": figures.trapped,
        "civilians_affected": figures.civilians_affected,
        "perpetrator_slot": slots.perpetrator,
        "weapon": _weapon(coded.sub.model, coded.features, coded.words),
        "responsibility": coded.responsibility,
        "tags": crowd_tag(coded.sub.event_type, coded.incident, [coded.words]),
        "confidence": confidence,
    }
