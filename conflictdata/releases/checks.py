"""Checking published data: a whole release, or a single table, ours or ACLED-style."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from conflictdata import schema, schema_docs
from conflictdata import schema_checks as rule
from conflictdata.errors import ReleaseError
from conflictdata.knowledge import taxonomy as tax
from conflictdata.releases import acled_style
from conflictdata.releases.hashing import TableHash, content_hash, file_sha256
from conflictdata.releases.release import Release, open_release
from conflictdata.releases.stored import as_pandas, read_table, schema_of
from conflictdata.releases.tables import sorted_batches
from conflictdata.releases.words import count

EXAMPLES = 5
# Rules of a single cell; what else is wrong with its row mostly follows from it.
CELL_RULES = ("not_nullable", "type", "isin", "str_matches", "greater_than_or_equal_to", "less_than_or_equal_to")
FILES = ("manifest.json", "config.yaml", "codebook.md", "datapackage.json", "CITATION.cff", "DIFF.md")
# Cells the coder decides for every event; each needs evidence (or a row that says it was inferred).
EVIDENCED = ("event_date", "sub_event_type", "actor1", "location")


@dataclass
class CheckReport:
    """Outcome of a check.

    Attributes:
        path: what was checked.
        facts: what was looked at.
        errors: what breaks the schema or contract.
        warnings: what a person should look at.
    """

    path: Path
    facts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def __bool__(self) -> bool:
        return self.valid

    def __str__(self) -> str:
        out = [f"{self.path}: {'valid' if self.valid else count(len(self.errors), 'problem')}"]
        out += [f"  {line}" for line in self.facts]
        out += [f"  error: {line}" for line in self.errors]
        return "\n".join(out + [f"  warning: {line}" for line in self.warnings])


def check(path: str | Path, table: str = "events") -> CheckReport:
    """Check a release folder, or a file of events of ours or in ACLED's format.

    Args:
        path: folder of a release, or a ``.parquet`` or ``.csv`` file.
        table: table a single Parquet file is checked as.

    Raises:
        ReleaseError: when there is nothing to check.
    """
    place = Path(path)
    if not place.exists():
        raise ReleaseError("there is nothing to check", where=str(place), todo="check the path")
    if (place / "manifest.json").exists():
        return check_release(place)
    if place.is_dir() and (found := sorted(place.glob("*.csv"))):
        return _together(place, [check_file(path, table) for path in found])
    if place.is_dir() and not list(place.glob("*.parquet")):
        raise ReleaseError(
            "this folder is neither a release nor a table",
            where=str(place),
            allowed="a folder with manifest.json, or with .csv files of events",
        )
    return check_file(place, table)


def _together(folder: Path, reports: list[CheckReport]) -> CheckReport:
    """One report of the files of a folder, each line under the name of its file."""
    out = CheckReport(folder)
    for name in ("facts", "errors", "warnings"):
        getattr(out, name).extend(f"{one.path.name}: {line}" for one in reports for line in getattr(one, name))
    return out


def check_path(path: str | Path, table: str = "events") -> CheckReport:
    """Same as ``check``."""
    return check(path, table)


def check_file(path: Path, table: str = "events") -> CheckReport:
    """Check a single file, in our format or ACLED's."""
    report = CheckReport(path)
    df = _read_any(path)
    ours = set(schema.columns(table)) <= set(df.columns)
    if ours:
        _check_rows(report, table, df)
        return report
    if table != "events":
        missing = [name for name in schema.columns(table) if name not in df.columns]
        report.errors.append(f"{table}: columns are missing: {', '.join(missing)}")
        return report
    acled_style.check(report, df)
    return report


def _read_any(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet" or path.is_dir():
        return read_table(path)
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    raise ReleaseError(
        f"files of the kind {path.suffix!r} cannot be checked", where=str(path), allowed=".parquet, .csv, a release"
    )


def _check_rows(report: CheckReport, table: str, df: pd.DataFrame) -> pd.DataFrame:
    """Validate a table's rows; returns the valid ones."""
    report.facts.append(f"{table}: {count(len(df), 'row')}")
    valid, refused = schema.validate(table, df[[c for c in df.columns if c in schema.schema_of(table).columns]])
    add_refusals(report, table, refused, df)
    extra = [str(name) for name in df.columns if name not in schema.schema_of(table).columns]
    if extra:
        report.errors.append(f"{table}: unknown columns: {', '.join(extra)}")
    if table == "events":
        add_warnings(report, valid)
    return valid


def add_refusals(report: CheckReport, table: str, refused: pd.DataFrame, rows: pd.DataFrame) -> None:
    """Add refused rows to a report: each row once, with its line, its identity and the first of its problems.

    Args:
        report: where to.
        table: name of the table.
        refused: rows of `rejects`.
        rows: the rows that were checked, in the order of the file.
    """
    key = next((name for name in (*schema.TABLES[table].key, "event_id_cnty") if name in rows), "")
    lines = {str(value): number for number, value in reversed(list(enumerate(rows[key], start=2)))} if key else {}
    shown: Counter[str] = Counter()
    for _, problems in refused.groupby("row", sort=False):
        ranked = problems.assign(cell=problems["check"].isin(CELL_RULES)).sort_values(
            "cell", ascending=False, kind="stable"
        )
        name, *others = dict.fromkeys(ranked["check"])
        shown[name] += 1
        if shown[name] > EXAMPLES:
            continue
        identity = str(json.loads(ranked["row"].iloc[0]).get(key, ""))
        where = ", ".join(part for part in (f"line {lines[identity]}" if identity in lines else "", identity) if part)
        also = f" (also: {', '.join(others)})" if others else ""
        report.errors.append(f"{table}{f', {where}' if where else ''}: {name}: {ranked['reason'].iloc[0]}{also}")
    for name, number in shown.items():
        if number > EXAMPLES:
            report.errors.append(f"{table}: {count(number - EXAMPLES, 'more row')} of the kind {name}")


def add_warnings(report: CheckReport, events: pd.DataFrame) -> None:
    """Add rows that break a soft rule; a rule about a column that the table has not is left out."""
    for name, soft in rule.SOFT.items():
        if not set(rule.help_texts()[name].columns) <= set(events):
            continue
        fails = int((~soft(events)).sum()) if len(events) else 0
        if fails:
            report.warnings.append(
                f"events: {count(fails, 'row breaks', 'rows break')} {name}: {rule.help_texts()[name].what}"
            )


def check_release(folder: Path) -> CheckReport:
    """Check a release: files, storage types, rows, references between tables, hashes, counts.

    Sub-event types that its ontology declared stand in its manifest; they and no others are allowed besides the 25.
    """
    release = open_release(folder)
    own = [tax.from_record(row) for row in release.manifest.get("sub_event_types", [])]
    with tax.declared(own):
        return _check_release(folder, release)


def _check_release(folder: Path, release: Release) -> CheckReport:
    report = CheckReport(folder)
    report.errors += [f"{name} is missing" for name in FILES if not (folder / name).exists()]
    tables: dict[str, pd.DataFrame] = {}
    hashes: dict[str, str] = {}
    for name in schema.TABLES:
        path = folder / f"{name}.parquet"
        if not path.exists():
            if name in schema.ALWAYS or name in release.counts:
                report.errors.append(f"{name}.parquet is missing")
            continue
        report.errors += [f"{name}: {line}" for line in storage_problems(name, path)]
        tables[name] = _check_rows(report, name, as_pandas(pq.read_table(path)))
        hashes[name] = hash_table(name, path)
        if len(tables[name]) != release.counts.get(name):
            report.errors.append(f"{name}: the manifest counts {release.counts.get(name)} rows")
    if set(schema.ALWAYS) <= set(tables):
        report.errors += cross_problems(tables)
        if content_hash(hashes) != release.content_hash:
            report.errors.append("content_hash of the manifest is not that of the tables")
    report.errors += _package_problems(folder)
    report.facts += _about(release)
    return report


def _about(release: Release) -> list[str]:
    return [f"{release.dataset} {release.version}, content {release.content_hash[:16]}"]


def storage_problems(table: str, path: Path) -> list[str]:
    """Columns whose storage type, order or description is not the declared one."""
    found = schema_of(path)
    wanted = schema.arrow_schema(table, with_optional="text" in found.names)
    if found.names != wanted.names:
        odd = sorted(set(found.names) ^ set(wanted.names))
        return [f"columns are not the declared ones: {', '.join(odd)}" if odd else "columns are not in order"]
    out = [
        f"{field.name} is stored as {field.type}, not {wanted.field(field.name).type}"
        for field in found
        if field.type != wanted.field(field.name).type
    ]
    if b"pandas" not in (found.metadata or {}):
        out.append("the file lacks the block pandas needs to restore its types")
    return out


def hash_table(table: str, path: Path) -> str:
    """Hash of what a stored table says."""
    rows = pq.read_table(path)
    running = TableHash(rows.column_names)
    for batch in sorted_batches(table, rows):
        running.update(batch)
    return running.hexdigest()


def _package_problems(folder: Path) -> list[str]:
    path = folder / "datapackage.json"
    if not path.exists():
        return []
    out: list[str] = []
    for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]:
        hashes = resource.get("hashes") or {resource["path"]: resource["hash"]}
        for name, stated in hashes.items():
            file = folder / name
            if not file.exists() or f"sha256:{file_sha256(file)}" != stated:
                out.append(f"{name} is not the file datapackage.json describes")
    return out


def cross_problems(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """What does not fit between tables: references, dates, evidence, the account of documents."""
    documents, reports, events = tables["documents"], tables["reports"], tables["events"]
    out = _references(tables)
    published = documents.set_index("document_id")["published"]
    late = reports["event_date"] > reports["document_id"].map(published) + pd.Timedelta(days=1)
    out += _some("reports: event_date after the day of publication (not_after_publication)", reports, late)
    alone = ~events["event_id"].isin(reports["event_id"])
    out += _some("events: no report behind the event", events, alone, "event_id")
    counted = reports.groupby("event_id").size()
    wrong = events["n_reports"].astype("Int64") != events["event_id"].map(counted).astype("Int64")
    out += _some("events: n_reports is not the number of its reports", events, wrong.fillna(True), "event_id")
    known = set(zip(tables["evidence"]["report_id"], tables["evidence"]["field"], strict=True))
    for name in EVIDENCED:
        bare = pd.Series([(r, name) not in known for r in reports["report_id"]], index=reports.index, dtype=bool)
        out += _some(f"reports: no evidence for {name}", reports, bare)
    coded = documents["document_id"].isin(reports["document_id"])
    said = documents["status"].astype(str) == "coded"
    return out + _some("documents: coded without a report, or the reverse", documents, coded != said, "document_id")


def _references(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    out: list[str] = []
    for table, column, home in (
        ("reports", "document_id", "documents"),
        ("reports", "event_id", "events"),
        ("actors", "event_id", "events"),
        ("impacts", "report_id", "reports"),
        ("impacts", "event_id", "events"),
        ("evidence", "report_id", "reports"),
        ("evidence", "document_id", "documents"),
        ("documents", "near_duplicate_of", "documents"),
        ("ucdp", "event_id", "events"),
        ("plover", "document_id", "documents"),
        ("plover", "report_id", "reports"),
    ):
        if table not in tables:
            continue
        key = schema.TABLES[home].key[0]
        rows = tables[table]
        lost = rows[column].notna() & ~rows[column].isin(tables[home][key])
        out += _some(f"{table}: {column} names no row of {home}", rows, lost, column)
    return out


def _some(what: str, rows: pd.DataFrame, bad: pd.Series[bool], column: str = "report_id") -> list[str]:
    found = rows.loc[bad.fillna(False).astype(bool), column].astype(str).tolist()
    more = ", ..." if len(found) > EXAMPLES else ""
    return [f"{what}: {len(found)} ({', '.join(found[:EXAMPLES])}{more})"] if found else []


def codebook(table: str | None = None) -> str:
    """The codebook, or the page of one table.

    Args:
        table: name of the table; None for all.
    """
    return schema_docs.codebook() if table is None else schema_docs.table_page(table)
