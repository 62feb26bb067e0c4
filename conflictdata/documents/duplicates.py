"""Exact and near duplicates by MinHash over word shingles; a wire story reprinted ten times is one source.

Headline and dateline are left out of the comparison, so a reprint under another headline matches. Only a small
signature per document is kept (about 0.8 kB), never its text. The outcome depends on the documents, not on their order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from conflictdata.documents.model import DUPLICATE, READY, REJECTED, Document

WORDS = re.compile(r"\w+")
PERMUTATIONS = 128
SEED = 0x9E3779B97F4A7C15
CHUNK = 4096
SURE = 0.995  # least probability that a pair at the threshold is compared at all
BODY_ALONE = 12  # words from which a body is compared without its headline
CROWD = 40  # members of a bucket compared each with each; beyond, each with the CROWD earliest
HASHES = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What pass 1 could not know about one document: its final identifier and whether it repeats another."""

    document_id: str
    status: str
    near_duplicate_of: str | None
    reason: str | None
    check: str | None = None


def _numbers(count: int) -> npt.NDArray[np.uint64]:
    """SplitMix64: fixed multipliers, independent of any library's random generator."""
    with np.errstate(over="ignore"):
        state = np.uint64(SEED) * np.arange(1, count + 1, dtype=np.uint64)
        return _mix(state)


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_FACTORS = _numbers(2 * PERMUTATIONS)
_MULTIPLY, _ADD = _FACTORS[:PERMUTATIONS] | np.uint64(1), _FACTORS[PERMUTATIONS:]


def minhash(words: list[str], shingle_words: int = 5) -> HASHES:
    """MinHash signature of a text: 128 numbers whose share of equal positions estimates the Jaccard similarity.

    Args:
        words: The text's words, in order.
        shingle_words: Words per shingle.
    """
    hashes = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    size = min(shingle_words, len(words))
    shingles = np.zeros(len(words) - size + 1, dtype=np.uint64)
    for offset in range(size):
        shingles = shingles * np.uint64(0x100000001B3) + hashes[offset : offset + len(shingles)]
    shingles = _mix(np.unique(shingles))
    smallest = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(shingles), CHUNK):
        values = shingles[start : start + CHUNK, None] * _MULTIPLY + _ADD
        smallest = np.minimum(smallest, (values >> np.uint64(32)).astype(np.uint32).min(axis=0))
    return smallest


def bands(threshold: float) -> tuple[int, int]:
    """Number of bands and rows per band: the most selective that still compares pairs at the threshold.

    Example:
        >>> bands(0.8)
        (21, 6)
    """
    for rows in range(16, 1, -1):
        count = PERMUTATIONS // rows
        if 1 - (1 - threshold**rows) ** count >= SURE:
            return count, rows
    return PERMUTATIONS, 1


class Signatures:
    """What is remembered of every document between the passes, in the order in which pass 1 yields them."""

    def __init__(self, *, threshold: float = 0.8, shingle_words: int = 5, min_words: int = 40) -> None:
        """Sets the comparison.

        Args:
            threshold: Jaccard similarity of the shingles from which two stories are one.
            shingle_words: Words per shingle.
            min_words: Shorter bodies are compared exactly only.
        """
        self.threshold, self.shingle_words, self.min_words = threshold, shingle_words, min_words
        self.identities: list[str] = []
        self.order: list[tuple[int, str]] = []  # publication day (undated last), hash of everything
        self.exact: list[bytes] = []  # b"" for rejected documents
        self.rows_of_hashes: list[int] = []
        self._hashes: list[HASHES] = []

    def __len__(self) -> int:
        return len(self.identities)

    def extend(self, documents: Iterable[Document]) -> None:
        """Adds the documents of one batch."""
        for document in documents:
            self.add(document)

    def add(self, document: Document) -> None:
        """Adds one document."""
        row = len(self.identities)
        self.identities.append(document.document_id)
        self.order.append(((document.published or dt.date.max).toordinal(), _content(document)))
        if document.status != READY:
            self.exact.append(b"")
            return
        words = WORDS.findall(document.body.casefold())
        compared = WORDS.findall(document.text.casefold()) if len(words) < BODY_ALONE else words
        self.exact.append(hashlib.blake2b(" ".join(compared).encode(), digest_size=12).digest())
        if len(words) >= max(self.min_words, self.shingle_words) and self.threshold < 1:
            self.rows_of_hashes.append(row)
            self._hashes.append(minhash(words, self.shingle_words))

    def hashes(self) -> HASHES:
        """All MinHash signatures, one row each."""
        return np.stack(self._hashes) if self._hashes else np.zeros((0, PERMUTATIONS), dtype=np.uint32)


def _content(document: Document) -> str:
    """Hash of everything a document says about itself: decides between documents that share an identifier."""
    parts = (
        document.published,
        document.source,
        document.url,
        document.language,
        document.text,
        document.raw_sha256 if not document.text else "",
    )
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


def find_duplicates(signatures: Signatures) -> dict[int, Verdict]:
    """Verdicts for the rows (positions in pass 1) that are not simply kept as they are.

    The original of a cluster is the earliest by (published, document_id), undated last. Clusters are transitive.
    Of several documents with one identifier the earliest keeps it; the others get a suffix from their content and are
    duplicates when their text is the same, else refused.
    """
    names, verdicts = _settle_identities(signatures)
    alive = [row for row in range(len(signatures)) if signatures.exact[row] and row not in verdicts]
    parent = {row: row for row in alive}
    rank = {row: (signatures.order[row][0], names[row], signatures.order[row][1]) for row in alive}
    _join_exact(signatures, alive, parent)
    _join_near(signatures, parent, rank)
    clusters: dict[int, list[int]] = defaultdict(list)
    for row in alive:
        clusters[_root(parent, row)].append(row)
    for members in clusters.values():
        original = min(members, key=rank.__getitem__)
        for row in members:
            if row == original:
                continue
            same = (
                "the same text as" if signatures.exact[row] == signatures.exact[original] else "nearly the same text as"
            )
            verdicts[row] = Verdict(names[row], DUPLICATE, names[original], f"{same} {names[original]}")
    for row, name in enumerate(names):
        if name != signatures.identities[row] and row not in verdicts:
            verdicts[row] = Verdict(name, "", None, None)  # a refused input: new name, same status
    return verdicts


def _settle_identities(signatures: Signatures) -> tuple[list[str], dict[int, Verdict]]:
    names = list(signatures.identities)
    groups: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        groups[name].append(row)
    taken = {name for name, rows in groups.items() if rows}
    verdicts: dict[int, Verdict] = {}
    for name in sorted(groups):
        rows = groups[name]
        if len(rows) == 1:
            continue
        rows.sort(key=lambda row: (not signatures.exact[row], signatures.order[row]))
        for row in rows[1:]:
            names[row] = _free(f"{name}~{signatures.order[row][1][:8]}", taken)
            taken.add(names[row])
            if signatures.exact[row] and signatures.exact[row] != signatures.exact[rows[0]]:
                reason = (
                    f"document_id '{name}' is already the name of another text; allowed: one text per document_id; "
                    f"give it its own (kept here as '{names[row]}')"
                )
                verdicts[row] = Verdict(names[row], REJECTED, None, reason, "document_id")
    return names, verdicts


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when equal inputs share it (they are interchangeable, so their order does not matter)."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}~{number}"
    return free


def _root(parent: dict[int, int], row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


def _join(parent: dict[int, int], one: int, other: int) -> None:
    first, second = sorted((_root(parent, one), _root(parent, other)))
    parent[second] = first


def _join_exact(signatures: Signatures, alive: list[int], parent: dict[int, int]) -> None:
    first: dict[bytes, int] = {}
    for row in alive:
        _join(parent, first.setdefault(signatures.exact[row], row), row)


def _join_near(signatures: Signatures, parent: dict[int, int], rank: dict[int, tuple[int, str, str]]) -> None:
    """Joins rows whose signatures agree, comparing only those that share a band."""
    rows = np.array(signatures.rows_of_hashes, dtype=np.int64)
    hashes = signatures.hashes()
    chosen: dict[bytes, int] = {}  # one representative per exact text
    for index, row in enumerate(rows.tolist()):
        if row in parent:
            known = chosen.get(signatures.exact[row])
            if known is None or rank[row] < rank[int(rows[known])]:
                chosen[signatures.exact[row]] = index
    indexes = np.array(sorted(chosen.values(), key=lambda index: rank[int(rows[index])]), dtype=np.int64)
    if len(indexes) < 2:
        return
    rows, hashes = rows[indexes], hashes[indexes]
    count, width = bands(signatures.threshold)
    for band in range(count):
        part = hashes[:, band * width : (band + 1) * width].astype(np.uint64)
        keys = np.zeros(len(part), dtype=np.uint64)
        for column in range(width):
            keys = _mix(keys ^ part[:, column]) + np.uint64(column)
        order = np.argsort(keys, kind="stable")  # stable: members of a bucket stay in their canonical order
        edges = np.concatenate(([0], np.flatnonzero(np.diff(keys[order])) + 1, [len(order)]))
        shared = np.flatnonzero(np.diff(edges) > 1)
        for start, end in zip(edges[shared].tolist(), edges[shared + 1].tolist(), strict=True):
            _compare(order[start:end], rows, hashes, signatures.threshold, parent)


def _compare(
    members: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    hashes: HASHES,
    threshold: float,
    parent: dict[int, int],
) -> None:
    """Compares the members of one bucket, passing over pairs that are in one cluster already."""
    names = rows[members].tolist()
    roots = np.array([_root(parent, name) for name in names])
    for place, member in enumerate(members[:CROWD]):
        apart = np.flatnonzero(roots[place + 1 :] != roots[place]) + place + 1
        if not len(apart):
            continue
        similar = apart[(hashes[members[apart]] == hashes[member]).mean(axis=1) >= threshold]
        for other in similar.tolist():
            _join(parent, names[place], names[other])
        if len(similar):
            roots = np.array([_root(parent, name) for name in names])
