"""Turn the statements of one kind of harm into lines: one per group, repeats merged, conflicts and updates resolved.

Example:
    "five dead" in the headline and "five farmers were killed" below are one line of five farmers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from conflictdata.reports.casualties import Harm
from conflictdata.reports.harm_words import harm_words

SWEEPING = 100  # a belligerent's claim from here on is propaganda until confirmed (coding notes, 5)
_TOLL_RULES = frozenset(["harm.toll", "harm.state", "harm.bodies", "harm.count_noun", "harm.noun.of"])
_OF_ONE_FAMILY = re.compile(r"(?:my|his|her|our|their)\b", re.I)
_SURE = 0.5  # confidence of people named without a number ("the attackers")
_DOERS = frozenset(["gunman", "attacker", "assailant", "shooter", "hijacker", "kidnapper"])
_FEW = 3  # above this a single victim told of beside a toll is one of the toll
_VAGUE_PEACE, _VAGUE_WAR = 3, 10
_UNSURE = frozenset(["vague", "feared"])  # any count told for a fact stands above these
_AUTHORITY = frozenset(
    [
        "the",
        "a",
        "an",
        "said",
        "its",
        "statement",
        "spokesman",
        "spokesperson",
        "official",
        "officials",
    ]
)


@dataclass(slots=True)
class Statement:
    """One figure for one group as the text gives it: coordinated parties of one verb are already added."""

    group: str
    low: int | None
    best: int
    high: int | None
    kind: str
    text: str
    heads: frozenset[str]
    sentence: int
    trigger: int
    source: str
    harms: tuple[Harm, ...]
    counted: bool
    additional: bool
    update: bool
    claim: bool
    attacker: bool

    @property
    def generic(self) -> bool:
        """True when the noun tells nothing about who ("people", "bodies", a bare number)."""
        generic = harm_words().sets["generic_heads"]
        return all(head in generic or head[:1].isdigit() for head in self.heads)


@dataclass(slots=True)
class Line:
    """The settled figure of one group, with what was set aside to reach it."""

    group: str
    low: int | None
    best: int
    high: int | None
    kind: str
    text: str
    heads: frozenset[str]
    source: str
    harms: list[Harm]
    claim: bool = False
    attacker: bool = False
    conflict: bool = False
    rules: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    sentence: int = 0
    generic: bool = True
    teller: tuple[Harm, ...] = ()  # the statements whose figure is coded


def point(harm: Harm, warlike: bool) -> int:
    """The coded value of a count: vague words are 3 or, in war or for "many", 10 (standard 5.1)."""
    if harm.count_kind == "vague" and harm.high is None and harm.best in (_VAGUE_PEACE, _VAGUE_WAR):
        return _VAGUE_WAR if warlike or harm.best == _VAGUE_WAR else _VAGUE_PEACE
    if harm.count_kind == "up_to" and harm.high is not None:
        return min(_VAGUE_WAR if warlike else _VAGUE_PEACE, harm.high)
    return harm.best


def statements(pairs: Sequence[tuple[Harm, str]], warlike: bool) -> list[Statement]:
    """Join the parties that share a verb and a group ("a policeman, his wife and child") into one statement."""
    out: dict[tuple[int, str], Statement] = {}
    for harm, group in pairs:
        if harm.including or harm.negated or harm.count_kind == "ambiguous":
            continue
        best = point(harm, warlike)
        counted = harm.count_kind != "vague" or harm.high is not None
        head = harm.victim_head
        key = (harm.trigger_start, group)
        old = out.get(key)
        if old is None:
            out[key] = Statement(
                group,
                harm.low,
                best,
                harm.high,
                harm.count_kind,
                harm.victim_text or harm.count_text,
                frozenset([head]),
                harm.sentence,
                harm.trigger_start,
                _source(harm),
                (harm,),
                counted and not harm.definite,
                harm.additional,
                harm.is_update_total,
                harm.is_party_claim,
                harm.victim_side == "attacker",
            )
            continue
        out[key] = replace(
            old,
            low=None if old.low is None or harm.low is None else old.low + harm.low,
            best=old.best + best,
            high=None if old.high is None or harm.high is None else old.high + harm.high,
            kind=weaker(old.kind, harm.count_kind),
            text=f"{old.text} + {harm.victim_text}",
            heads=old.heads | {head},
            harms=(*old.harms, harm),
            counted=old.counted or (counted and not harm.definite),
            additional=old.additional and harm.additional,
            attacker=old.attacker and harm.victim_side == "attacker",
        )
    return sorted(out.values(), key=lambda s: s.trigger)


def _source(harm: Harm) -> str:
    words = [w for w in (harm.attributed_to or "").lower().split() if w not in _AUTHORITY]
    return " ".join(words[-2:])


def weaker(a: str, b: str) -> str:
    """The less exact of two kinds of count, as "at_least" of "exact" and "at_least"."""
    order = ["exact", "approximate", "range", "at_least", "up_to", "vague", "feared", "ambiguous"]
    return max(a, b, key=lambda kind: order.index(kind) if kind in order else 0)


def lines_of(stated: Sequence[Statement]) -> list[Line]:
    """Read the statements in text order and keep one line per group, or several that add ("and five others")."""
    lines: list[Line] = []
    for statement in _breakdowns(stated):
        _take(lines, statement)
    return lines


def _breakdowns(stated: Sequence[Statement]) -> list[Statement]:
    """Join the parts one sentence gives of a total stated elsewhere: 17 dead; "eleven in A while six in B"."""
    out: list[Statement] = []
    for st in stated:
        if any(_is_part(st, o) for o in stated):
            continue
        mates = [o for o in stated if o.sentence == st.sentence and o.group == st.group and o.counted]
        if len(mates) > 2 and st in mates[1:] and mates[0].best == sum(o.best for o in mates[1:]):
            continue  # "two perished: a conductor died and a pensioner was fatally hurt"
        total = sum(o.best for o in mates)
        whole = any(o.best == total and o.group == st.group and o.sentence != st.sentence for o in stated)
        if len(mates) < 2 or not whole or not st.counted:
            out.append(st)
        elif st is mates[0]:
            out.append(
                replace(
                    st,
                    low=total,
                    best=total,
                    high=total,
                    text=" + ".join(o.text for o in mates),
                    heads=frozenset(["person"]),
                    harms=tuple(h for o in mates for h in o.harms),
                    additional=False,
                )
            )
    return out


def _is_part(st: Statement, whole: Statement) -> bool:
    """As in "put the toll at nine, saying two men had died in hospital": the two are among the nine."""
    return (
        whole is not st
        and whole.sentence == st.sentence
        and whole.group == st.group
        and bool(st.source)
        and whole.source == st.source
        and whole.counted
        and whole.generic
        and not whole.additional
        and st.best < whole.best
        and all(harm.rule_id in ("harm.toll", "harm.state", "harm.count_noun") for harm in whole.harms)
    )


def _take(lines: list[Line], st: Statement) -> None:
    same = [line for line in lines if line.group == st.group]
    told = st.best == 1 or all(harm.count_kind == "exact" and harm.confidence > _SURE for harm in st.harms)
    alone = told and not same and st.heads <= _DOERS  # "the gunman was killed", "all seven attackers died"
    if not st.counted and lines and not (alone or (st.attacker and st.best == 1 and not same)):
        _merge_first(same or lines, st, "tally.refers_back")
        return
    if not same:
        lines.append(_line(st))
        return
    total = sum(line.best for line in same)
    repeat = next((line for line in same if line.best == st.best), None)
    beside = _is_beside(same, st)
    if repeat is not None and not _separate(repeat, st):
        _repeat(repeat, st)
    elif st.best == total and not beside:
        _merge_first(same, st, "tally.parts_sum_to_total")
    elif beside:
        lines.append(_line(st, "tally.additional"))
    elif st.additional and not st.update:
        _merge_first(same, st, "tally.part_of_total")
    elif _unsure(same) and st.kind not in _UNSURE:
        _replace(lines, same, st, "tally.number_over_vague")
    elif st.kind in _UNSURE:
        _merge_first(same, st, "tally.vague_repeats_number")
    elif st.update and st.best >= total:
        _replace(lines, same, st, "tally.update")
    elif st.best == 1 and total > _FEW:
        _merge_first(same, st, "tally.part_of_total")
    elif _rivals(same[0], st):
        _conflict(same, st)
    else:
        _differ(lines, same, st, total)


def _is_beside(same: Sequence[Line], st: Statement) -> bool:
    """Whether more people are told of: "three passengers also died" after "... and three others" tells of the same."""
    counted_on = any(harm.additional and harm.best == st.best for line in same for harm in line.harms)
    return st.additional and not st.update and not counted_on


def _same_source(a: str, b: str) -> bool:
    """As in "a resistance committee" and "the committee"."""
    return set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split())


def _rivals(line: Line, st: Statement) -> bool:
    """Two sources, or a named source's own toll below what the article tells in its own voice."""
    if not st.source or (line.source and _same_source(st.source, line.source)):
        return False
    if all(harm.rule_id == "harm.bodies" for harm in st.harms):  # whoever counts bodies may not have seen them all
        return st.best > line.best and line.kind != "vague"
    if st.best < line.best and line.generic and not st.generic:
        return False  # "two drivers I know, both dead" are two of the people counted
    tells_toll = st.generic and all(harm.rule_id in _TOLL_RULES for harm in st.harms)
    return bool(line.source) or st.claim or (tells_toll and st.best < line.best)


def _separate(line: Line, st: Statement) -> bool:
    """Two single victims named by different nouns are two victims; larger equal numbers are one statement repeated."""
    if st.additional:
        return True
    if st.best == 1 and line.best == 1 and _by_name(st.text) != _by_name(line.text) and len(st.harms) == 1:
        return False  # "a policeman was killed. Constable Ghulam Nabi died": told again by name
    return (
        st.best == 1
        and not (st.heads & line.heads)
        and not st.generic
        and not line.generic
        and st.sentence != 0
        and line.sentence != 0
    )


def _by_name(text: str) -> bool:
    """Whether somebody is called by a name: two capitalised words at the end."""
    last = text.split()[-2:]
    return len(last) > 1 and all(word[:1].isupper() for word in last)


def _differ(lines: list[Line], same: list[Line], st: Statement, total: int) -> None:
    """Different figures of one group without rival sources."""
    distinct = (
        not st.generic and not any(line.generic for line in same) and not any(st.heads & line.heads for line in same)
    )
    same_sentence = any(line.sentence == st.sentence for line in same)
    if st.best < total and st.source and _OF_ONE_FAMILY.match(st.text):
        _merge_first(same, st, "tally.part_of_total")  # "a woman said her husband and her sister died"
    elif distinct or (same_sentence and not st.generic):
        lines.append(_line(st, "tally.different_people_add"))
    elif same_sentence and st.best < total and any(line.generic for line in same):
        _merge_first(same, st, "tally.part_of_total")
    elif st.best > total:
        _replace(lines, same, st, "tally.later_total")
    else:
        _merge_first(same, st, "tally.part_of_total")


def _line(st: Statement, rule: str = "") -> Line:
    return Line(
        st.group,
        st.low,
        st.best,
        st.high,
        st.kind,
        st.text,
        st.heads,
        st.source,
        list(st.harms),
        st.claim,
        st.attacker,
        rules=[*([rule] if rule else []), *(["tally.feared"] if st.kind == "feared" else [])],
        sentence=st.sentence,
        generic=st.generic,
        teller=st.harms,
    )


def _repeat(line: Line, st: Statement) -> None:
    line.rules.append("tally.repeat")
    line.harms.extend(st.harms)
    line.heads |= st.heads
    line.source = line.source or st.source
    line.generic = line.generic and st.generic
    line.claim = line.claim and st.claim
    if st.kind == "at_least" and line.kind == "exact":
        line.kind, line.high = "at_least", None
    if line.kind == "feared" and st.kind != "feared":  # confirmed
        line.kind, line.low, line.high = st.kind, st.low, st.high
        line.rules = [rule for rule in line.rules if rule != "tally.feared"]
    if line.generic or not st.generic:
        line.text = st.text


def _merge_first(lines: Sequence[Line], st: Statement, rule: str) -> None:
    lines[0].rules.append(rule)
    lines[0].harms.extend(st.harms)


def _unsure(lines: Sequence[Line]) -> bool:
    return all(line.kind in _UNSURE for line in lines)


def _replace(lines: list[Line], same: Sequence[Line], st: Statement, rule: str) -> None:
    new = _line(st, rule)
    new.claim = st.claim and all(line.claim for line in same)
    for line in same:
        new.harms = line.harms + new.harms
        new.others.append(f"{line.text} ({line.best})")
    position = lines.index(same[0])
    lines[:] = [line for line in lines if line not in same]
    lines.insert(position, new)


def _conflict(same: Sequence[Line], st: Statement) -> None:
    """Rival figures: the lowest is coded, the highest kept (standard 5.1); a claim never beats a count."""
    line = same[0]
    st_high = st.high if st.high is not None else st.best
    line.conflict = True
    line.rules.append("tally.conflict_lowest")
    source, other = (line.source, line.best) if st.best < line.best and not st.claim else (st.source, st.best)
    end = "high" if other > min(st.best, line.best) else "set aside"
    line.others.append(f"{source or 'another source'} said {other} -> {end}")
    line.harms.extend(st.harms)
    highest = max(st_high, line.high if line.high is not None else line.best)
    if st.best < line.best and not st.claim:
        line.low, line.best, line.text, line.source, line.kind = st.low, st.best, st.text, st.source, st.kind
        line.teller = st.harms
        line.claim = False
    line.high = highest
