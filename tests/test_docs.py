"""The docs say what the program does: every verb, group and setting is in them, and the README's example is true."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest
from runs import shared_coder

from conflictdata import cli, coding, config
from conflictdata.documents import Document

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
USING = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("verb", cli.VERBS)
def test_every_verb_is_explained(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"| `{verb} " in USING
    assert f"conflictdata {verb}" in cli.HELP
    if verb != "run":
        with pytest.raises(SystemExit):
            cli.VERBS[verb](["--help"])
        for option in re.findall(r"--[a-z-]+", capsys.readouterr().out):
            assert option == "--help" or option in USING or verb == "check", option


@pytest.mark.parametrize("group", [*config.group_names(), "ontology"])
def test_every_group_and_choice_is_explained(group: str) -> None:
    row = next(line for line in USING.splitlines() if line.startswith(f"| `{group}` |"))
    for option in config.options(group):
        assert f"`{option}`" in row


def test_every_single_setting_is_explained() -> None:
    for field in dataclasses.fields(config.RunConfig):
        assert f"`{field.name}`" in USING, field.name


def test_every_choice_says_what_it_is() -> None:
    for path in config.conf_dir().rglob("*.yaml"):
        if path.parent.name not in ("help",):
            assert path.read_text(encoding="utf-8").startswith("#"), path.name


def test_the_two_commands_of_the_readme_exist_and_help_lists_every_target() -> None:
    for command in ("run", "test"):
        assert f"    make {command} " in README
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    explained = set(re.findall(r"^([a-z]+):.* ## \S", MAKEFILE, re.MULTILINE))
    assert targets == explained
    assert {"run", "test", "check", "bench", "build", "clean", "lock"} <= explained


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} points to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_python_in_the_docs_is_python(page: Path) -> None:
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        compile(block, page.name, "exec")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_in_the_docs_compose(page: Path) -> None:
    found = re.findall(r"^    conflictdata run ([^\n]*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    for line in found:
        words = [
            word for word in line.split("  ")[0].split() if word not in ("...", "-m") and not word.startswith("--")
        ]
        if "--config-dir" in line or "--cfg" in line:
            continue
        config.compose([re.sub(r"=([^=,]*),.*", r"=\1", word) for word in words])


def test_the_example_of_the_readme_is_what_the_coder_says() -> None:
    text = " ".join(line[2:] for line in README.splitlines() if line.startswith("> "))
    published = dt.datetime.strptime(re.search(r"published on (\d+ \w+ \d{4})", README)[1], "%d %B %Y").date()  # type: ignore[index]
    run = config.settings(config.compose())
    stage = coding.CodingStage(run.nlp, run.actors, run.gazetteer, run.ontology, run.coder, run.reader, published)
    document = Document("readme", text, published=published, published_source="metadata", language="en")
    rows = coding.Worker(shared_coder(stage), published, {"coder_version": "0", "ontology_version": "0"})([document])
    (report,) = rows.reports[0].to_dict("records")
    spans = {
        row["field"]: text[row["span_start"] : row["span_end"]]
        for row in rows.evidence
        if row["span_start"] is not None
    }
    table = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", README, re.MULTILINE)
    assert len(table) >= 8
    for name, value, words in table:
        said = report[name]
        assert (f"{said:%Y-%m-%d}" if name == "event_date" else str(said)) == value
        assert words in spans[name] or spans[name] in words, name
