"""One person's erasure: where the account has them, and their removal. The block list stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lox24_provider.api import listing
from lox24_provider.errors import NotFound
from lox24_provider.operations.account import Operation
from lox24_provider.rules.numbers import Numbers, normal

__all__ = ["Membership", "erase", "is_blocked", "memberships"]


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A group that has the person.

    Attributes:
        entries: ids of the person's entries.
        opted_out: how many of them say that the person opted out.
    """

    group: str
    name: str
    entries: tuple[int, ...]
    opted_out: int


def memberships(operation: Operation, *, number: str) -> Iterator[Membership]:
    """Every group of the account that has the number, in any spelling. One listing a group."""
    person = Numbers([number])
    for group in operation.account.snapshot.whole(operation.client):
        operation.report.progress(f"looking into group {group.id}")
        try:
            phones = listing.entries(operation.client, group.id)
        except NotFound:
            continue  # deleted meanwhile, with all its entries
        theirs = [phone for phone in phones if normal(phone.phone) in person or number in Numbers([phone.phone])]
        if theirs:
            yield Membership(
                group=group.id,
                name=group.name,
                entries=tuple(int(phone.id) for phone in theirs),
                opted_out=sum(phone.opted_out for phone in theirs),
            )


def is_blocked(operation: Operation, *, number: str) -> bool:
    """Whether the account does not write to the number."""
    return number in operation.account.entries.blocked(operation.client)


def erase(operation: Operation, membership: Membership) -> None:
    """Delete the person's entries of one group."""
    for entry in membership.entries:
        operation.client.delete_phone(entry)
    operation.account.entries.forget(membership.group)
