"""Hosts for tests of the provider in its real process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.adapters import ADAPTERS, HOSTS
from tests.support.host import Host
from tests.support.people import People
from tests.support.sandbox import TOKEN, Sandbox


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest) -> str:
    """What the provider is served by; see `tests/support/adapters.py`."""
    return str(request.param)


@pytest.fixture
def make_host(tmp_path: Path, sandbox: Sandbox, adapter: str) -> Iterator[Callable[..., Host]]:
    """Makes hosts that work on the sandbox: `make_host(parallel="4", token="7:k")`; settings by their short names."""
    made: list[Host] = []

    def make(*, environment: dict[str, str] | None = None, **settings: str) -> Host:
        config = {"baseUrl": sandbox.url, "token": TOKEN, "maxRetries": "0", **settings}
        folder = tmp_path / f"host-{len(made)}"
        folder.mkdir()
        made.append(
            HOSTS[adapter](
                folder=folder,
                config={f"lox24:{key}": value for key, value in config.items() if value},
                environment=environment or {},
            )
        )
        return made[-1]

    yield make
    for host in made:
        host.stop()


@pytest.fixture
def host(make_host: Callable[..., Host]) -> Host:
    """The provider on the sandbox, with its default settings and no retries."""
    return make_host()


@pytest.fixture
def make_people(make_host: Callable[..., Host], sandbox: Sandbox, tmp_path: Path) -> Callable[..., People]:
    """Makes lists of people for groups that are there: `make_people(url=..., group=...)`."""
    made: list[People] = []

    def make(*, group: str | None = None, on: Sandbox | None = None, name: str = "people", **settings: str) -> People:
        held = on or sandbox
        id = group or held.add_group(name=f"group {len(made)}")

        def host() -> Host:
            return make_host(baseUrl=held.url, **settings)

        made.append(People(make_host=host, file=tmp_path / f"people-{len(made)}.csv", group=id, name=name))
        held.forget()
        return made[-1]

    return make


@pytest.fixture
def people(make_people: Callable[..., People]) -> People:
    """An empty group, and a list for it."""
    return make_people()
