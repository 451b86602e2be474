"""Properties as the engine's protocol has them: unknown values, secrets, and what stands for both in JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from google.protobuf.struct_pb2 import Struct, Value

from lox24_provider.adapter.unknowns import UNKNOWN

__all__ = ["Values", "decoded", "encoded"]

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 the mark of one
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

_UNKNOWNS = frozenset(
    {
        UNKNOWN,  # a text, and what the engine does not know the type of
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # true or false
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # a list
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""What stands for a value that is known later, by its type (`sdk/go/common/resource/plugin/rpc.go`)."""


class Values(NamedTuple):
    """Plain values, `UNKNOWN` for what is known later, and which of them are secret or have a secret in them."""

    plain: dict[str, Any]
    secret: frozenset[str]


def decoded(properties: Struct | None) -> Values:
    """The properties of a request. Null is the same as missing."""
    plain, secret = {}, set()
    for key, value in ({} if properties is None else properties.fields).items():
        found, is_secret = _plain(value)
        if found is not None:
            plain[key] = found
        if is_secret:
            secret.add(key)
    return Values(plain, frozenset(secret))


def encoded(values: Mapping[str, Any], *, secret: Collection[str] = ()) -> Struct:
    """Properties for an answer, those in `secret` marked."""
    struct = Struct()
    struct.update(
        {
            key: {_SIGNATURE: _SECRET, "value": value} if key in secret else value
            for key, value in values.items()
            if value is not None
        }
    )
    return struct


def _plain(value: Value) -> tuple[Any, bool]:
    """A value without its marks, and whether it is a secret or has one in it."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return (UNKNOWN if value.string_value in _UNKNOWNS else value.string_value), False
    if kind == "list_value":
        found = [_plain(one) for one in value.list_value.values]
        return [one for one, _ in found], any(is_secret for _, is_secret in found)
    if kind == "struct_value":
        return _object(value.struct_value)
    return (None if kind in (None, "null_value") else getattr(value, kind)), False


def _object(struct: Struct) -> tuple[Any, bool]:
    mark = struct.fields[_SIGNATURE].string_value if _SIGNATURE in struct.fields else ""
    if mark == _SECRET:
        return _plain(struct.fields["value"])[0], True
    if mark == _OUTPUT:
        known, has_secret = _plain(struct.fields["value"]) if "value" in struct.fields else (UNKNOWN, False)
        return known, has_secret or ("secret" in struct.fields and struct.fields["secret"].bool_value)
    if mark == _RESOURCE:
        return (_plain(struct.fields["id"])[0] or UNKNOWN if "id" in struct.fields else UNKNOWN), False
    found = {key: _plain(one) for key, one in struct.fields.items()}
    known = {key: one for key, (one, _) in found.items() if one is not None}  # as Python's host leaves it out
    return known, any(is_secret for _, is_secret in found.values())
