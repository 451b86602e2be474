"""What a program can hold in its hands shows no secret and no person, wherever it is put."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import json
import pickle
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, is_typeddict

import pulumi
import pytest
from google.protobuf import json_format
from pulumi import Output
from pulumi.runtime import rpc
from pulumi.runtime.stack import massage

import lox24_provider
from lox24_provider import Account, Group, PhoneArgs, stacks
from lox24_provider.config import settings, token
from tests.support.canaries import ENTRY, leaks
from tests.support.mocks import Engine
from tests.support.sandbox import TOKEN

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

HIDDEN = "column-canary-salutation"  # what a program has as a secret
CLASSES = {
    f"{module.__name__}.{name}": getattr(module, name)
    for module in (lox24_provider, stacks, settings, token)
    for name in module.__all__
    if inspect.isclass(getattr(module, name))
    and name != "Secret"  # which is the text itself
    and not is_typeddict(getattr(module, name))  # a dict, which is the program's own
}
"""All that a program can import from the package and from what it is told to import besides."""


def _entry() -> PhoneArgs:
    return PhoneArgs(**ENTRY)


SAMPLES: dict[str, Callable[[], Any]] = {
    "token": lambda: TOKEN,
    "key": lambda: token.Secret(TOKEN.partition(":")[2]),
    "client_id": lambda: "1234567",
    "group": lambda: "424242",  # of no other test
    "groups": dict,
    "source": lambda: "x.csv",
    "entries": lambda: [_entry()],
    **{field: partial(ENTRY.__getitem__, field) for field in ENTRY},
    **{field: lambda: Output.secret(HIDDEN) for field in ("name", "description", "name_a", "name_b")},
}
PLAIN = ("GetGroupResult", "GetGroupsResult", "GetAccountResult", "GroupEntry", "PhonesEntry", "Stack")
"""Classes of values that the account or a file has: no secret gets there but as an Output."""


def _made(kind: type) -> Any:
    """One with a canary in every argument that a secret or a person can be in."""
    args = getattr(lox24_provider, f"{kind.__name__}Args", None)  # what a resource takes as keywords
    parameters = inspect.signature(args or kind).parameters.values()
    known = {one.name for one in parameters if one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)}
    if kind is Group:
        return Group("one", lox24_provider.GroupArgs(name=Output.secret(HIDDEN), description=Output.secret(HIDDEN)))
    if kind.__name__ in PLAIN:
        fields = {one.name: "x" for one in parameters if one.default is one.empty}
        return kind(**fields | ({"groups": {}} if kind.__name__ == "Stack" else {}))
    if kind.__name__ == "Groups":
        return kind(groups={"one": _made(Group)}, phones={"two": _made(lox24_provider.GroupPhones)}, ids={})
    if kind.__name__ == "Settings":
        return settings.Settings.resolve(config={"lox24:token": TOKEN}, environment={})
    given = {name: make() for name, make in SAMPLES.items() if name in known}
    if "source" in given and "entries" in given:
        del given["source"]
    return kind(**given | ({"resource_name": "one"} if args else {}))


class _Team(pulumi.ComponentResource):
    """A component as users write it: it keeps what it works with."""

    def __init__(self, kept: object) -> None:
        super().__init__("a:b:Team", "team")
        self.kept = kept
        self.register_outputs({"kept": kept} if isinstance(kept, pulumi.Resource) else {})


async def _exported(value: object) -> str:
    """An export of the value as the engine gets it, with what is secret there left out."""
    outputs = await rpc.serialize_properties({"x": massage(value, [])}, {})
    return json.dumps(_without_secrets(json_format.MessageToDict(outputs)))


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        if rpc.is_rpc_secret(value):
            return "[secret]"
        return {key: _without_secrets(one) for key, one in value.items()}
    return [*map(_without_secrets, value)] if isinstance(value, list) else value


def _pickled(value: object) -> str:
    try:
        return pickle.dumps(value).decode("latin-1")
    except Exception as refused:  # noqa: BLE001 an Output raises nothing more special
        return str(refused)


def _as_json(value: object) -> str:
    try:
        return json.dumps(value, default=lambda one: vars(one) or repr(one))
    except (TypeError, ValueError) as refused:
        return str(refused)


SINKS: dict[str, Callable[[Any], str | Awaitable[str]]] = {
    "export": _exported,
    "nested export": lambda value: _exported({"a": [{"b": value}]}),
    "component": lambda value: _exported(_Team(value)),
    "repr": lambda value: f"{value!r} {value} {[value]}",
    "vars": lambda value: repr(vars(value)),
    "pickle": _pickled,
    "copy": lambda value: repr(vars(copy.copy(value))),
    "json": _as_json,
}


@pytest.mark.promise
@pytest.mark.parametrize("name", CLASSES)
def test_no_public_object_shows_a_secret_or_a_person(name: str) -> None:
    """Every class that is public, those that are still to come too."""
    pulumi.runtime.set_mocks(Engine())

    told: dict[str, str] = {}

    async def put(made: object) -> None:
        for sink, show in SINKS.items():
            text = show(made)
            told[sink] = text if isinstance(text, str) else await text

    @pulumi.runtime.test
    def program() -> Output[None]:
        return Output.from_input(put(_made(CLASSES[name])))

    program()
    assert told.keys() == SINKS.keys()
    assert {sink: leaks(text) for sink, text in told.items() if leaks(text)} == {}


def test_what_is_concealed_is_read_by_its_name_and_compared_as_ever() -> None:
    one = _entry()
    assert (one.phone, one.a, one.c) == (ENTRY["phone"], ENTRY["a"], None)
    assert one == _entry() == copy.deepcopy(one)
    assert one != dataclasses.replace(one, a="Ann")
    with pytest.raises(TypeError, match="a PhoneArgs is not pickled"):
        pickle.dumps(one)
    assert Account.__doc__
