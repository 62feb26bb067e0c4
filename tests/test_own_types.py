"""A researcher's own sub-types, demands on sides, and the verb that runs an ontology's examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictdata import schema
from conflictdata.cli import main
from conflictdata.errors import KnowledgeError
from conflictdata.knowledge import taxonomy as tax
from conflictdata.knowledge.ontology import load_ontology, read_ontology

HEAD = 'name: mine\nversion: "1"\nextends: acled\n'
RAID = "sub_event_types:\n  Cattle raid: {like: Looting/property destruction, actor1: armed, actor2: Civilians}\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_every_type_has_three_examples_two_counter_examples_and_a_rank() -> None:
    for label, note in load_ontology().types.items():
        agree = sum(expected == label for _, expected in note.examples)
        assert agree >= 3, label
        assert len(note.examples) - agree >= 2, label
        assert note.rank == tax.bundled()[label].rank, label


def test_an_extending_file_says_only_what_it_adds(tmp_path: Path) -> None:
    path = written(tmp_path, "acts:\n  kill:\n    verbs: zap\n")
    ontology = read_ontology(path)
    assert ontology.name == "mine"
    assert len(ontology.acts) == len(load_ontology().acts)
    assert {"zapped", "murdered"} <= ontology.by_head.keys()


def test_own_types_hold_where_they_are_declared_and_nowhere_else(tmp_path: Path) -> None:
    ontology = read_ontology(written(tmp_path, RAID))
    with tax.declared(ontology.declares):
        assert tax.own_labels() == ("Cattle raid",)
        assert tax.compatible("Cattle raid", "Attack")
        assert "Cattle raid" in str(schema.schema_of("events").columns["sub_event_type"].checks)
    assert tax.own_labels() == ()
    assert "Cattle raid" not in str(schema.schema_of("events").columns["sub_event_type"].checks)


def test_the_record_in_a_manifest_gives_the_type_back(tmp_path: Path) -> None:
    own = read_ontology(written(tmp_path, RAID)).sub_types["Cattle raid"]
    assert tax.from_record(own.record()) == own


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sub_event_types:\n  Raid: {like: Theft}\n", "line 5.*Allowed: .*Attack"),
        ("sub_event_types:\n  Raid: {like: Attack, actor1: bandits}\n", "line 5.*Allowed: .*Rebel group"),
        ("sub_event_types:\n  Attack: {like: Attack}\n", "bundled"),
        ("types:\n  Attack: {rank: first}\n", "whole number"),
        ("types:\n  Attack: {forbids: ['actor1:tall']}\n", "no fact of a report"),
        ("types:\n  Attack: {forbids: ['cue:rain']}\n", "defines no such cue"),
        ("extends: mine.yaml\n", "extends itself"),
    ],
)
def test_mistakes_name_the_line_and_what_is_allowed(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(KnowledgeError, match=message):
        read_ontology(written(tmp_path, text))


def test_the_verb_names_what_came_out_otherwise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "types:\n  Grenade:\n    examples: [Teachers marched in Lima on Monday.]\n")
    assert main(["ontology", "check", str(path)]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith("Grenade: expected Grenade, found Peaceful protest")
    assert "1 of " in last


def test_the_verb_lists_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ontology", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 25
    assert main(["ontology", "show", "agreement"]) == 0
    assert "Agreement.forbids.1" in capsys.readouterr().out
    assert main(["ontology", "show", "Nothing"]) == 1
    assert main(["ontology", "show"]) == 2
