"""What the dictionaries did not know in the articles of a release, by frequency, so that one sees what to add.

The texts kept beside the release are read again with the knowledge of the release's configuration.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from conflictdata import config as configuration
from conflictdata.coding import build_coder
from conflictdata.documents import Document
from conflictdata.errors import ReleaseError
from conflictdata.releases.explanations import find_texts
from conflictdata.releases.release import Release, find
from conflictdata.releases.stored import read_table
from conflictdata.reports.coder import Coder
from conflictdata.reports.unknown import unknowns

KINDS = {
    "act": ("acts", "add to verbs or nouns of an act of the ontology"),
    "actor": ("actors", "add to a table of your own: actors.extra="),
    "place": ("places", "add to a gazetteer of your own: gazetteer.path="),
}
_WIDTH = 96
_BATCH = 64


@dataclass(slots=True)
class Row:
    """One unknown thing.

    Attributes:
        kind: act, actor or place.
        what: the word or name.
        count: how often it stands in the texts.
        articles: in how many articles.
        example: the first sentence it stands in.
        document_id: the article of that sentence.
    """

    kind: str
    what: str
    count: int = 0
    articles: int = 0
    example: str = ""
    document_id: str = ""


@dataclass(slots=True)
class Coverage:
    """What no dictionary knew in the articles of a release, most frequent first.

    Attributes:
        release: the release.
        read: how many articles were read.
        missing: how many have no text.
        rows: one per unknown thing.
        top: how many of each kind are shown as text.
    """

    release: Release
    read: int
    missing: int
    rows: list[Row] = field(default_factory=list)
    top: int = 20

    def __str__(self) -> str:
        lost = f"; {self.missing} without a text" if self.missing else ""
        out = [f"{self.release.dataset} {self.release.version}: {self.read} articles read{lost}"]
        for kind, (title, todo) in KINDS.items():
            rows = [row for row in self.rows if row.kind == kind]
            shown = rows[: self.top]
            out += [
                "",
                f"{title} not known: {len(rows)}" + (f", the first {len(shown)}" if len(rows) > self.top else ""),
            ]
            out += [f"  ({todo})"] if rows else []
            out += [f"{row.count:>6}  {row.what:<28} {_short(row)}" for row in shown]
        return "\n".join(out)

    def write_csv(self, path: Path) -> None:
        """Write every row as CSV."""
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(Row.__slots__)
            writer.writerows([getattr(row, name) for name in Row.__slots__] for row in self.rows)


def _short(row: Row) -> str:
    """The example around the word, on one line."""
    text = " ".join(row.example.split())
    at = max(0, text.lower().find(row.what.lower()) - _WIDTH // 2)
    cut = text[at : at + _WIDTH]
    return f"{'... ' if at else ''}{cut}{' ...' if at + _WIDTH < len(text) else ''}"


def coverage(
    dataset: str | None = None, version: str = "latest", root: str | Path = "outputs", top: int = 20
) -> Coverage:
    """What the dictionaries did not know in the articles of a release.

    Args:
        dataset: name of the dataset; may be left out when there is just one.
        version: its version.
        root: folder that holds ``releases/`` and ``texts/``.
        top: how many of each kind are shown when it is printed.

    Raises:
        ReleaseError: when there is no such release, or its texts were not kept.
    """
    release = find(dataset or _only(Path(root)), version, root)
    texts = find_texts(release, root)
    if texts is None:
        raise ReleaseError(
            "the texts of this release are not here, and only they show what was not known",
            where=str(Path(root) / "texts" / release.dataset / f"{release.version}.parquet"),
            allowed="texts kept beside the release (release.keep_texts=true, the default), or published in it",
            todo="run again where the articles are",
        )
    settings = configuration.settings(configuration.from_yaml((release.path / "config.yaml").read_text("utf-8")))
    coder = build_coder(settings)  # type: ignore[arg-type]  # the settings hold what a coding stage does
    assert isinstance(coder, Coder)
    documents = list(_documents(release, texts))
    total = len(read_table(release.table_path("documents"), ["document_id"]))
    found = _count(documents, coder)
    rows = sorted(found.values(), key=lambda row: (row.kind, -row.articles, -row.count, row.what))
    return Coverage(release, len(documents), total - len(documents), rows, top)


def _only(root: Path) -> str:
    names = sorted(path.name for path in (root / "releases").glob("*") if path.is_dir())
    if len(names) != 1:
        raise ReleaseError(
            "no dataset is named" if names else "there is no dataset",
            where=str(root / "releases"),
            allowed=", ".join(names),
            todo="conflictdata coverage DATASET",
        )
    return names[0]


def _documents(release: Release, texts: dict[str, str]) -> Iterator[Document]:
    columns = ["document_id", "title_end", "body_start", "published", "status"]
    for row in read_table(release.table_path("documents"), columns).to_dict("records"):
        name = str(row["document_id"])
        if name in texts and row["status"] in ("coded", "no_event"):
            day = row["published"]
            published = None if day is None or day != day else day.date()
            yield Document(name, texts[name], int(row["title_end"]), int(row["body_start"]), published)


def _count(documents: list[Document], coder: Coder) -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    stream = iter(documents)
    while batch := list(islice(stream, _BATCH)):
        for article in coder.annotator.articles(batch):
            seen: set[tuple[str, str]] = set()
            for unknown in unknowns(article, coder.annotator):
                key = (unknown.kind, unknown.what)
                name = article.document.document_id
                row = found.setdefault(key, Row(*key, example=unknown.sentence, document_id=name))
                row.count += 1
                row.articles += key not in seen
                seen.add(key)
    return found
