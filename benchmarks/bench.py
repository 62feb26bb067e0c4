"""Time the whole pipeline against plain spaCy on the same documents, and measure peak memory.

Usage: python benchmarks/bench.py [--sizes 1000,10000] [--engine serial] [--reader none]

The documents are made from the stories of tests/corpus: each is the first half of one story and the second half of
another, so that the language is real, no two are near duplicates, and the corpus can be as large as wanted. Each
measurement runs in a process of its own and includes loading; the pipeline reads, cleans, de-duplicates, codes,
links and publishes, and plain spaCy runs `nlp.pipe` of the full model over the same texts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STORIES = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "stories.jsonl"


def articles(count: int) -> Iterator[dict[str, Any]]:
    """`count` different articles of ordinary length."""
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    sentences = [re.split(r"(?<=[.!?]) ", row["text"]) for row in rows]
    pairs = ((i, (i + step) % len(rows)) for step in itertools.count() for i in range(len(rows)))
    for number, (i, j) in enumerate(itertools.islice(pairs, count)):
        one, two = sentences[i], sentences[j]
        yield {
            "document_id": f"b{number:06d}",
            "title": rows[i].get("title"),
            "text": " ".join([*one[: (len(one) + 1) // 2], *two[len(two) // 2 :]]),
            "published": rows[i]["published"],
            "source": f"Outlet {number % 50}",
        }


def pipeline(path: Path, engine: str, reader: str) -> dict[str, Any]:
    """The whole chain, from the file to the published release."""
    import conflictdata

    with tempfile.TemporaryDirectory() as folder:
        release = conflictdata.run(
            [
                "source=jsonl",
                f"source.path={path}",
                "dataset=bench",
                f"output_dir={folder}",
                "cache=false",
                f"engine={engine}",
                f"reader={reader}",
            ]
        )
        return {
            "events": release.counts["events"],
            "stages": {one["name"]: one["seconds"] for one in release.manifest["stages"]},
        }


def spacy_pipe(path: Path) -> dict[str, Any]:
    """Plain spaCy: every component of the model, one text after the other."""
    from conflictdata.reports.nlp import NlpConfig, find_model, one_thread

    one_thread()
    import spacy

    nlp = spacy.load(find_model(NlpConfig()).folder)
    with path.open(encoding="utf-8") as lines:
        tokens = sum(len(doc) for doc in nlp.pipe(json.loads(line)["text"] for line in lines))
    return {"tokens": tokens}


def child(what: str, path: Path, engine: str, reader: str) -> None:
    """Runs one measurement and prints it as JSON."""
    start = time.perf_counter()
    found = pipeline(path, engine, reader) if what == "pipeline" else spacy_pipe(path)
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    peak = max(one.ru_maxrss for one in used) / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, **found}))


def measure(what: str, path: Path, engine: str, reader: str) -> dict[str, Any]:
    """One measurement in a fresh process."""
    command = [sys.executable, __file__, "--child", what, "--input", str(path), "--engine", engine, "--reader", reader]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ)
    measured: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return measured


def main() -> None:
    """Measures every size and prints one line for each."""
    parser = argparse.ArgumentParser(description="Time the pipeline against plain spaCy on the same documents.")
    parser.add_argument("--sizes", default="1000,10000", help="numbers of articles, separated by commas")
    parser.add_argument("--engine", default="serial", choices=["serial", "processes"], help="engine of the pipeline")
    parser.add_argument("--reader", default="bundled", choices=["bundled", "none"], help="the second reader")
    parser.add_argument("--child", choices=["pipeline", "spacy"], help=argparse.SUPPRESS)
    parser.add_argument("--input", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.input, args.engine, args.reader)
        return
    peaks: list[float] = []
    for size in (int(part) for part in args.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "articles.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in articles(size)), encoding="utf-8")
            ours, plain = (measure(what, path, args.engine, args.reader) for what in ("pipeline", "spacy"))
        peaks.append(ours["peak_mb"])
        for name, one in (("pipeline", ours), ("plain spaCy", plain)):
            speed = (
                f"{size / one['seconds']:.1f} articles/s, {one['cpu']:.1f} s of processor, peak {one['peak_mb']:.0f} MB"
            )
            print(f"{size:>7,} articles: {name:<12} {one['seconds']:>7.1f} s, {speed}", flush=True)
        clock, processor = (plain[key] / ours[key] for key in ("seconds", "cpu"))
        ratios = f"ratio {clock:.2f} by the clock, {processor:.2f} by the processor"
        print(f"{'':>17} {ratios}; {ours['events']:,} events", flush=True)
        print(
            f"{'':>17} {', '.join(f'{name} {seconds:.1f} s' for name, seconds in ours['stages'].items())}", flush=True
        )
    if len(peaks) > 1:
        print(f"peak memory, largest over smallest: {peaks[-1] / peaks[0]:.2f}")


if __name__ == "__main__":
    main()
