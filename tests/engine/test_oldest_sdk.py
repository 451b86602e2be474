"""The oldest SDK that is supported, from the first `up` to `destroy`; all other tests have the newest."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest

from tests.support.engine import LISTING, Project
from tests.support.people import number
from tests.support.sandbox import Sandbox
from tools.setup import OLDEST_SDK, ROOT

PROGRAM = """
from importlib.metadata import version
clients = Group("clients", name="My Clients", description={!r})
GroupPhones("clients", group=clients, source="people.csv", remove_on_delete=True)
pulumi.export("sdk", version("pulumi"))
pulumi.export("elsewhere", Group.get("elsewhere", {!r}).name)
"""


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    project = make_project(as_users_run_it=True)
    project.environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / OLDEST_SDK), str(LISTING)])
    return project


@pytest.mark.promise
def test_a_stack_lives_with_the_oldest_sdk_too(project: Project, sandbox: Sandbox) -> None:
    id = sandbox.add_group(name="Elsewhere")
    people = project.folder / "people.csv"
    people.write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(45)))
    project.program(PROGRAM.format("first", id))
    assert project.up().summary == {"created": 3}
    (lower,) = re.findall(r'"pulumi>=([\d.]+),', (ROOT / "pyproject.toml").read_text())
    assert project.outputs() == {"sdk": f"{lower}.0", "elsewhere": "Elsewhere"}

    people.write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(44)))
    project.program(PROGRAM.format("second", id))
    changed = project.up("--diff")
    assert changed.summary == {"updated": 2, "unchanged": 1}
    assert '~ description: "first" => "second"' in changed.text
    assert "1 removed" in changed.text
    project.program(f'Group("clients", name="{"x" * 51}")')
    assert "has 51 characters, LOX24 stores at most 50" in project.preview().text

    sandbox.by_hand(project.groups()["clients"]["id"], description="by hand")
    assert project.refresh().summary["updated"] == 1
    assert project.destroy().code == 0
    assert list(sandbox.groups()) == ["Elsewhere"]
