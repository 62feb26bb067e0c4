"""The walk of docs/extending.md, done from its own blocks, and what the dictionaries did not know."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from conflictdata.cli import main
from conflictdata.coverage import coverage
from conflictdata.errors import ReleaseError

PAGE = (
    (Path(__file__).resolve().parents[1] / "docs" / "extending.md")
    .read_text(encoding="utf-8")
    .split("## A sub-type")[1]
)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.S)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the page's own commands were run."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "mine.yaml").write_text(block("yaml"), encoding="utf-8")
    text = "Zurmi Peace Front fighters hoodwinked soldiers near Qarxis in Mali on Monday."
    (folder / "docs.jsonl").write_text(
        block("json") + f'{{"published": "2024-05-14", "text": "{text}"}}\n', encoding="utf-8"
    )
    commands = re.findall(r"^    conflictdata ((?:ontology check mine|run source=jsonl|check outputs).*)$", PAGE, re.M)
    assert len(commands) == 3
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for command in commands:
            assert main(command.split()) == 0, command
    return folder


def test_the_walk_ends_with_the_new_type_in_the_events(walk: Path) -> None:
    release = walk / "outputs" / "releases" / "raids" / "v1"
    events = pd.read_parquet(release / "events.parquet")
    assert set(events["sub_event_type"]) >= {"Cattle raid", "Attack"}
    raid = events[events["sub_event_type"] == "Cattle raid"].iloc[0]
    assert raid["event_type"] == "Violence against civilians"
    assert raid["actor2"] == "Civilians (Mali)"
    assert "Cattle raid" in (release / "codebook.md").read_text(encoding="utf-8")
    assert '"label": "Cattle raid"' in (release / "manifest.json").read_text(encoding="utf-8")


def test_coverage_lists_what_no_dictionary_knew(walk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(walk / "outputs")
    assert main(["coverage", "raids", "--output-dir", root, "--csv", str(walk / "all.csv")]) == 0
    shown = capsys.readouterr().out
    assert "3 articles read" in shown
    with (walk / "all.csv").open(encoding="utf-8") as stream:
        rows = {(row["kind"], row["what"]): row for row in csv.DictReader(stream)}
    assert ("act", "hoodwinked") in rows
    assert ("actor", "Zurmi Peace Front") in rows
    assert ("place", "Qarxis") in rows
    assert rows["place", "Qarxis"]["example"].startswith("Zurmi Peace Front")


def test_coverage_says_when_the_texts_are_gone(walk: Path) -> None:
    texts = walk / "outputs" / "texts" / "raids" / "v1.parquet"
    aside = texts.rename(texts.with_suffix(".aside"))
    try:
        with pytest.raises(ReleaseError, match=r"texts of this release are not here.*keep_texts"):
            coverage("raids", root=walk / "outputs")
    finally:
        aside.rename(texts)


def test_coverage_without_a_name_needs_one_dataset(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="there is no dataset"):
        coverage(root=tmp_path)
