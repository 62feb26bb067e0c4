"""Which texts tell no codable event although they use its words (all sentences written for this test)."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("spacy")

from conflictdata.documents.model import Document  # the model must be there first
from conflictdata.reports.coder import Coder
from conflictdata.reports.domains import domain_scores, domains

OTHER_NEWS = [
    # sport
    "Zamalek shot down Ismaily 3-1 in Cairo on Friday, the striker firing a rocket past the goalkeeper before half-time.",
    "The Kenyan champion attacked on the last climb near Nakuru on Sunday and beat his rivals to the podium.",
    "The heavyweight battered his opponent for six rounds in Manila on Saturday before the referee stopped the bout.",
    # business
    "Shares in the Lagos bourse surrendered their gains on Monday as investors fled after an attack on the naira.",
    "The retailer fought off a hostile takeover bid by its rival in Johannesburg on Tuesday, shareholders said.",
    # accidents
    "Eleven passengers were killed on Monday when a bus overturned and plunged into a ravine near Potosi in Bolivia.",
    "A boiler exploded at a garment factory in Gazipur on Tuesday, killing six workers, the fire service said.",
    "A light aircraft on a training flight crashed near Goma on Sunday, killing its crew.",
    "Gas cylinders blew up in a kitchen in Multan on Friday night and killed a family of five; a leak was blamed.",
    # disasters, disease
    "Flash floods killed 23 people in Jalalabad on Saturday and destroyed 300 houses, the disaster agency said.",
    "A cyclone tore through Sofala in Mozambique on Thursday, killing nine people and wrecking a hospital.",
    "Measles has killed 14 children in Zinder in Niger since Sunday, health officials said, urging vaccination.",
    # courts
    "A court in Nairobi on Tuesday sentenced three men to life imprisonment for an attack that killed 12 people in Mandera.",
    "The former commander pleaded not guilty on Monday in The Hague to the murder of villagers in Ituri.",
    # ordinary crime
    "A man stabbed his wife to death in Pretoria on Sunday after a quarrel over money, police said.",
    "Burglars killed a jeweller in Rosario on Monday and made off with gold worth 40,000 dollars.",
    # culture, anniversaries, drills
    "The film, shot in Ouarzazate, opens with an ambush that kills twenty soldiers; critics at the festival were moved.",
    "Hundreds gathered in Srebrenica on Friday to mark the anniversary of the massacre in which soldiers killed 8,000 men.",
    "Soldiers stormed a mock village near Gao on Wednesday in a joint exercise with French instructors.",
    "Police shot dead a burglar on the roof of a shop in Durban on Thursday.",
    "There were several shootings across Tampa over the weekend.",
    # harm to oneself, deaths without a cause
    "A farmer doused himself with petrol and burned to death outside a court in Nagpur on Monday.",
    "A school in Bukuru collapses with four pupils killed and nine injured.",
    "A corporal cleaning his rifle in the barracks at Tillaberi shot himself through the hand on Monday, a medic said.",
    # sums over a longer time, the dead of old acts
    "Gunmen killed 41 officers in Karonga in the course of the year, the inspector general said on Monday.",
    "Bandits killed 60 people in Maradi in three months, a councillor said.",
    "Four gendarmes killed by a landmine were remembered in Kidal on Tuesday.",
    "Police in Kunduz on Monday remembered three officers who were killed in an ambush.",
    "A man was arrested in Porto on Monday on suspicion of murdering his wife.",
    # told as known
    "Police in Lyon on Monday questioned two men suspected of shooting at a mosque.",
    "Officers in Leon found maps for bombing a bridge in a flat on Friday.",
    "On Monday hikers reached a valley near Jalalabad once fought over by rebels.",
    # statistics, denials, warnings
    "Homicides in San Salvador fell by 12 percent in the first half of the year compared with 2023, figures showed.",
    "The army denied on Monday that its soldiers had shot villagers in Bama and called the report a hoax.",
    "The embassy warned of possible attacks on hotels in Kampala over the weekend and advised citizens to stay indoors.",
]

EVENTS = [
    "Militants opened fire on spectators outside the football stadium in Maiduguri on Sunday, killing four people.",
    "A bomb hidden beneath a parked bus exploded at the market in Baidoa on Monday, killing nine people.",
    "Rebels attacked a vaccination team near Beni on Tuesday and killed two nurses.",
    "Gunmen shot dead a judge outside the court in Quetta on Wednesday.",
    "Rebels fired rockets at a gas plant near Homs on Thursday, wounding six workers.",
    "Police fired tear gas at hundreds of protesters who marched on the electoral commission in Lilongwe on Friday.",
    "Soldiers clashed with rebels near the flooded town of Bor in South Sudan on Saturday, leaving seven dead.",
    "Armed men ambushed a bank convoy near Gao on Monday and killed three gendarmes.",
    "A suicide bomber blew himself up in a cinema in Mogadishu on Sunday, killing five people.",
    "Government troops on Tuesday drove rebels out of Kurmuk, which they had held since June.",
    "Gunmen killed two elders near Mopti on Monday; a judge ordered nobody to be held.",
    "Fighters storm a depot near Gao and kill a guard. The army says it has sent troops.",
    "Shells hit the cholera ward of a hospital in Hodeida on Monday and killed six patients.",
    "Villagers beat a suspected thief to death in Kisumu on Tuesday.",
    "The gunman shot dead four worshippers in a mosque in Kandahar on Friday before he shot himself.",
    "Raiders killed 12 people in a village near Jos on Sunday, in the third such raid in two weeks.",
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def reports(coder: Coder, text: str) -> list[dict[str, object]]:
    document = Document("d1", text, published=date(2024, 5, 15))
    return next(iter(coder.code([document]))).reports


@pytest.mark.parametrize("text", OTHER_NEWS)
def test_other_news_is_no_event(coder: Coder, text: str) -> None:
    assert [r["sub_event_type"] for r in reports(coder, text)] == []


@pytest.mark.parametrize("text", EVENTS)
def test_events_in_other_surroundings_stay(coder: Coder, text: str) -> None:
    assert reports(coder, text)


def test_court_story_is_carried_on_to_its_undated_sentences(coder: Coder) -> None:
    court = "A judge in Kampala on Monday convicted two men of helping gunmen who killed 31 people at a bus park."
    told = "The attackers sprayed passengers in Kampala with bullets and set two cars on fire."
    assert reports(coder, f"{court} {told}") == []
    fresh = "On Tuesday, gunmen shot dead four traders at a market in Gulu."
    assert len(reports(coder, f"{court} {told} {fresh}")) == 1


def test_names_state_no_act(coder: Coder) -> None:
    assert reports(coder, "Talks with the People's Liberation Army continued in Beijing on Monday.") == []


def test_speech_tells_only_what_it_dates_or_places(coder: Coder) -> None:
    speech = (
        "We have suffered. Our people were massacred by the enemy. I tell you that we will never forget. You know it."
    )
    assert reports(coder, f"MANAGUA, Nicaragua - {speech}") == []


def test_every_entry_counts_once() -> None:
    once = domain_scores("The striker scored.")["sports"]
    assert domain_scores("The striker scored. The striker scored again.")["sports"] == once


def test_weak_words_alone_say_little() -> None:
    assert domain_scores("The crew of the boat left.")["accident"] <= 0


def test_tables_are_complete() -> None:
    table = domains().table
    assert len({d.name for d in table}) == len(table) >= 15
    assert all(d.limit > 0 and d.slope >= 0 for d in table)


def test_a_toll_since_another_event_is_a_total() -> None:
    text = "More than 40 people have died in riots around Kano since the governor stepped down on July 3."
    coding = next(iter(Coder().code([Document("d", text, published=date(2013, 7, 13))])))
    assert coding.reports == []
    assert {r["value"] for r in coding.rejects} == {"cumulative"}
