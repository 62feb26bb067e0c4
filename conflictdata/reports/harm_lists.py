"""The rest of a list of victims, where the parse broke it off: "killing him and two guards, police said".

Example:
    "A judge from Garowe and his driver were shot dead": the parse may hang the driver on the town; he is a victim too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conflictdata.reports.harm_parts import Part
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import harm_words, person_words
from conflictdata.reports.quantities import Quantity

_INSIDE = ("JJ", "NN", "NNP", "NNS", "NNPS", "VBN", "HYPH", "CD", "POS", "JJS", "XX")
_POSSESSIVE = frozenset(["his", "her", "their"])
_OPENERS = frozenset(["a", "an", "another"]) | _POSSESSIVE
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_FULL_NAME = 2  # words of a name; a single one may be a place
_LONGEST = 9  # tokens of one listed victim
_ELLIPTIC = 26  # tokens behind a verb in which somebody may be counted on
_FAR = 20  # tokens between a list and its verb


@dataclass(frozen=True, slots=True)
class _Listed:
    """A noun phrase of a list: tokens [first, last), the party it counts, whether it names one person by an article."""

    first: int
    last: int
    part: Part
    single: bool


def whole_list(s: Sentence, i: int, parts: list[Part], *, passive: bool) -> list[Part]:
    """The victims of a verb with those coordinated beside them that its parse lost.

    Args:
        s: the sentence.
        i: the verb.
        parts: victims the parse gives.
        passive: whether they stand before the verb as its subject.
    """
    if not parts or any(p.none or p.unit != "persons" for p in parts):
        return parts
    if len(parts) == 1 and s.tag[parts[0].noun] == "NNP" and parts[0].quantity is None:
        names = _names(s, i, parts[0])
        if names:
            return names
    behind = [p for p in parts if p.first > i]
    if behind and not passive:
        return parts + _behind(s, i, parts, max(p.last for p in behind))
    if any(p.last > i for p in parts):
        return parts
    return _one_person(s, i, parts + _before(s, i, parts))


def with_conjoined(s: Sentence, near: Part) -> list[Part]:
    """A number read beside its word, with the parties coordinated before it: "five men and a guard found dead"."""
    top = near.noun
    while s.dep[top] == "conj" and s.head[top] < top and (s.is_people(s.head[top]) or s.kids(s.head[top], "nummod")):
        top = s.head[top]
    parts = s.parts(top) if top != near.noun else []
    return parts if any(p.noun == near.noun for p in parts) else [near]


def elliptic(s: Sentence, i: int, parts: list[Part]) -> list[Part]:
    """Those of whom the verb is not repeated: "seven died at the scene and another in hospital"."""
    words, cues = harm_words().sets, harm_words().cues
    out: list[Part] = []
    for k in range(i + 1, min(i + _ELLIPTIC, s.n - 2)):
        if s.tag[k] in _FINITE or (s.tag[k].startswith("VB") and s.low[k] in cues):
            break
        if s.low[k] not in ("and", ",", ";", "plus") or s.tag[k - 1] == "CD" or "aged" in s.low[k - 4 : k]:
            continue  # "two sisters aged 9 and 14 in their kitchen"
        quantity = s.quantity_at.get(k + 1)
        another = s.low[k + 1] == "another"
        if not another and (quantity is None or quantity.first != k + 1 or quantity.unit != "persons"):
            continue
        more = another or (quantity is not None and quantity.additional)
        if not more and not any(word in words["elsewhere_links"] for word in s.low[i:k]):
            continue  # "nine were killed, three in Gao and six in Menaka": parts of the nine
        after = k + 2 if quantity is None else quantity.last
        while after < s.n and s.low[after] not in cues and (s.low[after] in words["counts_on"] or s.is_people(after)):
            after += 1
        if after >= s.n or s.low[after] not in words["elsewhere_links"] or not _verbless(s, after):
            continue
        if quantity is None:
            part = Part(k + 1, k + 1, k + 2, 1, 1, 1, "exact", "persons", True, additional=True)
        else:
            own = (quantity.low, quantity.best, quantity.high, quantity.kind)
            last = quantity.last
            part = Part(last - 1, k + 1, last, *own, "persons", True, additional=quantity.additional, quantity=quantity)
        if not _known(part, [*parts, *out]) and not any(p.quantity is part.quantity for p in parts if part.quantity):
            out.append(part)
    parts_of = sum(p.best for p in out) == sum(
        p.best for p in parts
    )  # "nine were killed in raids, five in T. and four in A."
    return [] if parts_of and len(out) > 1 else out


def _verbless(s: Sentence, k: int) -> bool:
    """No verb of its own follows up to the next comma or the end."""
    for m in range(k, min(k + _ELLIPTIC, s.n)):
        if s.low[m] in (",", ".", ";", "and", "but", "while"):
            return True
        if s.tag[m] in _FINITE or (s.tag[m] == "VBN" and s.dep[m] not in ("amod", "compound")):
            return False
    return True


def parts_on(s: Sentence, parts: list[Part], whole: Sequence[Part]) -> list[Part]:
    """The rest of a list of parts: "15, among them seven children, six women and two men".

    Args:
        s: the sentence.
        parts: the parts read.
        whole: the parties they are part of; nobody of another side and no "others" are.
    """
    last = max(parts, key=lambda p: p.last)
    out: list[Part] = []
    total, most = sum(p.best for p in parts), max((p.best for p in whole), default=0)
    for part in _chain(s, last.noun, parts, _past_same(s, last.last), s.n):
        total += part.best
        if total > most or part.additional or any(_other_side(s, w, part) for w in whole):
            break
        out.append(part)
    return out


def _past_same(s: Sentence, k: int) -> int:
    """Skip a second name of those counted: "47 policemen and soldiers and 10 civilians"."""
    bare = s.low[k : k + 1] == ["and"] and k + 1 < s.n and s.tag[k + 1] == "NNS" and s.is_people(k + 1)
    return k + 2 if bare else k


# ---------------------------------------------------------------------- a list read on from where the parse ends
def _behind(s: Sentence, i: int, parts: list[Part], end: int) -> list[Part]:
    last = max(parts, key=lambda p: p.last)
    return _chain(s, i, parts, _past_name(s, _past_phrase(s, max(end, s.of_group(last.noun, end)))), s.n)


def _chain(s: Sentence, i: int, parts: list[Part], at: int, end: int) -> list[Part]:
    """The victims listed from a comma or "and" at a token on, up to ``end``."""
    out: list[Part] = []
    named = _is_known_one(s, max((p for p in parts if p.last <= at), key=lambda p: p.last, default=parts[0]))
    while at < end and len(out) < _LONGEST:
        comma = s.low[at] == ","
        start = at + 1 if comma or s.low[at] in ("and", "&") else end
        if start < end and comma and s.low[start] in ("and", "&"):
            comma, start = False, start + 1
        listed = _phrase(s, start) if start < end else None
        if listed is None or not _victim(s, i, listed) or (comma and not _goes_on(s, i, listed, named)):
            break
        if not _known(listed.part, [*parts, *out]):
            out.append(listed.part)
        if not comma:
            break
        at = listed.last
    return out


def _goes_on(s: Sentence, i: int, listed: _Listed, named: bool) -> bool:
    """Whether a comma lists a victim ("a pastor, a teacher and 18 others") and does not explain the one before."""
    if named and listed.single:
        return False
    k = listed.last
    if k < s.n and s.low[k] == "," and k + 1 < s.n and s.low[k + 1] in ("and", "&"):
        k += 1
    if k + 1 >= s.n or s.low[k] not in ("and", "&", ","):
        return False
    following = _phrase(s, k + 1)
    if following is None or not _victim(s, i, following):
        return False
    return s.low[k] != "," or _goes_on(s, i, following, named)


def _is_known_one(s: Sentence, part: Part) -> bool:
    """One person by name, title or pronoun: what follows behind a comma says who it is."""
    return part.best == 1 and (part.definite or s.tag[part.noun] in ("NNP", "PRP"))


def _past_phrase(s: Sentence, k: int) -> int:
    """Skip where the victims are from: "five pupils of a Koranic school and a cook"."""
    at = k
    if at < s.n and s.low[at] in ("of", "from"):
        at += 1
        while at < min(s.n, k + _LONGEST) and (s.tag[at] in (*_INSIDE, "DT") or s.low[at] == "of"):
            at += 1
    return at if at < s.n and s.low[at] in ("and", ",") else k


def _past_name(s: Sentence, k: int) -> int:
    """Skip a name that explains a victim: "the district head, Ali Omar, and his son"."""
    at = k + 1
    if k >= s.n or s.low[k] != ",":
        at = k
    while at < s.n and s.tag[at] in ("NNP", "HYPH"):
        at += 1
    return at if at > k + 1 else k


def _names(s: Sentence, i: int, first: Part) -> list[Part]:
    """As in "Ali Omar, Musa Bello and Sani Ahmed were killed": every full name of the list; [] when it is none."""
    found: list[Part] = []
    start = first.first
    while start < s.n:
        end = start
        while end < s.n and s.tag[end] in ("NNP", "HYPH"):
            end += 1
        if end - start < _FULL_NAME:
            return []
        found.append(Part(end - 1, start, end, 1, 1, 1, "exact", "persons", True))
        last = s.low[start - 1] in ("and", "&")
        if last or end + 1 >= s.n or s.low[end] not in (",", "and", "&"):
            break
        start = end + (2 if s.low[end] == "," and s.low[end + 1] in ("and", "&") else 1)
    listed = len(found) > 1 and s.low[found[-1].first - 1] in ("and", "&")
    ahead = s.low[found[-1].last] if found[-1].last < s.n else ""
    ends = ahead in ("were", "have", "had") if first.last <= i else ahead not in ("said", "told", "reported")
    return found if listed and ends else []


# ---------------------------------------------------------------------- before a passive verb
def _one_person(s: Sentence, i: int, parts: list[Part]) -> list[Part]:
    """Two titles of one person under a singular verb: "a chieftain and former deputy speaker was killed"."""
    singular = any(s.low[c] in ("was", "is", "has") for c in s.kids(i, "auxpass", "aux"))
    single = all(p.best == 1 and p.quantity is None and not p.additional for p in parts)
    own = any(s.low[p.first] in _POSSESSIVE or s.low[p.first - 1] in _POSSESSIVE for p in parts)
    return parts[:1] if singular and single and not own else parts


def _before(s: Sentence, i: int, parts: list[Part]) -> list[Part]:
    end = _verb_group(s, i)
    first = min(parts, key=lambda p: p.first)
    return [*_possessor(s, first), *(_chain(s, i, parts, first.last, end) or _last_listed(s, parts, end))]


def _last_listed(s: Sentence, parts: list[Part], end: int) -> list[Part]:
    """What stands between "and" and the verb, which the parse hung elsewhere."""
    listed = _phrase_ending(s, end)
    if listed is None or _known(listed.part, parts):
        return []
    between = s.low[parts[0].last : listed.first]
    if "including" in between and not (listed.part.additional or _other_side(s, parts[0], listed.part)):
        return []
    return [listed.part]


def _verb_group(s: Sentence, i: int) -> int:
    """Where the verb and what leads it begin: "were yesterday morning killed"."""
    words, k = harm_words().sets, i
    while k and k > i - _LONGEST:
        low = s.low[k - 1]
        leads = (
            low in words["be"]
            or low in ("have", "has", "had", "then", "also", "and", ",")
            or low in words["time_nouns"]
        )
        verbal = s.tag[k - 1] in ("RB", "VBN", "VBD") and not s.is_people(k - 1)
        if not (leads or verbal):
            break
        k -= 1
    while k < i and s.low[k] in ("and", ","):
        k += 1
    return k


def _phrase_ending(s: Sentence, end: int) -> _Listed | None:
    for start in range(end - 1, max(0, end - _LONGEST), -1):
        if s.low[start - 1] in ("and", "&") and (s.low[start] in _OPENERS or start in s.quantity_at):
            listed = _phrase(s, start)
            return listed if listed is not None and listed.last >= end else None
    return None


def _possessor(s: Sentence, first: Part) -> list[Part]:
    """As in "The judge of the town [of Garowe] and his driver were killed", read as the driver alone."""
    start = first.first - (1 if s.low[first.first - 1] in ("his", "her") else 0)
    if start < 2 or s.low[start] not in ("his", "her") or s.low[start - 1] not in ("and", ","):
        return []
    for k in range(start - 2, max(-1, start - _FAR), -1):
        if s.tag[k] in _FINITE or s.low[k] in harm_words().cues:
            return []
        if s.is_people(k) and s.tag[k] in ("NN", "NNP"):
            return [Part(k, s.left_edge(k), k + 1, 1, 1, 1, "exact", "persons", True, definite=True)]
    return []


def _other_side(s: Sentence, whole: Part, part: Part) -> bool:
    """Soldiers do not include civilians: "four policemen, including a commander, and five civilians"."""
    sides = []
    for p in (whole, part):
        noun = s.person(p.noun)
        sides.append("" if noun is None else "armed" if noun.side in ("state", "armed", "attacker") else noun.side)
    return "armed" in sides and "civilian" in sides


# ---------------------------------------------------------------------- noun phrases by their words
def _phrase(s: Sentence, start: int) -> _Listed | None:
    """A victim told with a number, an article or a possessive, read from its words alone."""
    if start >= s.n:
        return None
    quantity = s.quantity_at.get(start)
    if quantity is None and s.low[start] not in _OPENERS:
        return None
    if quantity is None and s.low[start] in _POSSESSIVE:
        quantity = s.quantity_at.get(start + 1)  # "their three children"
    k = quantity.last if quantity is not None else start + 1
    if k + 1 < s.n and quantity is not None and s.low[k] == "of" and s.low[k + 1] in _POSSESSIVE:
        k += 2
    noun = None
    while k < s.n and k < start + _LONGEST and s.tag[k] in _INSIDE and not _ends(s, k, noun):
        noun = k if _is_noun(s, k, quantity is not None) else noun
        k += 1
    if quantity is not None and noun is None and quantity.additional:
        noun = quantity.last - 1
    if noun is None:
        return None
    part = _party(s, start, noun, quantity)
    return None if part is None else _Listed(start, noun + 1, part, part.best == 1 and s.low[start] in ("a", "an"))


def _ends(s: Sentence, k: int, noun: int | None) -> bool:
    return s.low[k] in harm_words().cues or (noun is not None and s.tag[k] in ("CD", "JJ"))


def _is_noun(s: Sentence, k: int, counted: bool) -> bool:
    if s.low[k] in harm_words().cues:
        return False  # "another wounded"
    if s.is_people(k) or s.low[k] in person_words().known:
        return s.low[k] not in ("head",) or s.tag[k] != "NNP"
    return counted and s.raw[k][0].isupper() and s.tag[k] in ("NNPS", "NNP", "JJ", "NN") and _closes(s, k + 1)


def _closes(s: Sentence, k: int) -> bool:
    return k >= s.n or s.tag[k] not in _INSIDE


def _party(s: Sentence, start: int, noun: int, quantity: Quantity | None) -> Part | None:
    if quantity is not None:
        if quantity.unit != "persons":
            return None
        own = (quantity.low, quantity.best, quantity.high, quantity.kind)
        return Part(noun, start, noun + 1, *own, "persons", True, additional=quantity.additional, quantity=quantity)
    if s.tag[noun] in ("NNS", "NNPS"):
        return None  # "his guards": how many is unsaid
    counted = s.quantity_at.get(noun)
    if counted is not None:
        return None
    return Part(noun, start, noun + 1, 1, 1, 1, "exact", "persons", True, additional=s.low[start] == "another")


def _known(part: Part, parts: list[Part]) -> bool:
    return any(p.noun == part.noun or (p.first <= part.noun < p.last) for p in parts)


def _victim(s: Sentence, i: int, listed: _Listed) -> bool:
    """Whether a listed phrase belongs to the verb's victims and opens no clause of its own."""
    noun, k = listed.part.noun, listed.last
    if listed.last <= i:
        return True
    if s.dep[noun] in ("nsubj", "nsubjpass") and s.head[noun] > noun:
        return False
    if k < s.n and (s.tag[k] in _FINITE or s.low[k] in harm_words().cues):
        return False
    return not (k + 1 < s.n and s.tag[k] == "RB" and s.low[k + 1] in harm_words().cues)
