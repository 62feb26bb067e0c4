"""Marks of corpus texts that are not coded right yet: kept in sight, counted, and never excused for good."""

from __future__ import annotations

import pytest

#: Strict: an open text that comes out right must lose its mark, and only a wrong value may fail, never a crash.
_NOT_YET = pytest.mark.xfail(raises=AssertionError, strict=True, reason="not coded right yet, see the corpus")


def marks(*, is_open: bool) -> list[pytest.MarkDecorator]:
    """The marks of a text of a corpus: none, or that it is open."""
    return [_NOT_YET] if is_open else []
