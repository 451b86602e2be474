"""What the engine's calls for the entries of a group come to, whichever adapter they reach: rules and operations."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from lox24_provider.adapter import passphrase
from lox24_provider.adapter.calls import Call, Checked, Found
from lox24_provider.adapter.engine_log import Row
from lox24_provider.adapter.list_notes import tell_of
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.adapter.unknowns import UNKNOWN, contains_unknowns
from lox24_provider.display.text import HIDDEN, masked, one_line
from lox24_provider.errors import (
    ApiError,
    ListFileError,
    ListInputError,
    ListNotImported,
    SettingsError,
    TransportError,
)
from lox24_provider.files.list_file import Lists, ListUnreadError, described, paths_of
from lox24_provider.rules import group_phones as rules
from lox24_provider.rules.entry_plan.counts import Counts, row
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.list_file.arguments import Spelling, in_python
from lox24_provider.rules.list_file.columns import lacks_label
from lox24_provider.rules.list_file.digests import canonical
from lox24_provider.rules.list_file.inline import written
from lox24_provider.rules.list_file.options import NAMES as READING
from lox24_provider.rules.list_file.table import Table, told
from lox24_provider.rules.problem import Problem
from lox24_provider.rules.secrecy import CHECKSUM, names

__all__ = ["PhonesCalls"]

SECONDS = 3600.0  # a first load or a long removal; `custom_timeouts` says otherwise
PREVIEW_SECONDS = 300.0

_LABELS = (
    "; labels are known where `labels` declares them, as {a: ${clients.name_a}}, or in Python where `group` is a Group "
    "that has them"
)


class PhonesCalls:
    """The entries of groups, at the engine's side. Values are plain.

    Args:
        runtime: what the process shares.
        spelling: how messages about a list file write its arguments.
    """

    secrets, always_secret = rules.SECRETS, ("entries", CHECKSUM)

    def __init__(self, runtime: Runtime, *, spelling: Spelling = in_python) -> None:
        self._runtime = runtime
        self._spelling = spelling
        self._lists = Lists()
        self._groups: dict[str, str] = {}  # by URN, the one that a list is in before this run

    def configured(self) -> None:
        """Take what the configuration, which the runtime has by now, says about list files."""
        self._lists.most_bytes, self._lists.base = self._runtime.list_bytes, self._runtime.base

    def check(self, call: Call, *, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Checked:
        """Every problem of the inputs and of the list, without values; and the list's length and fingerprint.

        A resource that is about to be created is foreseen here: the engine calls nothing else for it in a preview.
        """
        self._runtime.check()
        self._runtime.same_as_asked(news)
        given = news.get("labels")
        if isinstance(given, dict):
            # Of a group that is looked up, no label is known in a preview. A list that can be read without them reads
            # the same with them: a letter in its header goes before any label.
            said = {column: label for column, label in given.items() if label not in (None, "")}
            given = said or None
            news = {**news, "labels": {c: label for c, label in said.items() if not contains_unknowns(label)}}
        wrong: list[Problem] = []
        if not isinstance(news.get("entries"), str | None):  # text is what a Python program or `ignore_changes` sends
            text, told_of = written(news["entries"], unknown=UNKNOWN)
            wrong = [Problem("entries", one, ListInputError) for one in told_of]
            news = {**news, "entries": text}
        unknown = {key for key, value in news.items() if contains_unknowns(value)}
        problems = [*wrong, *rules.validate(news, unknown=unknown)]
        inputs = rules.normalised({key: value for key, value in news.items() if key not in rules.DERIVED})
        inputs = rules.limited(inputs, stack=self._runtime.limits())
        if problems:
            return Checked(inputs, [problem.coded for problem in problems])
        if before := str(olds.get("group") or ""):
            self._groups[call.urn] = before  # a replacement is checked once more, with nothing of this
        if "group" not in unknown:
            is_new = not rules.normalised(olds)
            self._runtime.list_owners.declared(str(inputs["group"]), urn=call.urn, is_new=is_new)
        later = {"labels": given} if contains_unknowns(given) else {}
        if unknown & {"source", "entries", "labels", *READING}:
            return Checked(_not_yet(inputs, later))
        return self._check_list(call, inputs, olds=olds, later=later, unknown=unknown)

    def _check_list(
        self,
        call: Call,
        inputs: dict[str, Any],
        *,
        olds: Mapping[str, Any],
        later: Mapping[str, Any],
        unknown: set[str],
    ) -> Checked:
        """The inputs with what the list itself adds to them, and every problem of it."""
        try:
            table, digest, checksum = self._lists.read(inputs, before=olds)
        except ListUnreadError as error:
            why = error.reason(self._runtime.base.folder)
            problem = f"{error.field}: {error.called(inputs)} cannot be read ({why})"
            return Checked(inputs, [ListFileError.coded(problem)])
        for path, field in paths_of(inputs).items():
            if misplaced := self._runtime.base.misplaced(path):
                is_hidden = field in names(inputs)
                misplaced = "found beside the program only" if is_hidden else masked(misplaced)
                Row(call.urn).warning(f"the list {HIDDEN if is_hidden else one_line(masked(path))} is {misplaced}")
        if table.problems and later:
            return Checked(_not_yet(inputs, later))
        before = rules.applied(olds)
        is_new = before != digest and not before.startswith(rules.NOT_APPLIED)  # states of old releases do not tell
        region = inputs.get("default_region")
        if faults := table.faults or tell_of(table, row=Row(call.urn), before=before, region=region, is_new=is_new):
            lacks_labels = "labels" not in inputs and any(map(lacks_label, faults))
            line = told(faults, where=described(inputs), spelling=self._spelling)
            return Checked(inputs, [ListFileError.coded(line + _LABELS if lacks_labels else line)])
        if "entries" in inputs:
            inputs["entries"] = canonical(table.entries)
        inputs |= {"count": len(table.entries), "digest": digest, **table.left_out}
        if not passphrase.is_empty(os.environ):  # or anybody who has the state could decrypt it
            inputs[CHECKSUM] = checksum
        if not rules.normalised(olds):
            self._foresee(call, inputs, state=None, table=table, unknown=unknown)
        return Checked({**inputs, **later})

    def diff(
        self,
        call: Call,
        *,
        id: str,  # noqa: ARG002 a list has its group's
        olds: Mapping[str, Any],
        news: Mapping[str, Any],
    ) -> bool | None:
        """Whether anything that matters differs; never a replacement. None where the inputs explain it.

        Where the program changed, the account is asked what will happen, and guards refuse. Where only the account did,
        the refresh has told already.
        """
        self._runtime.same_account(olds)
        unknown = {key for key, value in news.items() if key != "labels" and contains_unknowns(value)}
        if unknown == {"group"}:  # it moves to a group that is still to be created
            self._foresee(call, news, state=olds, table=self._lists.checked(news), unknown=unknown)
            return None
        if unknown:
            Row(call.urn).note("what will change is not knowable yet")
            return None
        # The program's own inputs are the old ones already where it ignores them; the list's fingerprint is not.
        is_ignored = not {"*", "digest"}.isdisjoint(call.ignored)
        differing = [key for key in rules.changes(olds, news) if key != "digest" or not is_ignored]
        old_inputs = call.old_inputs
        of_refresh = self._runtime.list_owners.diffed(str(news.get("group")), urn=call.urn, same=not differing)
        if not differing:
            return False
        if rules.is_only_kept(differing):
            self.foresee_nothing(call)
        elif not of_refresh:  # a guard that refuses is no reason not to see drift
            table = self._lists.checked(news)
            self._foresee(call, news, state=olds, table=table, unknown=set(), before=old_inputs)
        is_explained = old_inputs is not None and rules.changes(old_inputs, news)
        return None if is_explained else True

    def foresee_nothing(self, call: Call) -> None:
        """Tell that an update sends nothing."""
        self._foresees(call, Counts(), Scope())

    def foreseen(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The outputs of a creation or an update, as far as a preview knows them."""
        return rules.outputs(inputs=inputs, account=self._runtime.account or UNKNOWN, owned=UNKNOWN)

    def create(self, call: Call, *, inputs: Mapping[str, Any]) -> Found:
        """Bring the group to what the list says."""
        from lox24_provider.operations import phones_lifecycle

        operation = self._runtime.operation(call, seconds=SECONDS)
        with operation.watching(id=str(inputs["group"])):
            _refuse_invalid(inputs)
            left, table = self._groups.get(call.urn, ""), self._lists.checked(inputs)
            made = phones_lifecycle.create(operation, inputs=rules.normalised(inputs), table=table, left=left)
        return Found(str(made.inputs["group"]), made.outputs, made.inputs)

    def read(self, call: Call, *, id: str, state: Mapping[str, Any]) -> Found | None:
        """What the account holds now, compared with the list if it is at hand; nothing if the group is gone."""
        from lox24_provider.operations import phones_lifecycle

        inputs = call.old_inputs
        if not rules.normalised(state) and not rules.normalised(inputs or {}):
            raise ListNotImported(group=one_line(id, limit=40))
        inputs = state if inputs is None else inputs
        inputs = {**rules.normalised(inputs), **rules.checksummed(inputs), "digest": rules.applied(inputs)}
        found = phones_lifecycle.read(
            self._runtime.operation(call),
            id=id,
            state={"group": id, **state},
            inputs=inputs,
            table=self._lists.applied(inputs),
        )
        return None if found is None else Found(id, found.outputs, found.inputs)

    def update(self, call: Call, *, id: str, state: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the group to what the list says now; the outputs."""
        from lox24_provider.operations import phones_lifecycle

        operation = self._runtime.operation(call, seconds=SECONDS)
        left = str(state.get("group") or "")  # which the people stay in where a list fails to move
        with operation.watching(id=str(inputs["group"])), operation.watching(id=left):
            _refuse_invalid(inputs)
            table = self._lists.checked(inputs)
            return phones_lifecycle.update(
                operation, id=id, state=state, inputs=rules.normalised(inputs), table=table
            ).outputs

    def delete(self, call: Call, *, id: str, state: Mapping[str, Any]) -> None:
        """Leave the entries, or remove those that this resource made."""
        from lox24_provider.operations import phones_lifecycle

        operation, state = self._runtime.operation(call, seconds=SECONDS), {"group": id, **state}
        with operation.watching(id=str(state["group"]), deletes=True):
            phones_lifecycle.delete(operation, state=state)

    def _foresee(
        self,
        call: Call,
        inputs: Mapping[str, Any],
        *,
        state: Mapping[str, Any] | None,
        table: Table,
        unknown: set[str],
        before: Mapping[str, Any] | None = None,
    ) -> None:
        """Tell on the row what `up` will do, as far as that can be known; guards refuse."""
        from lox24_provider.operations import phones_lifecycle

        left = self._groups.get(call.urn, "")
        if unknown:
            self._foresee_all(call, inputs)
            if not left:
                return
        try:
            operation = self._runtime.operation(call, seconds=PREVIEW_SECONDS)
            if unknown:
                phones_lifecycle.refuse_to_leave(operation, left=left, group="", table=table)
                return
            phones_lifecycle.foresee(
                operation, inputs=rules.normalised(inputs), state=state, table=table, before=before, left=left
            )
        except (SettingsError, ApiError, TransportError) as error:
            Row(call.urn).note(f"what will change is not knowable yet: {error.short}")

    def _foresee_all(self, call: Call, inputs: Mapping[str, Any]) -> None:
        """Everybody on a list whose group is still to be created will be added, but for those on the block list."""
        from lox24_provider.operations import phones_lifecycle

        count = int(inputs["count"])
        scope = Scope(version=str(inputs["digest"]), adds=frozenset(range(count)))
        hints = ["for a group that is not there yet", *([phones_lifecycle.BLOCKED_STAY_OUT] if count else [])]
        self._foresees(call, Counts(new=count), scope, *hints)

    def _foresees(self, call: Call, counts: Counts, scope: Scope, *hints: str) -> None:
        """Tell on the row, and to the plan that is being made, what is known without the account."""
        if planned := self._runtime.planned:
            planned.record(call.urn, counts, scope)
        Row(call.urn).note(row(counts, *hints))


def _refuse_invalid(inputs: Mapping[str, Any]) -> None:
    """Refuse inputs that were right when they were checked: a policy may remediate them after that."""
    for problem in rules.validate(inputs):
        raise ListInputError(field=problem.field, reason=problem.reason)


def _not_yet(inputs: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a list that can be read only in the run."""
    return {**inputs, **later, **dict.fromkeys(("count", "digest"), UNKNOWN)}
