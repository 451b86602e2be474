"""Functions for programs: groups and accounts that are managed elsewhere, as plain values.

Dynamic providers have no invokes (Pulumi's Python host answers "unimplemented"), so the program's own process asks, in
previews too: one listing of an account a process, however many calls there are. The answers enter the state only
where the program hands them on; the token never does.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload
from weakref import WeakKeyDictionary

import pulumi
from pulumi import Input, InvokeOptions, Output

from lox24_provider.adapter.state_format import GROUP_TYPES
from lox24_provider.config.settings import Settings
from lox24_provider.display.text import HIDDEN
from lox24_provider.errors import Lox24Error, SettingsError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.resources import inline_program
from lox24_provider.resources.account import Account, plain_token_problem, settings_of
from lox24_provider.resources.adapter_choice import Adapter
from lox24_provider.resources.arguments import (
    argument_error,
    checked_call,
    kind_of,
    refuse_unless_text,
    run_error,
    sent_all,
)
from lox24_provider.resources.function_results import GetAccountResult, GetGroupResult, GetGroupsResult
from lox24_provider.resources.memory import by_program
from lox24_provider.resources.same_account import noted

if TYPE_CHECKING:
    from lox24_provider.api.models import GroupOut
    from lox24_provider.operations.connection import Connection, Operation
    from lox24_provider.resources.function_results import GetAccountOutput, GetGroupOutput, GetGroupsOutput

__all__ = [
    "get_account",
    "get_account_output",
    "get_group",
    "get_group_output",
    "get_groups",
    "get_groups_output",
]

R = TypeVar("R")


class _Asked:
    """An account that the program asks, and its own number once it has said it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._asking = threading.Lock()
        self._number: str | None = None

    def operation(self) -> Operation:
        """The way to ask, within the account's limit of time."""
        from lox24_provider.operations.connection import SilentReport

        return self.connection.operation(urn="", seconds=None, report=SilentReport())

    def number(self) -> str:
        """Its number, for which one request is sent."""
        from lox24_provider.operations import functions

        with self._asking:
            self._number = self._number or functions.whose(self.operation())
            return self._number


_opened: WeakKeyDictionary[object, dict[object, _Asked]] = by_program()
"""By the program's root: the accounts that it has asked, each with its one listing. Goes with the program."""
_opening = threading.Lock()


class _Around(NamedTuple):
    """What a run works with; only the program's own thread can tell."""

    environment: Mapping[str, str]
    base: ProjectFolder
    mocked: Connection | None
    """What mocks of `lox24_provider.testing` have in the place of an account; then nothing is sent."""

    @classmethod
    def now(cls) -> _Around:
        folder = inline_program.work_folder()
        base = ProjectFolder.running(project=pulumi.get_project()) if folder is None else ProjectFolder.declared(folder)
        mocks = getattr(pulumi.runtime.settings.get_monitor(), "mocks", None)
        return cls(inline_program.environment(), base, getattr(mocks, "lox24_connection", None))


@overload
def get_group(*, id: str | int, name: None = None, opts: InvokeOptions | None = None) -> GetGroupResult: ...


@overload
def get_group(*, id: None = None, name: str, opts: InvokeOptions | None = None) -> GetGroupResult: ...


@checked_call
def get_group(
    *, id: str | int | None = None, name: str | None = None, opts: InvokeOptions | None = None
) -> GetGroupResult:
    """Look a group up by its number or by its name.

    Args:
        id: its number at LOX24.
        name: what it is called, letter by letter.
        opts: `provider` names an `Account`; else the stack's own account is asked, or that of `parent`.

    Raises:
        pulumi.RunError: there is none, or several have the name, or the account cannot be asked.
    """
    return _asked(opts, lambda asked: _group(asked, id=id, name=name), hint="get_group_output")


@overload
def get_group_output(
    *, id: Input[str] | int, name: None = None, opts: InvokeOptions | None = None
) -> GetGroupOutput: ...


@overload
def get_group_output(*, id: None = None, name: Input[str], opts: InvokeOptions | None = None) -> GetGroupOutput: ...


@checked_call
def get_group_output(
    *, id: Input[str] | int | None = None, name: Input[str] | None = None, opts: InvokeOptions | None = None
) -> GetGroupOutput:
    """`get_group` with arguments that may be known later."""
    given = {"id": id, "name": name}
    return _asked_later(opts, {**sent_all("get_group_output", given), "is_secret": _is_secret(name)}, _group)


@checked_call
def get_groups(*, name_pattern: str | None = None, opts: InvokeOptions | None = None) -> GetGroupsResult:
    """Look groups up by a pattern of their names.

    Args:
        name_pattern: `*` for any text, `?` for a character, `[ab]` for one of several; case counts. All without one.
        opts: as for `get_group`.

    Raises:
        pulumi.RunError: the account cannot be asked.
    """
    return _asked(opts, lambda asked: _groups(asked, name_pattern=name_pattern), hint="get_groups_output")


@checked_call
def get_groups_output(*, name_pattern: Input[str] | None = None, opts: InvokeOptions | None = None) -> GetGroupsOutput:
    """`get_groups` with an argument that may be known later."""
    return _asked_later(opts, sent_all("get_groups_output", {"name_pattern": name_pattern}), _groups)


@checked_call
def get_account(*, opts: InvokeOptions | None = None) -> GetAccountResult:
    """Whose token this is, confirmed by LOX24 with one more request a process.

    Args:
        opts: as for `get_group`.

    Raises:
        pulumi.RunError: the account cannot be asked, or is another one than the token says.
    """
    return _asked(opts, _account, hint="get_account_output")


@checked_call
def get_account_output(*, opts: InvokeOptions | None = None) -> GetAccountOutput:
    """`get_account` for an `Account` whose token is known later."""
    return _asked_later(opts, {}, _account)


def _group(asked: _Asked, *, id: str | int | None, name: str | None, is_secret: bool = False) -> GetGroupResult:
    from lox24_provider.operations import functions

    refuse_unless_text("get_group", id=str(id) if isinstance(id, int) and not isinstance(id, bool) else id, name=name)
    known, called = None if id is None else str(id), HIDDEN if is_secret else None
    return _result(
        functions.find_group(asked.operation(), id=known, name=name, called=called), account=asked.connection.account
    )


async def _is_secret(name: Input[str] | None) -> bool:
    return await Output.from_input(name).is_secret()


def _groups(asked: _Asked, *, name_pattern: str | None) -> GetGroupsResult:
    from lox24_provider.operations import functions

    refuse_unless_text("get_groups", name_pattern=name_pattern)
    found = functions.find_groups(asked.operation(), name_pattern=name_pattern)
    groups = [_result(group, account=asked.connection.account) for group in found]
    return GetGroupsResult(ids=[group.id for group in groups], groups=groups)


def _account(asked: _Asked) -> GetAccountResult:
    name = asked.connection.account
    return GetAccountResult(name=name, client_id=asked.number(), host=name.partition("@")[2])


def _result(group: GroupOut, *, account: str) -> GetGroupResult:
    return GetGroupResult(**group.model_dump(), account=account)


def _asked(opts: InvokeOptions | None, ask: Callable[[_Asked], R], *, hint: str) -> R:
    """What an account whose settings are known now says."""
    provider = _provider(opts)
    config = _config(provider)
    _note(provider, config)
    if later := [key for key, value in config.items() if not isinstance(value, str)]:
        what = later[0].removeprefix("lox24:")
        raise argument_error(f"the {what} of Account {_name(provider)} is known only later: use {hint}")
    return _answer(provider, {key: str(value) for key, value in config.items()}, ask, _Around.now())


def _asked_later(opts: InvokeOptions | None, arguments: Mapping[str, Input[Any] | None], ask: Callable[..., R]) -> Any:  # noqa: ANN401 an Output[R], whose attributes the function tells
    """The same, as soon as settings and arguments are known. What comes out is as secret as the arguments."""
    provider = _provider(opts)
    around = _Around.now()
    _note(provider, _config(provider))
    config = Output.unsecret(Output.from_input(dict(_config(provider))))  # the answer has nothing of the token in it

    def answer(known: Sequence[Mapping[str, Any]]) -> Awaitable[R]:
        settings = {key: str(value) for key, value in known[0].items() if value is not None}
        # In a thread, so that the rest of the program continues meanwhile.
        return asyncio.to_thread(_answer, provider, settings, lambda asked: ask(asked, **known[1]), around)

    return Output.all(config, Output.from_input(dict(arguments))).apply(answer)


def _note(provider: Account | None, config: Mapping[str, Input[str]]) -> None:
    """Have the resources of the stack's own account compared with the account that is asked."""
    if provider is not None:
        return  # functions and resources have its settings from one place
    from lox24_provider.adapter.runtime import whereabouts

    if (around := _Around.now()).mocked is not None:
        return
    known = {key: str(value) for key, value in config.items()}
    with suppress(SettingsError):  # which the function itself tells
        noted(whereabouts(Settings.resolve(config=known, environment=around.environment), base=around.base))


def _answer(provider: Account | None, config: Mapping[str, str], ask: Callable[[_Asked], R], around: _Around) -> R:
    """What `ask` finds."""
    try:
        return ask(_open(provider, config, around))
    except Lox24Error as error:
        raise run_error(error) from None


def _open(provider: Account | None, config: Mapping[str, str], around: _Around) -> _Asked:
    if around.mocked is not None:
        return _Asked(around.mocked)
    from lox24_provider.adapter.runtime import connected

    with _opening:
        accounts = _opened.setdefault(pulumi.runtime.get_root_resource() or pulumi, {})
        if provider not in accounts:
            if provider is None and (problem := plain_token_problem()):
                raise argument_error(problem, kind=SettingsError)
            settings = Settings.resolve(config=config, environment=around.environment)
            accounts[provider] = _Asked(connected(settings, base=around.base))
        return accounts[provider]


def _provider(opts: InvokeOptions | None) -> Account | None:
    """The account that is meant; None for the stack's own."""
    provider = None
    if not isinstance(opts, InvokeOptions | None):
        raise argument_error(f"a function's opts must be pulumi.InvokeOptions, not {kind_of(opts)}")
    if opts is not None:
        if not isinstance(opts.parent, pulumi.Resource | None):
            raise argument_error(f"a function's parent must be a resource, not {kind_of(opts.parent)}")
        type_ = Adapter.in_force().type_of(GROUP_TYPES)
        provider = opts.provider or (opts.parent.get_provider(type_) if opts.parent is not None else None)
    if provider is None or isinstance(provider, Account):
        return provider
    raise argument_error("a function's provider must be an Account of lox24_provider")


def _config(provider: Account | None) -> Mapping[str, Input[str]]:
    return pulumi.runtime.config.CONFIG.get() if provider is None else settings_of(provider)


def _name(provider: Account | None) -> str:
    return "" if provider is None else provider._name  # noqa: SLF001 a resource's own name has no public way
