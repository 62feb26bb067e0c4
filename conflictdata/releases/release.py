"""A published version of a dataset: where it is and what its manifest says. Needs the standard library only."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conflictdata.errors import ReleaseError

#: Tables that only the ontology of the same name makes; told here because readers do without the schema.
VIEWS = ("ucdp", "plover")
_VERSION = re.compile(r"v([1-9]\d*)")
_DATASET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Release:
    """An immutable version of a dataset.

    Attributes:
        path: its folder.
        dataset: name of the dataset.
        version: ``v1``, ``v2`` ...
        content_hash: hash of what the tables say, independent of file bytes.
        counts: rows of each table.
        is_new: whether this run made it; False when the content was already published.
    """

    path: Path
    dataset: str
    version: str
    content_hash: str
    counts: dict[str, int] = field(default_factory=dict)
    is_new: bool = False

    @property
    def number(self) -> int:
        """Version as a number."""
        return int(self.version[1:])

    @property
    def manifest(self) -> dict[str, Any]:
        """Content of ``manifest.json``."""
        return read_manifest(self.path)

    def table_path(self, table: str) -> Path:
        """File, or folder of files, of a table.

        Raises:
            ReleaseError: when the release has no such table.
        """
        path = self.path / f"{table}.parquet"
        if not path.exists():
            there = sorted(found.name.removesuffix(".parquet") for found in self.path.glob("*.parquet"))
            todo = f"run with ontology={table} to have it" if table in VIEWS else ""
            raise ReleaseError(
                f"there is no table {table!r}", where=str(self.path), allowed=", ".join(there), todo=todo
            )
        return path


def read_manifest(folder: Path) -> dict[str, Any]:
    """Manifest of a release folder.

    Raises:
        ReleaseError: when the folder is no release.
    """
    path = folder / "manifest.json"
    try:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseError(
            "this folder is no release: it has no manifest.json",
            where=str(folder),
            todo="name a folder such as outputs/releases/<dataset>/v1",
        ) from error
    except ValueError as error:
        raise ReleaseError("the manifest is damaged", where=str(path), todo="publish the release again") from error
    return loaded


def open_release(path: str | Path) -> Release:
    """The release in a folder.

    Raises:
        ReleaseError: when the folder is no release.
    """
    folder = Path(path)
    facts = read_manifest(folder)
    return Release(folder, facts["dataset"], facts["version"], facts["content_hash"], dict(facts["counts"]))


def dataset_folder(dataset: str, root: str | Path) -> Path:
    """Folder of all versions of a dataset.

    Raises:
        ReleaseError: for a name that is no plain folder name.
    """
    if not _DATASET.fullmatch(dataset):
        raise ReleaseError(
            f"{dataset!r} is no name of a dataset.",
            allowed="letters, digits, '_', '-' and '.', starting with a letter or digit",
        )
    return Path(root) / "releases" / dataset


def version_number(name: str) -> int | None:
    """Number in a version's name; None for other names.

    Example:
        >>> version_number("v12"), version_number("latest")
        (12, None)
    """
    found = _VERSION.fullmatch(name)
    return int(found[1]) if found else None


def versions(dataset: str, root: str | Path) -> list[Release]:
    """All versions of a dataset, oldest first; empty when there are none."""
    folder = dataset_folder(dataset, root)
    found = [path for path in folder.glob("v*") if version_number(path.name) is not None and path.is_dir()]
    return [open_release(path) for path in sorted(found, key=lambda path: version_number(path.name) or 0)]


def find(dataset: str, version: str | int = "latest", root: str | Path = "outputs") -> Release:
    """A version of a dataset.

    Args:
        dataset: its name.
        version: ``"latest"``, ``"v3"`` or 3.
        root: folder that holds ``releases/``.

    Raises:
        ReleaseError: when it does not exist.
    """
    folder = dataset_folder(dataset, root)
    names = [path.name for path in folder.glob("v*") if version_number(path.name) is not None]
    names.sort(key=lambda name: version_number(name) or 0)
    wanted = f"v{version}" if isinstance(version, int) or str(version).isdigit() else str(version)
    if wanted == "latest" and names:
        wanted = names[-1]
    if wanted not in names:
        raise ReleaseError(
            f"there is no version {version!r} of {dataset!r}",
            where=str(folder),
            allowed=", ".join(["latest", *names]) if names else "nothing is published there yet",
            todo="check the name, the version and --output-dir (in Python: root=)"
            if names
            else f"conflictdata run dataset={dataset}",
        )
    return open_release(folder / wanted)
