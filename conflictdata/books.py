"""The books of a run: what became of every document, and everything the manifest says.

Law: documents read = coded + no_event + duplicate + rejected.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from omegaconf import DictConfig, OmegaConf

from conflictdata import config as configuration
from conflictdata import schema, spool
from conflictdata.config import RunConfig
from conflictdata.documents import READY, REJECTED
from conflictdata.errors import ConflictDataError
from conflictdata.knowledge.gazetteer_dump import parts_of_dump
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.knowledge.views import load_view
from conflictdata.progress import say
from conflictdata.releases.release import Release
from conflictdata.releases.tables import TableInput
from conflictdata.releases.writer import Provenance, publish
from conflictdata.reports.nlp import Model
from conflictdata.stages import Output, code_sha256, knowledge_files, knowledge_sources
from conflictdata.version import __version__

# What is said of a dump that a user downloaded; the bundled tables have theirs in data/sources.csv.
GEONAMES = {"source": "GeoNames", "licence": "CC BY 4.0", "attribution": "GeoNames, https://www.geonames.org"}
STATUSES = ("coded", "no_event", "duplicate", "rejected")
NO_ACT = "no sentence states an act"  # why an article without reports and without refusals is no_event
MADE = ("reports", "events", "actors", "impacts", "evidence")  # tables that the events stage leaves behind
# Settings that decide where and how fast, never what: they are not part of the configuration's hash.
ELSEWHERE = ("output_dir", "cache", "allow_empty", "engine")


def final_documents(read: Output, coded: Output, *, with_text: bool = False) -> pd.DataFrame:
    """The `documents` table with the final status of every document.

    Raises:
        ConflictDataError: When the books do not balance.
    """
    reports: Counter[str] = Counter()
    for path in coded.paths("reports"):
        reports.update(pq.read_table(path, columns=["document_id"]).column(0).to_pylist())
    failed = {row["document_id"]: row["reason"] for part in coded.parts("failed") for row in part.to_pylist()}
    rows = list(_rows(read, reports, failed, refusals(coded, reports), with_text))
    table, refused = schema.validate("documents", pd.DataFrame(rows), "documents")
    counts = table["status"].value_counts()
    balance = sum(int(counts.get(status, 0)) for status in STATUSES)
    if len(refused) or balance != read.tally.rows_in:
        why = refused["reason"].iloc[0] if len(refused) else f"{read.tally.rows_in} read, {balance} accounted for"
        raise ConflictDataError(f"the books of the documents do not balance: {why}", todo="report this with the input")
    return table


def refusals(coded: Output, reports: Counter[str]) -> dict[str, str]:
    """Why articles gave no report although they state acts: how many were refused, and the main reason.

    Args:
        coded: Output of the reports stage.
        reports: Number of reports by document_id; documents that have some are left out.
    """
    found: dict[str, Counter[str]] = {}
    for path in coded.paths("rejects"):
        for row in pq.read_table(path, columns=["document_id", "check", "value", "reason"]).to_pylist():
            if not reports[row["document_id"]]:
                label = ": ".join(dict.fromkeys(filter(None, (row["value"] or row["check"], row["reason"]))))
                found.setdefault(row["document_id"], Counter())[label] += 1
    return {name: _main_refusal(reasons) for name, reasons in found.items()}


def _main_refusal(reasons: Counter[str]) -> str:
    """The commonest reason, in words; of equally common ones the first in the alphabet.

    Example:
        >>> _main_refusal(Counter({"negated: It did not happen.": 2, "court": 1}))
        '3 acts refused, mainly negated: It did not happen'
    """
    total, (main, often) = reasons.total(), min(reasons.items(), key=lambda item: (-item[1], item[0]))
    acts = f"{total} {'act' if total == 1 else 'acts'} refused"
    return f"{acts}, {'mainly ' if often < total else ''}{main.rstrip('.')}"


def _rows(
    read: Output, reports: Counter[str], failed: dict[str, str], refused: dict[str, str], with_text: bool
) -> Iterator[dict[str, Any]]:
    for part in read.parts("documents"):
        for document in spool.from_arrow(part):
            name = document.document_id
            if name in failed:
                document.status, document.reason = REJECTED, failed[name]
            elif document.status == READY:
                document.status = "coded" if reports[name] else "no_event"
                document.reason = None if reports[name] else refused.get(name, NO_ACT)
            yield {**document.to_row(with_text=with_text), "n_reports": reports[name]}


def config_sha256(config: DictConfig) -> str:
    """Hash of the settings that decide what a release says.

    Example:
        >>> kept = OmegaConf.create({"dataset": "a", "cache": True})
        >>> config_sha256(kept) == config_sha256(OmegaConf.create({"dataset": "a", "cache": False}))
        True
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    kept = {key: value for key, value in plain.items() if key not in ELSEWHERE}
    if isinstance(kept.get("gazetteer"), dict):
        kept["gazetteer"] = {key: value for key, value in kept["gazetteer"].items() if key != "cache"}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


@dataclass
class Books:
    """Everything known at the end of a run.

    Attributes:
        run: The settings.
        config: The same, as composed.
        model: The spaCy model.
        inputs: Name to SHA-256 of every input file.
        knowledge: Name to SHA-256 of everything known before reading.
        as_of: Day the release speaks for.
        read: Output of the documents stage.
        coded: Output of the reports stage.
        made: Output of the events stage.
    """

    run: RunConfig
    config: DictConfig
    model: Model
    inputs: dict[str, str]
    knowledge: dict[str, str]
    as_of: dt.date
    read: Output
    coded: Output
    made: Output

    def provenance(self) -> Provenance:
        """What the manifest says of the run."""
        rows = self.read.notes["rows"]
        return Provenance(
            as_of=self.as_of.isoformat(),
            code_version=f"{__version__}+{code_sha256('')[:12]}",
            config=configuration.to_yaml(self.config),
            config_hash=config_sha256(self.config),
            inputs=[
                {"name": name, "sha256": digest, "rows": rows.get(name, 0)}
                for name, digest in sorted(self.inputs.items())
            ],
            knowledge=[self._knowledge(name, digest) for name, digest in sorted(self.knowledge.items())],
            model=self.model.record(),
            stages=[dataclasses.asdict(stage.tally) for stage in (self.read, self.coded, self.made)],
            sub_event_types=[sub.record() for sub in load_ontology(self.run.ontology.name).declares if sub.like],
        )

    def _knowledge(self, name: str, digest: str) -> dict[str, Any]:
        ontology = load_ontology(self.run.ontology.name)
        version = (
            ontology.version if name.startswith("ontology ") else __version__ if name in knowledge_files() else None
        )
        gazetteer = self.run.gazetteer
        if gazetteer.path and name in {part.name for part in parts_of_dump(Path(gazetteer.path))}:
            told = GEONAMES if gazetteer.name == "geonames" else {"source": "given by the user"}
        else:
            told = knowledge_sources().get(name, {}) if version == __version__ else {}
        return {"name": name, "version": version, "sha256": digest} | told

    def publish(self) -> Release:
        """The release of this run: a new version, or the latest one when it says the same."""
        start = time.perf_counter()
        tables: dict[str, TableInput] = {name: self.made.paths(name) or schema.empty(name) for name in MADE}
        view = load_view(self.run.ontology.name)
        if view is not None:
            made = self.coded if view.table == "plover" else self.made
            tables[view.table] = made.paths(view.table) or schema.empty(view.table)
        documents = final_documents(self.read, self.coded, with_text=self.run.release.include_text)
        tables["documents"] = documents
        rejects = [path for output in (self.read, self.coded, self.made) for path in output.paths("rejects")]
        tables["rejects"] = rejects or schema.empty("rejects")
        release = publish(
            tables,
            dataset=self.run.dataset,
            output_dir=self.run.output_dir,
            provenance=self.provenance(),
            settings=self.run.release,
            texts=self.read.paths("documents"),
        )
        counts = documents["status"].astype(str).value_counts()
        say(f"{'articles':<10} " + ", ".join(f"{counts.get(status, 0):,} {status}" for status in STATUSES))
        what = "new" if release.is_new else "the same content as before: no new version"
        name = f"{release.dataset} {release.version}, {release.counts['events']:,} events"
        say(f"{'release':<10} {name}, {what}   {time.perf_counter() - start:.1f} s")
        return release
