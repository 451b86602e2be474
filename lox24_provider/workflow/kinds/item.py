"""What a reviewer sees of one resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lox24_provider.rules.adoption import Existing
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.stack_files.places import Place

__all__ = ["LATER", "Field", "Item", "Op"]

Op = Literal["create", "change", "delete", "replace"]

LATER = "(known after apply)"
"""Stands for a value that a preview cannot tell."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a resource; None is a field without a value.

    Attributes:
        now: what the account holds, as far as the state knows.
        after: what is declared.
        is_drift: whether only the account moved: what is declared is what was applied before.
    """

    name: str
    now: str | None
    after: str | None
    is_drift: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One resource that a run would touch.

    Attributes:
        kind: the name of its kind.
        name: the resource's name in the stack.
        title: the group's name at LOX24, or the list's file.
        id: the group's number, or "" while there is none.
        counts: what happens to the list's entries; None if it is no list, or if that is not known.
        held: how many entries are deleted with a group, as last counted; None if that is not known.
        gone: whether it was applied before and is not in the account any more.
        moved: what a refresh found, in its own words; "" if nothing.
        notes: warnings of the engine and the provider.
        place: where it is declared.
        account: which account it is in; "" if that is the review's, or not known.
        served_by: the `Account` of the program that it works by; "" for the stack's own account.
        adopts: the group that its creation takes over, as far as that is known; None if none.
        is_ours: whether it is in an account of LOX24's.
        is_placed: whether all is known that must be before anybody approves it: of an `Account`, where it sends its
            token, and whose it is as far as the program says it.
    """

    kind: str
    op: Op
    name: str
    urn: str = ""
    title: str = ""
    id: str = ""
    fields: tuple[Field, ...] = ()
    counts: Counts | None = None
    held: int | None = 0
    gone: bool = False
    moved: str = ""
    notes: tuple[str, ...] = ()
    place: Place | None = None
    account: str = ""
    served_by: str = ""
    adopts: Existing | None = None
    is_ours: bool = True
    is_placed: bool = True

    @property
    def verb(self) -> str:
        """What happens to it, in a word."""
        return "adopt" if self.adopts else self.op

    @property
    def is_drift(self) -> bool:
        """Whether the account moved, apart from what the program wants."""
        return self.gone or bool(self.moved) or any(field.is_drift for field in self.fields)

    @property
    def is_intended(self) -> bool:
        """Whether the program moved."""
        if self.gone:
            return False
        return self.op != "change" or any(not field.is_drift for field in self.fields) or not self.is_drift
