"""The run: sources to documents to reports to events to a release, in batches, with books kept at every border.

Order never matters: documents are sorted by identity before they are coded. Nothing vanishes: every document read
ends as coded, no_event, duplicate or rejected, and every refused row stands in `rejects`. One bad article never
stops a run.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from omegaconf import DictConfig

from conflictdata import config as configuration
from conflictdata import engine, schema, sources, spool
from conflictdata.books import Books, final_documents
from conflictdata.coding import CHECK, CodingStage, Rows
from conflictdata.config import GazetteerConfig, RunConfig
from conflictdata.documents import READY, REJECTED, Document, rejects_of
from conflictdata.errors import ConfigError, ConflictDataError, SourceError
from conflictdata.events import Linker
from conflictdata.events.ucdp import ucdp_rows
from conflictdata.knowledge import taxonomy
from conflictdata.knowledge.gazetteer_dump import index_dump, parts_of_dump
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.knowledge.views import View, load_view
from conflictdata.progress import bar, say
from conflictdata.releases.release import Release
from conflictdata.reports.nlp import Model, find_model
from conflictdata.reports.reader import sha256 as reader_sha256
from conflictdata.stages import Output, Store, code_sha256, file_sha256, key_of, knowledge_files

READ_BATCH = 256  # documents cleaned, spooled and written together
WRITE_AFTER = 1024  # documents whose rows are validated and written together
ALL_FAILED = 3  # articles from which "all of them failed" means the coder and not the articles
EPOCH = dt.date(1970, 1, 1)
SCHEMA_CODE = (
    "schema.py",
    "schema_arrow.py",
    "schema_checks.py",
    "schema_enums.py",
    "schema_fields.py",
    "schema_validate.py",
    "schema_views.py",
)


def run(overrides: Sequence[str] = ()) -> Release:
    """Composes a configuration as the command line does, and runs it.

    Args:
        overrides: `["source=folder", "source.path=articles", "dataset=sahel"]`.
    """
    return execute(configuration.compose(overrides))


def execute(config: DictConfig) -> Release:
    """Runs a composed configuration and publishes its release.

    Returns:
        The release: `path`, `version` and `content_hash` say where and what it is.

    Raises:
        ConflictDataError: With one readable message; no release is written then.
    """
    settings = configuration.settings(config)
    engine.check(settings.engine)
    model = find_model(settings.nlp)
    say(f"{'model':<10} {model}")
    declared = taxonomy.declared(load_ontology(settings.ontology.name).declares)
    with declared, Store(Path(settings.output_dir) / "cache", keep=settings.cache) as store:
        work = Pipeline(settings, model, store)
        read = work.documents()
        coded = work.reports(read)
        made = work.events(read, coded)
        return Books(settings, config, model, work.inputs, work.knowledge, work.as_of, read, coded, made).publish()


@dataclass
class Pipeline:
    """The stages of one run, each a folder of tables that is computed once for the same key.

    Attributes:
        run: The settings.
        model: The spaCy model.
        store: Where stages write.
        as_of: Day the release speaks for; known once the documents are read.
    """

    run: RunConfig
    model: Model
    store: Store
    as_of: dt.date = EPOCH

    @cached_property
    def inputs(self) -> dict[str, str]:
        """Name and SHA-256 of every input file."""
        return dict(sources.inputs(self.run.source))

    @cached_property
    def knowledge(self) -> dict[str, str]:
        """What is known before reading, with SHA-256: bundled tables, the ontology, the user's own files."""
        own = [self.run.actors.extra] if self.run.actors.extra else []
        places = self.run.gazetteer.path
        if places:
            own += parts_of_dump(Path(places)) if self.run.gazetteer.name == "geonames" else [places]
        found = {f"{name}": digest for name, digest in knowledge_files().items()}
        found[f"ontology {self.run.ontology.name}"] = load_ontology(self.run.ontology.name).sha256
        if self.run.reader.kind == "custom":
            found[f"reader {Path(self.run.reader.path).name}"] = reader_sha256(Path(self.run.reader.path))
        return found | {Path(path).name: file_sha256(Path(path)) for path in own}

    def documents(self) -> Output:
        """Sources to documents: clean, dated, identified, sorted; duplicates and refusals marked."""
        settings = dataclasses.asdict(self.run.source), dataclasses.asdict(self.run.documents)
        code = code_sha256("sources", "documents", "spool.py")
        key = key_of("documents", *settings, sorted(self.inputs.items()), self.knowledge, code)
        output = self.store.compute("documents", key, self._read)
        _watch_emptiness(self.run, output)
        self.as_of = moment(self.run.as_of, output.notes["latest"])
        say(output.tally)
        return output

    def _read(self, output: Output) -> None:
        counted: Counter[str] = Counter()
        latest: dt.date | None = None
        with spool.Spool() as resting:
            for batch in bar(self.run.documents(sources.read_batches(self.run.source, READ_BATCH)), "documents"):
                resting.add(batch)
                counted.update(input_name(document.origin, self.inputs) for document in batch)
            for batch in resting.batches(READ_BATCH):
                refused = rejects_of(batch)
                output.append("documents", spool.to_arrow(batch))
                output.append("rejects", _part("rejects", refused))
                days = [document.published for document in batch if document.published and document.status != REJECTED]
                latest = max([latest, *days] if latest else days, default=None)
                output.tally.rows_in += len(batch)
                output.tally.rows_out += sum(document.status == READY for document in batch)
                output.tally.rejected += len(refused)
        output.notes = {"latest": latest.isoformat() if latest else None, "rows": dict(sorted(counted.items()))}

    def reports(self, read: Output) -> Output:
        """Documents to reports: each batch coded by the engine, then validated and written."""
        stage = CodingStage(
            self.run.nlp,
            self.run.actors,
            GazetteerConfig(self.run.gazetteer.name, self.run.gazetteer.path),
            self.run.ontology,
            self.run.coder,
            self.run.reader,
            self.as_of,
        )
        code = code_sha256("documents", "knowledge", "reports", "events", "coding.py", "version.py", *SCHEMA_CODE)
        facts = dataclasses.asdict(stage), self.model.record(), self.run.engine.batch_size
        key = key_of("reports", read.key, *facts, self.knowledge, code)
        output = self.store.compute("reports", key, lambda out: self._code(out, stage, read))
        say(output.tally)
        return output

    def _indexed(self) -> GazetteerConfig:
        """The gazetteer with the place of its index; the index of a dump is made here, once for all processes.

        Where it lies decides nothing, so the key of the stage does not know it.
        """
        chosen = self.run.gazetteer
        if chosen.name == "custom" or not chosen.path:
            return GazetteerConfig(chosen.name, chosen.path)
        folder = chosen.cache or str(Path(self.run.output_dir) / "cache" / "gazetteer")
        index_dump(Path(chosen.path), Path(folder))
        return GazetteerConfig(chosen.name, chosen.path, folder)

    def _code(self, output: Output, stage: CodingStage, read: Output) -> None:
        stage = dataclasses.replace(stage, gazetteer=self._indexed())
        ready = (document for document in documents_of(read) if document.status == READY)
        batches = bar(_batched(ready, self.run.engine.batch_size), "reports", read.tally.rows_out)
        waiting = Rows()
        for rows in engine.run(self.run.engine, batches, stage.make):
            waiting.add(rows)
            if waiting.documents >= WRITE_AFTER:
                _write(output, waiting)
                waiting = Rows()
        _write(output, waiting)
        _watch_failures(output)

    def events(self, read: Output, coded: Output) -> Output:
        """Reports to events: linked, reconciled, named by content."""
        linker = Linker(self.run.linker)
        key = key_of(
            "events",
            coded.key,
            repr(linker),
            self.knowledge,
            code_sha256("events", "knowledge", "books.py", *SCHEMA_CODE),
        )
        output = self.store.compute(
            "events", key, lambda out: _link(out, linker, read, coded, load_view(self.run.ontology.name))
        )
        say(output.tally)
        return output


def _watch_emptiness(run: RunConfig, read: Output) -> None:
    """A mistyped folder must not become an empty version that says all events of the one before are gone."""
    if not read.tally.rows_in and not run.allow_empty:
        suffixes = ", ".join(run.source.suffixes)
        raise SourceError(
            "no article was found",
            where=getattr(run.source, "path", run.source.kind),
            allowed=f"at least one article ({suffixes})" if suffixes else "at least one article",
            todo="check source and source.path, or publish an empty release with allow_empty=true",
        )


def moment(wanted: str | None, latest: str | None) -> dt.date:
    """The day a release speaks for: as configured, else the latest publication date of the input, never the clock.

    Example:
        >>> moment(None, "2017-10-30")
        datetime.date(2017, 10, 30)
    """
    if wanted is None and latest is None:
        say("no article has a publication date: timestamps say 1970-01-01; set as_of=YYYY-MM-DD to change that")
        return EPOCH
    try:
        return dt.date.fromisoformat(str(wanted or latest))
    except ValueError as error:
        raise ConfigError(f"{wanted!r} is not a date", where="as_of", allowed="YYYY-MM-DD, or null") from error


def documents_of(read: Output) -> Iterator[Document]:
    """All documents of a finished documents stage, sorted by identity; one part is in memory at a time."""
    for part in read.parts("documents"):
        yield from spool.from_arrow(part)


def input_name(origin: str, inputs: dict[str, str]) -> str:
    """The input file of an article's origin ("news.jsonl:12").

    Example:
        >>> input_name("news.jsonl:12", {"news.jsonl": ""})
        'news.jsonl'
    """
    return origin if origin in inputs else origin.rpartition(":")[0] or origin


def frame(output: Output, table: str) -> pd.DataFrame:
    """A whole table of a stage, with the types of the schema."""
    paths = output.paths(table)
    if not paths:
        return schema.empty(table)
    return schema.conform(table, pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True))[0]


def _batched(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    rest = iter(documents)
    while batch := list(islice(rest, size)):
        yield batch


def _part(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    return schema.to_arrow(table, schema.conform(table, pd.DataFrame(rows))[0])


def _write(output: Output, rows: Rows) -> None:
    """Validates the rows of a batch and writes them; a refused report takes its evidence and impacts with it."""
    drafts = pd.concat(rows.reports, ignore_index=True) if rows.reports else schema.empty("reports")
    reports, refused = schema.validate("reports", drafts, "reports")
    kept = set(reports["report_id"])
    tables, rejects = {"reports": reports}, [refused, schema.conform("rejects", pd.DataFrame(rows.rejects))[0]]
    for name in ("impacts", "evidence"):
        own = pd.DataFrame([row for row in getattr(rows, name) if row["report_id"] in kept])
        tables[name], refused = schema.validate(name, own, "reports")
        rejects.append(refused)
    if rows.statements:
        told = pd.DataFrame(rows.statements)
        told["report_id"] = told["report_id"].where(told["report_id"].isin(kept), None)
        tables["plover"], refused = schema.validate("plover", told, "reports")
        rejects.append(refused)
    tables["rejects"] = pd.concat(
        [part for part in rejects if len(part)] or [schema.empty("rejects")], ignore_index=True
    )
    for name, table in tables.items():
        output.append(name, schema.to_arrow(name, table))
    failed = [{"document_id": name, "reason": reason} for name, reason in rows.failed.items()]
    output.append(
        "failed", pa.Table.from_pylist(failed, pa.schema([("document_id", pa.string()), ("reason", pa.string())]))
    )
    output.tally.rows_in += rows.documents
    output.tally.rows_out += len(reports)
    output.tally.rejected += len(tables["rejects"])


def _watch_failures(output: Output) -> None:
    """One article may break the coder; when all do, the coder is broken, and a release would be an empty promise."""
    failed = [row for part in output.parts("failed") for row in part.to_pylist()]
    if failed and len(failed) == output.tally.rows_in >= ALL_FAILED:
        raise ConflictDataError(f"the coder failed on every article; the first: {failed[0]['reason']}")
    if failed:
        say(f"{'warning':<10} {len(failed):,} articles broke the coder: see rejects, check = {CHECK}")


def _link(output: Output, linker: Linker, read: Output, coded: Output, view: View | None) -> None:
    documents = final_documents(read, coded)
    made = linker(frame(coded, "reports"), documents, frame(coded, "evidence"), frame(coded, "impacts"))
    events, refused = schema.validate("events", made.events, "events")
    kept = set(events["event_id"])
    output.append("events", schema.to_arrow("events", events))
    output.append("actors", schema.to_arrow("actors", made.actors[made.actors["event_id"].isin(kept)]))
    for name in ("reports", "impacts"):
        table: pd.DataFrame = getattr(made, name)
        output.append(
            name,
            schema.to_arrow(name, table.assign(event_id=table["event_id"].where(table["event_id"].isin(kept), None))),
        )
    output.append("evidence", schema.to_arrow("evidence", made.evidence))
    if view is not None and view.table == "ucdp":
        rows, wrong = schema.validate(
            "ucdp", pd.DataFrame(ucdp_rows(events, made.reports, made.impacts, view)), "events"
        )
        output.append("ucdp", schema.to_arrow("ucdp", rows))
        refused = pd.concat([refused, wrong], ignore_index=True)
    output.append("rejects", schema.to_arrow("rejects", refused))
    output.tally.rows_in, output.tally.rows_out, output.tally.rejected = len(made.reports), len(events), len(refused)
