"""What all stages of a run share: the protocol, the folder a stage writes to, and the cache that makes re-runs short.

A stage's output is a folder of Parquet parts named by a key: the hash of its parameters, its inputs, the knowledge
and the code it uses. A folder that is there is used instead of computing it again.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from conflictdata.errors import ConfigError

KEPT = 6  # cached outputs kept per stage; the least recently used go first
PACKAGE = Path(__file__).parent


class Stage(Protocol):
    """One room of the house: tables in, one table out.

    A stage is a dataclass whose fields are its parameters, so its repr is its configuration. It reads no files, prints
    nothing and knows no neighbour; the pipeline feeds it, validates what it returns and keeps the books.
    """

    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[str]

    def __call__(self, *tables: Any) -> Any:
        """Turns the tables it reads into the table it writes."""
        ...


@dataclass
class Tally:
    """What a stage did, as the manifest records it.

    Attributes:
        name: Stage.
        rows_in: Rows it was given.
        rows_out: Rows it produced.
        rejected: Rows refused on the way.
        seconds: Time it took; of the original computation when it was cached.
        cached: Whether an earlier result was used.
    """

    name: str
    rows_in: int = 0
    rows_out: int = 0
    rejected: int = 0
    seconds: float = 0.0
    cached: bool = False

    def __str__(self) -> str:
        source = "cached" if self.cached else f"{self.seconds:.1f} s"
        return f"{self.name:<10} {self.rows_in:>8,} in {self.rows_out:>8,} out {self.rejected:>7,} rejected   {source}"


@dataclass
class Output:
    """A stage's tables on disk, written part by part.

    Attributes:
        key: Hash of everything the tables depend on.
        folder: Where the tables are.
        tally: What the stage did.
        notes: Small facts the next stages need (plain JSON values).
    """

    key: str
    folder: Path
    tally: Tally
    notes: dict[str, Any] = field(default_factory=dict)
    _parts: dict[str, int] = field(default_factory=dict)

    def append(self, table: str, rows: pa.Table) -> None:
        """Writes one part of a table; empty parts are left out."""
        if not rows.num_rows:
            return
        number = self._parts.get(table, 0)
        self._parts[table] = number + 1
        (self.folder / table).mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, self.folder / table / f"part-{number:05d}.parquet", compression="zstd")

    def parts(self, table: str) -> Iterator[pa.Table]:
        """The parts of a table, in the order they were written."""
        for path in sorted((self.folder / table).glob("part-*.parquet")):
            yield pq.read_table(path)

    def paths(self, table: str) -> list[Path]:
        """The files of a table, in order; none when it is empty."""
        return sorted((self.folder / table).glob("part-*.parquet"))


class Store:
    """The folders of all stages of a run, kept for the next run when `keep` is set.

    Args:
        root: Folder of the cache.
        keep: Keep finished stages and use those of earlier runs.
    """

    def __init__(self, root: Path, *, keep: bool) -> None:
        self.root, self.keep = root, keep
        self._temporary: list[Path] = []

    def compute(self, name: str, key: str, work: Callable[[Output], None]) -> Output:
        """The output of a stage: found under its key, or computed by `work` and published under it.

        A folder appears under its key whole or not at all.
        """
        final = self.root / name / key
        if self.keep and (found := _finished(key, final)):
            return found
        folder = self.root / name / f".{key}-{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._temporary.append(folder)
        output = Output(key, folder, Tally(name))
        start = time.perf_counter()
        work(output)
        output.tally.seconds = round(time.perf_counter() - start, 3)
        facts = {"tally": dataclasses.asdict(output.tally), "notes": output.notes}
        (folder / "stage.json").write_text(json.dumps(facts), encoding="utf-8")
        if self.keep:
            shutil.rmtree(final, ignore_errors=True)
            folder.rename(final)
            output.folder = final
            self._prune(final.parent)
        return output

    def close(self) -> None:
        """Removes what was not meant to stay."""
        for folder in self._temporary:
            shutil.rmtree(folder, ignore_errors=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prune(self, parent: Path) -> None:
        finished = [path for path in parent.iterdir() if not path.name.startswith(".")]
        for path in sorted(finished, key=lambda one: one.stat().st_mtime, reverse=True)[KEPT:]:
            shutil.rmtree(path, ignore_errors=True)
        for path in parent.glob(".*"):
            if not _alive(int(path.name.rpartition("-")[2])):  # left by a run that was killed
                shutil.rmtree(path, ignore_errors=True)


def _finished(key: str, folder: Path) -> Output | None:
    try:
        facts = json.loads((folder / "stage.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    os.utime(folder)
    tally = Tally(**{**facts["tally"], "cached": True})
    return Output(key, folder, tally, facts["notes"])


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists() if Path("/proc").is_dir() else True


def key_of(name: str, *facts: Any) -> str:
    """The key of a stage's output: 20 hex digits over everything it depends on.

    Example:
        >>> key_of("documents", {"similarity": 0.8}) == key_of("documents", {"similarity": 0.9})
        False
    """
    text = json.dumps([name, *facts], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def code_sha256(*rooms: str) -> str:
    """Hash of the code of some rooms (folders or modules of the package), data files not included.

    Example:
        >>> code_sha256("errors.py") == code_sha256("version.py")
        False
    """
    return _code(rooms)


@lru_cache(maxsize=32)
def _code(rooms: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for room in sorted(rooms):
        place = PACKAGE / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache(maxsize=1)
def knowledge_files() -> Mapping[str, str]:
    """Every bundled knowledge file with its SHA-256.

    Example:
        >>> "countries.csv" in knowledge_files()
        True
    """
    data = PACKAGE / "knowledge" / "data"
    paths = sorted(path for path in data.rglob("*") if path.is_file() and path.suffix != ".md")
    return {path.relative_to(data).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def knowledge_sources() -> Mapping[str, dict[str, str]]:
    """Source, licence and attribution of the bundled knowledge files that have them elsewhere than in this project.

    Example:
        >>> knowledge_sources()["names.parquet"]["licence"]
        'CC BY 4.0'
    """
    with (PACKAGE / "knowledge" / "data" / "sources.csv").open(encoding="utf-8", newline="") as table:
        return {row.pop("file"): {key: value for key, value in row.items() if value} for row in csv.DictReader(table)}


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in pieces.

    Raises:
        ConfigError: When there is no such file.
    """
    if not path.is_file():
        raise ConfigError("there is no such file", where=str(path), allowed="an existing file", todo="check the path")
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
