"""The events room: tables in, tables out.

Example:
    >>> tables = Linker(LinkerParams())(reports, documents)  # doctest: +SKIP
    >>> tables.events, tables.actors, tables.reports  # doctest: +SKIP
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pandas as pd

from conflictdata import schema
from conflictdata.events.derive import UNDISCLOSED, flag_for_review
from conflictdata.events.link import LinkerParams, Report, link, read_reports
from conflictdata.events.notes import vague_words
from conflictdata.events.reconcile import Row, reconcile
from conflictdata.knowledge import countries

_BRACKET = re.compile(r" \(([^()]+)\)$")
_OF = re.compile(r" of (?:the )?(.+?) \(\d{4}-")


@dataclass(frozen=True, slots=True)
class EventTables:
    """What the room hands on: all tables it writes or adds to."""

    events: pd.DataFrame
    actors: pd.DataFrame
    reports: pd.DataFrame
    evidence: pd.DataFrame
    impacts: pd.DataFrame


@dataclass
class Linker:
    """Reports of the same event in different documents become one event.

    Attributes:
        params: how far apart two reports of one event may be.
    """

    reads: ClassVar[tuple[str, ...]] = ("reports", "documents", "evidence", "impacts")
    writes: ClassVar[tuple[str, ...]] = ("events", "actors", "reports", "evidence", "impacts")

    params: LinkerParams = field(default_factory=LinkerParams)

    def __call__(
        self,
        reports: pd.DataFrame,
        documents: pd.DataFrame,
        evidence: pd.DataFrame | None = None,
        impacts: pd.DataFrame | None = None,
    ) -> EventTables:
        """Link and reconcile.

        Args:
            reports: valid rows of `reports`; their `event_id` is written anew.
            documents: valid rows of `documents`: outlets, publication days, copies.
            evidence: rows of `evidence`; reasons for values not taken are added.
            impacts: rows of `impacts`; `event_id` is filled.

        Returns:
            The tables, each sorted by its key; the order of the input never matters.
        """
        known = _Documents(documents)
        views = read_reports(reports, known.published)
        rows = {row["report_id"]: row for row in _plain_rows(reports)}
        said = vague_words(_plain_rows(schema.empty("impacts") if impacts is None else impacts))
        events: list[Row] = []
        event_of: dict[str, str] = {}
        for group in link(views, self.params):
            members = [
                {**_member(rows[views[i].report_id], views[i], order, known), "_said": said.get(views[i].report_id, {})}
                for order, i in enumerate(group)
            ]
            outlets = [name for member in members for name in known.outlets(member["document_id"])]
            event = reconcile(members, outlets, self.params)
            event_of.update({member["report_id"]: event["event_id"] for member in members})
            events.append(event)
        reasons = {key: value for event in events for key, value in event.pop("_reasons").items()}
        table = flag_for_review(_typed("events", events), across_rows=True)
        return EventTables(
            events=table.sort_values("event_id", ignore_index=True),
            actors=actors_table(table),
            reports=_with_event(reports, event_of).sort_values("report_id", ignore_index=True),
            evidence=_explain(evidence, reasons, rows),
            impacts=_sorted("impacts", _with_event(schema.empty("impacts") if impacts is None else impacts, event_of)),
        )


class _Documents:
    """What the room asks about documents: outlets (those of copies too), publication day, who is independent."""

    def __init__(self, documents: pd.DataFrame) -> None:
        self.published: dict[str, pd.Timestamp] = {}
        self._outlets: dict[str, set[str]] = defaultdict(set)
        self._own: dict[str, str] = {}
        parent: dict[str, str] = {}
        for row in _plain_rows(documents[["document_id", "published", "source", "near_duplicate_of"]]):
            name, outlet = row["document_id"], row["source"]
            if row["published"] is not None:
                self.published[name] = pd.Timestamp(row["published"])
            if row["near_duplicate_of"] is not None:
                parent[name] = row["near_duplicate_of"]
            if outlet is not None:
                self._own[name] = outlet
        for name, outlet in self._own.items():
            self._outlets[_root(name, parent)].add(outlet)

    def outlets(self, document_id: str) -> list[str]:
        """Outlets that carried a document or a copy of it."""
        return sorted(self._outlets.get(document_id, ())) or [UNDISCLOSED]

    def voter(self, document_id: str) -> str:
        """Independent source of a document: its outlet, or the document itself when the outlet is unknown."""
        return self._own.get(document_id, f"document {document_id}")

    def day(self, document_id: str) -> int | None:
        """Publication day as a number; None when unknown."""
        found = self.published.get(document_id)
        return None if found is None else found.toordinal()


def _root(name: str, parent: dict[str, str]) -> str:
    seen = {name}
    while name in parent and parent[name] not in seen:
        name = parent[name]
        seen.add(name)
    return name


def _plain_rows(df: pd.DataFrame) -> list[Row]:
    """Rows as dicts with None for null."""
    plain = df.astype(object).where(df.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _member(row: Row, view: Report, order: int, known: _Documents) -> Row:
    document = row["document_id"]
    own = {"_source": known.voter(document), "_published": known.day(document), "_order": order, "_report": view}
    return {**row, **own}


def _typed(table: str, rows: list[Row]) -> pd.DataFrame:
    return schema.conform(table, pd.DataFrame(rows))[0]


def _sorted(table: str, df: pd.DataFrame) -> pd.DataFrame:
    return df.sort_values(list(schema.TABLES[table].key), kind="stable", ignore_index=True)


def _with_event(df: pd.DataFrame, event_of: dict[str, str]) -> pd.DataFrame:
    return df.assign(event_id=df["report_id"].map(event_of).astype("str"))


def _country_in(name: str) -> str | None:
    found = _OF.search(name) or _BRACKET.search(name)
    country = countries.get(found[1]) if found else None
    return country.name if country else None


def actors_table(events: pd.DataFrame) -> pd.DataFrame:
    """The `actors` table: one row per event and actor.

    Args:
        events: rows of `events`.
    """
    rows: list[Row] = []
    for event in _plain_rows(events):
        for side in ("1", "2"):
            if event[f"actor{side}"] is not None:
                rows.append(_actor(event["event_id"], f"actor{side}", event[f"actor{side}"], event[f"inter{side}"]))
            for name in (event[f"assoc_actor_{side}"] or "").split("; "):
                if name:
                    rows.append(_actor(event["event_id"], f"assoc_actor_{side}", name, None))
    return _sorted("actors", _typed("actors", rows))


def _actor(event_id: str, slot: str, name: str, inter: str | None) -> Row:
    return {"event_id": event_id, "slot": slot, "name": name, "inter": inter, "country": _country_in(name)}


def _explain(
    evidence: pd.DataFrame | None, reasons: dict[tuple[str, str], tuple[str, str]], reports: dict[str, Row]
) -> pd.DataFrame:
    """Evidence with the reasons for values not taken, added to rows that exist and as new rows where none does."""
    table = schema.empty("evidence") if evidence is None else evidence
    left = dict(reasons)
    texts: list[Any] = []
    for report, name, old in table[["report_id", "field", "reason"]].itertuples(index=False):
        found = left.pop((report, name), None)
        old = old if isinstance(old, str) else None
        texts.append(old if found is None else "; ".join(part for part in (old, found[1]) if part))
    table = table.assign(reason=pd.Series(texts, index=table.index, dtype="str"))
    new = [
        {
            "report_id": report,
            "field": name,
            "value": value,
            "document_id": reports[report]["document_id"],
            "method": "inferred_default",
            "rule_id": "reconcile",
            "reason": why,
        }
        for (report, name), (value, why) in sorted(left.items())
    ]
    both = pd.concat([table, _typed("evidence", new)], ignore_index=True) if new else table
    return _sorted("evidence", both)
