"""Figures of one event, and how its deaths are settled: bombers, graves, unclear counts, status, arithmetic.

Example:
    Lines of 7 farmers and 5 soldiers: 12 deaths, "12 = 7 farmers + 5 soldiers", exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conflictdata.reports.casualties import Harm
from conflictdata.reports.tally_lines import Line, point
from conflictdata.reports.tally_words import Account, account, arithmetic

CIVILIAN_GROUPS = frozenset(["civilians", "protesters", "children", "aid_workers", "health_workers", "journalists"])
_STATUS_ORDER = ("conflicting", "party_claim", "feared", "vague", "up_to", "range", "approximate", "at_least", "exact")
_STATUS = {"at_least": "minimum", "up_to": "vague", "feared": "ambiguous"}
_SUICIDE = "Suicide bomb"
_REFLEXIVE = "harm.verb.reflexive"


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
        accounts: For each stated figure the sum, the rules and the words.
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
    accounts: dict[str, Account] = field(default_factory=dict)


def settle_deaths(
    figures: Figures,
    settled: dict[tuple[str, str], list[Line]],
    by_impact: dict[tuple[str, str], list[tuple[Harm, str]]],
    sub_event_type: str,
    warlike: bool,
) -> None:
    """Fill the death figures of an event from its settled lines.

    Args:
        figures: Where they go.
        settled: Lines by (impact, unit); the killed lines may gain the bomber or lose the bodies of a grave.
        by_impact: The statements the lines came from.
        sub_event_type: Decides the suicide bomber's own death.
        warlike: Whether vague words count 10.
    """
    killed = by_impact.get(("killed", "persons"), [])
    graves = [h for h, _ in killed if h.from_grave]
    if graves and all(h.from_grave or h.negated for h, _ in killed):
        settled[("killed", "persons")] = []
        _unclear(figures, max(point(h, warlike) for h in graves), "tally.mass_grave", graves)
        return
    lines = settled.get(("killed", "persons"), [])
    only_bomber = sub_event_type == _SUICIDE and not any(h.impact == "killed" for h, _ in killed)
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
    if only_bomber:  # nothing is said of the others: one is the least
        figures.fatalities_status, figures.fatalities_high = "minimum", None
    unclear = [h for h, _ in by_impact.get(("neutralised", "persons"), [])]
    if unclear and figures.fatalities_high is not None:
        figures.fatalities_high += max(point(h, warlike) for h in unclear)
    figures.deaths_civilians = _civilian_deaths(lines)
    figures.arithmetic = arithmetic(figures.fatalities, lines)
    figures.rules = tuple(dict.fromkeys(rule for line in lines for rule in line.rules))
    figures.accounts["fatalities"] = account(figures.fatalities, lines)


def _add_bomber(lines: list[Line], killed: Sequence[tuple[Harm, str]]) -> None:
    """A suicide bomber is among the dead of his own blast (standard 2.2), once.

    He stands beside victims who are told apart from him ("two soldiers", "five others"). A bare total ("12 people were
    killed") may hold him or not: the lower reading is coded, the higher kept (standard 5.1).
    """
    bombers = [line for line in lines if line.attacker or line.group == "perpetrators"]
    others = [line for line in lines if not any(line is b for b in bombers)]
    told = [h for h, g in killed if h.victim_side == "attacker" or g == "perpetrators"]
    own_words = any(h.rule_id != _REFLEXIVE or h.negated for h in told)
    if others and not own_words and all(line.generic for line in others) and not any(h.beside for h, _ in killed):
        more = sum(line.best for line in bombers) or 1
        lines[:] = others
        others[0].rules.append("tally.bomber_in_total")
        if all(line.high is not None for line in others):
            others[0].others.append(f"the bomber may be among them or beside them -> high {more} more")
            others[0].high = (others[0].high or others[0].best) + more
        return
    if told:
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
    unclear = [h for h, _ in killed if h.count_kind == "ambiguous"]
    denied = [h for h, _ in killed if h.negated]
    if neutralised or feared:
        told = neutralised or feared
        rule = "tally.neutralised" if neutralised else "tally.feared_dead"
        _unclear(figures, max(point(h, warlike) for h in told), rule, told)
    elif unclear:
        highs = [h.high for h in unclear if h.high is not None]
        _unclear(figures, max(highs, default=None), "tally.casualties_unclear", unclear)
    elif denied:
        figures.fatalities_high, figures.fatalities_status, figures.rules = 0, "reported_zero", ("tally.reported_zero",)
        figures.deaths_civilians = 0
        _tell(figures, "0: the text says nobody was killed", denied)


def _unclear(figures: Figures, high: int | None, rule: str, told: Sequence[Harm]) -> None:
    figures.fatalities_high, figures.fatalities_status, figures.rules = high, "ambiguous", (rule,)
    words = f"0: {rule.removeprefix('tally.').replace('_', ' ')}" + (f", {high} -> high" if high else "")
    _tell(figures, words, told)


def _tell(figures: Figures, words: str, told: Sequence[Harm]) -> None:
    figures.arithmetic = words
    figures.accounts["fatalities"] = Account(words, " ".join(figures.rules), told[0].start, told[0].end)


def _status(lines: Sequence[Line]) -> str:
    states = {"conflicting" if line.conflict else "party_claim" if line.claim else line.kind for line in lines}
    chosen = next((state for state in _STATUS_ORDER if state in states), "exact")
    return _STATUS.get(chosen, chosen)


def _civilian_deaths(lines: Sequence[Line]) -> int | None:
    civil = [line.best for line in lines if line.group in CIVILIAN_GROUPS]
    if civil:
        return sum(civil)
    return None if any(line.group == "unknown" for line in lines) else 0
