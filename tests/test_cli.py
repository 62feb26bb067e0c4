"""The command line: verbs, exit codes, what is printed where."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from runs import shared_coder, stories, write_jsonl

from conflictdata import cli, coding


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test runs in an empty folder, with the shared coder, and leaves logging as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(coding, "build_coder", shared_coder)
    monkeypatch.setattr(sys, "argv", ["conflictdata"])
    monkeypatch.setenv("HYDRA_FULL_ERROR", "0")
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        handler.close()
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def few(tmp_path: Path) -> str:
    return f"source.path={write_jsonl(tmp_path / 'few.jsonl', stories()[:3])}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        ([], 2),
        (["walk"], 2),
        (["run", "sourc=folder"], 2),
        (["run", "source=folder"], 2),
        (["run", "source.pth=1"], 2),
        (["run", "--cfg", "job"], 0),
        (["run", "--cfg", "nonsense"], 2),
        (["run", "source=folder", "source.path=nowhere"], 1),
        (["codebook"], 0),
        (["codebook", "events"], 0),
        (["codebook", "verbs"], 2),
        (["why"], 2),
        (["why", "MLI-cd-000000000000"], 1),
        (["check", "nowhere"], 1),
        (["rebuild", "nowhere"], 1),
        (["diff", "demo", "v1", "v2"], 1),
    ],
)
def test_exit_codes(words: list[str], code: int) -> None:
    assert cli.main(words) == code


@pytest.mark.parametrize(
    "words", [["run", "source=folder", "source.path=nowhere"], ["run", "sourc=folder"], ["rebuild", "nowhere"]]
)
def test_an_error_is_one_message_without_traceback(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    cli.main(words)
    out, err = capfd.readouterr()
    assert out == ""
    assert "Traceback" not in err
    assert sum(line.startswith("conflictdata:") for line in err.splitlines()) == 1


def test_the_last_line_is_the_path_of_the_release(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "source=jsonl", few, "dataset=few"]) == 0
    out, err = capfd.readouterr()
    assert out.splitlines() == ["outputs/releases/few/v1"]
    assert Path("outputs/releases/few/v1/manifest.json").is_file()
    for stage in ("documents", "reports", "events"):
        assert sum(line.startswith(stage) for line in err.splitlines()) == 1
    assert "\r" not in err  # no bar without a terminal


def test_a_multirun_prints_one_path_per_job(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "-m", "source=jsonl", few, "dataset=one,two"]) == 0
    assert capfd.readouterr().out.splitlines() == ["outputs/releases/one/v1", "outputs/releases/two/v1"]


def test_a_failed_job_of_a_multirun_does_not_stop_the_others(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    path = few.partition("=")[2]
    assert cli.main(["run", "-m", "source=jsonl", f"source.path=nowhere.jsonl,{path}", "dataset=one"]) == 1
    assert capfd.readouterr().out.splitlines() == ["outputs/releases/one/v1"]


def test_rebuild_check_why_and_diff_of_a_release(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    import conflictdata

    assert cli.main(["run", "source=jsonl", few, "dataset=few"]) == 0
    capfd.readouterr()
    assert cli.main(["rebuild", "outputs/releases/few/v1"]) == 0
    assert "the same content" in capfd.readouterr().out
    assert cli.main(["check", "outputs/releases/few/v1"]) == 0
    event = conflictdata.load("few")["event_id"].iloc[0]
    capfd.readouterr()
    assert cli.main(["why", event]) == 0
    assert event in capfd.readouterr().out
    assert cli.main(["diff", "few", "v1", "v1"]) == 0


def test_rebuild_finds_the_same_bytes_under_another_name(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "source=jsonl", few, "dataset=few"]) == 0
    Path("few.jsonl").rename("renamed.jsonl")
    capfd.readouterr()
    assert cli.main(["rebuild", "outputs/releases/few/v1", "source.path=renamed.jsonl"]) == 0
    assert "the same content" in capfd.readouterr().out


def test_rebuild_says_which_input_changed(few: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "source=jsonl", few, "dataset=few"]) == 0
    write_jsonl(Path("few.jsonl"), stories()[:2])
    capfd.readouterr()
    assert cli.main(["rebuild", "outputs/releases/few/v1"]) == 1
    assert "few.jsonl" in capfd.readouterr().err
    Path("few.jsonl").unlink()
    assert cli.main(["rebuild", "outputs/releases/few/v1"]) == 1
    assert "gone" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("conflictdata ", list(cli.VERBS)),
        ("conflictdata r", ["run", "rebuild"]),
        ("conflictdata run source=f", ["source=folder"]),
        ("conflictdata run linker.win", ["linker.window_days="]),
    ],
)
def test_tab_completion(
    line: str, expected: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMP_LINE", line)
    assert cli.main(["-sc", "query=bash"]) == 0
    assert capfd.readouterr().out.split() == expected


def test_a_folder_of_own_choices(tmp_path: Path, few: str, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine" / "experiment").mkdir(parents=True)
    text = f"# @package _global_\ndefaults:\n  - override /source: jsonl\ndataset: mine\nsource:\n  path: {few.partition('=')[2]}\n"
    (tmp_path / "mine" / "experiment" / "own.yaml").write_text(text, encoding="utf-8")
    assert cli.main(["run", "--config-dir", "mine", "experiment=own"]) == 0
    assert capfd.readouterr().out.strip() == "outputs/releases/mine/v1"


def test_python_dash_m_is_the_same_program(tmp_path: Path) -> None:
    checkout = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "conflictdata", "walk"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": checkout},
    )
    assert done.returncode == 2
    assert "there is no verb 'walk'" in done.stderr
