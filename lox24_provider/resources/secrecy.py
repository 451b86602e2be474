"""What a program has as a secret, told to the provider by its field's name: the engine hands over plain values.

Otherwise a message of the provider could not leave a name out that nobody but the program may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi import Output, ResourceOptions

from lox24_provider.rules.group import FIELDS
from lox24_provider.rules.secrecy import SECRET, said

__all__ = ["with_secrecy"]


def with_secrecy(
    properties: Mapping[str, Any], *, opts: ResourceOptions | None, fields: Sequence[str] = FIELDS
) -> tuple[dict[str, Any], ResourceOptions | None]:
    """The properties of a resource with what is secret among `fields`, and options that keep it so in its outputs too.

    Where nothing else changes, the engine keeps the outputs that the state has, in plain text. It marks those whose
    whole input became a secret; a mapping with a secret in it (`columns`, `labels`) it marks only where an option names
    it. It reads that list when it has the properties, and so knows what is found meanwhile.
    """
    given = {field: Output.from_input(properties[field]) for field in fields if _is_later(properties.get(field))}
    if not given:
        return dict(properties), opts
    merged = ResourceOptions.merge(opts, None)
    hidden = [*(merged.additional_secret_outputs or [])]
    merged.additional_secret_outputs = hidden

    async def secret() -> str | None:
        found = [field for field, value in given.items() if await value.is_secret()]
        hidden.extend(field for field in found if field not in hidden)
        return said(found)

    return {**properties, SECRET: Output.from_input(secret())}, merged


def _is_later(value: object) -> bool:
    """Whether a value is an Output, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(_is_later, value.values()))
    return any(map(_is_later, value)) if isinstance(value, list | tuple) else isinstance(value, Output)
