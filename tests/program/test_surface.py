"""No release breaks what the last one promised, by the law of semantic versioning; and each law is seen to hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

import lox24_provider.stacks
from lox24_provider import errors
from lox24_provider.commands import drift
from lox24_provider.commands.manual import Exit
from lox24_provider.version import __version__
from lox24_provider.workflow.approval_plan import manifest
from tools.surface.annotations import members
from tools.surface.deprecated import DEPRECATED, Deprecation
from tools.surface.facts import Surface
from tools.surface.law import FOREVER, may_break, violations
from tools.surface.releases import RELEASES, SURFACES, committed, compared_with, files_of, today, versions
from tools.surface.schemas import _keys

STATES = Path(__file__).parents[1] / "engine" / "states"
LAST = compared_with(__version__)[-1]

Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def now() -> Surface:
    return today()


@pytest.fixture
def surface() -> Surface:
    return committed(LAST)


def broken(surface: Surface, changed: Surface, *, version: str = "1.3.0", last_version: str = "1.2.0") -> list[str]:
    return violations(last=surface, now=changed, version=version, last_version=last_version)


@pytest.mark.parametrize("last", compared_with(__version__))
def test_nothing_that_a_release_promised_is_broken(last: str, now: Surface) -> None:
    assert violations(last=committed(last), now=now, version=__version__, last_version=last) == []


def put(surface: str, name: str, fact: str, value: object) -> Change:
    def change(things: dict[str, Any]) -> None:
        assert things[surface][name][fact] != value
        things[surface][name][fact] = value

    return change


def less(surface: str, name: str, word: str) -> Change:
    return lambda things: things[surface][name]["takes"].remove(word)


def more(surface: str, name: str, word: str) -> Change:
    return lambda things: things[surface][name]["gives"].append(word)


def gone(surface: str, name: str) -> Change:
    return lambda things: things[surface].pop(name)


def new(surface: str, name: str, **facts: object) -> Change:
    def change(things: dict[str, Any]) -> None:
        assert name not in things[surface]
        things[surface][name] = facts

    return change


RED = {
    "a name of the Python API is gone": (gone("python", "lox24_provider.get_group"), "is gone"),
    "an argument is gone": (gone("python", "lox24_provider.GroupArgs(name_a)"), "is gone"),
    "an output of a resource is gone": (gone("python", "lox24_provider.Group.count_items"), "is gone"),
    "a fixture is gone": (gone("python", "pytest_lox24.lox24_stack"), "is gone"),
    "a new argument is required": (
        new("python", "lox24_provider.GroupArgs(colour)", takes=["str"], required=True),
        "is new in lox24_provider.GroupArgs and required",
    ),
    "an argument is required now": (
        put("python", "lox24_provider.GroupArgs(description)", "required", value=True),
        "is required now",
    ),
    "another default": (
        put("python", "lox24_provider.testing.Sandbox(switches)", "default", "('x',)"),
        "has another default, ('x',) instead of ()",
    ),
    "a default where there was none": (put("commands", "lox24 plan --stack", "default", "dev"), "has another default"),
    "another position": (put("python", "lox24_provider.Group(opts)", "is", "keyword"), "has another 'is', 'keyword'"),
    "a word that is no longer taken": (
        less("python", "lox24_provider.GroupArgs(on_existing)", "Input['create']"),
        "no longer takes Input['create']",
    ),
    "None where a value was": (
        more("python", "lox24_provider.Group.name", "Output[None]"),
        "may now give Output[None]",
    ),
    "a type in other languages": (less("plugin", "lox24:index:Group input name", "string"), "no longer takes string"),
    "a word in other languages": (less("plugin", "lox24:index:Mode", "additive"), "no longer takes additive"),
    "an input in other languages is gone": (gone("plugin", "lox24:index:GroupPhones input sheet"), "is gone"),
    "an output in other languages is gone": (gone("plugin", "lox24:index:Group output account"), "is gone"),
    "an output in other languages may be missing": (
        more("plugin", "lox24:index:getAccount output host", "null"),
        "may now give null",
    ),
    "a key of a stack file is gone": (gone("stack-file", "config.PROJECT:groups.*.protect"), "is gone"),
    "a new key of a stack file is required": (
        new("stack-file", "config.PROJECT:groups.*.colour", takes=["string"], required=True),
        "is new in config.PROJECT:groups.* and required",
    ),
    "a new key of the whole stack file is required": (
        new("stack-file", "format", takes=["integer"], required=True),
        "is new and required",
    ),
    "a lower limit": (put("stack-file", "config.PROJECT:groups.*.name", "most", 40), "must now be at most 40"),
    "a limit where there was none": (
        lambda things: things["stack-file"]["config.PROJECT:groups.*.phones.sheet"].update(least=1),
        "must now be at least 1",
    ),
    "a default of a setting": (put("stack-file", "config.lox24:maxRetries", "default", 99), "has another default, 99"),
    "a mapping that refuses other keys": (
        less("stack-file", "config.PROJECT:groups", "other keys"),
        "no longer takes other keys",
    ),
    "a fixture of another scope": (
        put("python", "pytest_lox24.lox24_sandbox", "scope", "session"),
        "has another 'scope'",
    ),
    "an extra is gone": (gone("python", "lox24-provider[sandbox]"), "is gone"),
    "the plugin of pytest is gone": (gone("python", "pytest11 pytest_lox24"), "is gone"),
    "a variable of the environment is gone": (gone("commands", "LOX24_PLAN_KEY"), "is gone"),
    "another pattern": (put("stack-file", "config.PROJECT:groups.*.adopt", "pattern", "^1$"), "has another 'pattern'"),
    "an input is gone from the state": (gone("state", "GroupPhones input split"), "is gone"),
    "an output is gone from the state": (gone("state", "GroupPhones output owned"), "is gone"),
    "the type in the state": (put("state", "GROUP_TYPE", "is", "lox24:Group"), "has another 'is'"),
    "the format of the plan": (put("plan", "format", "is", 99), "has another 'is', 99"),
    "a field of the plan is gone": (gone("plan", "manifest.json steps"), "is gone"),
    "a new field of the plan is required": (
        new("plan", "manifest.json colour", takes=["str"], required=True),
        "is new in manifest.json and required",
    ),
    "a command is gone": (gone("commands", "lox24 stacks diff"), "is gone"),
    "an option is gone": (gone("commands", "lox24 review --markdown"), "is gone"),
    "an option takes a value now": (
        put("commands", "lox24 doctor --json", "takes", ["text"]),
        "no longer takes nothing",
    ),
    "a choice is gone": (less("commands", "lox24 completion SHELL", "fish"), "no longer takes fish"),
    "an exit code is gone": (gone("commands", "lox24 drift exits 2"), "is gone"),
    "an exit code of another meaning": (
        put("commands", "lox24 review exits 2", "is", "error"),
        "has another 'is', 'error' instead of 'changes'",
    ),
    "a field for machines is gone": (gone("commands", "lox24 doctor --json prints checks[].fix"), "is gone"),
    "a field for machines of another type": (
        put("commands", "lox24 erase --json prints groups[].id", "gives", ["integer"]),
        "may now give integer",
    ),
    "a field for machines that may be missing": (
        more("commands", "lox24 apply --json prints told", "absent"),
        "may now give absent",
    ),
    "an error code is gone": (gone("codes", "LOX3103"), "is gone"),
    "an error code of another error": (put("codes", "LOX3103", "is", "Other"), "has another 'is', 'Other'"),
}


@pytest.mark.parametrize(("change", "said"), RED.values(), ids=RED)
def test_a_break_is_one_sentence_that_says_what_to_do(change: Change, said: str, surface: Surface) -> None:
    changed = deepcopy(surface)
    change(changed)
    (line,) = broken(surface, changed)
    assert said in line
    assert "keep it" in line
    assert ("raise the major number" in line) == (line.partition(":")[0] not in FOREVER)


GREEN = {
    "a new name": new("python", "lox24_provider.Other", **{"is": "class"}),
    "a new function with an argument": lambda things: things["python"].update(
        {"lox24_provider.other": {"is": "function"}, "lox24_provider.other(x)": {"takes": ["str"], "required": True}}
    ),
    "a new argument": new("python", "lox24_provider.GroupArgs(colour)", takes=["str"], required=False, default="None"),
    "no longer required": lambda things: things["python"]["lox24_provider.GroupArgs(name)"].update(
        required=False, default="None"
    ),
    "one more word": lambda things: things["plugin"]["lox24:index:Mode"]["takes"].append("other"),
    "None no longer": lambda things: things["python"]["lox24_provider.Group.description"].update(gives=["Output[str]"]),
    "a higher limit": put("stack-file", "config.PROJECT:groups.*.name", "most", 60),
    "no limit": lambda things: things["stack-file"]["config.PROJECT:groups.*.name"].pop("most"),
    "a new output in the state": new("state", "Group output colour"),
    "a new exit code": new("commands", "lox24 plan exits 2"),
    "a new field for machines": new("commands", "lox24 apply --json prints seconds", gives=["number"]),
    "a new error code": new("codes", "LOX3999", **{"is": "Other"}),
    "deprecated": lambda things: things["python"]["lox24_provider.Group"].update(deprecated="Write `MailingList`."),
}


@pytest.mark.parametrize("change", GREEN.values(), ids=GREEN)
def test_what_is_added_or_loosened_breaks_nothing(change: Change, surface: Surface) -> None:
    changed = deepcopy(surface)
    change(changed)
    assert changed != surface
    assert broken(surface, changed) == []


@pytest.mark.parametrize("change", GREEN.values(), ids=GREEN)
def test_what_is_added_or_loosened_needs_a_minor_number(change: Change, surface: Surface) -> None:
    changed = deepcopy(surface)
    change(changed)
    lines = broken(surface, changed, version="1.2.1")
    assert lines
    assert {line.rpartition(": ")[0].rpartition(": ")[2] for line in lines} == {"raise the minor number of the version"}
    assert broken(surface, changed, version="1.2.0") == [], "its own files, before it is released"
    assert broken(surface, changed, version="2.0.0") == []


def test_a_surface_that_is_invented_later_is_an_addition(surface: Surface) -> None:
    older = {name: things for name, things in surface.items() if name != "plan"}
    assert broken(older, surface) == []
    assert len(broken(older, surface, version="1.2.1")) == len(surface["plan"])
    assert len(broken(surface, older)) == len(surface["plan"])


@pytest.mark.parametrize(
    ("version", "last", "may"),
    [
        ("1.2.1", "1.2.0", False),
        ("1.3.0", "1.2.0", False),
        ("2.0.0", "1.9.9", True),
        ("0.1.1", "0.1.0", False),
        ("0.1.0", "0.1.0", False),
        ("0.2.0", "0.1.9", True),
        ("0.10.0", "0.9.0", True),
        ("1.0.0", "0.9.0", True),
        ("0.2.0rc1", "0.1.0", True),
        ("1.10.0", "1.9.0", False),
    ],
)
def test_the_number_says_whether_a_version_may_break(version: str, last: str, *, may: bool) -> None:
    assert may_break(version, last=last) == may


def test_of_0_x_it_is_the_minor_number_that_is_raised(surface: Surface) -> None:
    changed = deepcopy(surface)
    gone("commands", "lox24 review --markdown")(changed)
    (line,) = broken(surface, changed, version="0.1.1", last_version="0.1.0")
    assert line.endswith("or raise the minor number of the version")


def test_a_removal_needs_a_release_that_said_so_besides_the_number(surface: Surface) -> None:
    changed = deepcopy(surface)
    gone("commands", "lox24 review --markdown")(changed)
    (line,) = broken(surface, changed, version="2.0.0")
    assert "lox24 review --markdown is gone, and 1.2.0 did not say that it was deprecated" in line
    surface["commands"]["lox24 review --markdown"]["deprecated"] = "Write `--html`. Removed in 2.0.0."
    assert broken(surface, changed, version="2.0.0") == []
    assert len(broken(surface, changed, version="1.3.0")) == 1


def test_what_is_told_of_a_command_is_told_of_all_that_it_has(surface: Surface) -> None:
    changed = deepcopy(surface)
    for name in surface["commands"]:
        if name.startswith(("lox24 stacks diff", "lox24 review --json")):
            del changed["commands"][name]
    assert len(broken(surface, changed, version="2.0.0")) > 20
    for name in ("lox24 stacks diff", "lox24 review --json"):
        surface["commands"][name]["deprecated"] = "Write `--html`. Removed in 2.0.0."
    assert broken(surface, changed, version="2.0.0") == []


def test_another_default_needs_the_number_only(surface: Surface) -> None:
    changed = deepcopy(surface)
    put("commands", "lox24 plan --stack", "default", "dev")(changed)
    assert broken(surface, changed, version="2.0.0") == []


@pytest.mark.parametrize(("of", "name"), [("state", "Group output account"), ("codes", "LOX3103")])
def test_no_number_allows_to_leave_a_state_behind_or_a_code_without_its_meaning(
    of: str, name: str, surface: Surface
) -> None:
    changed = deepcopy(surface)
    surface[of][name]["deprecated"] = "Removed in 2.0.0."
    del changed[of][name]
    assert broken(surface, changed, version="2.0.0") == [f"{of}: {name} is gone: keep it: no release may change this"]


def test_the_surface_is_that_of_the_code(monkeypatch: pytest.MonkeyPatch, now: Surface) -> None:
    """One thing of each kind is changed in the code itself, and the collected surface shows it."""

    def load(project: str) -> None:
        raise NotImplementedError(project)

    monkeypatch.setattr(lox24_provider.stacks, "load", load)
    monkeypatch.setattr(manifest, "FORMAT", 99)
    monkeypatch.setattr(errors.TooManyRemovals, "code", "LOX3999")
    monkeypatch.setitem(drift.MANUAL.exits, drift.DRIFT, Exit("error", "there is drift"))
    monkeypatch.setitem(drift.MANUAL.exits, drift.CLEAN, Exit("unchanged", "in other words"))
    lines = broken(now, today())
    assert [line.split(":")[0] for line in lines] == ["python", "python", "plan", "commands", "codes"]
    assert "lox24_provider.stacks.load(project) is new in lox24_provider.stacks.load and required" in lines[1]
    assert "format has another 'is', 99" in lines[2]
    assert "lox24 drift exits 2 has another 'is', 'error' instead of 'changes'" in lines[3]
    assert "LOX3103 is gone" in lines[4]


@pytest.mark.parametrize(
    ("annotation", "parts"),
    [
        ("Input[str] | None", ["Input[str]", "None"]),
        ("Input[Word | bool]", ["Input['a']", "Input['b']", "Input[bool]"]),
        ("Output[Word]", ["Output['a']", "Output['b']"]),
        ("dict[str, int | None]", ["dict[str, int | None]"]),
        (str | None, ["None", "str"]),
        (dict[str, list[int | None]], ["dict[str, list[int | None]]"]),
    ],
)
def test_a_type_is_written_as_its_parts(annotation: object, parts: list[str]) -> None:
    from typing import Literal  # noqa: PLC0415 of this test only

    assert members(annotation, names={"Word": Literal["a", "b"]}) == parts


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.name)
def test_what_the_first_states_hold_is_in_the_surface(path: Path, surface: Surface) -> None:
    for resource in json.loads(path.read_text())["deployment"]["resources"]:
        kind = resource["type"].rpartition(":")[2]
        if kind in ("Group", "GroupPhones") and resource["custom"]:
            for side in ("inputs", "outputs"):
                names = {f"{kind} {side[:-1]} {key}" for key in resource[side] if not key.startswith("__")}
                assert names
                assert names <= surface["state"].keys()


@pytest.mark.parametrize("version", versions())
def test_the_files_of_a_release_are_as_they_are_written(version: str) -> None:
    """So that the next release's differ from them only by what changed."""
    folder = RELEASES / version
    assert {one.name: one.read_text() for one in folder.iterdir()} == files_of(committed(version))
    assert all(len(committed(version)[name]) > 20 for name in SURFACES)


def test_a_version_is_held_against_the_one_before_it_and_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.surface.releases.versions", lambda: ["0.1.0", "0.2.0", "0.10.0"])
    assert compared_with("0.2.0") == ["0.1.0", "0.2.0"]
    assert compared_with("0.3.0") == ["0.2.0"]
    assert compared_with("0.10.0") == ["0.2.0", "0.10.0"]
    assert compared_with("0.1.0") == ["0.1.0"]


def test_what_is_deprecated_is_there_still_and_says_until_when(now: Surface) -> None:
    for (surface, name), one in DEPRECATED.items():
        assert name in now[surface]
        assert may_break(one.until, last=__version__)
        assert one.use.endswith(".")


def test_the_table_of_what_is_deprecated_is_in_the_surface() -> None:
    made = today({("commands", "lox24 review --markdown"): Deprecation(use="Write `--html`.", until="1.0.0")})
    assert made["commands"]["lox24 review --markdown"]["deprecated"] == "Write `--html`. Removed in 1.0.0."


def test_a_limit_of_any_kind_is_in_the_surface_of_stack_files() -> None:
    before = dict(_keys("", {"properties": {"a": {"type": "object"}, "b": {"type": ["string", "null"]}}}))
    after = dict(
        _keys(
            "",
            {
                "properties": {
                    "a": {"type": "object", "additionalProperties": False},
                    "b": {"type": "string", "format": "uri"},
                }
            },
        )
    )
    assert broken({"stack-file": before}, {"stack-file": after}) == [
        f"stack-file: {said}: keep it, mark it as deprecated in tools/surface/deprecated.py, or raise the major number "
        "of the version"
        for said in (
            "a no longer takes other keys",
            "b has another 'format', 'uri' instead of None",
            "b no longer takes null",
        )
    ]
