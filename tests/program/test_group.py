"""`Group` as programs use it, without an engine."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import pulumi
import pytest
from pulumi._types import resource_types

import lox24_provider
from lox24_provider import Group, GroupArgs, GroupPhones
from lox24_provider.adapter.state_format import GROUP_TYPE, PROVIDER_REFERENCE
from tests.support.mocks import Engine

# Pulumi's mocks ask for the current event loop without making one, which Python 3.12 and 3.13 warn of.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")


@pytest.fixture
def engine() -> Engine:
    engine = Engine()
    pulumi.runtime.set_mocks(engine)
    return engine


def test_what_users_can_import() -> None:
    kinds = ["Account", "Group", "GroupPhones", "MailingList"]
    args = [f"{kind}{form}" for kind in kinds for form in ("Args", "ArgsDict")]
    results = ["GetAccountResult", "GetGroupResult", "GetGroupsResult"]
    look_ups = ["get_account", "get_group", "get_groups"]
    assert set(lox24_provider.__all__) == {
        *kinds,
        *args,
        "PhoneArgs",
        *results,
        *look_ups,
        *(f"{one}_output" for one in look_ups),
    }
    own = {"__version__": "the program's own"}
    exec("from lox24_provider import *", own)  # noqa: S102 as its first line may be
    assert own["__version__"] == "the program's own"
    assert "Group" in own


def test_nothing_is_loaded_that_nobody_asked_for() -> None:
    """The provider's host and every command load this package too."""
    script = "import sys, lox24_provider.cli; sys.exit('pulumi' in sys.modules or not dir(lox24_provider))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    assert {*lox24_provider.__all__} <= {*dir(lox24_provider)}
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        lox24_provider.Nothing  # noqa: B018 it is the question


@pytest.mark.slow
def test_the_parts_that_came_with_the_package_are_still_its_attributes() -> None:
    """Without an import of their own: of them programs take types and errors."""
    script = "import lox24_provider as it; it.resources.group.GroupArgs, it.errors.Lox24Error, it.rules.group.LIMITS"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("kind", [Group, GroupPhones])
def test_outputs_are_getters_whose_types_the_sdk_reads_once(kind: type[pulumi.CustomResource]) -> None:
    """What is annotated instead, the SDK evaluates for every resource of the program."""
    assert not inspect.get_annotations(kind)
    types = resource_types(kind)
    assert types.keys() == {name for name, value in vars(kind).items() if isinstance(value, property)}
    assert {name for name, type in types.items() if type is int} == {"count_items" if kind is Group else "count"}


def test_arguments_are_keywords_or_one_object(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        Group("a", name="A", name_a="x", force_destroy=True)
        Group("b", GroupArgs(name="A", name_a="x", force_destroy=True))

    program()
    one, other = (resource.inputs for resource in engine.registered.values())
    assert one == other == {"name": "A", "name_a": "x", "force_destroy": True, "__provider": PROVIDER_REFERENCE}
    assert {resource.typ for resource in engine.registered.values()} == {GROUP_TYPE}


def test_arguments_may_be_outputs(engine: Engine) -> None:
    @pulumi.runtime.test
    def program() -> None:
        a = Group("a", name="A")
        Group("b", name=a.id.apply(lambda a: f"after {a}"))

    program()
    assert engine.registered["b"].inputs["name"] == "after 1"


def test_an_argument_that_does_not_exist_is_one_line(engine: Engine) -> None:
    with pytest.raises(pulumi.RunError, match=r"^Group 'a': .*'nmae' \(at test_group\.py:\d+\) \[LOX1002\]$"):
        Group("a", name="A", nmae="A")  # type: ignore[call-overload]
    with pytest.raises(pulumi.RunError, match=r"^Group 'a': .*'name'"):
        Group("a", description="without a name")  # type: ignore[call-overload]
    assert engine.registered == {}


@pytest.mark.parametrize("args", [GroupArgs(name="A"), {"name": "A"}])
def test_arguments_are_never_dropped_in_silence(engine: Engine, args: Any) -> None:
    with pytest.raises(pulumi.RunError, match="Group 'a' takes one GroupArgs, or a dict, or keyword arguments"):
        Group("a", args, name="B")
    assert engine.registered == {}


@pytest.mark.parametrize("id", ["12345", 12345])
def test_a_group_is_looked_up_by_its_id(engine: Engine, id: str | int) -> None:
    @pulumi.runtime.test
    def program() -> None:
        Group.get("elsewhere", id)

    program()
    (resource,) = engine.registered.values()
    assert resource.resource_id == "12345"
