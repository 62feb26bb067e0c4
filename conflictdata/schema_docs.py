"""Files generated from the schema: ``schemas/<table>.schema.json`` and ``schemas/codebook.md``.

Run ``python -m conflictdata.schema`` to write them, with ``--check`` to learn whether they are stale.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow

from conflictdata import schema, schema_arrow
from conflictdata.knowledge import taxonomy as tax
from conflictdata.schema_checks import help_texts

_JSON_TYPES = {"string": "string", "bool": "boolean", "double": "number", "date32[day]": "string"}


def statistics(column: Any) -> dict[str, Any]:
    """Limits a column's checks set: ``allowed_values``, ``min_value``, ``max_value``, ``pattern``."""
    found: dict[str, Any] = {}
    for check in column.checks:
        found.update(check.statistics or {})
    return found


def type_name(column: Any) -> str:
    """Storage type of a column in words: ``string``, ``enum``, ``int32``, ``date`` ..."""
    kind = schema_arrow.type_of(column)
    if kind == schema_arrow.ENUM:
        return "enum"
    return {"double": "float64", "date32[day]": "date"}.get(str(kind), str(kind))


def _json_column(column: Any) -> dict[str, Any]:
    kind, stats = schema_arrow.type_of(column), statistics(column)
    plain = "string" if kind == schema_arrow.ENUM else _JSON_TYPES.get(str(kind), "integer")
    out: dict[str, Any] = {"description": column.description, "type": [plain, "null"] if column.nullable else plain}
    if kind == pyarrow.date32():
        out["format"] = "date"
    if "allowed_values" in stats:
        out["enum"] = [*stats["allowed_values"], *([None] if column.nullable else [])]
    for ours, theirs in (("min_value", "minimum"), ("max_value", "maximum"), ("pattern", "pattern")):
        if ours in stats:
            out[theirs] = getattr(stats[ours], "pattern", stats[ours])
    notes = column.metadata or {}
    if "unit" in notes:
        out["unit"] = notes["unit"]
    if "example" in notes:
        out["examples"] = [notes["example"]]
    return {**out, "arrowType": str(kind)}


def json_schema(table: str) -> dict[str, Any]:
    """JSON schema (draft 2020-12) of one row of a table."""
    spec, columns = schema.TABLES[table], schema.schema_of(table).columns
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table,
        "description": spec.summary,
        "schemaVersion": schema.SCHEMA_VERSION,
        "type": "object",
        "additionalProperties": False,
        "primaryKey": list(spec.key),
        "required": [name for name, column in columns.items() if column.required],
        "properties": {name: _json_column(column) for name, column in columns.items()},
        "invariants": [check.__name__ for check in spec.invariants],
    }


def _allowed(column: Any) -> str:
    stats = statistics(column)
    if "allowed_values" in stats:
        values = [str(value) for value in stats["allowed_values"]]
        return ", ".join(values) if len(values) <= 12 else f"{len(values)} values, see the lists below"
    if "pattern" in stats:
        return f"`{getattr(stats['pattern'], 'pattern', stats['pattern'])}`"
    low, high = stats.get("min_value"), stats.get("max_value")
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else ""


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def _table_page(table: str) -> list[str]:
    spec = schema.TABLES[table]
    key = ", ".join(f"`{name}`" for name in spec.key) or "none"
    out = [f"## {table}", "", spec.summary, "", f"Key: {key}.", ""]
    out += ["| column | type | null | meaning | unit | allowed |", "|---|---|---|---|---|---|"]
    for name, column in schema.schema_of(table).columns.items():
        notes = column.metadata or {}
        meaning = column.description + (f" Example: `{notes['example']}`." if "example" in notes else "")
        null = "yes" if column.nullable else "no"
        cells = (f"`{name}`", type_name(column), null, meaning, notes.get("unit", ""), _allowed(column))
        out.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    if spec.invariants:
        out += ["", "Rules of a row: " + ", ".join(f"`{check.__name__}`" for check in spec.invariants) + "."]
    return [*out, ""]


def table_page(table: str) -> str:
    """The codebook's page of one table.

    Raises:
        SchemaError: when there is no such table.
    """
    schema.schema_of(table)
    return "\n".join(_table_page(table)).rstrip() + "\n"


def _slots(labels: frozenset[str], required: bool = True) -> str:
    codes = sorted(tax.inter_codes()[label] for label in labels)
    return " ".join(str(code) for code in ([] if required else [0]) + codes)


def _lists_page() -> list[str]:
    out = ["## Lists", "", "### Sub-event types, in hierarchical order", ""]
    out += ["| sub_event_type | event_type | disorder_type | inter1 | inter2 (0 = may be blank) | civilian_targeting |"]
    out += ["|---|---|---|---|---|---|"]
    words = {"always": "always", "never": "never", "main_target": "if civilians are the main or only target"}
    for sub in tax.sub_event_types().values():
        sides = _slots(sub.slots.actor1), _slots(sub.slots.actor2, sub.slots.actor2_required)
        label = f"{sub.label} (of this dataset, like {sub.like})" if sub.like else sub.label
        cells = (label, sub.event_type, sub.disorder_type, *sides, words[sub.civilian])
        out.append(f"| {' | '.join(cells)} |")
    out += ["", "### Actor classes (inter)", ""]
    out += [f"{code}. {label}" for label, code in tax.inter_codes().items()]
    out += ["", "### Interactions", "", "; ".join(f"{code} {label}" for label, code in tax.interactions().items()), ""]
    out += ["### Regions", "", "; ".join(tax.REGIONS), ""]
    scales = "; ".join(tax.SOURCE_SCALE_TOKENS)
    out += ["### Source scales", "", f"One of these, or two joined by a hyphen in this order: {scales}", ""]
    return out


def _rules_page() -> list[str]:
    out = ["## Rules", "", "| rule | no. | what it refuses | allowed | what follows |", "|---|---|---|---|---|"]
    for name, text in help_texts().items():
        follows = "the row is kept and marked `flagged`" if text.soft else "the row goes to `rejects`"
        out.append(f"| `{name}` | {text.invariant or ''} | {_cell(text.what)} | {_cell(text.allowed)} | {follows} |")
    return [*out, ""]


def codebook() -> str:
    """The codebook as Markdown, made from the schema alone."""
    head = f"""# Codebook

Schema version {schema.SCHEMA_VERSION}, taxonomy version {tax.VERSION}. Generated from the code; do not edit.

ACLED-style data: the columns, labels and rules follow the public ACLED codebook, so scripts written for it work here.
Not produced or endorsed by ACLED, and not ACLED's data. Counts are not comparable with ACLED, UCDP or GTD.

Null means not reported; 0 means reported as none, or coded as none by the standard (`fatalities_status` tells which).
Lists in one cell are joined by `; `. Dates are local days. Coordinates are WGS 84.
"""
    parts = [head, *(line for table in schema.TABLES for line in _table_page(table)), *_lists_page(), *_rules_page()]
    return "\n".join(parts).rstrip() + "\n"


def generated() -> dict[str, str]:
    """All generated files, by name."""
    files = {f"{t}.schema.json": json.dumps(json_schema(t), indent=2, ensure_ascii=False) + "\n" for t in schema.TABLES}
    return {**files, "codebook.md": codebook()}


def stale(folder: Path) -> list[str]:
    """Names of generated files in a folder that are missing, outdated or no longer made."""
    files = generated()
    old = [path.name for path in folder.glob("*") if path.name not in files]
    new = [name for name, text in files.items() if not _same(folder / name, text)]
    return sorted(old + new)


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def write(folder: Path) -> None:
    """Write all generated files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generated().items():
        (folder / name).write_text(text, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Command line of ``python -m conflictdata.schema``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m conflictdata.schema", description="Write or check schemas/.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path("schemas"), help="where the files stand")
    parser.add_argument("--check", action="store_true", help="only say which files are stale; exit code 1 if any")
    args = parser.parse_args(argv)
    if not args.check:
        write(args.folder)
        return 0
    old = stale(args.folder)
    if old:
        sys.stderr.write(f"Stale: {', '.join(old)}. Run: python -m conflictdata.schema {args.folder}\n")
    return 1 if old else 0
