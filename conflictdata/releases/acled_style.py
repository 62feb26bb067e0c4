"""Reading and checking files in ACLED's format: 31 columns, in any of the spellings that are about.

Tolerated: both spellings of the civilian flag, digits instead of class labels, numbers as text, "" for missing, older
ways to write a date. What is tolerated is brought into today's form first; the rules then see one format only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pa

from conflictdata import schema, schema_validate
from conflictdata import schema_checks as rule
from conflictdata.knowledge import taxonomy as tax
from conflictdata.releases.words import count

if TYPE_CHECKING:
    from conflictdata.releases.checks import CheckReport

FLAGS = {"Civilian targeting": rule.CIVILIAN_FLAG, "Civilians targeted": rule.CIVILIAN_FLAG}
POPULATION = ("population_1km", "population_2km", "population_5km", "population_best")
# Columns of our own events that ACLED's format shares, with the identity first.
COLUMNS = tuple(schema.columns("events")[:31])


def normalise(df: pd.DataFrame) -> pd.DataFrame:
    """Bring an ACLED-style table into today's form: text labels, ISO dates, null for missing.

    Args:
        df: rows as read from a file, under any of ACLED's spellings.

    Example:
        >>> normalise(pd.DataFrame({"EVENT_DATE": ["01 November 2024"], "INTER1": ["3"]}))["inter1"].tolist()
        ['Political militia']
    """
    out = df.rename(columns=lambda name: str(name).strip().lower()).astype(object)
    out = out.where(out.notna() & (out != ""), None)
    labels: dict[str, str | None] = {str(code): label for label, code in tax.inter_codes().items()}
    pairs: dict[str, str | None] = {str(code): label for label, code in tax.interactions().items()}
    for name, names in (("inter1", labels), ("inter2", {**labels, "0": None}), ("interaction", pairs)):
        if name in out:
            out[name] = [_relabel(value, names) for value in out[name]]
    if "civilian_targeting" in out:
        out["civilian_targeting"] = [FLAGS.get(value, value) for value in out["civilian_targeting"]]
    if "event_date" in out:
        out["event_date"] = [_iso_day(value) for value in out["event_date"]]
    return out


def _relabel(value: Any, names: dict[str, str | None]) -> Any:
    if value is None:
        return None
    text = str(value).removesuffix(".0").strip()
    return names.get(text, value)


def _iso_day(value: Any) -> Any:
    for form in ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%d/%m/%Y"):
        day = pd.to_datetime(str(value), format=form, errors="coerce")
        if not pd.isna(day):
            return day.date().isoformat()
    return value


def acled_schema() -> pa.DataFrameSchema:
    """Schema of ACLED's 31 columns: our columns, and those of our rules that need no other."""
    ours = schema.schema_of("events")
    columns = {name: ours.columns[name] for name in COLUMNS}
    columns["event_id_cnty"] = pa.Column(str, nullable=False, description="Identity of the event.")
    shared = [check for check in rule.CODED if set(rule.help_texts()[check.__name__].columns) <= set(COLUMNS)]
    return pa.DataFrameSchema(columns, checks=[pa.Check(check, name=check.__name__) for check in shared], strict=True)


def check(report: CheckReport, df: pd.DataFrame) -> None:
    """Check a table in ACLED's format and add what is found to a report."""
    from conflictdata.releases.checks import add_refusals, add_warnings

    rows = normalise(df)
    missing = [name for name in COLUMNS if name not in rows]
    if missing:
        report.errors.append(f"columns of ACLED's format are missing: {', '.join(missing)}")
        return
    extra = [str(name) for name in rows if name not in COLUMNS and name not in POPULATION]
    if extra:
        report.warnings.append(f"further columns, not checked: {', '.join(extra)}")
    report.facts.append(f"events in ACLED's format: {count(len(rows), 'row')}")
    found, rows = acled_schema(), rows[list(COLUMNS)]
    valid, failures = schema_validate.run(found, ("event_id_cnty",), rows)
    refused = schema_validate.as_rejects(found, failures, rows, "events", "check")
    add_refusals(report, "events", schema.conform("rejects", pd.DataFrame(refused))[0], rows)
    add_warnings(report, valid)
