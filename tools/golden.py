"""Compare the demo release with its committed text, or write that text anew.

Usage:
    python tools/golden.py             compare; exit code 1 and the lines that differ when something changed
    python tools/golden.py --update    accept what the code says now
"""

from __future__ import annotations

import argparse
import difflib
import sys
import tempfile
from pathlib import Path

import pandas as pd

import conflictdata

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
TABLES = ("events", "reports")
# They change with every version of the code although nothing else does, or follow from other columns.
LEFT_OUT = (
    *("timestamp", "coder_version", "ontology_version", "event_id_cnty", "year", "disorder_type", "event_type", "iso"),
    *("interaction", "region", "iso3", "priogrid_gid", "latitude", "longitude", "span_start", "span_end"),
)
SHOWN = 60  # lines of a difference


def text_of(release: Path, table: str) -> str:
    """A table of a release as CSV: one row per line, sorted by its key, dates as days, nothing for null."""
    rows = pd.read_parquet(release / f"{table}.parquet")
    kept = rows[[name for name in rows.columns if name not in LEFT_OUT]]
    first = [name for name in ("document_id", "event_id", "report_id") if name in kept.columns]
    order = [*first, *(name for name in kept.columns if name not in first)]
    return kept[order].sort_values(first).to_csv(index=False, lineterminator="\n", float_format="%.4f")


def difference(now: dict[str, str], folder: Path = GOLDEN) -> list[str]:
    """Lines that differ between the committed text and the text of today, as a unified diff without context."""
    out: list[str] = []
    for table, text in now.items():
        path = folder / f"{table}.csv"
        then = path.read_text(encoding="utf-8") if path.exists() else ""
        lines = then.splitlines(), text.splitlines()
        out += difflib.unified_diff(*lines, f"golden/{path.name}", "now", lineterm="", n=0)
    return out


def made(folder: Path) -> dict[str, str]:
    """The demo, coded now: table to text.

    Args:
        folder: where the release goes.
    """
    release = conflictdata.run([f"output_dir={folder}", "cache=false"])
    return {table: text_of(release.path, table) for table in TABLES}


def main(arguments: list[str] | None = None) -> int:
    """Compare or update; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="accept what the code says now")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="conflictdata-golden-") as folder:
        now = made(Path(folder))
    lines = difference(now)
    print("\n".join([*lines[:SHOWN], *([f"{len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else [])]))
    if options.update:
        for table, text in now.items():
            (GOLDEN / f"{table}.csv").write_text(text, encoding="utf-8")
        print(f"wrote {GOLDEN.name}/: {', '.join(f'{table}.csv' for table in now)}")
        return 0
    print(
        "the demo release has changed: tools/golden.py --update accepts it"
        if lines
        else "the demo release is as committed"
    )
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
