"""The documents stage: raw articles in, clean, dated, de-duplicated documents out, in two streaming passes.

Pass 1 cleans batch by batch and remembers a small signature per document. Pass 2 knows all signatures, so it can say
which documents repeat another one; it goes through the same batches in the same order. Memory does not grow with the
texts::

    stage = DocumentsStage()
    signatures = stage.signatures()
    for batch in prepare(read_batches(source), stage):      # pass 1
        signatures.extend(batch)
        spool.write(batch)                                  # any store that gives the batches back in order
    verdicts = find_duplicates(signatures)
    for batch in settle(spool, verdicts):                   # pass 2
        ...

`DocumentsStage.__call__` does exactly this with a temporary file.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import pickle
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from conflictdata.documents.clean import ENDS_SENTENCE, Clean, clean, key, tidy
from conflictdata.documents.dateline import Dateline, find_dateline, word_lists
from conflictdata.documents.duplicates import Signatures, Verdict, find_duplicates
from conflictdata.documents.language import code, judge
from conflictdata.documents.model import REJECTED, Document
from conflictdata.documents.published import parse_published
from conflictdata.sources import RawArticle, Reject

OUTLET_CHARS = 40
FAR_DAYS = 31
HEADINGS = 3  # paragraphs searched for the dateline: a standfirst may stand above it


@dataclass
class DocumentsStage:
    """Parameters of the documents room.

    Attributes:
        languages: ISO 639-1 codes that are coded; an empty list allows all.
        min_language_chars: Letters below which the language is not judged.
        near_duplicates: Group near duplicates; False groups exact ones only.
        similarity: Jaccard similarity of word shingles from which two stories are one (0-1).
        shingle_words: Words per shingle.
        min_words: Bodies with fewer words are compared exactly only: one other number can make a short text another
            event.
    """

    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[str] = "documents"
    languages: list[str] = field(default_factory=lambda: ["en"])
    min_language_chars: int = 200
    near_duplicates: bool = True
    similarity: float = 0.8
    shingle_words: int = 5
    min_words: int = 40

    def signatures(self) -> Signatures:
        """An empty store of signatures with this stage's parameters."""
        threshold = self.similarity if self.near_duplicates else 1.0
        return Signatures(threshold=threshold, shingle_words=self.shingle_words, min_words=self.min_words)

    def document(self, raw: RawArticle | Reject) -> Document:
        """One input as a document: ready, or rejected with its reason."""
        return _refused(raw) if isinstance(raw, Reject) else _document(raw, self)

    def __call__(self, raw_batches: Iterable[list[RawArticle | Reject]]) -> Iterator[list[Document]]:
        """Both passes; between them the documents rest in an anonymous temporary file."""
        signatures = self.signatures()
        with tempfile.TemporaryFile() as spool:
            count = 0
            for batch in prepare(raw_batches, self):
                signatures.extend(batch)
                pickle.dump(batch, spool, protocol=pickle.HIGHEST_PROTOCOL)
                count += 1
            verdicts = find_duplicates(signatures)
            del signatures
            spool.seek(0)
            yield from settle((pickle.load(spool) for _ in range(count)), verdicts)


def prepare(
    raw_batches: Iterable[list[RawArticle | Reject]], params: DocumentsStage | None = None
) -> Iterator[list[Document]]:
    """Pass 1: every input becomes one document, in the same order and the same batches."""
    stage = params or DocumentsStage()
    for batch in raw_batches:
        yield [stage.document(raw) for raw in batch]


def settle(batches: Iterable[list[Document]], verdicts: dict[int, Verdict]) -> Iterator[list[Document]]:
    """Pass 2: final identifiers, duplicates and refused identifiers; the batches must come in the order of pass 1."""
    row = 0
    for batch in batches:
        for document in batch:
            verdict = verdicts.get(row)
            row += 1
            if verdict is None:
                continue
            document.document_id = verdict.document_id
            if verdict.status:
                document.status, document.reason, document.check = verdict.status, verdict.reason, verdict.check
                document.near_duplicate_of = verdict.near_duplicate_of
        yield batch


def identity(text: str) -> str:
    """The document_id of a text without one: the same for the same words, whatever their spacing and punctuation."""
    return "d" + hashlib.sha256(key(text).encode()).hexdigest()[:16]


def _refused(reject: Reject) -> Document:
    digest = reject.raw_sha256 or hashlib.sha256(f"{reject.check}\x1f{reject.origin}".encode()).hexdigest()
    name = reject.document_id or f"d{digest[:16]}"
    url = reject.row.get("url") or (None if ":" in reject.origin else f"file:{reject.origin}")  # a whole file
    return Document(
        document_id=name, text="", status=REJECTED, reason=reject.reason, check=reject.check, value=reject.value,
        origin=reject.origin, raw_sha256=reject.raw_sha256, row=reject.row,
        source=reject.row.get("source"), url=url, language=code(reject.row.get("language")),
    )  # fmt: skip


def _document(raw: RawArticle, params: DocumentsStage) -> Document:
    cleaned = clean(raw.text, bare_title(raw.title, raw.source))
    title, paragraphs = _without_echo(cleaned)
    published, published_source, flags = _published(raw, cleaned)
    index, dateline = _dateline(paragraphs, published)
    if dateline and dateline.date and dateline.has_year:
        if published is None:
            published, published_source = dateline.date, "text"
        elif abs((published - dateline.date).days) > FAR_DAYS:
            flags.append(f"published: {published} is far from the dateline's {dateline.date}; kept")
    if published is None and raw.file_date:
        published, published_source = parse_published(raw.file_date), "metadata"
        flags.append("published: taken from the file's name")
    text = "\n\n".join([title, *paragraphs] if title else paragraphs)
    document = Document(
        document_id=raw.document_id or identity(text), text=text, title_end=len(title or "") if paragraphs else 0,
        published=published, published_source=published_source, source=raw.source, url=raw.url,
        flags=(*raw.flags, *flags), origin=raw.origin, raw_sha256=raw.raw_sha256,
    )  # fmt: skip
    document.body_start = len(title) + 2 if title and paragraphs else 0
    if dateline:
        above = sum(len(paragraph) + 2 for paragraph in paragraphs[:index])
        _place_dateline(document, dateline, document.body_start + above)
    return _judged(document, raw, params)


def _judged(document: Document, raw: RawArticle, params: DocumentsStage) -> Document:
    document.language, allowed = judge(document.body, raw.language, params.languages, params.min_language_chars)
    if not any(char.isalpha() for char in document.body):
        document.status, document.check, document.text = REJECTED, "text_empty", tidy(raw.text)
        document.title_end, document.body_start = 0, 0
        document.document_id = raw.document_id or identity(document.text)
        document.reason = "nothing is left but captions and page furniture; allowed: at least one word; find its text"
    elif not allowed:
        document.status, document.check, document.value = REJECTED, "language", document.language
        names = ", ".join(params.languages)
        document.reason = (
            f"language '{document.language}' is not coded; allowed: {names}; translate it or change documents.languages"
        )
    return document


def _without_echo(cleaned: Clean) -> tuple[str | None, list[str]]:
    """Headline and paragraphs; a body that only repeats the headline is the body."""
    if (
        cleaned.title
        and cleaned.paragraphs
        and all(key(paragraph) == key(cleaned.title) for paragraph in cleaned.paragraphs)
    ):
        return None, cleaned.paragraphs[:1]
    return cleaned.title, cleaned.paragraphs


def bare_title(title: str | None, source: str | None) -> str | None:
    """The headline without the outlet's name at its end.

    Example:
        >>> bare_title("Nine killed in Gao - Sahel Wire", "Sahel Wire"), bare_title("Gao | News", None)
        ('Nine killed in Gao', 'Gao')
    """
    if not title:
        return None
    before, bar, after = title.rpartition("|")
    if bar and before.strip() and len(after) < OUTLET_CHARS:
        return bare_title(before.strip(), source)
    found = re.fullmatch(r"(.+\S)\s+[-–—]\s+(.{2,60})", title)
    if found and key(found[2]) in {key(source or ""), *map(key, word_lists()["agencies"])}:
        return found[1]
    return title


def _published(raw: RawArticle, cleaned: Clean) -> tuple[dt.date | None, str, list[str]]:
    flags: list[str] = []
    if raw.published:
        found = parse_published(raw.published)
        if found:
            return found, "metadata", flags
        flags.append(f"published: '{raw.published[:40]}' is no clear date (allowed: ISO, as 2017-10-30); not used")
    if cleaned.updated:
        return cleaned.updated, "text", flags
    return None, "none", flags


def _dateline(paragraphs: list[str], published: dt.date | None) -> tuple[int, Dateline | None]:
    for index, paragraph in enumerate(paragraphs[:HEADINGS]):
        if found := find_dateline(paragraph, published):
            return index, found
        if ENDS_SENTENCE.search(paragraph):
            break
    return 0, None


def _place_dateline(document: Document, dateline: Dateline, at: int) -> None:
    document.dateline, document.dateline_place, document.dateline_date = dateline.text, dateline.place, dateline.date
    document.dateline_start, document.dateline_end = at + dateline.start, at + dateline.end
    document.body_start = at + dateline.body_start
