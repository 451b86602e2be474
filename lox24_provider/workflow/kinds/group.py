"""A group, as the commands know it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lox24_provider.adapter.state_format import GROUP_TYPES, PROVIDER_REFERENCE
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.fields.field import names
from lox24_provider.fields.group import DECLARED
from lox24_provider.rules.adoption import ExistingGroup
from lox24_provider.rules.entry_plan.scope import Scope
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.kinds.kind import Kind, Rank, Run
from lox24_provider.workflow.kinds.step import UNKNOWN, Step

__all__ = ["GROUP"]


def _adopts(step: Step) -> ExistingGroup | None:
    """The one group that a creation takes over, as far as is known."""
    if step.found is not None:
        return step.found[0] if len(step.found) == 1 else None
    number = (step.wanted or {}).get("adopt")
    return ExistingGroup(str(number), "", None) if number and number != UNKNOWN else None


def _held(step: Step) -> int | None:
    """How many entries die with a group; without force_destroy nobody does."""
    if step.op not in ("delete", "replace") or not step.old.get("force_destroy"):
        return 0
    if step.retain_on_delete[0]:
        return 0
    if step.counts is not None:
        return step.counts.removed
    count = step.old.get("count_items")
    return int(count) if step.is_fresh and isinstance(count, int | float) else None


def _note(item: Item) -> str:
    is_rest = item.op == "change" and item.id and not item.fields
    return "was not applied completely; this run resumes it" if is_rest else ""


def _deleted(step: Step, run: Run) -> Iterator[str]:
    number = f" {step.id}" if step.id else ""
    group = f"group{number} {quoted((step.now or {}).get('name') or '')}"
    if step.old.get("force_destroy"):
        count = _held(step)
        held = f"{count:,} entries" if count is not None else "all its entries"
        yield f"{group} is deleted with {held} because of force_destroy"
    else:
        left = ", and then its list has left the stack already" if run.deletes("list", of=step) else ""
        yield f"{group} is deleted; refused if it holds anybody{left}"


def _overrides(step: Step, _: object) -> Iterator[str]:
    wanted, applied = step.wanted or {}, step.applied or {}
    if wanted.get("force_destroy") is True and not applied.get("force_destroy"):
        yield "force_destroy is switched on: from now on the group may be deleted together with the people in it"


def _adoption(step: Step, _: object) -> Iterator[str]:
    """Whose people come with a group that is created."""
    if step.op != "create":
        return
    number, policy = (step.wanted or {}).get("adopt"), step.policy
    by = f" ({policy.by})" if policy is not None and policy.by else ""
    if number:
        yield _by_number(str(number), step.found)
    elif policy is not None and policy.word == "adopt":
        yield f"{_by_name(step.found)}{by}"
    elif policy is not None and policy.word == "create":
        yield f"makes a second group if the account has one of that name{by}"


def _by_number(number: str, found: Sequence[ExistingGroup] | None) -> str:
    if number == UNKNOWN:
        return "adopts a group whose number is known only during the run, with everybody in it"
    if found is None:
        return f"adopts group {one_line(number)}, with everybody in it"
    if not found:
        return f"is to adopt group {one_line(number)}, and the account has none of that number"
    return f"adopts group {one_line(number)} {quoted(masked(found[0].name))} with {found[0].contents}"


def _by_name(found: Sequence[ExistingGroup] | None) -> str:
    if found is None:
        return "adopts the group of that name if the account has one, with everybody in it"
    if not found:
        return "adopts the group of that name if the account has one by then; it has none now"
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        return f"is refused: groups {ids} have that name; `adopt` says which one is meant"
    return f"adopts group {found[0].id}, which has that name, with {found[0].contents}"


def _scheduled(step: Step, _: object) -> Iterator[str]:
    if step.old.get("deleted_at") and step.op != "delete":
        yield f"LOX24 is going to delete this group at {one_line(masked(str(step.old['deleted_at'])))}"


def _scope(item: Item, _: str) -> Scope | None:
    return Scope() if item.held == 0 else None


GROUP = Kind(
    name="group",
    heading="group",
    types=GROUP_TYPES,
    resource="lox24_provider.resources.group.Group",
    provider="lox24_provider.provider.Lox24Provider",
    reference=PROVIDER_REFERENCE,
    identity="number",
    limits_deletions=True,
    fields=names(DECLARED),
    held=_held,
    adopts=_adopts,
    note=_note,
    deleted=_deleted,
    dangers={Rank.OVERRIDE: _overrides, Rank.ADOPTION: _adoption, Rank.SCHEDULE: _scheduled},
    scope=_scope,
    refuses_beyond=False,
)
