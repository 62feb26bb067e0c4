"""Columns that follow from others: every derived cell of a report or event is computed here and nowhere else.

The coder decides; ``complete_reports`` turns its decisions into full rows of the `reports` table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from conflictdata import schema
from conflictdata import schema_checks as rule
from conflictdata.errors import SchemaError
from conflictdata.events.notes import vague_words, write_notes
from conflictdata.knowledge import countries
from conflictdata.knowledge import taxonomy as tax

UNDISCLOSED = "Undisclosed Source"
NOT_STATED = "[not stated]"
_OUTLETS = Path(countries.__file__).parent / "data" / "outlets.yaml"


def priogrid_gid(latitude: float, longitude: float) -> int:
    """PRIO-GRID cell of a point; 1 is the south-west corner, cells are half a degree wide.

    Args:
        latitude: degrees north, WGS 84.
        longitude: degrees east, WGS 84.

    Example:
        >>> priogrid_gid(-90, -180), priogrid_gid(90, 180)
        (1, 259200)
    """
    row = min(359, math.floor((latitude + 90) / 0.5))
    column = min(719, math.floor((longitude + 180) / 0.5))
    return 1 + row * 720 + column


def unix_seconds(as_of: date | datetime | str) -> int:
    """Unix seconds of a moment; a day means its midnight in UTC.

    Example:
        >>> unix_seconds("1970-01-02")
        86400
    """
    stamp = pd.Timestamp(as_of)
    stamp = stamp.tz_localize(UTC) if stamp.tzinfo is None else stamp.tz_convert(UTC)
    return int(stamp.timestamp())


def civilian_targeting(sub_event_type: str, inter2: str | None, stated: object = None) -> str | None:
    """The civilian flag: as the sub-type demands, else as stated, else by who stands in actor2.

    Args:
        sub_event_type: label.
        inter2: class of actor2.
        stated: the coder's decision (flag, truth value) where the sub-type leaves it open; None when it has none.

    Example:
        >>> civilian_targeting("Grenade", "Civilians")
        'Civilian targeting'
    """
    demand = tax.get(sub_event_type).civilian
    if demand != "main_target":
        return rule.CIVILIAN_FLAG if demand == "always" else None
    if _missing(stated):
        return rule.CIVILIAN_FLAG if inter2 == "Civilians" else None
    return rule.CIVILIAN_FLAG if stated is True or stated == rule.CIVILIAN_FLAG else None


def ucdp_type(row: Mapping[str, Any]) -> int | None:
    """Type of violence UCDP would give the row: 1 state-based, 2 non-state, 3 one-sided, None outside its scope.

    Args:
        row: coded cells (event_type, sub_event_type, inter1, inter2, actor1, actor2, civilian_targeting, fatalities).
    """
    if not _number(row.get("fatalities")):
        return None
    event, one, two = row["event_type"], row["inter1"], row.get("inter2")
    armed = tax.armed_inters()
    if row["sub_event_type"] == "Excessive force against protesters":
        return 3 if two in armed else None
    if event == "Violence against civilians":
        return 3
    if event not in ("Battles", "Explosions/Remote violence"):
        return None
    if two == "Civilians":
        return 3 if one in armed else None
    if one not in armed or two not in armed:
        return None
    sides = ((one, row["actor1"]), (two, row["actor2"]))
    return 1 if any(is_government(inter, name) for inter, name in sides) else 2


def is_government(inter: str, name: str) -> bool:
    """Whether an actor is the army, police or government of a country, its own or another.

    Example:
        >>> is_government("State forces", "Military Forces of Mali (2021-)")
        True
    """
    return inter == "State forces" or (inter == "External/Other forces" and not name.startswith("Private Security"))


@lru_cache(maxsize=1)
def _outlets() -> dict[str, re.Pattern[str]]:
    raw: dict[str, list[str]] = yaml.safe_load(_OUTLETS.read_text(encoding="utf-8"))
    return {
        token: re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in words) + r")(?!\w)", re.IGNORECASE)
        for token, words in raw.items()
    }


@lru_cache(maxsize=65536)
def outlet_scale(outlet: str, iso3: str) -> str | None:
    """Audience of an outlet relative to the country of the event; None when nothing is known of it.

    Example:
        >>> outlet_scale("Reuters", "MLI"), outlet_scale("Mali Tribune", "MLI")
        ('International', 'National')
    """
    for token in ("New media", "Other", "Local partner", "International"):
        if _outlets()[token].search(outlet):
            return token
    country = countries.get(iso3)
    folded = countries.fold(outlet)
    if country and any(countries.fold(word) in folded for word in (country.name, *country.demonyms, country.capital)):
        return "National"
    return next((token for token in ("Regional", "Subnational") if _outlets()[token].search(outlet)), None)


def source_scale(sources: str | None, iso3: str) -> str | None:
    """`source_scale` of a list of outlets: one token, or the two extremes joined by a hyphen.

    Example:
        >>> source_scale("Mali Tribune; Reuters", "MLI")
        'National-International'
    """
    if not sources or sources == UNDISCLOSED:
        return None
    found = {outlet_scale(name, iso3) for name in sources.split(rule.SEPARATOR)}
    tokens = [token for token in tax.SOURCE_SCALE_TOKENS if token in found]
    return None if not tokens else tokens[0] if len(tokens) == 1 else f"{tokens[0]}-{tokens[-1]}"


def join_list(items: Iterable[str] | str | None) -> str | None:
    """Distinct items of a list cell in their order, joined by "; "; None when there are none.

    Example:
        >>> join_list(["Women (Mali)", "Farmers (Mali)", "Women (Mali)"])
        'Women (Mali); Farmers (Mali)'
    """
    if _missing(items):
        return None
    parts = items.split(";") if isinstance(items, str) else list(items or ())
    kept = dict.fromkeys(part.strip() for part in parts if part and part.strip())
    return rule.SEPARATOR.join(kept) or None


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _number(value: object) -> int:
    """A count as a number; 0 for null and for what is no number (validation names that)."""
    try:
        return 0 if _missing(value) else int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        return 0


def _drop_missing(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if not _missing(value) and value != ""}


def derive(row: dict[str, Any]) -> dict[str, Any]:
    """Fill every cell of a coded row that follows from its decisions, in place.

    Wrong labels are left as they are: validation names them. Used for reports and, after reconciliation, for events.

    Args:
        row: decisions; nulls may be absent.

    Returns:
        The same dict.
    """
    _derive_types(row)
    _derive_time(row)
    _derive_place(row)
    for name in rule.LIST_COLUMNS:
        row[name] = join_list(row.get(name))
    row["source"] = row["source"] or UNDISCLOSED
    row["source_scale"] = source_scale(row["source"], str(row.get("iso3")))
    row.setdefault("fatalities", 0)
    row.setdefault("fatalities_status", "not_reported")
    if row["fatalities_status"] == "not_reported":
        row.setdefault("fatalities_low", 0)
    return row


def _derive_types(row: dict[str, Any]) -> None:
    sub = tax.sub_event_types().get(str(row.get("sub_event_type")))
    if sub is not None:
        row["event_type"], row["disorder_type"] = sub.event_type, sub.disorder_type
        flag = row.pop("civilian_targeting", None)
        row["civilian_targeting"] = civilian_targeting(sub.label, row.get("inter2"), flag)
    one, two = row.get("inter1"), row.get("inter2")
    if one in tax.INTERS and (two is None or two in tax.INTERS):
        row["interaction"] = tax.interaction(one, two)


def _derive_time(row: dict[str, Any]) -> None:
    if "event_date" not in row:
        return
    day = pd.Timestamp(row["event_date"]).normalize()
    row["event_date"], row["year"] = day, day.year
    row.setdefault("date_start", day)
    row.setdefault("date_end", day)
    if _number(row.get("time_precision")) > 1:
        row.setdefault("date_text", NOT_STATED)


def _derive_place(row: dict[str, Any]) -> None:
    for name in ("location", "admin1", "admin2", "admin3"):
        if isinstance(row.get(name), str):  # GeoNames has double blanks, and back-quotes for a letter of Arabic
            row[name] = " ".join(row[name].replace("`", "'").split())
    country = countries.get(str(row.get("iso3") or row.get("country") or ""))
    if country is not None:
        row["iso3"], row["iso"], row["region"] = country.iso3, country.iso, country.region
        row.setdefault("country", country.name)
    if "latitude" in row and "longitude" in row:
        row["latitude"], row["longitude"] = round(float(row["latitude"]), 4), round(float(row["longitude"]), 4)
        row["priogrid_gid"] = priogrid_gid(row["latitude"], row["longitude"])
    if _number(row.get("geo_precision")) > 1:
        row.setdefault("location_text", NOT_STATED)


def finish(row: dict[str, Any], said: Mapping[str, str] | None = None, rule: str | None = None) -> dict[str, Any]:
    """Fill the cells that need the derived ones: notes and the UCDP view; in place.

    Args:
        row: derived cells.
        said: the words behind vague figures, by column.
        rule: rule that decided the sub-type, when the row does not hold it.
    """
    if row.get("sub_event_type") in tax.sub_event_types() and "event_date" in row and row.get("actor1"):
        row["notes"] = write_notes(row, said, rule)
        row["ucdp_type_of_violence"] = ucdp_type(row)
    return row


def flag_for_review(df: pd.DataFrame, *, across_rows: bool) -> pd.DataFrame:
    """Set `review_status` to flagged where a soft rule fails and no person has looked yet.

    Args:
        df: rows of `reports` or `events`.
        across_rows: whether rows are compared with each other as well; only right for a whole table, never for a batch.
    """
    if df.empty:
        return df
    fails = pd.Series(False, index=df.index)
    for name, check in rule.SOFT.items():
        if across_rows or name not in rule.ACROSS_ROWS:
            fails |= ~check(df)
    open_rows = df["review_status"].isin(["machine", "flagged"]) | df["review_status"].isna()
    status = df["review_status"].astype(object).where(~open_rows, "machine").where(~(open_rows & fails), "flagged")
    return df.assign(review_status=status.astype("str"))


def complete_reports(
    rows: Iterable[Mapping[str, Any]],
    as_of: date | datetime | str,
    versions: Mapping[str, str],
    documents: pd.DataFrame | None = None,
    impacts: Iterable[Mapping[str, Any]] = (),
) -> pd.DataFrame:
    """Turn the coder's decisions into rows of the `reports` table.

    Nothing is refused here: pass the result to ``schema.validate("reports", ...)``, which says what is wrong.

    Args:
        rows: one mapping per report with the coder's decisions; list cells may be lists or "; "-joined text.
        as_of: moment the data describes, for `timestamp`.
        versions: ``coder_version`` and ``ontology_version``.
        documents: the `documents` table, for outlet names (those of copies are added when events are made).
        impacts: their rows of `impacts`, for the words behind vague figures in the notes.

    Returns:
        All columns of `reports`, typed, in the order of ``report_id``.

    Raises:
        SchemaError: when a row has a key that is no column of `reports`.
    """
    outlets = {} if documents is None else dict(zip(documents["document_id"], documents["source"], strict=True))
    stamp, said = unix_seconds(as_of), vague_words(impacts)
    allowed = set(schema.columns("reports"))
    done: list[dict[str, Any]] = []
    for given in rows:
        unknown = set(given) - allowed
        if unknown:
            raise SchemaError(
                f"Unknown report fields: {', '.join(sorted(unknown))}.", allowed=", ".join(sorted(allowed))
            )
        row = _drop_missing(given)
        row.setdefault("source", outlets.get(row.get("document_id")))
        row.update(versions)
        row.update(timestamp=stamp, n_reports=1, n_sources=1)
        for name, default in (("confidence", 0.5), ("modality", "asserted"), ("report_rank", 1)):
            row.setdefault(name, default)
        row.setdefault("review_status", "machine")
        done.append(finish(derive(row), said.get(str(row.get("report_id")))))
    raw = pd.DataFrame(done)
    table, bad = schema.conform("reports", raw)
    table = flag_for_review(table, across_rows=False)
    for name in bad["column"].unique():  # given back as they came, so that validation can name the wrong cells
        table[name] = raw[name]
    return table.sort_values("report_id", kind="stable", ignore_index=True)
