"""The storage side of the schema: Arrow types, descriptions and units of a table's files."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.compute

from conflictdata.errors import SchemaError

ENUM = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())

_TYPES: dict[str, pyarrow.DataType] = {
    "int8": pyarrow.int8(),
    "int16": pyarrow.int16(),
    "int32": pyarrow.int32(),
    "int64": pyarrow.int64(),
    "float64": pyarrow.float64(),
    "bool": pyarrow.bool_(),
    "boolean": pyarrow.bool_(),
}


def enum_of(column: Any) -> tuple[str, ...] | None:
    """Closed list of a column, None when it is open."""
    found: tuple[str, ...] | None = (column.metadata or {}).get("enum")
    return found


def type_of(column: Any) -> pyarrow.DataType:
    """Arrow type of a declared column."""
    name = str(column.dtype).lower()
    if name.startswith("str"):
        return ENUM if enum_of(column) else pyarrow.string()
    if name.startswith("datetime"):
        return pyarrow.date32()
    return _TYPES[name]


def _field(name: str, column: Any) -> pyarrow.Field:
    notes = {"description": column.description or "", "unit": (column.metadata or {}).get("unit") or ""}
    return pyarrow.field(name, type_of(column), metadata={key: value for key, value in notes.items() if value})


def build(schema: pa.DataFrameSchema, *, with_optional: bool = False) -> pyarrow.Schema:
    """Arrow schema of a table."""
    kept = {name: column for name, column in schema.columns.items() if with_optional or column.required}
    return pyarrow.schema([_field(name, column) for name, column in kept.items()])


def convert(schema: pa.DataFrameSchema, df: pd.DataFrame, metadata: dict[str, str]) -> pyarrow.Table:
    """A valid table as Arrow, with file metadata and the pandas block."""
    optional = any(not column.required and name in df.columns for name, column in schema.columns.items())
    target = build(schema, with_optional=optional)
    arrays = [_array(df[field.name], field.type, enum_of(schema.columns[field.name])) for field in target]
    block = {**metadata, "pandas": json.dumps(_pandas_block(schema, target))}
    return pyarrow.Table.from_arrays(arrays, schema=target.with_metadata(block))


def recode(schema: pa.DataFrameSchema, rows: pyarrow.Table, target: pyarrow.Schema) -> pyarrow.Table:
    """Arrow rows under a declared schema; enums get the declared dictionary, so that codes mean the same in every file.

    Args:
        schema: pandera schema of the table.
        rows: rows with the columns of ``target`` and convertible types.
        target: Arrow schema to reach.
    """
    arrays = []
    for field in target:
        values = rows.column(field.name)
        enum = enum_of(schema.columns[field.name])
        if not enum:
            arrays.append(values.cast(field.type))
            continue
        index = pyarrow.compute.index_in(values.cast(pyarrow.string()), pyarrow.array(enum, pyarrow.string()))
        if index.null_count > values.null_count:
            what = f"{field.name} has values outside its closed list."
            raise SchemaError(what, allowed=", ".join(enum), todo="validate the table before it is written")
        words = pyarrow.array(list(enum), pyarrow.string())
        chunks = [pyarrow.DictionaryArray.from_arrays(chunk, words) for chunk in index.chunks]
        arrays.append(pyarrow.chunked_array(chunks, type=field.type))
    return pyarrow.Table.from_arrays(arrays, schema=target)


def _array(values: pd.Series[Any], kind: pyarrow.DataType, enum: tuple[str, ...] | None) -> pyarrow.Array:
    if enum:
        codes = pd.Categorical(values.astype(object).where(values.notna(), None), categories=list(enum)).codes
        index = pyarrow.array(codes.astype("int32"), mask=codes < 0)
        return pyarrow.DictionaryArray.from_arrays(index, pyarrow.array(list(enum), pyarrow.string()))
    if kind == pyarrow.date32():
        return pyarrow.array(values.astype("datetime64[us]"), from_pandas=True).cast(kind)
    if kind == pyarrow.string():
        return pyarrow.array(values.astype(object).where(values.notna(), None).tolist(), kind)
    return pyarrow.array(values, type=kind, from_pandas=True)


def _pandas_block(schema: pa.DataFrameSchema, target: pyarrow.Schema) -> dict[str, Any]:
    """What plain ``pandas.read_parquet`` needs to restore nullable integers, booleans and categories.

    Written from the schema and not from a data frame, so that an empty table and a full one have the same block.
    """
    return {
        "index_columns": [],
        "column_indexes": [],
        "columns": [_pandas_column(field, schema.columns[field.name]) for field in target],
        "attributes": {},
        "creator": {"library": "pyarrow", "version": pyarrow.__version__},
        "pandas_version": pd.__version__,
    }


def _pandas_column(field: pyarrow.Field, column: Any) -> dict[str, Any]:
    kind, numpy_type = "unicode", "str"
    extra: dict[str, Any] | None = None
    if field.type == ENUM:
        kind, numpy_type = "categorical", "int8"
        extra = {"num_categories": len(enum_of(column) or ()), "ordered": False}
    elif field.type == pyarrow.date32():
        kind, numpy_type = "date", "object"
    elif field.type == pyarrow.bool_():
        kind, numpy_type = "bool", "boolean"
    elif pyarrow.types.is_integer(field.type):
        kind, numpy_type = str(field.type), str(field.type).capitalize()
    elif field.type == pyarrow.float64():
        kind, numpy_type = "float64", "float64"
    names = {"name": field.name, "field_name": field.name}
    return {**names, "pandas_type": kind, "numpy_type": numpy_type, "metadata": extra}
