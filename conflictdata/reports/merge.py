"""Second looks at an article's incidents: what the headline adds, and which incidents turn out to be one event."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.annotate import Article
from conflictdata.reports.assemble import Coded
from conflictdata.reports.binding import dates_of, places_of
from conflictdata.reports.casualties import Harm
from conflictdata.reports.discourse import discourse
from conflictdata.reports.incidents import AFTERWARDS, Group, Incident, IncidentBuilder, compatible, same_scene

#: What gives a coded incident further harms and settles its figures anew (``Assembler.join``).
Join = Callable[[Coded, Sequence[Harm]], None]
#: Refusals of an incident that say it was told too briefly to stand alone, not that it did not happen.
_TOO_BRIEF = ("no_rule", "no_anchor", "no_place")
#: How many sentences after an incident its harms may be told without a scene of their own.
_REACH = 2
#: From this score on a place is bound to the act by grammar, not taken from the sentence around it.
_OWN_PLACE = 3.0


def merge_titles(builder: IncidentBuilder, titled: list[tuple[Parsed, list[Act]]], article: Article) -> None:
    """Let the headline support the incident it announces; alone it opens one only when the body opened none."""
    for parsed, acts in titled:
        real = [a for a in acts if not a.refused]
        if not real:
            continue
        resolved = article.places.get(parsed.sentence.index, [])
        for act in real:
            home = _home(act, parsed, builder, article)
            if home is not None:
                # a headline names the act but rarely the day: only its words and its place (if the body has none) count
                home.acts.append(act)
                if not home.places:
                    home.places.extend(places_of(parsed, act, resolved))
            elif not builder.incidents:
                builder.incidents.append(_alone(act, parsed, article))
    if titled and builder.incidents:
        for harm in titled[0][0].harms:
            first = builder.incidents[0]
            if (
                not harm.is_cumulative
                and not any(h.impact == harm.impact for h in first.harms)
                and len(builder.incidents) == 1
            ):
                first.harms.append(harm)


def _alone(act: Act, parsed: Parsed, article: Article) -> Incident:
    resolved = article.places.get(parsed.sentence.index, [])
    incident = Incident()
    incident.add(
        Group(
            parsed.sentence.index,
            parsed.sentence.paragraph,
            [act],
            places_of(parsed, act, resolved),
            dates_of(parsed, act),
        )
    )
    incident.harms.extend(h for h in parsed.harms if not h.is_cumulative)
    return incident


def _home(act: Act, parsed: Parsed, builder: IncidentBuilder, article: Article) -> Incident | None:
    places = places_of(parsed, act, article.places.get(parsed.sentence.index, []))
    fits = [i for i in builder.incidents if compatible({act.name}, i.names)]
    for incident in fits:
        if places and incident.places and same_scene(places[0].resolved, incident.places[0].resolved):
            return incident
    same_act = [i for i in fits if act.name in i.names]
    home = same_act or fits
    return home[0] if home else None


def same_event(coded: list[Coded], join: Join) -> list[Coded]:
    """Merge incidents of one article that came out as the same event: same place, day, type family and actors.

    Coding standard 2.4 and 6.1: same sides, same place, same day is one event. What the article tells first wins; of
    what one sentence tells, the type that the ontology ranks higher (``rank``). What the other one tells of harm is
    the event's as well.

    Args:
        coded: coded incidents of one article.
        join: gives an incident the harms of another.
    """
    kept: list[Coded] = []
    for item in sorted(coded, key=lambda c: (min(c.incident.sentences), c.sub.rank, c.trigger.start)):
        twin = next((k for k in kept if _same(k, item) or _is_aftermath(item, k)), None)
        if twin is None:
            kept.append(item)
        elif _lead_of(twin, item):
            kept[kept.index(twin)] = item
            join(item, twin.incident.harms)
        else:
            join(twin, item.incident.harms)
    kept = [k for k in kept if not _vague_background(k, kept)]
    # a hostage's release told with the abduction is an impact of it (coding notes 2)
    seized = next((k for k in kept if k.rule.to == "Abduction/forced disappearance"), None)
    if seized is not None:
        for item in [k for k in kept if k.rule.id == "strategic.release"]:
            join(seized, item.incident.harms)
            kept.remove(item)
    return sorted(kept, key=lambda c: (min(c.incident.sentences), c.trigger.start))


def adopt(coded: list[Coded], refused: Sequence[tuple[Incident, str]], join: Join) -> None:
    """Give harms of acts that are no event of their own to the event told just before ("15 were arrested").

    Args:
        coded: the events of an article.
        refused: its incidents that were not coded, with the reasons.
        join: gives an incident the harms of another.
    """
    for incident, reason in refused:
        later = incident.dates and all(harm.impact in AFTERWARDS for harm in incident.harms)
        if reason not in _TOO_BRIEF or not incident.harms or (incident.dates and not later):
            continue
        first = min(incident.sentences)
        told = [(first - s, c) for c in coded for s in c.incident.sentences if 0 <= first - s <= _REACH]
        if not told:
            continue
        host = min(told, key=lambda pair: pair[0])[1]
        if later and incident.dates[0].mention.date_end < host.when.event_date:
            continue
        if not incident.places or same_scene(incident.places[0].resolved, host.place.resolved):
            join(host, incident.harms)


def _lead_of(twin: Coded, item: Coded) -> bool:
    """Whether a lead took its day from the account that follows, which tells of an act that ranks higher."""
    return twin.when.rule_id.startswith("date.detailed") and item.sub.rank < twin.sub.rank


def _vague_background(item: Coded, kept: list[Coded]) -> bool:
    """A strategic development dated to a month only, beside an event dated to the day, is background."""
    if item.when.time_precision < 3 or item.incident.sentences & {0, 1}:
        return False
    strategic = item.rule.id.startswith(("strategic", "transfer", "disrupt"))
    return strategic and any(k.when.time_precision == 1 for k in kept)


def _same(a: Coded, b: Coded) -> bool:
    if a.when.event_date != b.when.event_date or a.place.resolved.place.id != b.place.resolved.place.id:
        return False
    pair_a, pair_b = (_pair(c) for c in (a, b))
    if a.rule.to == b.rule.to:
        return True
    return pair_a == pair_b and compatible(a.incident.names, b.incident.names) and not _two_quarters(a, b)


def _two_quarters(a: Coded, b: Coded) -> bool:
    """Whether two incidents coded to one city are told of two different parts of it."""
    names = {c.place.resolved.location_text.lower() for c in (a, b)}
    city = a.place.resolved.place.name.lower()
    return len(names) == 2 and not any(city in name or name in city for name in names)


def _is_aftermath(item: Coded, event: Coded) -> bool:
    """What follows a crowd's event at its place and day and has no place of its own ("16 were arrested")."""
    events, parts = discourse().aftermath
    if event.sub.model not in events or item.sub.model not in parts or item.when.event_date != event.when.event_date:
        return False
    start = min(item.incident.sentences)
    gap = min((start - s for s in event.incident.sentences if s <= start), default=_REACH + 1)
    if gap > _REACH or not same_scene(item.place.resolved, event.place.resolved):
        return False
    agent = item.slots.actor1.actor if item.slots.actor1 is not None else None
    known = (
        agent is not None
        and agent.inter not in ("State forces", "Rioters")
        and not agent.name.startswith("Unidentified")
    )
    return not known and (gap == 0 or not any(p.score >= _OWN_PLACE for p in item.incident.places))


def _pair(coded: Coded) -> frozenset[str]:
    return frozenset(s.actor.name for s in (coded.slots.actor1, coded.slots.actor2) if s is not None)
