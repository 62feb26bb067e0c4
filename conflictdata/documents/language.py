"""Language of an article by py3langid, offline; short texts are not judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache

JUDGED_CHARS = 1500
LETTERS = re.compile(r"[^\W\d_]+")
# Plain English is told by its little words, forty times faster than by the detector, which judges the rest.
LITTLE_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "was",
        "were",
        "said",
        "by",
        "with",
        "that",
        "from",
        "for",
        "had",
        "has",
        "which",
        "their",
        "at",
        "after",
        "who",
    ]
)
LITTLE_SHARE, THE_SHARE = 0.14, 0.03
# A short text is told to be in another language only by several of its little words, none of which English has.
OTHERS = {
    "fr": "les des une dans sur est ont été qui avec pour par près selon ils aux du le et",
    "es": "los las una del en por con que fue fueron según sus para cerca el y",
    "pt": "os uma dos das na no em por com foi foram segundo ao e não",
    "de": "der die und den dem ein eine wurde wurden bei im nach von",
    "it": "gli una della nel sono stati stato con per che dei",
}
OTHER_WORDS = {name: frozenset(words.split()) for name, words in OTHERS.items()}
ENGLISH = LITTLE_WORDS | frozenset(["a", "in", "on", "to", "near", "killed", "an"])
OTHER_LEAST, OTHER_SHARE = 3, 0.2
LETTERS_LEAST = 12  # of another script than the Latin one
NAMES = {
    name: code
    for code, names in {
        "en": "english eng", "fr": "french fra fre français", "es": "spanish spa español", "ar": "arabic ara",
        "pt": "portuguese por", "ru": "russian rus", "de": "german deu ger", "uk": "ukrainian ukr", "sw": "swahili swa",
        "tr": "turkish tur", "fa": "persian farsi fas", "zh": "chinese zho", "hi": "hindi hin", "ur": "urdu urd",
    }.items()
    for name in names.split()
}  # fmt: skip


def code(language: str | None) -> str | None:
    """ISO 639-1 code of a language as given, or None.

    Example:
        >>> code("en-GB"), code("English"), code("")
        ('en', 'en', None)
    """
    if not language:
        return None
    name = language.strip().casefold().replace("_", "-")
    return NAMES.get(name) or name.split("-")[0][:3] or None


@cache
def _classifier() -> object:
    import py3langid  # loads its model at the first call

    return py3langid


def detect(text: str, min_chars: int = 200) -> str | None:
    """ISO 639-1 code of the language a text is in, or None when it is too short to tell.

    A text shorter than `min_chars` is never called English; it is another language only when that is plain.

    Args:
        text: The text; its first 1,500 characters are read.
        min_chars: Shortest text judged, in characters.
    """
    sample = text[:JUDGED_CHARS]
    words = LETTERS.findall(sample.lower())
    if sum(map(len, words)) < min_chars:
        return _short(sample, words)
    little = [word for word in words if word in LITTLE_WORDS]
    if len(little) >= LITTLE_SHARE * len(words) and little.count("the") >= THE_SHARE * len(words):
        return "en"
    # In capitals the detector takes English for other languages.
    sample = unicodedata.normalize("NFKC", sample).lower()
    found: str = _classifier().classify(sample)[0]  # type: ignore[attr-defined]
    return found


def _short(sample: str, words: list[str]) -> str | None:
    """The language of a short text when it cannot be English, else None.

    Example:
        >>> sample = "Des hommes armés ont tué trois éleveurs dans la région du Sahel"
        >>> _short(sample, sample.lower().split()), _short("Los Angeles", ["los", "angeles"])
        ('fr', None)
    """
    letters = [char for char in sample if char.isalpha()]
    foreign = sum(not unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if foreign >= LETTERS_LEAST and foreign * 2 > len(letters):
        found: str = _classifier().classify(sample)[0]  # type: ignore[attr-defined]
        return found
    if ENGLISH & set(words):
        return None
    counts = {name: sum(word in known for word in words) for name, known in OTHER_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= OTHER_LEAST and counts[best] >= OTHER_SHARE * len(words) else None


def judge(text: str, given: str | None, allowed: Collection[str], min_chars: int = 200) -> tuple[str | None, bool]:
    """The language of an article and whether it is allowed.

    The text decides when it is long enough, else the given language; when nothing tells, the article is kept.

    Returns:
        The code (None when unknown) and True when the article may be coded.
    """
    found = detect(text, min_chars) or code(given)
    return found, not allowed or found is None or found in allowed
