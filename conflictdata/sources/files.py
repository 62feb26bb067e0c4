"""Finding and opening input files: sorted, regular files only, loops and locks reported instead of raised."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from conflictdata.errors import SourceError
from conflictdata.sources.article import Reject, refuse

UNSET = "???"  # OmegaConf's mark of a mandatory value
WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read: where it is, and its name below the source's path (what messages and urls show)."""

    path: Path
    name: str


def find(path: str, suffixes: tuple[str, ...], *, recursive: bool = True) -> Iterator[InputFile | Reject]:
    """Every input under a file, folder or pattern, sorted by name; what cannot be an input is a reject.

    Hidden files and folders (a leading dot) are passed over. Links to files are read; links to folders are reported and
    not followed, so loops cannot happen. A file named directly or by a pattern is read whatever its suffix.

    Raises:
        SourceError: When nothing is there, saying what exists nearby.
    """
    if not path or path == UNSET:
        todo = "name what to read, for example source.path=articles"
        raise SourceError("no path is given", where="source.path", allowed="a file, a folder or a pattern", todo=todo)
    root = Path(path).expanduser()
    if WILDCARDS & set(path) and not root.exists():
        yield from _pattern(str(root), suffixes)
    elif root.is_dir():
        yield from _folder(root, root, suffixes, recursive)
    elif root.exists() or root.is_symlink():
        yield _checked(root, root.name, None)
    else:
        raise SourceError(
            "there is nothing to read",
            where=path,
            allowed="a file, a folder or a pattern",
            todo=f"check source.path; {_nearby(root)}",
        )


def _pattern(pattern: str, suffixes: tuple[str, ...]) -> Iterator[InputFile | Reject]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (absolute patterns too)
    if not names:
        base = Path(pattern.split("*")[0].split("?")[0].split("[")[0] or ".")
        raise SourceError(
            "no file matches the pattern",
            where=pattern,
            allowed="a file, a folder or a pattern",
            todo=f"check source.path; {_nearby(base)}",
        )
    for name in names:
        if Path(name).is_dir():
            yield from _folder(Path(name), Path(name).parent, suffixes, recursive=False)
        else:
            yield _checked(Path(name), Path(name).name, None)


def _folder(folder: Path, root: Path, suffixes: tuple[str, ...], recursive: bool) -> Iterator[InputFile | Reject]:
    where = folder.relative_to(root).as_posix()
    try:
        entries = sorted(
            (entry for entry in os.scandir(folder) if not entry.name.startswith(".")), key=lambda entry: entry.name
        )
    except OSError as error:
        yield refuse(
            "unreadable",
            f"the folder cannot be read ({error.strerror})",
            where=where,
            allowed="readable folders",
            todo="check its rights",
        )
        return
    for entry in entries:
        path = Path(entry.path)
        name = os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")
        if not path.is_dir():  # unlike entry.is_dir(), False for a link that points to itself
            yield _checked(path, name, suffixes)
            continue
        if path.is_symlink():
            yield refuse(
                "link",
                "a link to a folder is not followed",
                where=name,
                allowed="files and folders",
                todo="name that folder as a source of its own",
            )
            continue
        if path.suffix.lower() in suffixes:
            yield refuse(
                "not_a_file",
                "a folder has the name of an article",
                where=name,
                allowed="files",
                todo="rename it; the files in it are read",
            )
        if recursive:
            yield from _folder(path, root, suffixes, recursive)


def _checked(path: Path, name: str, suffixes: tuple[str, ...] | None) -> InputFile | Reject:
    """The file, or why it is not one. `suffixes` None: any suffix, the user named it."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return refuse(
            "unreadable",
            f"the file cannot be reached ({error.strerror})",
            where=name,
            allowed="readable files",
            todo="mend the link or remove it",
        )
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
        return refuse("not_a_file", "not a regular file", where=name, allowed="files", todo="remove it")
    if suffixes is not None and not path.name.lower().endswith(suffixes):
        known = " ".join(suffixes)
        return refuse(
            "suffix",
            f"files named '{path.suffix or path.name}' are not read",
            where=name,
            allowed=known,
            todo="convert it or use another source",
            value=name,
        )
    return InputFile(path, name)


def _nearby(path: Path) -> str:
    """The nearest folder that exists and what is in it; nothing of what lies at the root of the machine."""
    folder = path
    while not folder.is_dir():
        if folder == folder.parent:
            return "no folder of this path exists"
        folder = folder.parent
    if folder == folder.parent:
        return f"there is no {path}"
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith("."))
    except OSError:
        return f"{folder} cannot be read"
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return f"{folder} holds {shown or 'nothing'}"


def open_bytes(path: Path) -> IO[bytes]:
    """Opens a plain, .gz or .zst file for reading bytes."""
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, "rb"))
    if name.endswith(".zst"):
        import zstandard  # only when needed

        return io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True))
    return path.open("rb")


def broken(file: InputFile, error: Exception, after: str = "") -> Reject:
    """The reject for a file that fails while it is read."""
    detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
    what = f"the file cannot be read{after} ({detail})"
    return refuse("unreadable", what, where=file.name, allowed="complete, readable files", todo="mend it or remove it")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
