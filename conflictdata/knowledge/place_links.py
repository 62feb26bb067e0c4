"""Tie place mentions together: what contains what, lists that share a preposition, and the ends of roads."""

from __future__ import annotations

import re
from dataclasses import replace

from conflictdata.knowledge.gazetteer_place import WIDE
from conflictdata.knowledge.place_mention import PlaceMention, contains
from conflictdata.knowledge.place_words import PlaceWords

AFTER = re.compile(r"[ \n]([A-Za-z][A-Za-z-]+)\b")
_IN_GAP = re.compile(
    r"(?:['’]s)?[^.;:!?\n]{0,60}?\b(?P<word>in|inside|of|within)\s+(?:(?:the|its|a)\s+)?(?:[\w’'-]+\s+){0,4}?$",
    re.IGNORECASE,
)
_NEAR_GAP = re.compile(
    r"[^.;:!?]{0,80}\b(?:near|outside|of|from|in|within)\s+(?:(?:the|its|a)\s+)?(?:[\w’'-]+\s+){0,4}?$", re.IGNORECASE
)
_DIRECTLY_IN = re.compile(r"\s*,?\s*in\s+(?:the\s+)?(?:[\w’'-]+\s+){0,4}", re.IGNORECASE)
_TOWN_OF = re.compile(r"['’]?s?[ \n](?:[a-z-]+ ){0,2}(?P<kind>[a-z]+) of ")
_UNIT_SHARE = 20  # times the people of the town
_NAMED_AFTER = re.compile(
    r"['’]?s? (?:[A-Z][a-z]+ |motor )?"
    r"(?:[Mm]arket|[Ss]quare|[Pp]ark|[Hh]otel|[Mm]osque|[Rr]oundabout|[Ss]tadium|[Bb]ridge)\b"
)
ROAD = frozenset(("road", "highway", "axis", "route", "railway", "motorway", "line"))


def link(text: str, mentions: list[PlaceMention], words: PlaceWords) -> list[PlaceMention]:
    """Bind containers, lists and pairs; from the right, so that chains grow from their ends."""
    linked = list(mentions)
    for number in range(1, len(linked)):
        linked[number - 1], linked[number] = _own(text, linked[number - 1], linked[number], words)
    for number in range(len(linked) - 2, -1, -1):
        outer = linked[number + 1]
        if number + 2 < len(linked) and any(each.start == outer.start for each in linked[number + 2].containers):
            outer = replace(
                linked[number + 2], start=outer.start
            )  # "in Nasarawa's Keana district": Keana, not Nasarawa
        linked[number] = _bind(text, linked[number], outer, words)
    for number in range(1, len(linked)):
        linked[number - 1], linked[number] = _pair(text, linked[number - 1], linked[number])
    return linked


def _bind(text: str, inner: PlaceMention, outer: PlaceMention, words: PlaceWords) -> PlaceMention:
    gap = text[max(inner.span_end, inner.end) : outer.start]
    if len(gap) > 90 or "\n\n" in gap:
        return inner
    if any(each.start == inner.start for each in outer.containers):
        return inner
    if all(each.candidates and each.candidates[0].kind in WIDE for each in (inner, outer)):
        return inner  # "China, Japan" is a list, although Japan has a town called China
    named_after = _NAMED_AFTER.match(text, inner.end)
    if named_after and inner.relation != "none":
        inner = _facility_of(inner, outer, named_after.end())
        gap = text[max(inner.span_end, inner.end) : outer.start]
    if _are_units(inner, outer, text[inner.end : outer.start]):
        return inner
    verified = any(contains(big, small) for big in outer.candidates[:20] for small in inner.candidates[:60])
    level = words.kinds.get(outer.kind_hint or "")
    stated = level in ("admin1", "admin2") and bool(outer.candidates)
    plain = re.fullmatch(r"\s*[,(]\s*(?:the\s+)?", gap) is not None
    said = _IN_GAP.match(gap)
    direct = _DIRECTLY_IN.fullmatch(gap) is not None
    unit = outer.kind_hint is not None or any(
        place.kind in ("admin1", "admin2", "country", "region") for place in outer.candidates[:3]
    )
    asserted = said is not None and unit and (
        (said["word"] != "of" and (direct or not inner.candidates)) or (stated and inner.kind_hint is not None)
    )  # fmt: skip
    beside = not inner.candidates and bool(outer.candidates) and _NEAR_GAP.fullmatch(gap) is not None
    if (plain and (verified or stated)) or (said and verified) or asserted or beside:
        return replace(inner, containers=(outer, *outer.containers), span_end=max(outer.span_end, outer.end))
    return inner


def _are_units(inner: PlaceMention, outer: PlaceMention, gap: str) -> bool:
    """Say whether "Oklahoma, Pennsylvania" lists two states, although a small town of one's name lies in the other."""
    if gap.strip() not in (",", "and", ", and") or inner.kind_hint or inner.text == outer.text:
        return False
    others = [place for place in outer.candidates[:5] if place.kind == "admin1"]
    for unit in inner.candidates[:20]:
        if unit.kind == "admin1" and any(other.country == unit.country for other in others):
            towns = (p for p in inner.candidates[:60] if any(contains(big, p) for big in others))
            return unit.population > _UNIT_SHARE * max((town.population for town in towns), default=0)
    return False


def _facility_of(inner: PlaceMention, outer: PlaceMention, end: int) -> PlaceMention:
    """Read "the Baga Market in Maiduguri" as a market of Maiduguri, since Baga does not lie there."""
    near = any(contains(big, small) for big in outer.candidates[:20] for small in inner.candidates[:60])
    if near or not any(place.kind not in WIDE for place in outer.candidates):
        return inner
    return replace(inner, candidates=(), span_end=max(inner.span_end, end))


def _own(text: str, first: PlaceMention, second: PlaceMention, words: PlaceWords) -> tuple[PlaceMention, PlaceMention]:
    """Read "Mosul's Old City" and "the Gaza Strip town of Beit Hanoun": the first place contains the second."""
    gap = text[first.end : second.start]
    town = _TOWN_OF.fullmatch(gap)
    if (
        town
        and words.kinds.get(town["kind"]) in ("settlement", "admin2", "neighbourhood")
        and not _lies_in(first, second, words)
    ):
        owner = replace(first, containers=(), kind_hint=None if first.kind_hint == town["kind"] else first.kind_hint)
        relation = "in" if first.relation == "none" else first.relation
        # "the Red Sea city of Jeddah" lies at the sea, not in it
        owners = () if second.candidates and all(p.kind == "feature" for p in first.candidates) else (owner,)
        second = replace(
            second, relation=relation, span_start=first.span_start, containers=(*owners, *second.containers)
        )
        return replace(first, relation="of"), second
    if re.match(r"['’]s\s", gap) and len(gap) < 40 and "," not in gap and "." not in gap:
        inside = any(contains(big, small) for big in first.candidates[:20] for small in second.candidates[:60])
        if inside or (second.kind_hint and not re.search(r"\b(?:in|near|to|from|of|and)\b", gap)):
            owner = replace(first, containers=())
            second = replace(
                second, relation=first.relation, span_start=first.span_start, containers=(owner, *second.containers)
            )
            return replace(first, relation="of"), second
    return first, second


def _lies_in(first: PlaceMention, second: PlaceMention, words: PlaceWords) -> bool:
    """Say whether "the Sangin district of Helmand" names the smaller place first, unlike "the Gaza town of Rafah"."""
    if words.kinds.get(second.kind_hint or "") == "admin1":
        return True
    held = any(contains(big, small) for big in second.candidates[:20] for small in first.candidates[:60])
    holds = any(contains(big, small) for big in first.candidates[:20] for small in second.candidates[:60])
    return held and not holds


def _pair(text: str, first: PlaceMention, second: PlaceMention) -> tuple[PlaceMention, PlaceMention]:
    gap = text[first.end : second.start]
    bare = gap.strip()
    if (
        bare in ("-", "–")
        and len(gap) < 4
        and (after := AFTER.match(text, second.end))
        and after.group(1).lower() in ROAD
    ):
        return replace(first, relation="road", span_end=after.end()), replace(second, relation="toward")
    if first.relation in ("between", "road") and re.fullmatch(
        r"(?:and|to|with)(?: the)?(?: \w+ of)?(?: [a-z]+){0,2}", bare
    ):
        return replace(first, span_end=max(first.span_end, second.end)), replace(second, relation="toward")
    if (
        second.relation == "none"
        and second not in first.containers
        and re.fullmatch(r"(?:,|and|or|, and|, or|&|as well as)", bare)
    ):
        return first, replace(second, relation=first.relation)
    return first, second
