"""Sentence splitting and quotation marks with offsets into the stored text; cheap, for it runs on all of it.

Example:
    >>> [s.text for s in split_sentences("Gen. Abdu spoke. Troops left.", 0, 0)]
    ['Gen. Abdu spoke.', 'Troops left.']
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        """
    mr mrs ms dr prof gen col lt sgt capt maj brig cmdr adm rev hon sen rep gov st mt no nos vs jan feb mar apr
    jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun u.s u.n u.k e.g i.e approx inc ltd co jr sr fr sh
    insp supt const cpl pvt a.m p.m dep asst dist pres msgr ft km d.c al
    """,
    )
)
_BOUNDARY = re.compile(r"""(?<=[.!?])["'”’)\]]*\s+(?=["'“‘(\[]*[A-Z0-9À-Þ])|\n{2,}|\n(?=[A-Z0-9"“•*-])""")
_LAST_WORD = re.compile(r"([\w.]+)\.[\"'”’)\]]*\s*$")
_QUOTE = re.compile(r"“[^”]{0,1500}”|\"[^\"\n]{0,1500}\"|«[^»]{0,1500}»")
#: A quotation shorter than this is a scare quote or a quoted term, not reported speech.
_SPEECH_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?", re.UNICODE)


@dataclass(slots=True)
class Sentence:
    """One sentence of a document.

    Attributes:
        index: position in the document; the title's sentences come first.
        start, end: character offsets in the stored text.
        paragraph: index of its paragraph (the title is 0).
        is_title: whether it belongs to the headline.
        quoted: character spans (stored-text offsets) inside direct speech.
        words: lower-cased words, for the gate.
    """

    index: int
    start: int
    end: int
    text: str
    paragraph: int
    is_title: bool = False
    quoted: list[tuple[int, int]] = field(default_factory=list)

    @property
    def words(self) -> set[str]:
        """Lower-cased words of the sentence."""
        return {w.lower() for w in _WORD.findall(self.text)} | {
            p for w in _WORD.findall(self.text) for p in w.lower().split("-")
        }

    def in_quote(self, position: int) -> bool:
        """Whether a stored-text offset lies inside direct speech."""
        return any(a <= position < b for a, b in self.quoted)


def speech_spans(text: str) -> list[tuple[int, int]]:
    """Spans of direct speech (five words or more between quotation marks)."""
    return [m.span() for m in _QUOTE.finditer(text) if len(m.group().split()) >= _SPEECH_WORDS]


def _cuts(text: str) -> list[tuple[int, bool]]:
    """End offsets of sentences with whether a paragraph ends there."""
    cuts = []
    for match in _BOUNDARY.finditer(text):
        gap = match.group()
        if "\n" in gap:
            cuts.append((match.end(), "\n\n" in gap or gap.startswith("\n")))
            continue
        word = _LAST_WORD.search(text, max(0, match.start() - 20), match.start())
        if word and text[match.start() - 1] == ".":
            last = word.group(1).lower().strip(".")
            if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha()):
                continue
        cuts.append((match.end(), False))
    return cuts


def split_sentences(text: str, title_end: int, body_start: int) -> list[Sentence]:
    """Split a stored text into sentences.

    Args:
        text: the stored text of a document.
        title_end: where the title ends (0 without a title).
        body_start: where the coded text starts, after the dateline.
    """
    out: list[Sentence] = []
    speech = speech_spans(text)
    if title_end:
        out.append(Sentence(0, 0, title_end, text[:title_end], 0, True))
    paragraph, start = 1, body_start
    body = text[body_start:]
    for cut, new_paragraph in [*_cuts(body), (len(body), True)]:
        end = body_start + cut
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            right = start + len(piece.rstrip())
            quoted = [(max(a, left), min(b, right)) for a, b in speech if a < right and b > left]
            out.append(Sentence(len(out), left, right, text[left:right], paragraph, quoted=quoted))
        start = end
        paragraph += new_paragraph
    return out
