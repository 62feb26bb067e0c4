"""The ontology: its own examples hold, its mistakes are named by line, and it grows without Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from conflictdata.errors import KnowledgeError
from conflictdata.knowledge.ontology import conf_dir, load_ontology, read_ontology
from conflictdata.knowledge.taxonomy import sub_event_types
from conflictdata.reports.coder import Coder
from conflictdata.reports.examples import check_ontology, type_of

ACLED = conf_dir() / "ontology" / "acled.yaml"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def edited(folder: Path, old: str, new: str) -> Path:
    """A copy of the ontology with one change."""
    text = ACLED.read_text(encoding="utf-8")
    assert old in text
    path = folder / "mine.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_example_comes_out_as_promised(coder: Coder) -> None:
    assert check_ontology("acled", coder) == []


def test_every_type_has_a_definition_and_at_least_two_examples() -> None:
    types = load_ontology().types
    assert set(types) == set(sub_event_types())
    for label, note in types.items():
        assert note.definition, label
        assert sum(expected == label for _, expected in note.examples) >= 2, label


def test_every_type_can_be_decided() -> None:
    assert {rule.to for rule in load_ontology().rules} == set(sub_event_types())


def test_a_wrong_promise_is_reported(tmp_path: Path) -> None:
    path = edited(
        tmp_path, "- A drone strike killed two people in a car near Marib on Thursday.", "- Teachers marched in Lima."
    )
    assert check_ontology(str(path)) == [
        "Air/drone strike: expected Air/drone strike, found Peaceful protest (demo.peaceful): Teachers marched in Lima."
    ]


def test_a_researcher_adds_a_cue_and_a_rule_without_python(tmp_path: Path, coder: Coder) -> None:
    text = "Rebels zapped four villagers near Goma during the harvest on Friday."
    assert type_of(coder, text)[0] == "none"
    path = edited(tmp_path, "    verbs: kill | murder", "    verbs: zap | kill | murder")
    words = path.read_text(encoding="utf-8")
    words = words.replace("cues:\n", "cues:\n  harvest: harvest | harvesting\n", 1)
    rule = '  - {id: mine.harvest, to: Looting/property destruction, all: ["act:kill", "cue:harvest"]}\n'
    path.write_text(words.replace("rules:\n", "rules:\n" + rule, 1), encoding="utf-8")
    assert type_of(Coder(ontology=str(path)), text) == ("Looting/property destruction", "mine.harvest")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    verbs: kill | murder", "    verb: kill | murder", ("unknown keys: verb", "verbs")),
        ("to: Chemical weapon", "to: Chemical weapons", ("unknown type 'Chemical weapons'", "Chemical weapon")),
        ('"act:chemical"]', '"act:chemicals"]', ("'act:chemicals'", "chemical")),
        ('"cue:offduty"]', '"cue:off_duty"]', ("'cue:off_duty'", "offduty")),
        ('"set:demo"', '"setting:demo"', ("'setting:demo'", "set")),
        ("@weapon_grenade", "@grenades", ("unknown classes: grenades", "weapon_grenade")),
        ("kind: noun", "kind: nouns", ("'nouns'", "noun, verb")),
        ("voice: passive", "voice: pasive", ("'pasive'", "passive")),
        ("{subj: patient}", "{subj: victim}", ("'victim'", "patient")),
    ],
)
def test_a_mistake_names_its_line_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, says: tuple[str, str]
) -> None:
    path = edited(tmp_path, old, new)
    with pytest.raises(KnowledgeError) as caught:
        read_ontology(path)
    message = str(caught.value)
    changed = path.read_text(encoding="utf-8").splitlines()
    named = int(message.split("mine.yaml line ")[1].split(".")[0])
    at = next(number for number, line in enumerate(changed, start=1) if new in line)
    assert abs(named - at) <= 2, message
    assert says[0] in message
    assert says[1] in message.split("Allowed:")[1]


def test_a_missing_ontology_names_those_there_are() -> None:
    with pytest.raises(KnowledgeError, match="acled"):
        load_ontology("no_such_scheme")


def test_idioms_state_no_act(coder: Coder) -> None:
    assert type_of(coder, "The mayor died of a heart attack in Lagos on Monday.")[0] == "none"
    assert type_of(coder, "Riot police stood by in Lagos on Monday.")[0] == "none"
