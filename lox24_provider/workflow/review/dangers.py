"""What a person should not overlook in a run: found from what happens, never from how it is worded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from lox24_provider.adapter.state_format import MAILING_LIST_TYPE
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import one_line
from lox24_provider.display.urns import is_within
from lox24_provider.workflow.kinds.kind import Finder, Rank, Run
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.kinds.step import SECRET, UNKNOWN, Step
from lox24_provider.workflow.review.model import Danger

__all__ = ["dangers_of"]


def dangers_of(
    steps: Sequence[Step], *, config: Mapping[str, str], warnings: Iterable[tuple[str, str]] = ()
) -> Iterator[Danger]:
    """The dangers of a run, the worst first.

    Args:
        config: the stack's configuration by full key.
        warnings: what the engine warns of besides: a resource's name, or "", and the text.
    """
    leaving = [one for one in steps if one.op == "delete"]
    going = [one for one in leaving if not one.retain_on_delete[0]]
    run = Run(config=config, deleted={(one.kind, one.id or one.name): one for one in going}, leaving=leaving)
    for rank in Rank:
        for step in steps:
            finders = (_OF_ALL.get(rank), named(step.kind).dangers.get(rank))
            yield from (Danger(item=step.name, text=text) for find in finders if find for text in find(step, run))
    for step in steps:
        yield from (Danger(item=step.name, text=note) for note in step.notes)
    for name, text in warnings:
        yield Danger(item=name, text=text)


def _another_account(step: Step, run: Run) -> Iterator[str]:
    account = step.old.get("account")
    if not named(step.kind).is_ours or not isinstance(account, str):
        return
    client, _, host = account.partition("@")
    if step.served_by:
        settings, owner = step.settings or {}, f"Account {step.served_by}"
    else:
        settings = {"client_id": run.config.get("lox24:clientId"), "base_url": run.config.get("lox24:baseUrl")}
        owner = "this stack"
    wanted = settings.get("client_id") or client
    if wanted not in (client, UNKNOWN, SECRET):
        yield f"is account {one_line(client)}'s, and {owner}'s account is now {one_line(wanted)}"
    url = settings.get("base_url") or ""
    new_host = url if "://" not in url else urlsplit(url).netloc
    if new_host not in ("", UNKNOWN, SECRET, host):
        yield f"lives at {one_line(host)}, and {owner}'s base URL is now {one_line(shown_address(url))}"


def _deletions(step: Step, run: Run) -> Iterator[str]:
    kind = named(step.kind)
    if step.op == "replace":
        yield kind.replaced
    elif step.op == "delete" and step.retain_on_delete[0]:
        where = " at LOX24" if kind.is_ours else ""
        yield f"goes from the stack and stays{where} as it is (retain_on_delete)"
    elif step.op == "delete":
        yield from kind.deleted(step, run)


def _protection(step: Step, _: object) -> Iterator[str]:
    before, after = step.protect
    if before and step.op == "delete":
        where = "the opts of its MailingList" if is_within(step.urn, MAILING_LIST_TYPE) else "its declaration"
        yield f"is protected, so the engine refuses the deletion: apply it with protect=False in {where} first"
    elif before and not after:
        yield "is no longer protected against deletion"


_OF_ALL: Mapping[Rank, Finder] = {
    Rank.ANOTHER_ACCOUNT: _another_account,
    Rank.DELETION: _deletions,
    Rank.PROTECTION: _protection,
}
"""Dangers that every kind of resource may have."""
