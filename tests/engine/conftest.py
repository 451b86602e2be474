"""Projects for tests through the real CLI."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.adapters import ADAPTERS
from tests.support.engine import Project
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="session", autouse=True)
def _cli() -> None:
    assert shutil.which("pulumi"), "these tests need the Pulumi CLI on PATH: run them with `make test`"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Elsewhere both adapters are the rule."""
    if "adapter" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_adapters"):
        metafunc.parametrize("adapter", ADAPTERS, indirect=True)


@pytest.fixture
def adapter(request: pytest.FixtureRequest) -> str:
    """What serves a program's groups: each in turn where a test says so; see `tests/support/adapters.py`."""
    return str(getattr(request, "param", ADAPTERS[0]))


@pytest.fixture
def make_project(tmp_path: Path, sandbox: Sandbox, adapter: str) -> Callable[..., Project]:
    """Makes projects that work on the sandbox, without retries; see `Project` for `as_users_run_it`."""
    made: list[Project] = []

    def make(*, inline: bool = True, as_users_run_it: bool = False, **config: str) -> Project:
        settings = {"baseUrl": sandbox.url, "maxRetries": "0", **config}
        folder = tmp_path / f"project-{len(made)}"
        made.append(
            Project(folder=folder, config=settings, inline=inline, as_users_run_it=as_users_run_it, adapter=adapter)
        )
        return made[-1]

    return make


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """One project on the sandbox."""
    return make_project()


@pytest.fixture
def plain_project(make_project: Callable[..., Project]) -> Project:
    """The same with nothing spared but pip: for whole stories."""
    return make_project(as_users_run_it=True)


@pytest.fixture
def apart_project(make_project: Callable[..., Project]) -> Project:
    """One whose program has a process of its own: for what depends on that, or shows how it ends."""
    return make_project(inline=False)
