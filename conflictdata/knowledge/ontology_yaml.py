"""Reading an ontology file: YAML that remembers its lines, and errors that name the line and what is allowed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from conflictdata.errors import KnowledgeError


class LineLoader(yaml.SafeLoader):
    """YAML loader that remembers the line of each mapping, for error messages."""


def _mapping(loader: LineLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    out: dict[Any, Any] = dict(loader.construct_pairs(node, deep=True))
    out["__line__"] = node.start_mark.line + 1
    return out


LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def conf_dir() -> Path:
    """The folder of committed configuration: the checkout's ``conf/``, or the copy inside the installed package."""
    checkout = Path(__file__).resolve().parents[2] / "conf"
    return checkout if (checkout / "ontology").is_dir() else Path(__file__).resolve().parents[1] / "conf"


def ontology_path(name: str) -> Path:
    """Where an ontology lies: the name of a file of ``conf/ontology/``, or a path."""
    return Path(name) if name.endswith((".yaml", ".yml")) else conf_dir() / "ontology" / f"{name}.yaml"


def items(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The entries of a mapping without its line."""
    return ((key, value) for key, value in table.items() if key != "__line__")


def fail(path: Path, line: int, what: str, allowed: object) -> KnowledgeError:
    """An error that says what is wrong in which line, and what would be right."""
    shown = (
        ", ".join(sorted(str(a) for a in allowed))
        if isinstance(allowed, (set, frozenset, dict, list, tuple))
        else str(allowed)
    )
    return KnowledgeError(
        what, where=f"{path.name} line {line}", allowed=shown, todo="Correct the line and load the ontology again."
    )


def check_keys(path: Path, table: Mapping[str, Any], allowed: frozenset[str], what: str) -> None:
    """Refuse keys that mean nothing here."""
    unknown = set(table) - allowed
    if unknown:
        what = f"{what} has unknown keys: {', '.join(sorted(map(str, unknown)))}."
        raise fail(path, table.get("__line__", 0), what, allowed - {"__line__"})


def check_value(path: Path, line: int, what: str, value: str, allowed: frozenset[str]) -> None:
    """Refuse a value outside a closed list."""
    if value not in allowed:
        raise fail(path, line, f"The {what} is {value!r}.", {a or "(leave out)" for a in allowed})


def check_table(path: Path, raw: object, line: int, what: str) -> dict[str, Any]:
    """A block that must be a mapping; an absent one is empty."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise fail(path, line, f"{what} is {type(raw).__name__}, not a mapping.", "name: {key: value, ...}")
    return raw


def read_yaml(path: Path, keys: frozenset[str], needed: frozenset[str]) -> tuple[bytes, dict[str, Any]]:
    """The bytes and the content of an ontology file.

    Args:
        path: the file.
        keys: keys allowed at its top.
        needed: those of them that must be there.

    Raises:
        KnowledgeError: the file is missing, not YAML, or has other keys.
    """
    if not path.is_file():
        known = sorted(p.stem for p in conf_dir().joinpath("ontology").glob("*.yaml"))
        raise KnowledgeError(
            "There is no such ontology.",
            where=str(path),
            allowed=", ".join(known) + ", or the path of a .yaml file",
            todo="Set ontology= to one of these or give a path.",
        )
    text = path.read_bytes()
    try:
        raw = yaml.load(text, Loader=LineLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise KnowledgeError("The ontology is not valid YAML.", where=f"{path.name}: {error}") from error
    if not isinstance(raw, dict):
        raise fail(path, 1, "The ontology is not a mapping.", keys - {"__line__"})
    check_keys(path, raw, keys, "The ontology")
    missing = needed - set(raw)
    if missing:
        raise fail(path, 1, f"The ontology lacks: {', '.join(sorted(missing))}.", keys - {"__line__"})
    return text, raw
