"""Time the actor base: how long it takes to load, and how many mentions a second it names and types on one core.

Usage: python benchmarks/actors.py [--repeat 5]

The mentions are those of the invented stories of tests/corpus, found once; what is timed is `ActorBase.resolve` for the
event country of each story, with the article's context, as the coder calls it. Times are processor time, so that a busy
machine does not count against it. Targets: 20,000 mentions a second, half a second for loading.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from conflictdata.knowledge.actor_types import ActorContext, ActorMention
from conflictdata.knowledge.actors import ActorBase

STORIES = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "stories.jsonl"
MENTIONS, LOADING = 20_000, 0.5

Asked = tuple[ActorMention, str | None, date, ActorContext]


def asked(base: ActorBase) -> list[Asked]:
    """Every mention of every story, with the country and day of its first event."""
    out: list[Asked] = []
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        when = date.fromisoformat(row["published"][:10])
        context = base.context(row["text"], when)
        country = context.countries[0] if context.countries else None
        out += [(m, country, when, context.at(m.start)) for m in base.find(row["text"], context)]
    return out


def seconds(base: ActorBase, mentions: list[Asked]) -> float:
    """Processor time of resolving all mentions once."""
    start = time.process_time()
    for mention, country, when, context in mentions:
        base.resolve(mention, country=country, when=when, context=context)
    return time.process_time() - start


def main() -> None:
    """Print loading time and throughput with their ratios to the targets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5, help="runs; the best counts (default: 5)")
    repeat = parser.parse_args().repeat
    loads = []
    for _ in range(repeat):
        start = time.process_time()
        base = ActorBase.load()
        loads.append(time.process_time() - start)
    mentions = asked(base)
    pace = len(mentions) / min(seconds(base, mentions) for _ in range(repeat))
    print(f"loading   {min(loads):.2f} s, {min(loads) / LOADING:.2f} of the {LOADING} s allowed")
    print(f"resolving {pace:,.0f} mentions a second on one core, {pace / MENTIONS:.2f} of the {MENTIONS:,} asked for")


if __name__ == "__main__":
    main()
