"""Shared by all tests: the one marker."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes tens of seconds; `pytest -m 'not slow'` leaves it out")
