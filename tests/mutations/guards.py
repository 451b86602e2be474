"""The guards that are taken out, each as a small edit of one file, and the tests that should notice.

The tests are those of the lowest layer that can see it. Where a layer starts hosts or engines, single tests are named,
so that a run takes minutes and not hours.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GUARDS", "Guard"]


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One guard, and how it is taken out.

    Attributes:
        name: what it guards, in a short sentence.
        file: where it stands, below `lox24_provider`.
        old: its source text, which stands there exactly once.
        new: what stands there without it.
        tests: pytest's paths of what should notice, the fastest first.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def without(self, text: str) -> str:
        """The file's text without the guard.

        Raises:
            ValueError: the guard does not stand there, or more than once.
        """
        if (count := text.count(self.old)) != 1:
            raise ValueError(f"{self.file} has the guard's text {count} times")
        return text.replace(self.old, self.new)


_RULES = (
    Guard(
        name="more than 3, and more than 5 % or 500 people, are not removed unasked",
        file="rules/guards.py",
        old="return removals > _few(policy) and (removals > policy.max_removals or share_is_too_large)",
        new="return False",
        tests=("tests/rules/test_guards.py",),
    ),
    Guard(
        name="a whole list is not removed unasked, whatever the limits are",
        file="rules/guards.py",
        old="if 0 < removals >= removable:",
        new="if False:",
        tests=("tests/rules/test_guards.py",),
    ),
    Guard(
        name="a number that an earlier change has left is seen",
        file="rules/phones.py",
        old='old.get("allow_removals") != allowed or not differs:',
        new="True:",
        tests=("tests/rules/test_guards.py",),
    ),
    Guard(
        name="a run that goes on removes only those to whom somebody had agreed",
        file="rules/guards.py",
        old="policy.agreed.issuperset(plan.removals)",
        new="bool(policy.agreed)",
        tests=("tests/rules/test_guards.py",),
    ),
    Guard(
        name="what a guard would refuse is seen in the pull request",
        file="review/dangers.py",
        old="elif are_too_many(count, removable=step.removable, policy=policy) and allowed != count:",
        new="elif False:",
        tests=("tests/review/test_files.py",),
    ),
    Guard(
        name="first contact removes only the very number that is taken over",
        file="rules/guards.py",
        old="elif count and policy.take_over != count:",
        new="elif count and policy.take_over is None:",
        tests=("tests/rules/test_guards.py",),
    ),
    Guard(
        name="who opted out is not removed",
        file="rules/plan.py",
        old="if held.opted_out:\n            self._opted_out += 1\n        elif self._policy",
        new="if False:\n            self._opted_out += 1\n        elif self._policy",
        tests=("tests/rules/test_plan.py",),
    ),
    Guard(
        name="who is on the block list is not added",
        file="rules/plan.py",
        old="elif entry.phone in silent or (blocked is not None and entry.phone in blocked):",
        new="elif entry.phone in silent:",
        tests=("tests/rules/test_plan.py",),
    ),
    Guard(
        name="no more is done than was approved",
        file="rules/guards.py",
        old="if beyond:",
        new="if False:",
        tests=("tests/host/test_approval.py",),
    ),
    Guard(
        name="an approved position is one of an approved list",
        file="rules/scope.py",
        old="approved.adds if approved.version == self.version else frozenset[int]()",
        new="approved.adds",
        tests=("tests/host/test_approval.py::test_a_list_keeps_to_what_was_approved",),
    ),
    Guard(
        name="a run changes nobody whom its first plan does not name",
        file="rules/plan.py",
        old="if change.id in ids",
        new="if change.id",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="nor adds anybody",
        file="rules/plan.py",
        old="if entry.phone in numbers),",
        new="if entry.phone),",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="the account is read again before a batch, if its readings are old",
        file="operations/reconcile.py",
        old="not entries.is_fresh(self.group, blocked=True)",
        new="False",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="the block list is read again before a new plan",
        file="operations/reconcile.py",
        old="now = self._plan(anew=True)",
        new="now = self._plan()",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="nobody is sent twice in a run",
        file="operations/reconcile.py",
        old="self._sent.update(entry.phone for entry in chunk)",
        new="pass",
        tests=("tests/operations/test_reconcile.py",),
    ),
    Guard(
        name="what would steer a reviewer's terminal is refused",
        file="rules/group.py",
        old="elif found:",
        new="elif False:",
        tests=("tests/rules/test_group.py",),
    ),
    Guard(
        name="another account's object is not touched",
        file="rules/account.py",
        old="if isinstance(state, str) and state and state != token:",
        new="if False:",
        tests=("tests/host/test_group.py::test_another_accounts_token_is_refused_before_any_request",),
    ),
    Guard(
        name="what is looked up in another account is not managed here",
        file="rules/account.py",
        old="if isinstance(asked, str) and asked and asked != own:",
        new="if False:",
        tests=("tests/host/test_group.py::test_what_the_program_looks_up_elsewhere_is_not_managed_here",),
    ),
    Guard(
        name="of two list files that differ none is chosen",
        file="base.py",
        old="if own.is_file() and not filecmp.cmp(own, old, shallow=False):",
        new="if False:",
        tests=("tests/test_base.py::test_of_two_files_that_differ_none_is_chosen",),
    ),
    Guard(
        name="where an Account sends its token is known before it is approved",
        file="delivery/planning.py",
        old="if unknown := [item.name for item in review.items if not item.is_placed]:",
        new="if unknown := []:",
        tests=("tests/review/test_accounts.py",),
    ),
    Guard(
        name="a stack file names no file outside of the repository",
        file="source.py",
        old='if root not in path.parents or ".git" in path.relative_to(root).parts:',
        new="if False:",
        tests=("tests/test_source.py",),
    ),
    Guard(
        name="a pipe or device is not opened as a list",
        file="source.py",
        old="if not stat.S_ISREG(mode):",
        new="if False:",
        tests=("tests/test_source.py",),
    ),
    Guard(
        name="UTF-8 is not read in another encoding that is named",
        file="rules/decoding.py",
        old="if not data.isascii() and _is_utf8(data):",
        new="if False:",
        tests=("tests/rules/test_decoding.py",),
    ),
    Guard(
        name="an unreadable number is not skipped as a missing one",
        file="rules/rows.py",
        old="if reason == MISSING and self.options.skip_without_phone:",
        new="if reason and self.options.skip_without_phone:",
        tests=("tests/rules/test_columns.py",),
    ),
    Guard(
        name="no mapping is made of a first line that is somebody's",
        file="rules/table.py",
        old="is_header = not looks_like_an_entry(header, columns)",
        new="is_header = True",
        tests=("tests/rules/test_columns.py",),
    ),
    Guard(
        name="rows that repeat a number with other values are not merged",
        file="rules/rows.py",
        old="elif entries.get(phone) == entry and not reasons:",
        new="elif not reasons:",
        tests=("tests/rules/test_columns.py",),
    ),
)

_API = (
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
)

_NUMBERS = (
    Guard(
        name="who opted out in another spelling is not added",
        file="rules/numbers.py",
        old="    return made\n",
        new="    return number\n",
        tests=("tests/rules/test_numbers.py",),
    ),
    Guard(
        name="whose number may be several people's is nobody's to remove",
        file="rules/numbers.py",
        old="and candidates != found.elsewhere",
        new="",
        tests=("tests/rules/test_numbers.py", "tests/rules/test_plan.py"),
    ),
    Guard(
        name="who may be in the group already is not added",
        file="rules/plan.py",
        old="elif entry.phone in there:",
        new="elif False:",
        tests=("tests/rules/test_plan.py",),
    ),
    Guard(
        name="digits that may be two mobiles are a problem",
        file="rules/cells.py",
        old="if len(taken) > 1:",
        new="if False:",
        tests=("tests/rules/test_cells.py",),
    ),
    Guard(
        name="the short way to a number takes mobiles only",
        file="rules/dialling.py",
        old='return number if kind(number) == "mobile" else ""',
        new="return number",
        tests=("tests/rules/test_cells.py", "tests/rules/test_dialling.py"),
    ),
)

_OPERATIONS = (
    Guard(
        name="a group of that name is looked for before one is made",
        file="operations/creation.py",
        old='if existing and on_existing == "refuse":',
        new="if False:",
        tests=("tests/host/test_group.py::test_a_group_of_that_name_is_refused_with_its_id_and_nothing_is_sent",),
    ),
    Guard(
        name="one object has one resource",
        file="operations/holders.py",
        old="elif old.declared or not new.declared:",
        new="elif False:",
        tests=("tests/host/test_group.py::test_a_second_resource_for_an_id_is_refused",),
    ),
    Guard(
        name="a group that holds entries is not deleted",
        file="operations/group.py",
        old="_must_be_empty(client, held)",
        new="pass",
        tests=("tests/host/test_group.py::test_a_group_with_entries_is_not_deleted",),
    ),
    Guard(
        name="a count of zero is not believed",
        file="operations/group.py",
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
        file="operations/group.py",
        old="if holder := account.holders.keeper(id, urn=operation.urn):",
        new='if holder := "":',
        tests=("tests/host/test_adoption.py::test_what_was_adopted_is_not_deleted_under_its_old_name",),
    ),
    Guard(
        name="a refresh of an emptied account keeps the state",
        file="operations/account.py",
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
        file="operations/phones.py",
        old='    require_own(state=state.get("account"), token=operation.account.name, id=str(inputs["group"]))\n',
        new="",
        tests=("tests/host/test_phones.py::test_another_accounts_token_touches_nobody_on_a_list",),
    ),
    Guard(
        name="another account's list is not emptied",
        file="operations/phones.py",
        old='    require_own(state=state.get("account"), token=account.name, id=group)\n',
        new="",
        tests=("tests/host/test_phones.py::test_another_accounts_token_touches_nobody_on_a_list",),
    ),
)

_PROCESS = (
    Guard(
        name="another base URL does not move a stack",
        file="settings.py",
        old="if configured and around and configured != around:",
        new="if False:",
        tests=("tests/test_settings.py",),
    ),
    Guard(
        name="no representation shows the token",
        file="credentials.py",
        old="return \"'[secret]'\"",
        new="return super().__repr__()",
        tests=("tests/api/test_secrets.py::test_no_object_shows_the_token",),
    ),
    Guard(
        name="a token in plain text is refused",
        file="group.py",
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
        file="text.py",
        old='return _NUMBER.sub(lambda found: found["kept"] or "[number]", text)',
        new="return text",
        tests=("tests/test_text.py",),
    ),
    Guard(
        name="what was only partly done keeps its id in the state",
        file="host.py",
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
        name="a cancellation reaches what waits",
        file="cancellation.py",
        old="    hear()\n",
        new="",
        # The file's other tests would wait for five minutes.
        tests=("tests/host/test_cancellation.py::test_a_lost_reply_is_looked_for_once_all_the_same",),
    ),
)

_DELIVERY = (
    Guard(
        name="an unknown key of a stack file is refused",
        file="declarations/model.py",
        old='keyed there by the name of its resource."""\n\n    model_config = ConfigDict(extra="forbid", frozen=True)',
        new='keyed there by the name of its resource."""\n\n    model_config = ConfigDict(extra="ignore", frozen=True)',
        tests=("tests/program/test_stacks.py", "tests/commands/test_stacks.py"),
    ),
    Guard(
        name="an import never guesses between groups of one name",
        file="adoption/identifying.py",
        old="if len(alike) == 1:",
        new="if alike:",
        tests=("tests/commands/test_identifying.py",),
    ),
    Guard(
        name="a plan is not applied to other files",
        file="delivery/applying.py",
        old="if world.tree != manifest.tree:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_a_sneaky_edit_is_refused_before_the_first_write",),
    ),
    Guard(
        name="nor to others that git does not track, or was told to overlook",
        file="delivery/applying.py",
        old="if contents(world.modules, lists=sources(seen.document)) != manifest.contents:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_a_sneaky_edit_is_refused_before_the_first_write",),
    ),
    Guard(
        name="where git refuses, no tree equals another",
        file="delivery/git.py",
        old="if code != 0:\n            raise NoTree",
        new="if False:\n            raise NoTree",
        tests=("tests/review/test_git.py",),
    ),
    Guard(
        name="no variable leads git to other files",
        file="delivery/git.py",
        old='if not name.startswith("GIT_") or name in _HARMLESS}',
        new="}",
        tests=("tests/review/test_git.py",),
    ),
    Guard(
        name="no list is guessed from the digest of the contents",
        file="delivery/contents.py",
        old='return fingerprint(f"{modules.digest}\\n{_digest(named)}")',
        new='return "scrypt:" + _digest(named)',
        tests=("tests/review/test_contents.py",),
    ),
    Guard(
        name="a plan is not applied to another state",
        file="delivery/applying.py",
        old="if world.state != manifest.state:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_many_deletions_need_their_exact_number",),
    ),
    Guard(
        name="many deletions need their exact number",
        file="delivery/applying.py",
        old="if are_many(deletes, groups=manifest.groups) and limits.deletes != deletes:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_many_deletions_need_their_exact_number",),
    ),
    Guard(
        name="only what could not be known is spared from what was planned",
        file="delivery/manifest.py",
        old="if urn in self.uncertain and happened.get(urn)",
        new="if happened.get(urn)",
        tests=("tests/review/test_unknown.py",),
    ),
    Guard(
        name="a plan that is not as it was signed is not applied",
        file="delivery/folder.py",
        old="or not key.signed(files)",
        new="",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="a plan without a signature is not applied where there is a key",
        file="delivery/folder.py",
        old="if key is not None and SIGNATURE not in files and MANIFEST in files:",
        new="if False:",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="nor a signed one where there is none",
        file="delivery/folder.py",
        old="if key is None and SIGNATURE in files:",
        new="if False:",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="no process that we start has the key of plans",
        file="delivery/signing.py",
        old="if name != VARIABLE}",
        new="}",
        tests=("tests/commands/test_signing.py",),
    ),
    Guard(
        name="an old plan is not applied",
        file="delivery/applying.py",
        old="if not 0 <= age <= limits.seconds:",
        new="if False:",
        tests=("tests/engine/test_plans.py::test_an_old_plan_is_refused",),
    ),
    Guard(
        name="a plan that does more than its review showed is not kept",
        file="commands/plan.py",
        old="(more := beyond(approved, review))",
        new="(more := [])",
        tests=("tests/commands/test_planning.py",),
    ),
    Guard(
        name="a plan is not written over what is no plan",
        file="delivery/folder.py",
        old="if path.name not in FILES or not stat.S_ISREG(path.lstat().st_mode):",
        new="if False:",
        tests=("tests/commands/test_plan_folder.py",),
    ),
    Guard(
        name="a folder without a plan's manifest is nobody's to replace",
        file="delivery/folder.py",
        old="if found and not (MANIFEST in",
        new="if False and not (MANIFEST in",
        tests=("tests/commands/test_plan_folder.py",),
    ),
    Guard(
        name="a plan's folder is no link to somewhere else",
        file="delivery/folder.py",
        old='if folder.is_symlink():\n        return "it is a link"',
        new='if False:\n        return "it is a link"',
        tests=("tests/commands/test_plan_folder.py",),
    ),
)

GUARDS: tuple[Guard, ...] = (*_RULES, *_API, *_NUMBERS, *_OPERATIONS, *_PROCESS, *_DELIVERY)
