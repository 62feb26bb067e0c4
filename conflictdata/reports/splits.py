"""One toll of several places or days: the standard divides it evenly, the remainder to the earliest (standard 5.3).

Example:
    "killed nine farmers in simultaneous raids on hamlets near Tierralta and Montelibano": five there, four here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from conflictdata.knowledge.place_mention import PlaceMention
from conflictdata.knowledge.place_precision import ResolvedPlace
from conflictdata.reports.annotate import Article
from conflictdata.reports.assemble import Coded
from conflictdata.reports.discourse import km_between
from conflictdata.reports.tallies import Figures, Impact

_RULE = "tally.split"
_FIELDS = ("fatalities", "fatalities_low", "fatalities_high", "deaths_civilians")
_HARMS = ("injured", "abducted", "detained", "displaced", "trapped", "civilians_affected")
#: What says before a list of places that each had an attack of its own.
_SEVERAL = re.compile(
    r"\b(?:villages?|towns|hamlets|communities|settlements|localities|camps|cities|districts"
    r"|(?:separate|simultaneous|coordinated|twin|two|three|four|five|six|series of) (?:\w+ ){0,2}"
    r"(?:attacks|raids|assaults|bombings|blasts|explosions|strikes|ambushes))\b[^.;]{0,60}$",
    re.I,
)
_PLURAL = re.compile(r"\b(?:villages|towns|hamlets|communities|settlements|localities|camps|cities)\b", re.I)
_AND = re.compile(r"\b(?:and|to)\b", re.I)
_BETWEEN = re.compile(r"\s*,\s*|\s*,?\s*(?:and|&)\s*(?:in |near |at |on )?(?:the )?", re.I)
_APART_KM = 3.0
_MOST = 6  # a longer list of places is a region, not scenes
_TYPES = ("Battles", "Explosions/Remote violence", "Violence against civilians")


def spread(coded: list[Coded], article: Article) -> list[Coded]:
    """Coded incidents with their tolls divided over the places and days that one figure was told of.

    Args:
        coded: the events of an article, in the order of its text.
        article: its text with places and days.

    Returns:
        The same events, a place's share in an event of its own.
    """
    _over_days(coded, article)
    return [part for item in coded for part in _over_places(item, article)]


# ---------------------------------------------------------------------- places
def _over_places(item: Coded, article: Article) -> list[Coded]:
    index, places = _list_of(item, article)
    if len(places) < 2 or item.sub.event_type not in _TYPES or not item.figures.impacts:
        return [item]
    shares = divided(item.figures, len(places))
    out = []
    for number, ((mention, resolved), figures) in enumerate(zip(places, shares, strict=True)):
        start = article.sentences[index].start + mention.start
        place = replace(
            item.place, resolved=resolved, start=start, end=start + len(mention.text), rule_id="place.listed"
        )
        out.append(replace(item, place=place, figures=figures, part=number))
    return out


def _list_of(item: Coded, article: Article) -> tuple[int, list[tuple[PlaceMention, ResolvedPlace]]]:
    """The sentence that tells the toll and its coordinated settlements, the event's own place among them."""
    told = {harm.sentence for harm in item.incident.harms if harm.impact in ("killed", "injured", "abducted")}
    for index in sorted(told):
        base = article.sentences[index].text
        found = [(m, r) for m, r in article.places.get(index, []) if r is not None and r.place.kind == "settlement"]
        run: list[tuple[PlaceMention, ResolvedPlace]] = []
        for mention, resolved in sorted(found, key=lambda pair: pair[0].start):
            if run and not _BETWEEN.fullmatch(base[run[-1][0].end : mention.start]):
                if _is_list(run, item, base):
                    return index, run
                run = []
            run.append((mention, resolved))
        if _is_list(run, item, base):
            return index, run
    return -1, []


def _is_list(run: Sequence[tuple[PlaceMention, ResolvedPlace]], item: Coded, text: str) -> bool:
    if not 2 <= len(run) <= _MOST:
        return False
    before, behind = text[: run[0][0].start], text[run[-1][0].end : run[-1][0].end + 12]
    several = _SEVERAL.search(before) or _PLURAL.match(behind.strip())
    link = text[run[-2][0].end : run[-1][0].start].lower()
    apart = all(km_between(a, b) >= _APART_KM for k, (_, a) in enumerate(run) for _, b in run[k + 1 :])
    own = any(resolved.place.id == item.place.resolved.place.id for _, resolved in run)
    return bool(several) and ("and" in link or "&" in link) and apart and own and "between" not in before[-12:].lower()


# ---------------------------------------------------------------------- days
def _over_days(coded: list[Coded], article: Article) -> None:
    """Divide the toll of two days ("on Tuesday and Wednesday") over the events of the same place on those days."""
    for item in coded:
        killed = [h for h in item.incident.harms if h.impact == "killed" and not h.negated and not h.is_cumulative]
        days = {day for harm in killed for day in _days_of(article, harm.sentence)}
        place = item.place.resolved.place.id
        mates = [
            c
            for c in coded
            if c.when.event_date in days and c.place.resolved.place.id == place and c.sub.event_type in _TYPES
        ]
        others = [c for c in mates if c is not item]
        if item not in mates or not others or {c.when.event_date for c in mates} != days:
            continue
        if any(c.figures.impacts or c.figures.fatalities_status != "not_reported" for c in others):
            continue
        ordered = sorted(mates, key=lambda c: (c.when.event_date, min(c.incident.sentences)))
        for mate, figures in zip(ordered, divided(item.figures, len(ordered)), strict=True):
            mate.figures = figures
        return


def _days_of(article: Article, sentence: int) -> list[date]:
    """The days of "on Tuesday and Wednesday" in a sentence; nothing where it names one only."""
    for when in article.dates.get(sentence, []):
        span = (when.date_end - when.date_start).days
        if 0 < span <= _MOST and when.time_precision and _AND.search(when.text):
            return [when.date_start + timedelta(days=k) for k in range(span + 1)]
    return []


# ---------------------------------------------------------------------- figures
def divided(figures: Figures, parts: int) -> list[Figures]:
    """The figures of an event in even shares, the remainder to the first ones.

    Args:
        figures: what was told of all of them together.
        parts: how many share it.

    Example:
        Nine dead in two places are five and four.
    """
    killed = [row for row in figures.impacts if row.impact == "killed" and row.unit == "persons"]
    rows = [row for row in figures.impacts if row not in killed]
    rows += [_together(killed, figures)] if len(killed) > 1 else killed
    out = []
    for k in range(parts):
        share = replace(figures, impacts=[_share_of(row, k, parts) for row in rows])
        for name in (*_FIELDS, *_HARMS):
            setattr(share, name, _part(getattr(figures, name), k, parts))
        if figures.fatalities:
            share.fatalities_status = "split"
            share.rules = (*figures.rules, _RULE)
            share.arithmetic = f"{share.fatalities} of {figures.fatalities}, divided over {parts} events"
            account = figures.accounts.get("fatalities")
            words = f"{share.arithmetic}; {account.arithmetic if account else ''}".rstrip("; ")
            share.accounts = {**figures.accounts}
            if account is not None:
                share.accounts["fatalities"] = replace(account, arithmetic=words, rule=f"{_RULE} {account.rule}")
        out.append(share)
    return out


def _together(killed: Sequence[Impact], figures: Figures) -> Impact:
    """The dead of several groups, of whom nobody says where each fell."""
    first = killed[0]
    return replace(
        first,
        group="unknown",
        low=figures.fatalities_low,
        best=figures.fatalities,
        high=figures.fatalities_high,
        women=None,
        men=None,
        girls=None,
        boys=None,
        children=None,
    )


def _share_of(row: Impact, k: int, parts: int) -> Impact:
    low, best, high = (_part(total, k, parts) for total in (row.low, row.best, row.high))
    bare = replace(row, women=None, men=None, girls=None, boys=None, children=None)
    return replace(bare, low=low, best=best or 0, high=high)


def _part(total: int | None, k: int, parts: int) -> int | None:
    if total is None:
        return None
    share, rest = divmod(total, parts)
    return share + (1 if k < rest else 0)
