"""One person's erasure: where the account has them, and their removal. The block list stays as it is.

Elsewhere a number that may be several people's stands for all of them, because rather one too many is kept from being
added. Here one too many would be deleted, so such an entry is named and left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from lox24_provider.api import listing
from lox24_provider.errors import Interrupted, Lox24Error, NotFound
from lox24_provider.operations.connection import Operation
from lox24_provider.rules.number.numbers import Numbers, is_said, person

__all__ = ["Finding", "Membership", "erase", "find"]


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A group that has the person.

    Attributes:
        going: ids of the entries to delete.
        kept: ids of those that opted out, which nothing but this group knows.
        ambiguous: ids of those whose number may be the person's or somebody else's.
    """

    group: str
    name: str
    going: tuple[int, ...]
    kept: tuple[int, ...]
    ambiguous: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Where the account has the person, and whether its block list does."""

    memberships: tuple[Membership, ...]
    blocked: bool

    @property
    def going(self) -> int:
        """How many entries are to be deleted."""
        return sum(len(membership.going) for membership in self.memberships)

    @property
    def kept(self) -> int:
        """How many entries stay."""
        return sum(len(membership.kept) for membership in self.memberships)

    @property
    def ambiguous(self) -> int:
        """How many entries may be the person's."""
        return sum(len(membership.ambiguous) for membership in self.memberships)


def find(operation: Operation, *, number: str) -> Finding:
    """Look into every group of the account; one listing each.

    The block list is read first and has to name this very person: who is on it later, or perhaps, counts as not on it,
    so an opt-out is rather kept.
    """
    blocked = any(person(entry) == number for entry in listing.blocked_numbers(operation.client))
    memberships = []
    for group in operation.connection.snapshot.whole(operation.client):
        operation.report.progress(f"looking into group {group.id}")
        membership = _membership(operation, number=number, group=group.id, name=group.name, blocked=blocked)
        if membership is not None:
            memberships.append(membership)
    return Finding(memberships=tuple(memberships), blocked=blocked)


def erase(operation: Operation, finding: Finding) -> None:
    """Delete the entries that are to go; one that is gone already is fine.

    Raises:
        Interrupted: some may be deleted, not all are.
    """
    done = 0
    try:
        for membership in finding.memberships:
            for entry in membership.going:
                operation.client.delete_phone(entry)
                done += 1
    except Lox24Error as error:
        raise Interrupted(done=done, of=finding.going, reason=str(error)) from None


def _membership(operation: Operation, *, number: str, group: str, name: str, blocked: bool) -> Membership | None:
    try:
        phones = listing.entries(operation.client, group)
    except NotFound:
        return None  # deleted meanwhile, with all its entries
    theirs, ambiguous = [], []
    for phone in phones:
        if person(phone.phone) == number and is_said(number, by=phone.phone):
            theirs.append(phone)
        elif number in Numbers([phone.phone]):
            ambiguous.append(phone)
    if not (theirs or ambiguous):
        return None
    going = [phone for phone in theirs if blocked or not phone.opted_out]
    return Membership(
        group=group,
        name=name,
        going=tuple(int(phone.id) for phone in going),
        kept=tuple(int(phone.id) for phone in theirs if phone not in going),
        ambiguous=tuple(int(phone.id) for phone in ambiguous),
    )
