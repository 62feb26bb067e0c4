"""Score the PLOVER view on gold sentences, in the half that may be read and the half that is held out.

Usage:
    python tools/evaluate_plover.py GOLD.jsonl [--errors]

Halves are by a hash of the sentence's id; errors are shown only of the half that may be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from quality.plover import Row, code, is_held_out, score, side


def _errors(rows: list[Row], statements: dict[str, list[Row]]) -> None:
    for row in rows:
        first = next(iter(statements.get(row["id"], [])), None)
        if first is None or first["event"] != row["gold"]["event"]:
            coded = f"{first['event']} by {first['rule_id']}" if first else "nothing"
            print(f"{row['gold']['event']} coded {coded}: {row['text']}")
        else:
            print(f"  {side(first, 'source')} -> {side(first, 'target')}: {row['text']}")


def main(arguments: list[str] | None = None) -> int:
    """Run the scoring; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="file of gold sentences")
    parser.add_argument("--errors", action="store_true", help="show what was coded in the half that may be read")
    options = parser.parse_args(arguments)
    if not options.gold.exists():
        print(f"there is no {options.gold}: nothing is scored", file=sys.stderr)
        return 0
    rows: list[Row] = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines() if line]
    statements = code(rows)
    for name, held in (("readable half", False), ("held-out half", True)):
        mine = [row for row in rows if is_held_out(row["id"]) == held]
        print(f"{name:<14} " + "  ".join(f"{key} {value}" for key, value in score(mine, statements).items()))
        if options.errors and not held:
            _errors(mine, statements)
    return 0


if __name__ == "__main__":
    sys.exit(main())
