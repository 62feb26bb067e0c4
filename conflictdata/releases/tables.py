"""Tables on their way to disk: sorted by key, in batches, whatever form they come in."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from conflictdata import schema
from conflictdata.releases.hashing import TableHash

# A table may come as a data frame, as Arrow, or as Parquet parts too large to be held at once.
TableInput: TypeAlias = pd.DataFrame | pa.Table | Sequence[Path]

ROWS_AT_ONCE = 200_000


def sort_columns(table: str) -> list[str]:
    """Columns that put a table's rows into their only order."""
    return list(schema.TABLES[table].key) or schema.columns(table)


def _sorted(rows: pa.Table, by: list[str]) -> pa.Table:
    plain = [rows.column(name) for name in by]
    keys = pa.table({str(i): c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for i, c in enumerate(plain)})
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names])
    return rows.take(order)


def sorted_batches(table: str, source: TableInput) -> Iterator[pa.Table]:
    """Rows of a table in the order of its key, a bounded number at a time.

    Args:
        table: name of the table.
        source: its valid rows, in any order.
    """
    by = sort_columns(table)
    if isinstance(source, pd.DataFrame):
        source = schema.to_arrow(table, source)
    if isinstance(source, pa.Table):
        rows = _sorted(source.unify_dictionaries(), by)
        for start in range(0, rows.num_rows, ROWS_AT_ONCE):
            yield rows.slice(start, ROWS_AT_ONCE)
        return
    yield from _merged(list(source), by)


def _merged(parts: list[Path], by: list[str]) -> Iterator[pa.Table]:
    """Rows of many parts in order, read in ranges of the first sort column so that memory stays bounded."""
    if not parts:
        return
    total = sum(pq.read_metadata(part).num_rows for part in parts)
    for low, high in _ranges(parts, by[0], math.ceil(total / ROWS_AT_ONCE)):
        inside = [_between(pq.read_table(part), by[0], low, high) for part in parts]
        rows = pa.concat_tables(inside).unify_dictionaries()
        if rows.num_rows:
            yield _sorted(rows, by)


def _ranges(parts: list[Path], column: str, count: int) -> list[tuple[str | None, str | None]]:
    if count <= 1:
        return [(None, None)]
    firsts = pa.concat_arrays([pq.read_table(p, columns=[column]).column(0).combine_chunks() for p in parts])
    ordered = firsts.cast(pa.string()).drop_null().sort()
    cuts = sorted({ordered[len(ordered) * i // count].as_py() for i in range(1, count)})
    return list(zip([None, *cuts], [*cuts, None], strict=True))


def _between(rows: pa.Table, column: str, low: str | None, high: str | None) -> pa.Table:
    if low is None and high is None:
        return rows
    values = rows.column(column).cast(pa.string())
    # Nulls sort last everywhere in Arrow, so they belong to the last range.
    keep = values.is_null() if high is None else pa.chunked_array([pa.repeat(False, rows.num_rows)])
    inside = pc.fill_null(pc.greater_equal(values, low) if low is not None else values.is_valid(), False)
    if high is not None:
        inside = pc.and_(inside, pc.fill_null(pc.less(values, high), False))
    return rows.filter(pc.or_(keep, inside))


def column_names(table: str, source: TableInput) -> list[str]:
    """Columns a table is written with: the declared ones, optional ones when present."""
    if isinstance(source, pd.DataFrame):
        there = set(source.columns)
    elif isinstance(source, pa.Table):
        there = set(source.column_names)
    else:
        there = set(pq.read_schema(source[0]).names) if source else set()
    required = set(schema.columns(table))
    return [name for name in schema.columns(table, optional=True) if name in required or name in there]


def write_table(
    table: str, source: TableInput, folder: Path, metadata: dict[str, str], max_bytes: int
) -> tuple[int, str]:
    """Write a table, sorted by key, as one file, or as a folder of files when it is too large for one.

    Args:
        table: name of the table.
        source: its valid rows.
        folder: folder of the release.
        metadata: what the files say of themselves.
        max_bytes: size at which a new file is begun.

    Returns:
        Number of rows and the hash of what they say.
    """
    names = column_names(table, source)
    target = _target_schema(table, names, metadata)
    running, parts = TableHash(names), folder / f".{table}"
    parts.mkdir()
    writer: pq.ParquetWriter | None = None
    paths: list[Path] = []
    for batch in sorted_batches(table, source):
        rows = schema.recode(table, batch, target)
        running.update(rows)
        if writer is not None and paths[-1].stat().st_size >= max_bytes:
            writer.close()
            writer = None
        if writer is None:
            paths.append(parts / f"part-{len(paths):05d}.parquet")
            writer = _writer(paths[-1], target)
        writer.write_table(rows)
    if writer is None:
        paths.append(parts / "part-00000.parquet")
        writer = _writer(paths[-1], target)
    writer.close()
    final = folder / f"{table}.parquet"
    if len(paths) == 1:
        paths[0].rename(final)
        parts.rmdir()
    else:
        parts.rename(final)
    return running.rows, running.hexdigest()


def _target_schema(table: str, names: list[str], metadata: dict[str, str]) -> pa.Schema:
    blank = schema.empty(table)
    extra = {name: pd.Series([], dtype="str") for name in names if name not in blank.columns}
    target: pa.Schema = schema.to_arrow(table, blank.assign(**extra), metadata).schema
    return target


def _writer(path: Path, target: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(path, target, compression="zstd", version="2.6")
