"""Show the first rows of a release, for `make run`.

Usage: python tools/first_rows.py DATASET [OUTPUT_DIR]
"""

import sys

import pandas as pd

import conflictdata

COLUMNS = ["event_date", "sub_event_type", "actor1", "actor2", "location", "country", "fatalities"]


def main() -> None:
    """Print ten events of the newest version of a dataset."""
    dataset = sys.argv[1]
    root = sys.argv[2] if len(sys.argv) > 2 else "outputs"
    events = conflictdata.load(dataset, root=root)
    with pd.option_context("display.width", 200, "display.max_columns", None, "display.max_colwidth", 34):
        print(f"\n{len(events)} events; the first ten:\n")
        print(events[COLUMNS].head(10).to_string(index=False))


if __name__ == "__main__":
    main()
