"""What a `Group` takes: as an object, as a dict or as keywords, which are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from pulumi import Input

from lox24_provider.resources.arguments import checked_call
from lox24_provider.rules.group import OnExisting

__all__ = ["GroupArgs", "GroupArgsDict", "GroupFields"]


@dataclass(frozen=True, kw_only=True, repr=False)
class GroupFields:
    """The fields of a group, for the arguments of whatever declares one."""

    name: Input[str]
    description: Input[str] | None = None
    name_a: Input[str] | None = None
    name_b: Input[str] | None = None
    name_c: Input[str] | None = None
    name_d: Input[str] | None = None
    name_e: Input[str] | None = None
    force_destroy: Input[bool] | None = None
    on_existing: Input[OnExisting] | None = None
    adopt: Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class GroupArgs(GroupFields):
    """The arguments of a `Group`. Empty text is the same as none, and none is managed: it clears the field.

    Args:
        name: what the group is called, 1 to 50 characters. A change renames it in place.
        description: a note about the group, which LOX24 stores with it, up to 255 characters.
        name_a: label of the entries' free column `a`, up to 50 characters.
        name_b: label of the entries' free column `b`, up to 50 characters.
        name_c: label of the entries' free column `c`, up to 50 characters.
        name_d: label of the entries' free column `d`, up to 50 characters.
        name_e: label of the entries' free column `e`, up to 50 characters.
        force_destroy: whether the group may be deleted together with its entries. False by default: then a group that
            holds entries, or may hold some, is not deleted. Never sent to LOX24.
        on_existing: what to do when the account has a group of this name at creation: `refuse` (the default, or what
            `lox24:onExisting` says), `adopt` it, or `create` a second one. Without effect afterwards.
        adopt: the number of a group at LOX24 to take over at creation instead of making one: it gets the fields
            declared here and keeps its entries. Without effect afterwards.
    """


GroupArgs.__init__ = checked_call(GroupArgs.__init__)  # type: ignore[method-assign]


class _Named(TypedDict):
    name: Input[str]


class GroupArgsDict(_Named, total=False):
    """`GroupArgs` as a dict."""

    description: Input[str] | None
    name_a: Input[str] | None
    name_b: Input[str] | None
    name_c: Input[str] | None
    name_d: Input[str] | None
    name_e: Input[str] | None
    force_destroy: Input[bool] | None
    on_existing: Input[OnExisting] | None
    adopt: Input[str] | None
