"""What may be skipped in continuous integration, and why. Any other skip is a failure there, so that no check is lost.

With `CI=true` a test that is skipped, or that is expected to fail, fails unless its row below has this test and this
reason. Elsewhere a skip stays a skip: a person's machine may lack a browser.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest

__all__ = ["ALLOWED", "Listed", "SkipsFail", "is_allowed", "is_ci"]


class Listed(NamedTuple):
    """A skip that is no loss.

    Attributes:
        test: the beginning of the ids of the tests.
        reason: the beginning of what the test itself says.
        why: what plays it instead, or why nothing does.
    """

    test: str
    reason: str
    why: str


ALLOWED = (
    Listed(
        test="tests/engine/test_languages.py::test_a_program_in[",
        reason="its compiler takes minutes: `make check` plays it",
        why="`make check` plays both right after `make test`, where no other skip of theirs is allowed",
    ),
    Listed(
        test="tests/sandbox/test_browser.py::",
        reason="no browser: ",
        why="a browser is Debian's package or nothing, and no set-up of ours installs one",
    ),
    Listed(
        test="tests/program/test_native_schema.py::",
        reason="Pulumi's sources are not here: ",
        why="a CLI that was downloaded brings no sources; where it is built from them, the test runs",
    ),
    Listed(
        test="tests/engine/test_walk.py::",
        reason="a shallow clone does not have ",
        why="the wheel of a commit before is built from the history, which a shallow clone does not have",
    ),
)

_KEY, _WHOLE = "lox24_ci", "lox24_whole"
_CHOICES = (  # options of pytest and one of ours: -k, -m, ..., and those that run nothing
    *("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "cases"),
    *("collectonly", "setuponly", "setupplan"),
)
_HALVES = ("not slow", "slow")
"""What `make test` and `make slow` choose by a mark: together every test."""
_Report = TypeVar("_Report", pytest.TestReport, pytest.CollectReport)


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether a run is to count skips as failures."""
    return environment.get("CI", "").lower() in ("1", "true")


def is_allowed(test: str, reason: str) -> bool:
    """Whether the list has this skip."""
    return any(test.startswith(one.test) and reason.startswith(one.reason) for one in ALLOWED)


class SkipsFail:
    """A plugin of pytest; `pytest_configure` of a `conftest.py` registers it before the variables go.

    It has no name, as `-p no:NAME` would block it.

    The main process alone knows of `CI`: no test is to see it, so the workers of xdist are told another way.
    """

    def __init__(self, config: pytest.Config) -> None:
        workerinput: Mapping[str, Any] | None = getattr(config, "workerinput", None)
        self.is_on = is_ci(os.environ) if workerinput is None else bool(workerinput.get(_KEY))
        # Those named by whoever calls; `addopts` may name some too.
        given = [one for one in config.args if one in config.invocation_params.args]
        self.is_whole = not given if workerinput is None else bool(workerinput.get(_WHOLE))

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Refuse a choice of tests where all of them are to run: what it leaves out is in no count of skips.

        Raises:
            UsageError: there is one. Whoever names files has chosen openly.
        """
        config = session.config
        if not self.is_on or not self.is_whole or hasattr(config, "workerinput"):
            return
        chosen = [name for name in _CHOICES if config.getoption(name, default=None)]
        if config.getoption("markexpr") in _HALVES:
            chosen.remove("markexpr")
        if config.args_source is pytest.Config.ArgsSource.ARGS:
            chosen += config.args
        if chosen:
            raise pytest.UsageError(f"where CI is set every test is to run: without {', '.join(chosen)}")

    @pytest.hookimpl(optionalhook=True)  # of xdist
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker what it cannot see."""
        node.workerinput |= {_KEY: self.is_on, _WHOLE: self.is_whole}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> Generator[None, bool | None, bool | None]:
        """Collect also what a `collect_ignore` leaves out: nothing would say that it did not run."""
        is_ignored = yield
        is_test = collection_path.is_file() and fnmatch(collection_path.name, "test_*.py")
        return False if is_ignored and is_test and self.is_on and self.is_whole else is_ignored

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # outermost: pytest's own says there what was expected to fail
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """A test's report."""
        return self._judged((yield))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """The report of a file, which may be skipped as a whole."""
        return self._judged((yield))

    def _judged(self, report: _Report) -> _Report:
        if not self.is_on or not report.skipped:
            return report
        told = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        reason = told.removeprefix("Skipped: ")
        if hasattr(report, "wasxfail"):
            reason = f"expected to fail: {report.wasxfail}"
            del report.wasxfail
        elif is_allowed(report.nodeid, reason):
            return report
        report.outcome = "failed"
        report.longrepr = f"a skip is a failure where CI is set, and tests/support/skips.py does not list it: {reason}"
        return report
