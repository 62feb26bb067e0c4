"""Stored tables as data frames; pandas and pyarrow are all this needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.errors import ReleaseError

Filters: TypeAlias = Sequence[tuple[str, str, Any]] | Sequence[Sequence[tuple[str, str, Any]]]


def read_table(path: Path, columns: Sequence[str] | None = None, filters: Filters | None = None) -> pd.DataFrame:
    """Read a table's file, or folder of files, with the types ``load`` promises."""
    known = schema_of(path).names
    unknown = [name for name in columns or () if name not in known]
    if unknown:
        raise ReleaseError(f"unknown columns: {', '.join(unknown)}", where=str(path), allowed=", ".join(known))
    found = pq.read_table(path, columns=None if columns is None else list(columns), filters=filters)
    return as_pandas(found)


def schema_of(path: Path) -> pa.Schema:
    """Arrow schema of a table's file, or of the first file of its folder."""
    return pq.read_schema(min(path.glob("*.parquet")) if path.is_dir() else path)


def as_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table of a release as pandas, dates as ``datetime64``."""
    df: pd.DataFrame = table.to_pandas(date_as_object=False)
    dates = {field.name: "datetime64[us]" for field in table.schema if field.type == pa.date32()}
    return df.astype(dates)
