"""A dynamic provider: what Pulumi's host calls, handed on with what it keeps back."""

from __future__ import annotations

from collections.abc import Mapping
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
from pulumi.runtime import rpc

from lox24_provider.adapter.calls import Calls
from lox24_provider.adapter.dynamic import host
from lox24_provider.adapter.dynamic.process import configured
from lox24_provider.adapter.dynamic.returning import has_no_reference
from lox24_provider.rules.secrecy import CHECKSUM, names

__all__ = ["DynamicProvider"]


class DynamicProvider(ResourceProvider):
    """One kind of resource, as Pulumi's host calls for it. Parameters are called as the base class calls them."""

    serialize_as_secret_always = False

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration. Nothing may fail here: refresh and destroy come through as well."""
        configured(req)
        self._calls.configured()

    @host.readable_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """The inputs, and every problem of them."""
        checked = self._calls.check(host.current_call(), olds=_olds, news=host.known_later(news))
        return CheckResult(_concealed(checked.inputs), [CheckFailure("", coded) for coded in checked.problems])

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
        """Make it."""
        made = self._calls.create(host.current_call(), inputs=props)
        return CreateResult(made.id, made.outputs)

    @host.readable_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the account holds now, or nothing if it is gone."""
        found = self._calls.read(host.current_call(), id=id_, state=props)
        if found is None:
            return ReadResult(None, {})
        return ReadResult(found.id, *(_concealed(values, *names(values)) for values in (found.outputs, found.inputs)))

    @host.readable_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change it in place."""
        return UpdateResult(self._calls.update(host.current_call(), id=_id, state=_olds, inputs=_news))

    @host.readable_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete it, as far as that is allowed."""
        self._calls.delete(host.current_call(), id=_id, state=_props)


def _concealed(values: Mapping[str, Any], *hidden: str) -> dict[str, Any]:
    """Values whose secrets are marked for the engine, which knows by itself only those of a program."""
    marked = {CHECKSUM, *hidden}
    return {key: rpc.wrap_rpc_secret(value) if key in marked else value for key, value in values.items()}
