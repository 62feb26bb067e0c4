"""From what one article states about one incident to its figures, by the coding standard, section 5.

Example:
    "Five dead"; "five farmers were killed, the hospital counted seven": 5 deaths, low 5, high 7, conflicting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from conflictdata.reports.casualties import Harm
from conflictdata.reports.harm_words import special_groups
from conflictdata.reports.tally_lines import SWEEPING, Line, Statement, lines_of, point, statements

CIVILIAN_GROUPS = frozenset(["civilians", "protesters", "children", "aid_workers", "health_workers", "journalists"])
_AFFECTED = ("killed", "injured", "abducted", "detained", "displaced", "trapped")
_STATUS_ORDER = ("conflicting", "party_claim", "vague", "up_to", "range", "approximate", "at_least", "exact")
_STATUS = {"at_least": "minimum", "up_to": "vague"}
_DETAINING = frozenset(
    [
        "Peaceful protest",
        "Protest with intervention",
        "Excessive force against protesters",
        "Violent demonstration",
        "Arrests",
    ]
)
_SUICIDE = "Suicide bomb"
_SWEEPING_VALUE = 10


@dataclass(frozen=True, slots=True)
class Impact:
    """One row of the impacts table without ids: who, what, how many, who says so; spans are article characters."""

    group: str
    impact: str
    low: int | None
    best: int
    high: int | None
    count_text: str
    count_kind: str
    unit: str
    women: int | None
    men: int | None
    girls: int | None
    boys: int | None
    children: int | None
    is_cumulative: bool
    attributed_to: str | None
    span_start: int
    span_end: int
    confidence: float


@dataclass(slots=True)
class Figures:
    """The numbers of one event. None = not reported.

    Attributes:
        fatalities: Coded deaths of everyone (persons); 0 when nothing is said.
        fatalities_low, fatalities_high: Interval; high None = open.
        fatalities_status: exact minimum approximate range vague conflicting party_claim reported_zero
            not_reported ambiguous.
        deaths_civilians, injured, abducted, detained, displaced, trapped: Persons.
        civilians_affected: Civilians killed, injured, abducted, detained, displaced or trapped.
        arithmetic: How the death figure came about, e.g. "12 = 7 farmers + 5 soldiers; hospital said 14 -> high".
        rules: Ids of the rules that decided.
        impacts: One row per settled line.
    """

    fatalities: int = 0
    fatalities_low: int = 0
    fatalities_high: int | None = None
    fatalities_status: str = "not_reported"
    deaths_civilians: int | None = None
    injured: int | None = None
    abducted: int | None = None
    detained: int | None = None
    displaced: int | None = None
    trapped: int | None = None
    civilians_affected: int | None = None
    arithmetic: str = ""
    rules: tuple[str, ...] = ()
    impacts: list[Impact] = field(default_factory=list)


def settle(harms: Sequence[Harm], groups: Sequence[str], *, sub_event_type: str = "", warlike: bool = False) -> Figures:
    """Settle the statements of one incident.

    Args:
        harms: Statements bound to the incident, in text order.
        groups: For each, civilians | side_a | side_b | protesters | rioters | perpetrators | unknown.
        sub_event_type: Decides the suicide bomber's own death.
        warlike: True in active war or for battles and bombardment: vague words count 10, not 3.
    """
    pairs = [(_read_for(h, sub_event_type), g) for h, g in zip(harms, groups, strict=True) if not h.is_cumulative]
    if not any(h.impact == "neutralised" and h.count_kind == "ambiguous" for h, _ in pairs):
        pairs = [
            (replace(h, impact="killed", is_party_claim=True) if h.impact == "neutralised" else h, g) for h, g in pairs
        ]
    figures = Figures()
    by_impact: dict[tuple[str, str], list[tuple[Harm, str]]] = {}
    for harm, group in pairs:
        by_impact.setdefault((harm.impact, harm.unit), []).append((harm, group))
    settled = {key: _settle_kind(of_kind, warlike) for key, of_kind in by_impact.items()}
    _deaths(figures, settled, by_impact, sub_event_type, warlike)
    for impact in _AFFECTED[1:]:
        lines = settled.get((impact, "persons"))
        if lines is not None:
            setattr(figures, impact, sum(line.best for line in lines))
    figures.impacts = [_impact(line, impact, unit) for (impact, unit), lines in settled.items() for line in lines]
    figures.civilians_affected = _civilians_affected(figures.impacts)
    return figures


def _read_for(harm: Harm, sub_event_type: str) -> Harm:
    """People led away from a demonstration or by an arrest are detained, not abducted."""
    if harm.impact == "abducted" and sub_event_type in _DETAINING and harm.victim_side != "state":
        return replace(harm, impact="detained")
    return harm


def _settle_kind(pairs: Sequence[tuple[Harm, str]], warlike: bool) -> list[Line]:
    stated = statements(pairs, warlike)
    lines = _split_included(_totals(lines_of(stated), stated), pairs)
    for line in lines:
        _discount_claim(line)
    return lines


def _totals(lines: list[Line], stated: Sequence[Statement]) -> list[Line]:
    """Match totals of people of no stated side with the parts that are given by side."""
    whole = [line for line in lines if line.group == "unknown"]
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
    if any(line.source != whole[0].source and line.source for line in inside) and len(inside) == 1 and len(whole) == 1:
        inside[0].conflict = True
        inside[0].rules.append("tally.conflict_lowest")
        inside[0].high = max(inside[0].high or inside[0].best, inner)
        inside[0].low = inside[0].best = total
        inside[0].others.append(f"{whole[0].source or 'another account'} said {total} -> low")
        return parts
    return _absorb(parts, whole, "tally.parts_over_total")


def _split_included(lines: list[Line], pairs: Sequence[tuple[Harm, str]]) -> list[Line]:
    """As in "22 people, including nine attackers": 9 of one side, 13 others. Women and children stay in their group."""
    inside: dict[str, tuple[int, Harm]] = {}
    for harm, group in pairs:
        sided = group in ("side_a", "side_b", "perpetrators") or harm.victim_head == "civilian"
        if harm.including and sided and group != "unknown" and harm.count_kind != "vague":
            count, first = inside.get(group, (0, harm))
            if not any(
                h.including and g == group and h.best == harm.best and h is not harm and h.sentence < harm.sentence
                for h, g in pairs
            ):
                inside[group] = (count + harm.best, first)
    for group, (count, harm) in inside.items():
        whole = next((line for line in lines if line.group == "unknown" and line.best > count), None)
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


def _deaths(
    figures: Figures,
    settled: dict[tuple[str, str], list[Line]],
    by_impact: dict[tuple[str, str], list[tuple[Harm, str]]],
    sub_event_type: str,
    warlike: bool,
) -> None:
    killed = by_impact.get(("killed", "persons"), [])
    graves = [h for h, _ in killed if h.from_grave]
    if graves and all(h.from_grave or h.negated for h, _ in killed):
        settled[("killed", "persons")] = []
        _unclear(figures, max(point(h, warlike) for h in graves), "tally.mass_grave")
        return
    lines = settled.get(("killed", "persons"), [])
    if sub_event_type == _SUICIDE:
        _add_bomber(lines, killed)
        if lines:
            settled[("killed", "persons")] = lines
    if not lines:
        _no_deaths(figures, killed, by_impact, warlike)
        return
    figures.fatalities = sum(line.best for line in lines)
    figures.fatalities_low = sum(line.best if line.low is None else line.low for line in lines)
    highs = [line.high for line in lines]
    figures.fatalities_high = None if None in highs else sum(high for high in highs if high is not None)
    figures.fatalities_status = _status(lines)
    unclear = [h for h, _ in by_impact.get(("neutralised", "persons"), [])]
    if unclear and figures.fatalities_high is not None:
        figures.fatalities_high += max(point(h, warlike) for h in unclear)
    figures.deaths_civilians = _civilian_deaths(lines)
    figures.arithmetic = _arithmetic(figures.fatalities, lines)
    figures.rules = tuple(dict.fromkeys(rule for line in lines for rule in line.rules))


def _add_bomber(lines: list[Line], killed: Iterable[tuple[Harm, str]]) -> None:
    """A suicide bomber is among the dead of his own blast (standard 2.2), once."""
    if any(h.victim_side == "attacker" or g == "perpetrators" for h, g in killed):
        return
    lines.append(
        Line(
            "perpetrators",
            1,
            1,
            1,
            "exact",
            "bomber",
            frozenset(["bomber"]),
            "",
            [],
            rules=["tally.suicide_bomber"],
            attacker=True,
        )
    )


def _no_deaths(
    figures: Figures,
    killed: Sequence[tuple[Harm, str]],
    by_impact: dict[tuple[str, str], list[tuple[Harm, str]]],
    warlike: bool,
) -> None:
    neutralised = [h for h, _ in by_impact.get(("neutralised", "persons"), [])]
    feared = [h for h, _ in by_impact.get(("missing", "persons"), []) if h.rule_id.endswith("feared_dead")]
    if neutralised or feared:
        _unclear(
            figures,
            max(point(h, warlike) for h in neutralised or feared),
            "tally.neutralised" if neutralised else "tally.feared_dead",
        )
    elif any(h.count_kind == "ambiguous" for h, _ in killed):
        highs = [h.high for h, _ in killed if h.count_kind == "ambiguous" and h.high is not None]
        _unclear(figures, max(highs, default=None), "tally.casualties_unclear")
    elif any(h.negated for h, _ in killed):
        figures.fatalities_high, figures.fatalities_status, figures.rules = 0, "reported_zero", ("tally.reported_zero",)
        figures.deaths_civilians = 0
        figures.arithmetic = "0: the text says nobody was killed"


def _unclear(figures: Figures, high: int | None, rule: str) -> None:
    figures.fatalities_high, figures.fatalities_status, figures.rules = high, "ambiguous", (rule,)
    figures.arithmetic = f"0: {rule.removeprefix('tally.').replace('_', ' ')}" + (f", {high} -> high" if high else "")


def _status(lines: Sequence[Line]) -> str:
    states = {"conflicting" if line.conflict else "party_claim" if line.claim else line.kind for line in lines}
    chosen = next((state for state in _STATUS_ORDER if state in states), "exact")
    return _STATUS.get(chosen, chosen)


def _civilian_deaths(lines: Sequence[Line]) -> int | None:
    civil = [line.best for line in lines if line.group in CIVILIAN_GROUPS]
    if civil:
        return sum(civil)
    return None if any(line.group == "unknown" for line in lines) else 0


def _arithmetic(total: int, lines: Sequence[Line]) -> str:
    terms = " + ".join(
        line.text if line.text[:1].isdigit() and line.text.split()[0] == str(line.best) else f"{line.best} {line.text}"
        for line in lines
    )
    notes = [note for line in lines for note in line.others]
    return "; ".join([f"{total} = {terms}", *notes])


def _civilians_affected(impacts: Iterable[Impact]) -> int | None:
    counts = [
        row.best
        for row in impacts
        if row.group in CIVILIAN_GROUPS and row.impact in _AFFECTED and row.unit == "persons"
    ]
    return sum(counts) if counts else None


def _special_group(line: Line) -> str:
    """Civilians who are all children, health workers or journalists are a group of their own in the impacts."""
    if line.group != "civilians" or not line.harms:
        return line.group
    if any(h.children == line.best and h.count_text == line.harms[0].count_text for h in line.harms[:1]):
        return "children"
    heads = {harm.victim_head for harm in line.harms}
    return next((group for group, nouns in special_groups().items() if heads <= nouns), line.group)


def _impact(line: Line, impact: str, unit: str) -> Impact:
    first = line.harms[0] if line.harms else None

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
        line.kind,
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
