"""The guards: what a plan may not do unless a person agreed to it, by its exact number."""

from __future__ import annotations

from lox24_provider.errors import MoreThanApproved, RemovesUnmanaged, TakesOverOthers, TooManyRemovals
from lox24_provider.rules.entry_plan.plan import Plan, Policy
from lox24_provider.rules.entry_plan.scope import Scope

__all__ = ["FEW", "are_too_many", "needs_agreement", "refuse", "refuse_beyond"]

FEW = 3
"""So many removals are no mistake, however small a list is; one entry has to stay all the same."""


def refuse(plan: Plan, *, policy: Policy, group: str) -> None:
    """Raise unless a person agreed to what `plan` removes.

    Raises:
        RemovesUnmanaged: at the first reconciliation entries would go that this resource does not manage.
        TakesOverOthers: the number of entries to take over is not what the person thought.
        TooManyRemovals: more of the removable entries would go than the limits let pass, or all of them.
    """
    count = len(plan.removals)
    if policy.first_reconciliation:
        if policy.mode == "additive":
            if policy.take_over not in (None, len(plan.adopted)):
                raise TakesOverOthers(group=group, others=len(plan.adopted))
        elif count and policy.take_over != count:
            raise RemovesUnmanaged(group=group, unmanaged=count, found=plan.found, opted_out=plan.opted_out)
    if needs_agreement(plan, policy=policy) and not _is_agreed(plan, policy=policy):
        raise TooManyRemovals(
            group=group,
            removals=count,
            removable=plan.removable,
            few=_few(policy),
            most=policy.max_removals,
            percent=policy.max_removals_percent,
        )


def needs_agreement(plan: Plan, *, policy: Policy) -> bool:
    """Whether `plan` removes more than is done unasked.

    At an authoritative list's first reconciliation what goes is the number that is taken over, which `refuse` sees to.
    """
    if policy.first_reconciliation and policy.mode == "authoritative":
        return False
    return are_too_many(len(plan.removals), removable=plan.removable, policy=policy)


def are_too_many(removals: int, *, removable: int, policy: Policy) -> bool:
    """Whether somebody has to agree to so many removals. To a whole list always, whatever the limits are."""
    if 0 < removals >= removable:
        return True
    share_is_too_large = removals * 100 > removable * policy.max_removals_percent
    return removals > _few(policy) and (removals > policy.max_removals or share_is_too_large)


def refuse_beyond(scope: Scope, *, approved: Scope | None, what: str) -> None:
    """Raise if anybody would be touched whom a person did not approve; None is not asked to keep to anything.

    Raises:
        MoreThanApproved: of any kind of change.
    """
    if approved is None:
        return
    beyond = [f"{count:,} {word}" for word, count in scope.beyond(approved)._asdict().items() if count]
    if beyond:
        raise MoreThanApproved(what=what, beyond=", ".join(beyond))


def _few(policy: Policy) -> int:
    """How many go unasked of a small list: whoever sets the limit to 0 wants to be asked each time."""
    return min(FEW, policy.max_removals)


def _is_agreed(plan: Plan, *, policy: Policy) -> bool:
    """To the very number; or to these very entries, by a run that ended before all of them were removed."""
    return policy.allow_removals == len(plan.removals) or policy.agreed.issuperset(plan.removals)
