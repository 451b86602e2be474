"""What all checks that pytest runs have: where CI is set, none of them is skipped."""

from __future__ import annotations

import pytest

from tests.support.skips import SkipsFail


def pytest_configure(config: pytest.Config) -> None:
    """As for the tests."""
    config.pluginmanager.register(SkipsFail(config))
