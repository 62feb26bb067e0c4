"""Run what a release was made from again, and say whether the same comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from omegaconf import OmegaConf

from conflictdata import config as configuration
from conflictdata import sources
from conflictdata.errors import ReleaseError, SourceError
from conflictdata.pipeline import execute
from conflictdata.releases.release import Release, open_release
from conflictdata.releases.words import count


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rebuild showed.

    Attributes:
        release: The release that was rebuilt.
        content_hash: Hash of what came out now.
        changed: Tables that differ.
        reasons: Versions and hashes that differ between then and now.
    """

    release: Release
    content_hash: str
    changed: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the content is the same."""
        return self.content_hash == self.release.content_hash

    def __str__(self) -> str:
        name = f"{self.release.dataset} {self.release.version}"
        if self.same:
            return f"{name}: the same content, {self.content_hash}\n{self.release.path}"
        why = (
            "; ".join(self.reasons)
            or "configuration, inputs, knowledge, model and code are the same: please report this"
        )
        lines = [f"{name}: different content", f"  then {self.release.content_hash}", f"  now  {self.content_hash}"]
        return "\n".join(
            [*lines, f"  tables that differ: {', '.join(self.changed)}", f"  because: {why}", str(self.release.path)]
        )


def rebuild(path: str | Path, overrides: Sequence[str] = ()) -> Outcome:
    """Re-runs the configuration stored in a release, in a temporary folder and without the cache.

    Args:
        path: Folder of the release.
        overrides: Settings that say where the inputs are now (`source.path=...`).

    Raises:
        ReleaseError: When the folder is no release, or its inputs have changed or are gone.
    """
    release = open_release(path)
    stored = release.path / "config.yaml"
    config = configuration.from_yaml(stored.read_text(encoding="utf-8"))
    OmegaConf.set_struct(config, True)
    config.merge_with_dotlist([configuration.rename(word) for word in overrides])
    _inputs_there(release, config.source)
    with tempfile.TemporaryDirectory(prefix="conflictdata-rebuild-") as folder:
        config.output_dir, config.cache = folder, False
        config.as_of = release.manifest["as_of"] if config.as_of is None else config.as_of
        again = execute(config)
        then, now = release.manifest, again.manifest
        tables = tuple(name for name, digest in then["table_hashes"].items() if now["table_hashes"].get(name) != digest)
        return Outcome(release, again.content_hash, tables, tuple(_reasons(then, now)))


def _inputs_there(release: Release, source: object) -> None:
    """Every input of the release must be there, byte for byte."""
    wanted = {item["name"]: item["sha256"] for item in release.manifest["inputs"]}
    todo = "bring the inputs back, or say where they are now: conflictdata rebuild RELEASE source.path=..."
    try:
        there = dict(sources.inputs(OmegaConf.to_object(source)))  # type: ignore[arg-type]
    except SourceError as error:
        raise ReleaseError(
            f"the inputs of this release are gone: {error.what}",
            where=error.where,
            allowed=", ".join(sorted(wanted)[:5]),
            todo=todo,
        ) from error
    if sorted(wanted.values()) == sorted(there.values()):
        return  # the same bytes, whatever the files are called now
    for word, names in (
        ("gone", sorted(wanted.keys() - there.keys())),
        ("new", sorted(there.keys() - wanted.keys())),
        ("changed", sorted(name for name in wanted.keys() & there.keys() if wanted[name] != there[name])),
    ):
        if names:
            shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            raise ReleaseError(
                f"{count(len(names), 'input is', 'inputs are')} {word} since this release was made",
                where=shown,
                allowed="the same files, byte for byte",
                todo=todo,
            )


def _reasons(then: dict[str, object], now: dict[str, object]) -> list[str]:
    found = [
        f"{name} was {then[name]}, is {now[name]}"
        for name in ("code_version", "schema_version", "as_of")
        if then[name] != now[name]
    ]
    found += [f"another {name}" for name in ("model", "knowledge") if then[name] != now[name]]
    if [item["name"] for item in then["inputs"]] != [item["name"] for item in now["inputs"]]:  # type: ignore[attr-defined]
        found.append("the inputs have other names, which addresses of single files hold")
    return found + (["another configuration"] if then["config_hash"] != now["config_hash"] and not found else [])
