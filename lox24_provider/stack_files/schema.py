"""The JSON Schema of a stack file, which editors complete and check by while somebody types.

Made from the models that the check uses, so the two cannot know different keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from lox24_provider.config.settings import KNOWN
from lox24_provider.rules.group import ON_EXISTING
from lox24_provider.stack_files.encrypted import SECRETS
from lox24_provider.stack_files.model import GroupEntry, PhonesEntry

__all__ = ["schema"]

Schema = dict[str, Any]


def _number(description: str, *, least: int, most: int) -> Schema:
    digits = {"type": "string", "pattern": "^[0-9]{1,6}$"}
    number = {"type": "integer", "minimum": least, "maximum": most}
    return {"description": f"{description} {least} to {most}.", "anyOf": [number, digits]}


_BY_THE_ENGINE = "Written by the engine."

_ENCRYPTED: Schema = {
    "type": "object",
    "properties": {"secure": {"description": _BY_THE_ENGINE, "type": "string"}},
    "required": ["secure"],
    "additionalProperties": False,
}

_SETTINGS: Mapping[str, Schema] = {
    "token": {
        "description": "The token, encrypted by `pulumi config set --secret lox24:token`; never in plain text. In a "
        "pipeline rather set LOX24_TOKEN.",
        **_ENCRYPTED,
    },
    "baseUrl": {
        "description": "Where the API is: `https://api.lox24.eu` (default), or `sandbox`, which the provider serves.",
        "type": "string",
        "pattern": "^(sandbox|https?://.+)$",
    },
    "clientId": {
        "description": "The account's number, digits in quotes; a token of another account is refused.",
        "type": "string",
        "pattern": "^[1-9][0-9]*$",
    },
    "onExisting": {
        "description": "What to do when a group of a name to be created exists; `refuse` if missing.",
        "enum": list(ON_EXISTING),
    },
    "parallel": _number("How many requests may be under way at once; 8 if missing.", least=1, most=64),
    "timeout": _number("Seconds that one operation may take; 300 if missing.", least=1, most=86_400),
    "maxRetries": _number("How often a failed request may be repeated; 4 if missing.", least=0, most=20),
    "batchSize": _number("How many entries are added in one request; 500 if missing.", least=1, most=10_000),
    "maxRemovals": _number(
        "How many entries of a list may be removed without anybody's agreement; 500 if missing.", least=0, most=999_999
    ),
    "maxRemovalsPercent": _number(
        "Likewise in percent of the entries that could be removed; 5 if missing.", least=0, most=100
    ),
    "maxListSize": _number("How many MiB a list file may have; 64 if missing.", least=1, most=1024),
}


def schema(project: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of the stack files of a project, by its name."""
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
    config = {
        f"{project}:groups": {"description": "The mailing lists, by the names of their resources.", **groups},
        f"{project}:defaults": {"description": "What groups have that do not say it themselves.", **groups},
        **{f"lox24:{key}": _SETTINGS[key] for key in KNOWN},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Stack file of {project}",
        "description": "Made by `lox24 stacks schema --write`; not edited by hand.",
        "type": "object",
        "properties": {
            "config": {
                "description": "The stack's configuration. All of it ends up in the state.",
                "type": ["object", "null"],
                "properties": config,
                # Keys of other providers are theirs.
                "propertyNames": {
                    "anyOf": [{"enum": list(config)}, {"pattern": f"^(?!lox24:|{project}:)[^:]+:.+$"}],
                },
            },
            **{key: {"description": _BY_THE_ENGINE, "type": "string"} for key in ("encryptionsalt", "encryptedkey")},
            "secretsprovider": {
                "description": "What encrypts this stack's secrets: passphrase, or a key service.",
                "type": "string",
            },
            "environment": {"description": "Environments of Pulumi ESC.", "type": ["array", "object"]},
        },
        "additionalProperties": False,
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
