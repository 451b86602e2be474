"""Looking up without managing: one group, several by a pattern, the account itself. Only reads.

Every function raises `Lox24Error`s.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from lox24_provider.api.models import GroupOut
from lox24_provider.display.text import masked
from lox24_provider.errors import InputError, NameNotUnique, NoSuchGroup, NoSuchName, SettingsError
from lox24_provider.operations.connection import Operation
from lox24_provider.rules import group as rules

__all__ = ["find_group", "find_groups", "whose"]


def find_group(operation: Operation, *, id: str | None, name: str | None, called: str | None = None) -> GroupOut:
    """The group of this id or of this name, from the one listing of the process.

    Args:
        called: the name as messages have it.

    Raises:
        InputError: it takes one of the two, and an id is digits.
        NoSuchGroup, NoSuchName: there is none.
        NameNotUnique: there are several of the name.
    """
    if (id is None) == (name is None):
        raise InputError(field="get_group", reason="takes an id or a name, one of the two")
    if id is not None and not rules.is_id(id):
        raise InputError(field="id", reason="must be the group's number at LOX24, digits only")
    groups = operation.connection.snapshot.whole(operation.client)
    found = [group for group in groups if (group.id == id if name is None else group.name == name)]
    if not found and name is None:
        raise NoSuchGroup(id=masked(str(id)), account=operation.connection.account)
    if not found:
        alike = rules.look_alikes(str(name), {group.id: group.name for group in groups})
        raise NoSuchName(name=called or masked(str(name)), account=operation.connection.account, alike=alike)
    if len(found) > 1:
        raise NameNotUnique(name=called or masked(str(name)), ids=sorted((group.id for group in found), key=int))
    return found[0]


def find_groups(operation: Operation, *, name_pattern: str | None) -> list[GroupOut]:
    """The groups whose name fits the pattern (`*`, `?`, `[...]`; case counts), all without one; by their ids."""
    groups = operation.connection.snapshot.whole(operation.client)
    fitting = (group for group in groups if name_pattern is None or fnmatchcase(group.name, name_pattern))
    return sorted(fitting, key=lambda group: int(group.id))


def whose(operation: Operation) -> str:
    """The account's number as LOX24 says it.

    Raises:
        SettingsError: the token names another one.
    """
    id = operation.client.read_account().id
    own = operation.connection.account.partition("@")[0]
    if id != own:
        raise SettingsError(f"GET /me calls this account {id}, and the token {own}: check which account is meant")
    return id
