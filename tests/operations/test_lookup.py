"""A look-up takes a name letter by letter, and says where one only looks like it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from lox24_provider.operations.account import Operation, Unheard
from lox24_provider.operations.holders import Holders
from lox24_provider.operations.lookup import find_group
from lox24_provider.refusals import NoSuchName
from lox24_provider.session import opened
from lox24_provider.settings import Settings
from tests.support.sandbox import TOKEN, Sandbox


@pytest.fixture
def operation(sandbox: Sandbox) -> Iterator[Operation]:
    settings = Settings.resolve(config={"lox24:baseUrl": sandbox.url, "lox24:token": TOKEN}, environment={})
    account = opened(settings, groups=Holders(), lists=Holders(), cancelled=threading.Event())
    made = account.operation(urn="", seconds=None, report=Unheard())
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
