"""The small model of the engine does what the real CLI does: same requests, same states, same ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPES
from tests.support.engine import Project
from tests.support.host import urn
from tests.support.inprocess import in_process
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.small_engine import Declared, Engine

Program = dict[str, Declared]


class Seen(NamedTuple):
    """What a command left behind; `state` holds name, id, inputs, outputs, incomplete, condemned."""

    what: str
    ok: bool
    state: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any], bool, bool]]
    calls: list[str]


class Stack(Protocol):
    """Either engine, with one scenario to play."""

    def up(self, program: Program, *, replacing: str = "") -> bool: ...
    def refresh(self) -> bool: ...
    def destroy(self) -> bool: ...
    def state(self) -> list[Any]: ...


class Real:
    def __init__(self, project: Project) -> None:
        self._project = project

    def up(self, program: Program, *, replacing: str = "") -> bool:
        lines, before = [], ""  # one after the other, as the model does it
        for name, declared in program.items():
            alias = f", aliases=[pulumi.Alias(name={declared.alias!r})]" if declared.alias else ""
            lines.append(
                f"g = Group({name!r}, opts=ResourceOptions(depends_on=[{before}]{alias}), **{declared.inputs})"
            )
            before = "g"
        self._project.program("\n".join(lines))
        arguments = ("--replace", urn(replacing).replace(GROUP_TYPES[0], self._project.group_type)) if replacing else ()
        return self._project.up("--parallel", "1", *arguments).code == 0

    def refresh(self) -> bool:
        return self._project.refresh("--parallel", "1").code == 0

    def destroy(self) -> bool:
        return self._project.destroy("--parallel", "1").code == 0

    def state(self) -> list[Any]:
        (file,) = (self._project.folder / "state").rglob("stacks/lists/test.json")
        resources = json.loads(file.read_text())["checkpoint"]["latest"].get("resources") or []
        return [
            (
                resource["urn"].rsplit("::", 1)[1],
                resource["id"],
                own(resource["inputs"]),
                own(resource["outputs"]),
                bool(resource.get("initErrors")),
                bool(resource.get("delete")),
            )
            for resource in resources
            if resource["type"] in GROUP_TYPES
        ]


class Small:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def up(self, program: Program, *, replacing: str = "") -> bool:
        self._engine.program = program
        return self._engine.up(replacing=[replacing], preview=False).ok

    def refresh(self) -> bool:
        return self._engine.refresh().ok

    def destroy(self) -> bool:
        return self._engine.destroy().ok

    def state(self) -> list[Any]:
        return [
            (each.name, each.id, own(each.inputs), own(each.outputs), each.incomplete, each.condemned)
            for each in self._engine.state
        ]


def own(values: Mapping[str, Any]) -> dict[str, Any]:
    """A group's values that two sandboxes on two ports share."""
    return {key: value for key, value in values.items() if key not in ("account", "__provider") and value is not None}


def played(stack: Stack, sandbox: Sandbox) -> list[Seen]:
    """The scenario: each kind of step that the model knows, the failing ones as well."""
    seen: list[Seen] = []

    def see(what: str, ended: Callable[[], bool]) -> None:
        sandbox.forget()
        ok = ended()
        # The engine deletes the copies of one resource in any order.
        calls = sorted(sandbox.calls()) if what == "destroy" else sandbox.calls()
        seen.append(Seen(what, ok, sorted(stack.state(), key=lambda r: r[:2]), calls))

    def id_of(name: str) -> str:
        return next(str(resource[1]) for resource in stack.state() if resource[0] == name and not resource[5])

    program = {name: Declared(inputs={"name": name.upper()}) for name in ("a", "b", "c")}
    see("create", lambda: stack.up(program))
    program["a"] = Declared(inputs={"name": "A", "description": "new", "force_destroy": True})
    see("edit", lambda: stack.up(program))
    renamed = {"z" if name == "c" else name: declared for name, declared in program.items()}
    see("rename a resource", lambda: stack.up(renamed))
    program["z"] = Declared(inputs=program.pop("c").inputs, alias="c")
    see("rename it with an alias", lambda: stack.up(program))
    see("rename it with an alias, again", lambda: stack.up(program))
    sandbox.by_hand(id_of("a"), description="by hand")
    sandbox.drop(id_of("b"))
    see("refresh", stack.refresh)
    see("undo drift", lambda: stack.up(program))
    sandbox.add_phones(id_of("b"), 1)
    program["b"] = Declared(inputs={"name": "B", "on_existing": "create"})
    see("replace", lambda: stack.up(program, replacing="b"))
    see("refresh with a condemned copy", stack.refresh)
    sandbox.add_group(name="D", description="old")
    program["d"] = Declared(inputs={"name": "D", "on_existing": "adopt"})
    sandbox.fault(method="PUT", status=500)
    see("adopt in part", lambda: stack.up(program))
    see("refresh what was adopted in part", stack.refresh)
    see("complete it", lambda: stack.up(program))
    # One delete at a time: in which order the engine deletes a condemned copy and others differs from run to run.
    sandbox.drop(next(resource[1] for resource in stack.state() if resource[5]))
    see("forget the condemned copy", lambda: stack.up(program))
    del program["z"]
    see("remove", lambda: stack.up(program))
    see("destroy", stack.destroy)
    return seen


@pytest.mark.native
@pytest.mark.promise
@pytest.mark.both_adapters
@pytest.mark.short(cases=1)
def test_the_small_engine_does_what_the_real_one_does(
    make_sandbox: Callable[..., Sandbox], make_project: Callable[..., Project], adapter: str
) -> None:
    one, other = make_sandbox(), make_sandbox()
    real = played(Real(make_project(baseUrl=one.url)), one)
    with in_process() as wire:
        config = {"lox24:baseUrl": other.url, "lox24:maxRetries": "0"}
        small = played(
            Small(Engine(config=config, environment={"LOX24_TOKEN": TOKEN}, wire=wire, adapter=adapter)), other
        )
    assert [seen.what for seen in real if not seen.ok] == [
        "rename a resource",
        "replace",
        "adopt in part",
        "complete it",
    ]
    for expected, seen in zip(real, small, strict=True):
        assert seen == expected
