"""The tables of docs/accuracy.md: written between two marks, the words around them are people's."""

from __future__ import annotations

from pathlib import Path

from quality.tables import Measured

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
START, END = "<!-- tables: python tools/quality_gate.py --markdown -->", "<!-- end of tables -->"


def tables_of(page: str) -> str:
    """What stands between the marks."""
    return page.split(START)[1].split(END)[0].strip()


def write(measured: Measured, path: Path = PAGE) -> None:
    """Put today's tables between the marks."""
    page = path.read_text(encoding="utf-8")
    before, after = page.split(START)[0], page.split(END)[1]
    path.write_text(f"{before}{START}\n\n{measured.page()}\n\n{END}{after}", encoding="utf-8")
