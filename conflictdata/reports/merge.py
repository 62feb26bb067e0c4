"""Second looks at an article's incidents: what the headline adds, and which incidents turn out to be one event."""

from __future__ import annotations

from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.annotate import Article
from conflictdata.reports.assemble import Coded
from conflictdata.reports.binding import dates_of, places_of
from conflictdata.reports.incidents import Group, Incident, IncidentBuilder, compatible, same_scene


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


def same_event(coded: list[Coded]) -> list[Coded]:
    """Merge incidents of one article that came out as the same event: same place, day, type family and actors.

    Coding standard 2.4 and 6.1: same sides, same place, same day is one event. What the article tells first wins; of
    what one sentence tells, the type that the ontology ranks higher (``rank``).
    """
    kept: list[Coded] = []
    for item in sorted(coded, key=lambda c: (min(c.incident.sentences), c.sub.rank, c.trigger.start)):
        twin = next((k for k in kept if _same(k, item)), None)
        if twin is None:
            kept.append(item)
        elif item.figures.fatalities > twin.figures.fatalities and not twin.figures.fatalities:
            twin.figures = item.figures
    kept = [k for k in kept if not _vague_background(k, kept)]
    # a hostage's release told with the abduction is an impact of it (coding notes 2)
    seized = any(k.rule.to == "Abduction/forced disappearance" for k in kept)
    kept = [k for k in kept if not (seized and k.rule.id == "strategic.release")]
    return sorted(kept, key=lambda c: (min(c.incident.sentences), c.trigger.start))


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
    return pair_a == pair_b and compatible(a.incident.names, b.incident.names)


def _pair(coded: Coded) -> frozenset[str]:
    return frozenset(s.actor.name for s in (coded.slots.actor1, coded.slots.actor2) if s is not None)
