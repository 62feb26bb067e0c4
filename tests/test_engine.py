"""Engines answer in order, hold few batches, and say what happened when a process dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from conflictdata import engine
from conflictdata.documents import Document
from conflictdata.engine import EngineConfig
from conflictdata.errors import ConfigError, ConflictDataError
from conflictdata.spool import Spool, from_arrow, to_arrow

PROCESSES = EngineConfig(kind="processes", workers=2, start="fork")


def doubling() -> Callable[[list[int]], list[int]]:
    return lambda batch: [2 * item for item in batch]


def dying() -> Callable[[list[int]], list[int]]:
    return lambda batch: os._exit(3)


@pytest.mark.parametrize("config", [EngineConfig(), PROCESSES])
def test_answers_come_in_the_order_of_the_batches(config: EngineConfig) -> None:
    batches = [[number] for number in range(20)]
    assert list(engine.run(config, batches, doubling)) == [[2 * number] for number in range(20)]


def test_only_a_few_batches_are_held() -> None:
    taken = 0

    def endless() -> Iterator[list[int]]:
        nonlocal taken
        while True:
            taken += 1
            yield [taken]

    answers = engine.run(PROCESSES, endless(), doubling)
    assert next(answers) == [2]
    assert taken <= PROCESSES.workers * engine.AHEAD
    answers.close()


def test_a_dead_process_is_told_with_advice() -> None:
    with pytest.raises(ConflictDataError, match=r"engine=serial"):
        list(engine.run(PROCESSES, [[1], [2]], dying))


@pytest.mark.parametrize(
    "config",
    [EngineConfig(kind="cloud"), EngineConfig(workers=0), EngineConfig(start="soon"), EngineConfig(batch_size=0)],
)
def test_settings_that_cannot_work_are_refused(config: EngineConfig) -> None:
    with pytest.raises(ConfigError, match="Allowed"):
        engine.check(config)


def test_workers_keep_numeric_libraries_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    from conflictdata.reports.nlp import THREAD_VARIABLES, one_thread

    for name in THREAD_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    one_thread()
    assert {os.environ[name] for name in THREAD_VARIABLES} == {"1"}


def test_documents_come_back_sorted_and_unchanged() -> None:
    documents = [
        Document(f"d{number:02d}", f"text {number}", flags=("a flag",), row={"k": number}) for number in (3, 1, 2)
    ]
    with Spool() as spool:
        spool.add(documents)
        back = [document for batch in spool.batches(2) for document in batch]
    assert back == sorted(documents, key=lambda document: document.document_id)
    assert from_arrow(to_arrow(back)) == back
