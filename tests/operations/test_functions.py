"""A function takes a name letter by letter, and says where one only looks like it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lox24_provider.adapter.runtime import connected
from lox24_provider.config.settings import Settings
from lox24_provider.errors import NoSuchName
from lox24_provider.operations.connection import Operation, SilentReport
from lox24_provider.operations.functions import find_group
from tests.support.sandbox import TOKEN, Sandbox


@pytest.fixture
def operation(sandbox: Sandbox) -> Iterator[Operation]:
    settings = Settings.resolve(config={"lox24:baseUrl": sandbox.url, "lox24:token": TOKEN}, environment={})
    account = connected(settings)
    made = account.operation(urn="", seconds=None, report=SilentReport())
    yield made
    made.client.transport.close()


def test_a_name_that_only_looks_like_it_is_named_and_not_taken(operation: Operation, sandbox: Sandbox) -> None:
    odd = sandbox.add_group(name="Cli\u034fents")
    with pytest.raises(NoSuchName) as told:
        find_group(operation, id=None, name="Clients")
    assert f"(what group {odd} is called looks the same)" in str(told.value)


def test_beside_one_that_only_looks_like_it_the_very_name_is_found(operation: Operation, sandbox: Sandbox) -> None:
    sandbox.add_group(name="Clients\u3164")
    plain = sandbox.add_group(name="Clients")
    assert find_group(operation, id=None, name="Clients").id == plain
