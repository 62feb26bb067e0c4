"""The classic failures of coding places from news, pinned, and a property: no place without its words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runs import stories

from conflictdata.documents import Document
from conflictdata.knowledge.gazetteer import load_gazetteer
from conflictdata.knowledge.place_finder import PlaceFinder
from conflictdata.knowledge.place_resolver import meant, resolve
from conflictdata.reports.coder import Coder

FINDER = PlaceFinder(load_gazetteer())
DAY = dt.date(2024, 5, 15)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def code(coder: Coder, text: str, published: dt.date = DAY) -> list[dict[str, Any]]:
    return next(iter(coder.code([Document("d", text, published=published)]))).reports


@pytest.mark.parametrize(
    ("text", "location", "precision"),
    [
        # the capital that speaks
        ("Addis Ababa said gunmen killed nine people in Shambu in Oromia, Ethiopia, on Monday.", "Shambu", 1),
        # where somebody spoke
        ("The governor told reporters in Maiduguri that gunmen killed nine people in Damboa, Nigeria, on Monday.", "Damboa", 1),
        # the city of the dateline
        ("NAIROBI, Kenya - Gunmen killed nine people in Mandera on Monday.", "Mandera", 1),
        # surnames
        ("Captain Davis said gunmen killed nine people in Damboa, Nigeria, on Monday. Davis spoke in Abuja.", "Damboa", 1),
        # an anchor far away is no place
        ("Gunmen killed nine people in Garissa, 360 kilometres from Nairobi, in Kenya on Monday.", "Garissa", 1),
        ("Gunmen killed nine people in Zubralika village, 175 km from the capital Niamey, in the Tillaberi region of Niger"
         " on Monday.", "Tillaberi", 2),
        # the first of two ends of a road
        ("Rebels ambushed a convoy on the road between Kaya and Dori in Burkina Faso on Monday, killing nine soldiers.",
         "Kaya", 2),
        # a village that nobody knows, in a district that is known
        ("Rebels killed nine people in Wubalika village in Damboa district of Borno state, Nigeria, on Monday.", "Damboa", 2),
        # a unit and its town
        ("Gunmen killed nine people in Kano State, Nigeria, on Monday.", "Kano", 3),
        ("Gunmen killed nine people in Kano city, Nigeria, on Monday.", "Kano", 1),
        # an abbreviation
        ("Gunmen killed nine people in St. Louis, Senegal, on Monday.", "Saint-Louis", 1),
    ],
)  # fmt: skip
def test_the_place_of_the_event(coder: Coder, text: str, location: str, precision: int) -> None:
    (report,) = code(coder, text)
    assert (report["location"], report["geo_precision"]) == (location, precision)


def test_a_distance_widens_the_uncertainty(coder: Coder) -> None:
    (report,) = code(coder, "Gunmen killed nine people about 175 kilometres from the Kenyan capital Nairobi on Monday.")
    assert report["geo_precision"] == 3 and report["geo_uncertainty_km"] >= 175
    (report,) = code(coder, "Gunmen killed nine people 15 kilometres north of Mandera in Kenya on Monday.")
    assert report["geo_precision"] == 2 and report["geo_uncertainty_km"] < 30


@pytest.mark.parametrize(
    "text",
    [
        "Spokesman Dayton told reporters in Nairobi that gunmen had killed nine people on Monday.",  # where he spoke
        "Gunmen killed nine people in Africa on Monday.",  # a continent
        "Gunmen killed nine people in Kenya on Monday.",  # a whole country
    ],
)
def test_no_place_is_no_event(coder: Coder, text: str) -> None:
    assert code(coder, text) == []


@pytest.mark.parametrize(
    ("text", "day", "country", "iso3"),
    [
        ("The army clashed with rebels in the town of Bentiu on Tuesday, killing six.", dt.date(2006, 5, 12), "Sudan", "SDN"),
        ("The army clashed with rebels in the town of Bentiu on Tuesday, killing six.", dt.date(2014, 5, 12), "South Sudan", "SSD"),
        ("Rebels killed nine soldiers in Keren, Eritrea, on Monday.", dt.date(1989, 5, 12), "Ethiopia", "ETH"),
        ("Rebels killed five civilians in Grozny on Monday.", dt.date(1990, 5, 12), "Russia", "RUS"),
    ],
)  # fmt: skip
def test_the_country_of_its_day(coder: Coder, text: str, day: dt.date, country: str, iso3: str) -> None:
    (report,) = code(coder, text, day)
    assert (report["country"], report["iso3"]) == (country, iso3)
    assert country in report["actor1"]
    assert report["actor2"] is None or not report["actor2"].endswith(")") or country in report["actor2"]


@pytest.mark.parametrize(
    ("text", "name", "kind", "country"),
    [
        ("Fires burnt in California and Oregon in the United States.", "California", "admin1", "USA"),
        ("The virus spread through Africa and Asia.", "Africa", "world", ""),
        ("Aid reached Sumatra and Java in Indonesia.", "Java", "region", "IDN"),
        ("China sent help.", "China", "country", "CHN"),
        ("A camp in Sydney, NSW, closed.", "New South Wales", "admin1", "AUS"),
    ],
)
def test_large_names_mean_themselves(text: str, name: str, kind: str, country: str) -> None:
    mentions = FINDER.find(text)
    context = FINDER.context(text, mentions)
    found = [meant(mention, context) for mention in mentions]
    assert (name, kind, country) in [(p.name, p.kind, p.country) for p in found if p]


@pytest.mark.parametrize(
    ("text", "exact"), [("in Avdiivka, Ukraine", "Avdiivka"), ("in Gao, Mali", "Gao"), ("in Goma, DR Congo", "Goma")]
)
def test_another_spelling_never_beats_the_name_itself(text: str, exact: str) -> None:
    mentions = FINDER.find(text)
    found = resolve(mentions[0], FINDER.context(text, mentions))
    assert found is not None and found.place.name == exact and found.rule_id != "place.similar_name"


NAMES = (
    "Bama",
    "Damboa",
    "Kaya",
    "Mopti",
    "Goma",
    "Idlib",
    "Davis",
    "Reading",
    "Mobile",
    "Wubalika",
    "the capital",
    "Kenya",
)
FRAMES = (
    "Gunmen attacked {a} on Monday.", "Five people died near {a}, {b}.", "{a} said its forces struck {b}.",
    "He told reporters in {a} that {b} was calm.", "A convoy left {a} for {b}.", "Mr {a} met General {b}.",
    "The road between {a} and {b} is closed.", "Residents fled 30 km from {a} to {b}.", "Reading the report took hours.",
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(FRAMES), st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=6))
def test_every_place_has_words_of_its_own(parts: list[tuple[str, str, str]]) -> None:
    """Mentions are words of the text, do not overlap, and mean a place of that name, its seat or what contains it."""
    text = " ".join(frame.format(a=a, b=b) for frame, a, b in parts)
    mentions = FINDER.find(text)
    context = FINDER.context(text, mentions)
    last = 0
    for mention in mentions:
        assert mention.start >= last and text[mention.start : mention.end] == mention.text
        last = mention.end
        found = resolve(mention, context)
        if found is None:
            continue
        pool = [*mention.candidates, *(place for outer in mention.containers for place in outer.candidates)]
        allowed = {place.id for place in pool} | {place.seat for place in pool}
        spelled = found.rule_id in ("place.similar_name", "place.container_seat") or mention.kind_hint == "capital"
        assert found.place.id in allowed or spelled
    named = {place.id for mention in mentions if (place := getattr(resolve(mention, context), "place", None))}
    assert len(named) <= len(mentions)


def test_no_article_yields_more_places_than_it_names(coder: Coder) -> None:
    """Every coded place is quoted from its article, and there are no more of them than resolved names."""
    documents = [
        Document(row["document_id"], row["text"], published=dt.date.fromisoformat(row["published"][:10]))
        for row in stories()[::9]
    ]  # fmt: skip
    for document, coding in zip(documents, coder.code(documents), strict=True):
        whole = " ".join(document.text.split())
        places = {(row["latitude"], row["longitude"]) for row in coding.reports}
        mentions = FINDER.find(whole)
        context = FINDER.context(whole, mentions)
        assert len(places) <= sum(resolve(mention, context) is not None for mention in mentions)
        for row in coding.reports:
            assert " ".join(row["location_text"].split()) in whole


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the smaller unit first, then what holds it
        ("Gunmen killed nine in the Sangin district of Helmand province.", {"Sangin": "Sangin"}),
        ("Gunmen killed nine in Gwoza Local Government Area of Borno State.", {"Gwoza": "Gwoza"}),
        # a country's name before a noun of its own, and a border
        ("Nine died in the south-eastern Niger village of Wubalika.", {"Niger": None}),
        ("Nine died near the Mali-Niger border.", {"Niger": None}),
        # what bears the name of a place
        ("Nine died in the Tana Delta clashes.", {"Tana": None}),
        ("Two bombers attacked the Baga Market in Maiduguri.", {"Baga": "Maiduguri"}),
        ("Two men threw Molotov cocktails.", {}),
        ("Soldiers raided a building at Zone E in Abuja.", {"Abuja": "Abuja"}),
        ("A bomber struck in Chowk-e Shahidan square in the southern city of Kandahar.", {"Shahidan": "Kandahar"}),
        # a province of which only a namesake town abroad is known
        ("Nine died in Tunari Province.", {"Tunari": None}),
        # a sea beside a city
        ("Nine died in the Red Sea city of Jeddah.", {"Jeddah": "Jeddah"}),
        # a list of states, one of them a country elsewhere
        ("Shots were fired in Alabama, Georgia, Oklahoma and Pennsylvania.", {"Georgia": "Atlanta", "Oklahoma": "Oklahoma City"}),
        ("Shots were fired in Georgia and in Russia.", {"Georgia": None}),
        # the capital's own name after the word
        ("Nine died 70 kilometres north of the capital, Mogadishu.", {"Mogadishu": "Mogadishu"}),
        # the best known of a name, whatever the article is about
        ("Nine died in Ohio. A man was held in London.", {"London": "London"}),
    ],
)  # fmt: skip
def test_what_a_name_means(text: str, wanted: dict[str, str | None]) -> None:
    mentions = FINDER.find(text)
    context = FINDER.context(text, mentions)
    found = {m.text: place.place.name if (place := resolve(m, context)) else None for m in mentions}
    assert {name: found.get(name) for name in wanted} == wanted
    if not wanted:
        assert not mentions


@pytest.mark.parametrize(
    ("text", "location", "precision"),
    [
        ("Gunmen killed nine people in northeastern Nigeria on Monday. The gunmen opened fire on a market in Gwoza.",
         "Gwoza", 1),
        ("A bomb killed nine people north of Baghdad on Monday. The blast hit a mosque in Baquba.", "Baqubah", 1),
        ("A bomb killed nine people in Ghazni province, south of Kabul, on Monday.", "Ghazni", 3),
        ("Nine passengers were killed on Monday when a bomb hit a bus travelling from Bahir Dar to Addis Ababa near Debre"
         " Markos in Ethiopia.", "Debre Mark'os", 2),
        ("Nine people were killed in Kadugli, Sudan, on Monday by a militia backed by Khartoum.", "Kadugli", 1),
        # capitals that speak, an outlet, an organisation, ranks and governors with the names of places
        ("Moscow accused Kyiv on Tuesday of an attack in which a drone killed nine people in Belgorod.", "Belgorod", 1),
        ("ABUJA, Nigeria (Reuters) - Gunmen killed nine people in Damboa on Monday, Governor Kano Lawal said.", "Damboa", 1),
        ("Nine people were killed in Bentiu, South Sudan, on Monday, the Juba government and a China National Petroleum"
         " official said.", "Bentiu", 1),
        ("PARIS - Nine people were shot dead on Monday in Gao, Mali, the Paris-based group Survie said.", "Gao", 1),
        ("Colonel Austin Garissa said rebels killed nine civilians in Beni, DR Congo, on Monday.", "Beni", 1),
        ("The Sydney Morning Herald reported that gunmen killed nine people in Marawi, Philippines, on Monday.", "Marawi City", 1),
        ("Gunmen killed nine people in Jos, Nigeria, on Monday, said Paris Jackson of the Berlin Institute in London.", "Jos", 1),
        ("A Chadian soldier based in N'Djamena was killed with eight others on Monday in an ambush near Diffa in Niger.", "Diffa", 2),
        ("The Cairo Agreement did not stop the fighting: rebels killed nine soldiers in Kidal, Mali, on Monday.", "Kidal", 1),
        ("Nine people were killed in Homs, Syria, on Monday when planes that had taken off from Latakia bombed a market.", "Homs", 1),
    ],
)  # fmt: skip
def test_the_finer_place_of_an_event(coder: Coder, text: str, location: str, precision: int) -> None:
    (report,) = code(coder, text)
    assert (report["location"], report["geo_precision"]) == (location, precision)
