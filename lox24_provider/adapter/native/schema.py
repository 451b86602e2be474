"""The schema of the package `lox24`: what programs in every language may write, as Pulumi's generators read it.

Made from the lists of fields, so that it knows what check knows. Names are LOX24's own, and those of the settings are
as in a stack file. A default is only told: one that stands in a schema is sent by every program as if it had been
written there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from lox24_provider.adapter.native.example_code import with_examples
from lox24_provider.adapter.native.home import HOME, README
from lox24_provider.adapter.state_format import MAILING_LIST_TYPE, NATIVE_GROUP_TYPE, NATIVE_PHONES_TYPE
from lox24_provider.config.fields import SETTINGS, Setting
from lox24_provider.fields import entry, group, group_phones
from lox24_provider.fields.field import Field
from lox24_provider.rules.group_phones import DRIFT

__all__ = ["GET_ACCOUNT", "GET_GROUP", "GET_GROUPS", "GO_MODULE", "NODE_PACKAGE", "schema"]

Schema = dict[str, Any]

PACKAGE = "lox24"
GET_GROUP, GET_GROUPS, GET_ACCOUNT = (f"{PACKAGE}:index:{name}" for name in ("getGroup", "getGroups", "getAccount"))
_PERSON, _FOUND = (f"{PACKAGE}:index:{name}" for name in ("Phone", "GetGroupsGroup"))

NODE_PACKAGE = "pulumi-lox24"  # on npm, under no scope: `@lox24` would be the vendor's, and `@pulumi` is Pulumi's
GO_MODULE = f"{HOME}/sdk/go"  # where Go finds its code, which needs a repository

_ID = Field(name="id", type=str, is_required=True, description="The group's number at LOX24.")
_ACCOUNT = Field(
    name="account",
    type=str,
    is_required=True,
    description="The account of LOX24 that this is stored in: client id and host, `1234567@api.lox24.eu`.",
)
_OWNED = Field(
    name="owned",
    type=str,
    is_required=True,
    description="Ids of the entries that this resource made or took over, as ranges: `7000001-7000500,7000502`.",
)
_DRIFT = Field(
    name=DRIFT, type=str, description="What the last refresh found to differ from the list, in numbers, as JSON."
)

_IN_GROUP = group.DECLARED
_IN_LIST = tuple(one._replace(is_required=False) for one in group_phones.IN_STACK_FILE)
_LIST = {one.name: one for one in (*group_phones.IN_PROGRAM, *_IN_LIST)}
_INLINE = {"type": "array", "items": {"$ref": f"#/types/{_PERSON}"}}
"""What a program writes; the state has one text."""


def schema(*, version: str) -> Schema:
    """The schema of a release, as data for JSON."""
    return {
        "name": PACKAGE,
        "displayName": "LOX24",
        "version": version,
        "description": "SMS mailing lists of LOX24 (groups) as declarative resources.",
        "keywords": ["pulumi", "lox24", "sms", "mailing list", "category/infrastructure"],
        "homepage": f"https://{HOME}",
        "repository": f"https://{HOME}",
        "license": "Apache-2.0",
        "meta": {"supportPack": True},  # so that `pulumi package add` makes code that has all it needs
        "language": _LANGUAGES,
        "config": {"variables": {one.key: {**_setting(one), "description": _of_a_stack(one)} for one in SETTINGS}},
        "provider": _provider(),
        "types": _types(),
        "resources": {NATIVE_GROUP_TYPE: _group(), NATIVE_PHONES_TYPE: _phones(), MAILING_LIST_TYPE: _mailing_list()},
        "functions": {GET_GROUP: _get_group(), GET_GROUPS: _get_groups(), GET_ACCOUNT: _get_account()},
    }


_LANGUAGES: Schema = {
    "nodejs": {"packageName": NODE_PACKAGE, "readme": README, "respectSchemaVersion": True},
    "go": {"importBasePath": f"{GO_MODULE}/{PACKAGE}", "modulePath": GO_MODULE, "respectSchemaVersion": True},
    "csharp": {"rootNamespace": "Lox24Provider", "respectSchemaVersion": True},
    "java": {"basePackage": "lox24provider", "buildFiles": "gradle"},
}
"""Python has a package of its own. The roots of C# and Java are again nobody's."""


def _provider() -> Schema:
    settings = {one.key: {**_setting(one), "description": _of_an_account(one)} for one in SETTINGS}
    settings["onExisting"] |= _type(group.OnExisting, name="on_existing")  # in a stack's configuration it is a text
    return {
        "description": "An account of LOX24, beside that of the stack, for resources and functions that name it as "
        f"their provider. It brings all of its settings itself.{with_examples('provider')}",
        "inputProperties": settings,
        "requiredInputs": ["token"],  # of the stack's own account nothing is, which no program declares
    }


def _group() -> Schema:
    outputs = [
        one._replace(is_required=one.is_required or one.name == "force_destroy")  # false is said in every state
        for one in (*_IN_GROUP, _ACCOUNT, *group.TOLD)
    ]
    return _resource(
        'A mailing list ("group") of LOX24. Nothing ever replaces a group: its id is used in mail addresses and '
        "campaigns. Deleting one is refused while it holds entries, unless `force_destroy` is true in the state.",
        example="group",
        inputs=_IN_GROUP,
        outputs=outputs,
    )


def _phones() -> Schema:
    counted = [one._replace(is_required=one.name in ("count", "digest")) for one in group_phones.COUNTED]
    made = _resource(
        "The entries of one group, from a list file or written in the program. **By default it removes everyone who is "
        "not on its list**, within guards; `mode: additive` removes nobody but those that it added itself. Who opted "
        "out is never touched and never added again. It takes either `source` or `entries`. One resource a list, one "
        "list a group.",
        example="group_phones",
        inputs=_LIST.values(),
        outputs=(*_LIST.values(), *counted, _ACCOUNT, _OWNED, _DRIFT),
    )
    made["properties"]["entries"]["description"] = (
        "The people of the list as CSV text, if they are written in the program."
    )
    made["inputProperties"]["entries"] |= _INLINE
    return made


def _mailing_list() -> Schema:
    fields = [one for one in _LIST.values() if one.name not in ("group", "labels")]
    made = _resource(
        "A `Group` with its `GroupPhones`, both of the component's name. Without `source` and `entries` the group's "
        "entries are not declared.",
        example="mailing_list",
        inputs=(*_IN_GROUP, *fields),
        outputs=(_ID._replace(name="number"), group_phones.COUNTED[0]),
    )
    made["inputProperties"]["entries"] |= _INLINE
    return {"isComponent": True, **made}


def _get_group() -> Schema:
    wanted = [
        _ID._replace(is_required=False),
        Field(name="name", type=str, description="The name of the group to look up, letter by letter."),
    ]
    return {
        "description": "Looks a group up by its number or by its name, one of the two. A name that several groups have "
        f"is an error.{with_examples('get_group')}",
        "inputs": _object(wanted),
        "outputs": _object(_found()),
    }


def _get_groups() -> Schema:
    pattern = Field(
        name="name_pattern",
        type=str,
        description="A pattern of names: `*` for any text, `?` for a character, `[ab]` for one of several; case "
        "counts. All groups without "
        "one.",
    )
    ids = {
        "type": "array",
        "items": {"type": "string"},
        "description": "The numbers of the groups that were found, lowest first.",
    }
    groups = {
        "type": "array",
        "items": {"$ref": f"#/types/{_FOUND}"},
        "description": "The groups that were found, lowest number first.",
    }
    return {
        "description": f"Looks groups up by a pattern of their names.{with_examples('get_groups')}",
        "inputs": _object([pattern]),
        "outputs": {"type": "object", "properties": {"ids": ids, "groups": groups}, "required": ["ids", "groups"]},
    }


def _get_account() -> Schema:
    told = {
        "name": "The account as states name it: client id and host, `1234567@api.lox24.eu`.",
        "client_id": "The account's number.",
        "host": "The host of the account's API.",
    }
    outputs = [Field(name=name, type=str, is_required=True, description=text) for name, text in told.items()]
    return {
        "description": f"Whose token this is, confirmed by LOX24.{with_examples('get_account')}",
        "outputs": _object(outputs),
    }


def _found() -> tuple[Field, ...]:
    return (_ID, *group.STORED, *group.TOLD, _ACCOUNT)


def _types() -> Schema:
    person = {"description": "One person of a list that is written in the program.", **_object(entry.FIELDS)}
    found = {"description": "A group as LOX24 holds it.", **_object(_found())}
    enums = {_word_of(name): dict(_enum(words, name=name)) for name, words in _words()}
    return {_PERSON: person, _FOUND: found, **enums}


def _words() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields whose values are words, with these."""
    for one in (*_IN_GROUP, *_IN_LIST):
        kind = get_args(one.type)[0] if get_origin(one.type) is list else one.type
        if get_origin(kind) is Literal:
            yield one.name, get_args(kind)


def _word_of(name: str) -> str:
    """The type of a field whose values are words: `OnExisting` of `on_existing`."""
    return f"{PACKAGE}:index:{''.join(part.title() for part in name.split('_'))}"


def _enum(words: Iterable[str], *, name: str) -> Iterator[tuple[str, Any]]:
    yield "description", f"What `{name}` may be."
    yield "type", "string"
    yield "enum", [{"value": word} for word in words]


def _resource(description: str, *, example: str, inputs: Iterable[Field], outputs: Iterable[Field]) -> Schema:
    given, kept = _object(inputs), _object(outputs)
    return {
        "description": description + with_examples(example),
        "inputProperties": given["properties"],
        "requiredInputs": given["required"],
        "properties": kept["properties"],
        "required": kept["required"],
    }


def _object(fields: Iterable[Field]) -> Schema:
    fields = tuple(fields)
    return {
        "type": "object",
        "properties": {one.name: _property(one) for one in fields},
        "required": [one.name for one in fields if one.is_required],
    }


def _property(one: Field) -> Schema:
    limits = ""
    if one.type is int and one.least is not None:
        limits = f" {one.least} or more." if one.most is None else f" {one.least} to {one.most}."
    made = {**_type(one.type, name=one.name), "description": f"{one.description}{limits}"}
    if one.secrecy == "always":
        made["secret"] = True
    if one.deprecated:
        made["deprecationMessage"] = one.deprecated
    return made


def _type(kind: Any, *, name: str) -> Schema:  # noqa: ANN401 a type
    """A type as a schema has it. Where several texts may be given, one may stand alone."""
    if get_origin(kind) is Literal:
        return {"$ref": f"#/types/{_word_of(name)}"}
    if get_origin(kind) is list:
        return {"type": "array", "items": _type(get_args(kind)[0], name=name)}
    if get_origin(kind) is dict:
        value = _type(get_args(kind)[1], name=name)
        either = {"oneOf": [value["items"], value]} if value.get("type") == "array" else value
        return {"type": "object", "additionalProperties": either}
    return {"type": {str: "string", int: "integer", bool: "boolean"}[kind]}


def _setting(one: Setting) -> Schema:
    if one.key == "token":
        return {"type": "string", "secret": True}
    return {"type": "integer" if one.number else "string"}


def _of_a_stack(one: Setting) -> str:
    return f"{one.description}{_limits(one)}" if one.number else one.description


def _of_an_account(one: Setting) -> str:
    told = one.as_argument[0] or one.title
    return f"{told[0].upper()}{told[1:]}{_limits(one) if one.number else '.'}"


def _limits(one: Setting) -> str:
    usual, least, most = one.number or (0, 0, 0)
    return f"; {usual} if missing. {least} to {most}."
