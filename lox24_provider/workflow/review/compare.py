"""Whether a run stays within a review of files that was approved: the same changes, or fewer.

Files know how many, and no entry at LOX24. Of a plan, `approval_plan.applying` wants just the same steps, and
`rules.entry_plan.scope` the very entries.
"""

from __future__ import annotations

from collections.abc import Iterator

from lox24_provider.display.text import one_line
from lox24_provider.workflow.kinds.item import Field, Item
from lox24_provider.workflow.kinds.registry import named
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.words import whereabouts

__all__ = ["beyond"]

_DERIVED = frozenset({"group", "count"})
"""Fields that follow from others: a group's number is not known to files, and the count is the version's."""


def beyond(approved: Review, run: Review) -> list[str]:
    """What `run` would do and `approved` did not show, a line each; empty if it stays within.

    What programs declare without an engine is advice, and so is what a job tells that ran a change's code: it approves
    nothing.
    """
    is_advice = approved.is_declared or approved.is_told
    known: dict[tuple[str, str], Item] = {} if is_advice else {(item.kind, item.name): item for item in approved.items}
    return [line for item in run.items for line in _beyond(known.get((item.kind, item.name)), item)]


def _beyond(approved: Item | None, item: Item) -> Iterator[str]:
    what = f"{item.op} {item.kind} {one_line(item.name)}"
    if approved is None:
        moved = ", which is drift" if item.is_drift and not item.is_intended else ""
        yield f"{what}{moved}: this was not approved"
        return
    if approved.op != item.op:
        yield f"{what}: to {approved.op} it was approved"
        return
    if item.served_by and (item.served_by, item.account) != (approved.served_by, approved.account):
        yield f"{what}: it is in {whereabouts(item)}, which was not approved"
    agreed = {field.name: field.after for field in approved.fields}
    fields = [field.name for field in item.fields if field.name not in _DERIVED and not _is_agreed(field, agreed, item)]
    if fields:
        yield f"{what}: {', '.join(fields)} {'is' if len(fields) == 1 else 'are'} beyond what was approved"
    if approved.held is not None and (item.held is None or item.held > approved.held):
        yield f"{what}: {_number(item.held)} entries go with it where {approved.held:,} were approved"
    if named(item.kind).counts:
        yield from _more(approved, item, what=what)


def _number(count: int | None) -> str:
    return "an unknown number of" if count is None else f"{count:,}"


def _is_agreed(field: Field, agreed: dict[str, str | None], item: Item) -> bool:
    return item.op == "delete" or (field.name in agreed and agreed[field.name] == field.after)


def _more(approved: Item, item: Item, *, what: str) -> Iterator[str]:
    if item.counts is None:
        yield f"{what}: how many entries change is not known"
        return
    agreed = approved.counts
    for word in ("new", "changed", "removed"):
        wanted, most = getattr(item.counts, word), getattr(agreed, word, 0)
        if wanted > most:
            yield f"{what}: {wanted:,} {word} where {most:,} {'was' if most == 1 else 'were'} approved"
