"""The dynamic provider: what the engine calls, translated into rules and operations.

Old states name this module and class for ever (see `lox24_provider.frozen`). The object carries no state of its own
into a pickle; what it learns belongs to one process of the host.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.runtime import rpc

from lox24_provider import cancellation, host
from lox24_provider.errors import InputError, SettingsError
from lox24_provider.operations.holders import Holders
from lox24_provider.rules import group as rules
from lox24_provider.rules.account import refuse_another
from lox24_provider.settings import KNOWN, Settings, parallel_of

if TYPE_CHECKING:
    from lox24_provider.operations.account import Account, Operation

__all__ = ["Lox24Provider"]

SANDBOX_DATABASE = Path(".lox24", "sandbox.db")  # in the project's folder, which is where the host runs

_log = logging.getLogger("lox24_provider")


class Lox24Provider(ResourceProvider):
    """Every resource of this package, at the engine's side.

    Parameters are called as the base class calls them.
    """

    serialize_as_secret_always = False

    def __init__(self) -> None:
        self._config: Mapping[str, str] = {}
        self._holders = Holders()
        self._account: Account | None = None
        self._opening = threading.Lock()
        self._cancelled = threading.Event()

    def __reduce__(self) -> tuple[type[Lox24Provider], tuple[()]]:
        """A pickle holds the name of this class and nothing else."""
        return Lox24Provider, ()

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration. Nothing may fail here: refresh and destroy come through as well."""
        known = {f"lox24:{key}": req.config.get(f"lox24:{key}") for key in KNOWN}
        # All of it, where the SDK still shows it: a key that is not known is to be found.
        everything = getattr(req.config, "_props", known)
        self._config = {key: value for key, value in everything.items() if value is not None}
        host.widen(parallel_of(self._config))
        cancellation.install(self._cancelled.set)
        _log.setLevel(logging.DEBUG)
        _log.propagate = False
        _log.addHandler(host.EngineLog())

    @host.readable_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Every problem of the inputs, without their values: a value may be secret."""
        Settings.check(config=self._config, environment=os.environ)
        unknown = {key for key, value in news.items() if rpc.contains_unknowns(value)}
        failures = [CheckFailure("", str(problem)) for problem in rules.validate(news, before=_olds, unknown=unknown)]
        return CheckResult(rules.normalised(news), failures)

    @host.readable_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whether anything managed differs; never a replacement, because ids are used in mail addresses and campaigns.

        Where the inputs explain the difference, the engine compares them itself: that shows the changed lines only.
        """
        call = host.current_call()
        self._same_account(_olds)
        if adopt := rules.clashing_adoption(id=_id, before=call.old_inputs, after=_news):
            reason = (
                f"is {adopt}, but this resource holds group {_id}, and adopts at its creation only: "
                "remove the argument, or let go of the group first with `pulumi state delete`"
            )
            raise InputError(field="adopt", reason=reason)
        same = not rules.changes(_olds, _news)
        self._holders.diffed(_id, urn=call.urn, same=same)
        if same:
            return DiffResult(changes=False)
        explained = call.old_inputs is not None and rules.changes(call.old_inputs, _news)
        return DiffResult(changes=None if explained else True)

    @host.readable_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Look, then make the group or adopt one."""
        from lox24_provider.operations import creation

        created = creation.create(self._operation(), inputs=props)
        return CreateResult(created.id, created.outputs)

    @host.readable_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the account holds now, or nothing if the group is gone."""
        from lox24_provider.operations import group

        inputs = host.current_call().old_inputs
        found = group.read(self._operation(), id=id_, inputs=props if inputs is None else inputs, state=props)
        return ReadResult(None, {}) if found is None else ReadResult(found.id, found.outputs, found.inputs)

    @host.readable_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change the group in place."""
        from lox24_provider.operations import group

        return UpdateResult(group.update(self._operation(), id=_id, state=_olds, inputs=_news).outputs)

    @host.readable_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the group, if it is empty or may be destroyed with its entries."""
        from lox24_provider.operations import group

        group.delete(self._operation(), id=_id, state=_props)

    def _operation(self) -> Operation:
        call = host.current_call()
        return self._open().operation(urn=call.urn, seconds=call.seconds, report=_Row())

    def _same_account(self, state: Mapping[str, Any]) -> None:
        """Refuse a change of account in preview already, as far as the settings tell."""
        try:
            settings = Settings.resolve(config=self._config, environment=os.environ)
        except SettingsError:
            return  # a missing token is reported by whatever needs it
        refuse_another(state=state.get("account"), token=settings.account)

    def _open(self) -> Account:
        """The account in force, opened once a process: settings are resolved when something is to be sent."""
        with self._opening:
            if self._account is None:
                settings = Settings.resolve(config=self._config, environment=os.environ)
                self._account = _opened(settings, self._holders, self._cancelled)
            return self._account


class _Row:
    """A resource's row in the engine's display, as a `Report`."""

    def warning(self, text: str) -> None:
        _log.warning("%s", text)

    def note(self, text: str) -> None:
        _log.info("%s", text)

    def progress(self, text: str) -> None:
        _log.info("%s", text, extra={"ephemeral": True})


def _opened(settings: Settings, holders: Holders, cancelled: threading.Event) -> Account:
    from lox24_provider.operations.account import Account

    return Account.open(
        name=settings.account,
        base_url=_sandbox_url() if settings.is_sandbox else settings.base_url,
        headers=settings.token.headers,
        parallel=settings.parallel,
        max_retries=settings.max_retries,
        on_existing=settings.on_existing,
        timeout=settings.timeout,
        holders=holders,
        cancelled=cancelled,
    )


def _sandbox_url() -> str:
    import sqlite3

    try:
        from lox24_provider.sandbox.embedded import embedded_url
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the embedded sandbox needs the package {error.name}: pip install 'lox24-provider[sandbox]'"
        ) from None
    try:
        return embedded_url(SANDBOX_DATABASE)
    except (OSError, ValueError, sqlite3.Error) as error:
        raise SettingsError(f"the embedded sandbox cannot use its file {SANDBOX_DATABASE}: {error}") from None
