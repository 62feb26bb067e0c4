"""Reading: right types with pandas and pyarrow alone, and helpful errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from rows import report
from test_releases import put, tables

import conflictdata
from conflictdata.errors import ReleaseError


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("outputs")
    put(out, tables())
    put(out, tables(report("d1"), report("d2", event_date="2024-09-10"), report("d3", injured=4)))
    return out


def test_load_gives_the_latest_version_with_the_right_types(root: Path) -> None:
    df = conflictdata.load("sahel", root=root)
    assert len(df) == 2
    wanted = {
        "event_date": "datetime64[us]",
        "date_start": "datetime64[us]",
        "fatalities": "Int32",
        "injured": "Int32",
        "time_precision": "Int8",
        "timestamp": "Int64",
        "event_type": "category",
        "country": "str",
        "latitude": "float64",
    }
    assert {name: str(df[name].dtype) for name in wanted} == wanted
    assert df["injured"].isna().sum() == 1


@pytest.mark.parametrize("version", ["v1", 1, "1"])
def test_versions_can_be_named_in_every_way(root: Path, version: str | int) -> None:
    assert len(conflictdata.load("sahel", version=version, root=root)) == 1


def test_columns_and_filters_reach_the_file(root: Path) -> None:
    df = conflictdata.load(
        "sahel",
        root=root,
        columns=["event_id", "year"],
        filters=[("event_date", "<", pd.Timestamp("2024-09-12").date())],
    )
    assert list(df.columns) == ["event_id", "year"] and len(df) == 1


def test_every_table_loads(root: Path) -> None:
    release = conflictdata.open_release(root / "releases" / "sahel" / "v2")
    for table, rows in release.counts.items():
        assert len(conflictdata.load(release, table=table)) == rows
    assert isinstance(release, conflictdata.Release) and release.version == "v2"


def test_errors_say_what_is_allowed(root: Path) -> None:
    with pytest.raises(ReleaseError, match="Allowed: latest, v1, v2"):
        conflictdata.load("sahel", version="v9", root=root)
    with pytest.raises(ReleaseError, match="nothing is published there yet"):
        conflictdata.load("other", root=root)
    with pytest.raises(ReleaseError, match="Allowed: actors, documents, events"):
        conflictdata.load("sahel", table="deaths", root=root)
    with pytest.raises(ReleaseError, match="unknown columns: deaths"):
        conflictdata.load("sahel", columns=["deaths"], root=root)
    with pytest.raises(ReleaseError, match="no release"):
        conflictdata.open_release(root)


def test_reading_needs_pandas_and_pyarrow_only(root: Path) -> None:
    code = (
        "import sys, conflictdata\n"
        "early = {'pandas', 'spacy', 'hydra', 'pandera'} & set(sys.modules)\n"
        f"df = conflictdata.load('sahel', root={str(root)!r})\n"
        "late = {'spacy', 'hydra', 'omegaconf', 'pandera', 'yaml'} & set(sys.modules)\n"
        "print(len(df), sorted(early), sorted(late), conflictdata.__version__ != '')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "2 [] [] True"


def test_unknown_names_of_the_package_are_refused() -> None:
    with pytest.raises(AttributeError, match="loda"):
        _ = conflictdata.loda
