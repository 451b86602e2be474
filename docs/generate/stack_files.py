"""Tables of `docs/reference/stack-files.md`, made from the JSON Schema of a stack file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docs.generate.tables import lines
from lox24_provider.stack_files.encrypted import SECRETS
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema

__all__ = ["of_a_list", "of_groups", "of_the_file"]

_KEYS = Keys.of({}, project="PROJECT")
_CONFIG = schema([_KEYS])["properties"]["config"]["properties"]
_GROUP = _CONFIG[_KEYS.groups]["additionalProperties"]["properties"]
_LIST = next(one for one in _GROUP["phones"]["anyOf"] if "properties" in one)


def of_the_file() -> str:
    """The keys of a stack file, but for the engine's own."""
    rows = [(f"`{key}`", told(_CONFIG[key])) for key in (_KEYS.groups, _KEYS.defaults)]
    return lines(("key beneath `config`", "what it is"), [*rows, ("`lox24:...`", "[settings](settings.md)")])


def of_groups() -> str:
    """The keys beneath a group."""
    return lines(("key", "type", "what it is"), [row(name, one) for name, one in _GROUP.items()])


def of_a_list() -> str:
    """The keys beneath `phones`."""
    return lines(("key", "type", "what it is"), [row(name, one) for name, one in _LIST["properties"].items()])


def row(name: str, one: Mapping[str, Any]) -> tuple[str, str, str]:
    """A key in a table."""
    kind = "text, or a mapping as below" if name == "phones" else in_words(one)
    return f"`{name}`", f"{kind}; may be encrypted" if name in SECRETS else kind, told(one)


def told(one: Mapping[str, Any]) -> str:
    """What a key is, for a cell."""
    return str(one.get("description") or "").replace("|", "\\|")


def in_words(one: Mapping[str, Any]) -> str:
    """A type as a reader has it."""
    if "enum" in one:
        return ", ".join(f"`{word}`" for word in one["enum"] if word is not None)
    if "anyOf" in one:
        return in_words(one["anyOf"][0])
    words = {"string": "text", "integer": "number", "boolean": "true or false", "array": "list", "object": "mapping"}
    kinds = one.get("type", "object")
    return " or ".join(words[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null")
