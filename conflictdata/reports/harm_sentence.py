"""A parsed sentence as plain lists, and the people a noun phrase of it counts.

Example:
    "three soldiers and four civilians were killed": the subject of "killed" has two parts, 3 soldiers and 4 civilians.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc

from conflictdata.reports.columns import columns
from conflictdata.reports.harm_parts import Part, one_person
from conflictdata.reports.harm_words import PersonNoun, harm_words, number_words, person_words
from conflictdata.reports.quantities import Line, Quantity, read_quantities

_SINGULAR_PRONOUNS = frozenset(["he", "she", "him", "her", "himself", "herself", "i", "me", "it", "whom"])
_PLURAL_PRONOUNS = frozenset(
    ["they", "them", "we", "us", "themselves", "these", "those", "both", "all", "many", "most"]
)
_RELATIVE = frozenset(["who", "whom", "which", "that", "whose"])
_DEFINITE = frozenset(["the", "these", "those", "that", "this", "his", "her", "their", "its", "both", "all"])
_SUFFIXES = ("ers", "ists", "men", "ants", "ians", "ees", "ors", "ese", "eers", "ans", "is")
_OTHER_HARM = frozenset(
    ["injured", "wounded", "missing", "hurt", "abducted", "kidnapped", "arrested", "detained", "injuring", "wounding"]
)
_ONE = ("er", "ist", "man", "woman", "eer", "ian")
_VAGUE_BEST, _VAGUE_LOW = 3, 2  # standard 5.1: a bare plural is "3 or 10"


class Sentence:
    """Arrays over one parsed sentence; token indices everywhere."""

    __slots__ = (
        "children",
        "dep",
        "doc",
        "head",
        "line",
        "low",
        "n",
        "offset",
        "quantities",
        "quantity_at",
        "raw",
        "tag",
    )

    def __init__(self, doc: Doc, offset: int) -> None:
        self.doc, self.offset = doc, offset
        table = columns(doc)
        keep = [i for i, word in enumerate(table.raw) if not word.isspace()]
        index = {i: k for k, i in enumerate(keep)}
        self.n = len(keep)
        self.raw = [table.raw[i] for i in keep]
        self.low = [table.lower[i] for i in keep]
        self.tag = [table.tags[i] for i in keep]
        self.dep = [table.deps[i] for i in keep]
        self.head = [index.get(table.heads[i], k) for k, i in enumerate(keep)]
        self.children: list[list[int]] = [[] for _ in keep]
        for k, h in enumerate(self.head):
            if h != k:
                self.children[h].append(k)
        starts = [table.starts[i] for i in keep]
        self.line = Line(
            table.text, self.raw, self.low, starts, [s + len(w) for s, w in zip(starts, self.raw, strict=True)]
        )
        self.quantities = [q for q in read_quantities(self.line) if not self._excepted(q)]
        self.quantity_at: dict[int, Quantity] = {k: q for q in self.quantities for k in range(q.first, q.last)}

    def _excepted(self, quantity: Quantity) -> bool:
        """As in "all but four were let go": those who are not meant."""
        return quantity.first > 1 and self.low[quantity.first - 2 : quantity.first] == ["all", "but"]

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of a token that have one of these dependency labels."""
        return [c for c in self.children[i] if self.dep[c] in deps]

    def subtree(self, i: int) -> Iterator[int]:
        """Indices under a token, itself included, in no order."""
        stack = [i]
        while stack:
            k = stack.pop()
            yield k
            stack.extend(self.children[k])

    def left_edge(self, i: int) -> int:
        """First token of what stands left of a noun inside its phrase (never past another phrase's end)."""
        edge, stack = i, [c for c in self.children[i] if c < i]
        while stack:
            k = stack.pop()
            edge = min(edge, k)
            stack.extend(self.children[k])
        return edge

    def person(self, i: int) -> PersonNoun | None:
        """The known noun for people at a token, or None."""
        return person_words().known.get(self.low[i])

    def is_people(self, i: int) -> bool:
        """True for nouns that can be victims: known ones, names, and plurals with an agent's suffix."""
        people, low = person_words(), self.low[i]
        if low in people.not_people or low in _things():
            return False
        if low in people.known:
            return True
        return (self.tag[i] in ("NNS", "NNPS") and low.endswith(_SUFFIXES)) or (
            self.tag[i] == "NN" and low.endswith(_ONE)
        )

    # ------------------------------------------------------------------ noun phrases
    def parts(self, head: int, *, depth: int = 0, top: int | None = None) -> list[Part]:
        """The counted parties of a noun phrase and its conjuncts; ``top`` is the phrase's first head."""
        if depth > 6:
            return []
        top = head if top is None else top
        if self._is_relative(head):
            antecedent = self._antecedent(head)
            return [] if antecedent is None else self.parts(antecedent, depth=depth + 1)
        own = self.part(head)
        if own is not None and own.none:
            return [own]
        out = [own] if own is not None else []
        inner = self.children[own.noun] if own is not None and own.noun != head else []
        for child in (*self.children[head], *inner):
            if child > head and self._goes_on(head, child, own, top):
                out.extend(self.parts(child, depth=depth + 1, top=top))
            elif self.dep[child] == "prep" and self.low[child] in ("with", "as") and self._beside(child):
                out.extend(p for k in self.kids(child, "pobj") for p in self.parts(k, depth=depth + 1))
            elif self.dep[child] == "prep" and self.low[child : child + 2] in (["along", "with"], ["together", "with"]):
                out.extend(p for k in self.kids(child + 1, "pobj") for p in self.parts(k, depth=depth + 1))
        return out

    def of_group(self, noun: int, last: int) -> int:
        """Where the words for the victims end when their group follows: "seven members of the security forces"."""
        if self.low[noun] not in harm_words().sets["heads_of"]:
            return last
        groups = [k for c in self.children[noun] if self.low[c] == "of" for k in self.kids(c, "pobj")]
        return max([last, *(k + 1 for k in groups if k < noun + 9)])

    def _beside(self, prep: int) -> bool:
        """As in "along with", "together with", "as well as"."""
        before = self.low[prep - 1] if prep else ""
        return before in ("along", "together", "well") or any(
            self.low[c] in ("along", "together", "well") for c in self.children[prep]
        )

    def _is_relative(self, head: int) -> bool:
        of_whom = self.low[head] in ("whom", "them") and self.dep[head] == "pobj" and self.low[self.head[head]] == "of"
        return self.low[head] in _RELATIVE or of_whom

    def _goes_on(self, head: int, child: int, own: Part | None, top: int) -> bool:
        """Whether a conjunct (or a listed apposition) names a further party of the same phrase."""
        if self.dep[child] != "conj" and not (self.dep[child] == "appos" and self._lists(child)):
            return False
        before = self.low[child - 1]
        between = self.low[head + 1 : child]
        if before in ("[", "(", "-", ":") or ":" in between or self._is_verbal(child) or self._next_clause(child, top):
            return False
        if any(self.low[k] in _OTHER_HARM for k in range(self.left_edge(child), child)):
            return False  # "kill two, injured others"
        if child in self.quantity_at and self.low[child + 1 : child + 3] in (["of", "them"], ["of", "whom"]):
            return False
        return own is None or self._new_party(child, own, between)

    def _new_party(self, child: int, own: Part, between: list[str]) -> bool:
        """False for a second name of the same people: "an elder and former rebel", "five shoppers and hawkers"."""
        other = self.part(child)
        if other is None:
            return True
        bare = (
            not any(self.dep[c] in ("det", "poss", "nummod") for c in self.children[child]) and other.quantity is None
        )
        if not bare or other.none:
            return True
        if own.quantity is not None:
            return not (other.kind == "vague" or "or" in between) or other.additional
        named = any(self.dep[c] in ("det", "poss") for c in self.children[own.noun]) or self.tag[own.noun] == "NNP"
        if self.tag[child] == "NNP" and not {"and", "&"} & set(between):
            return False  # "a leader from Nyala, South Darfur"
        companions = harm_words().sets["companions"]
        if self.low[child] in companions and self.low[own.noun] in companions:
            return True  # "his wife and child"
        return not (named and self.tag[child] == "NN" and own.best == 1)

    def _next_clause(self, child: int, top: int) -> bool:
        """A conjunct the parser took from the next clause: "killing six people, medics and witnesses said"."""
        if self.dep[top] not in ("dobj", "pobj", "obj", "attr", "appos") or self.head[top] > top:
            return False
        after = max(self.subtree(child)) + 1
        if after >= self.n or self.tag[after] not in ("VBD", "VBZ", "VBP", "MD"):
            return False
        comma = max((k for k in range(child, after) if self.low[k] == ","), default=-1)
        return not (comma > child and self.low[self.left_edge(child) - 1] == "and")  # "him and two guards, police said"

    def _lists(self, i: int) -> bool:
        """An apposition that goes on a list: "a pastor, his son and 28 others"."""
        own = (
            any(self.low[c] in ("his", "her", "their") for c in self.kids(i, "poss"))
            or i in self.quantity_at
            or bool(self.kids(i, "nummod"))
        )
        last = self.low[self.left_edge(i) - 1] == "and"  # "a leader, Ali Omar, and two of his guards"
        return own and (last or bool(self.kids(i, "conj")))

    def _is_verbal(self, i: int) -> bool:
        return self.tag[i].startswith("VB") and bool(self.kids(i, "nsubj", "nsubjpass", "dobj", "auxpass"))

    def _antecedent(self, i: int) -> int | None:
        k = i
        for _ in range(8):
            if self.dep[k] == "relcl" and self.head[k] < i:
                noun = self.head[k]
                if self.dep[noun] == "appos" and self.low[noun + 1 : noun + 3] in (["of", "them"], ["of", "whom"]):
                    noun = self.head[noun]  # "four workers, three of them women, who ..."
                plural = any(self.low[c] in ("were", "are", "have") for c in self.children[k])
                return self.head[noun] if plural and self.dep[noun] == "conj" and self.tag[noun] == "NN" else noun
            if self.head[k] == k:
                return None
            k = self.head[k]
        return None

    def part(self, head: int) -> Part | None:
        """The party one noun phrase counts, conjuncts left aside; None when it names no people, houses or animals."""
        quantity = self._quantity_of(head)
        noun = self._noun_of(head, quantity)
        if noun != head and quantity is None:
            quantity = self._quantity_of(noun)
        low = self.low[noun]
        first = min(head, quantity.first) if quantity is not None else self.left_edge(head)
        last = max(head, noun, quantity.last - 1 if quantity else head) + 1
        dets = [
            self.low[c]
            for c in self.children[head]
            if self.dep[c] in ("det", "neg", "predet") or (self.dep[c] == "poss" and not self.tag[c].startswith("NN"))
        ]
        if (
            low in harm_words().sets["negative_subjects"]
            or (low == "one" and noun and self.low[noun - 1] == "no")
            or ("no" in dets and quantity is None)
        ):
            return Part(noun, first, last, 0, 0, 0, "exact", "persons", True, none=True)
        if quantity is not None:
            people = quantity.unit == "persons"
            own = people and bool(dets) and dets[0] in ("their", "his", "her")  # "his two bodyguards" are told first
            definite = noun == head and bool(dets) and dets[0] in _DEFINITE and not own
            return Part(
                noun,
                first,
                last,
                quantity.low,
                quantity.best,
                quantity.high,
                quantity.kind,
                quantity.unit,
                True,
                definite,
                additional=quantity.additional,
                quantity=quantity,
            )
        return self._uncounted(noun, first, last, dets)

    def _uncounted(self, noun: int, first: int, last: int, dets: list[str]) -> Part | None:
        """People named without a number: "a farmer" 1, "he" 1 (refers back), "villagers" 3 (vague)."""
        low, tag = self.low[noun], self.tag[noun]
        meant = self._pronoun(noun, first, last)
        if meant is not None or low == "it":
            return meant
        if self._is_one_more(noun, dets):
            return one_person(noun, first, last, additional=True)
        if (
            tag == "NNS"
            or (tag == "NNPS" and low.endswith("s"))
            or low in person_words().collective
            or low in ("others", "people")
        ):
            return self._some(noun, first, last, dets)
        if tag in ("NN", "NNP", "NNPS") or (tag == "JJ" and low in person_words().known):
            return self._single(noun, first, last, dets)
        return None

    def _pronoun(self, noun: int, first: int, last: int) -> Part | None:
        """As in "he", "they", "someone", "the 35-year-old"; "them" means the last number of people, if there is one."""
        low = self.low[noun]
        if low == "old" and any(w.endswith("year") for w in self.low[max(0, noun - 3) : noun]):
            return one_person(noun, first, last, definite="the" in self.low[max(0, noun - 5) : noun])
        if low in ("someone", "somebody"):
            return one_person(noun, first, last)
        if low in _SINGULAR_PRONOUNS and low != "it":
            return one_person(noun, first, last, counted=False, definite=True)
        if low in ("them", "they"):
            for q in reversed(self.quantities):
                if q.last <= noun and q.unit == "persons" and q.best > 1:
                    return Part(noun, first, last, q.low, q.best, q.high, q.kind, "persons", True, definite=True)
        if low == "all" and self.low[noun + 1 : noun + 2] == ["but"]:
            return None
        if low == "both":
            return Part(noun, first, last, 2, 2, 2, "exact", "persons", True, definite=True)
        if low in _PLURAL_PRONOUNS:
            return Part(noun, first, last, _VAGUE_LOW, _VAGUE_BEST, None, "vague", "persons", False, definite=True)
        return None

    def _is_one_more(self, noun: int, dets: list[str]) -> bool:
        """As in "another", "a third", "a fifth policeman"."""
        ordinals = harm_words().sets["ordinals"]
        if self.low[noun] == "another":
            return True
        if "a" not in dets and "an" not in dets:
            return False
        ranked = any(self.low[c] in ordinals for c in self.kids(noun, "amod")) and self.is_people(noun)
        return ranked or self.low[noun] in ordinals

    def _introduced(self, noun: int, dets: list[str]) -> bool:
        """As in "the leader of the party", "the secretary, Ali Hassan": one person, told for the first time."""
        if dets != ["the"] or self.person(noun) is None:
            return False
        named = any(self.dep[c] == "appos" and self.tag[c] == "NNP" for c in self.children[noun])
        return named or any(self.low[c] == "of" and c > noun for c in self.kids(noun, "prep"))

    def _some(self, noun: int, first: int, last: int, dets: list[str]) -> Part | None:
        """A plural or a collective without a number: two at least, three at a guess."""
        unit = _unit(self.low[noun])
        if unit == "persons" and not self.is_people(noun) and self.tag[noun] != "NNPS":
            return None
        definite = any(d in _DEFINITE for d in dets)
        more = "another" in dets or self.low[noun] == "others"
        if "both" in dets and unit == "persons":
            return Part(noun, first, last, 2, 2, 2, "exact", unit, True, True)
        return Part(noun, first, last, _VAGUE_LOW, _VAGUE_BEST, None, "vague", unit, False, definite, additional=more)

    def _single(self, noun: int, first: int, last: int, dets: list[str]) -> Part | None:
        """One person, house or clinic: "a farmer", "policeman" (headline), "his son", a name."""
        low, unit = self.low[noun], _unit(self.low[noun])
        if self.tag[noun] == "NN" and unit == "persons" and not self.is_people(noun) and (not dets or low in _things()):
            return None
        own = any(d in ("his", "her", "their") for d in dets)
        counted = not dets or own or bool({"a", "an", "another"} & set(dets)) or self._introduced(noun, dets)
        definite = any(d in _DEFINITE for d in dets) and not own
        part = one_person(noun, first, last, counted=counted, definite=definite, additional="another" in dets)
        return replace(part, unit=unit)

    def _noun_of(self, head: int, quantity: Quantity | None) -> int:
        """The noun that says who: "dozens of villagers" -> villagers, "the bodies of five men" -> men."""
        low = self.low[head]
        through = quantity is not None and quantity.first <= head < quantity.last
        if (
            through
            or low in harm_words().sets["bodies"]
            or low in ("lives", "life", "throats", "throat", "one", "number", "group", "family", "total")
        ):
            for k in self.children[head]:
                if self.low[k] == "of" and k > head:
                    objects = self.kids(k, "pobj")
                    if objects and self.low[objects[0]] not in ("them", "whom", "us", "these", "those"):
                        return objects[0]
        if through and head + 1 < self.n and self.tag[head + 1].startswith("NN") and self.is_people(head + 1):
            return head + 1
        return head

    def _quantity_of(self, head: int) -> Quantity | None:
        """The number that counts a noun: inside it, right before it, or in its own modifiers."""
        own = self.quantity_at.get(head)
        if own is not None:
            return own
        edge = self.left_edge(head)
        best = None
        for quantity in self.quantities:
            split = quantity.last >= edge and quantity.kind != "exact"  # "between 3 and 5 men"
            within = quantity.first >= edge or split
            if within and quantity.last <= head + 1 and not self._broken(quantity.last, head):
                best = quantity
        if best is None and self.low[head] in ("family", "group", "members", "people"):
            best = next((q for q in self.quantities if q.first <= head < q.last), None)
        return best

    def _broken(self, first: int, head: int) -> bool:
        """True when a conjunction or another noun phrase stands between a number and the noun."""
        return any(
            self.dep[k] in ("cc", "prep", "punct")
            and self.low[k] not in ("-", "of", "“", '"', "'", "‘", "or", "(", ")")
            for k in range(first, head)
            if self.head[k] == head or self.dep[k] == "prep"
        )


def _unit(low: str) -> str:
    return number_words().unit_of.get(low, "persons")


def _things() -> frozenset[str]:
    """Nouns a number may stand before that are never victims (measures, weapons, vehicles)."""
    return number_words().measure_nouns
