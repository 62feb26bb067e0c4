"""Find the words of harm in a parsed sentence and the people each of them is said of.

Example:
    "killing 15 attackers" gives one finding: trigger "killing", impact killed, one part of 15 attackers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conflictdata.reports.harm_headlines import counted_before
from conflictdata.reports.harm_lists import parts_on
from conflictdata.reports.harm_nouns import (
    read_bodies,
    read_casualties,
    read_event_noun,
    read_placement,
    read_state,
    read_toll,
    read_unseen,
)
from conflictdata.reports.harm_parts import Finding, Part
from conflictdata.reports.harm_patients import bare, following
from conflictdata.reports.harm_sentence import Sentence
from conflictdata.reports.harm_verbs import read_verb
from conflictdata.reports.harm_words import HarmWords, harm_words
from conflictdata.reports.quantities import Quantity

#: Movements that may only follow from another harm to the same people.
_MOVES = frozenset(["evacuated", "displaced", "returned"])


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
    """What the cue at one token states: as a verb if it is one, else as a state, a toll, bodies or an event noun."""
    readings = _as_verb(s, i, low, words) or _with_wounds(s, i, words)
    if readings:
        return readings
    if low in words.states:
        return read_state(s, i, words.states[low], words)
    if low in words.sets["toll_nouns"] or (low in words.sets["put_at"] and _put_at(s, i)):
        return read_toll(s, i)
    if low in words.sets["bodies"]:
        return read_bodies(s, i, words)
    if low in words.sets["casualty_nouns"]:
        return read_casualties(s, i, words)
    if low in words.sets["unseen"]:
        return read_unseen(s, i)
    placed = read_placement(s, i, words) if low in words.placements else ()
    if placed:
        return placed
    if low in words.nouns or low in words.count_nouns:
        return read_event_noun(s, i, low, words)
    return ()


def _put_at(s: Sentence, i: int) -> bool:
    """As in "the government put the number at 32"; what is numbered must not be said, or be the dead."""
    puts = {"put", "puts", "gave"} & set(s.low[max(0, i - 4) : i])
    dead = s.low[i + 1 : i + 2] == ["at"] or {"dead", "deaths", "fatalities", "killed"} & set(s.low[i + 1 : i + 4])
    return bool(puts and dead)


def _as_verb(s: Sentence, i: int, low: str, words: HarmWords) -> list[Finding]:
    """One verb states one harm, and the herd taken along with it."""
    readings: list[Finding] = []
    if low not in words.verbs or not _verbal(s, i, low):
        return readings
    for frame in words.verbs[low]:
        if readings and frame.needs != "animal":
            continue
        reading = read_verb(s, i, frame)
        if reading is not None:
            readings.append(reading)
    return readings


def _with_wounds(s: Sentence, i: int, words: HarmWords) -> list[Finding]:
    """As in "seven persons with bullet wounds"."""
    if s.low[i] not in words.sets["wound_nouns"] or s.dep[i] != "pobj" or s.low[s.head[i]] != "with":
        return []
    parts = [p for p in s.parts(s.head[s.head[i]]) if p.quantity is not None and s.is_people(p.noun)]
    parts = [p for p in parts if p.unit == "persons"]
    return [Finding(i, "injured", tuple(parts), "harm.with_wounds", True)] if parts else []


def _verbal(s: Sentence, i: int, low: str) -> bool:
    """Read as a verb: tagged so, or a participle the tagger took for a noun or adjective ("12 injured")."""
    listed = s.dep[i] in ("dobj", "pobj") or (s.dep[i] == "amod" and s.low[i + 1 : i + 2] in (["and"], [","]))
    if i and i - 1 in s.quantity_at and listed and low in harm_words().states:
        return False  # "received 14 wounded and three bodies"
    if s.tag[i].startswith("VB"):
        return True
    if low.endswith(("ed", "lt", "hurt", "shot", "slain")) and s.tag[i].startswith(("JJ", "NN")):
        return True
    if i and counted_before(s, i) and any(f.frame == "subject" and not f.particle for f in harm_words().verbs[low]):
        return True  # headlines: "Three die, shops razed"
    if low.endswith("ing") and s.dep[i] == "compound" and s.low[s.head[i]] in harm_words().sets["wound_nouns"]:
        return True  # "twelve are nursing injuries"
    return s.dep[i] == "ROOT" or following(s, i) is not None  # headlines: "Troops Kill Three"


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Keep the first reading of every party: one noun or number is never read twice for one kind of harm."""
    seen: set[tuple[str, int]] = set()
    out: list[Finding] = []
    told = _by_verb(found)
    for finding in sorted(found, key=lambda f: (not f.including, f.trigger)):
        parts = []
        for part in finding.parts:
            if told.get(part.noun, finding.impact) != finding.impact and _secondary(finding):
                continue
            keys = {(finding.impact, part.noun)}
            if part.quantity is not None:
                keys.add((finding.impact, -1 - part.quantity.first))
            if not keys & seen or not part.counted:
                parts.append(part)
            seen |= keys
        if parts or finding.ambiguous:
            out.append(replace(finding, parts=tuple(parts)))
    return sorted(out, key=lambda f: f.trigger)


def _by_verb(found: Iterable[Finding]) -> dict[int, str]:
    """Token of whoever a verb says was harmed -> how."""
    return {
        part.noun: finding.impact
        for finding in found
        for part in finding.parts
        if finding.rule.startswith("harm.verb") and finding.impact not in _MOVES
    }


def _secondary(finding: Finding) -> bool:
    """What is told of people beside another harm to them: "treated four displaced people"."""
    return finding.rule == "harm.state" or finding.impact in _MOVES


# ---------------------------------------------------------------------- parts of a total
def _including(s: Sentence, found: list[Finding], words: HarmWords) -> Iterable[Finding]:
    """As in "12 people, including three children", "among them two women", "seven of them children"."""
    for i, low in enumerate(s.low):
        parts: list[Part] = []
        if low in ("either", "each") and s.low[i + 1 : i + 2] and s.low[i + 1] in words.sets["side_nouns"]:
            yield from _each_side(s, i, found)
            continue
        if low in ("including", "include", "includes", "included"):
            heads = s.kids(i, "pobj", "dobj")
            parts = [p for h in heads for p in s.parts(h)]
        elif low == "among" and i + 1 < s.n and s.low[i + 1] in ("them", "whom", "the"):
            quantity = next((s.quantity_at[k] for k in range(i + 2, min(i + 8, s.n)) if k in s.quantity_at), None)
            parts = [] if quantity is None else [bare(quantity, _noun_after(s, quantity))]
        elif low == "of" and i and i + 1 < s.n and s.low[i + 1] in ("them", "whom") and i - 1 in s.quantity_at:
            quantity = s.quantity_at[i - 1]
            if any(p.quantity is quantity for f in found for p in f.parts):
                continue  # "two of them were killed": the count itself
            parts = [bare(quantity, _noun_after(s, quantity))]
        elif low == "of":
            yield from _of_the_dead(s, i, words)
            continue
        if low == "among" and not parts:
            yield from _among_the_dead(s, i, words)
            continue
        parts = [p for p in parts if p.unit == "persons" and not p.none]
        if low == "including" and _of_the_agents(s, i, found):
            continue
        if parts:
            yield from _of_whole(s, i, parts, found, words)


def _of_whole(s: Sentence, i: int, parts: list[Part], found: list[Finding], words: HarmWords) -> Iterable[Finding]:
    """Parts of a total that the sentence gives, or of one told elsewhere."""
    whole = _whole(s, i, found)
    if whole is not None:
        parts += parts_on(s, parts, whole.parts)
        yield Finding(whole.trigger, whole.impact, tuple(parts), "harm.including", whole.passive, including=True)
        return
    impact = _of_total_elsewhere(s, i, words)
    if impact is not None:
        yield Finding(i, impact, tuple(parts), "harm.of_the_dead", True, including=True)


def _of_total_elsewhere(s: Sentence, i: int, words: HarmWords) -> str | None:
    """As in "among the injured were three policemen", "the wounded include two reporters"."""
    if s.low[i] == "among":
        return _harmed(s, i + 1, words)
    return next((words.states[s.low[k]] for k in s.kids(i, "nsubj") if s.low[k] in words.states), None)


def _each_side(s: Sentence, i: int, found: list[Finding]) -> Iterable[Finding]:
    """As in "six were killed, three from either side", "two of the dead belonged to each side"."""
    quantity = next((s.quantity_at[k] for k in range(i - 1, max(-1, i - 9), -1) if k in s.quantity_at), None)
    whole = None if quantity is None else _whole(s, i, found)
    if quantity is not None and whole is not None and whole.impact in ("killed", "injured"):
        yield Finding(whole.trigger, whole.impact, (bare(quantity, None),), "harm.each_side", True, including=True)


def _of_the_dead(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """As in "seven of the dead were soldiers", whose total stands in another sentence."""
    impact = _harmed(s, i + 1, words)
    if impact is None or i - 1 not in s.quantity_at or i + 3 >= s.n or s.low[i + 3] not in ("were", "was", "are", "is"):
        return
    noun = _noun_after(s, replace(s.quantity_at[i - 1], last=i + 4))
    if noun is not None:
        yield Finding(i + 2, impact, (bare(s.quantity_at[i - 1], noun),), "harm.of_the_dead", True, including=True)


def _among_the_dead(s: Sentence, i: int, words: HarmWords) -> Iterable[Finding]:
    """As in "eleven soldiers and two cooks are among the dead", whose total stands in another sentence."""
    impact, verb = _harmed(s, i + 1, words), s.head[i]
    if impact is None or s.low[verb] not in ("were", "was", "are", "is"):
        return
    parts = [p for h in s.kids(verb, "nsubj") for p in s.parts(h)]
    parts = [p for p in parts if p.counted and p.unit == "persons" and not p.none]
    if parts:
        yield Finding(i + 2, impact, tuple(parts), "harm.of_the_dead", True, including=True)


def _harmed(s: Sentence, i: int, words: HarmWords) -> str | None:
    """The impact that "the dead", "those killed" name at a token."""
    if i + 1 >= s.n or s.low[i] not in ("the", "those"):
        return None
    return words.states.get(s.low[i + 1]) or ("killed" if s.low[i + 1] == "killed" else None)


def _of_the_agents(s: Sentence, i: int, found: list[Finding]) -> bool:
    """As in "militants, including two bombers, attacked the town, killing 18": said of those who did it."""
    head = s.head[i]
    return s.dep[head] == "nsubj" and not any(p.noun == head for f in found for p in f.parts)


def _noun_after(s: Sentence, quantity: Quantity) -> int | None:
    return next(
        (
            m
            for m in range(quantity.last, min(quantity.last + 6, s.n))
            if s.is_people(m) and s.low[m] not in ("them", "whom")
        ),
        None,
    )


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
