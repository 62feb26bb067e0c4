"""Errors that say what is wrong, where, what is allowed and what to do, in one readable message."""

from __future__ import annotations


class ConflictDataError(Exception):
    """Base of all errors the package raises on purpose.

    Args:
        what: What went wrong, in one sentence.
        where: File, row, field or setting concerned.
        allowed: The values or shapes that would have been accepted.
        todo: What the reader can do about it.

    Example:
        >>> str(ConflictDataError("Unknown country.", where="events.csv row 3", todo="Use an ISO 3166 code."))
        'Unknown country. Where: events.csv row 3. Do: Use an ISO 3166 code.'
    """

    def __init__(self, what: str, where: str = "", allowed: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.allowed = allowed
        self.todo = todo

    def __str__(self) -> str:
        what = self.what.rstrip()
        parts = [what if what.endswith((".", "?", "!")) else f"{what}."]
        for label, text in (("Where", self.where), ("Allowed", self.allowed), ("Do", self.todo)):
            if text:
                parts.append(f"{label}: {text.rstrip().rstrip('.')}.")
        return " ".join(parts)


class ConfigError(ConflictDataError):
    """A setting is missing, misspelled or out of range."""


class SourceError(ConflictDataError):
    """A document source cannot be read as described."""


class KnowledgeError(ConflictDataError):
    """A knowledge table is missing or inconsistent."""


class SchemaError(ConflictDataError):
    """A table breaks the published schema."""


class ReleaseError(ConflictDataError):
    """A release cannot be written, read or verified."""
