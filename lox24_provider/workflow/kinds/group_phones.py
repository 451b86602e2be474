"""The entries of a group, which a list file names, as the commands know them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lox24_provider.adapter.state_format import PHONES_PROVIDER_REFERENCE, PHONES_TYPES
from lox24_provider.fields.field import names
from lox24_provider.fields.group_phones import IN_STACK_FILE
from lox24_provider.rules.entry_plan.counts import Counts, Drift
from lox24_provider.rules.entry_plan.guards import are_too_many
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.rules.group_phones import DRIFT, LIMITS, NOT_APPLIED, left_override, made_by, normalised
from lox24_provider.rules.group_phones import policy as policy_of
from lox24_provider.rules.list_file.consent_change import takes_more
from lox24_provider.rules.list_file.options import NAMES as READING
from lox24_provider.rules.list_file.suppression_change import drops_files, file_names
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.kind import Kind, Rank, Run
from lox24_provider.workflow.kinds.step import UNKNOWN, Step, Values, whole

__all__ = ["GROUP_PHONES"]


def _title(step: Step) -> object:
    return step.shown.get("source") or "written inline"


def _counts(step: Step) -> Counts | None:
    if step.op != "delete":
        return step.counts
    goes = bool(step.old.get("remove_on_delete")) and not step.retain_on_delete[0]
    return Counts(removed=len(made_by(step.old)) if goes else 0)


def _moved(outputs: Values) -> str:
    """What a refresh found of a list: `3 missing, 1 changed`. States of old releases keep only that it did."""
    digest = str(outputs.get("digest", ""))
    was_prose = digest.startswith(NOT_APPLIED) and digest != NOT_APPLIED
    return str(Drift.read(outputs.get(DRIFT))) or ("it differs from the list" if was_prose else "")


def _note(item: Item) -> str:
    if item.counts is None:
        return "how many entries change is not known"
    # A preview does not read the block list: it has as many pages as people who ever opted out of anything.
    fewer = "; fewer are added if people are on the block list, which only the run reads" if item.counts.new else ""
    return f"entries: {item.counts}{fewer}"


def _deleted(step: Step, run: Run) -> Iterator[str]:
    if (its := run.deletes("group", of=step)) and its.old.get("force_destroy"):
        yield "the list is no longer kept; its entries go with its group"
    else:
        yield f"the list is no longer kept; {_left(step)}"


def _left(step: Step) -> str:
    """What becomes of the entries of a list that goes; which of them it made, only a state tells."""
    removed = _counts(step)
    if count := removed.removed if removed else 0:
        return f"{count:,} entries that it made are removed"
    if step.old.get("remove_on_delete") and "owned" not in step.old and not step.retain_on_delete[0]:
        return "the entries that it made are removed (remove_on_delete), and files do not tell how many"
    return "its entries stay at LOX24"


def _removals(step: Step, _: object) -> Iterator[str]:
    if step.op == "delete":
        return
    if step.counts is None:
        yield "how many entries are added, changed or removed is not known"
    elif step.counts.removed:
        yield f"removes {step.counts.removed:,} {'entry' if step.counts.removed == 1 else 'entries'}"


def _refusals(step: Step, _: object) -> Iterator[str]:
    """What `up` would refuse, as far as files tell; where the provider was asked, it has refused itself."""
    if step.op != "change" or step.removable is None or step.counts is None or step.wanted is None:
        return
    policy = policy_of(step.wanted, state=step.applied)
    count, allowed = step.counts.removed, policy.allow_removals
    if policy.first_reconciliation and policy.mode == "authoritative":
        if count and policy.take_over is None:
            yield (
                f"`up` refuses this: everybody in the group who is not on the list goes, at least these {count:,} as "
                "far as files tell. It takes take_over with the exact number, which the plan names"
            )
    elif are_too_many(count, removable=step.removable, policy=policy) and allowed != count:
        has = f" instead of {allowed}" if allowed is not None else ""
        yield (
            f"`up` refuses this: {count:,} of {step.removable:,} are too many to be removed unasked. If they are to "
            f"go, set allow_removals={count}{has}. The number is an estimate from the files: the account knows who "
            "opted out or joined and who else is in the group, so the plan names the exact one"
        )


def _overrides(step: Step, run: Run) -> Iterator[str]:
    if step.wanted is None:
        return
    wanted, applied = step.wanted, step.applied or {}
    for flag, what in (
        ("remove_subscribed", "people who joined by a subscription link and are not on the list are removed"),
        ("remove_on_delete", "when the resource goes, the entries that it made go too"),
    ):
        if wanted.get(flag) is True and not applied.get(flag):
            yield f"{flag} is switched on: {what}"
    allowed = wanted.get("allow_removals")
    if allowed is not None and step.counts is not None and step.counts.removed:
        yield f"a guard is overridden: allow_removals={whole(allowed)}"
    if left := left_override(step.before or {}, wanted):
        yield left
    for name, usual in LIMITS.items():
        before, after = (normalised(values).get(name, usual) for values in (applied, wanted))
        if isinstance(before, int) and isinstance(after, int) and after > before:
            yield f"a guard is loosened: {name} is {after:,} where it was {before:,}"
    for former, where in _former(step, run):
        yield from _taking_more(step, wanted, former, where)
    if applied.get("mode") == "additive" and wanted.get("mode") != "additive":
        yield "the list becomes authoritative: who is not on it is removed"


def _former(step: Step, run: Run) -> Iterator[tuple[Values, str]]:
    """What a list was before, and where.

    Without an alias, a list under another name is a new one, and files know no aliases at all. So a list that goes in
    the same run is asked too, if it has the same group or file.
    """
    if step.applied is not None:
        yield step.applied, "before"
        return
    for other in run.leaving:
        if other.kind == step.kind and _is_same_list(other.applied or {}, step.wanted or {}):
            yield other.applied or {}, f"in {other.name}, which goes"


def _is_same_list(one: Values, other: Values) -> bool:
    groups, sources = ([values.get(name) for values in (one, other)] for name in ("group", "source"))
    is_same_group = groups[0] == groups[1] not in (None, UNKNOWN)
    return is_same_group or (None not in sources and file_names(sources[:1]) == file_names(sources[1:]))


def _taking_more(step: Step, wanted: Values, former: Values, where: str) -> Iterator[str]:
    """That people are taken whom nobody would have taken before."""
    for name, takes, how in (
        ("consent", takes_more, "has a word more or a column less than"),
        ("suppression_files", drops_files, "has a file less than"),
    ):
        now, before = wanted.get(name), former.get(name)
        if takes(now, before=before):
            yield f"{name} {how} {where}, so people may be taken whom it left out"
        elif now and now == before and any(re.match(rf"{name}(?![^.\[])", path) for path in step.changed):
            yield f"{name} is another secret than before, so people may be taken whom it left out"


def _adoption(step: Step, _: object) -> Iterator[str]:
    take_over = (step.wanted or {}).get("take_over")
    if take_over is not None and take_over != (step.applied or {}).get("take_over"):
        yield f"takes over a group that holds entries already: take_over={whole(take_over)}"


def _scope(item: Item, owned: str) -> Scope | None:
    if item.op != "delete":
        return None
    removes = item.counts is not None and item.counts.removed > 0
    return Scope(removals=frozenset(made_by({"owned": owned}))) if removes else Scope()


GROUP_PHONES = Kind(
    name="list",
    heading="list of",
    types=PHONES_TYPES,
    resource="lox24_provider.resources.group_phones.GroupPhones",
    provider="lox24_provider.phones_provider.PhonesProvider",
    reference=PHONES_PROVIDER_REFERENCE,
    identity="group",
    fields=(
        "group",
        "source",
        "count",
        "mode",
        *READING,
        "merged",
        "skipped",
        "without_consent",
        "suppressed",
        *names(field for field in IN_STACK_FILE if field.type in (int, bool) and not field.is_reading),
        "digest",
    ),
    files=("source", "suppression_files"),
    title=_title,
    counts=_counts,
    moved=_moved,
    note=_note,
    replaced="is replaced because its group is: the entries are the group's, and stay or go with it",
    deleted=_deleted,
    dangers={
        Rank.REMOVAL: _removals,
        Rank.REFUSAL: _refusals,
        Rank.OVERRIDE: _overrides,
        Rank.ADOPTION: _adoption,
    },
    scope=_scope,
)
