"""The JSON Schema of a stack file, which editors complete and check by while somebody types.

Made from the models that the check uses, so the two cannot know different keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from lox24_provider.config.settings import KNOWN
from lox24_provider.rules.group import LIMITS, ON_EXISTING
from lox24_provider.rules.list_file.options import ALLOWED
from lox24_provider.stack_files.encrypted import SECRETS
from lox24_provider.stack_files.model import GroupEntry, PhonesEntry

__all__ = ["schema"]

Schema = dict[str, Any]

_LABEL = "Label of the entries' free column `{}`, up to 50 characters."

_GROUP = {
    "name": "What the group is called at LOX24, 1 to 50 characters. Required, here or in the defaults. A change "
    "renames it in place.",
    "description": "Up to 255 characters.",
    **{f"name_{column}": _LABEL.format(column) for column in "abcde"},
    "force_destroy": "Whether the group may be deleted together with its entries; false if missing. Has to be applied "
    "before the group is removed here.",
    "on_existing": "What to do when the account has a group of this name at creation: `refuse` (the default, or what "
    "`lox24:onExisting` says), `adopt` it, or `create` a second one.",
    "adopt": "The number of a group at LOX24 to take over instead of making one, digits in quotes. Its entries stay.",
    "phones": "The people on the list: a CSV file or workbook, relative to the project's folder, or a mapping with it "
    "as `source`. People themselves never stand here.",
    "protect": "Whether the engine refuses to delete the group (Pulumi's `protect`).",
    "retain_on_delete": "Whether the group and its people stay at LOX24 when it is removed here (Pulumi's "
    "`retain_on_delete`). Has to be applied before.",
}

_PHONES = {
    "source": "The CSV file or workbook (.xlsx) of the people, relative to the project's folder.",
    "mode": "`authoritative` (default): who is not in the file is removed. `additive`: only entries that this resource "
    "made are changed or removed.",
    "default_region": "The country of national numbers in the file and in the group, two capital letters like DE.",
    "digits": "How the file means digits without a plus sign that could be read both ways: `national` or "
    "`international`.",
    "allow_numbers": "Kinds of national numbers that the file may hold although they usually get no SMS: `landline`, "
    "`other`.",
    "encoding": "The file's encoding, such as windows-1252; UTF-8 if missing, or UTF-16 with its mark.",
    "sheet": "The sheet of a workbook, by name; the first one if missing.",
    "columns": "The file's names of the columns by letter or label, as {phone: [Mobil, Telefon], a: Vorname}; then "
    "every other column is ignored.",
    "split": "What stands between two numbers in one cell, in quotes; the first that is a number counts.",
    "skip_without_phone": "Leave out rows whose phone is empty instead of refusing the file; false if missing.",
    "take_over": "At the first reconciliation: exactly how many of the entries that the group holds are taken over.",
    "allow_removals": "Allows exactly this many removals where a guard refuses them.",
    "max_removals": "How many removals at most a guard lets pass; 500, or what `lox24:maxRemovals` says, if missing.",
    "max_removals_percent": "Likewise in percent of the entries that could be removed; 5, or what "
    "`lox24:maxRemovalsPercent` says, if missing. Up to three pass whatever the percentage, a whole list never.",
    "remove_subscribed": "Also remove people who joined by a subscription link and are not in the file.",
    "remove_on_delete": "When the list is removed here, remove the entries that it made. Has to be applied before.",
}

_LIMITS: Mapping[str, Schema] = {
    **{field: {"maxLength": limit} for field, limit in LIMITS.items()},
    "name": {"minLength": 1, "maxLength": LIMITS["name"]},
    "adopt": {"pattern": "^([1-9][0-9]{0,18})?$"},
    "source": {"minLength": 1},
    "default_region": {"pattern": "^[A-Z]{2}$"},
    "allow_numbers": {
        "type": ["string", "array", "null"],
        "pattern": f"^({'|'.join(ALLOWED)})$",
        "items": {"enum": list(ALLOWED)},
    },
    "columns": {
        "additionalProperties": {
            "type": ["string", "array"],
            "minLength": 1,
            "minItems": 1,
            "items": {"type": "string", "minLength": 1},
        }
    },
    "take_over": {"minimum": 0},
    "allow_removals": {"minimum": 0},
    "max_removals": {"minimum": 0},
    "max_removals_percent": {"minimum": 0, "maximum": 100},
}


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
    "parallel": _number("Concurrency: how many requests may be under way; 8 if missing.", least=1, most=64),
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
    group = _mapping(GroupEntry, _GROUP)
    group["properties"]["phones"]["anyOf"] = [
        {"type": "string", "minLength": 1},
        {**_mapping(PhonesEntry, _PHONES), "required": ["source"]},
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


def _mapping(model: type[BaseModel], descriptions: Mapping[str, str]) -> Schema:
    made = model.model_json_schema()["properties"]
    properties = {
        field: {"description": descriptions[field], **_type(made[field]), **_LIMITS.get(field, {})}
        for field in model.model_fields
    }
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
