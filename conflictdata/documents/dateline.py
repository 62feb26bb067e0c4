"""Datelines: where and when a story was filed. Kept as a field and left out of the body: its place is not the event's.

Forms: ``ANKARA/AMMAN: ...``, ``KABUL (Reuters) - ...``, ``MAIDUGURI, Nigeria, March 3 -- ...``,
``Goma, DR Congo — ...``, ``BAMAKO, July 9 (Sahel Wire) - ...``, ``BUENOS AIRES, 10 JAN 90 (NA) -- [TEXT] ...``.
Word lists: knowledge/data/datelines.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from conflictdata.documents.published import DAY, MONTH, MONTHS, complete, day, parse_published
from conflictdata.knowledge import countries

LONGEST = 140  # characters; the longest datelines name two places, a country, a date and a broadcaster
TRIES = 5
UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĻŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŹŻŽ"
WORD = rf"[{UPPER}][^\W\d_]*(?:[.'’‘`-][^\W\d_]*)*"
NAME = rf"{WORD}(?: (?:(?:de|del|da|do|of|and|the|el|al|la) ){{0,2}}{WORD}){{0,4}}"
PLACE = re.compile(
    rf"(?P<head>{NAME}(?: ?/ ?{NAME}){{0,3}})(?: ?[(\[](?P<inside>[^()\[\]\d]{{2,40}})[)\]])?"
    rf"(?P<container>(?:, ?{NAME}){{0,3}})"
)
BRACKETED = re.compile(rf"\((?P<head>{NAME})\)(?P<inside>)(?P<container>)")
AGENCY = re.compile(rf",? ?[(\[](?P<agency>[{UPPER}][^()\[\]]{{1,45}})[)\]]$")
WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
FILED = re.compile(
    rf"(?:^|,? ?\b)(?:{WEEKDAY},? )?(?:(?P<d1>{DAY}) (?P<m1>{MONTH}),?(?: (?P<y1>\d{{4}}|\d\d))?"
    rf"|(?P<m2>{MONTH}) (?P<d2>{DAY})(?:,? (?P<y2>\d{{4}}))?"
    rf"|(?P<iso>\d{{4}}-\d\d-\d\d|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}})|{WEEKDAY}|NO DATE)$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:--+|—|–|―)|\s+-(?=\s)|(?<=\S):(?=\s)|\.(?=\s)|(?<=\))\s+(?=[\"“]?[A-Z])")
TAGS = re.compile(r"(?:\[[^\[\]]{1,300}\]\s*)+")
LABEL_WORDS = 3  # "CHARGED WITH MURDER: ..." is a headline
CENTURY_PIVOT = 69  # POSIX: 69-99 are 19xx, 00-68 are 20xx


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline at the start of a paragraph; offsets refer to that paragraph.

    Attributes:
        text: The dateline without its separator.
        start: Where it starts.
        end: Where it ends, before the separator.
        body_start: Where the story goes on.
        place: Place with its container ("MAIDUGURI, Nigeria"), or None.
        date: Date, its year completed from the publication date; None when it has none.
        has_year: Whether the year was written.
    """

    text: str
    start: int
    end: int
    body_start: int
    place: str | None
    date: dt.date | None
    has_year: bool


@dataclass(slots=True)
class _Head:
    """What the characters before a separator turned out to be."""

    start: int
    place: str | None = None
    head: str = ""
    contained: bool = False
    bracketed: bool = False
    agency: str | None = None
    filed: re.Match[str] | None = None


@cache
def word_lists() -> dict[str, frozenset[str]]:
    """Labels, words that are no place, stand-alone cities and agencies; cities and agencies in lower case."""
    folder = files("conflictdata.knowledge").joinpath("data")
    lists: dict[str, Any] = yaml.safe_load(folder.joinpath("datelines.yaml").read_text("utf-8"))
    agencies = yaml.safe_load(folder.joinpath("boilerplate.yaml").read_text("utf-8"))["agencies"]
    capitals = {country.capital.lower() for country in countries.all()}
    return {
        "labels": frozenset(lists["labels"]),
        "not_places": frozenset(lists["not_places"]),
        "cities": frozenset(city.lower() for city in lists["cities"]) | (capitals - {""}),
        "agencies": frozenset(agency.lower() for agency in agencies),
    }


def find_dateline(paragraph: str, published: dt.date | None = None) -> Dateline | None:
    """The dateline that opens a paragraph, or None.

    Args:
        paragraph: First paragraph of the body.
        published: Publication date: gives the year to a dateline that has none.

    Example:
        >>> line = find_dateline("MAIDUGURI, Nigeria, March 3 -- Gunmen attacked a village.", dt.date(2015, 3, 4))
        >>> line.place, line.date, line.body_start
        ('MAIDUGURI, Nigeria', datetime.date(2015, 3, 3), 31)
    """
    opening = paragraph[:LONGEST]
    shouted = paragraph.upper() == paragraph
    for count, separator in enumerate(SEPARATOR.finditer(opening)):
        if count == TRIES:
            break
        head = _parse(opening[: separator.start()])
        if head is None or not _believable(head, separator.group().strip(), shouted):
            continue
        body_start = separator.end() + len(paragraph[separator.end() :]) - len(paragraph[separator.end() :].lstrip())
        if tags := TAGS.match(paragraph, body_start):
            body_start = tags.end()
        if body_start >= len(paragraph):
            continue
        date, has_year = _date(head.filed, published)
        text = paragraph[head.start : separator.start()]
        return Dateline(text, head.start, separator.start(), body_start, head.place, date, has_year)
    return None


def _parse(text: str) -> _Head | None:
    """Takes label, agency and date off; the rest must be a place or nothing."""
    head = _Head(_after_label(text))
    rest = text[head.start :].rstrip(" ,")
    for _ in range(2):
        if head.agency is None and (found := AGENCY.search(rest)) and not _is_country(found["agency"]):
            head.agency, rest = found["agency"], rest[: found.start()]
        if head.filed is None and (found := FILED.search(rest)):
            head.filed, rest = found, rest[: found.start()]
    rest = rest.rstrip(" ,.")
    if not rest and head.agency and not head.filed and head.agency.lower() not in word_lists()["agencies"]:
        rest, head.agency = f"({head.agency})", None  # "(Mopti) — ...": a place in brackets, not an agency
    if not rest:
        return head
    found = PLACE.fullmatch(rest) or BRACKETED.fullmatch(rest)
    if not found:
        return None
    head.head = found["head"]
    head.bracketed = rest.startswith("(")
    head.contained = bool(found["container"] or found["inside"])
    if head.head not in word_lists()["not_places"]:
        inside = f", {found['inside']}" if found["inside"] else ""
        head.place = f"{found['head']}{inside}{found['container']}"
    return head


def _is_country(name: str) -> bool:
    """Whether a bracket names a country ("HAVANA (CUBA)"); two letters are an agency ("BUENOS AIRES (NA)")."""
    return len(name) > 2 and countries.get(name.title()) is not None


def _after_label(text: str) -> int:
    """Where the text goes on after a label such as "PRESS RELEASE —"; 0 without one."""
    found = re.match(r"([A-Z][A-Z ]*[A-Z](?: \d)?)\s*(?:[:—–]|-+)\s*(?=\S)", text)
    return found.end() if found and found[1] in word_lists()["labels"] else 0


def _believable(head: _Head, separator: str, shouted: bool) -> bool:
    """Whether place, date, agency and separator together make a dateline, and not a sentence or a label."""
    known_agency = head.agency is not None and head.agency.lower() in word_lists()["agencies"]
    dated = head.filed is not None
    if not head.place:
        return (dated and head.agency is not None) or (known_agency and not head.head) or (dated and bool(head.head))
    if separator == ".":
        return dated
    if not separator:  # "Ranchi, Aug 1 (IANS) A man was beaten"
        return dated and head.agency is not None
    if dated or known_agency:
        return True
    if shouted:
        return False
    if all(part.strip().lower() in word_lists()["cities"] for part in head.head.split("/")):
        return True
    dashed = separator != ":"
    if head.head.upper() == head.head and len(head.head) > 2 and (dashed or head.head.count(" ") < LABEL_WORDS - 1):
        return True
    return dashed and (head.contained or head.bracketed)


def _date(filed: re.Match[str] | None, published: dt.date | None) -> tuple[dt.date | None, bool]:
    if filed is not None and filed["iso"]:
        return parse_published(filed["iso"]), True
    if filed is None or not (filed["m1"] or filed["m2"]):
        return None, False
    month = MONTHS[(filed["m1"] or filed["m2"]).lower().rstrip(".")]
    number = int(re.sub(r"\D", "", filed["d1"] or filed["d2"]))
    year = filed["y1"] or filed["y2"]
    if not year:
        return complete(month, number, published), False
    value = int(year)
    if value < 100:
        value += 1900 if value >= CENTURY_PIVOT else 2000
    return day(value, month, number), True
