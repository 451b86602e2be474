"""Read, update and delete of a group: which calls, in which order, with which guards at the last moment.

Inputs and outputs are plain dicts as `lox24_provider.rules.group` describes them. Every function raises `Lox24Error`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lox24_provider.api import listing
from lox24_provider.api.models import GroupIn, GroupOut, PhoneOut
from lox24_provider.display.text import masked, one_line, quoted, resource_name
from lox24_provider.errors import (
    ApiError,
    BlockListUnreadable,
    Gone,
    HasItsList,
    InputError,
    Kept,
    NoSuchGroup,
    NotAttempted,
    NotFound,
    TransportError,
)
from lox24_provider.operations.connection import Connection, Operation
from lox24_provider.operations.emptiness import refuse_if_held
from lox24_provider.operations.group_create import incomplete
from lox24_provider.operations.group_state import GroupState, as_declared, as_held
from lox24_provider.rules import group as rules
from lox24_provider.rules.account import refuse_another, require_own
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.rules.entry_plan.guards import refuse_beyond
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.number.numbers import person
from lox24_provider.rules.secrecy import called

__all__ = ["delete", "read", "take", "update"]

Values = Mapping[str, Any]


def read(operation: Operation, *, id: str, inputs: Values, state: Values) -> GroupState | None:
    """What the account holds of the group now, with the drift written over the inputs; None if it is gone.

    Args:
        state: the outputs that the state holds. Without an `account` nothing has been read yet: a read by id
            (`Group.get`), or a resource that was just imported.

    Raises:
        AnotherAccount: the state is another account's.
        AllGone: this and all of at least two other groups are gone.
        InputError, NoSuchGroup: a read by id cannot, or does not, find a group.
        Incomplete: the group was adopted and is still not as declared.
    """
    connection = operation.connection
    refuse_another(state=state.get("account"), token=connection.account)
    _check_id(id)
    is_look_up = not state.get("account")
    if is_look_up:
        connection.run.group_owners.declared(id, urn=operation.urn)
    group = connection.snapshot.read(operation.client, id)
    if group is None and is_look_up:
        raise NoSuchGroup(id=id, account=connection.account)
    if group is None:
        connection.presence.gone(id, account=connection.account)
        return None
    connection.presence.found()
    if not is_look_up:
        connection.run.group_owners.read(id, urn=operation.urn)
    if group.deleted_at:
        name, when = called(masked(group.name), inputs), one_line(masked(group.deleted_at), limit=40)
        operation.report.warning(f"LOX24 will delete group {id} {quoted(name)} at {when}")
    kept = {**inputs, "force_destroy": state.get("force_destroy") or inputs.get("force_destroy")}
    if operation.is_planning and kept["force_destroy"]:
        # If the program deletes it, nothing asks the provider of it in a preview.
        dying = frozenset(entry.id for entry in connection.entries.of(operation.client, id))
        operation.foresees(Counts(removed=len(dying)), Scope(removals=dying))
    differing = rules.changes(inputs, {**group.model_dump(), "force_destroy": inputs.get("force_destroy")})
    if state.get(rules.INCOMPLETE) and differing:
        raise incomplete(operation, group, inputs=inputs, reason=f"{', '.join(differing)} still differs")
    return as_held(group, inputs=kept, account=connection.account)


def update(operation: Operation, *, id: str, state: Values, inputs: Values) -> GroupState:
    """Read the group, then send every field: the declared value where it changed, what the account holds elsewhere.

    A change of `force_destroy` alone sends nothing.

    Raises:
        AnotherAccount, AccountUnknown, Gone, ApiError, TransportError.
    """
    connection = operation.connection
    _own(connection, id=id, state=state)
    changed = [field for field in rules.changes(state, inputs) if field in rules.FIELDS]
    connection.run.group_owners.keeps(id, urn=operation.urn)
    if not changed:
        outputs = rules.outputs(inputs=inputs, account=connection.account, group=state)
        return GroupState(id=id, inputs=dict(inputs), outputs=outputs)
    held = operation.client.read_group(id)
    if held is None:
        raise Gone(id=id)
    return _changed(operation, held, state=state, inputs=inputs)


def take(operation: Operation, *, id: str, state: Values, inputs: Values) -> GroupState:
    """Take the group over from a resource of another class, whose state does not say which account it is of.

    At LOX24 another account's group cannot be seen, so one that is seen is this account's.

    Raises:
        NoSuchGroup: this account has no such group.
        OwnedByAnother, ApiError, TransportError.
    """
    connection = operation.connection
    _check_id(id)
    held = operation.client.read_group(id)
    if held is None:
        raise NoSuchGroup(id=id, account=connection.account)
    connection.run.group_owners.declared(id, urn=operation.urn)
    connection.run.group_owners.keeps(id, urn=operation.urn)
    changed, differing = rules.changes(state, inputs), rules.changes(held.model_dump(), inputs)
    if not {*changed} & {*differing} & {*rules.FIELDS}:
        return as_declared(held, inputs=inputs, account=connection.account)
    return _changed(operation, held, state=state, inputs=inputs)


def _changed(operation: Operation, held: GroupOut, *, state: Values, inputs: Values) -> GroupState:
    """The group after a PUT of what the program changed, over what the account holds."""
    connection, id = operation.connection, held.id
    changed = [field for field in rules.changes(state, inputs) if field in rules.FIELDS]
    foreign = [field for field in rules.changes(state, held.model_dump()) if field in rules.FIELDS]
    kept = [field for field in foreign if field not in changed]
    if kept:
        operation.report.warning(f"{', '.join(kept)} was changed at LOX24 and is kept; `pulumi refresh` shows it")
    wanted = GroupIn(**rules.merged(account=held.model_dump(), declared=inputs, changed=changed))
    group = operation.client.update_group(id, wanted)
    if group is None:
        raise Gone(id=id)
    connection.snapshot.wrote(id, group)
    return as_declared(group, inputs=inputs, account=connection.account)


def delete(operation: Operation, *, id: str, state: Values) -> None:
    """Delete the group unless it holds entries, may hold some, or another resource holds it. Gone already is success.

    With `force_destroy` the entries go too; who opted out and is not on the block list is told before.

    Raises:
        AnotherAccount, AccountUnknown, NotEmpty, ApiError, TransportError.
        HasItsList: the program still declares a list of it, which names the group by its number.
        Kept: something else of this run failed: it was about this group, or what was skipped for it may be.
    """
    connection, client = operation.connection, operation.client
    _own(connection, id=id, state=state)
    what, with_lists = f"group {id} was not deleted", bool(state.get("force_destroy"))
    if (failed := connection.protection.of(id, name=state.get("name"))) is not None:
        raise Kept(what=what, urn=operation.urn, failed=failed, with_lists=with_lists)
    if owner := connection.run.group_owners.owner_to_keep(id, urn=operation.urn):
        advice = "" if owner == operation.urn else "; a renamed resource needs `aliases`"
        operation.report.warning(f"{what}, because {resource_name(owner)} holds it now{advice}")
        return
    if waiting := connection.run.group_owners.awaited(id, name=state.get("name"), urn=operation.urn):
        raise Kept(what=what, urn=operation.urn, failed=waiting, with_lists=with_lists)
    operation.keep_what_may_be_skipped(what, with_lists=with_lists)
    if owner := connection.run.list_owners.declared_by(id):
        raise HasItsList(id=id, owner=owner)
    if not state.get("force_destroy"):
        held = connection.leaving.read(client, id, is_written=connection.entries.wrote_to(id))
        if held is None or not refuse_if_held(client, held, name=called(masked(held.name), state)):
            return
    else:
        look = _tell_of_opt_outs(operation, id)
        _keep_to_approval(operation, id, look)  # the last look: between it and the deletion no call can look
    client.delete_group(id)
    connection.snapshot.wrote(id, None)


def _keep_to_approval(operation: Operation, id: str, look: list[PhoneOut] | None) -> None:
    """Refuse to let entries die with the group that a person did not approve, where approval is required.

    Args:
        look: the entries, if nothing was asked since they were; None if they have to be looked at.
    """
    if operation.approved is None:
        return
    try:
        entries = listing.entries(operation.client, id) if look is None else look
    except NotFound:
        return  # the delete has nothing to do
    held = Scope(removals=frozenset(int(entry.id) for entry in entries))
    refuse_beyond(held, approved=operation.approved, what=f"the deletion of group {id}")


def _tell_of_opt_outs(operation: Operation, id: str) -> list[PhoneOut] | None:
    """Warn of opt-outs that only this group knows: they die with it, and the next list may bring the people back.

    The entries are returned if nothing had to be asked after them.
    """
    try:
        entries = listing.entries(operation.client, id)
        opted_out = [phone.phone for phone in entries if phone.opted_out]
        if not opted_out:
            return entries
        blocked = operation.connection.entries.blocked(operation.client)
    except (NotAttempted, NotFound):
        return None  # the delete itself will tell, or has nothing to do
    except (ApiError, TransportError, BlockListUnreadable) as error:
        operation.report.warning(f"group {id} is deleted, and whether opt-outs die with it cannot be read: {error}")
        return None
    lost = sum((number := person(spelling)) is None or number not in blocked for spelling in opted_out)
    if lost:
        people = "1 person" if lost == 1 else f"{lost:,} people"
        operation.report.warning(
            f"the opt-outs of {people} are known to group {id} only and die with it: a list that still has them would "
            "add them again; put them on the account's block list"
        )
    return None


def _own(connection: Connection, *, id: str, state: Values) -> None:
    """Refuse, before any request, what is not certain to be this account's group of this id."""
    require_own(state=state.get("account"), token=connection.account, id=id)
    _check_id(id)


def _check_id(id: str) -> None:
    if not rules.is_id(id):
        raise InputError(field="id", reason="must be the group's number at LOX24, digits only")
