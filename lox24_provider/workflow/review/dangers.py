"""What a person should not overlook in a run: found from what happens, never from how it is worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from lox24_provider.adapter.state_format import MAILING_LIST_TYPE
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.rules.entry_plan.guards import are_too_many
from lox24_provider.rules.group_phones import LIMITS, left_override, normalised
from lox24_provider.rules.group_phones import policy as policy_of
from lox24_provider.workflow.review.accounts import account_dangers
from lox24_provider.workflow.review.adoptions import adoption_dangers
from lox24_provider.workflow.review.model import Danger, Kind
from lox24_provider.workflow.review.step import UNKNOWN, Step, item_of, whole

__all__ = ["dangers_of"]

Values = Mapping[str, Any]


def dangers_of(
    steps: Sequence[Step], *, config: Mapping[str, str], warnings: Iterable[tuple[str, str]] = ()
) -> Iterator[Danger]:
    """The dangers of a run, the worst first.

    Args:
        config: the stack's configuration by full key.
        warnings: what the engine warns of besides: a resource's name, or "", and the text.
    """
    deletions = partial(_deletions, going=_going(steps))
    finders = (_another_account, account_dangers, deletions, _removals, _guards, _overrides, adoption_dangers)
    for find in (*finders, _scheduled, _protection):
        for step in steps:
            yield from (Danger(item=step.name, text=text) for text in find(step, config))
    for step in steps:
        yield from (Danger(item=step.name, text=note) for note in step.notes)
    for name, text in warnings:
        yield Danger(item=name, text=text)


def _another_account(step: Step, config: Mapping[str, str]) -> Iterator[str]:
    account = step.old.get("account")
    if step.kind == "other" or not isinstance(account, str):
        return
    client, _, host = account.partition("@")
    if step.served_by:
        settings, owner = step.settings or {}, f"Account {step.served_by}"
    else:
        settings = {"client_id": config.get("lox24:clientId"), "base_url": config.get("lox24:baseUrl")}
        owner = "this stack"
    wanted = settings.get("client_id") or client
    if wanted not in (client, UNKNOWN):
        yield f"is account {one_line(client)}'s, and {owner}'s account is now {one_line(wanted)}"
    url = settings.get("base_url") or ""
    new_host = url if "://" not in url else urlsplit(url).netloc
    if new_host not in ("", UNKNOWN, host):
        yield f"lives at {one_line(host)}, and {owner}'s base URL is now {one_line(shown_address(url))}"


def _going(steps: Iterable[Step]) -> Mapping[str, Step]:
    """The lists and groups that are deleted, by kind and group: files know no numbers, and call both by one name."""
    return {_place(step.kind, step): step for step in steps if step.op == "delete" and not step.retain_on_delete[0]}


def _place(kind: Kind, step: Step) -> str:
    return f"{kind} {step.id or step.name}"


def _deletions(step: Step, _: object, *, going: Mapping[str, Step]) -> Iterator[str]:
    if step.op == "replace" and step.kind == "list":
        yield "is replaced because its group is: the entries are the group's, and stay or go with it"
    elif step.op == "replace":
        yield "is replaced: what it is now goes, with its number at LOX24"
    if step.op != "delete":
        return
    if step.retain_on_delete[0]:
        yield "goes from the stack and stays at LOX24 as it is (retain_on_delete)"
    elif step.kind == "group":
        number = f" {step.id}" if step.id else ""
        group = f"group{number} {quoted((step.now or {}).get('name') or '')}"
        if step.old.get("force_destroy"):
            count = item_of(step).held
            held = f"{count:,} entries" if count is not None else "all its entries"
            yield f"{group} is deleted with {held} because of force_destroy"
        else:
            left = ", and then its list has left the stack already" if _place("list", step) in going else ""
            yield f"{group} is deleted; refused if it holds anybody{left}"
    elif step.kind == "list" and (its := going.get(_place("group", step))) and its.old.get("force_destroy"):
        yield "the list is no longer kept; its entries go with its group"
    elif step.kind == "list":
        yield f"the list is no longer kept; {_left(step)}"
    elif step.kind == "other":
        yield "is deleted"


def _left(step: Step) -> str:
    """What becomes of the entries of a list that goes; which of them it made, only a state tells."""
    removed = item_of(step).counts
    if count := removed.removed if removed else 0:
        return f"{count:,} entries that it made are removed"
    if step.old.get("remove_on_delete") and "owned" not in step.old and not step.retain_on_delete[0]:
        return "the entries that it made are removed (remove_on_delete), and files do not tell how many"
    return "its entries stay at LOX24"


def _removals(step: Step, _: object) -> Iterator[str]:
    if step.kind != "list" or step.op == "delete":
        return
    if step.counts is None:
        yield "how many entries are added, changed or removed is not known"
    elif step.counts.removed:
        yield f"removes {step.counts.removed:,} {'entry' if step.counts.removed == 1 else 'entries'}"


def _guards(step: Step, _: object) -> Iterator[str]:
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


def _overrides(step: Step, _: object) -> Iterator[str]:
    wanted, applied = step.wanted or {}, step.applied or {}
    if step.kind == "group" and wanted.get("force_destroy") is True and not applied.get("force_destroy"):
        yield "force_destroy is switched on: from now on the group may be deleted together with the people in it"
    if step.kind != "list" or step.wanted is None:
        return
    for flag, what in (
        ("remove_subscribed", "people who joined by a subscription link and are not on the list are removed"),
        ("remove_on_delete", "when the resource goes, the entries that it made go too"),
    ):
        if wanted.get(flag) is True and not applied.get(flag):
            yield f"{flag} is switched on: {what}"
    allowed = wanted.get("allow_removals")
    if allowed is not None and step.counts is not None and step.counts.removed:
        yield f"a guard is overridden: allow_removals={whole(allowed)}"
    if left := left_override(step.before or {}, step.wanted):
        yield left
    for name, usual in LIMITS.items():
        before, after = (normalised(values).get(name, usual) for values in (applied, wanted))
        if isinstance(before, int) and isinstance(after, int) and after > before:
            yield f"a guard is loosened: {name} is {after:,} where it was {before:,}"
    if applied.get("mode") == "additive" and wanted.get("mode") != "additive":
        yield "the list becomes authoritative: who is not on it is removed"


def _scheduled(step: Step, _: object) -> Iterator[str]:
    if step.kind == "group" and step.old.get("deleted_at") and step.op != "delete":
        yield f"LOX24 is going to delete this group at {one_line(masked(str(step.old['deleted_at'])))}"


def _protection(step: Step, _: object) -> Iterator[str]:
    before, after = step.protect
    if before and step.op == "delete":
        where = "the opts of its MailingList" if f"{MAILING_LIST_TYPE}$" in step.urn else "its declaration"
        yield f"is protected, so the engine refuses the deletion: apply it with protect=False in {where} first"
    elif before and not after:
        yield "is no longer protected against deletion"
