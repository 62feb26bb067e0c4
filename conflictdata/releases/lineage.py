"""What became of every event between two versions, told by the reports they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from conflictdata import schema
from conflictdata.releases.differences import CellChange

# Identities that are gone stay listed for ever, so that a paper's event_id can always be followed.
KEPT = ("merged", "split", "deleted")


def lineage(
    old_events: pd.DataFrame,
    old_reports: pd.DataFrame,
    new_events: pd.DataFrame,
    new_reports: pd.DataFrame,
    since: str,
    changes: Mapping[str, list[CellChange]],
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The `lineage` table of a new version.

    Args:
        old_events: `event_id` of the version before.
        old_reports: `report_id` and `event_id` of the version before.
        new_events: `event_id` of the new version.
        new_reports: `report_id` and `event_id` of the new version.
        since: name of the version before.
        changes: cells that changed, by event.
        earlier: `lineage` of the version before; identities that are gone are carried on.

    Returns:
        Rows of `lineage`, by event.
    """
    old_ids, new_ids = set(old_events["event_id"]), set(new_events["event_id"])
    was, now = _event_of(old_reports), _event_of(new_reports)
    after, before = _shared(was, now), _shared(now, was)
    rows: list[dict[str, Any]] = []

    def add(event: str, change: str, reason: str, other: str | None = None) -> None:
        rows.append({"event_id": event, "change": change, "other_id": other, "since_version": since, "reason": reason})

    for event in sorted(old_ids - new_ids):
        heirs = after.get(event)
        if not heirs:
            add(event, "deleted", "none of its reports is coded any more")
            continue
        heir = _most(heirs)
        alone = set(before.get(heir, ())) == {event}
        add(event, "merged", "continues under this identity" if alone else "told of the same incident", heir)
    for event in sorted(new_ids - old_ids):
        parents = before.get(event, Counter())
        living = Counter({parent: shared for parent, shared in parents.items() if parent in new_ids})
        if living:
            add(event, "split", "part of its reports tell of another incident", _most(living))
        elif parents:
            add(event, "new", "takes the place of " + ", ".join(sorted(parents)))
        else:
            add(event, "new", "first reported in this version")
    for event in sorted(old_ids & new_ids):
        if changes.get(event):
            add(event, "updated", "; ".join(str(change) for change in changes[event]))
    table = schema.conform("lineage", pd.DataFrame(rows))[0]
    if earlier is not None and len(earlier):
        gone = earlier[earlier["change"].astype(str).isin(KEPT)]
        table = schema.conform("lineage", pd.concat([gone.astype(object), table.astype(object)], ignore_index=True))[0]
    return table.sort_values(["event_id", "since_version", "change"], kind="stable", ignore_index=True)


def _event_of(reports: pd.DataFrame) -> dict[str, str]:
    linked = reports[reports["event_id"].notna()]
    return dict(zip(linked["report_id"], linked["event_id"], strict=True))


def _shared(one: dict[str, str], two: dict[str, str]) -> dict[str, Counter[str]]:
    """For every event of one version, the events of the other that hold its reports, with how many."""
    out: dict[str, Counter[str]] = {}
    for report, event in one.items():
        if report in two:
            out.setdefault(event, Counter())[two[report]] += 1
    return out


def _most(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))
