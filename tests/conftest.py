"""Fixtures of all tests."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import SETTINGS, reset_options

from lox24_provider.adapter.dynamic.process import shared
from lox24_provider.resources import memory
from tests.support import adapters, measured, slow, torture
from tests.support.sandbox import Sandbox
from tests.support.skips import SkipsFail


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Twice the cores: half of the time a test waits, for a start of the engine, an answer or the end of a pause.

    `make quick` starts no engine, and each process more takes its seconds to find the tests.
    """
    return (1 if config.option.cases else 2) * (os.cpu_count() or 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `make quick` chooses by."""
    parser.addoption("--cases", type=int, default=0, help="try so many cases of each test; 0: all of them")


@pytest.hookimpl(tryfirst=True)  # before `-m` is looked at
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those over the native plugin that are to run; the longest first, each handed out when somebody is free.

    One that is begun last is waited for by all.
    """
    adapters.choose(config, items)
    slow.choose(config, items)
    items.sort(key=lambda item: [item.nodeid.startswith(name) for name in LONG], reverse=True)


LONG = (  # by what they take, the longest first
    *(f"tests/pipelines/test_{name}" for name in ("github.py::test_change", "gitlab.py::test_change")),
    "tests/sandbox/test_contract",
    *(
        f"tests/engine/test_{name}"
        for name in ("walk", "dev_stack", "secrets", "promotion", "backends", "lifecycle", "plans")
    ),
    *("tests/tools/test_benchmarks", "tests/model/test_machine", "tests/model/test_two_lists"),
    *("tests/pipelines/", "tests/engine/", "tests/model/", "tests/commands/test_doctor", "tests/host/"),
)
OUTSIDE = (  # whose variables would change what a test does
    *("LOX24_", "PULUMI_", "AWS_"),  # a person's own settings, account and backend
    *("GITHUB_", "CI_", "CI="),  # the forge's, of which links are made
    *("http_proxy", "https_proxy", "all_proxy"),
    *(
        "MAKE",
        "MFLAGS=",
        "ARGS=",
        "STACK=",
        "PYTHON=",
    ),  # of the make that started the tests, for the make that a test starts
    "GIT_",  # of a hook that started them: git would work on the repository around
    "PYTHONDONTWRITEBYTECODE=",  # every process would compile all that it imports, most of what a short one costs
)


def pytest_collection_finish() -> None:
    """What is there by now stays: nobody looks through it for what has become free."""
    gc.collect()
    gc.freeze()


def pytest_configure(config: pytest.Config) -> None:
    """Nothing of where and how the tests were started reaches one, but a skip may be a failure.

    Under `TORTURE`, all processes of this run note in one file what they tried.
    """
    config.pluginmanager.register(SkipsFail(config))
    # A law holds on a busy machine too.
    hypothesis.settings.register_profile("patient", deadline=None)
    hypothesis.settings.register_profile("quick", deadline=None, max_examples=10)
    hypothesis.settings.register_profile("few", deadline=None, max_examples=5)
    hypothesis.settings.load_profile("patient")
    for name in list(os.environ):
        if f"{name}=".startswith(OUTSIDE) or f"{name.lower()}=".startswith(OUTSIDE):
            del os.environ[name]
    sys.dont_write_bytecode = False
    # Outputs that a module of tests makes need one, and from Python 3.12 on nobody makes it unasked.
    asyncio.set_event_loop(asyncio.new_event_loop())
    measured.measure_programs()
    if torture.factor() > 1 and torture.LOG not in os.environ:
        descriptor, os.environ[torture.LOG] = tempfile.mkstemp()
        os.close(descriptor)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried, also where some of it failed."""
    if lines := torture.summary():
        terminalreporter.section("what was tried")
        terminalreporter.write("\n".join(lines) + "\n")


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Commands start with SIGINT at its default: where a CI runner ignores it, each `pulumi` takes 5 s longer."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _a_process_of_its_own() -> Iterator[None]:
    """What a process knows of its provider or its program does not outlive a test that runs one in this process."""
    shared.cache_clear()
    yield
    shared.cache_clear()
    memory.forget()
    if isinstance(SETTINGS.monitor, MockMonitor):
        reset_options(project="project", stack="stack")  # as they were: what waits for mocks may wait for ever


@pytest.fixture(params=adapters.ADAPTERS)
def adapter(request: pytest.FixtureRequest) -> str:
    """What the provider is served by; see `tests/support/adapters.py`."""
    return str(request.param)


@pytest.fixture
def make_sandbox(tmp_path: Path) -> Iterator[Callable[..., Sandbox]]:
    """Makes sandboxes with given switches: `make_sandbox("put=replace")`.

    Whatever a test is about, all that it sent to one has to be documented.
    """
    made: list[Sandbox] = []

    def make(*switches: str) -> Sandbox:
        folder = tmp_path / f"sandbox-{len(made)}"
        folder.mkdir()
        made.append(Sandbox(folder=folder, switches=switches))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.leave()
    assert [fault for sandbox in made for exchange in sandbox.exchanges for fault in exchange.request_faults()] == []


@pytest.fixture
def sandbox(make_sandbox: Callable[..., Sandbox]) -> Sandbox:
    """A sandbox as documented."""
    return make_sandbox()
