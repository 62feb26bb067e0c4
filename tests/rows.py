"""Small hand-built rows for the tests of the rooms after the coder."""

from __future__ import annotations

from typing import Any

import pandas as pd

from conflictdata import schema
from conflictdata.events import complete_reports, report_id

AS_OF = "2024-09-20"
VERSIONS = {"coder_version": "0.1.0", "ontology_version": "1.0"}


def report(document_id: str = "d1", start: int = 40, **changes: Any) -> dict[str, Any]:
    """Decisions of the coder about an attack on farmers near Abala; changes override single cells."""
    row: dict[str, Any] = {
        "document_id": document_id,
        "event_date": "2024-09-16",
        "time_precision": 1,
        "sub_event_type": "Attack",
        "actor1": "Unidentified Armed Group (Niger)",
        "inter1": "Political militia",
        "actor2": "Civilians (Niger)",
        "inter2": "Civilians",
        "assoc_actor_2": "Farmers (Niger)",
        "iso3": "NER",
        "country": "Niger",
        "admin1": "Tillaberi",
        "admin2": "Abala",
        "location": "Abala",
        "latitude": 14.9312,
        "longitude": 3.43,
        "geo_precision": 1,
        "geonameid": 2449892,
        "fatalities": 7,
        "fatalities_low": 7,
        "fatalities_status": "minimum",
        "perpetrator_slot": "actor1",
        "confidence": 0.8,
        "span_start": start,
        "span_end": start + 20,
        "rule_id": "attack.kill",
    }
    row.update(changes)
    row.setdefault("report_id", report_id(document_id, start, str(row["sub_event_type"])))
    return row


def document(document_id: str = "d1", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "document_id": document_id,
        "status": "coded",
        "published": "2024-09-17",
        "published_source": "metadata",
        "source": f"Outlet {document_id}",
        "n_chars": 900,
        "n_reports": 1,
    }
    return {**row, **changes}


def documents(*rows: dict[str, Any]) -> pd.DataFrame:
    return schema.conform("documents", pd.DataFrame(list(rows)))[0]


def reports(*rows: dict[str, Any], docs: pd.DataFrame | None = None) -> pd.DataFrame:
    valid, refused = schema.validate("reports", complete_reports(rows, AS_OF, VERSIONS, docs))
    assert refused.empty, refused["reason"].tolist()
    return valid


def evidence(*report_rows: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "report_id": row["report_id"],
            "field": field,
            "value": str(row[field]),
            "document_id": row["document_id"],
            "span_start": row["span_start"],
            "span_end": row["span_end"],
            "method": "pattern",
            "rule_id": row["rule_id"],
            "confidence": 0.8,
        }
        for row in report_rows
        for field in ("event_date", "sub_event_type", "actor1", "actor2", "location", "fatalities")
        if row.get(field) is not None
    ]
    return schema.conform("evidence", pd.DataFrame(rows))[0]


def impacts(*report_rows: dict[str, Any]) -> pd.DataFrame:
    rows = [
        {
            "impact_id": f"i-{row['report_id']}",
            "report_id": row["report_id"],
            "group": "civilians",
            "impact": "killed",
            "low": row["fatalities_low"],
            "best": row["fatalities"],
            "count_text": "at least seven",
            "count_kind": "at_least",
            "unit": "persons",
            "is_cumulative": False,
            "span_start": row["span_start"],
            "span_end": row["span_end"],
            "confidence": 0.8,
        }
        for row in report_rows
    ]
    return schema.conform("impacts", pd.DataFrame(rows))[0]
