"""Word lists of the place finder: kind words, titles, given names, ordinary words and names that are not places."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conflictdata.knowledge import countries
from conflictdata.knowledge.place_names import name_key, normalise

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The lists of ``place_words.yaml``, ``not_places.csv`` and ``common_words.txt``, in normal form.

    Attributes:
        english: Function words, which in upper-case copy neither begin nor join a name.
        upper_cues: Words right before a name that make it a place in upper-case copy.
        offices, owned_heads, journeys, stationed: Words that make a place an attribute of somebody, see place_roles.
        kinds: Kind word to what it says of the name beside it (admin1, admin2, settlement, neighbourhood, feature...).
        described: Kind words that a country's or a unit's name before them only describes.
        landforms: Kind words of what bears a town's name without being the town.
        listeners: Who is told something.
        statement_verbs: Verbs of telling them.
        statements: What is held or given where one speaks.
        acronyms: Short names in capitals that are places.
        never: Keys of words that are no place although a gazetteer has them.
        common: Ordinary English words: a place only where the text supports it.
        demonyms: Words for peoples, with the alpha-3 code of their country.
    """

    kinds: dict[str, str]
    facilities: frozenset[str]
    organisations: frozenset[str]
    organisation_heads: frozenset[str]
    titles: frozenset[str]
    given_names: frozenset[str]
    modifiers: frozenset[str]
    directions: frozenset[str]
    particles: frozenset[str]
    peoples: frozenset[str]
    prepositions: frozenset[str]
    stops: frozenset[str]
    taking_verbs: frozenset[str]
    parts: frozenset[str]
    described: frozenset[str]
    landforms: frozenset[str]
    follows: frozenset[str]
    function_words: frozenset[str]
    english: frozenset[str]
    upper_cues: frozenset[str]
    offices: frozenset[str]
    owned_heads: frozenset[str]
    journeys: frozenset[str]
    stationed: frozenset[str]
    listeners: frozenset[str]
    statement_verbs: frozenset[str]
    statements: frozenset[str]
    acronyms: frozenset[str]
    never: frozenset[str]
    calendar: frozenset[str]
    common: frozenset[str]
    demonyms: dict[str, str]


@cache
def load_trust() -> dict[str, dict[str, float]]:
    """Read how far the point of a place is trusted: by what the text gives, and by where it gives it.

    Example:
        >>> load_trust()["given"]["exact"] > load_trust()["given"]["admin1_seat"]
        True
    """
    with (DATA / "place_trust.yaml").open(encoding="utf-8") as file:
        return dict(yaml.safe_load(file))


@cache
def load_words() -> PlaceWords:
    """Read the lists once per process.

    Example:
        >>> "mobile" in load_words().common, load_words().kinds["governorate"]
        (True, 'admin1')
    """
    with (DATA / "place_words.yaml").open(encoding="utf-8") as file:
        lists: dict[str, Any] = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    with (DATA / "not_places.csv").open(encoding="utf-8") as file:
        refused = {row["word"]: row["reason"] for row in csv.DictReader(file)}
    demonyms = {
        normalise(word): country.iso3
        for country in reversed(countries.all())
        for word in country.demonyms
        if len(word) > 3
    }
    return PlaceWords(
        kinds=dict(lists["kind_words"]),
        facilities=frozenset(lists["facility_words"]),
        organisations=frozenset(lists["organisation_words"]),
        organisation_heads=frozenset(lists["organisation_heads"]),
        titles=frozenset(lists["titles"]),
        given_names=frozenset(lists["given_names"]),
        modifiers=frozenset(lists["modifiers"]),
        directions=frozenset(lists["directions"]),
        particles=frozenset(lists["particles"]),
        peoples=frozenset(lists["people_words"]),
        prepositions=frozenset(lists["prepositions"]),
        stops=frozenset(lists["stops"]),
        taking_verbs=frozenset(lists["taking_verbs"]),
        parts=frozenset(lists["parts"]),
        described=frozenset(lists["described_words"]),
        landforms=frozenset(lists["landform_words"]),
        follows=frozenset(lists["follows"]),
        function_words=frozenset(lists["function_words"]),
        listeners=frozenset(lists["listener_words"]),
        statement_verbs=frozenset(lists["statement_verbs"]),
        statements=frozenset(lists["statement_words"]),
        acronyms=frozenset(lists["place_acronyms"]),
        english=frozenset(lists["english_words"]),
        upper_cues=frozenset(lists["upper_cues"]),
        offices=frozenset(lists["office_words"]),
        owned_heads=frozenset(lists["owned_heads"]),
        journeys=frozenset(lists["journey_words"]),
        stationed=frozenset(lists["stationed_words"]),
        never=frozenset(name_key(word) for word in refused),
        calendar=frozenset(word for word, reason in refused.items() if reason in ("month", "weekday", "calendar")),
        common=frozenset((DATA / "common_words.txt").read_text(encoding="utf-8").split()),
        demonyms=demonyms,
    )
