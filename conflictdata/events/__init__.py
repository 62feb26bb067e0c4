"""From reports to events: which reports tell of the same event, and what we conclude from them."""

from conflictdata.events.derive import complete_reports
from conflictdata.events.identity import event_id, report_id
from conflictdata.events.link import LinkerParams
from conflictdata.events.linker import EventTables, Linker

__all__ = ["EventTables", "Linker", "LinkerParams", "complete_reports", "event_id", "report_id"]
