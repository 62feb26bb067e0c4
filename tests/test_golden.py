"""The demo release is as committed in tests/golden/: a change of the coder is a diff that somebody read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from runs import shared_coder

from conflictdata import coding

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import golden


def test_the_demo_release_is_as_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "build_coder", shared_coder)
    lines = golden.difference(golden.made(tmp_path))
    assert not lines, "\n".join([*lines[:30], "read the difference, then: python tools/golden.py --update"])


def test_a_changed_value_is_one_line_out_and_one_in(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("event_id,location\na,Gao\nb,Kidal\n", encoding="utf-8")
    lines = golden.difference({"events": "event_id,location\na,Gao\nb,Tessalit\n"}, tmp_path)
    assert lines[-2:] == ["-b,Kidal", "+b,Tessalit"]
