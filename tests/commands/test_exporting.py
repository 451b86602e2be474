"""What an export would write, asked of a sandbox in this process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lox24_provider.adapter.runtime import connected
from lox24_provider.adapter.state_format import GROUP_TYPE, GROUP_TYPES
from lox24_provider.cli import main
from lox24_provider.commands import export as command
from lox24_provider.config.settings import Settings
from lox24_provider.errors import Lox24Error
from lox24_provider.rules.group import equal_names
from lox24_provider.stack_files.model import parse
from lox24_provider.workflow.importing.exporting import Export, People, export
from lox24_provider.workflow.importing.importing import import_file
from lox24_provider.workflow.importing.program import reads_stack_files
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine
from tests.support.people import number
from tests.support.sandbox import TOKEN, Sandbox


def _export(sandbox: Sandbox, **given: Any) -> Export:
    settings = Settings.resolve(config={"lox24:baseUrl": sandbox.url, "lox24:token": TOKEN}, environment={})
    connection = connected(settings)
    nothing: dict[str, Any] = {"managed": {}, "declared": {}, "defaults": {}, "with_phones": True}
    return export(connection, **{**nothing, **given})


def _urn(name: str, *, above: str = "") -> str:
    return f"urn:pulumi:prod::lists::{above}{GROUP_TYPE}::{name}"


def test_groups_whose_names_only_look_the_same_say_which_they_are(sandbox: Sandbox) -> None:
    """Else the check of the stack file would refuse what was exported."""
    plain, odd = sandbox.add_group(name="Clients"), sandbox.add_group(name="Cli\u034fents")
    nothing = sandbox.add_group(name="\u3164")

    found = _export(sandbox)

    assert {entry["adopt"].value for entry in found.groups.values()} == {plain, odd}
    assert equal_names(found.groups) == []
    assert found.left_out == [f"group {nothing} '\\u3164': name has nothing that can be seen; it is required"]


def test_what_the_state_holds_is_left_out_and_its_name_is_taken(sandbox: Sandbox) -> None:
    held, other = sandbox.add_group(name="Clients"), sandbox.add_group(name="clients!")

    found = _export(sandbox, managed={held: _urn("clients")})

    assert found.ids == {f"clients-{other}": other}


def test_a_group_of_a_component_is_not_the_stack_files_of_that_name(sandbox: Sandbox) -> None:
    inner, own = sandbox.add_group(name="Inner"), sandbox.add_group(name="Own")
    sandbox.add_phones(inner, 1)
    sandbox.add_phones(own, 2)

    found = _export(
        sandbox, managed={own: _urn("team"), inner: _urn("team", above="a:b:C$")}, declared={"team": {"name": "Own"}}
    )

    assert {name: people.count for name, people in found.lists.items()} == {"team": 2}
    assert found.groups == {}


def test_a_group_whose_name_is_encrypted_is_not_taken_for_another_one(sandbox: Sandbox) -> None:
    held = sandbox.add_group(name="Clients")
    declared = {"clients": {"name": {"secure": "v1:cipher"}}}

    with pytest.raises(Lox24Error, match=r"^groups\.clients\.name: is encrypted, so which group"):
        _export(sandbox, declared=declared)

    for known in ({"managed": {held: _urn("clients")}, "declared": declared}, {"declared": _adopting(declared, held)}):
        assert _export(sandbox, **known).groups == {}


def _adopting(declared: dict[str, Any], id: str) -> dict[str, Any]:
    return {key: {**entry, "adopt": id} for key, entry in declared.items()}


def test_a_default_gives_a_group_nothing_that_it_has_not(sandbox: Sandbox) -> None:
    sandbox.add_group(name="Clients", name_b="name")
    defaults = {"clients": {"name_a": "salutation", "name_b": "other", "phones": "x.csv", "protect": True}}

    found = _export(sandbox, defaults=defaults)

    assert found.groups == {"clients": {"name_a": None, "phones": None, "name": "Clients", "name_b": "name"}}


def test_a_list_of_the_account_leaves_out_nobody_whom_a_defaults_list_leaves_out(sandbox: Sandbox) -> None:
    """A stack file has to say so, as its own list replaces the one that asks."""
    sandbox.add_phones(sandbox.add_group(name="Clients"), 2)
    default = {
        "name": "Clients",
        "phones": {"source": "x.csv", "consent": {"SMS": ["yes"]}, "suppression_files": ["o.csv"]},
    }

    found = _export(sandbox, defaults={"clients": default})

    phones = found.groups["clients"]["phones"].value
    assert phones == {"source": "lists/clients.csv", "consent": None, "suppression_files": None}
    groups = {"clients": {"name": "Clients", "phones": phones}}
    assert parse({"groups": groups, "defaults": {"clients": default}}, people=False)[1] == []


def test_nobody_who_opted_out_or_joined_is_in_a_file_and_nobody_is_shown(sandbox: Sandbox) -> None:
    group = sandbox.add_group(name="Clients")
    sandbox.add_phones(group, 3)
    sandbox.opt_out(group, number(0))
    sandbox.join(group, number(900))

    found = _export(sandbox)

    people = found.lists["clients"]
    assert (people.count, people.opted_out, people.joined, people.mode) == (2, 1, 1, None)
    assert people.text.splitlines()[1:] == [f"{number(1)},,,,,,", f"{number(2)},,,,,,"]
    assert number(1) not in repr(found)


def test_a_list_that_no_file_can_say_removes_nobody(sandbox: Sandbox) -> None:
    group = sandbox.add_group(name="Clients")
    sandbox.add_phones(group, 2)
    for phone, value in ((number(0), None), ("0151 2345678", None), (number(5), "an \x07 alarm"), (number(6), " Ann ")):
        sandbox.api("POST", f"/groups/{group}/phones", json={"phone": phone, "a": value})

    people = _export(sandbox).lists["clients"]

    assert (people.count, people.undeclarable, people.mode) == (2, 4, "additive")


def test_a_list_goes_where_it_is_told_to(sandbox: Sandbox) -> None:
    sandbox.add_phones(sandbox.add_group(name="Clients"), 1)
    found = {folder: _export(sandbox, folder=folder).groups["clients"]["phones"].value for folder in ("../lists", ".")}

    assert found == {"../lists": "../lists/clients.csv", ".": "clients.csv"}


@pytest.mark.parametrize(
    "text",
    [
        "from lox24_provider.stacks import load",
        "from lox24_provider.stacks import Groups\nGroups.from_stack_config()",
        "import lox24_provider.stacks as s",
        "from lox24_provider import Group, stacks",
        "from lox24_provider import (\n    Group,\n    stacks,\n)",
        "from lox24_provider import *\nstacks.load()",
        "import lox24_provider as lx\nlx.stacks.load()",
    ],
)
def test_a_program_that_reads_stack_files_says_so_in_some_module(text: str, tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project.folder / "app").mkdir()
    (project.folder / "app" / "lists.py").write_text(text)

    assert reads_stack_files(project) is True


@pytest.mark.parametrize(
    "text",
    ["", "from lox24_provider import Group\n", "from lox24_provider import Group\nstacks = []\n", "import stacks\n"],
)
def test_a_program_that_declares_its_groups_itself_reads_none(text: str, tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project.folder / "Pulumi.dev.yaml").write_text("config:\n  infra:instanceType: t3.micro\n")
    environment = project.folder / "venv"
    environment.mkdir()
    (environment / "pyvenv.cfg").write_text("")
    (environment / "other.py").write_text("from lox24_provider.stacks import load\n")
    assert reads_stack_files(project) is None
    (project.folder / "__main__.py").write_text(text)

    assert reads_stack_files(project) is False

    (project.folder / "Pulumi.dev.yaml").write_text("config:\n  infra:groups:\n    clients:\n      name: Clients\n")
    assert reads_stack_files(project) is True


def test_a_program_elsewhere_is_looked_for_where_main_says(tmp_path: Path) -> None:
    project = _project(tmp_path, more="main: ../src\n")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "__main__.py").write_text("from lox24_provider.stacks import load\n")

    assert reads_stack_files(project) is True


def _project(folder: Path, *, more: str = "") -> Project:
    (folder / "infra").mkdir()
    (folder / "infra" / "Pulumi.yaml").write_text(f"name: infra\nruntime: python\n{more}")
    return Project.find(folder / "infra")


def test_an_export_that_fails_in_the_middle_has_written_nothing(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    engine = Engine(project=Project.find(tmp_path), stack="test", environment={})
    people = People(text="phone\n", count=0, opted_out=0, joined=0, undeclarable=0, mode=None)
    found = Export(groups={}, phones={}, ids={}, lists={"a": people, "x" * 252: people}, left_out=[])
    (tmp_path / "import.test.json").mkdir()

    with pytest.raises(OSError, match="Is a directory"):
        command._write(engine, found, stack=None, output=tmp_path / "groups.py", folder="lists", account="")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["Pulumi.yaml", "import.test.json"]


@pytest.mark.parametrize("native", [False, True])
def test_an_import_file_names_groups_as_the_stacks_adapter_does(native: bool) -> None:  # noqa: FBT001
    (one,) = import_file({"clients": "7"}, native=native)["resources"]
    assert (one["name"], one["id"], one["type"]) == ("clients", "7", GROUP_TYPES[native])
    assert ("__provider" in str(one)) is not native  # the plugin is asked itself


@pytest.mark.slow
def test_a_program_in_another_language_is_told_what_the_engine_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: yaml\n")
    for form in ((), ("--format", "yaml"), ("--format", "python")):
        assert main(["export", "-s", "dev", *form]) == 1
        told = capsys.readouterr().err
        assert "the program here is in yaml" in told
        assert "pulumi import lox24:index:Group NAME NUMBER -s dev" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Pulumi.yaml"]
