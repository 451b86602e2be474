"""The description of a kind of resource: data, and the few functions that tell what no data can."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from typing import Any, Literal

from lox24_provider.display.urns import type_of
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.step import Step, Values

__all__ = ["Finder", "Identity", "Kind", "Rank", "Run"]

Identity = Literal["number", "group", ""]


class Rank(IntEnum):
    """What a danger is about. A review tells them in this order, the worst first."""

    ANOTHER_ACCOUNT = auto()
    SETTINGS = auto()
    DELETION = auto()
    REMOVAL = auto()
    REFUSAL = auto()
    OVERRIDE = auto()
    ADOPTION = auto()
    SCHEDULE = auto()
    PROTECTION = auto()


@dataclass(frozen=True, kw_only=True)
class Run:
    """What of a whole run the dangers of one step hang on.

    Attributes:
        config: the stack's configuration by full key.
        deleted: what goes at LOX24, by kind and number; files know no numbers, and call a group and its list by one
            name.
        leaving: what goes from the stack, also what stays at LOX24.
    """

    config: Mapping[str, str]
    deleted: Mapping[tuple[str, str], Step]
    leaving: Sequence[Step] = ()

    def deletes(self, kind: str, *, of: Step) -> Step | None:
        """The deletion of what has the number of a step, and is of another kind."""
        return self.deleted.get((kind, of.id or of.name))


ADAPTERS = ("dynamic provider", "native plugin")
"""What has a resource, in the order of a kind's types."""

Finder = Callable[[Step, Run], Iterator[str]]


def _name(step: Step) -> object:
    return step.shown.get("name")


def _is_deleted(_: Step, __: Run) -> Iterator[str]:
    yield "is deleted"


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of resource: what it is, what a reviewer sees of it, and what the commands do with it.

    What is left out is as most resources have it: the fields that are named here are shown, its deletion is a danger,
    it touches no entries, and neither import nor release knows it.

    Attributes:
        name: what reviews for machines, and messages, call it.
        heading: what stands before its name in a review.
        types: its types in a URN: by the dynamic provider, and by the native plugin if that has it.
        recognises: whether a URN is one's, where the type alone does not tell.
        label: what a message about a plan calls it; by default the end of its types.
        resource: the class that programs write, by its path: no command loads Pulumi's SDK for it.
        provider: likewise the class that serves it, which states name for ever.
        reference: how states of the dynamic provider name it; "" where it has no provider of ours.
        identity: by what it is known at LOX24. `number`: its own, which an import finds and a release asks by name.
            `group`: the number of the group that it is part of, with which it is imported and released. "": neither.
        is_ours: whether it is in an account of LOX24's.
        is_counted: whether a review counts it where nothing happens to it.
        limits_deletions: whether a plan that deletes many of them needs their exact number.

        fields: what a reviewer sees of it; None is what the engine names, without values.
        known_before: the fields that must be known before anybody approves it.
        files: its inputs that name a file which a run reads.
        title: what it is at LOX24, beside its name in the stack.
        step: reads the engine's step of it; None where the usual reading does.
        counts: what happens to the entries that it declares; None where it declares none.
        held: how many entries go with it; None if that is not known.
        adopts: what its creation takes over; None where it takes over nothing, whatever the program says.
        moved: what a refresh found, besides the fields, from its outputs.
        note: what a review says below its fields.

        replaced: the danger in its replacement; `deleted`: the dangers in its deletion, where it does not stay.
        dangers: any others.
        scope: which entries a run may touch by it, as far as a review and the ids that it made tell; None if only the
            provider does. None instead of a function is for a kind that touches no entries, whose scope nobody needs.
        refuses_beyond: whether its provider refuses in a preview what goes beyond an approved scope.
    """

    name: str
    heading: str
    types: tuple[str, ...] = ()
    recognises: Callable[[str], bool] | None = None
    label: str = ""
    resource: str = ""
    provider: str = ""
    reference: str = ""
    identity: Identity = ""
    is_ours: bool = True
    is_counted: bool = True
    limits_deletions: bool = False

    fields: tuple[str, ...] | None = ()
    known_before: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    title: Callable[[Step], object] = _name
    step: Callable[[Any], Step] | None = None
    counts: Callable[[Step], Counts | None] | None = None
    held: Callable[[Step], int | None] = lambda _: 0
    adopts: Callable[[Step], ExistingGroup | None] | None = None
    moved: Callable[[Values], str] = lambda _: ""
    note: Callable[[Item], str] = lambda _: ""

    replaced: str = "is replaced: what it is now goes, with its number at LOX24"
    deleted: Finder = _is_deleted
    dangers: Mapping[Rank, Finder] = field(default_factory=dict)
    scope: Callable[[Item, str], Scope | None] | None = None
    refuses_beyond: bool = True

    def adapters(self, old: Values, new: Values) -> tuple[str, str]:
        """What has a resource before and after, where two states of it tell that it moves; else nothing."""
        had = dict(zip(self.types, ADAPTERS, strict=False))
        before, after = (had.get(str(state.get("type")), "") for state in (old, new))
        return (before, after) if before and after and before != after else ("", "")

    def has(self, urn: str) -> bool:
        """Whether a URN is of this kind."""
        return type_of(urn) in self.types if self.recognises is None else self.recognises(urn)
