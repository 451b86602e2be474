"""What a Python program has in the state becomes a program in Pulumi YAML that takes over every one of it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lox24_provider.errors import Undecided
from lox24_provider.stack_files.yaml_program import program_of
from lox24_provider.workflow.importing.state_program import declared_in

DYNAMIC = "pulumi-python:dynamic/lox24"
DEFAULT = "urn:pulumi:dev::lists::pulumi:providers:pulumi-python::default::6f56ee07"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}


def resource(type_: str, name: str, *, id: str = "1", within: str = "", **besides: Any) -> dict[str, Any]:
    inputs = {"__provider": "x", **besides.pop("inputs", {})}
    urn = f"urn:pulumi:dev::lists::{within}{type_}::{name}"
    return {"urn": urn, "type": type_, "id": id, "provider": DEFAULT, "inputs": inputs, **besides}


def group(name: str, **besides: Any) -> dict[str, Any]:
    besides.setdefault("inputs", {"name": name.title()})
    return resource(f"{DYNAMIC}:Group", name, **besides)


def entries(name: str, **besides: Any) -> dict[str, Any]:
    return resource(f"{DYNAMIC}:GroupPhones", name, **besides)


def program(*resources: dict[str, Any], stacks: tuple[str, ...] = ("dev",)) -> Any:
    made = yaml.safe_load(program_of(declared_in({"resources": list(resources)}, stacks=stacks), title="made"))
    return made["resources"]


def test_every_resource_keeps_its_name_its_inputs_and_what_it_was() -> None:
    labels = {"a": "salutation", "b": "as it was"}
    inputs = {"group": "1", "labels": labels, "source": "l.csv", "count": 2.0, "max_removals": 5.0}
    made = program(
        entries("clients", inputs=inputs),
        group("clients", inputs={"name": 'C"${x}', "name_a": "salutation", "force_destroy": True}, protect=True),
        group("b.1", id="2", inputs={"name": "yes"}, retainOnDelete=True),
        entries("news", id="3", within="lox24:index:MailingList$", inputs={"group": "9", "columns": {"a": ["x", "y"]}}),
        stacks=("prod", "dev"),
    )
    urn, in_component = (
        f"urn:pulumi:{{}}::lists::{DYNAMIC}:{{}}",
        f"lox24:index:MailingList${DYNAMIC}:GroupPhones::news",
    )
    assert made == {
        "clients": {
            "type": "lox24:Group",
            "properties": {"name": 'C"$${x}', "name_a": "salutation", "force_destroy": True},
            "options": {"protect": True, "aliases": [urn.format(s, "Group::clients") for s in ("dev", "prod")]},
        },
        "b-1": {
            "name": "b.1",
            "type": "lox24:Group",
            "properties": {"name": "yes"},
            "options": {"retainOnDelete": True, "aliases": [urn.format(s, "Group::b.1") for s in ("dev", "prod")]},
        },
        "clients-phones": {
            "name": "clients",
            "type": "lox24:GroupPhones",
            "properties": {
                "group": "${clients.id}",
                "labels": {"a": "${clients.name_a}", "b": "as it was"},
                "source": "l.csv",
                "max_removals": 5,
            },
            "options": {"aliases": [urn.format(s, "GroupPhones::clients") for s in ("dev", "prod")]},
        },
        "news": {
            "type": "lox24:GroupPhones",
            "properties": {"group": "9", "columns": {"a": ["x", "y"]}},
            "options": {"aliases": [f"urn:pulumi:{s}::lists::{in_component}" for s in ("dev", "prod")]},
        },
    }


def test_what_the_native_plugin_has_already_needs_no_alias_and_what_is_only_looked_up_is_none() -> None:
    made = program(
        resource("lox24:index:Group", "clients", inputs={"name": "Clients"}), group("seen", external=True, id="7")
    )
    assert made == {"clients": {"type": "lox24:Group", "properties": {"name": "Clients"}}}
    assert program() == {}


def test_names_that_meet_as_keys_stay_apart() -> None:
    made = program(
        group("a.b"), group("a b", id="2"), group("a-b", id="3"), entries("a-b-phones"), entries("a-b", id="5")
    )
    assert [(key, one.get("name", key)) for key, one in made.items()] == [
        ("a-b", "a.b"),
        ("a-b-2", "a b"),
        ("a-b-3", "a-b"),
        ("a-b-phones", "a-b-phones"),
        ("a-b-phones-2", "a-b"),
    ]


def test_what_no_file_is_to_show_is_named_and_nothing_is_made() -> None:
    with pytest.raises(Undecided) as refused:
        program(
            group("hidden", inputs={"name": SECRET}),
            group("said", inputs={"name": "x", "__secret": "description"}),
            group("far", provider="urn:pulumi:dev::lists::pulumi:providers:pulumi-python::eu::6f"),
            entries("people", inputs={"entries": SECRET}),
            entries("label", inputs={"source": "l.csv", "labels": {"a": SECRET}, "columns": {"b": ["x", SECRET]}}),
        )
    assert str(refused.value).splitlines() == [
        "group 'hidden' has a secret (name), which no file is to show: declare it by hand",
        "group 'said' has a secret (description), which no file is to show: declare it by hand",
        "group 'far' works by an `Account` of the program: declare both by hand",
        "list 'people' has its entries in the program: put them into a list file first, and apply that",
        "list 'label' has a secret (columns, labels), which no file is to show: declare it by hand",
    ]
