"""Publishing a version: written aside, made durable, and put in place by one rename, or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from conflictdata import schema
from conflictdata.errors import ReleaseError
from conflictdata.releases import beside
from conflictdata.releases.differences import Difference, cell_changes, row_counts, run_reasons
from conflictdata.releases.hashing import content_hash
from conflictdata.releases.lineage import lineage
from conflictdata.releases.release import Release, dataset_folder, read_manifest, version_number
from conflictdata.releases.stored import read_table
from conflictdata.releases.tables import TableInput, write_table

_OLD_SECONDS = 24 * 3600  # a leftover of another machine is taken for dead after a day
_TRIES = 100


@dataclass
class ReleaseConfig:
    """What is published, and how.

    Attributes:
        include_text: whether `documents` carries the text of the articles; mind the publishers' rights.
        keep_texts: whether the texts are kept in a private store beside the releases, for ``conflictdata why``.
        max_file_mb: size at which a table becomes a folder of files, in megabytes.
        title: title for the citation; null makes one from the dataset's name.
        authors: names for the citation.
        license: licence of the data, as an SPDX identifier; null leaves it open.
    """

    include_text: bool = False
    keep_texts: bool = True
    max_file_mb: int = 1000
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    license: str | None = None


@dataclass
class Provenance:
    """Where a version comes from; goes into the manifest as it is.

    Attributes:
        as_of: ISO date or moment the data describes.
        code_version: version of this package.
        config: the resolved configuration, as YAML.
        config_hash: hash of what decides the result; made from ``config`` when empty.
        inputs: name, sha256 and rows of each input.
        knowledge: name, version and sha256 of each knowledge file.
        model: name, version and sha256 of the language model.
        stages: name, rows_in, rows_out, rejected, seconds and cached of each stage.
        sub_event_types: records of the types that the ontology declared itself.
    """

    as_of: str
    code_version: str
    config: str = ""
    config_hash: str = ""
    inputs: list[dict[str, Any]] = field(default_factory=list)
    knowledge: list[dict[str, Any]] = field(default_factory=list)
    model: dict[str, Any] = field(default_factory=dict)
    stages: list[dict[str, Any]] = field(default_factory=list)
    sub_event_types: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config_hash = self.config_hash or hashlib.sha256(self.config.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Written:
    """A release folder not yet in place."""

    folder: Path
    counts: dict[str, int]
    hashes: dict[str, str]

    @property
    def content_hash(self) -> str:
        return content_hash(self.hashes)


def publish(
    tables: Mapping[str, TableInput],
    *,
    dataset: str,
    output_dir: str | Path,
    provenance: Provenance,
    settings: ReleaseConfig | None = None,
    texts: TableInput | None = None,
) -> Release:
    """Publish a version of a dataset, unless the latest one already says the same.

    Args:
        tables: valid rows of `documents`, `reports`, `events`, `actors`, `impacts`, `evidence` and `rejects`, each a
            data frame, an Arrow table or a list of Parquet parts. `lineage` is made here; tables of views come when
            the run made them.
        dataset: name of the dataset.
        output_dir: folder that holds ``releases/`` and ``texts/``.
        provenance: where the data comes from.
        settings: what is published.
        texts: `document_id` and `text` of the articles, for the private store.

    Returns:
        The new version, or the latest one when its content is the same.

    Raises:
        ReleaseError: when a table is missing or the folder cannot be written.
    """
    settings = settings or ReleaseConfig()
    missing = [name for name in schema.ALWAYS if name not in tables and name != "lineage"]
    if missing:
        raise ReleaseError(f"tables are missing: {', '.join(missing)}", todo="hand over all tables, empty ones too")
    home = dataset_folder(dataset, output_dir)
    home.mkdir(parents=True, exist_ok=True)
    clean(home)
    with _aside(home) as folder:
        written = _write_tables(tables, dataset, folder, provenance, settings)
        release = _place(written, home, dataset, provenance, settings)
    if settings.keep_texts and texts is not None:
        keep_texts(texts, Path(output_dir) / "texts" / dataset, release)
    return release


def _write_tables(
    tables: Mapping[str, TableInput], dataset: str, folder: Path, provenance: Provenance, settings: ReleaseConfig
) -> _Written:
    said = {"dataset": dataset, "code_version": provenance.code_version, "as_of": provenance.as_of}
    said["config_hash"] = provenance.config_hash
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for name in schema.TABLES:
        if name != "lineage" and name in tables:
            counts[name], hashes[name] = write_table(name, tables[name], folder, said, settings.max_file_mb * 2**20)
    return _Written(folder, counts, hashes)


def _place(written: _Written, home: Path, dataset: str, provenance: Provenance, settings: ReleaseConfig) -> Release:
    """Give the folder the next free version; another run may take it first, then the one after is tried."""
    for _ in range(_TRIES):
        latest = _latest(home)
        if latest is not None and latest.content_hash == written.content_hash:
            return latest
        number = 1 if latest is None else latest.number + 1
        release = Release(home / f"v{number}", dataset, f"v{number}", written.content_hash, dict(written.counts), True)
        _describe(written, release, latest, provenance, settings)
        _sync_tree(written.folder)
        try:
            written.folder.rename(release.path)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise ReleaseError(f"the release cannot be put in place: {error}", where=str(release.path)) from error
            continue
        _sync(home)
        return release
    raise ReleaseError("other runs keep publishing this dataset", where=str(home), todo="run again when they are done")


def _describe(
    written: _Written, release: Release, latest: Release | None, provenance: Provenance, settings: ReleaseConfig
) -> None:
    """Write what depends on the version: lineage, manifest and the files beside the tables."""
    folder = written.folder
    manifest = _manifest(release, provenance, written)
    difference = _difference(folder, release, latest, manifest)
    earlier = None if latest is None else read_table(latest.table_path("lineage"))
    table = difference.lineage
    if latest is not None:
        table = _lineage(folder, latest, difference.changes, earlier)
    shutil.rmtree(folder / "lineage.parquet", ignore_errors=True)
    rows, _ = write_table("lineage", table, folder, {"dataset": release.dataset}, settings.max_file_mb * 2**20)
    release.counts["lineage"] = manifest["counts"]["lineage"] = rows
    files = beside.make(folder, release, manifest, difference, provenance, settings)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _manifest(release: Release, provenance: Provenance, written: _Written) -> dict[str, Any]:
    return {
        "dataset": release.dataset,
        "version": release.version,
        "content_hash": release.content_hash,
        "schema_version": schema.SCHEMA_VERSION,
        "code_version": provenance.code_version,
        "as_of": provenance.as_of,
        "config_hash": provenance.config_hash,
        "inputs": provenance.inputs,
        "knowledge": provenance.knowledge,
        "model": provenance.model,
        "stages": provenance.stages,
        "sub_event_types": provenance.sub_event_types,
        "counts": dict(written.counts),
        "table_hashes": dict(written.hashes),
    }


def _ids(folder: Path, table: str, columns: list[str]) -> pd.DataFrame:
    return read_table(folder / f"{table}.parquet", columns)


def _lineage(folder: Path, latest: Release, changes: dict[str, Any], earlier: pd.DataFrame | None) -> pd.DataFrame:
    ids, links = ["event_id"], ["report_id", "event_id"]
    old = _ids(latest.path, "events", ids), _ids(latest.path, "reports", links)
    new = _ids(folder, "events", ids), _ids(folder, "reports", links)
    return lineage(*old, *new, since=latest.version, changes=changes, earlier=earlier)


def _difference(folder: Path, release: Release, latest: Release | None, manifest: dict[str, Any]) -> Difference:
    if latest is None:
        return Difference(release.dataset, None, release.version, schema.empty("lineage"))
    old, new = read_table(latest.table_path("events")), read_table(folder / "events.parquet")
    changes = cell_changes(old, new)
    return Difference(
        dataset=release.dataset,
        old=latest.version,
        new=release.version,
        lineage=_lineage(folder, latest, changes, None),
        changes=changes,
        rows=row_counts(latest.counts, manifest["counts"]),
        reasons=run_reasons(latest.manifest, manifest),
    )


def _latest(home: Path) -> Release | None:
    names = [path.name for path in home.glob("v*") if version_number(path.name) is not None and any(path.iterdir())]
    if not names:
        return None
    path = home / max(names, key=lambda name: version_number(name) or 0)
    facts = read_manifest(path)
    return Release(path, facts["dataset"], facts["version"], facts["content_hash"], dict(facts["counts"]))


# --- writing aside ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _aside(home: Path) -> Iterator[Path]:
    """A folder beside the versions, on the same file system, gone afterwards unless it was renamed."""
    folder = home / f".tmp-{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clean(home: Path) -> list[Path]:
    """Remove what killed runs left behind.

    Args:
        home: folder of a dataset's versions or texts.

    Returns:
        What was removed.
    """
    gone = [path for path in home.glob(".tmp-*") if not _in_use(path)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    return gone


def _in_use(path: Path) -> bool:
    host, _, rest = path.name.removeprefix(".tmp-").rpartition("-")[0].rpartition("-")
    if host == socket.gethostname() and rest.isdigit():
        return _alive(int(rest))
    try:
        return time.time() - path.stat().st_mtime < _OLD_SECONDS
    except FileNotFoundError:
        return False


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync(path: Path) -> None:
    """Make a file or folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def keep_texts(texts: TableInput, folder: Path, release: Release) -> Path:
    """Keep the texts of a version in the private store; one that is there already is left alone.

    Args:
        texts: `document_id` and `text`.
        folder: the dataset's folder in the store.
        release: version the texts belong to.

    Returns:
        The file.
    """
    target = folder / f"{release.version}.parquet"
    folder.mkdir(parents=True, exist_ok=True)
    clean(folder)
    if target.exists() and not release.is_new:
        return target
    aside = folder / f".tmp-{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    beside.write_texts(texts, aside)
    _sync(aside)
    aside.replace(target)
    _sync(folder)
    return target
