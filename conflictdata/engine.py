"""Where batches of documents are worked on: in this process or in several, always answered in order.

Example:
    >>> list(run(EngineConfig(), [[1, 2], [3]], make=lambda: sum))
    [3, 3]
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeVar

from conflictdata.errors import ConfigError, ConflictDataError
from conflictdata.reports.nlp import one_thread

KINDS = ("serial", "processes")
STARTS = ("spawn", "fork", "forkserver")
AHEAD = 3  # batches handed to each worker in advance; more would only fill the memory

Batch = TypeVar("Batch")
Answer = TypeVar("Answer")


@dataclass
class EngineConfig:
    """Where a run is computed. The content of the release does not depend on it.

    Attributes:
        kind: serial or processes.
        workers: Number of processes.
        batch_size: Documents handed over together.
        start: How processes are started: spawn (safe everywhere), fork (quick, Linux only) or forkserver.
    """

    kind: str = "serial"
    workers: int = 2
    batch_size: int = 256
    start: str = "spawn"


def check(config: EngineConfig) -> None:
    """Refuses values that cannot work.

    Raises:
        ConfigError: For an unknown kind or start, or numbers below 1.
    """
    for name, value, allowed in (("kind", config.kind, KINDS), ("start", config.start, STARTS)):
        if value not in allowed:
            raise ConfigError(f"there is no {value!r}", where=f"engine.{name}", allowed=", ".join(allowed))
    for name, number in (("workers", config.workers), ("batch_size", config.batch_size)):
        if number < 1:
            raise ConfigError(f"{number} is too few", where=f"engine.{name}", allowed="1 or more")


def run(
    config: EngineConfig, batches: Iterable[Batch], make: Callable[[], Callable[[Batch], Answer]]
) -> Iterator[Answer]:
    """Answers every batch, in order.

    Args:
        config: Where to compute.
        batches: Read lazily: only a few are held at a time.
        make: Builds the worker, once per process; must be picklable for `processes`.
    """
    check(config)
    if config.kind == "serial" or config.workers == 1:
        one_thread()
        worker = make()
        for batch in batches:
            yield worker(batch)
    else:
        yield from _processes(config, batches, make)


_worker: Callable[[Any], Any] | None = None  # one per worker process


def _start(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _worker
    one_thread()
    _worker = make()


def _work(batch: Any) -> Any:
    if _worker is None:
        raise RuntimeError("the worker process was not started by the engine")
    return _worker(batch)


def _processes(
    config: EngineConfig, batches: Iterable[Batch], make: Callable[[], Callable[[Batch], Answer]]
) -> Iterator[Answer]:
    one_thread()  # inherited by the workers before they import anything
    context = multiprocessing.get_context(config.start)
    waiting: deque[Future[Any]] = deque()
    with ProcessPoolExecutor(config.workers, mp_context=context, initializer=_start, initargs=(make,)) as pool:
        try:
            for batch in batches:
                waiting.append(pool.submit(_work, batch))
                if len(waiting) >= config.workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise ConflictDataError(
                "a worker process ended without an answer, most often because memory ran out",
                where=f"engine.kind=processes, engine.workers={config.workers}",
                todo="use fewer workers, a smaller engine.batch_size, or engine=serial to see the error itself",
            ) from error
        finally:
            for future in waiting:
                future.cancel()
