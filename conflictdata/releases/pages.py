"""The pages that `why` prints: first the sentences with the coded words marked, then the values beside their words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from conflictdata.releases.words import cell, count

WIDTH = 110
MAIN = ("event_date", "sub_event_type", "actor1", "actor2", "location", "admin1", "country", "fatalities")
# What the words of a main field are called inside a sentence; fields with one tag rest on the same words.
TAGS = {
    "event_date": "date", "sub_event_type": "act", "actor1": "actor1", "actor2": "actor2",
    "location": "place", "admin1": "place", "country": "place", "fatalities": "deaths",
}  # fmt: skip
# Why a field has no words of its own, by the way it was decided.
WITHOUT_WORDS = {
    "inferred_default": "nothing in the text says it: the standard's default",
    "gazetteer": "from the place",
    "classifier": "from the whole sentence",
    "human": "entered by a person",
}
SILENT = "no figure in the text: 0 by the standard"
DEATHS = "fatalities"
SENTENCE_END = re.compile(r"[.!?]['\")\]”’]*\s+(?=[^a-z])|\n\s*\n|\n(?=\S)")
Span = tuple[int, int, str]


def event_page(event: dict[Any, Any], where: str) -> str:
    """Head of an event: what it is, our account of it, who told it.

    Args:
        event: row of `events`.
        where: dataset and version.
    """
    place = f"{event['location']} ({event['country']})"
    facts = f"{event['sub_event_type']}, {place}, {cell(event['event_date'])}"
    low, high = cell(event["fatalities_low"]), cell(event["fatalities_high"])
    told = f"{count(event['n_reports'], 'report')} from {count(event['n_sources'], 'independent source')}"
    return "\n".join(
        [
            f"{event['event_id']}  {facts}  ({where})",
            *_wrap(str(event["notes"])),
            f"  Told by {told}: {event['source']}.",
            f"  Deaths: {event['fatalities']}, stated as {event['fatalities_status']} (lowest {low}, highest {high}).",
        ]
    )


@dataclass
class ReportPage:
    """One report of an event.

    Attributes:
        report: row of `reports`.
        evidence: its rows of `evidence`.
        impacts: its rows of `impacts`.
        document: its row of `documents`.
        text: text of its article; None when it is not here.
    """

    report: dict[Any, Any]
    evidence: pd.DataFrame
    impacts: pd.DataFrame
    document: pd.Series[Any]
    text: str | None

    def main(self) -> str:
        """The sentences, and the eight main values with the words each was read from."""
        rows = [(field, cell(self.report[field]), self._words(field)) for field in MAIN if self._shown(field)]
        wide = max(len(value) for _, value, _ in rows)
        lines = [self._head(), *self._sentences(TAGS)]
        for field, value, words in rows:
            lines += _wrap(f"{field:<15} {value:<{min(wide, 46)}}  {words}".rstrip(), "  ", " " * 20)
        return "\n".join([*lines, "  (--all shows every field, its rule and its confidence)"])

    def everything(self) -> str:
        """The sentences with every field marked, and every value with its rule and confidence."""
        report = self.report
        rule = f"  rule {cell(report['rule_id'])}, {report['modality']}, confidence {report['confidence']:.2f}"
        lines = [self._head(), rule, *self._sentences({})]
        for field in [*MAIN, *sorted(set(self._told) - set(MAIN))]:
            if not self._shown(field):
                continue
            row = self._told.get(field)
            value = cell(row["value"]) if row else cell(self.report.get(field))
            lines.append(f"  {field:<20} {value}" + (f"  [{_how(row)}]" if row else ""))
            if row and cell(row["reason"]) != "null":
                lines += _wrap(row["reason"], " " * 23)
        return "\n".join(lines)

    @cached_property
    def _told(self) -> dict[str, dict[Any, Any]]:
        return {str(row["field"]): row for row in self.evidence.to_dict("records")}

    def _shown(self, field: str) -> bool:
        return field in self._told or cell(self.report.get(field)) != "null"

    def _head(self) -> str:
        facts = [cell(self.document.get(key)) for key in ("source", "published", "title")]
        shown = ", ".join(fact for fact in facts if fact != "null")
        head = f"Report {self.report['report_id']} in {self.report['document_id']}"
        return "\n".join(_wrap(f"{head}{f' ({shown})' if shown else ''}", "", "    "))

    def _words(self, field: str) -> str:
        """The words a value was read from, or why there are none."""
        if field == DEATHS and self.report.get("fatalities_status") == "not_reported":
            return f"({SILENT})"
        spans, row = self._spans(field), self._told.get(field)
        reason = cell(row["reason"]) if row and field not in ("admin1", "country") else "null"
        why = "" if reason == "null" else f"({reason})"
        if spans and self.text is not None:
            said = dict.fromkeys(" ".join(self.text[start:end].split()) for start, end, _ in spans)
            return f"{'; '.join(said)} {why}".rstrip()
        if row is None or spans or why:
            return why
        return f"({WITHOUT_WORDS.get(row['method'], 'from the other fields')})"

    def _spans(self, field: str) -> list[Span]:
        """Where the words of a field are; a death toll is read from every number it was counted from."""
        if field == DEATHS and len(self.impacts):
            killed = self.impacts[(self.impacts["impact"] == "killed") & ~self.impacts["is_cumulative"].astype(bool)]
            if counted := list(_spans(killed.sort_values("span_start").to_dict("records"))):
                return [(start, end, DEATHS) for start, end, _ in counted]
        row = self._told.get(field)
        return list(_spans([row])) if row else []

    def _sentences(self, tags: dict[str, str]) -> list[str]:
        """Sentences that hold coded words, those words between brackets; without tags, of all fields."""
        if self.text is None:
            return []
        fields = tags or dict.fromkeys(self._told)
        spans = [(a, b, tags.get(field, field)) for field in fields for a, b, _ in self._spans(field)]
        if cell(self.report["span_start"]) != "null":
            spans.append((int(self.report["span_start"]), int(self.report["span_end"]), "act"))
        return ["", *marked(self.text, spans), ""]


def document_page(document: dict[Any, Any], reports: pd.DataFrame, where: str) -> str:
    """What became of an article, and one line for each of its reports.

    Args:
        document: row of `documents`.
        reports: its rows of `reports`.
        where: dataset and version.
    """
    facts = [cell(document.get(key)) for key in ("source", "published", "title")]
    shown = ", ".join(fact for fact in facts if fact != "null")
    lines = _wrap(f"Document {document['document_id']}{f' ({shown})' if shown else ''}  ({where})", "", "    ")
    reason = cell(document["reason"])
    lines += _wrap(f"{document['status']}" + ("" if reason == "null" else f": {reason}"))
    lines += [f"  {count(len(reports), 'report')}"] if len(reports) else []
    for row in reports.to_dict("records"):
        event = cell(row["event_id"])
        facts = [cell(row[name]) for name in ("event_date", "sub_event_type", "location", "actor1", "actor2")]
        lines += _wrap(f"{event}  {', '.join(fact for fact in facts if fact != 'null')}", "    ", " " * 8)
    return "\n".join(lines)


def reject_pages(rejects: pd.DataFrame, text: str | None) -> list[str]:
    """What was refused in an article: the reason, then the sentence with the words marked.

    Args:
        rejects: its rows of `rejects`.
        text: its text; None when it is not here.
    """
    if rejects.empty:
        return []
    rows = rejects.sort_values(["span_start", "check"]).to_dict("records")
    parts = [f"  {count(len(rows), 'act or row was', 'acts or rows were')} refused in it"]
    for row in rows:
        value, reason = cell(row["value"]), str(row["reason"])
        head = ", ".join(dict.fromkeys(part for part in (row["check"], value) if part != "null"))
        spans = [(a, b, "refused") for a, b, _ in _spans([row])]
        lines = _wrap(head if reason in (value, row["check"]) else f"{head}: {reason}", "  ", "    ")
        parts.append("\n".join([*lines, *(marked(text, spans, "    ") if text else [])]))
    return parts


def marked(text: str, spans: Iterable[Span], indent: str = "  ") -> list[str]:
    """Lines of the sentences of a text that hold one of the spans, with the spans marked."""
    spans, out = list(spans), []
    for start, end in _bounds(text):
        inside = [(a, b, tag) for a, b, tag in spans if start <= a < end and a < b]
        if inside:
            out += _wrap("» " + mark(text, start, end, inside), indent)
    return out


def mark(text: str, start: int, end: int, spans: list[Span]) -> str:
    """A stretch of text with spans between brackets, labelled with their tags; overlapping spans are joined.

    Args:
        text: the whole text.
        start: where the stretch starts, in characters.
        end: where it ends.
        spans: start, end and label of the words to mark.

    Example:
        >>> mark("Gunmen killed seven.", 0, 20, [(0, 6, "actor1"), (14, 19, "deaths")])
        '[Gunmen|actor1] killed [seven|deaths].'
    """
    joined: list[tuple[int, int, list[str]]] = []
    for one, two, tag in sorted(spans):
        if joined and one < joined[-1][1]:
            old = joined[-1]
            joined[-1] = (old[0], max(old[1], two), [*old[2], *([] if tag in old[2] else [tag])])
        else:
            joined.append((one, two, [tag]))
    out, at = "", start
    for one, two, found in joined:
        two = min(two, end)
        out += f"{text[at:one]}[{text[one:two]}|{', '.join(found)}]"
        at = two
    return " ".join((out + text[at:end]).split())


def _spans(rows: Iterable[dict[Any, Any]]) -> Iterable[Span]:
    for row in rows:
        if (
            cell(row["span_start"]) != "null"
            and cell(row["span_end"]) != "null"
            and row["span_start"] < row["span_end"]
        ):
            yield int(row["span_start"]), int(row["span_end"]), str(row.get("field", ""))


def _bounds(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _how(row: dict[Any, Any]) -> str:
    sure = "" if cell(row["confidence"]) == "null" else f", confidence {row['confidence']:.2f}"
    return f"{row['method']}, rule {cell(row['rule_id'])}{sure}"


def _wrap(text: str, indent: str = "  ", further: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent if further is None else further,
        replace_whitespace=False, drop_whitespace=True, break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
