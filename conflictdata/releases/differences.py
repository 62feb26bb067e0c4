"""What changed between two versions of a dataset, event by event and cell by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from conflictdata.releases.release import Release, find
from conflictdata.releases.stored import read_table

# Cells that differ without anything being known anew.
IGNORED = frozenset({"timestamp", "coder_version", "ontology_version"})
SHOWN = 50


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of an event that has another value now."""

    column: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.column} {self.old} -> {self.new}"


@dataclass
class Difference:
    """The difference between two versions.

    Attributes:
        dataset: name of the dataset.
        old: version before, None for a first version.
        new: version after.
        lineage: rows of `lineage` about this step.
        changes: cells that changed, by event.
        rows: rows of each table before and after.
        reasons: facts about the run that explain changes (code, knowledge, inputs).
    """

    dataset: str
    old: str | None
    new: str
    lineage: pd.DataFrame
    changes: dict[str, list[CellChange]] = field(default_factory=dict)
    rows: dict[str, tuple[int, int]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Events by what happened to them."""
        found = Counter(self.lineage["change"].astype(str))
        return {name: found.get(name, 0) for name in ("new", "updated", "merged", "split", "deleted")}

    def __str__(self) -> str:
        return self.to_markdown()

    def to_markdown(self) -> str:
        """The difference as a page a person can read."""
        if self.old is None:
            return f"# {self.dataset} {self.new}\n\nFirst version: nothing to compare with.\n"
        out = [f"# {self.dataset} {self.old} -> {self.new}", "", "| events | number |", "|---|---:|"]
        out += [f"| {name} | {number} |" for name, number in self.counts.items()]
        out += ["", "| table | rows before | rows now |", "|---|---:|---:|"]
        out += [f"| {table} | {old} | {new} |" for table, (old, new) in self.rows.items()]
        if self.reasons:
            out += ["", "What differs between the runs: " + "; ".join(self.reasons) + "."]
        out += self._cells()
        for change in ("new", "merged", "split", "deleted"):
            out += self._list(change)
        return "\n".join(out) + "\n"

    def _cells(self) -> list[str]:
        columns = Counter(change.column for cells in self.changes.values() for change in cells)
        if not columns:
            return []
        out = ["", "## Changed cells", "", "| column | events |", "|---|---:|"]
        out += [f"| {column} | {number} |" for column, number in sorted(columns.items(), key=lambda x: (-x[1], x[0]))]
        out += ["", "| event | column | before | now |", "|---|---|---|---|"]
        lines = [
            f"| {event} | {change.column} | {_escape(change.old)} | {_escape(change.new)} |"
            for event in sorted(self.changes)
            for change in self.changes[event]
        ]
        return out + _first(lines)

    def _list(self, change: str) -> list[str]:
        rows = self.lineage[self.lineage["change"].astype(str) == change]
        if rows.empty:
            return []
        lines = []
        for event, other, reason in rows[["event_id", "other_id", "reason"]].itertuples(index=False):
            link = f" ({'into' if change == 'merged' else 'from'} {other})" if isinstance(other, str) else ""
            lines.append(f"- {event}{link}: {reason}")
        return ["", f"## Events {change}", "", *_first(lines)]


def _first(lines: Sequence[str]) -> list[str]:
    left = len(lines) - SHOWN
    return [*lines[:SHOWN], *([f"\n{left} more; see lineage.parquet."] if left > 0 else [])]


def _escape(text: str) -> str:
    return text.replace("|", "\\|")


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "null"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def cell_changes(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, list[CellChange]]:
    """Cells that differ between events both versions have.

    Args:
        old: `events` of the version before.
        new: `events` of the version after.

    Returns:
        Changes by event, in the order of the columns; columns only one version has are left out.
    """
    shared = [name for name in new.columns if name in old.columns and name not in IGNORED]
    one, two = (df.set_index("event_id", drop=False)[shared].astype(object) for df in (old, new))
    both = one.index.intersection(two.index)
    one, two = one.loc[both], two.loc[both]
    out: dict[str, list[CellChange]] = {}
    for name in shared:
        differs = ~((one[name] == two[name]).fillna(False).astype(bool) | (one[name].isna() & two[name].isna()))
        for event in both[differs.to_numpy(dtype=bool)]:
            out.setdefault(event, []).append(CellChange(name, _text(one.at[event, name]), _text(two.at[event, name])))
    return out


def run_reasons(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What differs between the runs behind two manifests, in words."""
    out = [
        f"{name} {old.get(name)} -> {new.get(name)}"
        for name in ("code_version", "schema_version", "as_of")
        if old.get(name) != new.get(name)
    ]
    out += [
        f"another {word}"
        for name, word in (("config_hash", "configuration"), ("inputs", "input"), ("model", "language model"))
        if old.get(name) != new.get(name)
    ]
    before = {fact["name"]: fact.get("sha256") for fact in old.get("knowledge", [])}
    now = {fact["name"]: fact.get("sha256") for fact in new.get("knowledge", [])}
    changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
    return out + ([f"knowledge {', '.join(changed)}"] if changed else [])


def row_counts(old: dict[str, int], new: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Rows of each table before and after; `lineage` is about the step itself and left out."""
    return {table: (old.get(table, 0), number) for table, number in new.items() if table != "lineage"}


def compare(old: Release, new: Release) -> Difference:
    """Difference between two published versions."""
    from conflictdata.releases.lineage import lineage

    events = [read_table(release.table_path("events")) for release in (old, new)]
    reports = [read_table(release.table_path("reports"), ["report_id", "event_id"]) for release in (old, new)]
    changes = cell_changes(events[0], events[1])
    return Difference(
        dataset=new.dataset,
        old=old.version,
        new=new.version,
        lineage=lineage(events[0], reports[0], events[1], reports[1], old.version, changes),
        changes=changes,
        rows=row_counts(old.counts, new.counts),
        reasons=run_reasons(old.manifest, new.manifest),
    )


def diff(dataset: str, old: str | int, new: str | int = "latest", root: str | Path = "outputs") -> Difference:
    """Compare two versions of a dataset.

    Args:
        dataset: its name.
        old: version before, such as ``"v1"`` or 1.
        new: version after.
        root: folder that holds ``releases/``.

    Example:
        >>> print(diff("sahel", "v1", "v2"))  # doctest: +SKIP
    """
    return compare(find(dataset, old, root), find(dataset, new, root))
