"""From statements to figures: the coding standard, section 5, rule by rule."""

from __future__ import annotations

import itertools

import pytest

from conflictdata.reports.casualties import Harm
from conflictdata.reports.tallies import Figures, settle

_AT = itertools.count(0, 10)


def harm(
    best,
    head="person",
    *,
    impact="killed",
    low=-1,
    high=-1,
    kind="exact",
    sentence=1,
    source=None,
    side="person",
    trigger=None,
    **flags,
) -> Harm:
    at = next(_AT) if trigger is None else trigger
    return Harm(
        start=at, end=at + 5, sentence=sentence, impact=impact, victim_start=at, victim_end=at + 5, victim_text=f"{best} {head}s", victim_head=head,
        low=best if low == -1 else low, best=best, high=best if high == -1 else high, count_text=str(best), count_kind=kind, unit=flags.pop("unit", "persons"),
        trigger_start=at, trigger_end=at + 3, rule_id="harm.test", attributed_to=source, victim_side=side, **flags,
    )  # fmt: skip


def settled(*pairs, **options) -> Figures:
    return settle([h for h, _ in pairs], [g for _, g in pairs], **options)


def four(figures: Figures):
    return figures.fatalities, figures.fatalities_low, figures.fatalities_high, figures.fatalities_status


U, C, A, B, P = "unknown", "civilians", "side_a", "side_b", "perpetrators"


def test_silence_and_zero_are_different():
    assert four(settled()) == (0, 0, None, "not_reported")
    assert four(settled((harm(0, negated=True), U))) == (0, 0, 0, "reported_zero")
    assert four(settled((harm(0, kind="ambiguous", high=None), U))) == (0, 0, None, "ambiguous")


def test_a_repeat_is_one_statement():
    assert four(settled((harm(5, sentence=0), U), (harm(5, "farmer", side="civilian"), C))) == (5, 5, 5, "exact")
    assert four(settled((harm(5, sentence=0), C), (harm(5, "farmer"), C), (harm(5, "farmer", sentence=4), C)))[0] == 5


def test_sides_add():
    figures = settled((harm(7, "farmer"), C), (harm(5, "soldier"), B))
    assert four(figures) == (12, 12, 12, "exact")
    assert figures.deaths_civilians == 7
    assert figures.arithmetic == "12 = 7 farmers + 5 soldiers"


def test_parts_given_with_including_are_inside_the_total():
    figures = settled((harm(12), U), (harm(5, "soldier", including=True), B))
    assert figures.fatalities == 12
    assert {(i.group, i.best) for i in figures.impacts} == {(U, 7), (B, 5)}


def test_parts_given_with_including_leave_a_total_of_the_crowd():
    figures = settled(
        (harm(62, impact="injured"), "rioters"), (harm(19, "officer", impact="injured", including=True), B)
    )
    assert {(i.group, i.best) for i in figures.impacts} == {("rioters", 43), (B, 19)}
    assert figures.injured == 62


def test_attackers_beside_the_dead_add():
    assert settled((harm(15), U), (harm(3, "attacker", side="attacker"), P)).fatalities == 18


def test_parts_that_sum_to_the_total_are_its_parts():
    assert settled((harm(12, sentence=0), U), (harm(7, "farmer"), C), (harm(5, "soldier"), B)).fatalities == 12
    assert settled((harm(17, sentence=0), U), (harm(11, sentence=2), U), (harm(6, sentence=2), U)).fatalities == 17


def test_a_total_holds_its_named_parts():
    figures = settled((harm(12), U), (harm(5, "soldier", sentence=3), B))
    assert figures.fatalities == 12 and {(i.group, i.best) for i in figures.impacts} == {(U, 7), (B, 5)}


def test_rival_sources_code_the_lowest_and_keep_the_highest():
    figures = settled((harm(4, source="Police"), U), (harm(9, source="a hospital doctor", sentence=2), U))
    assert four(figures) == (4, 4, 9, "conflicting")
    assert four(settled((harm(9, source="a hospital doctor"), U), (harm(4, source="Police", sentence=2), U))) == (
        4,
        4,
        9,
        "conflicting",
    )


def test_the_same_source_raising_its_count_wins():
    assert four(
        settled((harm(4, source="Police"), U), (harm(6, source="Police", sentence=2, is_update_total=True), U))
    ) == (6, 6, 6, "exact")


def test_others_add():
    assert settled((harm(5), U), (harm(2, sentence=2, additional=True), U)).fatalities == 7


def test_minimum_leaves_the_high_open():
    assert four(settled((harm(7, high=None, kind="at_least"), C))) == (7, 7, None, "minimum")
    assert four(settled((harm(7, sentence=0), C), (harm(7, high=None, kind="at_least"), C))) == (7, 7, None, "minimum")


@pytest.mark.parametrize(("warlike", "expected"), [(False, 3), (True, 10)])
def test_vague_words_are_three_or_ten(warlike, expected):
    assert four(settled((harm(3, low=2, high=None, kind="vague"), C), warlike=warlike)) == (expected, 2, None, "vague")


def test_a_number_beats_a_vague_word():
    assert settled((harm(3, low=2, high=None, kind="vague"), C), (harm(8, sentence=2), C)).fatalities == 8


def test_up_to_is_vague_below_its_top():
    assert four(settled((harm(3, low=1, high=30, kind="up_to"), C), warlike=True)) == (10, 1, 30, "vague")


def test_a_modest_claim_of_enemy_dead_counts_with_low_zero():
    figures = settled(
        (harm(3, "soldier", source="The army"), B),
        (harm(12, "attacker", side="attacker", source="the army", is_party_claim=True), A),
    )
    assert four(figures) == (15, 3, 15, "party_claim")


def test_a_sweeping_claim_counts_ten():
    assert four(settled((harm(350, "militant", side="armed", source="The army", is_party_claim=True), A))) == (
        10,
        0,
        350,
        "party_claim",
    )


def test_a_claim_against_an_admitted_loss_is_a_conflict():
    ours = harm(9, "soldier", high=None, kind="at_least", source="the army")
    theirs = harm(20, "soldier", source="JNIM", sentence=3, is_party_claim=True)
    assert four(settled((ours, B), (theirs, B))) == (9, 9, 20, "conflicting")


BOMB = {"sub_event_type": "Suicide bomb"}


def test_the_suicide_bomber_is_counted_once_beside_victims_told_apart():
    assert four(settled((harm(5, "soldier"), B), **BOMB)) == (6, 6, 6, "exact")
    assert settled((harm(5, "trader"), C), (harm(1, "bomber", side="attacker", sentence=2), P), **BOMB).fatalities == 6
    assert settled((harm(5, beside=True), C), **BOMB).fatalities == 6
    assert settled(**BOMB).fatalities == 1


def test_a_bare_total_may_hold_the_bomber():
    figures = settled((harm(5), C), **BOMB)
    assert four(figures) == (5, 5, 6, "exact") and "bomber" in figures.arithmetic
    assert four(settled((harm(5, kind="at_least", high=None), C), **BOMB)) == (5, 5, None, "minimum")


def test_cumulative_totals_stay_off_the_event():
    assert four(settled((harm(40000, is_cumulative=True), U))) == (0, 0, None, "not_reported")


def test_bodies_of_a_mass_grave_are_only_a_high_value():
    assert four(settled((harm(28, from_grave=True), U))) == (0, 0, 28, "ambiguous")


def test_neutralised_is_a_claim_unless_the_text_explains_it():
    assert four(settled((harm(40, "terrorist", impact="neutralised", side="armed"), A))) == (40, 0, 40, "party_claim")
    assert four(settled((harm(8, "terrorist", impact="neutralised", side="armed", kind="ambiguous"), A))) == (
        0,
        0,
        8,
        "ambiguous",
    )


def test_feared_dead_is_missing_with_a_high_value():
    feared = harm(10, impact="missing")
    feared.rule_id = "harm.state.feared_dead"
    assert four(settled((feared, U))) == (0, 0, 10, "ambiguous")


def test_people_affected():
    figures = settled((harm(2, "farmer"), C), (harm(3, "farmer", impact="injured"), C), (harm(4, "trader", impact="abducted"), C), (harm(5, "soldier", impact="injured"), B),
                      (harm(400, "family", impact="displaced", unit="families"), C))  # fmt: skip
    assert (figures.injured, figures.abducted, figures.displaced, figures.detained) == (8, 4, None, None)
    assert figures.civilians_affected == 9
    assert settled((harm(5, "soldier"), B)).civilians_affected is None


def test_taken_away_from_a_protest_is_detained():
    figures = settled((harm(86, impact="abducted"), "protesters"), sub_event_type="Protest with intervention")
    assert (figures.detained, figures.abducted) == (86, None)


def test_feared_deaths_count_until_a_count_told_for_a_fact_takes_their_place():
    feared = harm(20, kind="feared", low=0)
    assert four(settled((feared, U))) == (20, 0, 20, "ambiguous")
    assert settled((feared, U)).rules == ("tally.feared",)
    assert four(settled((feared, U), (harm(12, trigger=90), U))) == (12, 12, 12, "exact")


def test_one_more_victim_adds_and_others_told_again_do_not():
    elder, woman = harm(1, "elder"), harm(1, "woman", additional=True, sentence=2)
    assert four(settled((elder, C), (woman, C)))[0] == 2
    mayor, others = harm(1, "mayor", trigger=500), harm(3, trigger=500, additional=True)
    again = harm(3, "passenger", additional=True, sentence=2, trigger=600)
    assert four(settled((mayor, C), (others, C), (again, C)))[0] == 4


def test_a_number_repeated_of_people_in_general_is_the_same_people():
    assert four(settled((harm(7, "worshipper"), C), (harm(7, sentence=4), "rioters")))[0] == 7
    assert four(settled((harm(7, "farmer"), C), (harm(7, sentence=1), "rioters")))[0] == 14
