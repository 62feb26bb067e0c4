"""The tokens of a parsed sentence as plain lists, read out of the doc in one call.

Asking spaCy's token objects for their attributes one by one is slow; the array interface costs next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.attrs import DEP, HEAD, IDX, LOWER, ORTH, SPACY, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

_ATTRIBUTES = [ORTH, LOWER, TAG, DEP, HEAD, IDX, SPACY]


@dataclass(frozen=True, slots=True)
class Columns:
    """One list per attribute, all of the sentence's length.

    Attributes:
        raw: words as written.
        lower: lower-cased words.
        tags: Penn Treebank tags.
        deps: dependency labels.
        heads: position of each token's head.
        starts: character offsets in the sentence.
        text: the sentence.
    """

    raw: list[str]
    lower: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    text: str


@lru_cache(maxsize=2)
def _names(strings: StringStore) -> dict[int, str]:
    """Hash to string, filled as they are met: the store itself is slower to ask."""
    return {}


@lru_cache(maxsize=2)  # acts and harms of a sentence are read one after the other
def columns(doc: Doc) -> Columns:
    """Read a sentence's tokens.

    Args:
        doc: one tagged and parsed sentence.
    """
    table = doc.to_array(_ATTRIBUTES)
    known, strings = _names(doc.vocab.strings), doc.vocab.strings

    def names(column: int) -> list[str]:
        keys = table[:, column].tolist()
        try:
            return [known[key] for key in keys]
        except KeyError:
            known.update((key, strings[key] if key else "") for key in keys if key not in known)
            return [known[key] for key in keys]

    raw = names(0)
    spaces = table[:, 6].tolist()
    heads = (table[:, 4].astype("int64") + range(len(raw))).tolist()
    text = "".join(word + " " if space else word for word, space in zip(raw, spaces, strict=True))
    return Columns(raw, names(1), names(2), names(3), heads, table[:, 5].tolist(), text)
