"""The parts of a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. Only a name may have `::` in it, or `$`."""

from __future__ import annotations

__all__ = ["behind", "has_parent", "is_within", "name_of", "path_of", "stack_of", "type_of"]

_PARTS = 4
_STACK = "urn:pulumi:"


def stack_of(urn: str) -> str:
    """The stack's name."""
    return urn.split("::", 1)[0].removeprefix(_STACK)


def path_of(urn: str) -> str:
    """The types of all that a resource is in, and its own: `lox24:index:MailingList$...`; "" of what is no URN."""
    parts = urn.split("::", _PARTS - 1)
    return parts[2] if len(parts) == _PARTS else ""


def type_of(urn: str) -> str:
    """The resource's own type; "" of what is no URN."""
    return path_of(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """The name that a resource has in its program; of what is no URN all of it."""
    return urn.split("::", _PARTS - 1)[-1]


def has_parent(urn: str) -> bool:
    """Whether a resource is in a component."""
    return "$" in path_of(urn)


def is_within(urn: str, component: str) -> bool:
    """Whether a resource is in a component of a type, at any depth."""
    return component in path_of(urn).split("$")[:-1]


def behind(reference: str) -> str:
    """The URN of the provider that a resource refers to: its id follows it."""
    return reference.rpartition("::")[0]
