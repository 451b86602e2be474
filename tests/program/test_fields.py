"""What is written out for editors and type checkers is what the lists of fields say."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_type_hints

import pytest

from lox24_provider.adapter.native.schema import schema as native_schema
from lox24_provider.api.models import GroupIn, GroupOut, PhoneIn, PhoneOut
from lox24_provider.config.fields import SETTINGS
from lox24_provider.config.settings import Settings, argument_of
from lox24_provider.fields import entry, group, group_phones
from lox24_provider.fields.field import Field, names
from lox24_provider.resources.account_args import AccountArgs, AccountArgsDict
from lox24_provider.resources.function_results import GetGroupResult
from lox24_provider.resources.group import Group
from lox24_provider.resources.group_args import GroupArgs, GroupArgsDict
from lox24_provider.resources.mailing_list_args import InlineMailingListDict, MailingListArgs, MailingListFileDict
from lox24_provider.resources.phones_args import GroupPhonesArgs, InlinePhonesDict, PhoneArgs, PhonesFileDict
from lox24_provider.rules.entry_plan.plan import Held
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.model import parse
from lox24_provider.stack_files.schema import schema
from lox24_provider.stacks import GroupEntry, PhonesEntry

OPTIONS = ("resource_name", "args", "opts", "group_opts", "phones_opts")
WRITTEN: dict[Any, str] = {
    str: "str",
    int: "int",
    bool: "bool",
    group.OnExisting: "OnExisting",
    group_phones.Mode: "Mode",
    group_phones.Digits: "Digits",
    list[group_phones.Allowed]: "Sequence[Input[Allowed]]",
    list[str]: "Sequence[Input[str]]",
    dict[str, list[str]]: "Mapping[str, Input[str | Sequence[str]]]",
}


def arguments(kind: type[object]) -> dict[str, tuple[object, object]]:
    """Type and default of each argument, as they are written."""
    given = inspect.signature(kind).parameters.items()
    return {name: (one.annotation, one.default) for name, one in given if name not in OPTIONS}


def wanted(fields: tuple[Field, ...]) -> dict[str, tuple[object, object]]:
    """The same, as the fields have it."""
    kinds = {one.name: f"Input[{WRITTEN[one.type]}]" for one in fields}
    return {
        one.name: (kinds[one.name], inspect.Parameter.empty) if one.is_required else (f"{kinds[one.name]} | None", None)
        for one in fields
    }


def told(function: Callable[..., Any]) -> dict[str, str]:
    """What a docstring says of each argument."""
    args = re.search(r"Args:\n(.*?)(?:\n\n|\Z)", inspect.getdoc(function) or "", re.DOTALL)
    assert args
    found = re.findall(r"^    (\w+): (.*(?:\n     +.*)*)", args[1], re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found if name not in OPTIONS}


def test_a_groups_arguments_are_its_fields() -> None:
    assert list(arguments(GroupArgs).items()) == list(wanted(group.DECLARED).items())


@pytest.mark.parametrize(
    ("kind", "dicts"),
    [
        (GroupArgs, [GroupArgsDict]),
        (GroupPhonesArgs, [PhonesFileDict, InlinePhonesDict]),
        (MailingListArgs, [MailingListFileDict, InlineMailingListDict]),
        (AccountArgs, [AccountArgsDict]),
    ],
)
def test_the_keys_of_a_dict_are_the_arguments(kind: type[object], dicts: list[Any]) -> None:
    """Keywords are those of the dict: the constructor unpacks it."""
    written = {name: annotation for name, (annotation, _) in arguments(kind).items()}
    found: set[str] = set()
    for one in dicts:
        keys = {name: reference.__forward_arg__ for name, reference in one.__annotations__.items()}
        found |= keys.keys()
        either = keys.keys() & {"source", "entries"}
        left_out = {name for name, type_ in keys.items() if type_ == "None"}  # in the place of the other of the two
        assert left_out < either or not either
        for name in keys.keys() - left_out:
            assert keys[name].removesuffix(" | None") == str(written[name]).removesuffix(" | None"), name
    assert found == written.keys()


def test_a_group_has_an_output_for_each_field() -> None:
    outputs = [name for name, one in vars(Group).items() if isinstance(one, property)]
    assert outputs == [*names(group.DECLARED), "account", *names(group.TOLD)]


def test_a_group_that_is_looked_up_has_all_that_lox24_tells() -> None:
    written = get_type_hints(GetGroupResult)
    assert tuple(written) == ("id", *names(group.STORED), *names(group.TOLD), "account")
    for one in (*group.STORED, *group.TOLD):
        assert written[one.name] == (one.type if one.is_required else one.type | None)
    assert GroupOut.model_fields.keys() == written.keys() - {"account"}
    assert tuple(GroupIn.model_fields) == names(group.STORED)


def test_a_lists_arguments_are_its_fields() -> None:
    written = arguments(GroupPhonesArgs)
    of_a_program = {one.name for one in group_phones.IN_PROGRAM} - {"labels"}
    found = [(name, one) for name, one in written.items() if name not in of_a_program]
    # A program may have `entries` instead of a `source`.
    fields = tuple(one._replace(is_required=False) for one in group_phones.IN_STACK_FILE)
    assert found == list(wanted(fields).items())
    assert written.keys() == {*of_a_program, *names(fields)}


def test_a_mailing_list_takes_the_arguments_of_both() -> None:
    both = {**arguments(GroupArgs), **arguments(GroupPhonesArgs)}
    del both["group"]
    assert arguments(MailingListArgs) == both


def test_how_a_list_is_read_has_the_fields_for_it() -> None:
    read = [field.name for field in dataclasses.fields(ReadOptions)]
    assert read == ["labels", *(one.name for one in group_phones.IN_STACK_FILE if one.is_reading)]


def test_a_persons_arguments_and_models_are_the_fields_of_an_entry() -> None:
    fields = names(entry.FIELDS)
    assert list(arguments(PhoneArgs).items()) == list(wanted(entry.FIELDS).items())
    for model in (PhoneIn, PhoneOut):
        written = [(name, one) for name, one in model.model_fields.items() if name in fields]
        assert tuple(name for name, _ in written) == fields
        for (_, found), one in zip(written, entry.FIELDS, strict=True):
            assert found.annotation == (one.type if one.is_required else one.type | None)
            assert found.is_required() is one.is_required
            assert not found.repr
    assert Held._fields[1 : len(fields) + 1] == fields


def test_a_stack_file_has_the_fields_of_both() -> None:
    assert tuple(GroupEntry.model_fields) == (*names(group.DECLARED), "phones", "protect", "retain_on_delete")
    assert tuple(PhonesEntry.model_fields) == names(group_phones.IN_STACK_FILE)


@pytest.mark.parametrize("kind", [GroupArgs, GroupPhonesArgs, PhoneArgs, AccountArgs])
def test_a_docstring_tells_of_every_argument(kind: type[object]) -> None:
    assert told(kind).keys() == arguments(kind).keys()


@pytest.mark.parametrize(("function", "fields"), [(GroupArgs, group.STORED), (PhoneArgs, entry.FIELDS[1:])])
def test_a_docstring_says_the_limit_of_a_text(function: Callable[..., Any], fields: tuple[Field, ...]) -> None:
    """Of columns, the first one's line says it for all."""
    said = told(function)
    limits = {one.name: one.most for one in fields}
    for name, most in limits.items():
        assert f"{most} characters" in said[name] or "column `" in said[name], name
    (first,) = (name for name in said if name in ("a", "name_a"))
    assert f"up to {limits[first]} characters" in said[first]


def test_a_description_is_a_sentence_with_the_limit() -> None:
    for one in (*group.DECLARED, *group_phones.IN_STACK_FILE):
        assert one.description.endswith("."), one.name
        assert one.type is not str or one.most is None or f"{one.most} characters" in one.description
        assert not isinstance(one.usual, int) or f"; {one.usual}, or" in one.description


LEANS = re.compile(
    r"\b(?:likewise|see|as)\b (?:above|below)|\blikewise\b|^(?:its?|their|they|the same|also)\b", re.IGNORECASE
)
"""What only makes sense beside another field. An editor shows one field alone."""


def descriptions(node: object) -> Iterator[str]:
    """Every description of a JSON document that describes types."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "description" and isinstance(value, str):
                yield value
            else:
                yield from descriptions(value)
    elif isinstance(node, list):
        for value in node:
            yield from descriptions(value)


def test_a_description_is_understood_without_the_one_before_it() -> None:
    said = [
        *descriptions(schema([Keys.of({}, project="lists")])),
        *descriptions(native_schema(version="1.0.0")),
        *(text for kind in (GroupArgs, GroupPhonesArgs, AccountArgs, PhoneArgs) for text in told(kind).values()),
    ]
    assert len(said) > 150
    assert [text for text in said if LEANS.search(text)] == []
    assert LEANS.search("Likewise in percent of the entries that could be removed.")


def test_an_accounts_arguments_are_the_settings() -> None:
    written, said = arguments(AccountArgs), told(AccountArgs)
    numbers: Mapping[str, Any] = {argument_of(one.key): one.number for one in SETTINGS if one.number}
    assert written.keys() == {argument_of(one.key) for one in SETTINGS}
    assert [field.name for field in dataclasses.fields(Settings)][-len(numbers) :] == list(numbers)
    for name, number in numbers.items():
        assert written[name] == ("Input[int] | None", None)
        assert f"{number.usual} by default" in said[name]


@pytest.mark.parametrize("name", [field.name for field in group_phones.IN_STACK_FILE if field.type is int])
def test_a_stack_file_takes_no_number_below_zero_as_its_schema_says(name: str) -> None:
    properties = schema([Keys.of({}, project="lists")])["properties"]["config"]["properties"]["lists:groups"][
        "additionalProperties"
    ]
    (people,) = (one for one in properties["properties"]["phones"]["anyOf"] if one["type"] == "object")
    assert people["properties"][name]["minimum"] == 0
    for number, is_valid in ((0, True), (-1, False)):
        _, problems = parse({"groups": {"a": {"name": "A", "phones": {"source": "l.csv", name: number}}}}, people=False)
        assert [one.field for one in problems] == ([] if is_valid else [f"groups.a.phones.{name}"])
