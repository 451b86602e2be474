"""What a creation will meet in the account, for its preview: the one listing of the process, and no write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lox24_provider.api.models import GroupOut
from lox24_provider.display.text import masked, quoted, resource_name
from lox24_provider.errors import LooksTheSame
from lox24_provider.operations.connection import Operation
from lox24_provider.rules.group import look_alikes
from lox24_provider.rules.secrecy import called

__all__ = ["tell"]


def tell(operation: Operation, *, inputs: Mapping[str, Any], names: Mapping[str, object]) -> None:
    """Say what a person should know before this group is created: warn of what `up` would refuse.

    What is as declared is no warning: of an adoption the review speaks itself.

    Args:
        names: what this run will call groups, by id. One that gives up its name is in nobody's way.

    Raises:
        ApiError, TransportError: the account cannot be read.
    """
    connection = operation.connection
    groups = connection.snapshot.whole(operation.client)
    if adopt := inputs.get("adopt"):
        found = [group for group in groups if group.id == adopt]
        if not found:
            operation.report.warning(f"would be refused: there is no group {adopt} in account {connection.account}")
        _tell_of_adoption(operation, found, inputs=inputs)
        return
    staying = {group.id: group.name for group in groups if names.get(group.id, group.name) == group.name}
    alike = [group for group in groups if staying.get(group.id) == inputs["name"]]
    on_existing = inputs.get("on_existing") or connection.settings.on_existing
    if not alike and on_existing != "create" and (others := look_alikes(inputs["name"], staying)):
        refused = LooksTheSame(name=called(inputs["name"], inputs), ids=others)
        operation.report.warning(f"would be refused: {refused}")
    elif not alike or on_existing == "adopt":
        _tell_of_adoption(operation, alike, inputs=inputs)
    elif on_existing == "create":
        operation.report.warning(f"makes one more group of a name that {_ids(alike)} has already")
    else:
        operation.report.warning(
            f"would be refused: {_ids(alike)} has that name; did you mean `aliases`? If this run gives the group "
            "another name, let this resource depend on it; if it is the one that is meant, take it over with "
            'on_existing="adopt"'
        )


def _tell_of_adoption(operation: Operation, alike: list[GroupOut], *, inputs: Mapping[str, Any]) -> None:
    """Say what adopting one of these will do."""
    owners = operation.connection.run.group_owners
    free = [group for group in alike if not owners.is_taken(group.id, urn=operation.urn)]
    if len(free) > 1:
        operation.report.warning(
            f'would be refused: {_ids(free)} has that name; say which one is meant with adopt="<id>"'
        )
        return
    for one in (free or alike)[:1]:
        if (owner := owners.other_owner(one.id, urn=operation.urn)) is not None:
            operation.report.warning(f"would be refused: group {one.id} is owned by {resource_name(owner)}")
            continue
        count = one.count_items
        held = "everybody" if count is None else f"{count:,} {'entry' if count == 1 else 'entries'}"
        operation.report.note(f"adopts group {one.id} {quoted(called(masked(one.name), inputs))}, with {held} in it")


def _ids(groups: list[GroupOut]) -> str:
    ids = sorted((group.id for group in groups), key=int)
    return f"group {ids[0]}" if len(ids) == 1 else f"each of the groups {', '.join(ids)}"
