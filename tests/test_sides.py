"""Who did what to whom: slots of whole invented reports, one mechanism per test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conflictdata.documents.model import Document
from conflictdata.reports.coder import Coder

Row = dict[str, Any]
Code = Callable[[str, str], Row]


@pytest.fixture(scope="module")
def code() -> Code:
    coder = Coder()

    def run(text: str, day: str) -> Row:
        document = Document("d1", text, published=date.fromisoformat(day))
        return next(iter(coder.code([document]))).reports[0]

    return run


def actors(row: Row) -> set[str]:
    return {row["actor1"], row["actor2"]} - {None}


def test_two_joined_peoples_are_both_sides(code: Code) -> None:
    row = code(
        "Clashes between the Turkana and Samburu communities near Maralal killed nine people on Monday.", "2019-04-03"
    )
    assert actors(row) == {"Turkana Ethnic Militia (Kenya)", "Samburu Ethnic Militia (Kenya)"}


def test_peoples_of_no_table_are_no_places(code: Code) -> None:
    row = code(
        "At least six people died in fighting between the Ilbat and Korom tribes near Nyala, Sudan, on Monday.",
        "2014-04-03",
    )
    assert actors(row) == {"Ilbat Tribal Militia (Sudan)", "Korom Tribal Militia (Sudan)"}


def test_both_sides_are_the_peoples_of_the_sentence(code: Code) -> None:
    text = (
        "The truce between the communities of Ardu and Belo, in Nigeria, collapsed on Monday. Warriors from both sides "
        "fought with rifles near Lafia on Monday, and five people died."
    )
    assert actors(code(text, "2014-04-03")) == {"Ardu Communal Militia (Nigeria)", "Belo Communal Militia (Nigeria)"}


def test_holder_of_the_ground_is_the_other_side(code: Code) -> None:
    text = "Rebels of the M23 opened fire on a checkpoint held by United Nations peacekeepers near Goma on Monday. Two attackers died."
    row = code(text, "2013-05-01")
    assert row["actor1"].startswith("M23") and row["actor2"].startswith("MONUSCO")


def test_a_spokesman_is_no_enemy(code: Code) -> None:
    text = "Government troops fought rebels near Malakal, South Sudan, on Monday. Nine people died, an UNMISS spokesman said."
    assert not any(name.startswith("UNMISS") for name in actors(code(text, "2015-05-06")))


def test_a_disguise_is_not_its_wearer(code: Code) -> None:
    row = code(
        "Armed men dressed as soldiers killed six farmers near Kaga Bandoro, Central African Republic, on Monday.",
        "2018-05-02",
    )
    assert row["actor1"] == "Unidentified Armed Group (Central African Republic)"


def test_bomb_disposal_is_no_perpetrator(code: Code) -> None:
    text = "A bomb went off in a market in Kano, Nigeria, on Monday, killing four traders. Police defused a second bomb nearby."
    assert code(text, "2014-05-07")["actor1"] == "Unidentified Armed Group (Nigeria)"


def test_pronoun_of_a_speaker_is_the_speaker(code: Code) -> None:
    text = "The Free Syrian Army said it had attacked an army post near Idlib, Syria, on Monday. Three soldiers died."
    row = code(text, "2013-05-08")
    assert row["actor1"].startswith("Free Syrian Army") or row["actor1"].startswith("FSA")


def test_who_supports_a_side_is_not_its_enemy(code: Code) -> None:
    text = "Soldiers, supported by the Volunteers for the Defence of the Homeland (VDP), repelled an attack on Djibo, Burkina Faso, on Monday. Eight assailants were killed."
    row = code(text, "2023-05-10")
    assert not (row["actor2"] or "").startswith("VDP")


def test_unit_after_of_names_the_force(code: Code) -> None:
    text = (
        "Soldiers of the Rapid Intervention Battalion burned 12 houses in Bamenda, Cameroon, on Monday, residents said."
    )
    assert code(text, "2019-05-08")["actor1"].endswith("Rapid Intervention Battalion")


def test_government_aircraft_are_the_army(code: Code) -> None:
    text = "A government Antonov dropped bombs on the market of Kutum, Sudan, on Monday, killing five traders."
    assert code(text, "2016-05-10")["actor1"] == "Military Forces of Sudan (1989-2019)"


def test_prisoners_are_no_party_to_their_exchange(code: Code) -> None:
    text = "Congo's government and M23 rebels exchanged prisoners in Goma on Monday."
    row = code(text, "2025-05-08")
    assert len(actors(row)) == 2 and not any(name.startswith("Civilians") for name in actors(row))


def test_winner_of_a_quiet_takeover_comes_first(code: Code) -> None:
    text = "Ukrainian soldiers drove into Polohy unopposed on Saturday, a day after the Russian garrison pulled back."
    row = code(text, "2022-12-30")
    assert row["actor1"].startswith("Military Forces of Ukraine") and row["actor2"].startswith(
        "Military Forces of Russia"
    )


def test_two_crowds_of_different_peoples(code: Code) -> None:
    row = code(
        "Three people were hurt on Monday in brawls between Afar and Issa youths in Balbala, Djibouti.", "2021-08-03"
    )
    assert row["actor1"] == row["actor2"] == "Rioters (Djibouti)"
    assert row["assoc_actor_1"] in ("Afar Ethnic Group (Djibouti)", "Somali-Issa Ethnic Group (Djibouti)")


def test_a_rival_joined_by_and_is_the_other_side(code: Code) -> None:
    text = "Gunmen of the Jalisco New Generation Cartel and of the rival Carteles Unidos fought a battle in Tepalcatepec, Mexico, on Monday. Soldiers did not go in."
    assert actors(code(text, "2022-05-04")) == {"CJNG: Jalisco New Generation Cartel", "Carteles Unidos"}


def test_masked_men_identified_as_a_unit(code: Code) -> None:
    text = "A shopkeeper was abducted in Benghazi, Libya, on Monday by masked men whom his son identified as members of the Internal Security Agency."
    assert code(text, "2023-05-04")["actor1"].endswith("Internal Security Agency")


def test_claim_of_a_group_named_later(code: Code) -> None:
    text = "Two rockets hit a barracks in Ghazni, Afghanistan, on Monday. The Taliban claimed that they had fired them."
    row = code(text, "2012-05-10")
    assert row["actor1"] == "Taliban" and row["responsibility"] == "claimed_by_actor"


def test_guns_from_verbs_of_shooting(code: Code) -> None:
    for verb in ("shot dead", "gunned down"):
        row = code(f"Gunmen {verb} a teacher in Pattani, Thailand, on Monday.", "2012-05-10")
        assert row["weapon"] == "firearms"


def test_gunmen_of_a_people_of_no_table(code: Code) -> None:
    row = code(
        "Ten people were killed on Monday when gunmen of the Ilbat tribe attacked a market in Nyala, Sudan.",
        "2014-05-07",
    )
    assert row["actor1"] == "Ilbat Tribal Militia (Sudan)"


def test_civilians_counted_first_are_the_main_victims(code: Code) -> None:
    row = code(
        "A suicide bombing in Qalat, Afghanistan, killed six shoppers and a police officer on Monday.", "2013-05-08"
    )
    assert row["actor2"] == "Civilians (Afghanistan)"


def test_sources_are_no_victims(code: Code) -> None:
    row = code("A bomb killed 11 people in Kirkuk, Iraq, on Tuesday, police and a doctor said.", "2013-05-09")
    assert row["actor2"] == "Civilians (Iraq)"


def test_enemies_are_never_on_one_side(code: Code) -> None:
    text = "Militants fired a rocket at a police post in El-Arish, Egypt, on Friday, wounding an officer. The army fired back at the militants with mortars."
    row = code(text, "2013-07-13")
    assert "Military Forces" not in (row["assoc_actor_1"] or "") or row["inter1"] == "State forces"
