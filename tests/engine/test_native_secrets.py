"""What the engine shows and keeps of the native plugin's tokens and people, and which token counts when."""

from __future__ import annotations

import json

import pytest

from tests.support import forks
from tests.support.canaries import ECHO, ENTRY, leaks
from tests.support.engine import Project
from tests.support.plugin import START
from tests.support.sandbox import TOKEN, Sandbox

PROGRAM = """
class Raw(pulumi.CustomResource):
    def __init__(self, kind, called, opts=None, outputs=(), **inputs):
        super().__init__(f"lox24:index:{kind}", called, {**dict.fromkeys(outputs), **inputs}, opts)

eu = pulumi.ProviderResource("lox24", "eu", EU)
group = Raw("Group", "clients", name="My Clients", outputs=("account",))
Raw("Group", "elsewhere", ResourceOptions(provider=eu), name="Elsewhere", name_a=pulumi.Output.secret("quiet-canary"))
Raw("GroupPhones", "clients", group=group.id, entries=pulumi.Output.secret(ENTRIES))
found = pulumi.runtime.invoke_output("lox24:index:getGroup", {"id": group.id})
pulumi.export("found", found.apply(lambda it: it["name"]))
"""
EU = "7:column-canary-of-another-account"


@pytest.fixture
def native(project: Project) -> Project:
    """A project whose engine finds the plugin, and whose stack has the token."""
    folder = project.folder / "plugin"
    folder.mkdir()
    program = folder / "pulumi-resource-lox24"
    program.write_text(f"#!/bin/sh\nexec {forks.python()} -c '{START}' \"$@\"\n")
    program.chmod(0o755)
    plugins = {"providers": [{"name": "lox24", "path": str(folder)}]}
    (project.folder / "Pulumi.yaml").write_text(json.dumps({"name": "lists", "runtime": "python", "plugins": plugins}))
    project.environment = {"PULUMI_DEBUG_COMMANDS": "true"}
    assert project.pulumi("config", "set", "--secret", "lox24:token", TOKEN, "-s", "test").code == 0
    return project


@pytest.mark.promise
def test_no_token_and_no_person_is_readable_and_a_new_token_counts_as_the_settings_say(
    native: Project, sandbox: Sandbox
) -> None:
    entries = ",".join(ENTRY) + "\n" + ",".join(ENTRY.values()) + "\n"
    given = f"EU, ENTRIES = {{'token': {EU!r}, 'baseUrl': {sandbox.url!r}, 'parallel': 16}}, {entries!r}\n"
    native.program(given + PROGRAM)
    body = [{"status": 422, "body": {"violations": [{"propertyPath": "phone", "message": ECHO}]}}]
    sandbox.fault(method="POST", pattern="/groups/*/phones/batch", status=200, body=body)
    preview = native.preview("--diff", "--json", "--save-plan", "plan.json")
    part = native.up("--logtostderr", "-v=9", "--debug", "--event-log", "events.json")
    assert part.code != 0
    assert "initErrors" in native.everything()
    assert set(sandbox.groups(EU)) == {"Elsewhere"}
    (native.folder / "__main__.py").unlink()  # the one file that has it all
    shown = {**native.files(), "preview": preview.text, "part": part.text}
    assert {name: leaks(text) for name, text in shown.items() if leaks(text)} == {}
    assert not [name for name, text in shown.items() if "canary" in text]

    sandbox.rotate(new := "1234567:new-canary-0123456789")
    assert native.pulumi("config", "set", "--secret", "lox24:token", new, "-s", "test").code == 0
    sandbox.forget()
    stale = native.refresh()
    assert stale.code != 0
    assert "--run-program" in stale.text
    assert len([call for call in sandbox.calls() if call.startswith("GET /groups")]) <= 2  # one an account
    native.program(given + PROGRAM)
    ran = native.refresh("--run-program")
    assert ran.code == 0, ran.text
    assert new.partition(":")[2] not in native.everything()
