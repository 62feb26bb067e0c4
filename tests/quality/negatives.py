"""What is told but is no event: how often a report is coded of it all the same, by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from quality.corpus import documents_of
from quality.fields import Row

OTHER = "other"


@dataclass(slots=True)
class Alarms:
    """Stories without an event and quotes that are none, by kind: how many there are, how many were coded."""

    stories: Counter[str] = field(default_factory=Counter)
    stories_coded: Counter[str] = field(default_factory=Counter)
    quotes: Counter[str] = field(default_factory=Counter)
    quotes_coded: Counter[str] = field(default_factory=Counter)


@lru_cache(maxsize=1)
def kinds() -> dict[str, tuple[str, ...]]:
    """Kind to the words of reasons that name it."""
    raw = yaml.safe_load((Path(__file__).parent / "negative_kinds.yaml").read_text(encoding="utf-8"))
    return {kind: tuple(word.strip() for word in words.split("|")) for kind, words in raw.items()}


def kind_of(reason: str) -> str:
    """The kind of a reason.

    Example:
        >>> kind_of("historical, no place")
        'past'
    """
    return next((kind for kind, words in kinds().items() if any(word in reason for word in words)), OTHER)


def count(stories: Sequence[Row], reports: Iterable[Row]) -> Alarms:
    """Count reports on stories without an event (a story is of the kind most of its quotes are) and on such quotes.

    A report is coded on a quote when its act stands inside it.
    """
    acts: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    coded = set()
    for report in reports:
        coded.add(str(report["document_id"]))
        if report.get("act_span"):
            acts[str(report["document_id"])].append(report["act_span"])
    texts = {d.document_id: d.text for d in documents_of(stories)}
    alarms = Alarms()
    for story in stories:
        key = str(story["document_id"])
        items = story["gold"].get("non_events") or []
        if not story["gold"]["events"]:
            kind = Counter(kind_of(i["reason"]) for i in items).most_common(1)[0][0] if items else OTHER
            alarms.stories[kind] += 1
            alarms.stories_coded[kind] += key in coded
        for item in items:
            kind = kind_of(item["reason"])
            alarms.quotes[kind] += 1
            alarms.quotes_coded[kind] += _inside(texts.get(key, ""), item, acts[key])
    return alarms


def _inside(text: str, item: Mapping[str, str], acts: Sequence[tuple[int, int]]) -> bool:
    at = text.find(item["quote"])
    return at >= 0 and any(at <= start and end <= at + len(item["quote"]) for start, end in acts)


def figures(alarms: Alarms) -> dict[str, float | None]:
    """Rates by name: `false_alarm_rate:KIND` of stories, `coded_non_events` of all quotes, `coded_non_events:KIND`."""
    out = {f"false_alarm_rate:{k}": round(alarms.stories_coded[k] / n, 4) for k, n in sorted(alarms.stories.items())}
    total = sum(alarms.quotes.values())
    rate = round(sum(alarms.quotes_coded.values()) / total, 4) if total else None
    by_kind = {f"coded_non_events:{k}": round(alarms.quotes_coded[k] / n, 4) for k, n in sorted(alarms.quotes.items())}
    return {**out, "coded_non_events": rate, **by_kind}
