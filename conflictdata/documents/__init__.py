"""Documents: raw articles to clean, identified, dated, de-duplicated text. All offsets refer to `Document.text`."""

from conflictdata.documents.clean import clean
from conflictdata.documents.dateline import Dateline, find_dateline
from conflictdata.documents.duplicates import Signatures, Verdict, find_duplicates
from conflictdata.documents.model import DUPLICATE, READY, REJECTED, Document, rejects_of
from conflictdata.documents.published import parse_published
from conflictdata.documents.stage import DocumentsStage, identity, prepare, settle

__all__ = [
    "DUPLICATE", "READY", "REJECTED", "Dateline", "Document", "DocumentsStage", "Signatures", "Verdict",
    "clean", "find_dateline", "find_duplicates", "identity", "parse_published", "prepare", "rejects_of", "settle",
]  # fmt: skip
