"""Creation of a group: look, then make it or take over the one that is there. At most one POST, whatever happens.

Inputs are plain dicts as `lox24_provider.rules.group` describes them. Every function raises `Lox24Error`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lox24_provider.api.models import GroupIn, GroupOut
from lox24_provider.display.text import masked, quoted
from lox24_provider.errors import (
    ApiError,
    CannotAdopt,
    Gone,
    Incomplete,
    LooksTheSame,
    Lox24Error,
    NameExists,
    NoSuchGroup,
    OutcomeUnknown,
    OwnedByAnother,
    TransportError,
)
from lox24_provider.operations.connection import Operation
from lox24_provider.operations.group_state import GroupState, as_declared, as_held
from lox24_provider.rules import group as rules
from lox24_provider.rules.secrecy import called

__all__ = ["create", "incomplete"]

Values = Mapping[str, Any]

LOOK_AGAIN = (0.5, 2.0, 5.0)  # seconds before each look for a group whose POST had no reply: a list may lag (U15)


def create(operation: Operation, *, inputs: Values) -> GroupState:
    """Make the group, unless `adopt` names one, or `on_existing` says what to do with those of that name.

    If the reply is lost, look again: the groups that were there before are known, so a new one with the same fields is
    certain to be ours.

    Raises:
        NameExists: there is one, and `on_existing` is `refuse`.
        LooksTheSame: there is one whose name looks the same and is not; nobody meant to adopt that.
        CannotAdopt, OwnedByAnother, NoSuchGroup: what is to be adopted is not one group that is free.
        Incomplete: a group was adopted and could not be brought to what is declared.
        OutcomeUnknown: the POST left, no answer came, and looking again does not decide it.
    """
    connection, client = operation.connection, operation.client
    if adopt := inputs.get("adopt"):
        group = client.read_group(adopt)
        if group is None:
            raise NoSuchGroup(id=adopt, account=connection.account)
        return _adopted(operation, group, inputs=inputs)
    declared = _declared(inputs)
    name, on_existing = declared["name"], inputs.get("on_existing") or connection.settings.on_existing
    with connection.run.group_owners.creating(name, called=called(name, inputs)):
        groups = connection.snapshot.whole(client)
        existing = [group for group in groups if group.name == name]
        if existing and on_existing == "refuse":
            raise NameExists(name=called(name, inputs), ids=_ids(existing))
        if existing and on_existing == "adopt":
            return _adopted(operation, _the_free_one(operation, existing, inputs=inputs), inputs=inputs)
        if on_existing != "create" and (alike := rules.look_alikes(name, {group.id: group.name for group in groups})):
            raise LooksTheSame(name=called(name, inputs), ids=alike)
        try:
            group = client.create_group(GroupIn(**declared), called=called(name, inputs))
        except OutcomeUnknown as doubt:
            group = _made_all_the_same(operation, declared=declared, doubt=doubt)
        connection.snapshot.wrote(group.id, group)
    connection.run.group_owners.declared(group.id, urn=operation.urn)
    return as_declared(group, inputs=inputs, account=connection.account)


def incomplete(operation: Operation, group: GroupOut, *, inputs: Values, reason: str) -> Incomplete:
    """The error by which a group that is not yet as `inputs` declare it is in the state all the same."""
    held = as_held(group, inputs=inputs, account=operation.connection.account)
    return Incomplete(id=group.id, inputs=inputs, outputs={**held.outputs, rules.INCOMPLETE: True}, reason=reason)


def _the_free_one(operation: Operation, alike: list[GroupOut], *, inputs: Values) -> GroupOut:
    """The one group of these that no resource holds, as far as this process knows.

    One that only the state holds so far is not passed over for another one of the name: it may be this resource's own.

    Raises:
        CannotAdopt: there are several.
        OwnedByAnother: there is none.
    """
    owners = operation.connection.run.group_owners
    free = [group for group in alike if not owners.is_taken(group.id, urn=operation.urn)]
    if len(free) > 1:
        reason = f'they share the name {quoted(called(free[0].name, inputs))}; say which one is meant with adopt="<id>"'
        raise CannotAdopt(ids=_ids(free), reason=reason)
    one = (free or alike)[0]
    if (owner := owners.other_owner(one.id, urn=operation.urn)) is not None:
        raise OwnedByAnother(id=one.id, owner=owner, urn=operation.urn)
    return one


def _adopted(operation: Operation, group: GroupOut, *, inputs: Values) -> GroupState:
    """The group, now this resource's, with the declared fields. Its entries are not touched.

    Raises:
        CannotAdopt: nothing would keep the group from being deleted as another resource's.
        OwnedByAnother: another resource holds it.
        Incomplete: it is ours, but its fields are not as declared.
    """
    connection = operation.connection
    if not operation.urn:
        raise CannotAdopt(ids=[group.id], reason="this version of Pulumi's SDK does not show for which resource")
    connection.run.group_owners.begins(group.id, urn=operation.urn)
    connection.run.group_owners.keeps(group.id, urn=operation.urn)
    operation.report.note(f"adopted group {group.id} {quoted(called(masked(group.name), inputs))}")
    declared = _declared(inputs)
    if not rules.changes(group.model_dump(), declared):
        return as_declared(group, inputs=inputs, account=connection.account)
    try:
        brought = operation.client.update_group(group.id, GroupIn(**declared))
    except Lox24Error as error:
        raise incomplete(operation, group, inputs=inputs, reason=str(error)) from None
    if brought is None:
        raise Gone(id=group.id)
    connection.snapshot.wrote(group.id, brought)
    return as_declared(brought, inputs=inputs, account=connection.account)


def _made_all_the_same(operation: Operation, *, declared: Values, doubt: OutcomeUnknown) -> GroupOut:
    """The group that a POST without a reply made; a list may lag, so it is looked for a few times.

    Raises:
        OutcomeUnknown: it cannot be found, or several could be it.
    """
    looks, why = 0, f"{doubt.what} had no usable reply; looking whether the group is there"
    for _ in operation.client.pauses(*LOOK_AGAIN, why=why):
        try:
            new = operation.connection.snapshot.appeared(operation.client)
        except (ApiError, TransportError):
            continue  # the doubt stays what it was
        looks += 1
        alike = [group for group in new if not rules.changes(declared, group.model_dump())]
        if len(alike) > 1:
            raise OutcomeUnknown(call=doubt.call, what=doubt.what, cause=doubt.cause, found=_ids(alike)) from None
        if alike:
            operation.report.warning(f"the reply to {doubt.what} was lost; group {alike[0].id} is there and was kept")
            return alike[0]
    raise OutcomeUnknown(call=doubt.call, what=doubt.what, cause=doubt.cause, looks=looks) from None


def _declared(inputs: Values) -> dict[str, Any]:
    return rules.merged(account={}, declared=inputs, changed=rules.FIELDS)


def _ids(groups: list[GroupOut]) -> list[str]:
    return sorted((group.id for group in groups), key=int)
