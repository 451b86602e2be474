"""The functions, as every language of Pulumi calls them: groups and accounts that are managed elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lox24_provider.adapter.calls import Request
from lox24_provider.adapter.native.schema import GET_ACCOUNT, GET_GROUP, GET_GROUPS
from lox24_provider.adapter.native.values import Values
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.display.text import HIDDEN, one_line
from lox24_provider.errors import InputError, UsageError
from lox24_provider.rules.group import is_id
from lox24_provider.version import __version__

if TYPE_CHECKING:
    from lox24_provider.api.models import GroupOut

__all__ = ["Answer", "Invokes"]

_EXACT = 2**53
"""From here on a number of the protocol is not the one that was written."""

_TAKEN: Mapping[str, tuple[str, ...]] = {
    GET_GROUP: ("id", "name"),
    GET_GROUPS: ("name_pattern",),
    GET_ACCOUNT: (),
}


class Answer(NamedTuple):
    """What a function has found, as secret as what it was asked with; or what is wrong with that."""

    found: dict[str, Any]
    problems: list[str]
    is_secret: bool = False


class Invokes:
    """The functions of one process, over its one listing of the account."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._asking = threading.Lock()
        self._number = ""
        self._functions: Mapping[str, Callable[[Values], dict[str, Any]]] = {
            GET_GROUP: self._group,
            GET_GROUPS: self._groups,
            GET_ACCOUNT: self._account,
        }

    def answer(self, token: str, arguments: Values) -> Answer:
        """Ask the account.

        Raises:
            Lox24Error: there is no such function, or the account has no answer.
        """
        if token not in self._functions:
            raise UsageError(f"the plugin lox24 {__version__} has no function {one_line(token)}")
        if problems := _problems(token, arguments.plain):
            # Without the argument's name beside the sentence: the engine would show its value there.
            return Answer({}, [InputError.coded(problem) for problem in problems])
        return Answer(self._functions[token](arguments), [], bool(arguments.secret))

    def _group(self, arguments: Values) -> dict[str, Any]:
        from lox24_provider.operations import functions  # noqa: PLC0415 the HTTP client, not for every process

        given = arguments.plain
        operation = self._runtime.operation(Request(urn="")).hiding(_texts(arguments))
        called = HIDDEN if "name" in arguments.secret else None
        id = _id(given["id"]) if "id" in given else None
        group = functions.find_group(operation, id=id, name=given.get("name"), called=called)
        return {**_fields(group), "account": operation.connection.account}

    def _groups(self, arguments: Values) -> dict[str, Any]:
        from lox24_provider.operations import functions  # noqa: PLC0415 as above

        operation = self._runtime.operation(Request(urn="")).hiding(_texts(arguments))
        groups = functions.find_groups(operation, name_pattern=arguments.plain.get("name_pattern"))
        account = operation.connection.account
        return {
            "ids": [group.id for group in groups],
            "groups": [{**_fields(group), "account": account} for group in groups],
        }

    def _account(self, arguments: Values) -> dict[str, Any]:  # noqa: ARG002 there are none
        from lox24_provider.operations import functions  # noqa: PLC0415 as above

        operation = self._runtime.operation(Request(urn=""))
        with self._asking:  # one request a process
            self._number = self._number or functions.whose(operation)
        name = operation.connection.account
        return {"name": name, "client_id": self._number, "host": name.partition("@")[2]}


def _problems(token: str, given: Mapping[str, Any]) -> list[str]:
    function, taken = token.rpartition(":")[2], _TAKEN[token]
    takes = f"it takes {' or '.join(taken)}" if taken else "it takes none"
    found = [f"{function} has no argument {one_line(key, limit=60)}: {takes}" for key in given if key not in taken]
    found += [
        f"{function}: {key} must be text" for key in taken if key != "id" and not isinstance(given.get(key, ""), str)
    ]
    if token != GET_GROUP:
        return found
    if ("id" in given) == ("name" in given):
        found.append("getGroup takes an id or a name, one of the two")
    if "id" in given and not _id(given["id"]):
        found.append("getGroup: id must be the group's number at LOX24, digits only; longer than 15 of them in quotes")
    return found


def _id(given: object) -> str:
    """A group's number, which a program may write as one; "" of what is none."""
    if isinstance(given, float) and given.is_integer() and given < _EXACT:
        given = str(int(given))
    return given if isinstance(given, str) and is_id(given) else ""


def _texts(arguments: Values) -> list[str]:
    """What no message may quote."""
    return [str(arguments.plain[key]) for key in arguments.secret]


def _fields(group: GroupOut) -> dict[str, Any]:
    return {key: value for key, value in group.model_dump().items() if value is not None}
