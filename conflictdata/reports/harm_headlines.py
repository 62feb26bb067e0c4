"""Victims of a headline's telegraphic grammar, where the parse hangs the word of harm on the wrong noun.

Example:
    "2 rebels, soldier killed in ambush": three people, although only the soldier stands beside the verb.
"""

from __future__ import annotations

from conflictdata.reports.harm_parts import Part
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import harm_words
from conflictdata.reports.quantities import Quantity

_COUNTED_BEFORE = 3  # tokens of "24 rebels," at least
_UP = 4  # steps up from a participle to the people counted first


def beside_counted(s: Sentence, parts: list[Part]) -> list[Part]:
    """A headline's list whose number stands before its first name: "2 rebels, soldier killed", "9 rebels, soldiers".

    Args:
        s: the sentence.
        parts: the victims the parse gives.

    Example:
        Of "9 rebels, soldiers killed" nobody says how many were soldiers: nine in all.
    """
    if len(parts) != 1 or parts[0].quantity is not None or parts[0].first < _COUNTED_BEFORE:
        return parts
    last = parts[0]
    k = last.first - 2
    if last.first != last.noun or s.low[k + 1] != "," or not s.is_people(k):
        return parts
    told = s.part(k)
    if told is None or told.quantity is None or told.first or told.unit != "persons":
        return parts
    return [told, last] if s.tag[last.noun] == "NN" else [told]


def counted_above(s: Sentence, noun: int) -> int:
    """The people counted first, where a headline's participle hangs on a word inside their phrase.

    As in "three civilians including two children killed", "two men linked to abductions killed".
    """
    part_of = s.dep[noun] == "pobj" and s.low[s.head[noun]] == "including"
    if (s.is_people(noun) and not part_of) or (s.kids(noun, "nummod") and not part_of):
        return noun
    k = noun
    for _ in range(_UP):
        k = s.head[k]
        if s.is_people(k) and s.kids(k, "nummod") and k < noun:
            return k
    return noun


def counted_before(s: Sentence, i: int) -> bool:
    """Whether a number, or a number of a group called by its letters, stands right before a word of harm."""
    return i - 1 in s.quantity_at or (i > 1 and acronym(s, i - 1) and i - 2 in s.quantity_at)


def acronym(s: Sentence, k: int) -> bool:
    """As in "3 BIFF die", "6 NPA killed": members of a group called by its letters."""
    return s.tag[k].startswith("NNP") and s.raw[k].isupper() and len(s.raw[k]) > 2


def own_number(s: Sentence, i: int) -> Quantity | None:
    """The number of a second participle: "2 bandits killed, 1 captured" has one captive, not two."""
    quantity = s.quantity_at.get(i - 1) if s.tag[i] == "VBN" and i else None
    if quantity is None or quantity.first < 2 or s.low[quantity.first - 1] != "," or quantity.unit != "persons":
        return None
    heads = [h for h in s.kids(i, "nsubjpass", "nsubj") if h < quantity.first]
    cues = harm_words().cues
    told = any(s.low[k] in cues for h in heads for k in range(h + 1, quantity.first))
    return quantity if told and not s.kids(i, "auxpass") else None


def counted_subject(s: Sentence, i: int) -> int | None:
    """Who a participle without its "were" is said of: "11 were killed and 35 injured in the town of Gao"."""
    if s.tag[i] != "VBN" or s.dep[i] not in ("conj", "advcl") or s.kids(i, "aux", "auxpass"):
        return None
    counted = [n for n in s.kids(i, "nsubj") if n == i - 1 and (n in s.quantity_at or s.kids(n, "nummod"))]
    return counted[0] if counted else None
