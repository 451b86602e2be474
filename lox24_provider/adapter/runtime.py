"""What everything in one provider's process shares: the stack's settings, the one account, who holds what.

Each kind of resource on its own would open the account again, and a wrong token would be sent once by each.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lox24_provider.adapter import engine_watch
from lox24_provider.adapter.beside import Beside
from lox24_provider.adapter.calls import Call
from lox24_provider.adapter.engine_log import Row, listen
from lox24_provider.adapter.scope_files import APPROVED, Planned, approved_in, planned_in
from lox24_provider.config.settings import Settings, limits_of, list_bytes_of
from lox24_provider.errors import SettingsError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.operations.ownership import Ownership
from lox24_provider.rules.account import ASKED, refuse_another, refuse_asked

if TYPE_CHECKING:
    from lox24_provider.operations.connection import Connection, Operation, RunContext

__all__ = ["Runtime", "connected", "sandbox_url", "whereabouts"]


class Runtime:
    """One process at work on one stack."""

    def __init__(self) -> None:
        self.group_owners = Ownership()
        self.list_owners = Ownership()
        self.names: dict[str, object] = {}
        """What the program calls groups that exist, by id, as far as it has told."""
        self.is_looked_for = True
        """Whether what a creation will meet is looked for; no more after the account could not be read once."""
        self._config: Mapping[str, str] = {}
        self._project = ""
        self._connection: Connection | None = None
        self._opening = threading.Lock()
        self._cancelled = threading.Event()
        self._is_configured = False

    def configure(self, config: Mapping[str, str], *, project: str, engine: str, log: logging.Handler) -> bool:
        """Take the stack's configuration, once; False where that was done before.

        Args:
            config: by full key, `lox24:token`.
            project: the name of the project that is at work; "" if that is not known.
            engine: where the engine listens: when it is gone, so is this process.
            log: what hears everything that is told on the way.
        """
        if self._is_configured:
            return False
        self._is_configured = True
        self._config, self._project = config, project
        for kind, owners in (("groups", self.group_owners), ("lists", self.list_owners)):
            owners.others = Beside(engine=engine, kind=kind, account=lambda: self.account)
        engine_watch.watch(engine, gone=self.end)
        listen(log)
        return True

    def cancel(self) -> None:
        """Let nothing more begin."""
        self._cancelled.set()

    @cached_property
    def base(self) -> ProjectFolder:
        """The folders of the project that this process works for."""
        return ProjectFolder.running(project=self._project)

    @property
    def account(self) -> str:
        """Which account it is, as far as the settings tell; "" where they do not."""
        with suppress(SettingsError):
            return Settings.resolve(config=self._config, environment=os.environ).account
        return ""

    @property
    def has_own_token(self) -> bool:
        """Whether the token is the configuration's, and not that of the environment."""
        with suppress(SettingsError):
            return (
                Settings.resolve(config=self._config, environment={}).token
                == Settings.resolve(config=self._config, environment=os.environ).token
            )
        return False

    @property
    def list_bytes(self) -> int:
        """The most bytes that a list file may have."""
        return list_bytes_of(self._config)

    @property
    def may_look_ahead(self) -> bool:
        """Whether to ask the account what creations will meet: not of a run that was approved already.

        There nobody is told any more, and the account that it would ask may not be the one that was approved.
        """
        return self.is_looked_for and APPROVED not in os.environ

    @property
    def is_cancelled(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._cancelled.is_set()

    @property
    def planned(self) -> Planned | None:
        """Where to write whom the run would touch; None where nobody makes a plan."""
        return planned_in(os.environ)

    def check(self) -> None:
        """Raise `SettingsError` for settings that are wrong already."""
        Settings.check(config=self._config, environment=os.environ)

    def limits(self) -> dict[str, int]:
        """How many removals the stack lets pass unasked, for lists that do not say it themselves."""
        return limits_of(self._config)

    def operation(self, call: Call, *, seconds: float | None = None) -> Operation:
        """The operation that the engine is calling for; it may take `seconds` unless the program says otherwise."""
        return self._open().operation(urn=call.urn, seconds=call.seconds or seconds, report=Row(call.urn))

    def same_account(self, state: Mapping[str, Any]) -> None:
        """Refuse a change of account in preview already, as far as the settings tell."""
        if own := self.account:  # a missing token is reported by whatever needs it
            refuse_another(state=state.get("account"), token=own)

    def same_as_asked(self, news: Mapping[str, Any]) -> None:
        """Refuse to work on another account than the one that the program looks up in, as far as the settings tell."""
        if ASKED not in news:
            return
        try:
            settings = Settings.resolve(config=self._config, environment=os.environ)
        except SettingsError:
            return
        refuse_asked(asked=news[ASKED], own=whereabouts(settings, base=self.base))

    def end(self, *, code: int = 1) -> None:
        """Nobody hears any more: nothing new begins, what was sent is waited for, and the process is over."""
        self.cancel()
        with self._opening:  # nor is an account opened meanwhile
            if self._connection is not None:
                self._connection.transport.finish()
            os._exit(code)  # the main thread waits for ever, and so may others

    def _open(self) -> Connection:
        """The account in force, opened once a process: settings are resolved when something is to be sent."""
        with self._opening:
            if self._connection is None:
                from lox24_provider.operations.connection import RunContext

                settings, planned = Settings.resolve(config=self._config, environment=os.environ), self.planned
                run = RunContext(
                    group_owners=self.group_owners,
                    list_owners=self.list_owners,
                    cancelled=self._cancelled,
                    approved=approved_in(os.environ),
                    record=planned.record if planned else None,
                )
                self._connection = connected(settings, base=self.base, run=run)
            return self._connection


def connected(settings: Settings, *, base: ProjectFolder | None = None, run: RunContext | None = None) -> Connection:
    """The connection to the account of `settings`; nothing is sent yet.

    Args:
        base: whose sandbox it is; that of the current folder's project by default.
        run: what the operations of this process share; their own by default.
    """
    from lox24_provider.operations.connection import Connection, RunContext

    url = sandbox_url(base or ProjectFolder.running()) if settings.is_sandbox else settings.base_url
    return Connection.open(settings, base_url=url, run=run or RunContext())


def whereabouts(settings: Settings, *, base: ProjectFolder) -> str:
    """The account, and of the embedded sandbox the file too: there are as many of it as there are files."""
    return f"{settings.account} ({base.sandbox.resolve()})" if settings.is_sandbox else settings.account


def sandbox_url(base: ProjectFolder) -> str:
    """Where this process serves the sandbox of a project."""
    import sqlite3

    try:
        from lox24_provider.sandbox.embedded import embedded_url
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the embedded sandbox needs the package {error.name}: pip install 'lox24-provider[sandbox]'"
        ) from None
    try:
        return embedded_url(base.sandbox)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise SettingsError(f"the embedded sandbox cannot use its file {base.sandbox}: {error}") from None
