"""The entry plan of a list, from what the account holds now: for a preview, and at every turn of a run."""

from __future__ import annotations

from collections.abc import Sequence

from lox24_provider.operations.connection import Operation
from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.plan import Plan, Policy, plan

__all__ = ["planned"]


def planned(
    operation: Operation,
    *,
    group: str,
    desired: Sequence[Entry],
    owned: set[int],
    policy: Policy,
    blocked: bool,
    fresh: bool = False,
) -> Plan:
    """What has to be done, from readings of the account that are at most a minute old.

    Args:
        blocked: whether the block list counts too; it is read if somebody would be added.
        fresh: whether it is read as it is now.

    Raises:
        NotFound: there is no such group.
        BlockListUnreadable: and somebody would be added.
    """
    entries, client = operation.connection.entries, operation.client
    actual = entries.of(client, group)
    first = plan(desired=desired, actual=actual, owned=owned, policy=policy)
    if not (blocked and first.adds):
        return first
    numbers = entries.blocked(client, fresh=fresh)
    return plan(desired=desired, actual=actual, owned=owned, policy=policy, blocked=numbers) if len(numbers) else first
