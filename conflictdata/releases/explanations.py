"""Why an event is as it is: its reports, their fields and rules, and the sentences with the coded words marked."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from conflictdata.errors import ReleaseError
from conflictdata.releases.release import Release, find, open_release, versions
from conflictdata.releases.stored import read_table

_SENTENCE_END = re.compile(r"[.!?]['\")\]”’]*\s+(?=[^a-z])|\n\s*\n|\n(?=\S)")
_WIDTH = 110
EVENT_LINE = ("event_date", "sub_event_type", "actor1", "actor2", "country", "location", "fatalities", "source")
REPORT_FIELDS = ("event_date", "sub_event_type", "actor1", "actor2", "location", "fatalities", "weapon")


def why(event: str, dataset: str | None = None, version: str | int = "latest", root: str | Path = "outputs") -> str:
    """Explain an event or report of a published dataset.

    Args:
        event: `event_id` or `report_id`.
        dataset: name of the dataset; all datasets are searched when None.
        version: version of the dataset.
        root: folder that holds ``releases/`` and ``texts/``.

    Returns:
        A page of text.

    Raises:
        ReleaseError: when no release holds it.
    """
    names = [dataset] if dataset else sorted(path.name for path in (Path(root) / "releases").glob("*") if path.is_dir())
    for name in names:
        if dataset is None and not versions(name, root):
            continue
        release = find(name, version, root)
        if _holds(release, event):
            return explain(release.path, event, find_texts(release, root))
    heirs = [line for name in names for line in _later_identity(name, event, root)]
    raise ReleaseError(
        f"No release holds {event!r}.",
        where=str(Path(root) / "releases"),
        allowed="an event_id or report_id of the version asked for",
        todo=" ".join(heirs) or "look it up in events.parquet, or name --dataset and --version",
    )


def _holds(release: Release, identity: str) -> bool:
    table, key = ("reports", "report_id") if re.fullmatch(r"r[0-9a-f]{16}", identity) else ("events", "event_id")
    return len(read_table(release.table_path(table), [key], [(key, "==", identity)])) > 0


def _later_identity(dataset: str, event: str, root: str | Path) -> list[str]:
    """What became of an identity that is gone."""
    found = versions(dataset, root)
    if not found:
        return []
    rows = read_table(found[-1].table_path("lineage"), filters=[("event_id", "==", event)])
    return [
        f"Since {since} it is {change}{f' into {other}' if isinstance(other, str) else ''}."
        for change, other, since in rows[["change", "other_id", "since_version"]].itertuples(index=False)
    ]


def find_texts(release: Release, root: str | Path | None = None) -> dict[str, str] | None:
    """Texts of a release's articles: from its private store or, when published, from its documents.

    Args:
        release: the release.
        root: folder that holds ``texts/``; taken from the release's own place when None.

    Returns:
        Text by document_id; None when there are none here.
    """
    home = Path(root) if root is not None else release.path.parents[2]
    path = home / "texts" / release.dataset / f"{release.version}.parquet"
    if not path.exists():
        path = release.table_path("documents")
        if "text" not in pq.read_schema(path if path.is_file() else min(path.glob("*.parquet"))).names:
            return None
    rows = read_table(path, ["document_id", "text"]).dropna()
    return dict(zip(rows["document_id"], rows["text"], strict=True))


def explain(release_dir: str | Path, event_id: str, texts: Mapping[str, str] | None = None) -> str:
    """Explain an event, or one report, of a release.

    Args:
        release_dir: folder of the release.
        event_id: `event_id` or `report_id`.
        texts: text by document_id; without it the coded words cannot be shown.

    Returns:
        A page of text: the event, then for each report its fields with rule and confidence, and the sentences.
    """
    release = open_release(release_dir)
    single = event_id.startswith("r") and "-" not in event_id
    reports = read_table(
        release.table_path("reports"), filters=[("report_id" if single else "event_id", "==", event_id)]
    )
    if reports.empty:
        raise ReleaseError(
            f"There is no {event_id!r} here.", where=str(release.path), todo="see why(), or events.parquet"
        )
    ids = reports["report_id"].tolist()
    evidence = read_table(release.table_path("evidence"), filters=[("report_id", "in", ids)])
    names = reports["document_id"].unique().tolist()
    documents = read_table(release.table_path("documents"), filters=[("document_id", "in", names)])
    parts = [_event_page(release, event_id)] if not single else []
    published = documents.set_index("document_id")
    reports = reports.sort_values(["document_id", "report_rank", "report_id"])
    for report in reports.to_dict("records"):
        of_report = evidence[evidence["report_id"] == report["report_id"]]
        parts.append(_report_page(report, of_report, published.loc[report["document_id"]], texts))
    if texts is None:
        parts.append(
            "The texts are not here, so the coded words cannot be shown. They stay with whoever ran the coder, in "
            f"texts/{release.dataset}/{release.version}.parquet (release.keep_texts=true); run the same configuration "
            "on the articles to get them: conflictdata rebuild " + str(release.path)
        )
    return "\n\n".join(parts)


def _event_page(release: Release, event_id: str) -> str:
    rows = read_table(release.table_path("events"), filters=[("event_id", "==", event_id)])
    if rows.empty:
        return event_id
    event = rows.iloc[0]
    lines = [f"{event_id}  ({release.dataset} {release.version})", *_wrap(str(event["notes"]))]
    lines += [f"  {name:<15} {_text(event[name])}" for name in EVENT_LINE]
    low, high = _text(event["fatalities_low"]), _text(event["fatalities_high"])
    lines.append(f"  {'deaths stated':<15} {event['fatalities_status']}, low {low}, high {high}")
    lines.append(f"  {'sources':<15} {event['n_reports']} reports, {event['n_sources']} independent sources")
    return "\n".join(lines)


def _report_page(
    report: dict[Any, Any], evidence: pd.DataFrame, document: pd.Series[Any], texts: Mapping[str, str] | None
) -> str:
    name = report["document_id"]
    facts = [_text(document.get(key)) for key in ("source", "published", "title")]
    shown = ", ".join(fact for fact in facts if fact != "null")
    head = f"Report {report['report_id']} in document {name}{f' ({shown})' if shown else ''}"
    rule = f"  rule {_text(report['rule_id'])}, {report['modality']}, confidence {report['confidence']:.2f}"
    lines = [head, rule]
    told = {row["field"]: row for row in evidence.to_dict("records")}
    for field in [*REPORT_FIELDS, *sorted(set(told) - set(REPORT_FIELDS))]:
        if field in told or (field in report and _text(report[field]) != "null"):
            lines += _field_lines(field, report, told.get(field))
    if texts is not None and name in texts:
        lines += ["", *_sentences(texts[name], report, evidence)]
    return "\n".join(lines)


def _field_lines(field: str, report: dict[Any, Any], row: dict[Any, Any] | None) -> list[str]:
    value = _text(row["value"]) if row is not None else _text(report.get(field))
    if row is None:
        return [f"  {field:<20} {value}"]
    how = f"{row['method']}, rule {_text(row['rule_id'])}"
    sure = "" if _text(row["confidence"]) == "null" else f", confidence {row['confidence']:.2f}"
    lines = [f"  {field:<20} {value}  [{how}{sure}]"]
    reason = _text(row["reason"])
    return lines if reason == "null" else [*lines, *_wrap(reason, " " * 23)]


def _sentences(text: str, report: dict[Any, Any], evidence: pd.DataFrame) -> list[str]:
    """Sentences that hold coded words, those words between brackets with the name of their field."""
    spans = [
        (int(row["span_start"]), int(row["span_end"]), row["field"])
        for row in evidence.to_dict("records")
        if _text(row["span_start"]) != "null" and _text(row["span_end"]) != "null"
    ]
    if _text(report["span_start"]) != "null":
        spans.append((int(report["span_start"]), int(report["span_end"]), "act"))
    out: list[str] = []
    for start, end in _bounds(text):
        inside = [(a, b, field) for a, b, field in spans if start <= a < end and a < b]
        if inside:
            out += _wrap("» " + mark(text, start, end, inside))
    return out


def _bounds(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def mark(text: str, start: int, end: int, spans: list[tuple[int, int, str]]) -> str:
    """A stretch of text with spans between brackets, labelled with their fields; overlapping spans are joined.

    Args:
        text: the whole text.
        start: where the stretch starts, in characters.
        end: where it ends.
        spans: start, end and label of the words to mark.

    Example:
        >>> mark("Gunmen killed seven.", 0, 20, [(0, 6, "actor1"), (14, 19, "fatalities")])
        '[Gunmen|actor1] killed [seven|fatalities].'
    """
    joined: list[tuple[int, int, list[str]]] = []
    for one, two, field in sorted(spans):
        if joined and one < joined[-1][1]:
            old = joined[-1]
            joined[-1] = (old[0], max(old[1], two), [*old[2], *([] if field in old[2] else [field])])
        else:
            joined.append((one, two, [field]))
    out, at = "", start
    for one, two, fields in joined:
        two = min(two, end)
        out += f"{text[at:one]}[{text[one:two]}|{', '.join(fields)}]"
        at = two
    return " ".join((out + text[at:end]).split())


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return "null"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
