"""What the schema of the package says to every language is what the lists of fields, the states and Python say."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import jsonschema_rs
import pytest
import yaml

import lox24_provider
from docs.generate.languages import NAMES, example, go_name
from lox24_provider import GetAccountResult, GetGroupResult, GetGroupsResult, Group, MailingListArgs
from lox24_provider.adapter.native import schema as native
from lox24_provider.adapter.state_format import (
    GROUP_TYPE,
    MAILING_LIST_TYPE,
    NATIVE_GROUP_TYPE,
    NATIVE_PHONES_TYPE,
    PHONES_TYPE,
)
from lox24_provider.config.fields import SETTINGS
from lox24_provider.fields import entry, group, group_phones
from lox24_provider.fields.field import Field, names
from lox24_provider.rules import group as group_rules
from lox24_provider.rules import group_phones as phones_rules

SCHEMA = native.schema(version=lox24_provider.__version__)
GROUP, PHONES, MAILING_LIST = (
    SCHEMA["resources"][one] for one in (NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE, MAILING_LIST_TYPE)
)
NATIVE = {GROUP_TYPE: GROUP, PHONES_TYPE: PHONES, MAILING_LIST_TYPE: MAILING_LIST}
STATES = Path(__file__).parents[1] / "engine" / "states"
EXAMPLES = {
    "group": GROUP,
    "group_phones": PHONES,
    "mailing_list": MAILING_LIST,
    "provider": SCHEMA["provider"],
    "get_group": SCHEMA["functions"][native.GET_GROUP],
    "get_groups": SCHEMA["functions"][native.GET_GROUPS],
    "get_account": SCHEMA["functions"][native.GET_ACCOUNT],
}


def every(within: Any = SCHEMA, *, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each part of the schema with its place."""
    yield path, within
    items = within.items() if isinstance(within, Mapping) else enumerate(within) if isinstance(within, list) else ()
    for key, one in items:
        yield from every(one, path=f"{path}/{key}")


def properties() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, one in every():
        if path.rpartition("/")[2] in ("properties", "inputProperties", "variables"):
            yield from ((f"{path}/{name}", said) for name, said in one.items())


def test_a_group_has_the_fields_of_one() -> None:
    assert tuple(GROUP["inputProperties"]) == names(group.DECLARED)
    assert GROUP["requiredInputs"] == ["name"]
    assert list(GROUP["properties"]) == [name for name, one in vars(Group).items() if isinstance(one, property)]


def test_a_list_has_the_fields_of_one() -> None:
    assert tuple(PHONES["inputProperties"]) == phones_rules.INPUTS
    assert PHONES["requiredInputs"] == ["group"]
    kept = {*phones_rules.INPUTS, *phones_rules.DERIVED, phones_rules.DRIFT, "account", "owned"}
    assert PHONES["properties"].keys() == kept


def test_a_mailing_list_takes_what_python_takes() -> None:
    assert MAILING_LIST["isComponent"]
    assert MAILING_LIST["inputProperties"].keys() == {one.name for one in dataclasses.fields(MailingListArgs)}
    assert MAILING_LIST["requiredInputs"] == ["name"]


def test_a_person_has_the_fields_of_an_entry() -> None:
    made = SCHEMA["types"]["lox24:index:Phone"]
    assert tuple(made["properties"]) == names(entry.FIELDS)
    assert made["required"] == ["phone"]


def test_the_settings_are_those_of_a_stack() -> None:
    keys = [one.key for one in SETTINGS]
    assert list(SCHEMA["config"]["variables"]) == keys
    assert list(SCHEMA["provider"]["inputProperties"]) == keys
    for one in SETTINGS:
        for said in (SCHEMA["config"]["variables"][one.key], SCHEMA["provider"]["inputProperties"][one.key]):
            if one.number:
                assert said["type"] == "integer"
                assert said["description"].endswith(
                    f"; {one.number.usual} if missing. {one.number.least} to {one.number.most}."
                )
    assert SCHEMA["provider"]["requiredInputs"] == ["token"]  # as of an `Account`
    # Code that is made for a stack's configuration reads anything but a text as JSON.
    assert SCHEMA["config"]["variables"]["onExisting"]["type"] == "string"


@pytest.mark.parametrize(
    ("token", "kind"),
    [(native.GET_GROUP, GetGroupResult), (native.GET_GROUPS, GetGroupsResult), (native.GET_ACCOUNT, GetAccountResult)],
)
def test_a_function_gives_what_it_gives_in_python(token: str, kind: type[object]) -> None:
    made, written = SCHEMA["functions"][token]["outputs"], get_type_hints(kind)
    assert list(made["properties"]) == list(written)
    assert made["required"] == [name for name, type_ in written.items() if NoneType not in get_args(type_)]
    found = SCHEMA["types"]["lox24:index:GetGroupsGroup"]
    assert found["properties"] == SCHEMA["functions"][native.GET_GROUP]["outputs"]["properties"]
    assert found["required"] == SCHEMA["functions"][native.GET_GROUP]["outputs"]["required"]


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.name)
def test_every_state_of_a_release_is_one_of_the_schema(path: Path) -> None:
    """Whoever moves such a stack reads it by code that is made from the schema."""
    for resource in json.loads(path.read_text())["deployment"]["resources"]:
        if made := NATIVE.get(resource["type"]):
            fits(resource.get("outputs", {}), made["properties"], required=made["required"])
            if resource["custom"]:  # what is in a component has what it was given
                added = {*phones_rules.DERIVED, "entries"}  # by check; and the text that people are there already
                given = {key: one for key, one in resource["inputs"].items() if key not in added}
                fits(given, made["inputProperties"], required=made["requiredInputs"])


def fits(values: Mapping[str, Any], made: Mapping[str, Any], *, required: list[str]) -> None:
    kept = {key: one for key, one in values.items() if not key.startswith("__") and one is not None}
    assert kept.keys() <= made.keys()
    assert {*required} <= kept.keys()
    kinds = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list}
    for key, one in kept.items():
        secret = isinstance(one, dict) and "plaintext" in one
        assert secret == bool(made[key].get("secret")), key
        if not secret and "type" in made[key]:
            assert type(one) is kinds[made[key]["type"]], key


def test_what_the_rules_keep_is_in_the_schema() -> None:
    least = group_rules.outputs(inputs={"name": "A"}, account="1@sandbox", group={})
    fits(least, GROUP["properties"], required=GROUP["required"])
    inputs: dict[str, Any] = {one.name: sample(one) for one in group.DECLARED}
    most = group_rules.outputs(inputs=inputs, account="1@sandbox", group={"count_items": 0, "deleted_at": "2026"})
    fits(most, GROUP["properties"], required=GROUP["required"])
    assert most.keys() == GROUP["properties"].keys()
    counted = {"count": 0, "digest": "scrypt:0"}
    list_ = phones_rules.outputs(inputs={"group": "1", **counted}, account="1@sandbox", owned="")
    fits(list_, PHONES["properties"], required=PHONES["required"])


def sample(one: Field) -> Any:
    return {int: 1, bool: True, str: "1"}.get(one.type, next(iter(get_args(one.type)), None))


def test_only_what_is_one_is_a_secret() -> None:
    secrets = [path for path, one in properties() if one.get("secret")]
    of = f"/resources/{NATIVE_PHONES_TYPE}"
    assert sorted(secrets) == sorted(
        [
            "/config/variables/token",
            "/provider/inputProperties/token",
            f"{of}/inputProperties/entries",
            f"{of}/properties/entries",
            f"/resources/{MAILING_LIST_TYPE}/inputProperties/entries",
        ]
    )


def test_nothing_has_a_default_that_a_program_would_send() -> None:
    """Least of all one from a variable: a token of the environment would stand in the state."""
    assert [path for path, _ in every() if path.rpartition("/")[2] in ("default", "defaultInfo", "const")] == []


def test_every_property_is_described_with_its_limits() -> None:
    for path, one in properties():
        assert one["description"].endswith((".", "`.")), path
    for field in (*group.DECLARED, *group_phones.IN_STACK_FILE):
        if field.type is int:
            limits = f"{field.least} to {field.most}." if field.most else f"{field.least} or more."
            assert PHONES["inputProperties"][field.name]["description"].endswith(limits)


def test_words_are_types_of_their_own_and_every_reference_leads_somewhere() -> None:
    references = {one for path, one in every() if path.endswith("/$ref")}
    assert references == {f"#/types/{token}" for token in SCHEMA["types"]}
    words = {
        token.rpartition(":")[2]: [word["value"] for word in one["enum"]]
        for token, one in SCHEMA["types"].items()
        if "enum" in one
    }
    assert words == {
        "OnExisting": list(get_args(group.OnExisting)),
        "Mode": list(get_args(group_phones.Mode)),
        "Digits": list(get_args(group_phones.Digits)),
        "AllowNumbers": list(get_args(group_phones.Allowed)),
    }


def test_what_is_required_is_there() -> None:
    for path, one in every():
        for required, of in (("required", "properties"), ("requiredInputs", "inputProperties")):
            if isinstance(one, dict) and required in one:
                assert {*one[required]} <= one[of].keys(), path


def test_a_field_on_its_way_out_says_what_to_write_instead() -> None:
    made = native._property(Field(name="old", type=str, description="Old.", deprecated="Write `new`."))
    assert made == {"type": "string", "description": "Old.", "deprecationMessage": "Write `new`."}


def metaschema() -> Path | None:
    """Pulumi's own, where the engine was built from its sources on this machine."""
    modules = Path(os.environ.get("GOMODCACHE") or Path(os.environ.get("GOPATH") or Path.home() / "go") / "pkg/mod")
    found = sorted(modules.glob("github.com/pulumi/pulumi/pkg/v3@*/codegen/schema/pulumi.json"))
    return found[-1] if found else None


@pytest.mark.skipif(metaschema() is None, reason="Pulumi's sources are not here: the engine was not built from them")
def test_pulumis_metaschema_takes_it() -> None:
    path = metaschema()
    assert path
    judge = jsonschema_rs.validator_for(json.loads(path.read_text()))
    assert [str(error) for error in judge.iter_errors(SCHEMA)] == []
    assert not judge.is_valid({**SCHEMA, "resources": {"Group": {}}})


def nodes(program: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """What a YAML program declares or calls: the token, what it gives, and that as the schema has it."""
    for one in program.get("resources", {}).values():
        token = one["type"].replace("lox24:", "lox24:index:", 1)
        made = SCHEMA["provider"] if token == "pulumi:providers:lox24:index:" else SCHEMA["resources"].get(token)
        made = SCHEMA["provider"] if one["type"] == "pulumi:providers:lox24" else made
        yield (
            token,
            one["properties"],
            {"properties": made["inputProperties"], "required": made.get("requiredInputs", [])},
        )
    for one in program.get("variables", {}).values():
        call = one["fn::invoke"]
        token = call["function"].replace("lox24:", "lox24:index:", 1)
        yield (
            token,
            call.get("arguments", {}),
            SCHEMA["functions"][token].get("inputs", {"properties": {}, "required": []}),
        )


@pytest.mark.parametrize("file", EXAMPLES)
def test_an_example_in_yaml_gives_only_what_there_is(file: str) -> None:
    program = yaml.safe_load(example(file, "yaml"))
    found = list(nodes(program))
    assert found
    for token, given, made in found:
        assert given.keys() <= made["properties"].keys(), token
        assert {*made["required"]} <= given.keys(), token
    people = [one for _, given, _ in found for one in given.get("entries", [])]
    assert all(one.keys() <= {*names(entry.FIELDS)} for one in people)


@pytest.mark.parametrize("file", EXAMPLES)
def test_examples_in_other_languages_give_the_same_as_the_one_in_yaml(file: str) -> None:
    given = {name for _, values, _ in nodes(yaml.safe_load(example(file, "yaml"))) for name in values}
    for name in given:
        assert re.search(rf"\b{name}: ", example(file, "typescript")), name
        assert re.search(rf"\b{go_name(name)}: ", example(file, "go")), name
    known = {go_name(path.rpartition("/")[2]) for path, _ in properties()}
    assert {*re.findall(r"^\t+(\w+): ", example(file, "go"), re.MULTILINE)} <= known


@pytest.mark.parametrize(("file", "made"), EXAMPLES.items())
def test_a_description_has_the_example_of_each_language(file: str, made: Mapping[str, Any]) -> None:
    """Pulumi's generators leave that of their own language."""
    for language in NAMES.keys() - {"python"}:
        assert f"\n```{language}\n{example(file, language)}```\n" in made["description"]
