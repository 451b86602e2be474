"""Stacks on the small model of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.inprocess import Wire, in_process
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.small_engine import Engine


@pytest.fixture
def wire() -> Iterator[Wire]:
    """The way of all requests of the model's stacks."""
    with in_process() as wire:
        yield wire


@pytest.fixture
def make_engine(sandbox: Sandbox, wire: Wire, adapter: str) -> Callable[..., Engine]:
    """Makes stacks on the sandbox; settings by their short names."""

    def make(token: str = TOKEN, **settings: str) -> Engine:
        config = {f"lox24:{key}": value for key, value in {"baseUrl": sandbox.url, **settings}.items()}
        return Engine(config=config, environment={"LOX24_TOKEN": token}, wire=wire, adapter=adapter)

    return make
