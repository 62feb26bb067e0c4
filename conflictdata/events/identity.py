"""Identities: made from content, never from position or the clock."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def report_id(document_id: str, trigger_start: int, sub_event_type: str) -> str:
    """Identity of a report.

    Args:
        document_id: document that tells it.
        trigger_start: where the words of the act start in the stored text, in characters.
        sub_event_type: label.

    Example:
        >>> report_id("d1", 40, "Attack")
        'r9c926cc27ba715f0'
    """
    text = "\x1f".join((document_id, str(trigger_start), sub_event_type))
    return "r" + hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def event_id(iso3: str, report_ids: Iterable[str]) -> str:
    """Identity of an event: the country and its smallest report.

    Args:
        iso3: ISO 3166-1 alpha-3 code of the event's country.
        report_ids: reports of the event, in any order.

    Example:
        >>> event_id("NER", ["r2", "r1"]) == event_id("NER", ["r1", "r2", "r3"])
        True
    """
    return f"{iso3}-cd-{hashlib.sha256(min(report_ids).encode('utf-8')).hexdigest()[:12]}"
