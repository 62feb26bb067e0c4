"""The files beside the tables of a release: manifest, configuration, codebook, data package, citation, diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from conflictdata import schema, schema_docs
from conflictdata.releases.differences import Difference
from conflictdata.releases.hashing import file_sha256
from conflictdata.releases.release import Release
from conflictdata.releases.tables import TableInput

if TYPE_CHECKING:
    from conflictdata.releases.writer import Provenance, ReleaseConfig

DISCLAIMER = (
    "ACLED-style data coded by machine from news text; not produced or endorsed by ACLED, and not ACLED's data."
)
_FIELD_TYPES = {"string": "string", "enum": "string", "date": "date", "bool": "boolean", "float64": "number"}


def make(
    folder: Path,
    release: Release,
    manifest: dict[str, Any],
    difference: Difference,
    provenance: Provenance,
    settings: ReleaseConfig,
) -> dict[str, str]:
    """Texts of all files beside the tables, by name.

    Args:
        folder: where the tables are now.
        release: version they will be.
        manifest: content of ``manifest.json``.
        difference: changes since the version before.
        provenance: where the data comes from.
        settings: what is published.
    """
    return {
        "manifest.json": json.dumps(manifest, indent=2, ensure_ascii=False) + "\n",
        "config.yaml": provenance.config,
        "codebook.md": codebook(release),
        "datapackage.json": json.dumps(data_package(folder, release, manifest, settings), indent=2, ensure_ascii=False)
        + "\n",
        "CITATION.cff": citation(release, provenance, settings),
        "DIFF.md": difference.to_markdown(),
    }


def codebook(release: Release) -> str:
    """Codebook of a release."""
    head = f"Dataset {release.dataset}, version {release.version}, content {release.content_hash}."
    return schema_docs.codebook().replace("# Codebook\n", f"# Codebook\n\n{head}\n", 1)


def _title(release: Release, settings: ReleaseConfig) -> str:
    return settings.title or f"{release.dataset}: conflict events coded from news"


def _constraints(column: Any) -> dict[str, Any]:
    stats = schema_docs.statistics(column)
    out: dict[str, Any] = {} if column.nullable else {"required": True}
    names = {"allowed_values": "enum", "min_value": "minimum", "max_value": "maximum", "pattern": "pattern"}
    for ours, theirs in names.items():
        if ours in stats:
            value = getattr(stats[ours], "pattern", stats[ours])
            out[theirs] = list(value) if theirs == "enum" else value
    return out


def _field(name: str, column: Any) -> dict[str, Any]:
    kind = schema_docs.type_name(column)
    out = {"name": name, "type": _FIELD_TYPES.get(kind, "integer"), "description": column.description}
    unit = (column.metadata or {}).get("unit")
    constraints = _constraints(column)
    return {**out, **({"unit": unit} if unit else {}), **({"constraints": constraints} if constraints else {})}


def _resource(table: str, folder: Path, rows: int) -> dict[str, Any]:
    path = folder / f"{table}.parquet"
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    there = set(pq.read_schema(files[0]).names)
    columns = schema.schema_of(table).columns
    names = [file.relative_to(folder).as_posix() for file in files]
    out: dict[str, Any] = {
        "name": table,
        "description": schema.TABLES[table].summary,
        "path": names[0] if len(names) == 1 else names,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": sum(file.stat().st_size for file in files),
        "rows": rows,
    }
    if len(files) == 1:
        out["hash"] = f"sha256:{file_sha256(files[0])}"
    else:
        out["hashes"] = {name: f"sha256:{file_sha256(file)}" for name, file in zip(names, files, strict=True)}
    out["schema"] = {
        "fields": [_field(name, column) for name, column in columns.items() if name in there],
        "primaryKey": list(schema.TABLES[table].key),
    }
    return out


def data_package(folder: Path, release: Release, manifest: dict[str, Any], settings: ReleaseConfig) -> dict[str, Any]:
    """Content of ``datapackage.json`` (Data Package version 2)."""
    out: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": release.dataset.lower(),
        "title": _title(release, settings),
        "description": DISCLAIMER,
        "version": f"{release.number}.0.0",
        "created": str(pd.Timestamp(manifest["as_of"]).date()) + "T00:00:00Z",
        "contributors": [{"title": name, "roles": ["creator"]} for name in settings.authors],
        "sources": [{"title": fact["name"], "version": str(fact.get("version", ""))} for fact in manifest["knowledge"]],
        "resources": [
            _resource(table, folder, manifest["counts"][table])
            for table in schema.TABLES
            if table in manifest["counts"]
        ],
    }
    if settings.license:
        out["licenses"] = [{"name": settings.license}]
    return {key: value for key, value in out.items() if value != []}


def citation(release: Release, provenance: Provenance, settings: ReleaseConfig) -> str:
    """Content of ``CITATION.cff``."""
    authors = settings.authors or ["The users of conflictdata who made this dataset"]
    facts: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "Please cite this dataset with its version and the software that coded it.",
        "type": "dataset",
        "title": _title(release, settings),
        "version": release.version,
        "date-released": str(pd.Timestamp(provenance.as_of).date()),
        "authors": [{"name": name} for name in authors],
        "abstract": DISCLAIMER,
        "identifiers": [{"type": "other", "value": f"content:{release.content_hash}"}],
        "references": [
            {
                "type": "software",
                "title": "conflictdata",
                "version": provenance.code_version,
                "authors": [{"name": "The conflictdata maintainers"}],
            }
        ],
    }
    if settings.license:
        facts["license"] = settings.license
    return str(yaml.safe_dump(facts, sort_keys=False, allow_unicode=True))


def write_texts(texts: TableInput, path: Path) -> None:
    """Write the private texts of a version, sorted by document."""
    names = ["document_id", "text"]
    kinds = pa.schema([pa.field(name, pa.string()) for name in names])
    if isinstance(texts, pd.DataFrame):
        rows = pa.Table.from_pandas(texts[names], schema=kinds, preserve_index=False)
        pq.write_table(rows.sort_by("document_id"), path, compression="zstd")
        return
    parts = [texts] if isinstance(texts, pa.Table) else [pq.read_table(part, columns=names) for part in texts]
    with pq.ParquetWriter(path, kinds, compression="zstd") as writer:
        for part in parts:
            writer.write_table(part.select(names).cast(kinds))
