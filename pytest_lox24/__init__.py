"""Fixtures for tests of programs that use `lox24_provider`. Nothing of it is loaded before a test asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lox24_provider.testing import Sandbox, Stack

__all__ = ["lox24_sandbox", "lox24_stack"]


@pytest.fixture
def lox24_sandbox() -> Iterator[Sandbox]:
    """LOX24 on a free port of this machine, with an empty account; see `lox24_provider.testing.Sandbox`."""
    from lox24_provider.testing import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def lox24_stack(lox24_sandbox: Sandbox) -> Iterator[Callable[..., Stack]]:
    """Makes stacks on `lox24_sandbox`: `lox24_stack(program, files=..., config=...)`."""
    from lox24_provider.testing import Stack

    with ExitStack() as open_stacks:
        yield lambda program, **options: open_stacks.enter_context(Stack(program, sandbox=lox24_sandbox, **options))
