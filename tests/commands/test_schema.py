"""The schema of stack files: it is fresh, says what the check says, and takes the project's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from lox24_provider.config.settings import KNOWN, Settings
from lox24_provider.errors import SettingsError
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema
from tests.support.stack_files import Folder, Run

ROOT = Path(__file__).parents[2]


def test_the_schema_is_fresh(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """If not: `lox24 stacks schema --write`."""
    monkeypatch.chdir(ROOT)
    assert run("schema")[1] == (ROOT / "stacks" / "schema.json").read_text(encoding="utf-8")


def test_the_schema_is_written_beside_the_stack_files(folder: Folder, run: Run) -> None:
    assert run("schema", "--write") == (0, "wrote stacks/schema.json\n", "")
    assert json.loads((folder.path / "stacks" / "schema.json").read_text()) == schema([Keys.of({}, project="lists")])


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_schema_takes_the_projects_stacks(stack: str) -> None:
    text = (ROOT / "stacks" / f"Pulumi.{stack}.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    assert jsonschema_rs.is_valid(schema([Keys.of({}, project="lox24-lists")]), yaml.safe_load(text))


GROUP = {"name": "A"}


@pytest.mark.parametrize(
    ("config", "valid"),
    [
        ({"lists:groups": {"a": None, "b": {"description": "d", "on_existing": None}}}, True),
        ({"lists:groups": {"a": {**GROUP, "phones": "a.csv"}, "b": {**GROUP, "phones": {"source": "b.csv"}}}}, True),
        ({"other:key": 1, "lox24:token": {"secure": "v1:x"}, "lox24:timeout": "200"}, True),
        ({"lists:groups": {"a": {**GROUP, "phones": {"source": "a.csv", "max_removals_percent": 100}}}}, True),
        ({"lists:groups": {"a": {**GROUP, "phones": {"source": "a.csv", "max_removals_percent": 101}}}}, False),
        ({"lists:groups": {"a": {**GROUP, "phones": {"source": "a.csv", "max_removals": -1}}}}, False),
        ({"lists:groups": {"a": {**GROUP, "nmae": "x"}}}, False),
        ({"lists:groups": {"a": {"name": "x" * 51}}}, False),
        ({"lists:groups": {"a": {**GROUP, "description": "x" * 256}}}, False),
        ({"lists:groups": {"a": {"name": 12}}}, False),
        ({"lists:groups": {"a": {**GROUP, "on_existing": "maybe"}}}, False),
        ({"lists:groups": {"a": {**GROUP, "phones": {"mode": "additive"}}}}, False),
        ({"lists:instanceType": "t3", "lox24:groupsKey": "smsLists", "lists:smsLists": []}, True),
        ({"lox24:native": True}, True),
        ({"lox24:native": "false"}, True),
        ({"lox24:native": "yes"}, False),
        ({"lox24:tokn": "x"}, False),
        ({"lox24:token": "1:plain"}, False),
        ({"lox24:clientId": 7}, False),
    ],
)
def test_the_schema_says_what_the_check_says(config: dict[str, Any], *, valid: bool) -> None:
    assert jsonschema_rs.is_valid(schema([Keys.of({}, project="lists")]), {"config": config}) is valid
    assert not jsonschema_rs.is_valid(schema([Keys.of({}, project="lists")]), {"config": config, "secret": 1})


def test_every_field_of_the_schema_says_what_it_is() -> None:
    config = schema([Keys.of({}, project="lists")])["properties"]["config"]["properties"]
    group = config["lists:groups"]["additionalProperties"]["properties"]
    for field in (*config.values(), *group.values(), *group["phones"]["anyOf"][1]["properties"].values()):
        assert field["description"].endswith(".")


@pytest.mark.parametrize("key", sorted(set(KNOWN) - {"token", "baseUrl", "clientId", "onExisting"}))
def test_the_schemas_limits_are_those_of_the_settings(key: str) -> None:
    document = schema([Keys.of({}, project="lists")])["properties"]["config"]["properties"][f"lox24:{key}"]
    number = document["anyOf"][0]
    for value in (number["minimum"], number["maximum"]):
        Settings.check(config={f"lox24:{key}": str(value)}, environment={})
    for value in (number["minimum"] - 1, number["maximum"] + 1):
        with pytest.raises(SettingsError):
            Settings.check(config={f"lox24:{key}": str(value)}, environment={})
