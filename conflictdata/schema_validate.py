"""Checking a table: every rule on every row, and a readable reason for each refusal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from conflictdata.errors import SchemaError
from conflictdata.schema_checks import help_texts

FAILURES = ["row", "check", "column", "value"]


def conform(schema: pa.DataFrameSchema, df: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give a table its columns, order and types.

    Args:
        schema: pandera schema.
        df: rows under any index.

    Returns:
        The table under a fresh index, and the cells whose value does not fit its type (row, check, column, value).

    Raises:
        SchemaError: for columns the table does not have.
    """
    unknown = [str(name) for name in df.columns if name not in schema.columns]
    if unknown:
        raise SchemaError(
            f"Unknown columns: {', '.join(unknown)}.", where=str(schema.name), allowed=", ".join(schema.columns)
        )
    out: dict[str, pd.Series[Any]] = {}
    bad: list[dict[str, Any]] = []
    fresh = df.reset_index(drop=True)
    for name, column in schema.columns.items():
        kind = _kind(column)
        if name not in fresh.columns:
            if column.required:
                out[name] = pd.Series([None] * len(fresh), index=fresh.index, dtype=_pandas_type(kind))
            continue
        if _is_right(fresh[name], kind):
            out[name] = fresh[name]
            continue
        out[name] = _cast(fresh[name], kind)
        lost = _present(fresh[name]) & out[name].isna()
        for row in np.flatnonzero(lost):
            bad.append({"row": row, "check": "type", "column": name, "value": fresh[name].iloc[row]})
    return pd.DataFrame(out, index=fresh.index), pd.DataFrame(bad, columns=FAILURES)


def _kind(column: Any) -> str:
    return str(column.dtype).lower()


def _dtype(kind: str) -> str:
    """Type in memory of a declared type."""
    if kind.startswith("int"):
        return kind.capitalize()
    names = {"str": "str", "datetime": "datetime64[us]", "bool": "boolean"}
    return next((name for start, name in names.items() if kind.startswith(start)), kind)


def _pandas_type(kind: str) -> Any:
    return pd.api.types.pandas_dtype(_dtype(kind))


def _is_right(values: pd.Series[Any], kind: str) -> bool:
    """Whether a column needs no cast; most do not once they went through here."""
    if str(values.dtype) != _dtype(kind):
        return False
    if kind.startswith("str"):
        return not bool((values == "").any())
    return kind.startswith(("int", "bool"))


def _present(values: pd.Series[Any]) -> pd.Series[bool]:
    """Cells that hold something: neither null nor an empty text."""
    return values.notna() & (values.astype(object) != "")


def _cast(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    for start, caster in _CASTERS.items():
        if kind.startswith(start):
            return caster(values, kind)
    raise SchemaError(f"No rule for the type {kind!r}.", todo="add it to schema_validate._CASTERS")


def _as_text(values: pd.Series[Any], _kind: str) -> pd.Series[Any]:
    plain = values.astype(object)
    plain = plain.where(_present(values), None)
    return plain.map(lambda v: v if v is None or isinstance(v, str) else str(v)).astype("str")


def _as_int(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    numbers = pd.to_numeric(values.astype(object).where(_present(values), None), errors="coerce").astype("Float64")
    info = np.iinfo(kind)
    whole = (numbers % 1 == 0) & numbers.between(info.min, info.max)
    return numbers.where(whole.fillna(False)).astype(_pandas_type(kind))


def _as_float(values: pd.Series[Any], _kind: str) -> pd.Series[Any]:
    numbers = pd.to_numeric(values.astype(object).where(_present(values), None), errors="coerce").astype("Float64")
    return numbers.astype("float64").where(lambda v: v.map(math.isfinite) | v.isna())


def _as_date(values: pd.Series[Any], _kind: str) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return pd.Series(values.dt.normalize().astype("datetime64[us]"))
    plain = values.astype(object).where(_present(values), None)
    days = pd.to_datetime(plain, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)
    return days.dt.normalize().astype("datetime64[us]")


def _as_bool(values: pd.Series[Any], _kind: str) -> pd.Series[Any]:
    known = {"true": True, "false": False}
    return values.astype(object).map(lambda v: known.get(str(v).lower())).astype("boolean")


_CASTERS: dict[str, Callable[[pd.Series[Any], str], pd.Series[Any]]] = {
    "str": _as_text,
    "int": _as_int,
    "float": _as_float,
    "datetime": _as_date,
    "bool": _as_bool,
}


def run(schema: pa.DataFrameSchema, key: tuple[str, ...], df: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check a table.

    Returns:
        Valid rows under a fresh index, and the failures (row = position in ``df``, check, column, value).
    """
    typed, bad_types = conform(schema, df)
    found = [bad_types, _pandera_failures(schema, typed)]
    refused = {int(row) for part in found for row in part["row"]}
    found.append(_repeated_keys(typed[~typed.index.isin(refused)], key))
    failures = pd.concat([part for part in found if len(part)] or [bad_types], ignore_index=True)
    # A cell of the wrong type is null after the cast; saying that it is null as well would only confuse.
    typed_cells = set(zip(bad_types["row"], bad_types["column"], strict=True))
    cells = failures[["row", "check", "column"]].itertuples(index=False)
    again = [check == "not_nullable" and (row, column) in typed_cells for row, check, column in cells]
    failures = failures[~np.array(again, dtype=bool)].sort_values(["row", "check", "column"], kind="stable")
    keep = ~typed.index.isin(failures["row"].astype("int64"))
    return typed[keep].reset_index(drop=True), failures.reset_index(drop=True)


def _pandera_failures(schema: pa.DataFrameSchema, typed: pd.DataFrame) -> pd.DataFrame:
    if typed.empty:
        return pd.DataFrame(columns=FAILURES)
    try:
        schema.validate(typed, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return pd.DataFrame(columns=FAILURES)
    lost = cases[cases["index"].isna()]
    if len(lost):  # a rule that fails on the table as a whole, or a rule that crashed: never drop it in silence
        where = str(lost[["column", "check"]].to_dict("records"))
        raise SchemaError("The table itself breaks its schema.", where=where)
    by_table = cases["schema_context"] == "DataFrameSchema"
    out = pd.DataFrame(
        {
            "row": cases["index"].astype("int64"),
            "check": cases["check"].astype(str).str.replace(r"\(.*", "", regex=True),
            "column": cases["column"].astype(object).where(~by_table, None),
            "value": cases["failure_case"].astype(object).where(~by_table, None),
        }
    )
    return out.drop_duplicates(["row", "check", "column"])[FAILURES]


def _repeated_keys(typed: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    if not key or typed.empty:
        return pd.DataFrame(columns=FAILURES)
    again = typed[typed.duplicated(list(key), keep="first")]
    value = [" | ".join(str(cell) for cell in row) for row in again[list(key)].itertuples(index=False)]
    return pd.DataFrame({"row": again.index, "check": "unique_key", "column": ", ".join(key), "value": value})[FAILURES]


def reason(schema: pa.DataFrameSchema, table: str, check: str, column: str | None, cells: dict[str, Any]) -> str:
    """One sentence: what is wrong, where, what is allowed, what to do.

    Args:
        schema: pandera schema of the table.
        table: its name.
        check: name of the failed check.
        column: column concerned, None for a rule about several columns.
        cells: the row.
    """
    if column is not None and column in schema.columns and check not in help_texts():
        what, allowed = _column_help(check, column, schema.columns[column])
        return f"{what}: {_short(cells.get(column))}. Where: {table}.{column}. Allowed: {allowed}."
    text = help_texts()[check]
    cited = ", ".join(f"{name} = {_short(cells.get(name))}" for name in text.columns)
    return f"{text.what}. Where: {table}{': ' + cited if cited else ''}. Allowed: {text.allowed}. Do: {text.todo}."


def _column_help(check: str, name: str, column: Any) -> tuple[str, str]:
    stats = {key: value for one in column.checks for key, value in (one.statistics or {}).items()}
    closed = stats.get("allowed_values")
    if check == "isin" and closed is not None:
        more = ", ... (see the codebook)" if len(closed) > 12 else ""
        return f"{name} is not in its closed list", ", ".join(str(value) for value in closed[:12]) + more
    if check == "not_nullable":
        return f"{name} is missing", f"a value ({column.description})"
    if check == "type":
        return f"{name} has a value of the wrong type", _type_name(column)
    if check == "str_matches":
        return f"{name} has the wrong form", str(stats.get("pattern"))
    limits = [f"{sign} {stats[key]}" for key, sign in (("min_value", ">="), ("max_value", "<=")) if key in stats]
    return f"{name} is out of range", " and ".join(limits) or str(column.description)


def _type_name(column: Any) -> str:
    kind = _kind(column)
    names = {"datetime": "a date, YYYY-MM-DD", "int": "a whole number", "float": "a number", "bool": "true or false"}
    return next((f"{text} ({kind})" for start, text in names.items() if kind.startswith(start)), "text")


def _short(value: Any) -> str:
    text = "null" if _text(value) is None else repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def as_rejects(
    schema: pa.DataFrameSchema, failures: pd.DataFrame, df: pd.DataFrame, table: str, stage: str
) -> list[dict[str, Any]]:
    """Rows of the `rejects` table for the failures of a table."""
    rows: list[dict[str, Any]] = []
    names = [str(name) for name in df.columns]
    cells_of: dict[int, dict[str, Any]] = {}
    for row, check, column, value in failures[FAILURES].itertuples(index=False):
        if row not in cells_of:
            cells_of[row] = dict(zip(names, df.iloc[int(row)].tolist(), strict=True))
        cells = cells_of[row]
        rows.append(
            {
                "stage": stage,
                "document_id": _text(cells.get("document_id")),
                "row": row_json(cells),
                "check": check,
                "value": _text(value),
                "reason": reason(schema, table, check, _text(column), cells),
                "span_start": cells.get("span_start"),
                "span_end": cells.get("span_end"),
            }
        )
    return rows


def _text(value: Any) -> str | None:
    return None if value is None or value is pd.NA or value != value else str(value)


def row_json(cells: dict[str, Any]) -> str:
    """A row as JSON, nulls left out.

    Example:
        >>> row_json({"a": 1, "b": None})
        '{"a": 1}'
    """
    present = {key: value for key, value in cells.items() if _text(value) is not None}
    return json.dumps(present, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return str(value)
