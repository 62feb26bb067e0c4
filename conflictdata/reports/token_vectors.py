"""Vectors of words, remembered: the first layer of a small spaCy model sees one word at a time, and words come again.

What it gives for a word does not depend on the words beside it, to the last bit, so that reading it from memory
changes no parse. It is the widest product of the model, and nineteen words in twenty have been met before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Words kept; the memory is emptied when it is full (a vector of 96 numbers has 384 bytes).
KEPT = 32768
_LAYERS = ("extract_features", "list2ragged", "with_array", "with_array", "ragged2list")
_ODD = 0x9E3779B97F4A7C15  # to mix the features of a word into one number


class WordVectors:
    """The first layer's answers by word.

    Args:
        layers: Its parts: features of words, and what is made of them.
    """

    def __init__(self, layers: list[Any]) -> None:
        self._features, self._rest = layers[0], layers[1:]
        self._row: dict[int, int] = {}
        self._rows: np.ndarray | None = None

    def __call__(self, docs: list[Doc]) -> list[np.ndarray]:
        """One array per document, one row per word."""
        found = [np.asarray(table) for table in self._features.predict(docs)]
        table = np.concatenate(found)
        odd = np.array([pow(_ODD, power, 2**64) for power in range(1, table.shape[1] + 1)], dtype=np.uint64)
        keys, first, back = np.unique(
            (table * odd).sum(axis=1, dtype=np.uint64), return_index=True, return_inverse=True
        )
        vectors = self._vectors(keys.tolist(), table[first])[back]
        return np.split(vectors, np.cumsum([len(one) for one in found])[:-1])

    def _vectors(self, keys: list[int], table: np.ndarray) -> np.ndarray:
        if len(self._row) + len(keys) > KEPT:
            self._row.clear()
        new = [number for number, key in enumerate(keys) if key not in self._row]
        if new:
            made: Any = [table[new]]
            for layer in self._rest:
                made = layer.predict(made)
            start = len(self._row)
            self._row.update((keys[number], start + at) for at, number in enumerate(new))
            kept = self._rows[:start] if self._rows is not None else made[0][:0]
            self._rows = np.concatenate([kept, made[0]])
        assert self._rows is not None
        return self._rows[[self._row[key] for key in keys]]


def remember_words(nlp: Language) -> bool:
    """Puts a memory before the first layer of a model.

    Args:
        nlp: A loaded model that will not be trained.

    Returns:
        Whether it has such a layer; other models (transformers, one's own) stay as they are.

    Example:
        >>> remember_words(spacy.load(find_model(NlpConfig()).folder))
        True
    """
    from thinc.api import Model

    if "tok2vec" not in nlp.pipe_names:
        return False
    whole: Any = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]  # every trainable component has one
    embed = whole.layers[0] if whole.layers else whole
    if len(embed.layers) != len(_LAYERS) or not all(
        layer.name.startswith(name) for layer, name in zip(embed.layers, _LAYERS, strict=True)
    ):
        return False
    vectors = WordVectors(list(embed.layers))

    def forward(_: Any, docs: list[Doc], is_train: bool) -> tuple[Any, Any]:
        taught: tuple[Any, Any] = embed(docs, is_train=True) if is_train else (vectors(docs), lambda d: [])
        return taught

    whole.layers[0] = Model("remembered", forward, layers=[embed], dims={"nO": embed.maybe_get_dim("nO")})
    return True
