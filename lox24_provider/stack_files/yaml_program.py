"""Groups and their lists as a program in Pulumi YAML, which takes over what a program in Python has in the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lox24_provider.stack_files.editing import quoted_text

__all__ = ["Declared", "Reference", "program_of"]


@dataclass(frozen=True)
class Reference:
    """What another resource says of itself, `${clients.id}`.

    Attributes:
        key: the other resource's in the program.
        output: which of its outputs.
    """

    key: str
    output: str


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One resource.

    Attributes:
        key: by which the program calls it; no two have the same.
        name: by which the state does.
        type: as programs in YAML write it, `lox24:Group`.
        properties: texts, numbers, booleans, lists and mappings of them, and references.
        aliases: its URNs so far.
    """

    key: str
    name: str
    type: str
    properties: Mapping[str, Any]
    aliases: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def program_of(resources: Sequence[Declared], *, title: str) -> str:
    """The program, a file `Main.yaml`.

    Args:
        title: its first line, a comment.
    """
    lines = [f"# {title}", "resources:"]
    for one in resources:
        lines += [f"  {line}" for line in _resource(one)]
    return "\n".join(lines if resources else [lines[0], "resources: {}"]) + "\n"


def _resource(one: Declared) -> Iterator[str]:
    yield f"{quoted_text(one.key)}:"
    if one.name != one.key:
        yield f"  name: {_value(one.name)}"
    yield f"  type: {one.type}"
    yield "  properties:"
    yield from (f"    {name}: {_value(value)}" for name, value in one.properties.items())
    if one.options or one.aliases:
        yield "  options:"
        yield from (f"    {name}: {_value(value)}" for name, value in one.options.items())
    if one.aliases:
        yield "    aliases:  # once this has been applied, they may go"
        yield from (f"      - {quoted_text(urn)}" for urn in one.aliases)


def _value(value: Any) -> str:  # noqa: ANN401 of a state
    if isinstance(value, Reference):
        return f'"${{{value.key}.{value.output}}}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted_text(key)}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int | float):
        return f"{int(value) if value == int(value) else value}"
    return quoted_text(str(value).replace("${", "$${"))
