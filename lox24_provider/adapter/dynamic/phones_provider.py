"""The dynamic provider of `GroupPhones`: what Pulumi's host calls, handed on with what it keeps back."""

from __future__ import annotations

from typing import Any

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

from lox24_provider.adapter.dynamic import host
from lox24_provider.adapter.dynamic.process import configured, shared
from lox24_provider.adapter.dynamic.returning import has_no_reference
from lox24_provider.adapter.phones_calls import PhonesCalls

__all__ = ["EntriesProvider"]


class EntriesProvider(ResourceProvider):
    """The entries of groups, as Pulumi's host calls for them. Parameters are called as the base class calls them."""

    serialize_as_secret_always = False

    def __init__(self) -> None:
        self._calls = PhonesCalls(shared())

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration. Nothing may fail here: refresh and destroy come through as well."""
        configured(req)
        self._calls.configured()

    @host.readable_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """The inputs with the list's length and fingerprint, and every problem of both."""
        checked = self._calls.check(host.current_call(), olds=_olds, news=host.known_later(news))
        return CheckResult(checked.inputs, [CheckFailure("", coded) for coded in checked.problems])

    @host.readable_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whether anything that matters differs, or (None) the engine is to compare the inputs itself."""
        call = host.current_call()
        changes = self._calls.diff(call, id=_id, olds=_olds, news=host.known_later(_news))
        if changes is False and has_no_reference(_olds):
            self._calls.foresee_nothing(call)
            changes = True
        return DiffResult(changes=changes)

    @host.readable_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Bring the group to what the list says."""
        made = self._calls.create(host.current_call(), inputs=props)
        return CreateResult(made.id, made.outputs)

    @host.readable_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the account holds now, compared with the list if it is at hand; nothing if the group is gone."""
        found = self._calls.read(host.current_call(), id=id_, state=props)
        return ReadResult(None, {}) if found is None else ReadResult(found.id, found.outputs, found.inputs)

    @host.readable_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Bring the group to what the list says now."""
        return UpdateResult(self._calls.update(host.current_call(), id=_id, state=_olds, inputs=_news))

    @host.readable_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Leave the entries, or remove those that this resource made."""
        self._calls.delete(host.current_call(), id=_id, state=_props)
