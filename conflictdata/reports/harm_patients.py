"""Whom a word of harm is said of: through the parse where it holds, through neighbouring words where it does not.

Example:
    "12 others wounded": no subject in the parse of a headline, but the number stands right before the word.
"""

from __future__ import annotations

from conflictdata.reports.harm_headlines import acronym, beside_counted, counted_above, counted_subject, own_number
from conflictdata.reports.harm_lists import whole_list, with_conjoined
from conflictdata.reports.harm_parts import Part
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import VerbFrame, harm_words
from conflictdata.reports.quantities import Quantity

OBJECTS = ("dobj", "obj", "dative")
_PARTICIPLES = ("VBN", "VBD", "JJ")
_OF_THEM = (["of", "them"], ["of", "whom"])
_CLOSE = 3  # "shot dead with his wife", but not "killed in a house with his wife"
_Heads = tuple[list[int], bool]  # noun heads, and whether the verb is passive


def patients(s: Sentence, i: int, frame: VerbFrame) -> tuple[list[Part], bool]:
    """The parties a verb is said of, and whether it is passive."""
    parts, passive = _patients(s, i, frame)
    parts = whole_list(s, i, parts, passive=passive or frame.frame == "subject")
    return beside_counted(s, parts), passive


def _patients(s: Sentence, i: int, frame: VerbFrame) -> tuple[list[Part], bool]:
    if frame.frame == "subject" or (frame.needs == "lives" and loses_life(s, i)):
        return subjects(s, i), False
    beside = _beside_number(s, i)
    if beside is not None:
        return beside
    heads, passive = object_heads(s, i)
    after = following(s, i) if heads and all(h < i for h in heads) else None
    named = any(s.is_people(h) or s.tag[h] == "NNP" for h in heads)
    if after is not None and after.quantity is not None and (not named or s.low[after.first] == "between"):
        return [after], False  # "the shelling wounded between 3 and 5 people", read as the shelling that was wounded
    parts = [p for h in heads if h == heads[0] or _second_victim(s, h) for p in s.parts(h)]
    if not passive and _overreaches(s, i, parts):
        after = following(s, i)
        return ([after] if after is not None else parts), False
    parts += along_with(s, i) + _and_a_number(s, i, parts)
    if parts and any(p.quantity is not None or p.none for p in parts):
        return parts, passive
    return _fallback(s, i, parts, passive)


def _and_a_number(s: Sentence, i: int, parts: list[Part]) -> list[Part]:
    """As in "arrested the leader, and ten of his aides", where the parser hangs the number on the verb."""
    loose = [c for c in s.kids(i, "conj") if c > i and c in s.quantity_at and not s.tag[c].startswith("VB")]
    alone = [c for c in loose if not any(s.low[k] in harm_words().cues for k in s.children[c])]
    return [p for c in alone for p in s.parts(c)] if parts else []


def _second_victim(s: Sentence, head: int) -> bool:
    """A second object counts when it has its own number, unless it is a source or a part of the first.

    Not so in "kill 25 in village: governor", "lawyer Ali Khan", "four workers, three of them women".
    """
    of_them = any(s.low[k : k + 2] in (["of", "them"], ["of", "whom"]) for k in range(s.left_edge(head), head))
    counted = bool(s.kids(head, "nummod")) or head in s.quantity_at
    beside = s.dep[head] == "nsubjpass" and bool(s.kids(head, "poss")) and s.low[s.left_edge(head) - 1] == "and"
    edge = s.left_edge(head)
    among = s.low[max(0, edge - 2) : edge] in (["among", "them"], ["among", "whom"])
    return s.low[head - 1] != ":" and (counted or beside) and not of_them and not among


def _beside_number(s: Sentence, i: int) -> tuple[list[Part], bool] | None:
    """A verb the parser gave no victim, with a number of its own beside it: "wounds 10", "and 23 more wounded"."""
    if not s.kids(i, *OBJECTS, "nsubjpass", "auxpass") and s.tag[i] != "VBN":
        after = following(s, i)
        if after is not None:
            return [after], False
    own = own_number(s, i)
    if own is not None:
        return [bare(own, None)], True
    hung = s.dep[i] == "amod" and s.head[i] == i - 1 and i - 1 in s.quantity_at  # "and eight wounded"
    if hung:
        return [bare(s.quantity_at[i - 1], None)], True
    if s.dep[i] == "conj" and s.tag[i] in _PARTICIPLES and not s.kids(i, *OBJECTS, "nsubj", "nsubjpass"):
        before = adjacent(s, i)
        if before is not None and before.first > s.head[i]:
            return [before], True
    return None


def _overreaches(s: Sentence, i: int, parts: list[Part]) -> bool:
    """As in "killed at least 8 and injured scores" read as one object: the first number is the verb's own."""
    if not parts or parts[0].quantity is None:
        return False
    after = following(s, i)
    if after is None or after.quantity is None:
        return False
    return after.quantity.last <= min(parts[0].quantity.first, parts[0].first + 3)


def _fallback(s: Sentence, i: int, parts: list[Part], passive: bool) -> tuple[list[Part], bool]:
    """No number in what the parse gives: a name right behind, or a number right before."""
    if not parts and not passive:
        behind = one_behind(s, i)
        if behind is not None:
            return [behind], False
    near = adjacent(s, i)
    if near is not None and s.tag[i] in (*_PARTICIPLES, "NN", "NNP", "NNPS") and not s.kids(i, *OBJECTS):
        listed = bool(parts) and near.first > parts[-1].last and s.low[near.first - 1] == "and"
        return [*(parts if listed else ()), near], True  # "an officer, a soldier and two civilians were killed"
    return parts, passive


def object_heads(s: Sentence, i: int, depth: int = 0) -> _Heads:
    """The nouns that stand as victim of an object verb, tried from the surest reading to the least."""
    for reading in (_own_heads, _attached_heads, _subject_heads):
        found = reading(s, i)
        if found is not None:
            return found
    return _borrowed_heads(s, i, depth)


def _own_heads(s: Sentence, i: int) -> _Heads | None:
    """Its passive subject or its object."""
    passive = s.kids(i, "nsubjpass")
    if s.kids(i, "auxpass") and not passive and not s.kids(i, "nsubj") and s.dep[i] != "conj":
        lost = [c for k in s.children[i] if k < i for c in s.subtree(k) if s.dep[c] == "appos" and s.kids(c, "nummod")]
        if lost:
            return lost[:1], True  # "On New Year's Day about 30 people were burned"
    if passive:
        return passive, True
    told = counted_subject(s, i)
    if told is not None:
        return [told], True
    objects = [o for o in s.kids(i, *OBJECTS) if s.low[o] != "dead"]  # "shot dead" is no victim of its own
    if s.low[i] == "set" and any(s.low[o] in harm_words().sets["fire"] for o in objects):
        return [o for k in (i, *objects) for t in s.children[k] if s.low[t] == "to" for o in s.kids(t, "pobj")], False
    if objects:
        return objects, False
    small = [n for c in s.kids(i, "ccomp", "xcomp", "oprd") for n in s.kids(c, "nsubj")]
    return (small, False) if small and s.low[i] != "said" else None  # "left five people dead"


def _attached_heads(s: Sentence, i: int) -> _Heads | None:
    """The noun a participle hangs on: "five men killed here", "were on Sunday killed", "found stabbed to death"."""
    head, dep = s.head[i], s.dep[i]
    time_between = s.low[head] in harm_words().sets["time_nouns"]  # "were in the early hours of yesterday killed"
    if dep == "acl" and s.tag[i] in ("VBN", "VBD") and head != i and not time_between:
        return [_whole_list(s, counted_above(s, head))], True
    if dep == "amod" and head > i and (s.is_people(head) or s.tag[i] == "VBN"):
        return [head], True
    split = (
        dep in ("advcl", "acomp", "xcomp", "ccomp", "attr", "dep", "conj") and s.low[head] in harm_words().sets["be"]
    )
    if split and head < i and s.kids(head, "nsubj"):
        return s.kids(head, "nsubj"), True
    second = s.tag[i] in ("VBN", "VBD") and dep in ("oprd", "xcomp", "acomp", "ccomp", "advcl")
    if second and s.kids(head, "nsubjpass"):
        return s.kids(head, "nsubjpass"), True
    return None


def _whole_list(s: Sentence, noun: int) -> int:
    """The first of "17 women and four girls" when a participle hangs on the last: both are meant."""
    first = s.head[noun] if s.dep[noun] == "conj" and s.low[noun - 2 : noun - 1] == ["and"] else noun
    counted = all(s.kids(n, "nummod") and s.is_people(n) and s.low[n] not in harm_words().cues for n in (first, noun))
    return first if counted else noun


def _subject_heads(s: Sentence, i: int) -> _Heads | None:
    """A headline's bare participle: "11 killed in blast"."""
    found = s.kids(i, "nsubj")
    if not found:
        return None
    if _acts_on(s, i):
        return None
    shared = any(s.kids(c, *OBJECTS) for c in s.kids(i, "conj"))  # "shot dead or burned alive nine people"
    bare = s.tag[i] in _PARTICIPLES and not s.kids(i, "aux") and one_behind(s, i) is None and not shared
    return (found, True) if bare or s.kids(i, "auxpass") else None


def _acts_on(s: Sentence, i: int) -> bool:
    """Whether somebody stands right behind the verb: "shot dead a couple", read without an object."""
    k = i + 2 if i + 1 < s.n and s.low[i + 1] in ("dead", "down") else i + 1
    opens = k < s.n and (s.tag[k] in ("DT", "PRP$") or k in s.quantity_at)
    return (
        opens
        and s.tag[i] == "VBD"
        and not any(s.low[m] in harm_words().sets["time_nouns"] for m in range(k, min(k + 3, s.n)))
    )


def _borrowed_heads(s: Sentence, i: int, depth: int) -> _Heads:
    """The victim of a coordinated verb: "shot and killed five"; else the subject of a "was" the parser lost."""
    for sibling in s.children[i]:
        verb = s.dep[sibling] == "conj" and s.tag[sibling].startswith("VB") and sibling - i <= 3
        if verb and depth < 2 and not s.kids(i, "nsubjpass") and s.kids(sibling, *OBJECTS):
            return s.kids(sibling, *OBJECTS), False
    if s.dep[i] == "conj" and s.kids(i, "auxpass") and s.kids(s.head[i], "nsubj"):
        return s.kids(s.head[i], "nsubj"), True  # the participle between was read as a clause of its own
    if s.dep[i] == "conj" and s.head[i] != i and depth < 3 and s.tag[s.head[i]].startswith("VB"):
        return object_heads(s, s.head[i], depth + 1)
    if s.tag[i] in _PARTICIPLES:
        for k in range(i - 1, max(-1, i - 12), -1):  # "was this morning killed"
            if s.low[k] in harm_words().sets["be"]:
                return s.kids(k, "nsubj", "nsubjpass") or s.kids(s.head[k], "nsubj", "nsubjpass"), True
            joined = s.low[k] == "and" and s.low[k - 1] in harm_words().cues  # "was shot and killed"
            if s.low[k] in (";", "and", "but", "who", "that", "which") and not joined:
                break
    return [], s.tag[i] == "VBN"


def subjects(s: Sentence, i: int) -> list[Part]:
    """The parties of a subject verb ("two died"), its own or those of the verb it is coordinated with."""
    direct = s.quantity_at.get(i - 1) if i else None
    if direct is not None and direct.unit == "persons":
        return [bare(direct, None)]  # headline: "2 die in clash, 21 arrested"
    loose = s.dep[i] in ("conj", "compound", "ccomp") and not s.kids(i, "nsubj", "nsubjpass")
    near = adjacent(s, i) if loose else None
    if near is not None and (near.first > s.head[i] or s.dep[i] == "compound"):
        return with_conjoined(s, near)  # "one officer died and twelve are nursing injuries"
    k = i
    for _ in range(5):
        heads = s.kids(k, "nsubj", "nsubjpass")
        if heads:
            parts = [p for h in heads for p in s.parts(h)] + along_with(s, i)
            return parts or _listed(adjacent(s, i))
        if s.dep[k] in ("acl", "relcl") and s.head[k] != k:
            return s.parts(s.head[k])
        if s.dep[k] not in ("conj", "xcomp", "advcl", "ccomp") or s.head[k] == k:
            break
        driven = s.kids(s.head[k], *OBJECTS) if s.dep[k] in ("xcomp", "ccomp") else []
        if driven:
            return [p for h in driven for p in s.parts(h)]  # "forced 3,000 families to flee"
        k = s.head[k]
    return _listed(adjacent(s, i))


def _listed(part: Part | None) -> list[Part]:
    return [] if part is None else [part]


def loses_life(s: Sentence, i: int) -> bool:
    """As in "lost their lives", "lost his life": the subject died."""
    return s.low[i].startswith("los") and bool({"life", "lives"} & set(s.low[i + 1 : i + 4]))


def along_with(s: Sentence, i: int) -> list[Part]:
    """As in "was killed along with two other people", "shot dead with his wife", "alongside his son"."""
    for k in range(i + 1, s.n - 2):
        if s.low[k] in harm_words().cues and s.tag[k].startswith("VB"):
            break
        if s.low[k + 1] == "with" and s.low[k] in ("along", "together", "alongside"):
            return [p for o in s.kids(k + 1, "pobj") if s.low[o] not in harm_words().cues for p in s.parts(o)]
        own = s.low[k + 1] in ("his", "her", "their")
        if own and (s.low[k] == "alongside" or (s.low[k] == "with" and k <= i + _CLOSE)):
            return [p for o in s.kids(k, "pobj") if s.is_people(o) for p in s.parts(o)]
    return []


def things(s: Sentence, i: int, needs: str) -> list[Part]:
    """Houses, facilities or animals a verb is said of: its patients, else those named close behind it."""
    units = ("houses", "facilities") if needs == "structure" else ("animals",)
    heads, _ = object_heads(s, i)
    parts = [p for h in (*heads, *s.kids(i, "npadvmod")) for p in s.parts(h) if p.unit in units]
    if parts:
        return parts + _listed_things(s, parts, units)
    led = bool({"with", "off", "away"} & set(s.low[i + 1 : i + 10]))
    if not (s.low[i].startswith("set") if needs == "structure" else led):
        return []
    near = [m for m in range(i + 1, min(i + 14, s.n)) if s.dep[m] in ("pobj", "dobj", "conj")]
    found = [p for m in near for p in (s.part(m),) if p is not None and p.unit in units]
    return list({p.noun: p for p in found}.values())


def _listed_things(s: Sentence, parts: list[Part], units: tuple[str, ...]) -> list[Part]:
    """The rest of a list: "a chapel, a school and about 60 huts"."""
    seen, more = {p.noun for p in parts}, []
    first = min(seen)
    for m in range(first + 1, min(first + 16, s.n)):
        if s.dep[m] in ("conj", "appos") and s.head[m] in seen and m not in seen:
            part = s.part(m)
            if part is not None and part.unit in units:
                more.append(part)
                seen.add(m)
    return more


# ---------------------------------------------------------------------- neighbours without syntax
def bare(quantity: Quantity, noun: int | None) -> Part:
    """A party known by its number alone, or by a number and a noun near it."""
    at = quantity.last - 1 if noun is None else noun
    return Part(
        at,
        quantity.first,
        max(at + 1, quantity.last),
        quantity.low,
        quantity.best,
        quantity.high,
        quantity.kind,
        quantity.unit,
        True,
        additional=quantity.additional,
        quantity=quantity,
    )


def adjacent(s: Sentence, i: int) -> Part | None:
    """The number that stands right before a word of harm: "12 others wounded", "five farmers dead"."""
    words = harm_words().sets
    noun: int | None = None
    for k in range(i - 1, max(-1, i - 8), -1):
        low = s.low[k]
        quantity = s.quantity_at.get(k)
        if quantity is not None:
            return _counted_before(s, quantity, noun)
        if low == "another" and noun is None:
            return s.part(k)
        if low in words["ordinals"] and k and s.low[k - 1] in ("a", "an"):
            at = k if noun is None else noun
            return Part(at, k - 1, at + 1, 1, 1, 1, "exact", "persons", True, additional=True)
        if s.is_people(k) or (noun is None and k - 1 in s.quantity_at and acronym(s, k)):
            noun = k if noun is None else noun
        elif not _passable(s, k, noun, i):
            return None
    return None


def _passable(s: Sentence, k: int, noun: int | None, i: int) -> bool:
    """Words that may stand between a number and its word of harm."""
    words = harm_words().sets
    if s.low[k] in words["quote_marks"] or s.low[k] in words["between"] or s.tag[k] == "RB":
        return True
    if k == i - 1 and s.low[k] == "," and s.low[i] == "including":
        return True
    return noun is not None and s.tag[k] in ("JJ", "NNP", "NN", "VBN", "HYPH")


def _counted_before(s: Sentence, quantity: Quantity, noun: int | None) -> Part | None:
    """The party of a number found before; "six residents, including two children dead" means the six."""
    if quantity.first and s.low[quantity.first - 1] == "including":
        return adjacent(s, quantity.first - 1) or bare(quantity, noun)
    return bare(quantity, noun) if quantity.unit in ("persons", "families") or noun is None else None


def following(s: Sentence, i: int) -> Part | None:
    """The number right behind an active verb: "wounded 15"."""
    for k in range(i + 1, min(i + 4, s.n)):
        quantity = s.quantity_at.get(k)
        if quantity is not None:
            if quantity.unit not in ("persons", "families") or s.low[quantity.last : quantity.last + 2] in _OF_THEM:
                return None  # "two officers were hurt, one of them seriously"
            return bare(quantity, _noun_right_after(s, quantity.last))
        if s.low[k] in ("dead", "down") and k == i + 1:
            continue
        if s.tag[k] not in ("RB", "IN", "JJR", "JJS", "DT", "RBR") or s.low[k] in harm_words().sets["after_active"]:
            return None
    return None


def _noun_right_after(s: Sentence, after: int) -> int | None:
    """The noun a number counts, in its own phrase ("over 70, including women" counts nobody by name)."""
    for m in range(after, min(after + 4, s.n)):
        if s.tag[m] in (",", ":", ".") or s.low[m] == "and":
            return None
        if s.is_people(m):
            return m
    return None


def one_behind(s: Sentence, i: int) -> Part | None:
    """One victim right behind a verb, where the parser saw no object: "killed lawmaker Ali Sunday"."""
    i += s.low[i + 1 : i + 2] == ["dead"]
    k = i + 1
    while k < s.n and s.tag[k] in ("DT", "PRP$", "JJ", "NN", "NNP", "HYPH", "POS"):
        k += 1
    nouns = [m for m in range(i + 1, k) if s.tag[m] in ("NN", "NNP")]
    people = [m for m in range(i + 1, k) if s.is_people(m) and s.tag[m] in ("NN", "NNP", "JJ")]
    common = [m for m in nouns if s.tag[m] == "NN"]
    if not people or s.low[i + 1] in ("home", "yesterday", "today", "overnight", "dead"):
        return None
    if common and not s.is_people(common[-1]):
        return None  # "the last army base"
    definite = s.low[i + 1] in ("the", "his", "her", "their")
    return Part(people[0], i + 1, k, 1, 1, 1, "exact", "persons", True, definite=definite)
