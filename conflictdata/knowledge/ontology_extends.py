"""An ontology that extends another: it says only what it adds or changes.

Words, patterns, cues and examples are added to those of the other; its rules come first; single values replace, and so
does an example with the same sentence.

Example:
    >>> joined_words("kill | murder", ["slay"])
    ['kill', 'murder', 'slay']
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conflictdata.knowledge.lexicon import split_list
from conflictdata.knowledge.ontology_yaml import check_table, fail, items, ontology_path, read_yaml

_BLOCKS = ("sub_event_types", "acts", "cues", "every_type", "types", "rules")
_TOP_KEYS = frozenset({*("name", "version", "extends", "view", "__line__"), *_BLOCKS})
_NEEDED = frozenset({"name", "version", "acts", "rules"})
_WORDS = ("verbs", "nouns", "phrases", "except")
_LISTS = ("patterns", "examples", "not", "requires", "forbids")


def own_yaml(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The bytes and the content of one ontology file, without what it extends."""
    return read_yaml(path, _TOP_KEYS, frozenset({"name", "version"}))


def extended(path: Path, above: tuple[Path, ...] = ()) -> tuple[bytes, dict[str, Any]]:
    """The bytes and the content of an ontology, with that of the one it extends.

    Args:
        path: the file.
        above: files that extend it, to notice a circle.

    Raises:
        KnowledgeError: a file is missing or wrong, or two extend each other.
    """
    text, raw = own_yaml(path)
    if "extends" not in raw:
        missing = _NEEDED - set(raw)
        if missing:
            what = f"The ontology lacks: {', '.join(sorted(missing))}."
            raise fail(path, 1, what, f"{', '.join(sorted(_NEEDED))}; or extends: acled, and only what you add")
        return text, raw
    other = _other(path, str(raw["extends"]))
    if other.resolve() in (path.resolve(), *(p.resolve() for p in above)):
        raise fail(
            path, 1, f"The ontology extends itself through {other.name}.", "an ontology that does not extend this"
        )
    more, base = extended(other, (*above, path))
    return text + more, _merged(path, base, raw)


def _other(path: Path, name: str) -> Path:
    """The file that is extended; a path is meant from the folder of the file that says so."""
    found = ontology_path(name)
    return path.parent / found if name.endswith((".yaml", ".yml")) and not found.is_absolute() else found


def _merged(path: Path, base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    if not any(block in own for block in _BLOCKS):
        return base  # a view only: the standard tables are decided by the base, and say so
    out = {**base, **{key: own[key] for key in ("name", "version", "__line__")}}
    out["rules"] = [*(own.get("rules") or []), *(base.get("rules") or [])]
    for block, join in (("acts", _entry), ("types", _entry), ("cues", joined_words), ("sub_event_types", _last)):
        mine = check_table(path, own.get(block), 1, f"The block {block}")
        table = dict(base.get(block) or {"__line__": 0})
        if block == "types":
            table = _without(table, _sentences(mine))
        for name, value in items(mine):
            table[name] = join(table[name], value) if name in table else value
        out[block] = table | ({"__line__": mine["__line__"]} if "__line__" in mine else {})
    every = check_table(path, own.get("every_type"), 1, "The block every_type")
    out["every_type"] = _entry(base.get("every_type") or {"__line__": 0}, every) if every else base.get("every_type")
    return out


def _sentences(types: dict[str, Any]) -> set[str]:
    """The sentences of all examples and counter-examples of a block of types."""
    rows = [row for _, row in items(types) if isinstance(row, dict)]
    others = [other.get("text") for row in rows for other in row.get("not") or [] if isinstance(other, dict)]
    return {str(text) for text in (*others, *(text for row in rows for text in row.get("examples") or []))}


def _without(types: dict[str, Any], sentences: set[str]) -> dict[str, Any]:
    """A block of types without examples that the extending file promises otherwise."""
    out = dict(types)
    for label, row in items(types):
        kept = {**row}
        if "examples" in row:
            kept["examples"] = [text for text in row["examples"] if text not in sentences]
        if "not" in row:
            kept["not"] = [other for other in row["not"] if other["text"] not in sentences]
        out[label] = kept
    return out


def _last(_old: object, new: object) -> object:
    return new


def joined_words(old: object, new: object) -> list[str]:
    """The words of both lists."""
    return [*split_list(old), *split_list(new)]


def _entry(old: Any, new: Any) -> Any:
    """One act or type: words and lists grow, roles are joined, single values are replaced."""
    if not isinstance(new, dict) or not isinstance(old, dict):
        return new
    out = {**old, **new}
    for key in set(old) & set(new):
        if key in _WORDS:
            out[key] = joined_words(old[key], new[key])
        elif key in _LISTS:
            out[key] = [*(old[key] or []), *(new[key] or [])]
        elif key == "roles":
            out[key] = {**old[key], **new[key]}
    return out
