"""The kinds of resources that the commands know."""

from __future__ import annotations

from lox24_provider.workflow.kinds.account import ACCOUNT
from lox24_provider.workflow.kinds.group import GROUP
from lox24_provider.workflow.kinds.group_phones import GROUP_PHONES
from lox24_provider.workflow.kinds.kind import Kind
from lox24_provider.workflow.kinds.other import OTHER

__all__ = ["KINDS", "kind_of", "named", "order_of"]

KINDS: tuple[Kind, ...] = (ACCOUNT, GROUP, GROUP_PHONES, OTHER)
"""In the order in which a review tells of them. The last one has whatever none before it has."""


def kind_of(urn: str) -> Kind:
    """What a resource is, by its URN."""
    return next(kind for kind in KINDS if kind.has(urn))


def named(name: str) -> Kind:
    """The kind of that name."""
    return next(kind for kind in KINDS if kind.name == name)


def order_of(name: str) -> int:
    """The place of the kind of that name in a review."""
    return KINDS.index(named(name))
