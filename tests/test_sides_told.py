"""Sides that the act's own clause does not name: who is resumed, claimed, worn, owned, held or told as a pair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder

Row = dict[str, Any]
Code = Callable[[str, str], list[Row]]


@pytest.fixture(scope="module")
def code() -> Code:
    coder = Coder()

    def run(text: str, day: str) -> list[Row]:
        document = Document("d1", text, published=date.fromisoformat(day))
        return next(iter(coder.code([document]))).reports

    return run


def actors(row: Row) -> set[str]:
    return {row["actor1"], row["actor2"]} - {None}


def has(row: Row, part: str) -> bool:
    return any(part in name for name in actors(row))


def test_the_attackers_resume_the_one_group_told_before(code: Code) -> None:
    text = (
        "Boko Haram fighters overran an army post near Bol, Chad, on Monday and killed six soldiers.\n\n"
        "On Wednesday helicopter gunships struck two islands off Bol where the assailants had been hiding, the army said."
    )
    assert has(code(text, "2020-03-27")[-1], "Boko Haram")


def test_a_deed_that_nobody_claimed_resumes_nobody(code: Code) -> None:
    text = (
        "A commander of al-Shabaab spoke on the radio on Sunday. On Monday gunmen attacked a police station in Garissa, "
        "Kenya, and killed two officers; the attackers burned the building. No group has claimed the attack."
    )
    assert not has(code(text, "2019-04-03")[0], "Shabaab")


def test_a_word_of_its_name_is_the_group(code: Code) -> None:
    text = (
        "The Malaita Eagle Force and the Isatabu Freedom Movement fought near Honiara, Solomon Islands, on Monday, and two men "
        "died.\n\nOn Wednesday Isatabu fighters kidnapped three men near Tetere."
    )
    assert has(code(text, "2000-06-16")[-1], "Isatabu Freedom Movement")


def test_separatists_of_a_people_are_its_group(code: Code) -> None:
    text = (
        "The Malian army captured Aguelhok, in the Kidal region of Mali, on Saturday after clashes with Tuareg separatists, "
        "it said.\n\nA spokesman for the Permanent Strategic Framework (CSP) confirmed the loss of the town."
    )
    assert has(code(text, "2024-02-13")[0], "CSP")


def test_the_insurgents_are_a_rebel_group_before_a_militia(code: Code) -> None:
    text = (
        "Islamist insurgents beheaded two men near Chiure, Mozambique, on Friday, residents said.\n\nThe Islamic State claimed the "
        "attack.\n\nMembers of the Naparama, a local militia, hold the road. The Naparama carry spears."
    )
    assert has(code(text, "2023-02-14")[0], "Islamic State")


def test_an_attribution_in_a_sentence_without_an_act(code: Code) -> None:
    text = (
        "Militants shot dead three bus passengers near Witu, Lamu County, Kenya, on Monday afternoon. Police point an "
        "accusing finger at al-Shabaab."
    )
    assert has(code(text, "2014-07-23")[0], "Shabaab")


def test_dress_of_a_group_tells_who_attackers_were(code: Code) -> None:
    text = "Militiamen killed three people in Dili, East Timor, on Monday, residents said. The attackers wore the black shirts of Aitarak."
    assert "Aitarak" in actors(code(text, "1999-05-12")[0])


def test_the_first_to_be_blamed_is_the_doer(code: Code) -> None:
    text = (
        "At least nine people were killed when mortar bombs fell on a school in Monrovia, Liberia, on Monday. The government "
        "blamed Liberians United for Reconciliation and Democracy (LURD). A rebel official accused army gunners."
    )
    assert has(code(text, "2003-07-23")[0], "LURD")


def test_drones_are_of_who_flew_them(code: Code) -> None:
    text = "A drone belonging to the Libyan National Army (LNA) fired at a factory in Tajoura, Libya, on Monday and killed four workers."
    row = code(text, "2019-11-20")[0]
    assert has(row, "Libyan National Army") and has(row, "Civilians")


def test_a_force_aimed_at_did_not_fire(code: Code) -> None:
    text = "A mortar shell aimed at the gendarmerie fell on a house in Goundam, Mali, on Monday and killed five people."
    assert code(text, "2018-08-15")[0]["actor1"] == "Unidentified Armed Group (Mali)"


def test_the_two_sides_are_those_of_the_fight_before(code: Code) -> None:
    text = (
        "Kyrgyz and Tajik border guards exchanged fire near Batken, Kyrgyzstan, on Friday, and one guard died.\n\n"
        "On Sunday the two sides signed a ceasefire in Isfara, Tajikistan."
    )
    row = code(text, "2021-05-04")[-1]
    assert row["sub_event_type"] == "Agreement" and has(row, "Kyrgyzstan") and has(row, "Tajikistan")


def test_two_parties_without_names_are_two(code: Code) -> None:
    row = code("Two clans signed a truce at Mendi, Papua New Guinea, on Saturday.", "2018-08-15")[0]
    assert row["actor1"] == row["actor2"] == "Unidentified Clan Militia (Papua New Guinea)"


def test_who_held_the_ground_lost_it(code: Code) -> None:
    text = "Soldiers recaptured a height near Dras, India, on Sunday. The height had been held by Pakistani troops since early May."
    assert has(code(text, "1999-07-06")[0], "Pakistan")


def test_the_arrested_are_civilians_of_their_party(code: Code) -> None:
    text = (
        "Police arrested the national secretary of the Movement for Democratic Change in Harare, Zimbabwe, on Tuesday."
    )
    row = code(text, "2008-06-12")[0]
    assert row["actor2"] == "Civilians (Zimbabwe)" and "Movement for Democratic Change" in row["assoc_actor_2"]


def test_victims_of_a_clash_are_its_two_sides(code: Code) -> None:
    row = code(
        "Three rebels were killed and two soldiers hurt in a clash near Sorsogon, Philippines, on Monday.", "2018-08-15"
    )[0]
    assert has(row, "Military Forces") and has(row, "Unidentified Armed Group")


def test_people_described_as_militants_are_militants(code: Code) -> None:
    text = "A US drone fired missiles at a house near Miranshah, Pakistan, on Sunday, killing six people described as militants."
    assert code(text, "2010-09-28")[0]["actor2"] == "Unidentified Armed Group (Pakistan)"


def test_the_dead_of_a_brawl_are_of_either_crowd(code: Code) -> None:
    text = "Crowds of Christians and Muslims fought with machetes in Tobelo, Indonesia, on Wednesday, and nine people were killed."
    row = code(text, "2000-01-21")[0]
    assert (row["actor1"], row["actor2"]) == ("Rioters (Indonesia)", "Rioters (Indonesia)")


def test_a_decree_is_the_governments(code: Code) -> None:
    row = code("The president declared a state of emergency in Guayaquil, Ecuador, on Tuesday.", "2024-01-10")[0]
    assert row["actor1"].startswith("Government of Ecuador")


def test_items_of_a_list_have_the_doer_at_its_head(code: Code) -> None:
    text = (
        "On Monday, coalition military forces conducted nine strikes against ISIS in Syria and Iraq, officials reported.\n\n"
        "Near Raqqa, two strikes destroyed an ISIS vehicle.\n\nNear Mosul, three strikes engaged two ISIS tactical units."
    )
    rows = code(text, "2016-03-15")
    assert [row["sub_event_type"] for row in rows] == ["Air/drone strike"] * len(rows) and len(rows) == 2
    assert all(row["actor1"] == "Global Coalition Against Daesh" for row in rows)


def test_helpers_are_allies(code: Code) -> None:
    text = "Malian soldiers backed by French troops fought rebels near Bourem, Mali, on Tuesday, and six rebels died."
    assert "Military Forces of France" in code(text, "2013-02-07")[0]["assoc_actor_1"]


def test_party_youths_who_beat_people_are_their_party(code: Code) -> None:
    text = "ZANU-PF youths beat two MDC polling agents to death with logs near Mount Darwin, Zimbabwe, on Tuesday."
    row = code(text, "2008-06-12")[0]
    assert row["sub_event_type"] == "Attack" and has(row, "ZANU-PF")
    assert "Movement for Democratic Change" in row["assoc_actor_2"]


def test_the_same_units_did_it_again(code: Code) -> None:
    text = (
        "The Somali army captured the town of Jalalaqsi, Somalia, from al-Shabaab on Monday.\n\n"
        "On Saturday the same units had recaptured the town of Beledweyne after a firefight with militants."
    )
    assert has(code(text, "2023-01-18")[-1], "Military Forces of Somalia")


def test_who_answered_with_a_missile_fired_it(code: Code) -> None:
    text = "The Houthis answered with a missile that hit a military camp in Ataq, Yemen, on Monday night and killed three soldiers."
    assert has(code(text, "2022-01-11")[0], "Supreme Political Council")


def test_a_soldier_of_a_mission_is_the_missions(code: Code) -> None:
    text = "Mortar rounds fired by al-Shabaab wounded a Ugandan soldier of ATMIS in Mogadishu, Somalia, on Friday."
    row = code(text, "2022-05-15")[0]
    assert has(row, "ATMIS") and "Uganda" in (row["assoc_actor_2"] or "")


def test_whose_drones_were_shot_down_sent_them(code: Code) -> None:
    text = "Air defences shot down nine Russian drones over Odesa, Ukraine, on Thursday, but debris fell on a house and killed a woman."
    rows = code(text, "2023-06-23")
    assert any(has(row, "Military Forces of Russia") for row in rows)


def test_flight_is_nobodys_deed(code: Code) -> None:
    text = "Around 600 families fled Behsud, Afghanistan, on Monday after clashes between Kuchi and Hazara militiamen."
    for row in code(text, "2012-05-15"):
        if row["sub_event_type"] == "Other":
            assert row["perpetrator_slot"] == "unknown"


def test_a_lone_headline_names_its_doer_beside_the_act(code: Code) -> None:
    row = code("Boko Haram grenade attack leaves one trader dead in Maiduguri", "2014-04-03")[0]
    assert has(row, "Boko Haram")


def test_a_lone_headline_about_its_losses_names_no_doer(code: Code) -> None:
    rows = code("Attacks on Boko Haram hideouts in Maiduguri kill nine", "2014-04-03")
    assert all("Boko Haram" not in row["actor1"] for row in rows)
