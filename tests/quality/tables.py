"""Everything the gate measures of one run of the coder, as figures with floors and as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quality import harms, negatives, reliability, score
from quality.corpus import is_held_out
from quality.fields import Row


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a sentence above it."""

    says: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        """For a terminal."""
        wide = [max(len(row[i]) for row in (self.header, *self.rows)) for i in range(len(self.header))]
        lines = [
            "  ".join(c.ljust(w) for c, w in zip(r, wide, strict=True)).rstrip() for r in (self.header, *self.rows)
        ]
        return "\n".join([self.says, *lines])

    def markdown(self) -> str:
        """For a page."""
        lines = ["| " + " | ".join(row) + " |" for row in (self.header, ("---",) * len(self.header), *self.rows)]
        return "\n".join([self.says, "", *lines])


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the coder over the stories, scored."""

    tally: score.Tally
    alarms: negatives.Alarms

    @classmethod
    def of(cls, stories: Sequence[Row], reports: Sequence[Row]) -> Measured:
        """Score reports against the stories."""
        return cls(score.count(stories, reports), negatives.count(stories, reports))

    def figures(self) -> dict[str, Any]:
        """Every figure by name, as the gate pins them."""
        verdicts = self.tally.verdicts
        judged = reliability.judged(verdicts)
        aside = reliability.judged(v for v in verdicts if is_held_out(v.document_id))
        return {
            **score.metrics(self.tally),
            **negatives.figures(self.alarms),
            **harms.count(verdicts).figures(),
            **harms.count(verdicts, found_only=True).figures("|found"),
            "ece": reliability.expected_calibration_error(judged),
            "ece_held_out": reliability.expected_calibration_error(aside),
            "brier": reliability.brier(judged),
            "auc": reliability.auc(judged),
        }

    def types(self) -> Table:
        """Precision, recall and F1 of every sub-event type."""
        rows = [
            (t.label, str(t.gold), str(t.coded), _two(t.precision), _two(t.recall), _two(t.f1))
            for t in score.by_type(self.tally)
        ]
        says = "Sub-event types: gold events, reports (those too many included), precision, recall and F1 of the type."
        return Table(says, ("sub-event type", "n", "coded", "P", "R", "F1"), tuple(rows))

    def confusions(self) -> Table:
        """Wrong sub-event types and events not found, the commonest first."""
        rows = [(gold, coded, str(n)) for gold, coded, n in score.confusions(self.tally, 40)]
        return Table("Gold and coded sub-event types that differ.", ("gold", "coded", "times"), tuple(rows))

    def negatives(self) -> Table:
        """False alarms by kind of negative."""
        a = self.alarms
        rows = [
            (kind, str(a.stories[kind]), str(a.stories_coded[kind]), str(a.quotes[kind]), str(a.quotes_coded[kind]))
            for kind in (*negatives.kinds(), negatives.OTHER)
            if a.quotes[kind]
        ]
        total = [sum(c.values()) for c in (a.stories, a.stories_coded, a.quotes, a.quotes_coded)]
        rows.append(("all", str(total[0]), str(total[1]), str(total[2]), str(total[3])))
        says = (
            "What is no event, by kind: stories without any event and how many got a report; quotes the gold refuses, in "
            "all stories, and how many hold the act of a report."
        )
        return Table(says, ("kind", "stories", "with a report", "quotes", "coded"), tuple(rows))

    def reliability(self) -> Table:
        """The reliability diagram, of all stories and of the held-out fifth."""
        parts = [
            {b.low: b for b in reliability.diagram(reliability.judged(v for v in self.tally.verdicts if keep(v)))}
            for keep in (lambda v: True, lambda v: is_held_out(v.document_id))
        ]
        rows = []
        for low in sorted(set().union(*parts)):
            cells = [f"{low:.1f} to {low + 0.1:.1f}"]
            for part in parts:
                b = part.get(low)
                cells += [str(b.number), f"{b.confidence:.2f}", f"{b.right:.2f}"] if b else ["0", "", ""]
            rows.append(tuple(cells))
        f = self.figures()
        says = (
            "Confidence against truth: reports, mean confidence and share right, of all stories and of the held-out fifth. "
            f"Expected calibration error {_two(f['ece'])} and {_two(f['ece_held_out'])}, Brier score {_two(f['brier'])}, "
            f"AUC {_two(f['auc'])}."
        )
        head = ("confidence", "reports", "mean", "right", "held out", "mean", "right")
        return Table(says, head, tuple(rows))

    def impacts(self) -> Table:
        """Impacts, of all events and of those found."""
        rows = []
        for name, found in (("all events", False), ("events found", True)):
            h = harms.count(self.tally.verdicts, found)
            p, r, f1 = h.figures().values()
            rows.append((name, str(h.gold), str(h.coded), _two(p), _two(r), _two(f1)))
        says = "Harms of which kind, group and figure are all right."
        return Table(says, ("impacts of", "n", "coded", "P", "R", "F1"), tuple(rows))

    def page(self) -> str:
        """The tables of docs/accuracy.md."""
        shown = (self.types(), self.negatives(), self.reliability(), self.impacts())
        return "\n\n".join(table.markdown() for table in shown)


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
