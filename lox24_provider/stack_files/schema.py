"""The JSON Schema of a stack file, which editors complete and check by while somebody types.

Made from the models that the check uses, so the two cannot know different keys.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel

from lox24_provider.config.fields import OF_STACKS, SETTINGS, Setting
from lox24_provider.stack_files.encrypted import SECRETS
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.model import GroupEntry, PhonesEntry

__all__ = ["schema"]

Schema = dict[str, Any]

_BY_THE_ENGINE = "Written by Pulumi. Do not edit it by hand."

_ENCRYPTED: Schema = {
    "type": "object",
    "properties": {"secure": {"description": _BY_THE_ENGINE, "type": "string"}},
    "required": ["secure"],
    "additionalProperties": False,
}


def schema(keys: Collection[Keys]) -> dict[str, Any]:
    """The schema (draft 2020-12) of the stack files of a project, whose stacks have their groups under these keys."""
    group = _mapping(GroupEntry)
    group["properties"]["phones"]["anyOf"] = [
        {"type": "string", "minLength": 1},
        {**_mapping(PhonesEntry), "required": ["source"]},
        {"type": "null"},
    ]
    for field in SECRETS:
        description, plain = group["properties"][field].pop("description"), group["properties"][field]
        group["properties"][field] = {"description": description, "anyOf": [plain, _ENCRYPTED]}
    # A group that says nothing of its own has its defaults.
    groups = {"type": "object", "additionalProperties": {**group, "type": ["object", "null"]}}
    config: Schema = {}
    for one in sorted(set(keys), key=str):
        config[one.groups] = {
            "description": "The groups of this stack (mailing lists), by the names of their resources.",
            **groups,
        }
        config[one.defaults] = {
            "description": "What a group has in every stack, by the name of its resource. A stack's own file wins.",
            **groups,
        }
    config |= {f"lox24:{setting.key}": _setting(setting) for setting in (*SETTINGS, *OF_STACKS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Stack file of {next(iter(keys)).project}",
        "description": "Made by `lox24 stacks schema --write`. Do not edit it by hand.",
        "type": "object",
        "properties": {
            "config": {
                "description": "The configuration of the stack. Pulumi stores all of it in the state.",
                "type": ["object", "null"],
                "properties": config,
                # Keys of other providers are theirs, and those of the program its own.
                "propertyNames": {"anyOf": [{"enum": list(config)}, {"pattern": "^(?!lox24:)[^:]+:.+$"}]},
            },
            **{key: {"description": _BY_THE_ENGINE, "type": "string"} for key in ("encryptionsalt", "encryptedkey")},
            "secretsprovider": {
                "description": "What encrypts the secrets of this stack: `passphrase`, or a key service's address.",
                "type": "string",
            },
            "environment": {
                "description": "The environments of Pulumi ESC that this stack uses.",
                "type": ["array", "object"],
            },
        },
        "additionalProperties": False,
    }


def _setting(setting: Setting) -> Schema:
    if setting.number is None:
        return {"description": setting.description, **(setting.hint or _ENCRYPTED)}
    usual, least, most = setting.number
    digits = {"type": "string", "pattern": "^[0-9]{1,6}$"}
    number = {"type": "integer", "minimum": least, "maximum": most}
    return {
        "description": f"{setting.description}; {usual} if missing. {least} to {most}.",
        "anyOf": [number, digits],
    }


def _mapping(model: type[BaseModel]) -> Schema:
    made = model.model_json_schema()["properties"]
    properties = {}
    for name, field in model.model_fields.items():
        hints: Any = field.json_schema_extra or {}
        properties[name] = {"description": field.description, **_type(made[name]), **hints}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _type(made: Mapping[str, Any]) -> Schema:
    """What a model's field may be, in one schema: `type: [string, null]` is what editors show best."""
    either = made.get("anyOf", [made])
    if any("enum" in one for one in either):
        return {"enum": [value for one in either for value in one.get("enum", [None])]}
    types = [one["type"] for one in either if "type" in one]
    if len(types) < len(either):
        return {}  # a mapping of its own, which the caller describes
    return {"type": types if len(types) > 1 else types[0]}
