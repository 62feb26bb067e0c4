"""Code gold sets and score them: one table of sets by metrics, and for each set a file of errors to read.

Usage:
    python tools/evaluate.py --gold DIR                          every set of DIR, through the public API
    python tools/evaluate.py --gold DIR --sets stories --limit 50
    python tools/evaluate.py --gold DIR --sets stories --direct  the coder in this process, without making a release

DIR holds the sets (NAME.jsonl) and their scorer: score.py with `documents(rows)`, `gold_events(row)`, `match`,
`compare` and `score(rows, reports)`. The stories are split by a hash of their identifier: four fifths to learn from,
one fifth held out. Figures are given for both; errors of the held-out fifth are written only with --heldout, so that
nobody reads them by accident.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from quality.corpus import code, documents_of, is_held_out
from quality.fields import is_stated

Row = dict[str, Any]
SETS = ("stories", "pitf", "ucdp_headlines", "muc4")
METRICS = (
    *("documents", "gold_events", "precision", "recall", "f1", "false_alarm_rate"),
    *("sub_event_type|found", "event_type|found", "type_accepted|found", "inter|found", "actors|found"),
    *("civilian_targeting|found", "civilians_affected|found", "country|found", "admin1|found", "location_name|found"),
    *("within_10km|found", "within_50km|found", "geo_precision|found", "date|found", "time_precision|found"),
    *("fatalities|found", "injured|found", "slot_f1", "sub_event_weighted_f1", "sub_event_macro_f1", "seconds"),
)
SHOWN = (
    *("sub_event_type", "actor1", "actor2", "inter1", "inter2", "country", "admin1", "location", "geo_precision"),
    *("event_date", "time_precision", "fatalities", "civilian_targeting", "date_text", "location_text"),
)


@dataclass(slots=True)
class Outcome:
    """What came out of one gold set.

    Attributes:
        name: Set, `stories (held out)` for the part of that name.
        figures: Metrics of the set's scorer, and `seconds`.
        errors: One readable block per gold event that is wrong or missing and per report too many.
        alarms: Reports too many by the reason that the gold gives for not coding what they code.
        confusions: Gold and coded sub-event types that differ, with their number.
    """

    name: str
    figures: dict[str, Any]
    errors: list[str] = field(default_factory=list)
    alarms: Counter[str] = field(default_factory=Counter)
    confusions: list[list[Any]] = field(default_factory=list)


def load_scorer(folder: Path) -> ModuleType:
    """The scorer that belongs to the gold sets."""
    spec = importlib.util.spec_from_file_location("gold_score", folder / "score.py")
    if spec is None or spec.loader is None or not (folder / "score.py").exists():
        raise SystemExit(f"{folder} has no score.py; --gold must name the folder of the gold sets and their scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_rows(path: Path, limit: int | None) -> list[Row]:
    """Rows of a set; with a limit, evenly spread over it."""
    rows: list[Row] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return rows if not limit or limit >= len(rows) else rows[:: len(rows) // limit][:limit]


def code_directly(documents: Sequence[Row]) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    """Reports of the default coder in this process, and where each report's act stands in its document."""
    reports = code(documents)
    return pd.DataFrame(reports), {r["report_id"]: r["act_span"] for r in reports if r.get("act_span")}


def code_by_run(documents: Iterable[Row], name: str) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    """Reports of a release made through the public API, and where each report's act stands in its document."""
    import conflictdata

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "documents.jsonl"
        source.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
        settings = ["source=jsonl", f"source.path={source}", f"dataset={name}", f"output_dir={folder}/out"]
        release = conflictdata.run(settings)
        reports = pd.read_parquet(release.path / "reports.parquet")
        evidence = pd.read_parquet(release.path / "evidence.parquet")
    acts = evidence[evidence["field"] == "sub_event_type"].dropna(subset=["span_start"])
    spans = {r.report_id: (int(r.span_start), int(r.span_end)) for r in acts.itertuples()}
    return reports, spans


def evaluate(name: str, rows: list[Row], scorer: ModuleType, direct: bool) -> list[Outcome]:
    """Code one set and score it; the stories in their two parts."""
    documents = list(scorer.documents(rows))
    started = time.perf_counter()
    reports, spans = code_directly(documents) if direct else code_by_run(documents, name)
    seconds = round(time.perf_counter() - started, 1)
    if reports.empty:
        reports = pd.DataFrame(columns=["document_id", "report_rank", "report_id"])
    parts = {name: rows}
    if name == "stories":
        parts = {
            "stories": [r for r in rows if not is_held_out(r["document_id"])],
            "stories (held out)": [r for r in rows if is_held_out(r["document_id"])],
        }
    outcomes = []
    for part, members in parts.items():
        keys = {str(r.get("document_id", r.get("id"))) for r in members}
        mine = reports[reports["document_id"].isin(keys)]
        figures, _ = scorer.score(members, mine)
        confusions = figures.pop("confusions", [])
        outcome = Outcome(part, {**figures, "seconds": seconds}, confusions=confusions)
        _read_errors(outcome, members, mine, spans, scorer)
        outcomes.append(outcome)
    return outcomes


def _read_errors(
    outcome: Outcome, rows: Iterable[Row], reports: pd.DataFrame, spans: dict[str, tuple[int, int]], scorer: ModuleType
) -> None:
    by_document = {
        key: group.sort_values("report_rank").to_dict("records")
        for key, group in reports.groupby("document_id", observed=True)
    }
    for row in rows:
        key = str(row.get("document_id", row.get("id")))
        mine = by_document.get(key, [])
        golds, several = scorer.gold_events(row)
        links = dict(scorer.match(golds, mine)) if several else ({0: 0} if mine and golds else {})
        for index, gold in enumerate(golds):
            report = mine[links[index]] if index in links else None
            wrong = [name for name, right in scorer.compare(gold, report or {}).items() if not right]
            if wrong:
                outcome.errors.append(_block(key, row, gold, report, wrong if report is not None else ["not found"]))
        if golds and not several:
            continue
        for position, report in enumerate(mine):
            if position not in links.values():
                reason = _reason(row, report, spans)
                outcome.alarms[reason] += 1
                outcome.errors.append(_block(key, row, None, report, [f"too many: {reason}"]))


def _reason(row: Row, report: Row, spans: dict[str, tuple[int, int]]) -> str:
    """Why the gold does not code what a spare report codes, as far as its non-events tell."""
    non_events = row["gold"].get("non_events") or []
    span = spans.get(report.get("report_id", ""))
    if span and non_events:
        text = documents_of([row])[0].text
        for item in non_events:
            at = text.find(item["quote"])
            if at >= 0 and at < span[1] and span[0] < at + len(item["quote"]):
                return str(item["reason"])
    if row["gold"].get("events") or not non_events:
        return "not in gold"
    return "one of: " + ", ".join(sorted({str(item["reason"]) for item in non_events}))


def _block(key: str, row: Row, gold: Row | None, report: Row | None, wrong: list[str]) -> str:
    lines = [f"## {key}  published {row.get('published') or row.get('publish_date')}  {'; '.join(wrong)}"]
    for name in SHOWN:
        stated, coded = (None if side is None else side.get(name) for side in (gold, report))
        if stated is not None or coded is not None:
            mark = "  <--" if gold is not None and report is not None and _differ(stated, coded) else ""
            lines.append(f"   {name:<20} gold {stated!s:<50} coded {coded!s}{mark}")
    return "\n".join([*lines, "", row.get("title") or "", row["text"], "", ""])


def _differ(stated: Any, coded: Any) -> bool:
    """Whether two cells differ for a reader: missing, False and empty are one."""
    one, two = (value if is_stated(value) and value is not False else "" for value in (stated, coded))
    if isinstance(one, bool):
        return not two
    return str(one) != str(two).removesuffix(" 00:00:00")


def table(outcomes: Sequence[Outcome]) -> str:
    """Metrics down, sets across."""
    width = max(20, *(len(o.name) + 2 for o in outcomes))
    lines = [" " * 28 + "".join(f"{o.name:>{width}}" for o in outcomes)]
    for name in METRICS:
        cells = [o.figures.get(name) for o in outcomes]
        if any(cell is not None for cell in cells):
            lines.append(f"{name:<28}" + "".join(f"{'' if c is None else c!s:>{width}}" for c in cells))
    return "\n".join(lines)


def _slug(name: str) -> str:
    return name.replace(" (held out)", "_heldout")


def write(outcomes: Sequence[Outcome], folder: Path, heldout: bool) -> None:
    """`figures.json`, and `<set>.errors.txt` for every set whose errors may be read."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        o.name: {**o.figures, "confusions": o.confusions, "false_alarms": dict(o.alarms.most_common())}
        for o in outcomes
    }
    (folder / "figures.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for outcome in outcomes:
        if heldout or "held out" not in outcome.name:
            (folder / f"{_slug(outcome.name)}.errors.txt").write_text("\n".join(outcome.errors), encoding="utf-8")


def show(outcomes: Sequence[Outcome], heldout: bool) -> None:
    """Print the table, then confusions and false alarms of every set whose errors may be read."""
    print(table(outcomes))
    for outcome in outcomes:
        if "held out" in outcome.name and not heldout:
            continue
        if outcome.confusions:
            print(f"\n{outcome.name}: gold -> coded")
            print("\n".join(f"  {number:>4}  {gold} -> {coded}" for gold, coded, number in outcome.confusions))
        if outcome.alarms:
            print(f"\n{outcome.name}: reports too many, by reason")
            print("\n".join(f"  {number:>4}  {reason}" for reason, number in outcome.alarms.most_common(20)))


def main(arguments: list[str] | None = None) -> int:
    """Run the evaluation; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="folder with NAME.jsonl and score.py")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated names")
    parser.add_argument("--limit", type=int, help="rows per set, evenly spread")
    parser.add_argument("--heldout", action="store_true", help="write and show errors of the held-out stories too")
    parser.add_argument("--direct", action="store_true", help="the coder in this process instead of a release")
    parser.add_argument("--out", type=Path, default=Path("outputs/evaluation"), help="folder for figures and errors")
    options = parser.parse_args(arguments)
    scorer = load_scorer(options.gold)
    outcomes: list[Outcome] = []
    for name in options.sets.split(","):
        path = options.gold / f"{name}.jsonl"
        if not path.exists():
            print(f"no {path.name} in {options.gold}; left out", file=sys.stderr)
            continue
        outcomes += evaluate(name, read_rows(path, options.limit), scorer, options.direct)
    if not outcomes:
        return 1
    show(outcomes, options.heldout)
    write(outcomes, options.out, options.heldout)
    print(f"\nfigures and errors: {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
