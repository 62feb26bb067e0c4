"""Countries and disputed territories: codes, spellings, regions, demonyms and the seats that stand for governments.

The table is ``data/countries.csv``; its source and licence are in ``data/README.md``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from conflictdata.errors import KnowledgeError

TABLE = Path(__file__).parent / "data" / "countries.csv"
#: Territories that keep rows of their own here while events there are filed under another country.
FILED = {"ESH": "MAR", "HKG": "CHN", "MAC": "CHN"}
PERIODS = TABLE.with_name("country_periods.csv")

# Names that take "the" inside a phrase: "Military Forces of the United States (2025-)".
_ARTICLE = re.compile(
    r"^(United |Democratic Republic|Republic of|Central African|Dominican Rep|Czech Rep|Philippines$)"
    r"|(Islands|Netherlands)\b"
)
_SPACE = re.compile(r"[\s\-]+")


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory.

    Attributes:
        iso3: ISO 3166-1 alpha-3 code (Kosovo: XKX).
        iso2: ISO 3166-1 alpha-2 code (Kosovo: XK).
        iso: ISO 3166-1 numeric code (Kosovo: 383, a user-assigned number).
        name: Name as ACLED spells it.
        region: One of ACLED's 17 regions.
        demonyms: Adjectives and nouns for the people, adjective first.
        aliases: Official, short, former and foreign names, and parts reported as if they were countries.
        capital: Capital city without diacritics.
        seats: Other names that stand for the government ("Kremlin").
        latitude: Rough centre, degrees north.
        longitude: Rough centre, degrees east.
    """

    iso3: str
    iso2: str
    iso: int
    name: str
    region: str
    demonyms: tuple[str, ...]
    aliases: tuple[str, ...]
    capital: str
    latitude: float
    longitude: float
    seats: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """Name as it stands inside a phrase, with "the" where English wants it.

        Example:
            >>> get("USA").phrase
            'the United States'
        """
        return f"the {self.name}" if _ARTICLE.search(self.name) else self.name


def fold(text: str) -> str:
    """Lower-case, diacritics and repeated space or hyphen removed: the key under which names are compared.

    Example:
        >>> fold("Côte  d’Ivoire")
        "cote d'ivoire"
    """
    plain = text.replace("’", "'").strip()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _SPACE.sub(" ", plain).lower()


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _read(path: Path) -> Iterator[Country]:
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            yield Country(
                iso3=row["iso3"],
                iso2=row["iso2"],
                iso=int(row["iso"]),
                name=row["name"],
                region=row["region"],
                demonyms=_split(row["demonyms"]),
                aliases=_split(row["aliases"]),
                capital=row["capital"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                seats=_split(row["seats"]),
            )


@cache
def all() -> tuple[Country, ...]:  # noqa: A001 - the agreed public name, used as countries.all()
    """All countries and territories, sorted by ISO alpha-3 code.

    Example:
        >>> len(all()) >= 249
        True
    """
    if not TABLE.exists():
        raise KnowledgeError("The country table is missing.", where=str(TABLE), todo="Reinstall the package.")
    return tuple(_read(TABLE))


@cache
def _index() -> dict[str, Country]:
    # Stronger names first, so that a code or a country's own name is never taken by another's alias.
    index: dict[str, Country] = {}
    for pick in (_codes, _names, _aliases, _demonyms):
        for country in all():
            for key in pick(country):
                index.setdefault(fold(key), country)
    return index


def _codes(country: Country) -> tuple[str, ...]:
    return country.iso3, country.iso2


def _names(country: Country) -> tuple[str, ...]:
    return (country.name,)


def _aliases(country: Country) -> tuple[str, ...]:
    return country.aliases


def _demonyms(country: Country) -> tuple[str, ...]:
    return country.demonyms


def get(text: str) -> Country | None:
    """Find a country by code, name, alias or demonym, whatever the case or diacritics.

    "Congo" and "Congolese" mean the Democratic Republic of Congo, as in most of the press; a caller that knows the
    event lies in the Republic of Congo should prefer that.

    Args:
        text: A code, name, alias or demonym.

    Returns:
        The country, or None when the text names none.

    Example:
        >>> get("Ivorian").iso3, get("MM").name, get("Atlantis")
        ('CIV', 'Myanmar', None)
    """
    key = fold(text)
    found = _index().get(key)
    if found is None and key.startswith("the "):
        found = _index().get(key[4:])
    return found


@cache
def _periods() -> dict[str, tuple[date, str]]:
    with PERIODS.open(encoding="utf-8", newline="") as handle:
        return {row["iso3"]: (date.fromisoformat(row["until"]), row["under"]) for row in csv.DictReader(handle)}


def on(iso3: str, day: date) -> str:
    """The country that a place of today's country lay in on a day, as alpha-3 code.

    Only countries that left another one that still exists are moved (``country_periods.csv``). What was
    the Soviet Union, Yugoslavia or Czechoslovakia stays under today's country: the data has no name for them. So do
    lands whose annexation was not recognised (East Timor, Namibia).

    Example:
        >>> on("SSD", date(2005, 1, 1)), on("SSD", date(2011, 7, 9)), on("MLI", date(2005, 1, 1))
        ('SDN', 'SSD', 'MLI')
    """
    until, under = _periods().get(iso3, (date.min, iso3))
    return under if day < until else iso3


@cache
def held(iso3: str) -> tuple[str, ...]:
    """Today's countries and territories whose ground events of a country may lie on, as alpha-3 codes.

    Example:
        >>> held("SDN"), held("MAR"), held("MLI")
        (('SSD',), ('ESH',), ())
    """
    left = tuple(code for code, (_, under) in _periods().items() if under == iso3)
    return left + tuple(code for code, under in FILED.items() if under == iso3)


@cache
def _numbers() -> dict[int, Country]:
    return {country.iso: country for country in all()}


def by_iso(number: int) -> Country | None:
    """Find a country by its ISO numeric code.

    Example:
        >>> by_iso(466).name
        'Mali'
    """
    return _numbers().get(number)
