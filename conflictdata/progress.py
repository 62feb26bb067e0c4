"""What a person sees while a run works: one line per stage, and a bar when there is a terminal to draw it on."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
log = logging.getLogger("conflictdata")


def say(line: object) -> None:
    """One line on stderr, and into the run's log."""
    log.info("%s", line)
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def bar(items: Iterable[list[Item]], name: str, total: int | None = None) -> Iterator[list[Item]]:
    """Passes batches through and shows how many items went by; draws nothing unless stderr is a terminal.

    Args:
        items: Batches.
        name: Stage shown beside the bar.
        total: Number of items, when known.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    from tqdm import tqdm

    with tqdm(total=total, desc=f"{name:<10}", unit=" documents", leave=False, file=sys.stderr) as drawn:
        for batch in items:
            yield batch
            drawn.update(len(batch))
