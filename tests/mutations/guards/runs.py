"""What holds while a run asks and writes: requests, groups, lists, and the process that they live in."""

from __future__ import annotations

from tests.mutations.guards.guard import Guard

__all__ = ["GUARDS"]

GUARDS: tuple[Guard, ...] = (
    Guard(
        name="a POST is never sent again",
        file="api/transport.py",
        old='idempotent=method != "POST",',
        new="idempotent=True,",
        tests=("tests/api/test_retries.py",),
    ),
    Guard(
        name="after a 401 nothing more leaves the process",
        file="api/gate.py",
        old="self._closed_by = error",
        new="pass",
        tests=("tests/api/test_retries.py::test_nobody_repeats_a_request_after_a_401",),
    ),
    Guard(
        name="an incomplete list is not taken for the whole",
        file="api/snapshot.py",
        old="if self._missing:",
        new="if False:",
        tests=("tests/api/test_lists.py",),
    ),
    Guard(
        name="a part of a group's entries is not taken for all of them",
        file="api/listing.py",
        old="if not is_new:\n                reason",
        new="if not is_new:\n                break\n                reason",
        tests=("tests/api/test_lists.py",),
    ),
    Guard(
        name="a batch's results count only if there is one for each entry",
        file="api/client.py",
        old="if len(members) != count:",
        new="if False:",
        tests=("tests/api/test_lists.py",),
    ),
    Guard(
        name="what a request sent is not shown of its answer",
        file="api/transport.py",
        old="return one_line(echo.without(text), limit=limit)",
        new="return one_line(text, limit=limit)",
        tests=("tests/api/test_echoes.py",),
    ),
    Guard(
        name="nor of the answer's part about a single entry",
        file="api/client.py",
        old=".answering(reply.echo)",
        new="",
        tests=("tests/api/test_echoes.py",),
    ),
    Guard(
        name="an argument that cannot be sent is one line",
        file="resources/arguments.py",
        old='raise argument_error(f"{what} cannot be {kind_of(value)}")',
        new="return value",
        tests=("tests/program/test_arguments.py",),
    ),
    Guard(
        name="a group of that name is looked for before one is made",
        file="operations/group_create.py",
        old='if existing and on_existing == "refuse":',
        new="if False:",
        tests=("tests/host/test_group.py::test_a_group_of_that_name_is_refused_with_its_id_and_nothing_is_sent",),
    ),
    Guard(
        name="one object has one resource",
        file="operations/ownership.py",
        old="elif old.declared or not new.declared:",
        new="elif False:",
        tests=("tests/host/test_group.py::test_a_second_resource_for_an_id_is_refused",),
    ),
    Guard(
        name="a group that holds entries is not deleted",
        file="operations/group_lifecycle.py",
        old="_must_be_empty(client, held, name=called(masked(held.name), state))",
        new="pass",
        tests=("tests/host/test_group.py::test_a_group_with_entries_is_not_deleted",),
    ),
    Guard(
        name="a count of zero is not believed",
        file="operations/group_lifecycle.py",
        old="if not entries:",
        new="if entries is None:",
        tests=("tests/host/test_group.py::test_delete_believes_no_count_of_zero_before_the_entries_were_asked_for",),
    ),
    Guard(
        name="what a creation was refused for is not deleted in the same run",
        file="operations/protection.py",
        old="for one in filter(None, (id, *ids)):",
        new="for one in ():",
        tests=("tests/host/test_refusals.py::test_a_list_whose_new_resource_was_refused_stays_with_its_people",),
    ),
    Guard(
        name="what another resource has adopted is not deleted",
        file="operations/group_lifecycle.py",
        old="if owner := connection.run.group_owners.owner_to_keep(id, urn=operation.urn):",
        new='if owner := "":',
        tests=("tests/host/test_adoption.py::test_what_was_adopted_is_not_deleted_under_its_old_name",),
    ),
    Guard(
        name="what another process of the run holds is not deleted",
        file="operations/ownership.py",
        old="beside = self.others.holder(id, urn=urn) if self.others else None",
        new="beside = None",
        tests=(
            "tests/operations/test_beside.py::test_what_another_process_of_the_run_declares_is_kept_as_its_resource",
        ),
    ),
    Guard(
        name="a refresh of an emptied account keeps the state",
        file="operations/connection.py",
        old="if not self._found and len(self._gone) >= GROUPS_FOR_ALARM:",
        new="if False:",
        tests=("tests/host/test_group.py::test_a_refresh_that_finds_none_of_three_groups_fails_for_each_of_them",),
    ),
    Guard(
        name="an erasure keeps an opt-out that only the group knows",
        file="operations/erasure.py",
        old="going = [phone for phone in theirs if blocked or not phone.opted_out]",
        new="going = list(theirs)",
        tests=("tests/commands/test_erase.py",),
    ),
    Guard(
        name="who opts out while a list is at work is left alone",
        file="operations/reconcile.py",
        old=" if of(item) in active",
        new="",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="a list that does not show what was added is not added to",
        file="operations/reconcile.py",
        old="        raise ListLags(group=self.group)\n",
        new="",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="another account's list is not changed",
        file="operations/phones_lifecycle.py",
        old='    require_own(state=state.get("account"), token=connection.account, id=str(inputs["group"]))\n',
        new="",
        tests=("tests/host/test_phones.py::test_another_accounts_token_touches_nobody_on_a_list",),
    ),
    Guard(
        name="another account's list is not emptied",
        file="operations/phones_lifecycle.py",
        old='    require_own(state=state.get("account"), token=connection.account, id=group)\n',
        new="",
        tests=("tests/host/test_phones.py::test_another_accounts_token_touches_nobody_on_a_list",),
    ),
    Guard(
        name="another base URL does not move a stack",
        file="config/settings.py",
        old="if configured and around and configured != around:",
        new="if False:",
        tests=("tests/test_settings.py",),
    ),
    Guard(
        name="no representation shows the token",
        file="config/token.py",
        old="return \"'[secret]'\"",
        new="return super().__repr__()",
        tests=("tests/api/test_secrets.py::test_no_object_shows_the_token",),
    ),
    Guard(
        name="a token in plain text is refused",
        file="resources/account.py",
        old='if not pulumi.Config("lox24").get("token") or pulumi.runtime.is_config_secret("lox24:token"):',
        new="if True:",
        tests=(
            (
                "tests/engine/test_lifecycle.py"
                "::test_a_token_in_plain_config_is_refused_with_the_command_that_sets_it_right"
            ),
        ),
    ),
    Guard(
        name="what was sent is waited for when the engine is gone",
        file="api/transport.py",
        old="        self.limiter.await_rest()\n",
        new="",
        tests=("tests/host/test_engine_gone.py",),
    ),
    Guard(
        name="nothing is sent when the engine is gone",
        file="api/transport.py",
        old='        self.gate.close(Lox24Error("the engine is gone"))\n',
        new="",
        tests=("tests/api/test_retries.py::test_nothing_leaves_after_the_end",),
    ),
    Guard(
        name="a number is masked wherever it stands",
        file="display/masking.py",
        old='return _NUMBER.sub(lambda found: found["kept"] or NUMBER, text)',
        new="return text",
        tests=("tests/test_text.py",),
    ),
    Guard(
        name="a number in a group's name is masked in every part of a review",
        file="workflow/review/steps.py",
        old="texts.items() if text != declared.get(key)}",
        new="texts.items() if False}",
        tests=("tests/review/test_preview.py",),
    ),
    Guard(
        name="an address that may be a password's piece is hidden",
        file="display/addresses.py",
        old='return bool(at) and (not is_sure or ":" in before)',
        new="return False",
        tests=("tests/test_addresses.py",),
    ),
    Guard(
        name="nothing is sent by a malformed proxy, whose password the libraries tell",
        file="api/transport.py",
        old="if self._proxy_fault:",
        new="if False:",
        tests=("tests/api/test_secrets.py",),
    ),
    Guard(
        name="what was only partly done keeps its id in the state",
        file="adapter/failure.py",
        old="if isinstance(error, Incomplete):",
        new="if False:",
        tests=(
            (
                "tests/host/test_adoption.py"
                "::test_an_adoption_that_stops_half_way_is_kept_in_the_state_and_stays_marked_until_it_is_done"
            ),
        ),
    ),
    Guard(
        name="what was only partly done goes from the native plugin to the engine with its secrets marked",
        file="adapter/native/servicer.py",
        old="status_of(error, encode=self._marking(request), message=line)",
        new="status_of(error, message=line)",
        tests=("tests/host/test_plugin.py::test_what_is_there_in_part_keeps_its_secrets",),
    ),
    Guard(
        name="the environment's token counts for no provider that a program declares",
        file="config/provider_name.py",
        old="return not name or _STACKS_OWN.fullmatch(name) is not None",
        new="return True",
        tests=("tests/native/test_provider_config.py",),
    ),
    Guard(
        name="a cancellation reaches what waits",
        file="adapter/dynamic/cancel_hook.py",
        old="    hear()\n",
        new="",
        # The file's other tests would wait for five minutes.
        tests=("tests/host/test_cancellation.py::test_a_lost_reply_is_looked_for_once_all_the_same",),
    ),
    Guard(
        name="the native plugin hears of a cancellation when all its workers wait",
        file="adapter/native/servicer.py",
        old="    Cancel.experimental_thread_pool =",
        new="    Cancel.nothing =",
        tests=("tests/host/test_cancellation.py::test_a_cancellation_needs_no_free_worker",),
    ),
    Guard(
        name="a preview makes no group",
        file="adapter/native/servicer.py",
        old="if request.preview:\n            return proto.CreateResponse",
        new="if False:\n            return proto.CreateResponse",
        tests=("tests/host/test_previews.py::test_a_preview_of_a_groups_creation_looks_and_writes_nothing",),
    ),
    Guard(
        name="nor does it change one",
        file="adapter/native/servicer.py",
        old="if request.preview:\n            return proto.UpdateResponse",
        new="if False:\n            return proto.UpdateResponse",
        tests=("tests/host/test_previews.py::test_a_preview_of_a_groups_update_asks_nothing",),
    ),
    Guard(
        name="what is kept of a failed call is as secret as it came",
        file="adapter/native/servicer.py",
        old="status_of(error, encode=self._marking(request), message=line)",
        new="status_of(error, message=line)",
        tests=("tests/host/test_secret_inputs.py::test_what_is_kept_of_what_is_not_done_stays_secret",),
    ),
)
