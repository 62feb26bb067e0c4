"""Measure the coder on the committed stories and compare with, or pin, the floors.

Usage:
    python tools/quality_gate.py                               figures against floors; exit code 1 when one is broken
    python tools/quality_gate.py --types                       also precision, recall, F1 and confusions of every type
    python tools/quality_gate.py --update                      pin today's figures; refuses to lower a floor
    python tools/quality_gate.py --update --allow-regression   pin them all the same
    python tools/quality_gate.py --markdown                    write the tables of docs/accuracy.md; with --update, both
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from quality import corpus, gate, pages
from quality.tables import Measured


def main(arguments: list[str] | None = None) -> int:
    """Run the gate; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="pin today's figures as floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower a floor")
    parser.add_argument("--types", action="store_true", help="show every sub-event type and the confusions")
    parser.add_argument("--markdown", action="store_true", help=f"write the tables of {pages.PAGE.name}")
    options = parser.parse_args(arguments)
    stories = corpus.load()
    started = time.perf_counter()
    measured = Measured.of(stories, corpus.code(stories))
    figures = measured.figures()
    seconds = time.perf_counter() - started
    floors = gate.read().get("floors", {})
    _show(figures, floors)
    tables = [measured.types(), measured.confusions()] if options.types else []
    print("", *(table.text() + "\n" for table in [*tables, measured.negatives(), measured.reliability()]), sep="\n")
    print(f"{len(stories)} stories in {seconds:.0f} s")
    if options.markdown:
        pages.write(measured)
        print(f"wrote the tables of {pages.PAGE.name}")
    if options.update:
        try:
            gate.update(figures, corpus.fingerprint(), len(stories), allow_regression=options.allow_regression)
        except gate.FloorLoweredError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"pinned {gate.FLOORS.name}")
        return 0
    if not floors:
        print("no floors are pinned yet: --update pins these figures", file=sys.stderr)
        return 1
    broken = gate.failures(figures, floors)
    print("\n".join(broken) or "every figure holds its floor", file=sys.stderr if broken else sys.stdout)
    return 1 if broken else 0


def _show(figures: dict[str, Any], floors: dict[str, float]) -> None:
    wide = max(map(len, figures)) + 1
    for name, value in figures.items():
        floor = floors.get(name)
        kind = "ceiling" if gate.less_is_better(name) else "floor"
        print(f"{name:<{wide}} {value!s:>8}   {'' if floor is None else f'{kind} {floor}'}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
