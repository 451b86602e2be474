"""What has to happen so that a group holds the people it should: a plan is data; whoever applies it decides nothing.

O(n): every entry is looked at once, by its number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple, get_args

from lox24_provider.fields.group_phones import MOST_REMOVALS, MOST_REMOVALS_PERCENT, Mode
from lox24_provider.rules.entry import VALUES, Entry, values_of
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.number.numbers import Numbers, person

__all__ = [
    "MODES",
    "MOST_REMOVALS",
    "MOST_REMOVALS_PERCENT",
    "Change",
    "Held",
    "Mode",
    "Plan",
    "Policy",
    "plan",
]

MODES: tuple[str, ...] = get_args(Mode)
"""Whether entries that are not declared are removed (the default), or only those that this resource made."""


class Held(NamedTuple):
    """An entry as the account holds it.

    `opted_out`: unsubscribed, and not subscribed again later; `joined`: by a subscription link, and not opted out.
    """

    id: int
    phone: str
    a: str | None = None
    b: str | None = None
    c: str | None = None
    d: str | None = None
    e: str | None = None
    callback_data: str | None = None
    opted_out: bool = False
    joined: bool = False

    def as_of(self, phone: str) -> Entry:
        """What would be declared of it, with this number: its own may be written in another way."""
        return Entry(phone, *_held_values(self))


_held_values = itemgetter(slice(Held._fields.index(VALUES[0]), Held._fields.index(VALUES[-1]) + 1))
"""The same of an entry that is there as `values_of` of a declared one. One flat tuple each: there may be 100,000."""


class Change(NamedTuple):
    """An entry that is there, and how it should be."""

    id: int
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class Policy:
    """How a list is kept.

    Args:
        first_contact: whether the group's entries have not been this resource's business before.
        take_over: at first contact, how many entries a person agreed to take over.
        allow_removals: how many removals a person agreed to.
        region: the country of national numbers, as two letters. Without it they are ambiguous: none of the people whose
            number one may be is added, and nobody is changed or removed by it.
        agreed: ids of the entries that a run which ended early was to remove by that number.
        max_removals: how many removals at most need nobody's agreement.
        max_removals_percent: likewise, of the entries that could be removed.
    """

    mode: Mode = "authoritative"
    remove_subscribed: bool = False
    first_contact: bool = False
    take_over: int | None = None
    allow_removals: int | None = None
    region: str | None = None
    agreed: frozenset[int] = frozenset()
    max_removals: int = MOST_REMOVALS
    max_removals_percent: int = MOST_REMOVALS_PERCENT


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything to do, sorted by number or id, and what is kept.

    Attributes:
        adopted: ids of entries that become this resource's without having been made by it.
        found: declared entries that are there already and not this resource's.
        opted_out: entries of people who opted out; kept as they are, declared or not.
        opted_out_declared: how many of them are declared all the same.
        blocked: declared people who are not added because the account must not write to them.
        joined: people who came by a subscription link, are not declared, and stay.
        others: entries that are none of this resource's business.
        ambiguous: entries that did not opt out and whose number may be several people's; kept as they are.
        perhaps: declared people who are not added because one of those may be theirs.
        removable: how many entries could be removed at all; the guards' whole.
    """

    adds: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()
    removals: tuple[int, ...] = ()
    adopted: tuple[int, ...] = ()
    found: int = 0
    opted_out: int = 0
    opted_out_declared: int = 0
    blocked: int = 0
    joined: int = 0
    others: int = 0
    ambiguous: int = 0
    perhaps: int = 0
    removable: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be sent."""
        return not len(self)

    @property
    def counts(self) -> Counts:
        """How many entries are concerned, and how."""
        return Counts(
            new=len(self.adds),
            changed=len(self.changes),
            removed=len(self.removals),
            opted_out=self.opted_out,
            blocked=self.blocked,
            joined=self.joined,
            others=self.others,
            ambiguous=self.ambiguous,
            perhaps=self.perhaps,
        )

    def within(self, first: Plan, *, made: Collection[int] = ()) -> Plan:
        """What of this `first` has planned already; whoever came in between is nobody's business.

        Args:
            made: ids of the entries that were made since, who are those that it adds.
        """
        numbers = {entry.phone for entry in first.adds}
        ids = {change.id for change in first.changes}.union(made)
        removals = set(first.removals)
        return replace(
            self,
            adds=tuple(entry for entry in self.adds if entry.phone in numbers),
            changes=tuple(change for change in self.changes if change.id in ids),
            removals=tuple(id for id in self.removals if id in removals),
        )

    def __len__(self) -> int:
        """How many entries are touched."""
        return len(self.adds) + len(self.changes) + len(self.removals)

    def __str__(self) -> str:
        return str(self.counts)


def plan(
    *,
    desired: Sequence[Entry],
    actual: Iterable[Held],
    owned: Collection[int],
    policy: Policy,
    blocked: Numbers | None = None,
) -> Plan:
    """The way from `actual` to `desired`.

    Args:
        desired: sorted by number, each number once, in E.164.
        owned: ids of the entries that this resource made or took over; a set, for speed.
        blocked: the account's block list; None where nobody asked for it.
    """
    people, doubles, ambiguous = _people(actual, desired, owned, region=policy.region)
    making = _Making(owned=owned, policy=policy)
    silent = Numbers(held.phone for held in (*people.values(), *doubles, *ambiguous) if held.opted_out)
    there = Numbers(held.phone for held in ambiguous if not held.opted_out)
    for entry in desired:
        held = people.pop(entry.phone, None)
        if held is not None:
            making.declared(entry, held)
        elif entry.phone in silent or (blocked is not None and entry.phone in blocked):
            making.blocked += 1
        elif entry.phone in there:
            making.perhaps += 1
        else:
            making.adds.append(entry)
    for held in people.values():
        making.undeclared(held, may_stay=held.joined and not policy.remove_subscribed)
    for held in doubles:
        making.undeclared(held, may_stay=False)
    for held in ambiguous:
        making.unclear(held, may_stay=bool(desired))
    return making.made()


class _Making:
    """A plan while its entries are looked at."""

    def __init__(self, *, owned: Collection[int], policy: Policy) -> None:
        self.adds: list[Entry] = []
        self.blocked = self.perhaps = self.ambiguous = 0
        self._owned, self._policy = owned, policy
        self._changes: list[Change] = []
        self._removals: list[int] = []
        self._found: list[int] = []
        self._opted_out = self._opted_out_declared = self._joined = self._others = self._removable = 0

    def declared(self, entry: Entry, held: Held) -> None:
        """An entry that should be there, and is."""
        if held.opted_out:
            self._opted_out += 1
            self._opted_out_declared += 1
            return
        if held.id not in self._owned:
            self._found.append(held.id)
            if self._policy.mode == "additive" and self._policy.take_over is None:
                self._others += 1
                return
        self._removable += 1
        if _held_values(held) != values_of(entry):
            self._changes.append(Change(held.id, entry))

    def undeclared(self, held: Held, *, may_stay: bool) -> None:
        """An entry of somebody who is not declared, or one too many of somebody who is."""
        if held.opted_out:
            self._opted_out += 1
        elif self._policy.mode == "additive" and held.id not in self._owned:
            self._others += 1
        elif may_stay:
            self._joined += 1
        else:
            self._removable += 1
            self._removals.append(held.id)

    def unclear(self, held: Held, *, may_stay: bool) -> None:
        """An entry whose number may be several people's. Where nobody is declared, who made it may remove it."""
        if held.opted_out:
            self._opted_out += 1
        elif may_stay or held.id not in self._owned:
            self.ambiguous += 1
        else:
            self.undeclared(held, may_stay=False)

    def made(self) -> Plan:
        """The plan."""
        return Plan(
            adds=tuple(self.adds),
            changes=tuple(self._changes),
            removals=tuple(sorted(self._removals)),
            adopted=tuple(self._found) if self._policy.take_over is not None else (),
            found=len(self._found),
            opted_out=self._opted_out,
            opted_out_declared=self._opted_out_declared,
            blocked=self.blocked,
            joined=self._joined,
            others=self._others,
            ambiguous=self.ambiguous,
            perhaps=self.perhaps,
            removable=self._removable,
        )


def _people(
    actual: Iterable[Held], desired: Sequence[Entry], owned: Collection[int], *, region: str | None
) -> tuple[dict[str, Held], list[Held], list[Held]]:
    """One entry a person by their number, the other entries of the same people, and those that may be several's."""
    people: dict[str, Held] = {}
    doubles: list[Held] = []
    ambiguous: list[Held] = []
    declared = {entry.phone for entry in desired}
    for held in actual:
        number = person(held.phone, region=region)
        if number is None:
            ambiguous.append(held)
            continue
        other = people.setdefault(number, held)
        if other is not held:
            people[number], double = _first(other, held, owned=owned, is_declared=number in declared)
            doubles.append(double)
    return people, doubles, ambiguous


def _first(one: Held, other: Held, *, owned: Collection[int], is_declared: bool) -> tuple[Held, Held]:
    """Which of two entries of one person stays, and which is its double. Who opted out in one has done so in both.

    Of a declared person the one that this resource made stays, of anybody else the one by which they joined.
    """

    def order(held: Held) -> tuple[bool, bool, bool, int]:
        own, joined = held.id not in owned, not held.joined
        return (not held.opted_out, *((own, joined) if is_declared else (joined, own)), held.id)

    return (one, other) if order(one) < order(other) else (other, one)
