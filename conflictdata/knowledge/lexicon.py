"""Word sets of the ontology: what a list of lemmas, phrases and @classes matches among the tokens of a sentence.

A list is written in YAML as ``a | b c | @class``. Lemmas are expanded to their forms at load, multiword entries become
phrases of form sets, and ``@class`` refers either to a semantic class (``semantic_classes.yaml``) or to a dynamic class
that the sentence supplies (``@armed``, ``@placename``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from conflictdata.knowledge.inflect import noun_forms, verb_forms

#: Classes that depend on the knowledge bases, not on a word list; the annotator assigns them to tokens.
DYNAMIC_CLASSES = frozenset(
    "armed state military state_or_air civilian placename proper protesters rioters police".split()  # noqa: SIM905
)


def split_list(value: object) -> list[str]:
    """The entries of a ``a | b c`` string or of a YAML list."""
    if value is None:
        return []
    if isinstance(value, str):
        return [entry.strip() for entry in value.replace("\n", " ").split("|") if entry.strip()]
    if isinstance(value, Iterable):
        return [str(entry).strip() for entry in value]
    return [str(value)]


@cache
def forms(lemma: str) -> frozenset[str]:
    """Verb and noun forms of a single word; closed-class words stay as they are."""
    return (
        frozenset(verb_forms(lemma) | noun_forms(lemma))
        if lemma.isalpha() and len(lemma) > 2
        else frozenset({lemma} | noun_forms(lemma))
    )


@dataclass(frozen=True, slots=True)
class WordSet:
    """Alternatives to find among some tokens.

    Attributes:
        singles: single-word surface forms.
        phrases: sequences of form sets, by their first forms.
        classes: class names (static or dynamic).
    """

    singles: frozenset[str]
    phrases: tuple[tuple[frozenset[str], ...], ...]
    classes: frozenset[str]
    starting: Mapping[str, tuple[tuple[frozenset[str], ...], ...]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Index the phrases by the forms of their first word: this runs on every trigger of every sentence."""
        index: dict[str, list[tuple[frozenset[str], ...]]] = {}
        for phrase in self.phrases:
            for first in phrase[0]:
                index.setdefault(first, []).append(phrase)
        object.__setattr__(self, "starting", {word: tuple(found) for word, found in index.items()})

    def __bool__(self) -> bool:
        return bool(self.singles or self.phrases or self.classes)

    def first_words(self, class_words: Mapping[str, frozenset[str]]) -> frozenset[str]:
        """Words of which at least one must stand in a sentence for this set to match (dynamic classes excluded)."""
        words = set(self.singles)
        for phrase in self.phrases:  # the longest word of a phrase is mostly its rarest
            words |= max(phrase, key=lambda forms_of: min(len(form) for form in forms_of))
        for name in self.classes:
            words |= class_words.get(name, frozenset())
        return frozenset(words)

    def find(self, lower: Sequence[str], classes: Sequence[frozenset[str]], indices: Sequence[int]) -> int | None:
        """Index of the first of ``indices`` (token positions) that matches, or None."""
        wanted, singles, starting = self.classes, self.singles, self.starting
        for i in indices:
            word = lower[i]
            if word in singles or (wanted and not wanted.isdisjoint(classes[i])):
                return i
            for phrase in starting.get(word, ()):
                n = len(phrase)
                if i + n <= len(lower) and all(lower[i + k] in phrase[k] for k in range(1, n)):
                    return i
        return None


class WordIndex:
    """Many word sets looked up together: one pass over a sentence tells which of them it holds.

    Args:
        sets: word sets by name.
    """

    def __init__(self, sets: Mapping[str, WordSet]) -> None:
        self._singles: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[str, tuple[frozenset[str], ...]]]] = {}
        self._classes: dict[str, list[str]] = {}
        for name, words in sets.items():
            for word in words.singles:
                self._singles.setdefault(word, []).append(name)
            for klass in words.classes:
                self._classes.setdefault(klass, []).append(name)
            for word, phrases in words.starting.items():
                self._phrases.setdefault(word, []).extend((name, phrase) for phrase in phrases)

    def names_in(self, lower: Sequence[str], classes: Sequence[frozenset[str]]) -> frozenset[str]:
        """Names of the sets of which at least one entry stands among the tokens."""
        found: set[str] = set()
        singles, phrases = self._singles, self._phrases
        for i, word in enumerate(lower):
            if word in singles:
                found.update(singles[word])
            for name, phrase in phrases.get(word, ()):
                n = len(phrase)
                if name not in found and i + n <= len(lower) and all(lower[i + k] in phrase[k] for k in range(1, n)):
                    found.add(name)
        for klass in self._classes.keys() & frozenset().union(*classes):
            found.update(self._classes[klass])
        return frozenset(found)


def word_set(value: object) -> WordSet:
    """Compile a YAML list into a WordSet."""
    singles: set[str] = set()
    phrases: list[tuple[frozenset[str], ...]] = []
    classes: set[str] = set()
    for entry in split_list(value):
        if entry.startswith("@"):
            classes.add(entry[1:])
        elif " " in entry or "-" in entry:
            phrases.append(tuple(forms(w) for w in tokens_of(entry)))
        else:
            singles |= forms(entry)
    return WordSet(frozenset(singles), tuple(phrases), frozenset(classes))


def tokens_of(entry: str) -> list[str]:
    """Split an entry as the tokenizer will: hyphens between letters are tokens of their own."""
    return entry.lower().replace("-", " - ").replace("'s", " 's").split()


def _model(word: str) -> str:
    """A weapon's model name without its number: "su-25s" -> "su-#"; other words give nothing to look up."""
    head, dash, tail = word.partition("-")
    return f"{head}-#" if dash and tail[:1].isdigit() else ""


class ClassTable:
    """Static semantic classes, matched longest-first over the lower-cased tokens of a sentence."""

    def __init__(self, table: Mapping[str, object]) -> None:
        self.names = frozenset(table)
        self._trie: dict[str, list[tuple[tuple[frozenset[str], ...], str]]] = {}
        words: dict[str, set[str]] = {}
        for name, value in table.items():
            bag = words.setdefault(name, set())
            for entry in split_list(value):
                parts = [entry] if entry.endswith("-#") else tokens_of(entry)
                sequence = (*(frozenset({p}) for p in parts[:-1]), frozenset(noun_forms(parts[-1])))
                bag |= sequence[-1]
                for first in sequence[0]:
                    self._trie.setdefault(first, []).append((sequence, name))
        for entries in self._trie.values():
            entries.sort(key=lambda item: (-len(item[0]), item[1]))
        self.words = {name: frozenset(bag) for name, bag in words.items()}

    def tag(self, lower: Sequence[str]) -> list[set[str]]:
        """Classes of each token; a multiword entry marks its last token (the head noun) and its words."""
        out: list[set[str]] = [set() for _ in lower]
        covered = 0  # end of the last multiword entry: "rocket-propelled grenade" must not also be a grenade
        for i, word in enumerate(lower):
            longest = 0
            for sequence, name in self._trie.get(word) or self._trie.get(_model(word)) or ():
                n = len(sequence)
                if n < longest or i + n <= covered or i + n > len(lower):
                    continue
                if all(lower[i + k] in sequence[k] for k in range(1, n)):
                    longest = n
                    for k in range(n):
                        out[i + k].add(name)
            if longest > 1:
                covered = max(covered, i + longest)
        return out
