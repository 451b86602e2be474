"""What the engine's calls for a group come to, whichever adapter they reach: rules and operations."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from lox24_provider.adapter.calls import Call, Checked, Found
from lox24_provider.adapter.engine_log import Row
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.adapter.unknowns import UNKNOWN, contains_unknowns
from lox24_provider.errors import ApiError, GroupInputError, SettingsError, TransportError
from lox24_provider.rules import group as rules
from lox24_provider.rules.secrecy import SECRET, names, said, texts

__all__ = ["GroupCalls"]

PREVIEW_SECONDS = 20.0  # for the one listing by which a preview tells what creations will meet


class GroupCalls:
    """Groups, at the engine's side. Values are plain: what is secret of them stands in `rules.secrecy.SECRET`."""

    secrets, always_secret = rules.FIELDS, ()

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def configured(self) -> None:
        """Nothing is to be done."""

    def check(self, call: Call, *, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
        """Every problem of the inputs, without their values: a value may be secret.

        Raises:
            OwnedByAnother: the program declares the group that this one is to adopt, or another one is to adopt it too.
        """
        self._runtime.check()
        self._runtime.same_as_asked(news)
        unknown = {key for key, value in news.items() if contains_unknowns(value)}
        problems = [problem.coded for problem in rules.validate(news, before=olds, unknown=unknown)]
        inputs, is_new = rules.normalised(news), not rules.normalised(olds)
        if not problems and is_new and "adopt" not in unknown and (adopt := inputs.get("adopt")):
            self._runtime.group_owners.adopting(str(adopt), urn=call.urn)
        if not problems and is_new and "name" not in unknown:
            self._runtime.group_owners.awaits(str(inputs.get("name")), urn=call.urn)
        if not problems and is_new and not unknown & {"name", "adopt", "on_existing"}:
            self._look_ahead(call, inputs)
        return Checked(inputs, problems)

    def diff(self, call: Call, *, id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool | None:
        """Whether anything managed differs; never a replacement, because ids are used in mail addresses and campaigns.

        None where the inputs explain the difference: the engine that compares them shows the changed lines only.
        """
        self._runtime.same_account(olds)
        old_inputs = call.old_inputs
        if adopt := rules.clashing_adoption(id=id, before=old_inputs, after=news):
            reason = (
                f"is {adopt}, but this resource holds group {id}, and adopts at its creation only: "
                "remove the argument, or stop managing the group first with `pulumi state delete`"
            )
            raise GroupInputError(field="adopt", reason=reason)
        self._runtime.names[id] = news.get("name")
        same = not rules.changes(olds, news)
        self._runtime.group_owners.diffed(id, urn=call.urn, same=same)
        if _is_of_another_class(olds):
            return True  # its outputs are the other class's until an update
        if same:
            return False
        explained = old_inputs is not None and rules.changes(old_inputs, news)
        return None if explained else True

    def foreseen(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs of a creation or an update, as far as a preview knows them."""
        told = dict.fromkeys(rules.TOLD, UNKNOWN)
        return rules.outputs(inputs=inputs, account=self._runtime.account or UNKNOWN, group=told)

    def foresee_nothing(self, call: Call) -> None:
        """Nothing is told: a plan asks of lists alone whom they touch."""

    def create(self, call: Call, *, inputs: Mapping[str, Any]) -> Found:
        """Look, then make the group or adopt one."""
        from lox24_provider.operations import group_create

        self._runtime.group_owners.comes(urn=call.urn)
        operation = self._runtime.operation(call).hiding(texts(inputs))
        with operation.watching(id=str(inputs.get("adopt") or ""), name=inputs.get("name") or ""):
            created = group_create.create(operation, inputs=inputs)
        return Found(created.id, created.outputs, created.inputs)

    def read(self, call: Call, *, id: str, state: Mapping[str, Any]) -> Found | None:
        """What the account holds now, or nothing if the group is gone."""
        from lox24_provider.operations import group_lifecycle

        self._runtime.group_owners.comes(urn=call.urn)
        inputs, operation = call.old_inputs, self._runtime.operation(call)
        is_look_up, operation = not state.get("account"), operation.hiding(texts(state, inputs))
        with operation.watching(id=id) if is_look_up else nullcontext():
            found = group_lifecycle.read(operation, id=id, inputs=state if inputs is None else inputs, state=state)
        return None if found is None else Found(found.id, found.outputs, found.inputs)

    def update(self, call: Call, *, id: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Change the group in place; the outputs."""
        from lox24_provider.operations import group_lifecycle

        operation = self._runtime.operation(call).hiding(texts(state, inputs))
        bring = group_lifecycle.take if _is_of_another_class(state) else group_lifecycle.update
        with operation.watching(id=id):
            return bring(operation, id=id, state=state, inputs=inputs).outputs

    def delete(self, call: Call, *, id: str, state: Mapping[str, Any]) -> None:
        """Delete the group, if it is empty or may be destroyed with its entries."""
        from lox24_provider.operations import group_lifecycle

        inputs = call.old_inputs  # which have what is secret of an unchanged resource
        operation, secret = self._runtime.operation(call).hiding(texts(state, inputs)), said(names(state, inputs))
        with operation.watching(id=id, deletes=True):
            group_lifecycle.delete(operation, id=id, state={**state, SECRET: secret})

    def _look_ahead(self, call: Call, inputs: Mapping[str, Any]) -> None:
        """Tell on the row what a creation will meet: this is in previews too.

        Nothing fails here: the run may change what is in the way. An account that cannot be read is asked once.
        """
        if not self._runtime.may_look_ahead:
            return
        from lox24_provider.operations import create_preview

        try:
            operation = self._runtime.operation(call, seconds=PREVIEW_SECONDS)
            create_preview.tell(operation, inputs=inputs, names=self._runtime.names)
        except (SettingsError, ApiError, TransportError) as error:
            if self._runtime.is_cancelled:
                raise
            self._runtime.is_looked_for = False
            Row(call.urn).note(f"not checked, whether the account has a group of such a name: {error.short}")


def _is_of_another_class(state: Mapping[str, Any]) -> bool:
    """Whether the state was written by another provider, whose resource became this one by an alias of its type."""
    return state.get(PROVIDER_KEY) not in (None, PROVIDER_REFERENCE)
