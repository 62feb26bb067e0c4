"""Loading a table of a release with the types a researcher expects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from conflictdata.releases.release import Release, find
from conflictdata.releases.stored import Filters, read_table


def load(
    dataset: str | Release,
    version: str | int = "latest",
    table: str = "events",
    root: str | Path = "outputs",
    columns: Sequence[str] | None = None,
    filters: Filters | None = None,
) -> pd.DataFrame:
    """Load a table of a release.

    Dates come as ``datetime64``, counts as nullable integers, closed lists as categories, missing values as missing.

    Args:
        dataset: name of the dataset, or a release.
        version: ``"latest"``, ``"v3"`` or 3.
        table: name of the table.
        root: folder that holds ``releases/``.
        columns: columns to read; all when None.
        filters: rows to read, as pyarrow filters, for example ``[("country", "==", "Mali"), ("year", ">=", 2020)]``.

    Returns:
        The rows, in the order of the table's key.

    Raises:
        ReleaseError: when the version, the table or a column does not exist.

    Example:
        >>> load("sahel", columns=["event_date"], filters=[("country", "==", "Mali")])  # doctest: +SKIP
    """
    release = dataset if isinstance(dataset, Release) else find(dataset, version, root)
    return read_table(release.table_path(table), columns, filters)
