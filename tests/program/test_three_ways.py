"""An object, a dict and keywords are three ways to write the same resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest
from pulumi import Output, ResourceOptions

from lox24_provider import (
    Account,
    AccountArgs,
    Group,
    GroupArgs,
    GroupPhones,
    GroupPhonesArgs,
    MailingList,
    MailingListArgs,
    PhoneArgs,
)
from lox24_provider.resources import memory
from tests.support.mocks import Engine, swept
from tests.support.sandbox import TOKEN

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

NUMBER = "+4917655512345"
FILE: dict[str, Any] = {"source": "l.csv", "columns": {"phone": ["Tel"], "a": "A"}, "allow_numbers": ["landline"]}
GROUP: dict[str, Any] = {"name": Output.from_input("n"), "name_a": "a", "force_destroy": True, "on_existing": "adopt"}
PEOPLE: dict[str, Any] = {"entries": [PhoneArgs(phone=NUMBER), {"phone": NUMBER, "a": "Ann"}], "mode": "additive"}
ALL: list[tuple[Any, Any, dict[str, Any]]] = [
    (Group, GroupArgs, GROUP),
    (GroupPhones, GroupPhonesArgs, {"group": "5", **FILE, "take_over": 3}),
    (GroupPhones, GroupPhonesArgs, {"group": Output.from_input("5"), **PEOPLE}),
    (MailingList, MailingListArgs, {**GROUP, **FILE, "max_removals": 0}),
    (MailingList, MailingListArgs, {**GROUP, **PEOPLE}),
    (Account, AccountArgs, {"token": Output.from_input(TOKEN), "max_retries": 0, "on_existing": "adopt"}),
]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    memory.forget()
    yield
    swept()
    memory.forget()


def made(declare: Callable[[], object]) -> list[tuple[str, object]]:
    """What the engine gets of a program."""
    engine = Engine()
    pulumi.runtime.set_mocks(engine)
    memory.forget()

    @pulumi.runtime.test
    def program() -> None:
        declare()

    program()
    return [(one.typ, one.inputs) for one in engine.made]


@pytest.mark.parametrize(("kind", "args", "given"), ALL, ids=lambda one: getattr(one, "__name__", ""))
def test_the_three_ways_are_the_same_inputs(kind: Any, args: Any, given: dict[str, Any]) -> None:
    opts = ResourceOptions(protect=True)
    first = made(lambda: kind("x", opts=opts, **given))
    assert first
    assert made(lambda: kind("x", args(**given), opts)) == first
    assert made(lambda: kind("x", given, opts)) == first
    assert made(lambda: kind("x", args=given, opts=opts)) == first
    assert made(lambda: kind("x", opts, **given)) == first
    assert made(lambda: kind("x", None, opts, **given)) == first
