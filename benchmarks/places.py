"""Time the places alone: opening the gazetteer, and resolving every place named in the stories of tests/corpus.

Usage: python benchmarks/places.py [--path ML.zip]

A resolution is one mention with its candidates decided against the evidence of its article, as the coder does it. The
texts are read once to warm up; the second pass is timed in processor seconds, finding and deciding apart.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_resolver import resolve

STORIES = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "stories.jsonl"


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--path", default=None, help="a dump of GeoNames; its index should be there already")
    path = parser.parse_args().path
    texts = [json.loads(line)["text"] for line in STORIES.read_text(encoding="utf-8").splitlines()]
    start = time.process_time()
    gazetteer = load_gazetteer("geonames", path)
    opened = time.process_time() - start
    finder = PlaceFinder(gazetteer)
    finding = deciding = 0.0
    count = resolved = 0
    for warm in (True, False):
        for text in texts:
            start = time.process_time()
            mentions = finder.find(text)
            middle = time.process_time()
            context = finder.context(text, mentions)
            places = [resolve(mention, context) for mention in mentions]
            if not warm:
                finding += middle - start
                deciding += time.process_time() - middle
                count += len(mentions)
                resolved += sum(place is not None for place in places)
    print(json.dumps({
        "open_seconds": round(opened, 2),
        "mentions": count,
        "resolved": resolved,
        "finding_mentions_per_second": round(count / finding),
        "resolutions_per_second": round(count / deciding),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
