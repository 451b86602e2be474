"""Files as people have them, by the real CLI: each by the line that a page of `docs/how-to` has for it."""

from __future__ import annotations

import json

import pytest

from lox24_provider.rules.list_file.inspection import inspect
from tests.support.commands import lox24
from tests.support.engine import Project
from tests.support.listfiles import PEOPLE, SAMPLES, TWO, documented
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.both_adapters

SOURCES = ("kunden.csv", "outlook.csv", "google.csv", "brevo.csv", "shopify.csv", "kunden.xlsx")
BLOCKED, OPTED_OUT = "+49 (0)155 50000003", "+49 (0)155 50000002"
"""A person as the account's block list has them, and one as a group has them who opted out."""


@pytest.mark.promise
def test_files_go_up_unedited_and_who_is_off_stays_off_in_any_spelling(project: Project, sandbox: Sandbox) -> None:
    held = sandbox.add_group(name="held")
    id = sandbox.api("POST", f"/groups/{held}/phones", json={"phone": OPTED_OUT})["id"]
    sandbox.edit_phone(id, unsubscribed_at=1_800_000_000)
    sandbox.block(BLOCKED)
    (project.folder / "held.csv").write_text("phone\n+4915550000001\n0155 50000002\n4915550000003\n0155 5/0000004\n")
    (project.folder / "left.csv").write_text("Email,phone\nx@example.org,+49 (0)155-50000004\ny@example.org,\n")
    read = 'source="held.csv", suppression_files=["left.csv"], default_region="DE"'
    lines = [f'GroupPhones("held", group="{held}", {read})']
    for source in SOURCES:
        (project.folder / source).write_bytes(SAMPLES[source])
        name, arguments = source.replace(".", "-"), documented()[source]
        lines.append(f"GroupPhones({name!r}, group=Group({name!r}, name={name!r}), **{arguments!r})")
    project.program("\n".join(lines))

    applied = project.up()

    assert applied.code == 0, applied.text
    assert applied.summary == {"created": 2 * len(SOURCES) + 2}
    groups = sandbox.groups()
    for source in SOURCES:
        entries = sandbox.phones(str(groups[source.replace(".", "-")]["id"]))
        assert [(entry["phone"], entry["a"], entry["b"]) for entry in entries] == [person[:3] for person in PEOPLE]
        assert inspect(SAMPLES[source], values=documented()[source]).people == len(entries)
    assert [entry["phone"] for entry in sandbox.phones(held)] == [OPTED_OUT, "+4915550000001"]
    assert "1 on the block list not added" in applied.text
    assert "1 entry is in a suppression file and left out" in applied.text
    sandbox.forget()
    assert project.preview().summary == {"unchanged": 2 * len(SOURCES) + 2}
    assert sandbox.calls() == []

    # The opt-out is known to that group only, so erased the person would be added again: it is found, and stays.
    erased = lox24(project, "erase", TWO, "--yes", "--json", LOX24_BASE_URL=sandbox.url)
    assert erased.code == 3, erased.text
    found = json.loads(erased.text)
    assert {group["name"]: group["erased"] for group in found["groups"]} == {
        "held": False,
        **{source.replace(".", "-"): True for source in SOURCES},
    }
    assert "held.csv:3" in found["files"]
    assert [entry["phone"] for entry in sandbox.phones(held)] == [OPTED_OUT, "+4915550000001"]
    state = {name: text for name, text in project.files().items() if name.startswith("state")}
    assert state
    assert [name for name, text in {**state, "up": applied.text}.items() if "5550000" in text] == []
