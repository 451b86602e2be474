"""The dynamic provider: what the engine calls, translated into rules and operations."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
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

from lox24_provider.adapter import dynamic_host
from lox24_provider.adapter.runtime import shared
from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.errors import ApiError, GroupInputError, SettingsError, TransportError
from lox24_provider.rules import group as rules
from lox24_provider.rules.secrecy import SECRET, names, said, texts

__all__ = ["GroupProvider"]

PREVIEW_SECONDS = 20.0  # for the one listing by which a preview tells what creations will meet


class GroupProvider(ResourceProvider):
    """Groups, at the engine's side.

    Parameters are called as the base class calls them.
    """

    serialize_as_secret_always = False

    def __init__(self) -> None:
        self._runtime = shared()

    def configure(self, req: ConfigureRequest) -> None:
        """Take the stack's configuration. Nothing may fail here: refresh and destroy come through as well."""
        self._runtime.configure(req)

    @dynamic_host.readable_errors
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Every problem of the inputs, without their values: a value may be secret."""
        self._runtime.check()
        self._runtime.same_as_asked(news)
        unknown = {key for key, value in news.items() if rpc.contains_unknowns(value)}
        failures = [CheckFailure("", problem.coded) for problem in rules.validate(news, before=_olds, unknown=unknown)]
        if not failures and not rules.normalised(_olds) and not unknown & {"name", "adopt", "on_existing"}:
            self._look_ahead(rules.normalised(news))
        return CheckResult(rules.normalised(news), failures)

    @dynamic_host.readable_errors
    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Whether anything managed differs; never a replacement, because ids are used in mail addresses and campaigns.

        Where the inputs explain the difference, the engine compares them itself: that shows the changed lines only.
        """
        call = dynamic_host.current_call()
        self._runtime.same_account(_olds)
        if adopt := rules.clashing_adoption(id=_id, before=call.old_inputs, after=_news):
            reason = (
                f"is {adopt}, but this resource holds group {_id}, and adopts at its creation only: "
                "remove the argument, or stop managing the group first with `pulumi state delete`"
            )
            raise GroupInputError(field="adopt", reason=reason)
        self._runtime.names[_id] = _news.get("name")
        same = not rules.changes(_olds, _news)
        self._runtime.group_owners.diffed(_id, urn=call.urn, same=same)
        if _is_of_another_class(_olds):
            return DiffResult(changes=True)  # its outputs are the other class's until an update
        if same:
            return DiffResult(changes=False)
        explained = call.old_inputs is not None and rules.changes(call.old_inputs, _news)
        return DiffResult(changes=None if explained else True)

    @dynamic_host.readable_errors
    def create(self, props: dict[str, Any]) -> CreateResult:
        """Look, then make the group or adopt one."""
        from lox24_provider.operations import group_create

        operation = self._runtime.operation().hiding(texts(props))
        with operation.watching(name=props.get("name") or ""):
            created = group_create.create(operation, inputs=props)
        return CreateResult(created.id, created.outputs)

    @dynamic_host.readable_errors
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """What the account holds now, or nothing if the group is gone."""
        from lox24_provider.operations import group_lifecycle

        inputs, operation = dynamic_host.current_call().old_inputs, self._runtime.operation()
        is_look_up, operation = not props.get("account"), operation.hiding(texts(props, inputs))
        with operation.watching(id=id_) if is_look_up else nullcontext():
            found = group_lifecycle.read(operation, id=id_, inputs=props if inputs is None else inputs, state=props)
        if found is None:
            return ReadResult(None, {})
        return ReadResult(found.id, *(_concealed(values) for values in (found.outputs, found.inputs)))

    @dynamic_host.readable_errors
    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Change the group in place."""
        from lox24_provider.operations import group_lifecycle

        operation = self._runtime.operation().hiding(texts(_olds, _news))
        bring = group_lifecycle.take if _is_of_another_class(_olds) else group_lifecycle.update
        with operation.watching(id=_id):
            return UpdateResult(bring(operation, id=_id, state=_olds, inputs=_news).outputs)

    @dynamic_host.readable_errors
    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Delete the group, if it is empty or may be destroyed with its entries."""
        from lox24_provider.operations import group_lifecycle

        inputs = dynamic_host.current_call().old_inputs  # which have what is secret of an unchanged resource
        operation, secret = self._runtime.operation().hiding(texts(_props, inputs)), said(names(_props, inputs))
        with operation.watching(id=_id):
            group_lifecycle.delete(operation, id=_id, state={**_props, SECRET: secret})

    def _look_ahead(self, inputs: Mapping[str, Any]) -> None:
        """Tell on the row what a creation will meet: the engine calls nothing else for it in a preview.

        Nothing fails here: the run may change what is in the way. An account that cannot be read is asked once.
        """
        if not self._runtime.may_look_ahead:
            return
        from lox24_provider.operations import create_preview

        report = dynamic_host.current_report()
        try:
            operation = self._runtime.operation(seconds=PREVIEW_SECONDS)
            create_preview.tell(operation, inputs=inputs, names=self._runtime.names)
        except (SettingsError, ApiError, TransportError) as error:
            if self._runtime.is_cancelled:
                raise
            self._runtime.is_looked_for = False
            report.note(f"not checked, whether the account has a group of such a name: {error.short}")


def _concealed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values whose secrets are marked for the engine: it keeps by itself only what is as secret in the state."""
    hidden = names(values)
    return {key: rpc.wrap_rpc_secret(value) if key in hidden else value for key, value in values.items()}


def _is_of_another_class(state: Mapping[str, Any]) -> bool:
    """Whether the state was written by another provider, whose resource became this one by an alias of its type."""
    return state.get(PROVIDER_KEY) not in (None, PROVIDER_REFERENCE)
