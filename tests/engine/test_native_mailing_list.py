"""`MailingList` of another language by the real CLI: the component that the plugin makes, asked for as an SDK asks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.support.engine import Project
from tests.support.sandbox import Sandbox

PEOPLE = "phone,salutation\n+4917612345678,Ms\n"
BEFORE = 'MailingList("clients", name="Clients", name_a="salutation", source="people.csv")\n'
AFTER = """
class List(pulumi.ComponentResource):
    def __init__(self, resource_name, opts=None, **inputs):
        props = {**inputs, "number": None, "count": None}
        super().__init__("lox24:index:MailingList", resource_name, props, opts, remote=True)

clients = List("clients", name="Clients", name_a="salutation", source="people.csv")
pulumi.export("clients", {"number": clients.number, "count": clients.count})
"""
LOOSE = """
List("loose", name=pulumi.Output.secret("Loose"), description=clients.number, entries=[%s], force_destroy=True,
     opts=ResourceOptions(protect=False))
"""


@pytest.mark.promise
def test_a_python_mailing_list_moves_to_the_plugins_and_keeps_everything(project: Project, sandbox: Sandbox) -> None:
    plugin = {"name": "lox24", "path": str(Path(sys.executable).parent)}
    file = {"name": "lists", "runtime": "python", "plugins": {"providers": [plugin]}}
    (project.folder / "Pulumi.yaml").write_text(json.dumps(file))
    (project.folder / "people.csv").write_text(PEOPLE)
    project.program(BEFORE)
    assert project.up().code == 0
    (clients,) = sandbox.listed()
    sandbox.forget()

    project.program(AFTER + LOOSE % '{"phone": "+4917612345679"}')
    moved = project.up()
    assert moved.code == 0, moved.text
    assert moved.summary == {"created": 3, "unchanged": 4}
    assert project.outputs() == {"clients": {"number": str(clients["id"]), "count": 1}}
    (loose,) = [one for one in sandbox.listed() if one["name"] == "Loose"]
    assert loose["description"] == str(clients["id"])
    assert [len(sandbox.phones(one["id"])) for one in (clients, loose)] == [1, 1]
    assert not [call for call in sandbox.calls() if not call.startswith("GET") and str(clients["id"]) in call]
    kept = "".join(text for name, text in project.files().items() if name != "__main__.py")
    assert "clients" in kept
    assert "Loose" not in kept
    assert "17612345679" not in kept

    sandbox.forget()
    project.program(AFTER + LOOSE % '{"phone": "+4917612345679", "nmae": "x"}, {"phone": 4917612345670}')
    assert project.preview().errors == [
        f"lox24:index:GroupPhones resource 'loose' has a problem: entries: number {problem}"
        for problem in (
            "1 must have a phone and any of a, b, c, d, e, callback_data, and nothing else",
            "2: phone must be text, not a number; put it in quotes",
        )
    ]
    project.program(AFTER)
    gone = project.up()
    assert gone.summary == {"deleted": 3, "unchanged": 4}, gone.text
    assert [one["id"] for one in sandbox.listed()] == [clients["id"]]
    sandbox.forget()

    project.program("")
    refused = project.up("--continue-on-error")
    assert refused.code != 0
    assert "protect" in refused.text
    assert not [call for call in sandbox.calls() if not call.startswith("GET")]
