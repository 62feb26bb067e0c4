"""The invariants of a coded row, as functions from a table to one truth value per row.

Each function is named after what must hold. ``schema.py`` attaches them to the tables, ``help_texts`` gives the
sentence a person reads when one fails. Numbers in brackets are those of the coding standard, section 10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from conflictdata.knowledge import land
from conflictdata.knowledge import taxonomy as tax

_HELP_PATH = Path(__file__).parent / "knowledge" / "data" / "invariants.yaml"

CIVILIAN_FLAG = "Civilian targeting"
SEPARATOR = "; "
LIST_COLUMNS = ("assoc_actor_1", "assoc_actor_2", "source", "tags")

_URL = re.compile(r"https?://|www\.", re.IGNORECASE)
_CIVILIANS = re.compile(r"(?:^|; )Civilians \(")
_REGIME = re.compile(r"\((\d{4})-(\d{4})?\)")
_STATE = re.compile(r"^(?:Military|Police) Forces of (?:the )?(.+?) \(")

RowCheck = Callable[[pd.DataFrame], Any]  # a Series of bool; pandas cannot evaluate Series[bool] at run time


def _truth(values: Iterable[object], df: pd.DataFrame) -> pd.Series[bool]:
    return pd.Series(list(values), index=df.index, dtype=bool)


def _rows(df: pd.DataFrame, *names: str) -> Iterable[tuple[str | None, ...]]:
    """Rows of text columns with plain None for nulls."""
    cols = [df[name].astype(object).where(df[name].notna(), None).tolist() for name in names]
    return zip(*cols, strict=True)


def types_agree(df: pd.DataFrame) -> pd.Series[bool]:
    """[1] Event type and disorder type follow from the sub-event type."""
    known = tax.sub_event_types()

    def ok(sub: str | None, event: str | None, disorder: str | None) -> bool:
        row = known.get(sub or "")
        return row is not None and row.event_type == event and row.disorder_type == disorder

    return _truth((ok(*row) for row in _rows(df, "sub_event_type", "event_type", "disorder_type")), df)


def interaction_follows(df: pd.DataFrame) -> pd.Series[bool]:
    """[2] The interaction is the one of the two actor classes."""

    def ok(one: str | None, two: str | None, label: str | None) -> bool:
        if one not in tax.INTERS or (two is not None and two not in tax.INTERS):
            return False
        return tax.interaction(one, two) == label

    return _truth((ok(*row) for row in _rows(df, "inter1", "inter2", "interaction")), df)


def second_actor_whole(df: pd.DataFrame) -> pd.Series[bool]:
    """[3] A blank actor2, a blank inter2 and an interaction ending in "only" go together."""
    no_actor, no_inter = df["actor2"].isna(), df["inter2"].isna()
    alone = df["interaction"].astype(object).map(lambda v: isinstance(v, str) and v.endswith(" only")).astype(bool)
    return (no_actor == no_inter) & (no_inter == alone)


def two_sides_present(df: pd.DataFrame) -> pd.Series[bool]:
    """[4] Battles and Violence against civilians have both actors; the latter has civilians in actor2."""

    def ok(event: str | None, actor2: str | None, inter2: str | None) -> bool:
        if event == "Battles":
            return actor2 is not None
        return event != "Violence against civilians" or (actor2 is not None and inter2 == "Civilians")

    return _truth((ok(*row) for row in _rows(df, "event_type", "actor2", "inter2")), df)


def battles_without_civilians(df: pd.DataFrame) -> pd.Series[bool]:
    """[5] A battle has no civilians in any actor column."""

    def ok(event: str | None, *names: str | None) -> bool:
        return event != "Battles" or not any(name and _CIVILIANS.search(name) for name in names)

    columns = ("event_type", "actor1", "actor2", "assoc_actor_1", "assoc_actor_2")
    return _truth((ok(*row) for row in _rows(df, *columns)), df)


def civilian_flag_fits(df: pd.DataFrame) -> pd.Series[bool]:
    """[6] The civilian flag is set where the sub-type demands it and absent where it forbids it."""
    known = tax.sub_event_types()

    def ok(sub: str | None, flag: str | None) -> bool:
        rule = known[sub].civilian if sub in known else "main_target"
        return rule == "main_target" or (rule == "always") == (flag is not None)

    return _truth((ok(*row) for row in _rows(df, "sub_event_type", "civilian_targeting")), df)


def crowd_in_its_slot(df: pd.DataFrame) -> pd.Series[bool]:
    """[7] Protests have protesters, riots rioters, in a main slot."""
    wanted = {"Protests": "Protesters", "Riots": "Rioters"}

    def ok(event: str | None, *inters: str | None) -> bool:
        return event not in wanted or wanted[event] in inters

    return _truth((ok(*row) for row in _rows(df, "event_type", "inter1", "inter2")), df)


def slots_allowed(df: pd.DataFrame) -> pd.Series[bool]:
    """[8] Both actor classes are allowed for the sub-type."""
    known = tax.sub_event_types()

    def ok(sub: str | None, one: str | None, two: str | None) -> bool:
        if sub not in known:
            return False
        rule = known[sub].slots
        return one in rule.actor1 and (two in rule.actor2 if two is not None else not rule.actor2_required)

    return _truth((ok(*row) for row in _rows(df, "sub_event_type", "inter1", "inter2")), df)


def vague_date_quoted(df: pd.DataFrame) -> pd.Series[bool]:
    """[10] A date known to a week or month only keeps the words it came from."""
    return ((df["time_precision"] <= 1) | df["date_text"].notna()).fillna(True).astype(bool)


def vague_place_quoted(df: pd.DataFrame) -> pd.Series[bool]:
    """[10] A place known to an area only keeps the words it came from."""
    return ((df["geo_precision"] <= 1) | df["location_text"].notna()).fillna(True).astype(bool)


def four_decimals(df: pd.DataFrame) -> pd.Series[bool]:
    """[11] Coordinates carry four decimals."""
    both = df[["latitude", "longitude"]].to_numpy(dtype=float) * 1e4
    return _truth(np.all(np.isnan(both) | (np.abs(both - np.round(both)) < 1e-4), axis=1), df)


def deaths_in_order(df: pd.DataFrame) -> pd.Series[bool]:
    """[12] Deaths lie between their low and high figures."""
    best, low, high = (df[c].astype("Float64") for c in ("fatalities", "fatalities_low", "fatalities_high"))
    return ((low <= best).fillna(True) & (best <= high).fillna(True)).astype(bool)


def year_of_date(df: pd.DataFrame) -> pd.Series[bool]:
    """The year is that of the event date."""
    year = pd.to_datetime(df["event_date"]).dt.year
    return _truth(year.to_numpy(dtype=float) == df["year"].to_numpy(dtype=float, na_value=np.nan), df)


def date_in_window(df: pd.DataFrame) -> pd.Series[bool]:
    """The event date lies between date_start and date_end."""
    day, start, end = (pd.to_datetime(df[c]) for c in ("event_date", "date_start", "date_end"))
    return ((start.isna() | (start <= day)) & (end.isna() | (day <= end))).astype(bool)


def notes_clean(df: pd.DataFrame) -> pd.Series[bool]:
    """[19] Notes hold no web address."""
    return _truth((note is None or not _URL.search(note) for (note,) in _rows(df, "notes")), df)


def _tidy(cell: str | None) -> bool:
    if cell is None:
        return True
    items = cell.split(SEPARATOR)
    return len(set(items)) == len(items) and all(item and item == item.strip() for item in items)


def lists_tidy(df: pd.DataFrame) -> pd.Series[bool]:
    """[20] Lists are joined with "; " and have no empty or repeated items."""
    return _truth((all(_tidy(cell) for cell in row) for row in _rows(df, *LIST_COLUMNS)), df)


def own_identity(df: pd.DataFrame) -> pd.Series[bool]:
    """event_id_cnty repeats event_id."""
    return _truth((one == two for one, two in _rows(df, "event_id", "event_id_cnty")), df)


def span_in_order(df: pd.DataFrame) -> pd.Series[bool]:
    """A character span does not end before it starts."""
    return (df["span_end"] >= df["span_start"]).fillna(True).astype(bool)


def counts_in_order(df: pd.DataFrame) -> pd.Series[bool]:
    """A count lies between its low and high figures."""
    best, low, high = (df[c].astype("Float64") for c in ("best", "low", "high"))
    return ((low <= best).fillna(True) & (best <= high).fillna(True)).astype(bool)


def deaths_add_up(df: pd.DataFrame) -> pd.Series[bool]:
    """UCDP's best figure is the sum of the dead of both sides, civilians and unknown."""
    parts = df[["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]].astype("Float64").sum(axis=1)
    return (parts == df["best"].astype("Float64")).fillna(True).astype(bool)


def near_copy_of_other(df: pd.DataFrame) -> pd.Series[bool]:
    """A document is not a copy of itself."""
    return _truth((one != two for one, two in _rows(df, "document_id", "near_duplicate_of")), df)


def reason_given(df: pd.DataFrame) -> pd.Series[bool]:
    """A rejected document says why."""
    return _truth((status != "rejected" or reason is not None for status, reason in _rows(df, "status", "reason")), df)


# --- softer rules: a row that breaks one is kept and marked for review ----------------------------------------


def bomber_counted(df: pd.DataFrame) -> pd.Series[bool]:
    """[13] A suicide bombing counts the bomber among the dead."""
    dead = df["fatalities"].astype("Float64")
    return _truth((df["sub_event_type"].astype(object) != "Suicide bomb") | (dead >= 1).fillna(False), df)


@lru_cache(maxsize=65536)
def regime_covers(name: str, year: int) -> bool:
    """[16] Whether the regime years in an actor's name cover a year; names without years always do.

    Example:
        >>> regime_covers("Military Forces of Syria (2000-2024)", 2017)
        True
    """
    found = _REGIME.search(name)
    if not found:
        return True
    return int(found[1]) <= year <= int(found[2] or 9999)


def regimes_cover_date(df: pd.DataFrame) -> pd.Series[bool]:
    """[16] The regime years in both actors' names cover the event date."""
    years = df["year"].astype("Int32").fillna(0).tolist()
    names = _rows(df, "actor1", "actor2")
    return _truth((all(not n or regime_covers(n, y) for n in pair) for pair, y in zip(names, years, strict=True)), df)


def force_at_home(df: pd.DataFrame) -> pd.Series[bool]:
    """[17] A country's forces are State forces at home and External/Other forces elsewhere."""

    def ok(name: str | None, inter: str | None, country: str | None) -> bool:
        found = _STATE.match(name or "")
        if not found or inter not in ("State forces", "External/Other forces"):
            return True
        return (found[1] == country) == (inter == "State forces")

    one = _rows(df, "actor1", "inter1", "country")
    two = _rows(df, "actor2", "inter2", "country")
    return _truth((ok(*a) and ok(*b) for a, b in zip(one, two, strict=True)), df)


def usual_slots(df: pd.DataFrame) -> pd.Series[bool]:
    """[8] No actor class is one the sub-type allows only rarely."""
    known = tax.sub_event_types()

    def ok(sub: str | None, one: str | None, two: str | None) -> bool:
        if sub not in known:
            return True
        return one not in known[sub].slots.review_actor1 and two not in known[sub].slots.review_actor2

    return _truth((ok(*row) for row in _rows(df, "sub_event_type", "inter1", "inter2")), df)


def one_row_per_incident(df: pd.DataFrame) -> pd.Series[bool]:
    """[15] No two rows share date, place, actors and event type."""
    pairs = [" | ".join(sorted(n or "" for n in pair)) for pair in _rows(df, "actor1", "actor2")]
    key = df[["event_date", "country", "location", "event_type"]].assign(pair=pairs)
    return ~key.duplicated(keep=False)


def point_in_country(df: pd.DataFrame) -> pd.Series[bool]:
    """Coordinates lie in the country, in a border river or off its coast."""
    known = df["iso3"].notna() & df["latitude"].notna() & df["longitude"].notna()
    rows = df[known]
    north, east = rows["latitude"].astype(float), rows["longitude"].astype(float)
    out = pd.Series(True, index=df.index)
    out[known] = land.within([str(code) for code in rows["iso3"]], north.to_numpy(), east.to_numpy())
    return out


CODED: tuple[RowCheck, ...] = (
    types_agree,
    interaction_follows,
    second_actor_whole,
    two_sides_present,
    battles_without_civilians,
    civilian_flag_fits,
    crowd_in_its_slot,
    slots_allowed,
    vague_date_quoted,
    vague_place_quoted,
    four_decimals,
    deaths_in_order,
    year_of_date,
    date_in_window,
    notes_clean,
    lists_tidy,
)

SOFT: dict[str, RowCheck] = {
    "bomber_counted": bomber_counted,
    "regimes_cover_date": regimes_cover_date,
    "force_at_home": force_at_home,
    "usual_slots": usual_slots,
    "one_row_per_incident": one_row_per_incident,
    "point_in_country": point_in_country,
}

ACROSS_ROWS = frozenset({"one_row_per_incident"})


@dataclass(frozen=True, slots=True)
class Help:
    """What a failed check means, what would be allowed, what to do, and the columns it looks at."""

    what: str
    allowed: str
    todo: str
    columns: tuple[str, ...]
    invariant: int | None = None
    soft: bool = False


@lru_cache(maxsize=1)
def help_texts() -> dict[str, Help]:
    """Help of every named check, from ``knowledge/data/invariants.yaml``.

    Example:
        >>> help_texts()["year_of_date"].todo
        'derive it'
    """
    raw = yaml.safe_load(_HELP_PATH.read_text(encoding="utf-8"))
    return {name: Help(**{**row, "columns": tuple(row["columns"])}) for name, row in raw.items()}
