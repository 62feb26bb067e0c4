"""Rules, second reader, and both, on what the reader was never trained on: fold 0 of the stories and of the snippets.

A snippet stands for an article of one to three sentences; it has one label or none. Weighted F1 is over snippets that
state an event, the false-alarm rate over those that state none.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import Any

from conflictdata.documents import Document
from conflictdata.reports.dates import find_dates
from quality import corpus, score

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).resolve().parent / "second_floors.json"
HEADLINES = ROOT / "tests" / "corpus" / "headlines.jsonl"
NONE = "(none)"
#: Day on which a snippet that names no year is published.
PUBLISHED = dt.date(2026, 6, 17)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")

sys.path.insert(0, str(ROOT / "training"))

import examples  # noqa: E402 - beside the package, not in it
from measure import weighted_f1  # noqa: E402


def snippets() -> list[examples.Example]:
    """The held-out fold of everything that was written as snippets."""
    return [e for e in examples.load() if e.fold == examples.HELD and e.origin != "stories"]


def headlines() -> list[examples.Example]:
    """Headlines that stand alone and leads of one sentence; none of them trained the reader, none was read for rules."""
    with HEADLINES.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [examples.Example(r["text"], r["label"], r["reason"], r["set"] or r["id"], "headlines") for r in rows]


def published(text: str) -> dt.date:
    """The day a snippet is taken to be published: the day after the last one it names, so that nothing in it is old."""
    years = [int(year) for year in _YEAR.findall(text)]
    if not years:
        return PUBLISHED
    last = dt.date(max(years), 12, 31)
    days = [d.date_end for d in find_dates(text, last) if d.kind == "point" and d.date_end < last]
    return max(days) + dt.timedelta(days=1) if days else dt.date(max(years), 6, 17)


def by_coder(rows: list[examples.Example], coder: Any) -> list[str]:
    """The type of the main report of every snippet, or none."""
    documents = [Document(f"s{n:05d}", row.text, published=published(row.text)) for n, row in enumerate(rows)]
    codings = coder.code(documents)
    return [coding.reports[0]["sub_event_type"] if coding.reports else NONE for coding in codings]


def by_reader(rows: list[examples.Example], reader: Any) -> list[str]:
    """The likeliest label of every snippet, without rules."""
    return [reader.labels[i] for i in reader.probabilities([row.text for row in rows]).argmax(1)]


def figures(rows: list[examples.Example], said: list[str]) -> dict[str, float]:
    """Weighted F1 over the types and the false-alarm rate."""
    pairs = [(row.label, label) for row, label in zip(rows, said, strict=True) if row.label != NONE]
    quiet = [label for row, label in zip(rows, said, strict=True) if row.label == NONE]
    return {
        "weighted_f1": round(weighted_f1(pairs), 4),
        "found": round(sum(label != NONE for _, label in pairs) / len(pairs), 4),
        "false_alarm_rate": round(sum(label != NONE for label in quiet) / len(quiet), 4),
    }


def of_stories(coder: Any) -> dict[str, float]:
    """Event F1, slot F1, sub-type and false alarms of a coder on the held-out stories."""
    stories = [story for story in corpus.load() if corpus.is_held_out(story["document_id"])]
    found = score.metrics(score.count(stories, corpus.code(stories, coder)))
    return {name: found[name] for name in ("f1", "slot_f1", "sub_event_type|found", "false_alarm_rate")}


def measure() -> dict[str, dict[str, float]]:
    """All figures: rules alone, the reader alone, both."""
    from conflictdata.reports.coder import Coder
    from conflictdata.reports.reader import ReaderConfig, load

    reader, rows, lone = load(ReaderConfig()), snippets(), headlines()
    rules, both = Coder(), Coder(reader=reader)
    return {
        "snippets, rules": figures(rows, by_coder(rows, rules)),
        "snippets, reader": figures(rows, by_reader(rows, reader)),
        "snippets, both": figures(rows, by_coder(rows, both)),
        "headlines, rules": figures(lone, by_coder(lone, rules)),
        "headlines, reader": figures(lone, by_reader(lone, reader)),
        "headlines, both": figures(lone, by_coder(lone, both)),
        "stories, rules": of_stories(rules),
        "stories, both": of_stories(both),
    }


def better(found: dict[str, dict[str, float]], floors: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """The better of each figure and its floor: to pin figures never lowers one."""
    return {
        part: {
            name: (min if name == "false_alarm_rate" else max)(value, floors.get(part, row)[name])
            for name, value in row.items()
        }
        for part, row in found.items()
    }


def main() -> None:
    """Print the figures; with --update pin those that are better than their floors."""
    found = measure()
    print(json.dumps(found, indent=1))
    if "--update" in sys.argv:
        pinned = better(found, json.loads(FLOORS.read_text(encoding="utf-8")))
        FLOORS.write_text(json.dumps(pinned, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
