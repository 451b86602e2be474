"""What the row of a list tells of its file, and what is wrong with a list that is new or has changed."""

from __future__ import annotations

from collections.abc import Sequence

from lox24_provider.adapter.engine_log import Row
from lox24_provider.rules.list_file.faults import Fault
from lox24_provider.rules.list_file.table import Table

__all__ = ["tell_of"]


def tell_of(table: Table, *, row: Row, before: str, region: str | None, is_new: bool) -> Sequence[Fault]:
    """Tell what was read otherwise than it stands there; what is wrong with a new list.

    Args:
        table: what was read, without problems.
        row: where it is told.
        before: the fingerprint of the list that is applied.
        region: the country of national numbers.
        is_new: whether this one differs from that.
    """
    for notice in table.notices if is_new else table.as_applied:
        row.warning(f"the list: {notice}")
    if table.counts:
        row.note(f"the list: {table.counts}")
    if not is_new:
        return []
    from lox24_provider.rules.list_file.judging import judged  # noqa: PLC0415 which loads phonenumbers

    judgement = judged(table, applied=before, region=region)
    if count := judgement.otherwise:
        row.warning(f"{count:,} {'entry is' if count == 1 else 'entries are'} read otherwise than before")
    return judgement.faults
