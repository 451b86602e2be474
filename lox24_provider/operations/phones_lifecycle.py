"""Foresee, create, read, update and delete of a group's entries: which calls, with which guards at the last moment.

Inputs and outputs are plain dicts as `rules.group_phones` describes them; the list itself comes as a `Table`.
Every function raises `Lox24Error`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lox24_provider.display.text import one_line, resource_name
from lox24_provider.errors import Incomplete, Kept, LeavesOptOuts, NoSuchList, NotFound, Stopped
from lox24_provider.operations.connection import Operation
from lox24_provider.operations.entry_plan import planned
from lox24_provider.operations.reconcile import Reconciliation
from lox24_provider.rules import group_phones as rules
from lox24_provider.rules.account import refuse_another, require_own
from lox24_provider.rules.entry_plan.counts import Drift, row
from lox24_provider.rules.entry_plan.guards import refuse, refuse_beyond
from lox24_provider.rules.entry_plan.plan import Plan, Policy, plan
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.ids import compressed
from lox24_provider.rules.list_file.judging import unreachable
from lox24_provider.rules.list_file.table import Table
from lox24_provider.rules.number.numbers import Numbers

__all__ = ["BLOCKED_STAY_OUT", "ListState", "create", "delete", "foresee", "read", "refuse_to_leave", "update"]

Values = Mapping[str, Any]

BLOCKED_STAY_OUT = "who is on the block list is left out"
"""What a preview says of those whom it counts as new: it does not read the block list, which may have many pages."""


@dataclass(frozen=True, kw_only=True)
class ListState:
    """A group's entries as the state should keep them."""

    inputs: dict[str, Any]
    outputs: dict[str, Any]


def foresee(
    operation: Operation,
    *,
    inputs: Values,
    state: Values | None,
    table: Table,
    before: Values | None = None,
    left: str = "",
) -> None:
    """Say what `up` would do, and refuse what it would refuse. One listing; nothing is written.

    Args:
        before: the inputs that the state holds; None at a creation.
        left: the group that the list is in before; "" if there is none.

    Raises:
        Refused: a guard refuses.
        NoSuchList: there is no such group.
    """
    group, policy = inputs["group"], rules.policy(inputs, state=state)
    owned = _owned(state, group=group)
    try:
        made = planned(operation, group=group, desired=table.entries, owned=owned, policy=policy, blocked=False)
    except NotFound:
        raise NoSuchList(group=group, account=operation.connection.account) from None
    refuse_to_leave(operation, left=left, group=str(group), table=table)
    refuse(made, policy=policy, group=group)
    if operation.is_planning or operation.approved is not None:
        scope = Scope.of(made, desired=table.entries, version=str(inputs.get("digest", "")))
        refuse_beyond(scope, approved=operation.approved, what=f"the list of group {group}")
        operation.foresees(made.counts, scope)
    hints = [BLOCKED_STAY_OUT] if made.adds else []
    if made.adds and (notice := unreachable(table, new=made.adds)):
        hints.append(str(notice))
    if left := rules.left_override(before or {}, inputs):
        hints.append(left)
    operation.report.note(row(made.counts, *hints))


def refuse_to_leave(operation: Operation, *, left: str, group: str, table: Table) -> None:
    """Refuse to move a list to another group, if people of it opted out of the one that it leaves and that alone knows.

    Args:
        left: the group; "" if the list leaves none.
        group: the one that it moves to; "" as long as that is not known.

    Raises:
        LeavesOptOuts: there are such people.
    """
    if not left or left == group:
        return
    entries, client = operation.connection.entries, operation.client
    try:
        silent = Numbers(held.phone for held in entries.of(client, left) if held.opted_out)
    except NotFound:
        return  # it was deleted, and what it knew with it
    if lost := [entry.phone for entry in table.entries if entry.phone in silent]:
        blocked = entries.blocked(client)
        if people := sum(phone not in blocked for phone in lost):
            raise LeavesOptOuts(left=left, group=group, people=people)


def create(operation: Operation, *, inputs: Values, table: Table, left: str = "") -> ListState:
    """Bring the group to what the list says, for the first time.

    Args:
        left: the group of the resource that this one replaces; "" if there is none.

    Raises:
        LeavesOptOuts: the list moves, and people of it opted out of the group that it leaves.
        RemovesUnmanaged, TakesOverOthers: the group holds entries that nobody agreed to remove or take over.
        OwnedByAnother: another resource declares this group's entries.
        Incomplete: the way there ended early; the state keeps how far it went.
    """
    operation.connection.run.list_owners.begins(inputs["group"], urn=operation.urn)
    refuse_to_leave(operation, left=left, group=str(inputs["group"]), table=table)
    return _brought(operation, id=str(inputs["group"]), inputs=inputs, state=None, table=table)


def update(operation: Operation, *, id: str, state: Values, inputs: Values, table: Table) -> ListState:
    """Bring the group to what the list says now. What only concerns later commands, or the engine, sends nothing.

    Raises:
        AnotherAccount, AccountUnknown: the state is not this account's.
        TooManyRemovals: nobody agreed to so many.
        LeavesOptOuts, Incomplete: as for `create`.
    """
    connection = operation.connection
    require_own(state=state.get("account"), token=connection.account, id=str(inputs["group"]))
    connection.run.list_owners.declared(inputs["group"], urn=operation.urn)
    differing = rules.changes(state, inputs)
    if (not differing or rules.is_only_kept(differing)) and not state.get(rules.INCOMPLETE):
        owned = str(state.get("owned", ""))
        return _kept(operation, inputs=inputs, owned=owned)
    refuse_to_leave(operation, left=str(state.get("group") or ""), group=str(inputs["group"]), table=table)
    return _brought(operation, id=id, inputs=inputs, state=state, table=table)


def read(operation: Operation, *, id: str, state: Values, inputs: Values, table: Table | None) -> ListState | None:
    """How far the account has drifted from the list; None if the group is gone.

    Args:
        inputs: with the fingerprint of the list that was applied, also where an earlier refresh found drift.
        table: the list that was applied, if it is at hand; else only ids can tell.

    Raises:
        AnotherAccount, AllGone: see `operations.group_lifecycle.read`.
        Incomplete: the list was not applied completely, and still is not.
    """
    connection = operation.connection
    refuse_another(state=state.get("account"), token=connection.account)
    group = str(state["group"])
    try:
        held = connection.entries.of(operation.client, group)
    except NotFound:
        connection.presence.gone(group, account=connection.account)
        return None
    connection.presence.found()
    connection.run.list_owners.read(group, urn=operation.urn, may_move=True)
    owned = _owned(state, group=group)
    if table is None:
        drift = Drift(gone=len(owned - {entry.id for entry in held}))
        told = f"the applied list is not at hand, so only ids were compared: {str(drift) or 'none is missing'}"
    else:
        declared = rules.policy(inputs, state=state)
        policy = Policy(mode=declared.mode, remove_subscribed=declared.remove_subscribed, region=declared.region)
        made = plan(desired=table.entries, actual=held, owned=owned, policy=policy)
        if made.adds:
            blocked = connection.entries.blocked(operation.client)
            made = plan(desired=table.entries, actual=held, owned=owned, policy=policy, blocked=blocked)
        drift = Drift(missing=len(made.adds), changed=len(made.changes), undeclared=len(made.removals))
        told = f"the account differs from the list: {drift}" if any(drift) else ""
    outputs = {**rules.outputs(inputs=inputs, account=connection.account, owned=compressed(owned))}
    if state.get(rules.INCOMPLETE):
        if any(drift) or table is None:
            mark = {key: state[key] for key in rules.MARKS if key in state}
            raise _incomplete(operation, id=id, inputs=inputs, owned=owned, mark=mark, reason=told)
        return ListState(inputs=dict(inputs), outputs=outputs)
    if told:
        operation.report.note(told)
    if not any(drift):
        return ListState(inputs=dict(inputs), outputs=outputs)
    return ListState(
        inputs=rules.moved(inputs), outputs={**outputs, "digest": rules.NOT_APPLIED, rules.DRIFT: drift.document()}
    )


def delete(operation: Operation, *, state: Values) -> None:
    """Leave the entries where they are, unless `remove_on_delete` was applied: then remove those this resource made.

    Raises:
        AnotherAccount, AccountUnknown, ApiError, TransportError, Stopped.
        Kept: something else of this run failed: it was about this group, or what was skipped for it may be.
    """
    connection = operation.connection
    group = str(state["group"])
    if (failed := connection.protection.of(group)) is not None:
        raise Kept(what=f"the list of group {group} was not given up", urn=operation.urn, failed=failed)
    if not state.get("remove_on_delete"):
        operation.report.note(f"the entries of group {group} stay where they are")
        return
    require_own(state=state.get("account"), token=connection.account, id=group)
    if owner := connection.run.list_owners.owner_to_keep(group, urn=operation.urn):
        advice = "" if owner == operation.urn else "; a renamed resource needs `aliases`"
        operation.report.warning(
            f"the entries of group {group} were not removed, because {resource_name(owner)} declares them now{advice}"
        )
        return
    operation.keep_what_may_be_skipped(f"the entries of group {group} were not removed")
    removal = Reconciliation(
        operation=operation,
        group=group,
        desired=(),
        owned=_owned(state, group=group),
        policy=Policy(mode="additive", region=state.get("default_region")),
        line_of=lambda _: "",
    )
    try:
        removal.run(guarded=False)
    except NotFound:
        return


def _brought(operation: Operation, *, id: str, inputs: Values, state: Values | None, table: Table) -> ListState:
    group, policy = str(inputs["group"]), rules.policy(inputs, state=state)
    work = Reconciliation(
        operation=operation,
        group=group,
        desired=table.entries,
        owned=_owned(state, group=group),
        policy=policy,
        line_of=lambda entry: f"line {table.line_of(entry)}",
        version=str(inputs.get("digest", "")),
    )
    try:
        done = work.run()
    except NotFound:
        raise NoSuchList(group=group, account=operation.connection.account) from None
    except Stopped as stopped:
        mark = rules.mark(inputs, first=policy.first_reconciliation, agreed=compressed(work.agreed))
        raise _incomplete(operation, id=id, inputs=inputs, owned=work.owned, mark=mark, reason=stopped.reason) from None
    _summarise(operation, done, table=table)
    return _kept(operation, inputs=inputs, owned=compressed(work.owned))


def _summarise(operation: Operation, done: Plan, *, table: Table) -> None:
    operation.report.note(str(done))
    if done.adds and (notice := unreachable(table, new=done.adds)):
        operation.report.note(str(notice))
    if done.opted_out_declared or done.blocked:
        count = done.opted_out_declared + done.blocked
        people = "1 person of the list has" if count == 1 else f"{count:,} people of the list have"
        operation.report.warning(f"{people} opted out and will not be texted; remove them from the list")
    if done.ambiguous:
        entries = "1 entry has" if done.ambiguous == 1 else f"{done.ambiguous:,} entries have"
        operation.report.warning(
            f"{entries} a number that may be several people's and stays; write it in international form at LOX24"
        )
    unowned = done.found - len(done.adopted)
    if unowned:
        operation.report.note(f"{unowned:,} entries of the list were there already; this resource did not make them")


def _kept(operation: Operation, *, inputs: Values, owned: str) -> ListState:
    operation.connection.run.list_owners.keeps(str(inputs["group"]), urn=operation.urn)
    outputs = rules.outputs(inputs=inputs, account=operation.connection.account, owned=owned)
    return ListState(inputs=dict(inputs), outputs=outputs)


def _incomplete(
    operation: Operation, *, id: str, inputs: Values, owned: set[int], mark: Values, reason: str
) -> Incomplete:
    outputs = rules.outputs(inputs=inputs, account=operation.connection.account, owned=compressed(owned))
    return Incomplete(
        id=id,
        inputs=inputs,
        outputs={**outputs, "digest": rules.NOT_APPLIED, **mark},
        reason=one_line(reason, limit=250),
        what=f"the entries of group {inputs['group']} are",
    )


def _owned(state: Values | None, *, group: object) -> set[int]:
    """The ids that the resource made in this very group."""
    if state is None or state.get("group") != group:
        return set()
    return rules.made_by(state)
