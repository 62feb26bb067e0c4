"""The reports stage as the engine sees it: a worker that codes batches of documents, and survives any one of them.

The coder itself lives in `conflictdata/reports/`; here it is built once per process, and an article that breaks it
becomes a reject with the exception's name instead of the end of the run.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

import pandas as pd

from conflictdata.documents import Document
from conflictdata.events import complete_reports
from conflictdata.knowledge import taxonomy
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.reports.nlp import NlpConfig
from conflictdata.version import __version__

log = logging.getLogger("conflictdata")
CHECK = "coder_failed"

Row = dict[str, Any]


@dataclass
class Rows:
    """What a batch of documents was coded to: rows of four tables, and the documents the coder could not read.

    Attributes:
        documents: Number of documents.
        reports: Rows of `reports`, completed (a table per batch).
        impacts: Rows of `impacts`.
        evidence: Rows of `evidence`.
        rejects: Rows of `rejects`.
        failed: document_id to the reason why its coding failed.
        statements: Rows of `plover`; empty unless that view is chosen.
    """

    documents: int = 0
    reports: list[pd.DataFrame] = field(default_factory=list)
    impacts: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    statements: list[Row] = field(default_factory=list)

    def add(self, other: Rows) -> None:
        """Takes the rows of another batch."""
        for name in ("reports", "impacts", "evidence", "rejects", "statements"):
            getattr(self, name).extend(getattr(other, name))
        self.documents += other.documents
        self.failed.update(other.failed)


class CodesDocuments(Protocol):
    """What the pipeline asks of a coder: `reports`, `impacts`, `evidence` and `rejects` of each document, in order."""

    def code(self, documents: Iterable[Document]) -> Iterator[Any]:
        """Codes documents one after the other."""
        ...


@dataclass
class CodingStage:
    """Documents to reports; its fields are everything that decides how a text is coded.

    Attributes:
        nlp: The spaCy model.
        actors: Who is who.
        gazetteer: Where is where.
        ontology: Words, acts and types.
        coder: Other parameters of the coder.
        reader: The second reader.
        as_of: Day the release speaks for.
    """

    reads: ClassVar[tuple[str, ...]] = ("documents",)
    writes: ClassVar[str] = "reports"

    nlp: NlpConfig
    actors: Any
    gazetteer: Any
    ontology: Any
    coder: Any
    reader: Any
    as_of: dt.date

    def make(self) -> Worker:
        """A worker with its own coder; called once in every process."""
        ontology = load_ontology(self.ontology.name)
        taxonomy.declare(ontology.declares)
        versions = {"coder_version": __version__, "ontology_version": ontology.version}
        return Worker(build_coder(self), self.as_of, versions)

    def __call__(self, documents: list[Document]) -> Rows:
        """Codes one batch (builds a coder for it: use `make` for more than one)."""
        return self.make()(documents)


class Worker:
    """Codes batches; an exception inside the coder costs one document, not the batch and not the run."""

    def __init__(self, coder: CodesDocuments, as_of: dt.date, versions: dict[str, str]) -> None:
        self.coder, self.as_of, self.versions = coder, as_of, versions

    def __call__(self, documents: list[Document]) -> Rows:
        """Rows of all four tables for a batch."""
        try:
            return self._rows(documents)
        except Exception:  # noqa: BLE001 - whatever it was, the documents are tried one by one to find the one that broke
            rows = Rows()
            for document in documents:
                rows.add(self._alone(document))
            return rows

    def _rows(self, documents: list[Document]) -> Rows:
        rows = Rows(len(documents))
        reports: list[Row] = []
        outlets = {document.document_id: document.source for document in documents}
        for coding in self.coder.code(documents):
            reports.extend({"source": outlets[coding.document_id], **report} for report in coding.reports)
            rows.impacts.extend(coding.impacts)
            rows.evidence.extend(coding.evidence)
            rows.rejects.extend(coding.rejects)
            rows.statements.extend(coding.statements)
        if reports:
            rows.reports.append(complete_reports(reports, self.as_of, self.versions, impacts=rows.impacts))
        return rows

    def _alone(self, document: Document) -> Rows:
        try:
            return self._rows([document])
        except Exception as error:
            log.exception("coding %s failed", document.document_id)
            what = f"{type(error).__name__}: {error}"[:300]
            reason = (
                f"the coder failed on this article ({what}), in {document.document_id}; "
                "allowed: any text; report it with the article"
            )
            reject = _reject(document, type(error).__name__, reason)
            return Rows(1, rejects=[reject], failed={document.document_id: reason})


def _reject(document: Document, value: str, reason: str) -> Row:
    row = json.dumps({"title": document.title, "source": document.source, "url": document.url}, ensure_ascii=False)
    return {
        "stage": "reports",
        "document_id": document.document_id,
        "row": row,
        "check": CHECK,
        "value": value,
        "reason": reason,
        "span_start": None,
        "span_end": None,
    }


def build_coder(stage: CodingStage) -> CodesDocuments:
    """The coder of a stage, with its model and knowledge loaded."""
    from conflictdata.reports.coder import Coder
    from conflictdata.reports.reader import load as load_reader

    return Coder(
        stage.coder,
        nlp=stage.nlp,
        ontology=stage.ontology.name,
        actors_extra=stage.actors.extra,
        gazetteer=stage.gazetteer.name,
        gazetteer_path=stage.gazetteer.path,
        gazetteer_cache=stage.gazetteer.cache,
        reader=load_reader(stage.reader),
    )
