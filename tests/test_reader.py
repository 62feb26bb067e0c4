"""The second reader: its forms, what it may decide, and that the rules stand without it."""

import json

import numpy as np
import pandas as pd
import pytest

from conflictdata.documents.model import Document
from conflictdata.errors import ConfigError, KnowledgeError, SourceError
from conflictdata.knowledge.ontology import load_ontology
from conflictdata.knowledge.taxonomy import sub_event_types
from conflictdata.reports import reader as readers
from conflictdata.reports.arbitration import table
from conflictdata.reports.coder import Coder
from conflictdata.reports.reader import BUNDLED, NONE, ReaderConfig, from_folder, load

LABELS = (*sorted(sub_event_types()), NONE)
CLASH = "Soldiers clashed with rebels near Beni on Thursday, and by the evening both sides had left the hills."
PLAIN = "The committee met in Beni on Thursday and elected a treasurer."


class Fixed:
    """A reader that says the same of every text, and remembers what it was asked."""

    labels = LABELS

    def __init__(self, **chances):
        self.row = np.array([chances.get(label.split()[0].strip("()").lower(), 0.0) for label in LABELS])
        self.asked = []

    def probabilities(self, texts):
        self.asked += texts
        return np.tile(self.row, (len(texts), 1))


def code(text, reader=None):
    import datetime as dt

    coder = Coder(reader=reader)
    document = Document("d1", text, published=dt.date(2024, 5, 18))
    return next(iter(coder.code([document])))


def test_the_table_names_types_acts_and_probabilities():
    found = table()
    assert set(found.acts) == set(sub_event_types())
    assert set(found.acts.values()) <= set(load_ontology().acts)
    assert all(0 < value <= 1 for value in found.thresholds.values())


def test_without_a_reader_the_rules_decide_alone():
    coding = code(CLASH)
    assert [r["sub_event_type"] for r in coding.reports] == ["Armed clash"]
    said = next(e for e in coding.evidence if e["field"] == "sub_event_type")
    assert said["method"] == "pattern"
    assert "second reader" not in (said["reason"] or "")


def test_agreement_changes_nothing_and_is_on_record():
    coding = code(CLASH, Fixed(armed=0.9))
    assert [r["sub_event_type"] for r in coding.reports] == ["Armed clash"]
    said = next(e for e in coding.evidence if e["field"] == "sub_event_type")
    assert said["method"] == "pattern"
    assert "rules: Armed clash" in said["reason"]
    assert "second reader: Armed clash 0.90" in said["reason"]


def test_the_reader_may_refuse_and_the_refusal_is_a_row():
    coding = code(CLASH, Fixed(none=0.99))
    assert coding.reports == []
    assert "second_reader" in [r["value"] for r in coding.rejects]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers clashed with rebels near Beni on Thursday, and six fighters were killed before both sides left the hills.",
        "Soldiers clashed near Beni Thursday.",
        "A suicide bomber blew himself up near Beni on Thursday, and by the evening both sides had left the hills.",
    ],
    ids=["counted harm", "a few words", "firm rules"],
)
def test_what_the_reader_may_not_refuse(text):
    coding = code(text, Fixed(none=0.99))
    assert "second_reader" not in [r["value"] for r in coding.rejects]


def test_capitals_need_a_surer_refusal():
    assert [r["sub_event_type"] for r in code(CLASH.upper(), Fixed(none=0.93)).reports] == ["Armed clash"]
    assert code(CLASH, Fixed(none=0.93)).reports == []
    assert code(CLASH.upper(), Fixed(none=0.98)).reports == []


def test_a_headline_that_stands_alone_is_not_refused_by_doubt():
    headline = "Soldiers and rebels clash in hills near Beni"
    assert [r["sub_event_type"] for r in code(headline, Fixed(none=0.98)).reports] == ["Armed clash"]
    assert code(f"{headline}.", Fixed(none=0.98)).reports == []


def test_a_refused_incident_keeps_the_type_that_it_would_have_had():
    coding = code("Soldiers clashed with rebels in Congo on Thursday, officers said.")
    assert coding.reports == []
    refused = [json.loads(r["row"]) for r in coding.rejects if r["check"] == "incident"]
    assert [r["sub_event_type"] for r in refused] == ["Armed clash"]


def test_the_reader_may_change_the_type_and_both_opinions_are_kept():
    coding = code(CLASH, Fixed(attack=0.95))
    assert [r["sub_event_type"] for r in coding.reports] == ["Attack"]
    said = next(e for e in coding.evidence if e["field"] == "sub_event_type")
    assert said["method"] == "classifier"
    assert "rules: Armed clash" in said["reason"]
    assert "second reader: Attack 0.95" in said["reason"]


def test_the_reader_may_propose_an_act_only_where_a_place_is_told():
    assert [r["sub_event_type"] for r in code(PLAIN, Fixed(agreement=0.95)).reports] in ([], ["Agreement"])
    nowhere = code("The committee met on Thursday and elected a treasurer.", Fixed(agreement=0.95))
    assert nowhere.reports == []


BLAST = "A gas bottle with a timer blew up on Thursday at the side door of a bank in Tarija, and a new group spoke of revenge."


def test_a_refusal_by_the_words_of_a_setting_is_lifted_by_a_sure_reader_and_that_is_on_record():
    assert [r["value"] for r in code(BLAST).rejects] == ["accident"]
    assert code(BLAST, Fixed(remote=0.85)).reports == []
    coding = code(BLAST, Fixed(remote=0.95))
    assert [r["sub_event_type"] for r in coding.reports] == ["Remote explosive/landmine/IED"]
    said = next(e for e in coding.evidence if e["field"] == "sub_event_type")
    assert "the rules refused the act (accident)" in said["reason"]


def test_what_grammar_refuses_stays_refused():
    denied = (
        "The army denied on Thursday that its soldiers had clashed with rebels near Beni, where both sides hold hills."
    )
    assert code(denied, Fixed(armed=0.99)).reports == []


def test_a_text_is_asked_about_once():
    reader = Fixed(armed=0.9)
    code(CLASH, reader)
    assert len(reader.asked) == len(set(reader.asked))


def test_the_bundled_reader_is_small_and_tells_events_from_none():
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 25 * 2**20
    reader = from_folder(BUNDLED, {})
    assert set(reader.labels) == set(LABELS)
    texts = [
        "Gunmen kidnapped two teachers from a school near Kaduna on Monday and demanded a ransom.",
        "The striker fired two shots past the keeper as Kaduna United attacked from the first minute.",
    ]
    said = [reader.labels[i] for i in reader.probabilities(texts).argmax(1)]
    assert said == ["Abduction/forced disappearance", NONE]


def test_a_row_does_not_depend_on_its_neighbours():
    reader = from_folder(BUNDLED, {})
    alone, beside = reader.probabilities([CLASH]), reader.probabilities([PLAIN * 3, CLASH, "Rain."])
    assert (alone[0] == beside[1]).all()


def test_no_torch_is_needed():
    import subprocess
    import sys

    code = "import sys; from conflictdata.reports.reader import load, ReaderConfig; load(ReaderConfig()); print('torch' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (ReaderConfig("oracle"), "bundled, none, custom"),
        (ReaderConfig("custom"), "reader.path"),
        (ReaderConfig("custom", "nowhere"), "reader.json"),
        (ReaderConfig("custom", "nowhere.joblib"), "reader.path"),
    ],
)
def test_what_cannot_be_read_is_said(config, words):
    with pytest.raises(ConfigError, match=words):
        load(config)


def test_none_loads_nothing():
    assert load(ReaderConfig("none")) is None


def rows(path, count=30):
    kinds = {
        "Armed clash": "Soldiers and rebels exchanged fire near village {} for hours.",
        "Peaceful protest": "Teachers marched through town {} to ask for their wages.",
        "Abduction/forced disappearance": "Gunmen took driver {} from his lorry and vanished.",
    }
    table = [{"notes": text.format(n), "sub_event_type": kind} for kind, text in kinds.items() for n in range(count)]
    pd.DataFrame(table).to_csv(path, index=False)
    return path


def test_a_reader_of_ones_own_is_taught_from_rows(tmp_path):
    pytest.importorskip("sklearn")
    from conflictdata.reports.teach import teach

    taught = teach(rows(tmp_path / "rows.csv"), tmp_path / "mine")
    assert taught.accuracy > 0.6  # three labels; guessing gives a third
    reader = load(ReaderConfig("custom", str(tmp_path / "mine")))
    assert NONE in reader.labels  # the bundled reader's opinion, since no row says so
    said = reader.probabilities(["Rebels and soldiers exchanged fire near the village for an hour."])[0]
    assert reader.labels[int(said.argmax())] == "Armed clash"
    coding = code(CLASH, reader)
    assert [r["sub_event_type"] for r in coding.reports] == ["Armed clash"]


def test_a_head_of_another_model_is_refused(tmp_path):
    pytest.importorskip("sklearn")
    from conflictdata.reports.teach import teach

    teach(rows(tmp_path / "rows.csv"), tmp_path / "mine")
    about = tmp_path / "mine" / "reader.json"
    about.write_text(json.dumps({**json.loads(about.read_text()), "base_sha256": "0"}))
    with pytest.raises(KnowledgeError, match="another version"):
        load(ReaderConfig("custom", str(tmp_path / "mine")))


def test_rows_that_cannot_teach_are_refused_with_what_is_allowed(tmp_path):
    pytest.importorskip("sklearn")
    from conflictdata.reports.teach import teach

    path = tmp_path / "rows.csv"
    pd.DataFrame([{"notes": "a", "sub_event_type": "Brawl"}]).to_csv(path, index=False)
    with pytest.raises(SourceError, match="Mob violence"):
        teach(path, tmp_path / "mine")
    with pytest.raises(SourceError, match="--text"):
        teach(path, tmp_path / "mine", text="body")


def test_a_scikit_learn_classifier_reads_too(tmp_path):
    sklearn = pytest.importorskip("sklearn")
    import joblib
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    assert sklearn
    table = pd.read_csv(rows(tmp_path / "rows.csv"))
    labels = table["sub_event_type"].replace({"Armed clash": "battle"})
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(table["notes"], labels)
    joblib.dump(model, tmp_path / "mine.joblib")
    with pytest.raises(ConfigError, match="battle"):
        load(ReaderConfig("custom", str(tmp_path / "mine.joblib")))
    reader = load(ReaderConfig("custom", str(tmp_path / "mine.joblib"), {"battle": "Armed clash"}))
    assert "Armed clash" in reader.labels
    assert readers.sha256(tmp_path / "mine.joblib") != readers.sha256(tmp_path / "rows.csv")
