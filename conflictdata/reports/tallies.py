"""From what one article states about one incident to its figures, by the coding standard, section 5.

Example:
    "Five dead"; "five farmers were killed, the hospital counted seven": 5 deaths, low 5, high 7, conflicting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from conflictdata.reports.casualties import Harm
from conflictdata.reports.harm_words import harm_words, person_words, special_groups, special_phrases
from conflictdata.reports.tally_deaths import CIVILIAN_GROUPS, Figures, Impact, settle_deaths
from conflictdata.reports.tally_lines import SWEEPING, Line, Statement, lines_of, statements, weaker
from conflictdata.reports.tally_words import Account, account

__all__ = ["Figures", "Impact", "settle"]

_AFFECTED = ("killed", "injured", "abducted", "detained", "displaced", "trapped")
_DETAINING = frozenset(
    [
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
        "Violent demonstration",
        "Arrests",
    ]
)
_CROWD_TYPES = frozenset(["Violent demonstration", "Mob violence"])
_FIGHTS = frozenset(["Armed clash", "Government regains territory"])
_FREEING = _FIGHTS | {"Abduction/forced disappearance", "Attack", "Disrupted weapons use", "Air/drone strike"}
_CAPTIVES = frozenset(["hostage", "captive", "abductee", "victim"])
_SWEEPING_VALUE = 10
_UNCOUNTED = 0.5  # confidence of a plural without a number ("the terrorists were captured")


def settle(harms: Sequence[Harm], groups: Sequence[str], *, sub_event_type: str = "", warlike: bool = False) -> Figures:
    """Settle the statements of one incident.

    Args:
        harms: Statements bound to the incident, in text order.
        groups: For each, civilians | side_a | side_b | protesters | rioters | perpetrators | unknown.
        sub_event_type: Decides the suicide bomber's own death.
        warlike: True in active war or for battles and bombardment: vague words count 10, not 3.
    """
    pairs = [(_read_for(h, sub_event_type), g) for h, g in zip(harms, groups, strict=True) if not h.is_cumulative]
    pairs = _by_reference(pairs)
    unclear = [h for h, _ in pairs if h.count_kind == "ambiguous"]
    if not any(h.impact == "neutralised" or (h.impact == "killed" and h.definite) for h in unclear):
        pairs = [
            (replace(h, impact="killed", is_party_claim=True) if h.impact == "neutralised" else h, g) for h, g in pairs
        ]
    figures = Figures()
    by_impact: dict[tuple[str, str], list[tuple[Harm, str]]] = {}
    for harm, group in pairs:
        by_impact.setdefault((harm.impact, harm.unit), []).append((harm, group))
    settled = {key: _settle_kind(of_kind, warlike) for key, of_kind in by_impact.items()}
    _mixed(settled.get(("injured", "persons"), []), sub_event_type)
    settle_deaths(figures, settled, by_impact, sub_event_type, warlike)
    for impact in _AFFECTED[1:]:
        lines = [line for line in settled.get((impact, "persons"), []) if _is_counted(line)]
        if lines or settled.get((impact, "persons")) == []:  # stated to be nobody
            figure = sum(line.best for line in lines)
            setattr(figures, impact, figure)
            figures.accounts[impact] = _account(impact, figure, lines, by_impact[(impact, "persons")])
    figures.impacts = one_per_group(
        _impact(line, impact, unit)
        for (impact, unit), lines in settled.items()
        for line in lines
        if impact != "neutralised" and (impact == "killed" or _is_counted(line))
    )
    figures.civilians_affected = _civilians_affected(figures)
    return figures


def _account(impact: str, figure: int, lines: Sequence[Line], stated: Sequence[tuple[Harm, str]]) -> Account:
    """How a harm other than death was counted; "no one was hurt" is a stated zero."""
    if lines:
        return account(figure, lines)
    first = stated[0][0]
    return Account(f"0: the text says nobody was {impact}", "tally.reported_zero", first.start, first.end)


def _is_counted(line: Line) -> bool:
    """Whether any statement of a line gives a number; "rounded up elders" affects people but counts nobody."""
    return any(harm.confidence > _UNCOUNTED or _one_hurt(harm) for harm in line.harms)


def _one_hurt(harm: Harm) -> bool:
    """As in "the driver was wounded": somebody known by a role is one person, "the man" may be a victim told before."""
    known = harm.victim_head in harm_words().sets["companions"]
    return known and harm.impact == "injured" and harm.best == 1 and harm.count_kind == "exact"


def _by_reference(pairs: list[tuple[Harm, str]]) -> list[tuple[Harm, str]]:
    """As in "the gang took 20 pupils; all of them were freed": as many as were told of just before."""
    out: list[tuple[Harm, str]] = []
    for harm, group in pairs:
        told = [
            (h, g)
            for h, g in out
            if 0 <= harm.sentence - h.sentence <= 1 and h.confidence > _UNCOUNTED and h.unit == "persons" and h.best > 1
        ]
        refers = harm.victim_head in harm_words().sets["referring"] and harm.confidence <= _UNCOUNTED
        if told and refers and not harm.negated and told[-1][0].impact not in (harm.impact, "killed"):
            who, group = told[-1]
            harm = replace(harm, low=who.low, best=who.best, high=who.high, count_kind=who.count_kind, confidence=0.6)
            harm = replace(harm, victim_text=who.victim_text, victim_head=who.victim_head, children=who.children)
            harm = replace(harm, victim_head=who.victim_head, women=who.women, men=who.men, children=who.children)
        out.append((harm, group))
    return out


def _by_the_state(harm: Harm) -> bool:
    known = person_words().known
    return any(word in known and known[word].side == "state" for word in harm.agent_text.lower().split())


def _read_for(harm: Harm, sub_event_type: str) -> Harm:
    """People led away from a march or by an arrest are detained, not abducted; hostages freed in battle are rescued."""
    if harm.impact == "released" and harm.victim_head in _CAPTIVES and sub_event_type in _FIGHTS:
        return replace(harm, impact="rescued")
    if harm.impact == "released" and _by_the_state(harm) and sub_event_type in _FREEING:
        return replace(harm, impact="rescued")
    if harm.impact == "abducted" and sub_event_type in _DETAINING and harm.victim_side != "state":
        return replace(harm, impact="detained")
    return harm


def _settle_kind(pairs: Sequence[tuple[Harm, str]], warlike: bool) -> list[Line]:
    stated = statements(pairs, warlike)
    lines = _split_included(_of_each_side(_totals(lines_of(stated), stated), pairs), pairs)
    for line in lines:
        _discount_claim(line)
    return lines


def _totals(lines: list[Line], stated: Sequence[Statement]) -> list[Line]:
    """Match totals of people of no stated side with the parts that are given by side."""
    lines = _told_again(lines)
    whole = [line for line in lines if line.group == "unknown" and line.generic]
    parts = [line for line in lines if line.group != "unknown"]
    if not whole or not parts:
        return lines
    total, known = sum(line.best for line in whole), sum(line.best for line in parts)
    if _coordinated(whole, parts):
        return lines
    beside = [line for line in parts if line.attacker or (line.claim and line.group != "civilians")]
    inside = [line for line in parts if line not in beside]
    if total == known or (
        not inside and total == sum(line.best for line in beside) and not any(line.attacker for line in beside)
    ):
        return _absorb(parts, whole, "tally.parts_sum_to_total")
    inner = sum(line.best for line in inside)
    if not inside:
        return lines
    if total == inner:
        return _absorb(parts, whole, "tally.parts_sum_to_total")
    if total > inner:
        whole[0].rules.append("tally.total_holds_parts")
        rest = total - inner
        whole[0].others.append(
            f"{total} in all = {' + '.join(f'{line.best} {line.text}' for line in inside)} + {rest} others"
        )
        _shrink(whole, rest)
        return whole + parts
    seen_bodies = all(harm.rule_id == "harm.bodies" for line in whole for harm in line.harms)  # not all of the dead
    rival = any(line.source != whole[0].source and line.source for line in inside) and not seen_bodies
    if rival and len(inside) == 1 and len(whole) == 1:
        inside[0].conflict = True
        inside[0].rules.append("tally.conflict_lowest")
        inside[0].high = max(inside[0].high or inside[0].best, inner)
        inside[0].low = inside[0].best = total
        inside[0].teller = whole[0].teller
        inside[0].others.append(f"{inside[0].source or 'another account'} said {inner} -> high")
        return parts
    return _absorb(parts, whole, "tally.parts_over_total")


def _told_again(lines: list[Line]) -> list[Line]:
    """As in "seven worshippers were killed", and later "police killed seven people": the same seven of either group."""
    for line in lines:
        others = [o for o in lines if o is not line]
        if len(others) != 1 or not line.generic or others[0].generic or line.attacker or line.best != others[0].best:
            continue
        if line.best > 1 and line.sentence != others[0].sentence and "side" not in line.group + others[0].group:
            return _absorb(others, [line], "tally.repeat")
    return lines


def _of_each_side(lines: list[Line], pairs: Sequence[tuple[Harm, str]]) -> list[Line]:
    """As in "six were killed, three from either side": three of side_a, three of side_b."""
    share = next((harm for harm, group in pairs if group == "each"), None)
    whole = next((line for line in lines if share is not None and line.best == 2 * share.best), None)
    if share is None or whole is None:
        return lines
    both = [
        replace(whole, group=side, low=share.best, best=share.best, high=share.best, rules=["tally.each_side"])
        for side in ("side_a", "side_b")
    ]
    return [line for line in lines if line is not whole] + both


def _mixed(lines: list[Line], sub_event_type: str) -> None:
    """Beside hurt officers, people of whom nothing is said may be officers too: "22 people" are not all rioters."""
    if sub_event_type in _CROWD_TYPES:
        officers = {h.sentence for line in lines if line.group in ("side_a", "side_b") for h in line.harms}
        for line in lines:
            beside = line.sentence in officers
            if line.group == "rioters" and line.generic and beside and not any(harm.agent_text for harm in line.harms):
                line.group = "unknown"


def _only_sex_or_age(harm: Harm) -> bool:
    """Women and children may be of any group; cooks, guests and drivers are civilians."""
    return any(count is not None for count in (harm.women, harm.men, harm.girls, harm.boys, harm.children))


def _split_included(lines: list[Line], pairs: Sequence[tuple[Harm, str]]) -> list[Line]:
    """As in "22 people, including nine attackers": 9 of one side, 13 others. Women and children stay in their group."""
    inside: dict[str, tuple[int, Harm]] = {}
    for harm, group in pairs:
        named = harm.victim_head == "civilian" or (group == "civilians" and not _only_sex_or_age(harm))
        sided = group in ("side_a", "side_b", "perpetrators") or named
        if harm.including and sided and group != "unknown" and harm.count_kind != "vague":
            count, first = inside.get(group, (0, harm))
            if not any(
                h.including and g == group and h.best == harm.best and h is not harm and h.sentence < harm.sentence
                for h, g in pairs
            ):
                inside[group] = (count + harm.best, first)
    for group, (count, harm) in inside.items():
        unsaid = next((line for line in lines if line.group == "unknown" and line.best == count), None)
        if group == "civilians" and unsaid is not None:
            unsaid.group = group  # what is left of the total is the cooks
            continue
        wholes = [line for line in lines if line.best > count and (line.group == "unknown" or line.generic)]
        whole = next(iter(sorted(wholes, key=lambda line: line.group != "unknown")), None)
        if whole is None or any(line.group == group for line in lines):
            continue
        whole.rules.append("tally.included_split")
        whole.others.append(f"{whole.best} in all = {harm.victim_text} + {whole.best - count} others")
        whole.best -= count
        whole.low = None if whole.low is None else max(0, whole.low - count)
        whole.high = None if whole.high is None else max(0, whole.high - count)
        lines.append(
            Line(
                group,
                count,
                count,
                count,
                harm.count_kind,
                harm.victim_text,
                frozenset([harm.victim_head]),
                "",
                [harm],
                sentence=harm.sentence,
                teller=(harm,),
            )
        )
    return lines


def _coordinated(whole: Sequence[Line], inside: Sequence[Line]) -> bool:
    """Total and part under one verb: "six villagers and two others" add up."""
    starts = {harm.trigger_start for line in whole for harm in line.harms}
    return any(harm.trigger_start in starts for line in inside for harm in line.harms)


def _absorb(parts: list[Line], whole: Sequence[Line], rule: str) -> list[Line]:
    open_end = any(line.kind == "at_least" for line in whole)
    for line in whole:
        parts[0].rules.append(rule)
        parts[0].harms.extend(line.harms)
        parts[0].conflict |= line.conflict
        if line.conflict and line.high is not None and len(parts) == 1:
            parts[0].high = max(line.high, parts[0].high or 0)
    if open_end and all(line.kind == "exact" for line in parts):
        parts[0].kind, parts[0].high = "at_least", None
    return parts


def _shrink(whole: list[Line], rest: int) -> None:
    """Leave in the unknown group only those no side accounts for."""
    gone = sum(line.best for line in whole) - rest
    line = whole[0]
    line.best = rest
    line.low = None if line.low is None else max(0, line.low - gone)
    line.high = None if line.high is None else max(rest, line.high - gone)
    del whole[1:]


def _discount_claim(line: Line) -> None:
    """Enemy dead counted only by the other side: nothing is certain; sweeping claims count ten (coding notes, 5)."""
    if not line.claim or line.conflict:
        return
    top = line.high if line.high is not None else line.best
    sweeping = line.kind == "up_to" or line.best > SWEEPING
    line.low = 0
    line.high = max(top, line.best)
    line.best = min(_SWEEPING_VALUE, top) if sweeping else line.best
    line.rules.append("tally.claim_sweeping" if sweeping else "tally.claim_modest")


def _civilians_affected(figures: Figures) -> int | None:
    """Civilians killed, injured, abducted, detained, displaced or trapped; None when nothing is said of them."""
    rows = [
        row
        for row in figures.impacts
        if row.group in CIVILIAN_GROUPS and row.impact in _AFFECTED and row.unit == "persons"
    ]
    if not rows:
        return 0 if figures.fatalities_status == "reported_zero" and figures.injured == 0 else None
    total = sum(row.best for row in rows)
    words = f"{total} = " + " + ".join(f"{row.best} {row.group} {row.impact}" for row in rows)
    first = min(rows, key=lambda row: row.span_start)
    figures.accounts["civilians_affected"] = Account(
        words, "tally.civilians_affected", first.span_start, first.span_end
    )
    return total


def _special_group(line: Line) -> str:
    """Civilians who are all children, health workers or journalists are a group of their own in the impacts."""
    if line.group != "civilians" or not line.harms:
        return line.group
    if any(h.children == line.best and h.count_text == line.harms[0].count_text for h in line.harms[:1]):
        return "children"
    named = next((g for g, words in special_phrases() if all(words.search(h.victim_text) for h in line.harms)), None)
    heads = {harm.victim_head for harm in line.harms}
    return named or next((group for group, nouns in special_groups().items() if heads <= nouns), line.group)


def one_per_group(impacts: Iterable[Impact]) -> list[Impact]:
    """Add up what befell one group: "three died there", "an aunt died in hospital" are four of the civilians."""
    out: dict[tuple[str, str, str], Impact] = {}
    for row in impacts:
        key = (row.group, row.impact, row.unit)
        told = out.get(key)
        out[key] = row if told is None else _added(told, row)
    return list(out.values())


def _added(a: Impact, b: Impact) -> Impact:
    def total(x: int | None, y: int | None) -> int | None:
        return None if x is None or y is None else x + y

    def known(x: int | None, y: int | None) -> int | None:
        return x if y is None else y if x is None else x + y

    return replace(
        a,
        low=total(a.low, b.low),
        best=a.best + b.best,
        high=total(a.high, b.high),
        count_text=f"{a.count_text} + {b.count_text}",
        count_kind=weaker(a.count_kind, b.count_kind),
        women=known(a.women, b.women),
        men=known(a.men, b.men),
        girls=known(a.girls, b.girls),
        boys=known(a.boys, b.boys),
        children=known(a.children, b.children),
        confidence=min(a.confidence, b.confidence),
    )


def _impact(line: Line, impact: str, unit: str) -> Impact:
    first = next(iter(line.teller or line.harms), None)

    def kind(name: str) -> int | None:
        known = [getattr(h, name) for h in line.harms if getattr(h, name) is not None]
        return max(known) if known else None

    return Impact(
        _special_group(line),
        impact,
        line.low,
        line.best,
        line.high,
        first.count_text if first else line.text,
        "ambiguous" if line.kind == "feared" else line.kind,
        unit,
        kind("women"),
        kind("men"),
        kind("girls"),
        kind("boys"),
        kind("children"),
        False,
        first.attributed_to if first else None,
        first.start if first else 0,
        first.end if first else 0,
        first.confidence if first else 0.6,
    )
