"""How a column is declared: one call that carries type, description, unit and allowed values.

A column's storage type follows from its annotation, so nothing is said twice:

=====================  =============================  ==========================
annotation             in memory (pandas)             on disk (Arrow)
=====================  =============================  ==========================
``str``                ``str``                        ``string``
``str`` + ``allowed``  ``str`` (``category`` on load) ``dictionary<int32, string>``
``Int8`` .. ``Int64``  nullable integer               ``int8`` .. ``int64``
``float``              ``float64``                    ``double``
``Bool``               nullable boolean               ``bool``
``Date``               ``datetime64``, midnight       ``date32``
=====================  =============================  ==========================
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pandera.pandas as pa

from conflictdata import schema_checks as rule

Int8: TypeAlias = pd.Int8Dtype
Int16: TypeAlias = pd.Int16Dtype
Int32: TypeAlias = pd.Int32Dtype
Int64: TypeAlias = pd.Int64Dtype
Bool: TypeAlias = pd.BooleanDtype
Date: TypeAlias = np.datetime64


def col(
    description: str,
    *,
    unit: str | None = None,
    allowed: Sequence[str] | None = None,
    values: Sequence[int] | None = None,
    pattern: str | None = None,
    low: float | None = None,
    high: float | None = None,
    null: bool = True,
    example: str | None = None,
) -> Any:
    """Declare a column.

    Args:
        description: what a value means, for the codebook and the file's own metadata.
        unit: unit of a number.
        allowed: closed list of texts; such a column is an enum on disk.
        values: closed list of integers.
        pattern: regular expression the whole text follows.
        low: smallest allowed number.
        high: largest allowed number.
        null: whether a value may be missing.
        example: a value, for the codebook.

    Example:
        >>> fatalities: Int32 = col("Deaths.", unit="persons", low=0, null=False)
    """
    metadata = {"unit": unit, "enum": tuple(allowed) if allowed else None, "example": example}
    closed: Sequence[Any] | None = allowed or values
    return pa.Field(
        description=description,
        nullable=null,
        isin=list(closed) if closed else None,
        str_matches=f"^(?:{pattern})$" if pattern else None,
        ge=low,
        le=high,
        metadata={key: value for key, value in metadata.items() if value is not None},
    )


class Table(pa.DataFrameModel):
    """What all tables have in common."""

    class Config:
        """Unknown columns are refused, never dropped in silence."""

        strict = True


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: its columns, and what holds for its rows.

    ``first`` names the columns that stand before inherited ones; ``invariants`` are the row checks, by function.
    ``optional`` tables are only in releases of the ontology of the same name.
    """

    model: type[Table]
    summary: str
    key: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    invariants: tuple[rule.RowCheck, ...] = ()
    optional: bool = False


def build(spec: TableSpec, lists: Mapping[str, Sequence[str]]) -> pa.DataFrameSchema:
    """The pandera schema of a table: columns in order, invariants as named row checks.

    Args:
        spec: the table.
        lists: longer closed lists of some columns: those of a dataset with labels of its own.
    """
    schema = copy.deepcopy(spec.model.to_schema())  # pandera keeps its own, which must not learn other lists
    schema.columns = {name: schema.columns[name] for name in dict.fromkeys((*spec.first, *schema.columns))}
    for name in lists.keys() & schema.columns.keys():
        column = schema.columns[name]
        column.metadata = {**(column.metadata or {}), "enum": tuple(lists[name])}
        column.checks = [pa.Check.isin(list(lists[name]))]
    schema.checks = [pa.Check(check, name=check.__name__) for check in spec.invariants]
    return schema
