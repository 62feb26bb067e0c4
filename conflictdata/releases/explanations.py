"""Why an event is as it is, or an article gave none: finding what is asked for, in the releases that are there.

How it is shown is pages.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from conflictdata.errors import ReleaseError
from conflictdata.releases import pages
from conflictdata.releases.release import Release, find, open_release, versions
from conflictdata.releases.stored import read_table

# What may be asked for, in the order in which it is looked up: table and key.
IDENTITIES = (("events", "event_id"), ("reports", "report_id"), ("documents", "document_id"))


def why(
    identity: str,
    dataset: str | None = None,
    version: str | int = "latest",
    root: str | Path = "outputs",
    *,
    everything: bool = False,
) -> str:
    """Explain an event, a report or an article of a published dataset.

    Args:
        identity: `event_id`, `report_id` or `document_id`.
        dataset: name of the dataset; all datasets are searched when None.
        version: version of the dataset.
        root: folder that holds ``releases/`` and ``texts/``.
        everything: show every coded field with its rule, not the eight main ones.

    Returns:
        A page of text.

    Raises:
        ReleaseError: when no release holds it.
    """
    names = [dataset] if dataset else sorted(path.name for path in (Path(root) / "releases").glob("*") if path.is_dir())
    for name in names:
        if dataset is None and not versions(name, root):
            continue
        release = find(name, version, root)
        if _holder(release, identity):
            return explain(release.path, identity, find_texts(release, root), everything=everything)
    heirs = [line for name in names for line in _later_identity(name, identity, root)]
    raise ReleaseError(
        f"no release holds {identity!r}",
        where=str(Path(root) / "releases"),
        allowed="an event_id, report_id or document_id of the version asked for",
        todo=" ".join(heirs) or "look it up in events.parquet, or name --dataset, --version and --output-dir",
    )


def _holder(release: Release, identity: str) -> str:
    """Key of the first table that holds an identity, or ""."""
    for table, key in IDENTITIES:
        if len(read_table(release.table_path(table), [key], [(key, "==", identity)])):
            return key
    return ""


def _later_identity(dataset: str, event: str, root: str | Path) -> list[str]:
    """What became of an identity that is gone."""
    found = versions(dataset, root)
    if not found:
        return []
    rows = read_table(found[-1].table_path("lineage"), filters=[("event_id", "==", event)])
    return [
        f"after {since} it was {change}{f' into {other}' if isinstance(other, str) else ''}; "
        f"{since} shows it as it was: --dataset {dataset} --version {since}"
        for change, other, since in rows[["change", "other_id", "since_version"]].itertuples(index=False)
    ]


def find_texts(release: Release, root: str | Path | None = None) -> dict[str, str] | None:
    """Texts of a release's articles: from its private store or, when published, from its documents.

    Args:
        release: the release.
        root: folder that holds ``texts/``; taken from the release's own place when None.

    Returns:
        Text by document_id; None when there are none here.
    """
    home = Path(root) if root is not None else release.path.parents[2]
    path = home / "texts" / release.dataset / f"{release.version}.parquet"
    if not path.exists():
        path = release.table_path("documents")
        if "text" not in pq.read_schema(path if path.is_file() else min(path.glob("*.parquet"))).names:
            return None
    rows = read_table(path, ["document_id", "text"]).dropna()
    return dict(zip(rows["document_id"], rows["text"], strict=True))


def explain(
    release_dir: str | Path, identity: str, texts: Mapping[str, str] | None = None, *, everything: bool = False
) -> str:
    """Explain an event, a report or an article of a release.

    Args:
        release_dir: folder of the release.
        identity: `event_id`, `report_id` or `document_id`.
        texts: text by document_id; without it the coded words cannot be shown.
        everything: show every coded field with its rule, not the eight main ones.

    Returns:
        A page of text: the event; then for each report its sentences with the coded words marked, and its values. For
        an article: what became of it, its reports and what was refused in it.
    """
    release = open_release(release_dir)
    key = _holder(release, identity)
    if not key:
        raise ReleaseError(
            f"there is no {identity!r} here", where=str(release.path), todo="look it up in events.parquet"
        )
    parts = (
        _article(release, identity, texts)
        if key == "document_id"
        else _reports(release, key, identity, texts, everything)
    )
    if texts is None:
        parts.append(
            "The texts are not here, so the coded words cannot be shown. They stay with whoever ran the coder, in "
            f"texts/{release.dataset}/{release.version}.parquet (release.keep_texts=true); run the same configuration "
            f"on the articles to get them: conflictdata rebuild {release.path}"
        )
    return "\n\n".join(parts)


def _reports(release: Release, key: str, identity: str, texts: Mapping[str, str] | None, everything: bool) -> list[str]:
    """The event, when it is one, and the pages of its reports."""
    reports = read_table(release.table_path("reports"), filters=[(key, "==", identity)])
    reports = reports.sort_values(["document_id", "report_rank", "report_id"])
    ids, names = reports["report_id"].tolist(), reports["document_id"].unique().tolist()
    evidence, impacts = (
        read_table(release.table_path(name), filters=[("report_id", "in", ids)]) for name in ("evidence", "impacts")
    )
    documents = read_table(release.table_path("documents"), filters=[("document_id", "in", names)]).set_index(
        "document_id"
    )
    parts = []
    if key == "event_id":
        events = read_table(release.table_path("events"), filters=[(key, "==", identity)])
        parts.append(pages.event_page(events.iloc[0].to_dict(), f"{release.dataset} {release.version}"))
    for report in reports.to_dict("records"):
        name, text = report["document_id"], (texts or {}).get(report["document_id"])
        told, harmed = (rows[rows["report_id"] == report["report_id"]] for rows in (evidence, impacts))
        page = pages.ReportPage(report, told, harmed, documents.loc[name], text)
        parts.append(page.everything() if everything else page.main())
    return parts


def _article(release: Release, name: str, texts: Mapping[str, str] | None) -> list[str]:
    """What became of an article, its reports, and what was refused in it."""
    tables: list[pd.DataFrame] = [
        read_table(release.table_path(table), filters=[("document_id", "==", name)])
        for table in ("documents", "reports", "rejects")
    ]
    documents, reports, rejects = tables
    text = (texts or {}).get(name)
    where = f"{release.dataset} {release.version}"
    parts = [pages.document_page(documents.iloc[0].to_dict(), reports.sort_values("report_rank"), where)]
    return [*parts, *pages.reject_pages(rejects, text)]
