"""Who comes, changes and goes, masked: enough to recognise whom one knows, for a terminal of one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from lox24_provider.display.text import one_line
from lox24_provider.rules.entry import FIELDS, VALUES, Entry, values_of
from lox24_provider.workflow.review.files import Version, list_changes

__all__ = ["mask", "people"]

T = TypeVar("T")

_MOST = 20  # people of each kind that one list shows
_CODE, _END = 3, 2  # characters of a number that stay readable


def people(*, old: Version, new: Version) -> str:
    """A line a person: `+ +49*********78 a=A***`."""
    return "\n".join(_lines(old, new)) or "no list changes"


def mask(entry: Entry) -> str:
    """One person: the number's country and end, and the first letter of each value."""
    hidden = "*" * max(0, len(entry.phone) - _CODE - _END)
    values = [
        f"{name}={one_line(value[:1])}***"
        for name, value in zip(VALUES, values_of(entry), strict=True)
        if value is not None
    ]
    return " ".join([f"{entry.phone[:_CODE]}{hidden}{entry.phone[-_END:]}", *values])


def _lines(old: Version, new: Version) -> Iterator[str]:
    for name, change in list_changes(old=old, new=new):
        yield f"{one_line(name)}: {change.counts}"
        yield from (f"  + {mask(entry)}" for entry in _first(change.new))
        for before, after in _first(change.changed):
            names = [field for field, one, two in zip(FIELDS, before, after, strict=True) if one != two]
            yield f"  ~ {mask(after)} ({', '.join(names)} changed)"
        yield from (f"  - {mask(entry)}" for entry in _first(change.removed))
        if more := sum(max(0, len(kind) - _MOST) for kind in (change.new, change.changed, change.removed)):
            yield f"  and {more:,} more"


def _first(entries: Sequence[T]) -> Sequence[T]:
    return entries[:_MOST]
