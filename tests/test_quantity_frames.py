"""Thousands of sentences whose numbers are known by construction: every figure must come out exactly.

A quantity phrase and its meaning, a noun for the victims and a frame that kills, injures or abducts are drawn together;
beside them stand numbers that count nobody.
"""

from __future__ import annotations

import itertools
import random

import pytest

from conflictdata.reports.casualties import find_harms
from conflictdata.reports.nlp import NlpConfig, load

_SMALL = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
          "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}


def spelled(n: int) -> str:
    """2 to 9,999,999 in words, written apart from the reader under test."""
    for unit, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= unit:
            rest = n % unit
            head = f"{spelled(n // unit)} {name}"
            return head + (f" and {spelled(rest)}" if 0 < rest < 100 else f" {spelled(rest)}" if rest else "")
    if n >= 20:
        return _TENS[n - n % 10] + (f"-{spelled(n % 10)}" if n % 10 else "")
    return "one" if n == 1 else _SMALL[n - 2]


def digits(n: int) -> str:
    return f"{n:,}"


def up_to(n: int) -> tuple:
    return 1, min(3, n), n, "up_to"


#: words before a number -> its low, best, high and kind
BEFORE = {
    "": lambda n: (n, n, n, "exact"), "at least": lambda n: (n, n, None, "at_least"), "more than": lambda n: (n, n, None, "at_least"),
    "over": lambda n: (n, n, None, "at_least"), "no fewer than": lambda n: (n, n, None, "at_least"), "not less than": lambda n: (n, n, None, "at_least"),
    "upwards of": lambda n: (n, n, None, "at_least"), "about": lambda n: (n, n, n, "approximate"), "around": lambda n: (n, n, n, "approximate"),
    "some": lambda n: (n, n, n, "approximate"), "approximately": lambda n: (n, n, n, "approximate"), "an estimated": lambda n: (n, n, n, "approximate"),
    "nearly": lambda n: (None, n, n, "approximate"), "almost": lambda n: (None, n, n, "approximate"), "up to": up_to, "as many as": up_to,
}  # fmt: skip
#: whole phrases with "of" before a noun where they need it
PHRASES = {
    "a dozen": (12, 12, 12, "exact"), "two dozen": (24, 24, 24, "exact"), "half a dozen": (6, 6, 6, "exact"), "at least a dozen": (12, 12, None, "at_least"),
    "dozens of": (12, 12, 99, "vague"), "scores of": (20, 20, 99, "vague"), "hundreds of": (100, 100, 999, "vague"), "thousands of": (1000, 1000, 9999, "vague"),
    "tens of thousands of": (10000, 10000, 99999, "vague"), "several": (2, 3, None, "vague"), "a handful of": (2, 3, None, "vague"),
    "a few": (2, 3, None, "vague"), "a couple of": (2, 2, 2, "exact"), "several dozen": (24, 36, 99, "vague"), "a few hundred": (200, 300, 999, "vague"),
    "a group of five": (5, 5, 5, "exact"), "an unknown number of": (1, 3, None, "vague"), "a hundred": (100, 100, 100, "exact"),
    "five or six": (5, 5, 6, "range"), "two to three hundred": (200, 200, 300, "range"),
}  # fmt: skip
NOUNS = [
    "people",
    "villagers",
    "soldiers",
    "farmers",
    "policemen",
    "women",
    "civilians",
    "militants",
    "students",
    "passengers",
    "children",
    "rebels",
]
#: frames: the sentence around the victims, the impact; {v} holds the victims, {V} the same with a capital
FRAMES = [
    ("Gunmen killed {v} in the village on Monday.", "killed"), ("{V} were killed in the attack, police said.", "killed"), ("The blast left {v} dead.", "killed"),
    ("{V} died when a bomb exploded near the market.", "killed"), ("Rebels attacked the town, killing {v}.", "killed"),
    ("{V} were shot dead by gunmen.", "killed"), ("The bodies of {v} were found in a ditch.", "killed"), ("{V} lost their lives in the raid.", "killed"),
    ("The army said that {v} had been killed in the clash.", "killed"), ("The shelling wounded {v} on Friday.", "injured"),
    ("{V} were injured in the explosion.", "injured"), ("A mortar shell hit the camp, injuring {v}.", "injured"), ("Armed men abducted {v} from the road.", "abducted"),
    ("{V} were kidnapped by bandits near the border.", "abducted"),
]  # fmt: skip
#: what stands beside the victims and counts nobody
ASIDE = [
    "", "", "", " The attack took place on 9 July 2015.", " The road is 35 km long.", " It was the 3rd Brigade's base.", " Police fired 122mm rounds.",
    " The mayor, Ali Omar, 52, confirmed it.", " Losses came to $30 million.", " The town lies on Route 66.",
]  # fmt: skip


def drawn(count: int, seed: int) -> list[tuple[str, str, tuple]]:
    """Sentences with the impact and the figure they must give, always the same for a seed."""
    dice = random.Random(seed)
    numbers = [*range(2, 41), *range(45, 100, 5), 111, 128, 250, 999, 1200, 4500, 12_000, 250_000, 1_200_000]
    out = []
    for _ in range(count):
        noun, (frame, impact) = dice.choice(NOUNS), dice.choice(FRAMES)
        if dice.random() < 0.3:
            words = dice.choice(sorted(PHRASES))
            meaning = PHRASES[words]
        elif dice.random() < 0.2:
            low = dice.choice(numbers[:60])
            high = low + dice.randint(1, 30)
            form = dice.choice(["between {} and {}", "{} to {}", "{}-{}"])
            words, meaning = form.format(low, high), (low, low, high, "range")
        else:
            n, before = dice.choice(numbers), dice.choice(sorted(BEFORE))
            words, meaning = f"{before} {dice.choice([digits, spelled])(n)}".strip(), BEFORE[before](n)
        victims = f"{words} {noun}"
        text = frame.format(v=victims, V=victims[0].upper() + victims[1:])
        out.append((text, impact, meaning))
    return out


@pytest.fixture(scope="module")
def nlp():
    return load(NlpConfig())


def figures(harms, impact):
    return [(h.low, h.best, h.high, h.count_kind) for h in harms if h.impact == impact and not h.including]


def misread(nlp, cases) -> list[str]:
    """The sentences that come out otherwise than they were made."""
    docs = nlp.pipe((text for text, _, _ in cases), batch_size=256)
    return [
        f"{text} -> {figures(find_harms(doc, 0, 0), impact)}, not {meaning}"
        for (text, impact, meaning), doc in zip(cases, docs, strict=True)
        if figures(find_harms(doc, 0, 0), impact) != [meaning]
    ]


def test_every_quantity_in_every_frame(nlp):
    wrong = misread(nlp, drawn(3000, seed=6))
    assert not wrong, f"{len(wrong)} of 3000: " + "\n".join(wrong[:10])


#: parties told in words of their own -> how many people each sentence must add up to
PARTIES = {
    "a family of five": 5, "a family of three": 3, "two brothers": 2, "a woman and her two children": 3, "a farmer and his son": 2,
    "a driver and two guards": 3, "a nurse, a teacher and four students": 6, "three soldiers and four civilians": 7,
    "a policeman, two soldiers and a driver": 4, "a pastor, his wife and three of their children": 5, "one soldier and 12 villagers": 13,
    "the mayor and two of his guards": 3, "six Nigerians and one Ghanaian": 7, "a 35-year-old farmer": 1, "an elderly woman": 1,
    "a couple and their three children": 5, "two women and a 12-year-old girl": 3, "three members of a family": 3, "a senior police officer": 1,
    "a journalist": 1, "another villager": 1, "three others": 3, "another three people": 3, "five more villagers": 5, "12 other passengers": 12,
    "one of the guards": 1, "three of the hostages": 3, "a teacher and 18 others": 19, "four teachers and their driver": 5,
}  # fmt: skip
ONE_FRAMES = [
    ("Gunmen killed {v} in the village on Monday.", "killed"), ("Rebels attacked the town, killing {v}.", "killed"), ("Bandits abducted {v} on the road to Kano.", "abducted"),
    ("A mine exploded under the bus, wounding {v}.", "injured"), ("Armed men opened fire and killed {v}, police said.", "killed"),
    ("The army shot dead {v} on Tuesday.", "killed"),
]  # fmt: skip
PASSIVE = [
    ("{V} {were} killed in the attack on Monday.", "killed"), ("{V} {were} shot dead by gunmen.", "killed"),
    ("{V} {were} wounded in the blast, a doctor said.", "injured"), ("{V} {were} kidnapped near the border.", "abducted"),
]  # fmt: skip
#: statements whose wording is their number
WHOLE = {
    "Ali Omar, Musa Bello and Sani Ahmed were killed in the attack.": ("killed", 3), "The body of a trader was found in the river.": ("killed", 1),
    "The bodies of four men were found near Kano.": ("killed", 4), "Nine bodies were recovered from the rubble.": ("killed", 9),
    "The man killed himself.": ("killed", 1), "The attacker blew himself up, killing six people.": ("killed", 7),
    "The death of three soldiers was confirmed on Friday.": ("killed", 3), "The raid resulted in the death of six people.": ("killed", 6),
    "The death toll rose to 14 on Friday.": ("killed", 14), "The death toll rose from nine to 14.": ("killed", 14),
    "Of the 20 passengers, seven were killed.": ("killed", 7), "Half of the 20 passengers were killed.": ("killed", 10),
    "A third of the 30 hostages were killed.": ("killed", 10), "Three of the 15 hostages were killed.": ("killed", 3),
    "One of them was killed.": ("killed", 1), "Both brothers were killed.": ("killed", 2), "Twelve people, including five women, were killed.": ("killed", 12),
    "Ten people, five of them children, were killed.": ("killed", 10), "The killing of two teachers was condemned.": ("killed", 2),
    "There were seven deaths and 12 injuries.": ("killed", 7), "The hospital received 11 corpses.": ("killed", 11),
}  # fmt: skip
#: numbers that count nobody
NOBODY = [
    "The army retook 60 percent of the town.", "Prices rose by 12 per cent after the attack.", "The attack was the third in 10 days.",
    "The bomb went off at 10:30 am.", "The clash began at 6 pm on 12 May 2016.", "Troops of the 14th Battalion attacked the camp.", "The rebels fired 12 rockets at the base.",
    "The bomb weighed 50 kilograms.", "The village lies 25 km from Goma.", "The army destroyed 15 vehicles.", "Article 17 of the law bans attacks.",
    "The raid cost the state $3 million.", "Militants attacked five villages.", "The war began in 1998.", "Police seized 200 AK-47 rifles.",
    "The siege has lasted 40 days.", "Call 112 after an attack.", "The team won 3-1 despite the blast.", "The court sentenced him to 20 years for the attack.",
    "The 2015 attack was never solved.", "Two-thirds of the town was destroyed.", "The rebels attacked at Kilometre 5.", "Shells of 155mm calibre hit the town.",
]  # fmt: skip


def totals(harms, impact):
    return sum(h.best for h in harms if h.impact == impact and not h.including and not h.negated)


def test_parties_in_words(nlp):
    cases = []
    for (words, total), (frame, impact) in itertools.product(sorted(PARTIES.items()), ONE_FRAMES):
        cases.append((frame.format(v=words), impact, total))
    for (words, total), (frame, impact) in itertools.product(sorted(PARTIES.items()), PASSIVE):
        verb = "was" if total == 1 else "were"
        cases.append((frame.format(V=words[0].upper() + words[1:], were=verb), impact, total))
    wrong = [
        f"{text} -> {totals(find_harms(doc, 0, 0), impact)}, not {total}"
        for (text, impact, total), doc in zip(cases, nlp.pipe(c[0] for c in cases), strict=True)
        if totals(find_harms(doc, 0, 0), impact) != total
    ]
    assert not wrong, f"{len(wrong)} of {len(cases)}: " + "\n".join(wrong)


def test_statements_whose_wording_is_their_number(nlp):
    read = {text: find_harms(nlp(text), 0, 0) for text in WHOLE}
    wrong = {text: totals(read[text], impact) for text, (impact, n) in WHOLE.items() if totals(read[text], impact) != n}
    assert not wrong


@pytest.mark.parametrize("text", NOBODY)
def test_numbers_that_harm_nobody(nlp, text):
    assert [h for h in find_harms(nlp(text), 0, 0) if h.unit == "persons" and h.best] == []
