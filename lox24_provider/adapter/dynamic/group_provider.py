"""The dynamic provider of `Group`: what Pulumi's host calls, handed on with what it keeps back."""

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

from lox24_provider.adapter.dynamic import host
from lox24_provider.adapter.dynamic.process import configured, shared
from lox24_provider.adapter.dynamic.returning import has_no_reference
from lox24_provider.adapter.group_calls import GroupCalls
from lox24_provider.rules.secrecy import names

__all__ = ["GroupProvider"]


class GroupProvider(ResourceProvider):
    """Groups, as Pulumi's host calls for them. Parameters are called as the base class calls them."""

    serialize_as_secret_always = False

    def __init__(self) -> None:
        self._calls = GroupCalls(shared())

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration. Nothing may fail here: refresh and destroy come through as well."""
        configured(req)

    @host.readable_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """The inputs, and every problem of them."""
        checked = self._calls.check(host.current_call(), olds=_olds, news=host.known_later(news))
        return CheckResult(checked.inputs, [CheckFailure("", coded) for coded in checked.problems])

    @host.readable_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whether anything managed differs, or (None) the engine is to compare the inputs itself."""
        changes = self._calls.diff(host.current_call(), id=_id, olds=_olds, news=host.known_later(_news))
        return DiffResult(changes=True if changes is False and has_no_reference(_olds) else changes)

    @host.readable_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Look, then make the group or adopt one."""
        made = self._calls.create(host.current_call(), inputs=props)
        return CreateResult(made.id, made.outputs)

    @host.readable_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the account holds now, or nothing if the group is gone."""
        found = self._calls.read(host.current_call(), id=id_, state=props)
        if found is None:
            return ReadResult(None, {})
        return ReadResult(found.id, *(_concealed(values) for values in (found.outputs, found.inputs)))

    @host.readable_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change the group in place."""
        return UpdateResult(self._calls.update(host.current_call(), id=_id, state=_olds, inputs=_news))

    @host.readable_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the group, if it is empty or may be destroyed with its entries."""
        self._calls.delete(host.current_call(), id=_id, state=_props)


def _concealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values whose secrets are marked for the engine: it keeps by itself only what is as secret in the state."""
    hidden = names(values)
    return {key: rpc.wrap_rpc_secret(value) if key in hidden else value for key, value in values.items()}
