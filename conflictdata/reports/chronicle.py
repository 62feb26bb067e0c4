"""News told in the present tense: chronologies and tickers write "rebels storm a camp in Mitu".

In other texts the plain present tense tells a habit ("bandits raid villages every autumn"), so it counts as news only
in a short text without any past tense, or in a sentence that names the day.
"""

from __future__ import annotations

from spacy.tokens import Token

from conflictdata.knowledge.clause_words import clause_words
from conflictdata.reports.acts import Act, Parsed
from conflictdata.reports.annotate import Article
from conflictdata.reports.modality import modality_words, repeated

#: A longer text in the present tense describes.
_MOST = 3
_KEY = "present"


def lift_present(acts: list[Act], parsed: Parsed, article: Article, *, dated: bool) -> None:
    """Take back the refusal of present-tense acts that are news.

    Args:
        acts: acts of one sentence, changed in place.
        parsed: the sentence.
        article: its article.
        dated: whether the sentence gives a recent day of its own.

    Example:
        >>> # "Turkish jets strike PKK camps near Zakho.", the whole text: an event, not a habit
    """
    present = [a for a in acts if a.refused == "habitual" and parsed.doc[a.token].tag_ in ("VBZ", "VBP")]
    if not present or not _somewhere(parsed, article) or _often(parsed):
        return
    if dated or _told_in_present(article):
        for act in present:
            act.refused = None


def _somewhere(parsed: Parsed, article: Article) -> bool:
    """Whether the sentence names a place below the country."""
    found = article.places.get(parsed.sentence.index, [])
    return any(place is not None and place.place.kind != "country" for _, place in found)


def _often(parsed: Parsed) -> bool:
    return repeated(parsed.doc[0]) or any(t.lower_ in modality_words().frequency for t in parsed.doc)


def _told_in_present(article: Article) -> bool:
    cached = article.settings.get(_KEY, False)
    if cached is False:
        body = [s for s in article.sentences if not s.is_title]
        verbs = [v for p in article.parsed if not p.sentence.is_title for v in _main(p)]
        told = len(body) <= _MOST and bool(verbs) and not any(v.tag_ in ("VBD", "MD") for v in verbs)
        cached = article.settings[_KEY] = _KEY if told else None
    return cached is not None


def _main(parsed: Parsed) -> list[Token]:
    """The finite verbs that carry a sentence: its root, what a verb of saying reports, and what is joined to them."""
    out = [t for t in parsed.doc if t.dep_ == "ROOT"]
    out += [c for t in out if t.lower_ in clause_words().saying for c in t.children if c.dep_ == "ccomp"]
    out += [c for t in out for c in t.children if c.dep_ == "conj"]
    return out
