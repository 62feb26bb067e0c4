"""Find the words of harm in a parsed sentence and the people each of them is said of.

Example:
    "killing 15 attackers" gives one finding: trigger "killing", impact killed, one part of 15 attackers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from conflictdata.reports.harm_context import agent
from conflictdata.reports.harm_sentence import Part, Sentence
from conflictdata.reports.harm_words import HarmWords, VerbFrame, harm_words, person_words
from conflictdata.reports.quantities import Quantity

_BETWEEN = frozenset(
    "were was are is been being be have has had reported reportedly also others other people persons more confirmed left and/or"
    " believed feared presumed said to known least later still seriously badly critically slightly severely lightly found lay lying"
    " shot declared pronounced officially now already all both".split()
)
_TOLL_LINKS = frozenset("of at to is was as reached passed exceeded exceeds hit stood stands topped surpassed now from".split())
_RISING = frozenset("rose rises risen rising climbed climbs climbing bringing brings brought raising raised raises jumped increased increases revised grew updated mounts soared up".split())
_FALLEN = frozenset("honour honor battle combat action martyrs martyr duty fighting front fire".split())
_HOMES = frozenset("home homes house houses village villages hometown hometowns".split())
_FIRE = frozenset("fire ablaze alight aflame torch flames".split())
_REFLEXIVE = frozenset(["himself", "herself", "themselves", "itself"])
_MANY_BOMBERS = 6  # more than these were misread: no blast has so many bombers
_BE = frozenset(["was", "were", "is", "are", "been", "being"])
_OBJECTS = ("dobj", "obj", "dative")


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of harm before offsets and context are added.

    Attributes:
        trigger: Token index of the word that states it.
        impact: Kind of harm.
        parts: Who, party by party.
        rule: Id of the reading that found it.
        passive: True when the agent would stand in a "by" phrase.
        negated, ambiguous, update, including: As the fields of Harm.
    """

    trigger: int
    impact: str
    parts: tuple[Part, ...]
    rule: str
    passive: bool = False
    negated: bool = False
    ambiguous: bool = False
    update: bool = False
    including: bool = False


def find(s: Sentence) -> list[Finding]:
    """All findings of a sentence, in the order of their triggers, each party read once per impact."""
    words = harm_words()
    found: list[Finding] = []
    for i, low in enumerate(s.low):
        if low in words.cues:
            found.extend(_at(s, i, low, words))
    found.extend(_including(s, found, words))
    return _once(found)


def _at(s: Sentence, i: int, low: str, words: HarmWords) -> Iterable[Finding]:
    if low in words.verbs and _verbal(s, i, low):
        readings: list[Finding] = []
        for frame in words.verbs[low]:
            if readings and frame.needs != "animal":
                continue  # one verb states one harm, and the herd taken along
            reading = _verb(s, i, frame)
            if reading is not None:
                readings.append(reading)
        if readings:
            return readings
    if low in words.sets["wound_nouns"] and s.dep[i] == "pobj" and s.low[s.head[i]] == "with":
        parts = [p for p in s.parts(s.head[s.head[i]]) if p.quantity is not None and p.unit == "persons" and s.is_people(p.noun)]
        if parts:
            return [Finding(i, "injured", tuple(parts), "harm.with_wounds", True)]
    if low in words.states:
        return _state(s, i, words.states[low], words)
    if low in words.sets["toll_nouns"]:
        return _toll(s, i)
    if low in words.sets["bodies"]:
        return _bodies(s, i, words)
    if low in words.sets["casualty_nouns"]:
        return _casualties(s, i, words)
    if low in words.nouns or low in words.count_nouns:
        return _event_noun(s, i, low, words)
    return ()


def _verbal(s: Sentence, i: int, low: str) -> bool:
    """Read as a verb: tagged so, or a participle the tagger took for a noun or adjective ("12 injured")."""
    if s.tag[i].startswith("VB"):
        return True
    if low.endswith(("ed", "lt", "hurt", "shot", "slain")) and s.tag[i].startswith(("JJ", "NN")):
        return True
    return s.dep[i] == "ROOT" or _following(s, i) is not None  # headlines: "Troops Kill Three"


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Keep the first reading of every party, so that "12 people were killed, leaving 12 dead" stays two but one noun is never read twice."""
    seen: set[tuple[str, int]] = set()
    out: list[Finding] = []
    for finding in sorted(found, key=lambda f: (not f.including, f.trigger)):
        parts = []
        for part in finding.parts:
            keys = {(finding.impact, part.noun)}
            if part.quantity is not None:
                keys.add((finding.impact, -1 - part.quantity.first))
            if not keys & seen or not part.counted:
                parts.append(part)
            seen |= keys
        if parts or finding.ambiguous:
            out.append(replace(finding, parts=tuple(parts)))
    return sorted(out, key=lambda f: f.trigger)


# ---------------------------------------------------------------------- verbs
def _verb(s: Sentence, i: int, frame: VerbFrame) -> Finding | None:
    ahead = s.low[i + 1 : i + 1 + max(frame.window, 3)]
    if frame.particle and not frame.particle & set(s.low[i + 1 : i + 1 + frame.window]):
        return None
    if frame.particle_before and not frame.particle_before & set(s.low[max(0, i - 2) : i]):
        return None
    impact = frame.impact
    if frame.result is not None:
        if not _resultative(s, i):
            return None
        impact = frame.result
    if impact is None or (s.low[i] == "set" and not _FIRE & set(ahead + s.low[i + 4 : i + 12]) and frame.needs == "structure"):
        return None
    if frame.needs in ("structure", "animal"):
        parts, passive = _things(s, i, frame.needs), False
    else:
        parts, passive = _patients(s, i, frame)
        if frame.needs == "taken" and "with" in s.low[i + 1 : i + 4]:
            at = s.low.index("with", i)
            parts, passive = [p for o in s.kids(at, "pobj") for p in s.parts(o)], False
    if parts and s.low[parts[0].noun] in _REFLEXIVE:
        return _suicide(s, i, parts)
    parts = [p for p in parts if _suits(s, i, p, frame)]
    if s.dep[i] == "amod" and s.head[i] > i:
        parts = [p for p in parts if p.quantity is not None]  # "burnt homes", "the captured men": told of before
    if impact not in ("killed", None) and i and s.low[i - 1] in ("feared", "believed", "presumed"):
        return None
    if not parts:
        return None
    if frame.needs == "structure":
        impact = "structure"
    elif impact == "taken":
        impact = _taken_by(s, i)
    negated = all(p.none for p in parts)
    parts = _without_total(s, parts)
    return Finding(i, impact, tuple(parts), f"harm.verb.{frame.frame}.{'passive' if passive else 'active'}", passive, negated)


def _things(s: Sentence, i: int, needs: str) -> list[Part]:
    """Houses, facilities or animals a verb is said of: its patients, else those named close behind it."""
    units = ("houses", "facilities") if needs == "structure" else ("animals",)
    heads, _ = _object_heads(s, i)
    parts = [p for h in heads for p in s.parts(h) if p.unit in units]
    if parts:
        seen = {p.noun for p in parts}
        for m in range(min(seen) + 1, min(min(seen) + 16, s.n)):  # "a chapel, a school and about 60 huts"
            if s.dep[m] in ("conj", "appos") and s.head[m] in seen and m not in seen:
                more = s.part(m)
                if more is not None and more.unit in units:
                    parts.append(more)
                    seen.add(m)
        return parts
    if needs == "structure" and not s.low[i].startswith("set") or needs == "animal" and not {"with", "off", "away"} & set(s.low[i + 1 : i + 10]):
        return []
    near = [m for m in range(i + 1, min(i + 14, s.n)) if s.dep[m] in ("pobj", "dobj", "conj")]
    found = [p for m in near for p in (s.part(m),) if p is not None and p.unit in units]
    return list({p.noun: p for p in found}.values())


def _taken_by(s: Sentence, i: int) -> str:
    """People led away: detained when police or soldiers do it or a van and a station are named, else abducted."""
    detaining = harm_words().sets["detaining"]
    who = agent(s, i, passive=bool(s.kids(i, "nsubjpass", "auxpass"))).lower().split()
    state = any(word in detaining or (word in person_words().known and person_words().known[word].side == "state") for word in who)
    return "detained" if state or detaining & set(s.low[i + 1 : i + 9]) else "abducted"


def _without_total(s: Sentence, parts: list[Part]) -> list[Part]:
    """ "12 people - five policemen and seven civilians": the parts say more than their total."""
    if len(parts) > 2 and parts[0].best == sum(p.best for p in parts[1:]):
        return [replace(p, high=None if parts[0].high is None else p.high) for p in parts[1:]]
    return parts


def _loses_life(s: Sentence, i: int) -> bool:
    """ "lost their lives", "lost his life": the subject died."""
    return s.low[i].startswith(("los",)) and bool({"life", "lives"} & set(s.low[i + 1 : i + 4]))


def _suicide(s: Sentence, i: int, parts: list[Part]) -> Finding | None:
    """ "killed himself", "blew himself up": the subject died."""
    subject = next(iter(s.kids(i, "nsubj")), None)
    k = i
    while subject is None and s.dep[k] in ("conj", "advcl", "acl", "relcl", "xcomp") and s.head[k] != k:
        if s.dep[k] in ("acl", "relcl"):
            subject = s.head[k]
            break
        k = s.head[k]
        subject = next(iter(s.kids(k, "nsubj")), None)
    if subject is None:
        return None
    who = [p for p in s.parts(subject) if p.best <= _MANY_BOMBERS]
    return Finding(i, "killed", (*who, *(p for p in parts[1:] if p.unit == "persons")), "harm.verb.reflexive") if who else None


def _resultative(s: Sentence, i: int) -> bool:
    """ "shot dead", "beat him to death", "burned alive", "fatally shot"."""
    sets = harm_words().sets
    if i and s.low[i - 1] in sets["resultative_before"]:
        return True
    for k in range(i + 1, min(i + 9, s.n)):
        word = s.low[k]
        if word in sets["resultative_after"] and (s.low[i] in ("shot", "shoot", "shoots", "shooting", "found", "stabbed", "struck")):
            return True
        if word == "to" and k + 1 < s.n and s.low[k + 1] in sets["resultative_to"]:
            return True
        if word in sets["resultative_alive"] and k < i + 5:
            return True
        if word in ("killed", "killing", "wounded", ".", ";"):
            return False
        if s.low[k] in _REFLEXIVE and s.low[i] in ("blow", "blows", "blowing", "blew", "blown") and "up" in s.low[k : k + 3]:
            return True
    return False


def _suits(s: Sentence, i: int, part: Part, frame: VerbFrame) -> bool:
    """Whether a party can be the victim this verb needs."""
    needs, noun = frame.needs, part.noun
    if needs in ("structure", "animal"):
        if part.quantity is None and (part.unit != "facilities" or not part.counted):
            return False  # "burned their homes": no number, no row
        return part.unit in (("houses", "facilities") if needs == "structure" else ("animals",))
    if part.unit == "animals" or (part.unit in ("houses", "facilities") and frame.impact not in ("killed", None)):
        return False
    if s.low[noun] == "number" and part.quantity is None:
        return False
    people = part.none or not part.counted or s.is_people(noun) or s.low[noun] in ("another", "someone", "somebody", "old") or noun in s.quantity_at or part.unit == "families"
    if needs == "lives":
        claims = s.low[i].startswith("claim") and part.quantity is not None and (s.is_people(noun) or noun in s.quantity_at)
        return claims or _loses_life(s, i) or bool({"life", "lives"} & {s.low[noun], *s.low[i + 1 : i + 6]})
    if needs == "fallen":
        return people and bool(_FALLEN & set(s.low[i + 1 : i + 7])) and part.unit == "persons"
    if needs in ("taken", "person_count") and noun in s.quantity_at and _counts_things(s, s.quantity_at[noun].last):
        return False
    if needs == "taken":
        return part.unit == "persons" and (s.is_people(noun) or noun in s.quantity_at) and _not_word(s, noun) and _away(s, i)
    if needs == "person_count":
        return part.unit in ("persons", "families") and (s.is_people(noun) or noun in s.quantity_at) and _not_word(s, noun)
    if needs == "person_release":
        return part.unit in ("persons", "families") and (s.is_people(noun) or noun in s.quantity_at)
    if needs == "displaced":
        forced = s.low[i].startswith(("drove", "driv", "forc"))
        return people and (not forced or ("from" in s.low[i + 1 : i + 12] and bool(_HOMES & set(s.low[i + 1 : i + 14]))))
    if needs == "fleeing":
        return _flees(s, i, part)
    if needs == "person":
        return people or (part.counted and part.unit == "persons" and s.tag[noun] in ("NNP", "NN", "NNS"))
    return part.unit in ("persons", "families") and (people or s.tag[noun].startswith("NN"))


def _counts_things(s: Sentence, after: int) -> bool:
    """The noun behind a bare number names things: "40 detonators"."""
    k = after
    while k < s.n and s.tag[k] in ("JJ", "VBN", "HYPH"):
        k += 1
    return k < s.n and s.tag[k] in ("NN", "NNS") and not s.is_people(k)


def _not_word(s: Sentence, noun: int) -> bool:
    return s.low[noun] not in ("lives", "life", "head", "one", "member", "general", "private", "major")


def _away(s: Sentence, i: int) -> bool:
    """ "made off with" and "picked up" need their own particle; "into" needs a van or the bush."""
    ahead = set(s.low[i + 1 : i + 10])
    if s.low[i].startswith(("mak", "made")):
        return "off" in ahead
    if s.low[i].startswith("pick"):
        return "up" in ahead
    return bool(ahead & {"away", "off", "van", "vans", "trucks", "questioning", "captives"}) or ("into" in ahead and bool(ahead & {"bush", "trees", "forest", "van", "vans"}))


def _flees(s: Sentence, i: int, part: Part) -> bool:
    noun = s.person(part.noun)
    if noun is not None and noun.side in ("armed", "attacker", "state", "crowd"):
        return False
    if not s.low[i].startswith(("fle", "fled")):
        ahead = set(s.low[i + 1 : i + 12])
        if s.low[i] in ("leave", "leaves", "leaving", "left", "abandon", "abandoned") and part.unit != "families" and not _HOMES & ahead:
            return False
        return part.counted and part.quantity is not None and part.best > 9 and bool(harm_words().sets["refuge"] & ahead or part.unit == "families")
    return part.unit in ("persons", "families") and (part.best > 1) and (part.quantity is not None or (noun is not None and noun.side == "civilian"))


def _patients(s: Sentence, i: int, frame: VerbFrame) -> tuple[list[Part], bool]:
    """The parties a verb is said of, and whether it is passive."""
    if frame.needs == "lives" and _loses_life(s, i):
        return _subjects(s, i), False
    if frame.frame == "subject":
        return _subjects(s, i), False
    if not s.kids(i, *_OBJECTS, "nsubjpass", "auxpass") and s.tag[i] != "VBN":
        after = _following(s, i)
        if after is not None:
            return [after], False
    if s.dep[i] == "conj" and s.tag[i] in ("VBN", "VBD", "JJ") and not s.kids(i, *_OBJECTS, "nsubj", "nsubjpass"):
        beside = _adjacent(s, i)
        if beside is not None and beside.first > s.head[i]:
            return [beside], True  # "eight people were killed and 23 more wounded"
    heads, passive = _object_heads(s, i)
    heads = [h for h in heads if h == heads[0] or s.low[h - 1] != ":"]  # "kill 25 in village: governor"
    parts = [p for h in heads for p in s.parts(h)]
    if parts and not passive and parts[0].quantity is not None:
        after = _following(s, i)
        if after is not None and after.quantity is not None and after.quantity.last <= parts[0].quantity.first and after.quantity.last <= parts[0].first + 3:
            return [after], False  # "killed at least 8 and injured scores" read as one object
    parts += _along_with(s, i)
    if parts and any(p.quantity is not None or p.none for p in parts):
        return parts, passive
    if not parts and not passive:
        behind = _run(s, i)
        if behind is not None:
            return [behind], False
    near = _adjacent(s, i)
    if near is not None and (s.tag[i] in ("VBN", "VBD", "JJ", "NN", "NNP", "NNPS") and not s.kids(i, *_OBJECTS)):
        return [near], True
    return parts, passive


def _along_with(s: Sentence, i: int) -> list[Part]:
    """ "was killed along with two other people"."""
    for k in range(i + 1, s.n - 2):
        if s.low[k] in harm_words().cues and s.tag[k].startswith("VB"):
            break
        if s.low[k + 1] == "with" and s.low[k] in ("along", "together", "alongside"):
            return [p for o in s.kids(k + 1, "pobj") for p in s.parts(o)]
    return []


def _object_heads(s: Sentence, i: int, depth: int = 0) -> tuple[list[int], bool]:
    if s.kids(i, "auxpass") and not s.kids(i, "nsubjpass", "nsubj") and s.dep[i] != "conj":
        lost = [c for k in s.children[i] if k < i for c in s.subtree(k) if s.dep[c] == "appos" and s.kids(c, "nummod")]
        if lost:
            return lost[:1], True  # "On New Year's Day about 30 people were burned"
    passive_subjects = s.kids(i, "nsubjpass")
    if passive_subjects:
        return passive_subjects, True
    objects = s.kids(i, *_OBJECTS)
    if s.low[i] == "set" and any(s.low[o] in _FIRE for o in objects):
        return [o for k in s.children[i] if s.low[k] == "to" for o in s.kids(k, "pobj")] + [o for f in objects for k in s.children[f] if s.low[k] == "to" for o in s.kids(k, "pobj")], False
    if objects:
        return objects, False
    small = [n for c in s.kids(i, "ccomp", "xcomp", "oprd") for n in s.kids(c, "nsubj")]  # "left five people dead"
    if small and s.low[i] not in ("said",):
        return small, False
    if s.dep[i] == "acl" and s.tag[i] in ("VBN", "VBD") and s.head[i] != i:
        return [s.head[i]], True
    if s.dep[i] == "amod" and s.head[i] > i and (s.is_people(s.head[i]) or s.tag[i] == "VBN"):
        return [s.head[i]], True
    head = s.head[i]
    if s.dep[i] in ("advcl", "acomp", "xcomp", "ccomp", "attr", "dep", "conj") and s.low[head] in _BE and head < i and s.kids(head, "nsubj"):
        return s.kids(head, "nsubj"), True  # "were on Sunday killed"
    if s.tag[i] in ("VBN", "VBD") and s.dep[i] in ("oprd", "xcomp", "acomp", "ccomp", "advcl") and s.kids(head, "nsubjpass"):
        return s.kids(head, "nsubjpass"), True  # "was found stabbed to death", "reported killed"
    subjects = s.kids(i, "nsubj")
    if subjects and s.tag[i] in ("VBN", "VBD", "JJ") and not s.kids(i, "aux") and not _object_follows(s, i):
        return subjects, True  # headline passive: "11 killed in blast"
    if s.kids(i, "auxpass") and subjects:
        return subjects, True
    for sibling in s.children[i]:
        if s.dep[sibling] == "conj" and s.tag[sibling].startswith("VB") and depth < 2 and s.kids(sibling, *_OBJECTS) and not subjects and sibling - i <= 3:
            return s.kids(sibling, *_OBJECTS), False  # "shot and killed five", "killed and wounded dozens"
    if s.dep[i] == "conj" and s.head[i] != i and depth < 3 and s.tag[s.head[i]].startswith("VB"):
        return _object_heads(s, s.head[i], depth + 1)
    if s.tag[i] in ("VBN", "VBD", "JJ"):
        for k in range(i - 1, max(-1, i - 10), -1):  # "was this morning killed": the parser lost the tie
            if s.low[k] in _BE:
                return s.kids(k, "nsubj", "nsubjpass") or s.kids(s.head[k], "nsubj", "nsubjpass"), True
            if s.low[k] in (";", "and", "but", "who", "that", "which"):
                break
    return [], s.tag[i] == "VBN"


def _object_follows(s: Sentence, i: int) -> bool:
    """A noun right behind the verb, which the parser failed to call its object: "gunmen killed lawmaker Ali Sunday"."""
    return _run(s, i) is not None


def _run(s: Sentence, i: int) -> Part | None:
    """One named or described victim in the words right behind a verb."""
    k = i + 1
    while k < s.n and s.tag[k] in ("DT", "PRP$", "JJ", "NN", "NNP", "HYPH", "POS"):
        k += 1
    nouns = [m for m in range(i + 1, k) if s.tag[m] in ("NN", "NNP")]
    if not nouns or not any(s.is_people(m) for m in nouns) or s.low[i + 1] in ("home", "yesterday", "today", "overnight"):
        return None
    common = [m for m in nouns if s.tag[m] == "NN"]
    if common and not s.is_people(common[-1]):
        return None  # "the last army base"
    who = next(m for m in nouns if s.is_people(m))
    return Part(who, i + 1, k, 1, 1, 1, "exact", "persons", True, definite=s.low[i + 1] in ("the", "his", "her", "their"))


def _subjects(s: Sentence, i: int) -> list[Part]:
    if i and i - 1 in s.quantity_at and s.quantity_at[i - 1].unit == "persons":
        return [_bare(s, s.quantity_at[i - 1], None)]  # headline: "2 die in clash, 21 arrested"
    k = i
    for _ in range(5):
        subjects = s.kids(k, "nsubj", "nsubjpass")
        if subjects:
            parts = [p for h in subjects for p in s.parts(h)]
            parts += _along_with(s, i)
            return parts or [p for p in (_adjacent(s, i),) if p is not None]
        if s.dep[k] in ("acl", "relcl") and s.head[k] != k:
            return s.parts(s.head[k])
        if s.dep[k] not in ("conj", "xcomp", "advcl", "ccomp") or s.head[k] == k:
            break
        k = s.head[k]
    near = _adjacent(s, i)
    return [] if near is None else [near]


# ---------------------------------------------------------------------- neighbours without syntax
def _bare(s: Sentence, quantity: Quantity, noun: int | None) -> Part:
    at = quantity.last - 1 if noun is None else noun
    return Part(at, quantity.first, max(at + 1, quantity.last), quantity.low, quantity.best, quantity.high, quantity.kind, quantity.unit, True,
                additional=quantity.additional, quantity=quantity)  # fmt: skip


def _adjacent(s: Sentence, i: int) -> Part | None:
    """The number that stands right before a word of harm: "12 others wounded", "five farmers dead"."""
    noun: int | None = None
    leap = 0
    for k in range(i - 1, max(-1, i - 8), -1):
        if k == i - 1 and s.low[k] == "," and s.low[i] == "including":
            continue
        quantity = s.quantity_at.get(k)
        if quantity is not None and quantity.first and s.low[quantity.first - 1] in ("including", "among", "and") and not leap:
            leap = quantity.first - 1 if s.low[quantity.first - 1] == "including" else 0
            if leap:
                return _adjacent(s, leap) or _bare(s, quantity, noun)
        if quantity is not None:
            return _bare(s, quantity, noun) if quantity.unit in ("persons", "families") or noun is None else None
        if s.low[k] == "another" and noun is None:
            return s.part(k)
        if s.low[k] in harm_words().sets["ordinals"] and k and s.low[k - 1] in ("a", "an"):
            return Part(k if noun is None else noun, k - 1, i, 1, 1, 1, "exact", "persons", True, additional=True)
        if s.is_people(k):
            noun = k if noun is None else noun
        elif s.low[k] in ("'", "’", "‘", '"', "”"):
            continue
        elif s.low[k] not in _BETWEEN and not (noun is not None and s.tag[k] in ("JJ", "NNP", "NN", "VBN", "HYPH")) and s.tag[k] != "RB":
            return None
    return None


def _following(s: Sentence, i: int) -> Part | None:
    """The number right behind an active verb: "wounded 15"."""
    for k in range(i + 1, min(i + 4, s.n)):
        quantity = s.quantity_at.get(k)
        if quantity is not None:
            if quantity.unit not in ("persons", "families"):
                return None
            noun = next((m for m in range(quantity.last, min(quantity.last + 4, s.n)) if s.is_people(m)), None)
            return _bare(s, quantity, noun)
        if s.tag[k] not in ("RB", "IN", "JJR", "JJS", "DT", "RBR") or s.low[k] in ("in", "by", "on", "with", "for", "as", "when", "after", "near", "from", "during"):
            return None
    return None


# ---------------------------------------------------------------------- states: dead, wounded, missing
def _state(s: Sentence, i: int, impact: str, words: HarmWords) -> Iterable[Finding]:
    if impact == "killed" and i and s.low[i - 1] in ("shot", "shoot", "shoots", "shooting", "stabbed"):
        return ()  # the verb has read it
    feared = bool(words.sets["feared"] & set(s.low[max(0, i - 3) : i])) and impact == "killed"
    parts = _state_parts(s, i)
    parts = [p for p in parts if p.unit in ("persons", "families") and (p.none or p.quantity is not None or s.is_people(p.noun) or s.tag[p.noun] == "NNP" or s.low[p.noun] in ("he", "she"))]
    if not parts:
        return ()
    if feared and any(p.low != 1 or p.high is not None for p in parts):
        return [Finding(i, "missing", tuple(parts), "harm.state.feared_dead")]
    return [Finding(i, impact, tuple(parts), "harm.state", True, all(p.none for p in parts))]


def _state_parts(s: Sentence, i: int) -> list[Part]:
    near = _adjacent(s, i)
    if near is not None:
        return [near]
    head = s.head[i]
    if s.dep[i] == "amod" and head > i:
        if _dead_count(s, head):
            return _dead_count(s, head)
        part = s.part(head)
        return [] if part is None or part.quantity is None or s.low[head] in ("zone", "end", "body") else [part]
    if s.tag[i] == "NNS" or s.dep[i] in ("nsubj", "nsubjpass", "dobj", "pobj"):
        own = s.quantity_at.get(i - 1)
        if own is not None:
            return [_bare(s, own, i)]
        return _dead_count(s, i)
    subjects = s.kids(i, "nsubj", "nsubjpass")
    if subjects:
        return [p for h in subjects for p in s.parts(h)]
    if s.dep[i] in ("acomp", "oprd", "attr", "xcomp", "advcl", "ccomp", "advmod", "acl", "dobj", "amod", "prep", "npadvmod", "ROOT") and head != i:
        if s.dep[i] == "acl" or s.dep[i] == "amod":
            return s.parts(head)
        objects, _ = _object_heads(s, head)
        subject = s.kids(head, "nsubj", "nsubjpass")
        chosen = objects if objects and head < min(objects) < i else subject
        return [p for h in chosen for p in s.parts(h)]
    return []


def _dead_count(s: Sentence, i: int) -> list[Part]:
    """ "put the number of dead at four", "the dead were two teachers" is left to the including rule."""
    if "number" not in s.low[max(0, i - 4) : i]:
        return []
    for k in range(i + 1, min(i + 6, s.n)):
        quantity = s.quantity_at.get(k)
        if quantity is not None and s.low[quantity.first - 1] in _TOLL_LINKS:
            return [_bare(s, quantity, None)]
    return []


# ---------------------------------------------------------------------- nouns
def _toll(s: Sentence, i: int) -> Iterable[Finding]:
    """ "a death toll of 14", "the toll rose from 12 to 14", "put the toll at six soldiers killed"."""
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
        if before in _TOLL_LINKS and (chosen is None or (before == "to" and s.low[chosen.first - 1] in ("from", "by"))):
            chosen = quantity
    if chosen is None or chosen.unit != "persons":
        return ()
    if any(s.low[k] in ("wounded", "injured", "hurt") for k in range(chosen.last, min(chosen.last + 3, s.n))):
        return ()
    noun = next((m for m in range(chosen.last, min(chosen.last + 3, s.n)) if s.is_people(m)), None)
    if s.low[i].startswith("loss") and noun is None and chosen.last < s.n and s.tag[chosen.last].startswith("NN"):
        return ()
    update = bool(_RISING & set(s.low[max(0, i - 6) : i + 8]))
    return [Finding(i, "killed", (_bare(s, chosen, noun),), "harm.toll", True, update=update)]


def _bodies(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """ "the bodies of five men were found", "nine bodies had been brought in"."""
    counted = _dead_count(s, i)
    if counted:
        return [Finding(i, "killed", tuple(counted), "harm.bodies", True)]
    part = s.part(i)
    if part is None or part.none or part.unit != "persons" or (part.quantity is None and s.kids(i, "poss")):
        return ()
    of_person = i + 1 < s.n and s.low[i + 1] == "of" and (part.noun != i)
    seen = bool(words.sets["body_verbs"] & set(s.low)) or (i and s.low[i - 1] == "dead")
    if not (seen or (of_person and s.is_people(part.noun))) or (part.quantity is None and not of_person and s.low[i] in ("body", "remains")):
        return ()
    ambiguous = bool(words.sets["grave_words"] & set(s.low))
    return [Finding(i, "killed", (part,), "harm.bodies.grave" if ambiguous else "harm.bodies", True)]


def _casualties(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """ "no casualties" = nobody; "casualties were reported" = unclear."""
    if s.low[i].startswith("victim"):
        return ()
    part = s.part(i)
    before = s.low[max(0, i - 5) : i]
    if words.sets["serious"] & set(before[-2:]):
        return ()
    if (part is not None and part.none) or {"without", "no", "n't"} & set(before) or ({"not", "any"} <= set(before)):
        return _nobody(i, part or _nobody_part(i), "harm.none.casualties")
    if s.low[i].startswith("fatalit"):
        return [Finding(i, "killed", (part,), "harm.count_noun", True)] if part is not None and part.quantity is not None else ()
    parts = () if part is None or part.quantity is None else (replace(part, low=0, best=0),)
    return [Finding(i, "killed", parts, "harm.casualties.unclear", True, ambiguous=True)]


def _nobody(i: int, part: Part, rule: str) -> list[Finding]:
    """Nobody hurt: neither dead nor injured (coding notes, 6)."""
    return [Finding(i, impact, (replace(part, none=True, low=0, best=0, high=0),), rule, True, negated=True) for impact in ("killed", "injured")]


def _nobody_part(i: int) -> Part:
    return Part(i, i, i + 1, 0, 0, 0, "exact", "persons", True, none=True)


def _event_noun(s: Sentence, i: int, low: str, words: HarmWords) -> Iterable[Finding]:
    """ "the killing of two teachers", "12 deaths", "the death of a farmer"."""
    if not s.tag[i].startswith("NN"):
        return ()
    impact = words.count_nouns.get(low) or words.nouns[low]
    dets = {s.low[c] for c in s.children[i]}
    if dets & {"no"} or {"no", "without"} & set(s.low[max(0, i - 2) : i]):
        if words.sets["serious"] & dets:
            return ()
        return _nobody(i, _nobody_part(i), "harm.none.noun") if impact == "injured" else [Finding(i, impact, (_nobody_part(i),), "harm.none.noun", negated=True)]
    objects = [o for k in s.children[i] if s.low[k] == "of" for o in s.kids(k, "pobj")]
    parts = [p for o in objects for p in s.parts(o) if p.unit in ("persons", "families") and (s.is_people(p.noun) or p.noun in s.quantity_at)]
    parts = [p for p in parts if p.counted or p.quantity is not None]
    if parts:
        return [Finding(i, impact, tuple(parts), "harm.noun.of", True)]
    quantity = s.quantity_at.get(i - 1) if low in words.count_nouns and i else None
    if quantity is None and low in words.count_nouns:
        near = s.part(i)
        quantity = near.quantity if near is not None else None
    if quantity is not None:
        return [Finding(i, impact, (_bare(s, quantity, i),), "harm.count_noun", True)]
    return ()


# ---------------------------------------------------------------------- parts of a total
def _including(s: Sentence, found: list[Finding], words: HarmWords) -> Iterable[Finding]:
    """ "12 people, including three children", "among them two women", "seven of them children"."""
    for i, low in enumerate(s.low):
        parts: list[Part] = []
        if low in ("including", "include", "includes", "included"):
            heads = s.kids(i, "pobj", "dobj")
            parts = [p for h in heads for p in s.parts(h)]
        elif low == "among" and i + 1 < s.n and s.low[i + 1] in ("them", "whom", "the"):
            quantity = next((s.quantity_at[k] for k in range(i + 2, min(i + 8, s.n)) if k in s.quantity_at), None)
            parts = [] if quantity is None else [_bare(s, quantity, _noun_after(s, quantity))]
        elif low == "of" and i and i + 1 < s.n and s.low[i + 1] in ("them", "whom") and i - 1 in s.quantity_at:
            quantity = s.quantity_at[i - 1]
            if any(p.quantity is quantity for f in found for p in f.parts):
                continue  # "two of them were killed": the count itself
            parts = [_bare(s, quantity, _noun_after(s, quantity))]
        parts = [p for p in parts if p.unit == "persons" and not p.none]
        if not parts:
            continue
        whole = _whole(s, i, found)
        if whole is not None:
            yield Finding(whole.trigger, whole.impact, tuple(parts), "harm.including", whole.passive, including=True)


def _noun_after(s: Sentence, quantity: Quantity) -> int | None:
    return next((m for m in range(quantity.last, min(quantity.last + 6, s.n)) if s.is_people(m) and s.low[m] not in ("them", "whom")), None)


def _whole(s: Sentence, i: int, found: list[Finding]) -> Finding | None:
    """The statement a part belongs to: the one whose people or trigger stand last before it, else the next."""
    def place(finding: Finding) -> int:
        spots = [finding.trigger, *(p.noun for p in finding.parts)]
        return max((k for k in spots if k < i), default=-1)

    before = [f for f in found if place(f) >= 0 and not f.negated]
    if before:
        return max(before, key=place)
    after = [f for f in found if f.trigger > i]
    return after[0] if after else None
