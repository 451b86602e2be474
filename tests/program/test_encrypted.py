"""What is encrypted in a stack file stays a secret in the program; what may be none is refused by check and program."""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi import Output

from lox24_provider import Group, GroupPhones, cli, stacks
from lox24_provider.rules.secrecy import SECRET
from lox24_provider.stack_files.encrypted import Encrypted, ciphertexts, key_path, merged_ways
from tests.support.mocks import Engine

# As in test_group.
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

CIPHER = "{secure: 'v1:cipher'}"
FILE = f"""\
config:
  PROJECT:groups:
    a: {{name: A, description: {CIPHER}}}
    b: {{name: B, description: plain}}
"""
KNOWN = {"a": {"name": "A", "description": "canary"}, "b": {"name": "B", "description": "plain"}}

Load = Callable[..., stacks.Stack]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """The stack as the program gets it, by its file and by what the engine says is in it."""
    monkeypatch.chdir(tmp_path)
    project, stack = pulumi.get_project(), pulumi.get_stack()
    (tmp_path / "Pulumi.yaml").write_text(f"name: {project}\nruntime: python\nstackConfigDir: stacks\n")
    (tmp_path / "stacks").mkdir()

    def load(text: str, *, hidden: str = "groups", **values: Any) -> stacks.Stack:
        (tmp_path / "stacks" / f"Pulumi.{stack}.yaml").write_text(text.replace("PROJECT", project))
        config = {f"{project}:{key}": json.dumps(value) for key, value in values.items()}
        pulumi.runtime.set_all_config(config, [f"{project}:{hidden}"])
        return stacks.load()

    return load


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program says is wrong."""
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", lines.append)
    return lines


def _secret(stack: stacks.Stack) -> set[str]:
    texts = {f"{key}.{field}": entry.inputs[field] for key, entry in stack.groups.items() for field in entry.inputs}
    return {place for place, text in texts.items() if isinstance(text, Output)}


@pytest.mark.parametrize(
    ("text", "values", "secret"),
    [
        (FILE, {"groups": KNOWN}, {"a.description"}),
        (FILE, {"groups": {**KNOWN, "b": {"name": "B", "description": "another file's"}}}, "in doubt"),
        (FILE.replace(CIPHER, "canary"), {"groups": KNOWN}, "in doubt"),
        ("environment: [esc]\n", {"groups": KNOWN}, "in doubt"),
        ("no: [yaml", {"groups": KNOWN}, "in doubt"),
    ],
)
def test_exactly_what_the_file_has_encrypted_is_a_secret_and_everything_if_in_doubt(
    load: Load, text: str, values: dict[str, Any], secret: object
) -> None:
    pulumi.runtime.set_mocks(Engine())
    found: list[set[str]] = []

    @pulumi.runtime.test
    def program() -> None:
        found.append(_secret(load(text, **values)))

    contextvars.copy_context().run(program)
    everything = {f"{key}.{field}" for key in "ab" for field in ("name", "description")}
    assert found == [everything if secret == "in doubt" else secret]


def test_a_default_that_is_encrypted_is_a_secret_of_the_groups_that_take_it(load: Load) -> None:
    pulumi.runtime.set_mocks(engine := Engine())
    default = f"{{description: {CIPHER}}}"
    text = (
        f"config:\n  PROJECT:defaults: {{a: {default}, b: {default}}}\n"
        "  PROJECT:groups: {a: {name: A}, b: {name: B, description: plain}}\n"
    )
    defaults = {"a": {"description": "canary"}, "b": {"description": "canary"}}
    groups = {"a": {"name": "A"}, "b": {"name": "B", "description": "plain"}}

    @pulumi.runtime.test
    def program() -> None:
        stack = load(text, hidden="defaults", defaults=defaults, groups=groups)
        assert "canary" not in repr(stack)
        for key, entry in stack.groups.items():
            Group(key, **entry.inputs)

    contextvars.copy_context().run(program)
    assert {name: one.inputs.get(SECRET) for name, one in engine.registered.items()} == {"a": "description", "b": None}


def test_a_label_that_is_a_secret_is_one_of_the_list_too() -> None:
    """A list keeps its group's labels: made secret later, they stayed in plain text in the list's outputs."""
    pulumi.runtime.set_mocks(engine := Engine())

    @pulumi.runtime.test
    def program() -> None:
        for name, label in (("hidden", Output.secret("canary")), ("open", Output.from_input("plain"))):
            group = Group(f"{name} group", name=name, name_a=label)
            GroupPhones(name, group=group, source="x.csv", columns={"phone": ["Tel"], "a": "A"})

    contextvars.copy_context().run(program)
    told = {name: one.inputs.get(SECRET) for name, one in engine.registered.items()}
    assert told == {"hidden group": "name_a", "hidden": "labels", "open group": None, "open": None}


@pytest.mark.promise
@pytest.mark.parametrize(
    "case",
    [
        (f"{{name: A, force_destroy: {CIPHER}}}", {"name": "A", "force_destroy": "true"}, ".force_destroy"),
        (f"{{name: A, name_a: {CIPHER}}}", {"name": "A", "name_a": "x"}, ".name_a"),
        (f"{{name: A, phones: {CIPHER}}}", {"name": "A", "phones": "x.csv"}, ".phones"),
        (f"{{name: A, phones: {{source: {CIPHER}}}}}", {"name": "A", "phones": {"source": "x"}}, ".phones.source"),
        (CIPHER, {"name": "A"}, ""),
    ],
)
def test_what_may_be_no_secret_is_refused_with_the_same_line_by_program_and_check(
    load: Load, told: list[str], capsys: pytest.CaptureFixture[str], case: tuple[str, Any, str]
) -> None:
    group, known, field = case
    why = "is encrypted, and of a group only name and description may be: write it in plain text"
    line = f"groups.a{field}: {why} [LOX4010]"
    text = f"config:\n  PROJECT:groups:\n    a: {group}\n"

    def program() -> None:
        with pytest.raises(SystemExit):
            load(text, groups={"a": known})

    contextvars.copy_context().run(program)
    file = f"Pulumi.{pulumi.get_stack()}.yaml"
    assert told == [f"{file}: {line}"]
    assert cli.main(["stacks", "check"]) == 1
    (checked,) = capsys.readouterr().out.splitlines()
    assert checked.startswith(f"stacks/{file}:3:")
    assert checked.endswith(f": {line}")


@pytest.mark.parametrize(
    ("values", "ways"),
    [
        ({"defaults": {"secure": "v1:x"}, "groups": {"a": 5}}, [("defaults",)]),
        ({"defaults": {"a": {"name": {"secure": "v1:x"}}}, "groups": {"a": 5, "b": None}}, [("groups", "a", "name")]),
        ({"defaults": {"a": {"name": {"secure": "v1:x"}}}, "groups": {"a": {"name": None}}}, []),
        ({"defaults": {"a": {"secure": "v1:x"}}, "groups": {"a": None}}, [("groups", "a")]),
        ({"defaults": {"c": {"adopt": {"secure": "v1:x"}}}, "groups": 5}, []),
        ({"groups": {"secure": {"name": "A group of that key"}}}, []),
    ],
)
def test_what_is_secret_is_found_whatever_stands_beside_it(values: Any, ways: list[tuple[str, ...]]) -> None:
    assert [*merged_ways(ciphertexts(values), groups=values["groups"])] == ways


def test_what_stands_for_a_secret_is_equal_by_its_ciphertext_only() -> None:
    one, other = Encrypted.of("v1:one"), Encrypted.of("v1:other")
    assert one == Encrypted.of("v1:one")
    assert len({one, other, Encrypted.of("v1:one")}) == 2
    assert (f"{one}", one == "(secret)", one != other) == ("(secret)", False, True)
    assert key_path("lists:groups", ("on-call", "a.b", "description")) == 'lists:groups.on-call["a.b"].description'
