"""Groups of a stack file in a program that has keys and resources of its own, by the real CLI."""

from __future__ import annotations

import subprocess

import pytest
import yaml

from tests.support.commands import lox24, lox24_json
from tests.support.engine import Project
from tests.support.people import number
from tests.support.sandbox import Sandbox

PROGRAM = """
from lox24_provider.stacks import Groups

shop = pulumi.ComponentResource("shop:index:Shop", "shop")
groups = Groups.from_stack_config(ResourceOptions(parent=shop))
pulumi.export("groups", groups.ids)
pulumi.export("size", pulumi.Config().require("instanceType"))
"""
GROUPS = {"clients": {"name": "Clients", "phones": "clients.csv"}}


def _config(project: Project, **keys: object) -> None:
    file = project.folder / "Pulumi.test.yaml"
    content = yaml.safe_load(file.read_text())
    content["config"] = {key: value for key, value in content["config"].items() if key.startswith("lox24:")}
    content["config"] |= {key.replace("__", ":"): value for key, value in keys.items()}
    file.write_text(yaml.safe_dump(content))


@pytest.mark.promise
def test_a_program_of_ones_own_has_its_keys_and_the_groups_stand_beside_them(
    project: Project, sandbox: Sandbox
) -> None:
    """Without groups first, then reviewed and planned ones, then one that the account has, too."""
    (project.folder / "Pulumi.yaml").write_text(
        "name: lists\nruntime: python\nconfig:\n  lox24:groupsKey: {value: sms:lists}\n  defaults: {value: {a: 1}}\n"
    )
    (project.folder / ".gitignore").write_text("state/\nhome/\nplan/\n")
    (project.folder / "clients.csv").write_text(f"phone\n{number(1)}\n")
    project.program(PROGRAM)
    own = {"lists__instanceType": "t3.micro", "bare": [1], "lists__groups": ["admins"]}
    _config(project, **own)
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=t", "-c", "user.email=t@e", "commit", "-qm", "t"]):
        subprocess.run(["git", *words], cwd=project.folder, check=True)
    empty = project.up()
    assert empty.code == 0, empty.text
    assert project.outputs() == {"groups": {}, "size": "t3.micro"}

    _config(project, **own, sms__list=GROUPS)
    assert project.preview().errors[0].startswith("Pulumi.test.yaml: sms:list: is this `sms:lists`? ")
    _config(project, **own, sms__lists=GROUPS)
    planned = lox24(project, "plan", "-s", "test", "--approved", "HEAD")
    assert planned.code == 0, planned.text
    assert "2 to create" in planned.text
    assert "+ create group clients 'Clients'  Pulumi.test.yaml:10:5" in planned.text
    assert project.up().code == 0
    assert project.outputs()["groups"] == {"clients": str(sandbox.groups()["Clients"]["id"])}

    sandbox.add_group(name="There already")
    assert lox24_json(project, "export", "-s", "test")["groups"] == 1
    config = yaml.safe_load((project.folder / "Pulumi.test.yaml").read_text())["config"]
    assert config["sms:lists"].keys() == {"clients", "there-already"}
