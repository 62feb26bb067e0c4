"""Harm told by states and nouns: "12 dead", "a toll of 14", "the killing of two teachers", "nine bodies were found".

Example:
    "the toll rose from 12 to 14" is 14 killed, an update of earlier counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conflictdata.reports.harm_lists import with_conjoined
from conflictdata.reports.harm_parts import Finding, Part
from conflictdata.reports.harm_patients import adjacent, bare, object_heads
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_words import HarmWords, harm_words
from conflictdata.reports.quantities import Quantity

#: Reading of people who have not been seen since: the "not" negates the seeing, not the harm.
UNSEEN = "harm.unseen"
_TAKEN = frozenset(["arrested", "detained", "taken", "abducted", "seized", "kidnapped"])


# ---------------------------------------------------------------------- states: dead, wounded, missing
def read_state(s: Sentence, i: int, impact: str, words: HarmWords) -> Iterable[Finding]:
    """As in "12 dead", "two students missing", "feared dead"."""
    if impact == "killed" and i and s.low[i - 1] in ("shot", "shoot", "shoots", "shooting", "stabbed"):
        return ()  # the verb has read it
    feared = bool(words.sets["feared"] & set(s.low[max(0, i - 3) : i])) and impact == "killed"
    parts = _state_parts(s, i)
    parts = [
        p
        for p in parts
        if p.unit in ("persons", "families")
        and s.low[p.noun] not in words.sets["never_victims"]
        and (
            p.none
            or p.quantity is not None
            or s.is_people(p.noun)
            or s.tag[p.noun] == "NNP"
            or s.low[p.noun] in ("he", "she")
        )
    ]
    if not parts:
        return ()
    if feared and words.sets["gone"] & set(s.low):  # "ten missing, feared dead"
        return [Finding(i, "missing", tuple(parts), "harm.state.feared_dead")]
    return [Finding(i, impact, tuple(parts), "harm.state", True, all(p.none for p in parts))]


def _state_parts(s: Sentence, i: int) -> list[Part]:
    near = adjacent(s, i)
    if near is not None:
        return with_conjoined(s, near)
    head = s.head[i]
    if s.dep[i] == "amod" and head > i:
        if _dead_count(s, head):
            return _dead_count(s, head)
        part = s.part(head)
        return [] if part is None or part.quantity is None or s.low[head] in ("zone", "end", "body") else [part]
    if s.tag[i] == "NNS" or s.dep[i] in ("nsubj", "nsubjpass", "dobj", "pobj"):
        own = s.quantity_at.get(i - 1)
        if own is not None:
            return [bare(own, i)]
        return _dead_count(s, i)
    subjects = s.kids(i, "nsubj", "nsubjpass")
    if subjects:
        return [p for h in subjects for p in s.parts(h)]
    if (
        s.dep[i]
        in (
            "acomp",
            "oprd",
            "attr",
            "xcomp",
            "advcl",
            "ccomp",
            "advmod",
            "acl",
            "dobj",
            "amod",
            "prep",
            "npadvmod",
            "ROOT",
        )
        and head != i
    ):
        if s.dep[i] == "acl" or s.dep[i] == "amod":
            return s.parts(head)
        objects, _ = object_heads(s, head)
        subject = s.kids(head, "nsubj", "nsubjpass")
        chosen = objects if objects and head < min(objects) < i else subject
        return [p for h in chosen for p in s.parts(h)]
    return []


def _dead_count(s: Sentence, i: int) -> list[Part]:
    """As in "put the number of dead at four", "the dead were two teachers" is left to the including rule."""
    if "number" not in s.low[max(0, i - 4) : i]:
        return []
    for k in range(i + 1, min(i + 6, s.n)):
        quantity = s.quantity_at.get(k)
        if quantity is not None and s.low[quantity.first - 1] in harm_words().sets["toll_links"]:
            if quantity.kind == "range" and s.low[quantity.first - 1] == "from" and quantity.high is not None:
                quantity = replace(quantity, low=quantity.high, best=quantity.high, kind="exact")
            return [bare(quantity, None)]
    return []


# ---------------------------------------------------------------------- nouns
def read_toll(s: Sentence, i: int) -> Iterable[Finding]:
    """As in "a death toll of 14", "the toll rose from 12 to 14", "put the toll at six soldiers killed"."""
    if i and s.low[i - 1] in ("road", "heavy", "bridge", "injury", "take", "took"):
        return ()
    chosen: Quantity | None = None
    for k in range(i + 1, min(i + 14, s.n)):
        quantity = s.quantity_at.get(k)
        if quantity is None or quantity is chosen or not k:
            if s.low[k] in (";", ".", "while", "but"):
                break
            continue
        before = s.low[quantity.first - 1]
        if before in harm_words().sets["toll_links"] and (
            chosen is None or (before == "to" and s.low[chosen.first - 1] in ("from", "by"))
        ):
            chosen = quantity
    chosen = chosen or _risen_to(s, i)
    if chosen is None or chosen.unit != "persons":
        return ()
    if chosen.kind == "range" and s.low[chosen.first - 1] == "from" and chosen.high is not None:
        chosen = replace(chosen, low=chosen.high, best=chosen.high, kind="exact")  # "rose from six to seven"
    if any(s.low[k] in ("wounded", "injured", "hurt") for k in range(chosen.last, min(chosen.last + 3, s.n))):
        return ()
    behind = range(chosen.last, min(chosen.last + 3, s.n))
    stop = next(
        (m for m in behind if s.low[m] in ("and", ",", ".", "while", "but")), s.n
    )  # "at four and said officers"
    noun = next((m for m in behind if m < stop and s.is_people(m)), None)
    if s.low[i].startswith("loss") and noun is None and chosen.last < s.n and s.tag[chosen.last].startswith("NN"):
        return ()
    if noun is None:
        noun = _numbered(s, i, chosen.first)
    around = set(s.low[max(0, i - 6) : max(i + 8, chosen.first)])
    update = bool(harm_words().sets["rising"] & around) or bool(
        harm_words().sets["final_words"] & set(s.low[max(0, i - 3) : i])
    )
    return [Finding(i, "killed", (bare(chosen, noun),), "harm.toll", True, update=update)]


def _numbered(s: Sentence, i: int, end: int) -> int | None:
    """Who the dead are, said before their number: "put the number of dead policemen at ten"."""
    links = {"of", "among", "dead", "killed", "fallen", "slain"}
    people = (k for k in range(i + 2, end) if s.is_people(k) and links & set(s.low[max(i + 1, k - 2) : k]))
    return next((k for k in people if s.low[k] not in ("people", "persons", "dead", "killed")), None)


def _risen_to(s: Sentence, i: int) -> Quantity | None:
    """The number far behind its noun: "the toll from an attack on a market in the town of Gao rose to four"."""
    verb = s.head[i]
    if s.dep[i] != "nsubj" or s.low[verb] not in harm_words().sets["rising"]:
        return None
    numbers = (n for k in s.kids(verb, "prep") if s.low[k] in ("to", "at") for n in s.kids(k, "pobj"))
    return next((s.quantity_at[n] for n in numbers if n in s.quantity_at), None)


def read_bodies(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """As in "the bodies of five men were found", "nine bodies had been brought in"."""
    counted = _dead_count(s, i)
    if counted:
        return [Finding(i, "killed", tuple(counted), "harm.bodies", True)]
    part = s.part(i)
    if part is None or part.none or part.unit != "persons" or (part.quantity is None and s.kids(i, "poss")):
        return ()
    of_person = i + 1 < s.n and s.low[i + 1] == "of" and (part.noun != i)
    seen = bool(words.sets["body_verbs"] & set(s.low)) or (i and s.low[i - 1] == "dead")
    if not (seen or (of_person and s.is_people(part.noun))) or (
        part.quantity is None and not of_person and s.low[i] in ("body", "remains")
    ):
        return ()
    ambiguous = bool(words.sets["grave_words"] & set(s.low))
    return [Finding(i, "killed", (part,), "harm.bodies.grave" if ambiguous else "harm.bodies", True)]


def read_casualties(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """As in "no casualties" = nobody; "casualties were reported" = unclear."""
    if s.low[i].startswith("victim"):
        return ()
    part = s.part(i)
    before = s.low[max(0, i - 5) : i]
    if words.sets["serious"] & set(before[-2:]):
        return ()
    if (part is not None and part.none) or {"without", "no", "n't"} & set(before) or ({"not", "any"} <= set(before)):
        return _nobody(i, part or _nobody_part(i), "harm.none.casualties")
    if s.low[i].startswith("fatalit"):
        return (
            [Finding(i, "killed", (part,), "harm.count_noun", True)]
            if part is not None and part.quantity is not None
            else ()
        )
    if part is not None and part.quantity is not None and s.low[s.head[i]] in words.sets["admitting"]:
        return [Finding(i, "injured", (part,), "harm.casualties.admitted", True)]
    parts = () if part is None or part.quantity is None else (replace(part, low=0, best=0),)
    return [Finding(i, "killed", parts, "harm.casualties.unclear", True, ambiguous=True)]


def read_unseen(s: Sentence, i: int) -> Iterable[Finding]:
    """As in "eight fishermen have not been seen since", "two of them had not been heard of"."""
    before = s.low[max(0, i - 4) : i]
    if not {"not", "n't", "never"} & set(before) or not s.kids(i, "auxpass"):
        return ()
    taken = s.dep[i] == "conj" and not s.kids(
        i, "nsubjpass"
    )  # "were dragged from their homes and have not been seen since"
    heads = s.kids(s.head[i] if taken else i, "nsubjpass")
    parts = [p for h in heads for p in s.parts(h) if p.unit == "persons" and p.counted]
    # "twelve men arrested the same day have not been seen since"
    taken = taken or any(s.low[k] in _TAKEN for h in heads for k in s.kids(h, "acl"))
    return [Finding(i, "disappeared" if taken else "missing", tuple(parts), UNSEEN, True)] if parts else ()


def _nobody(i: int, part: Part, rule: str) -> list[Finding]:
    """Nobody hurt: neither dead nor injured (coding notes, 6)."""
    return [
        Finding(i, impact, (replace(part, none=True, low=0, best=0, high=0),), rule, True, negated=True)
        for impact in ("killed", "injured")
    ]


def _nobody_part(i: int) -> Part:
    return Part(i, i, i + 1, 0, 0, 0, "exact", "persons", True, none=True)


def _named(s: Sentence, objects: list[int], impact: str) -> list[Part]:
    """As in "the killing of Ahmed Ali": one named person, who may have been counted before."""
    named = [o for o in objects if s.tag[o] == "NNP" and any(s.tag[c] == "NNP" for c in s.kids(o, "compound"))]
    found = [s.part(o) for o in named] if impact == "killed" else []
    return [replace(p, counted=False, definite=True) for p in found if p is not None and p.unit == "persons"]


def read_event_noun(s: Sentence, i: int, low: str, words: HarmWords) -> Iterable[Finding]:
    """As in "the killing of two teachers", "12 deaths", "the death of a farmer"."""
    if not s.tag[i].startswith("NN") and not (low.endswith("ing") and s.low[i + 1 : i + 2] == ["of"]):
        return ()
    impact = words.count_nouns.get(low) or words.nouns[low]
    dets = {s.low[c] for c in s.children[i]}
    if dets & {"no"} or {"no", "without"} & set(s.low[max(0, i - 2) : i]):
        if words.sets["serious"] & dets:
            return ()
        return (
            _nobody(i, _nobody_part(i), "harm.none.noun")
            if impact == "injured"
            else [Finding(i, impact, (_nobody_part(i),), "harm.none.noun", negated=True)]
        )
    objects = [o for k in s.children[i] if s.low[k] == "of" for o in s.kids(k, "pobj")]
    if low in ("fate", "whereabouts") and not (words.sets["unknown_words"] & set(s.low)):
        return ()
    parts = [
        p
        for o in objects
        for p in s.parts(o)
        if p.unit in ("persons", "families") and (s.is_people(p.noun) or p.noun in s.quantity_at)
    ]
    parts = [p for p in parts if p.counted or p.quantity is not None]
    parts = parts or _named(s, objects, impact)
    if parts:
        return [Finding(i, impact, tuple(parts), "harm.noun.of", True)]
    quantity = s.quantity_at.get(i - 1) if low in words.count_nouns and i else None
    if quantity is None and low in words.count_nouns:
        near = s.part(i)
        quantity = near.quantity if near is not None else None
    if quantity is not None:
        return [Finding(i, impact, (bare(quantity, i),), "harm.count_noun", True)]
    return ()


def read_placement(s: Sentence, i: int, words: HarmWords) -> list[Finding]:
    """As in "four others are in hospital", "her husband is in intensive care", "forty are in custody"."""
    low = s.low[i]
    before = s.low[max(0, i - 5) : i]
    if low in words.placed and not words.placed[low] & set(before):
        return []
    if s.dep[i] != "pobj" or s.low[s.head[i]] not in ("in", "at", "under"):
        return []
    verb = s.head[s.head[i]]
    if s.dep[s.head[i]] == "prep" and s.low[verb] in ("in", "out"):
        verb = s.head[verb]
    if s.low[verb] not in words.sets["placing"]:
        return []
    parts = [p for h in s.kids(verb, "nsubj", "nsubjpass") for p in s.parts(h)]
    parts = [p for p in parts if p.unit == "persons" and not p.none and (p.counted or p.best == 1)]
    parts = [p for p in parts if s.person(p.noun) is not None or (p.quantity is not None and p.noun in s.quantity_at)]
    return [Finding(i, words.placements[low], tuple(parts), "harm.placement", True)] if parts else []
