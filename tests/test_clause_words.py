"""The lists that steer how a clause is read are data, and a mistake in them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import clause_words as module
from conflictdata.knowledge.ontology import load_ontology


def test_names_of_acts_and_classes_are_those_of_the_ontology() -> None:
    words, ontology = module.clause_words(), load_ontology()
    assert words.needs_actor | words.on_ground_held <= set(ontology.acts)
    assert words.thing_may <= ontology.classes.names


def test_a_missing_list_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "clause_words.yaml"
    path.write_text("saying: [say]\n", encoding="utf-8")
    monkeypatch.setattr(module, "_PATH", path)
    with pytest.raises(KnowledgeError, match="general_verbs"):
        module.clause_words.__wrapped__()
