"""The house: imports only look left, readers stay light, modules stay small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "conflictdata"

#: Rooms from left to right; each may import itself and what stands left of it.
ROOMS = ("knowledge", "sources", "documents", "reports", "events", "releases")
#: Modules that everybody may import; they import nothing of ours but each other.
LEAVES = {"errors", "version", "schema"}
#: What `schema.py` is made of, and the closed lists of the field that it declares its columns with.
SCHEMA_FAMILY = re.compile(r"schema(_\w+)?$")
SCHEMA_MAY_READ = {"knowledge"}
#: Rooms at the side of the chain: what each may import besides itself and the leaves.
SIDE = {"reading": {"releases"}, "review": {"reading", "releases", "knowledge", "events"}}

MAX_LINES = 400
#: Modules that may be longer, with the reason.
LONG: dict[str, str] = {}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names of ours that a module imports at run time, with their lines; imports for type checkers do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ignored = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    package = ".".join(("conflictdata", *path.relative_to(PACKAGE).parts[:-1]))
    for node in ast.walk(tree):
        if id(node) in ignored:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names if alias.name.split(".")[0] == "conflictdata")
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            name = ".".join(part for part in (base, node.module) if part)
            if name.split(".")[0] == "conflictdata":
                whole_package = name == "conflictdata"
                yield from ((f"{name}.{a.name}" if whole_package else name, node.lineno) for a in node.names)


def allowed(room: str) -> set[str] | None:
    """Rooms and modules that a room may import; None for those on top, which may import everything."""
    if room in ROOMS:
        return {room, *ROOMS[: ROOMS.index(room)], *LEAVES}
    if room in SIDE:
        return {room, *SIDE[room], *LEAVES}
    if SCHEMA_FAMILY.match(room):
        return {*LEAVES, *SCHEMA_MAY_READ}
    return LEAVES if room in LEAVES else None


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_look_left(path: Path) -> None:
    may = allowed(room_of(path))
    if may is None:
        return
    wrong = []
    for name, line in imports(path):
        target = name.split(".")[1] if "." in name else ""
        if target and target not in may and not (SCHEMA_FAMILY.match(target) and "schema" in may):
            wrong.append(f"line {line} imports {name}")
    assert not wrong, f"{path.relative_to(PACKAGE)} may import {', '.join(sorted(may))}; " + "; ".join(wrong)


def test_knowledge_imports_nothing_of_ours_but_errors() -> None:
    wrong = [
        f"{path.name}:{line} {name}"
        for path in modules()
        if room_of(path) == "knowledge"
        for name, line in imports(path)
        if name.split(".")[1] not in ("knowledge", "errors")
    ]
    assert not wrong, wrong


def loaded_by(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return set(done.stdout.split())


def test_importing_the_package_loads_neither_spacy_nor_hydra() -> None:
    loaded = loaded_by("import conflictdata")
    assert not loaded & {"spacy", "hydra", "omegaconf", "trafilatura", "pandera"}


def test_a_reader_needs_pandas_and_pyarrow_only() -> None:
    loaded = loaded_by("import conflictdata.reading\nimport conflictdata\nconflictdata.load")
    assert not loaded & {"spacy", "hydra", "omegaconf", "trafilatura", "pandera", "rapidfuzz", "datasketch", "yaml"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_is_one_idea(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    name = str(path.relative_to(PACKAGE))
    if name in LONG:
        assert lines > MAX_LINES, f"{name} is short again; take it off the list"
    else:
        assert lines <= MAX_LINES, f"{name} has {lines} lines; split it where it holds two ideas"


def test_no_path_of_a_machine_and_no_registry_in_the_package() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w|https?://[^\s\"']*/simple\b")
    wrong = [str(path.relative_to(PACKAGE)) for path in modules() if pattern.search(path.read_text(encoding="utf-8"))]
    assert not wrong, wrong
