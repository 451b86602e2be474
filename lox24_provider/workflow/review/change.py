"""How a list changes from one version of its file to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.counts import Counts

__all__ = ["ListChange"]


@dataclass(frozen=True, kw_only=True)
class ListChange:
    """How a list changes from file to file; `changed` holds pairs of before and after."""

    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    removed: tuple[Entry, ...]

    @classmethod
    def between(cls, old: Sequence[Entry], new: Sequence[Entry]) -> ListChange:
        """The way from one list to another."""
        before, after = ({entry.phone: entry for entry in entries} for entries in (old, new))
        both = [(before[phone], entry) for phone, entry in after.items() if phone in before]
        return cls(
            new=tuple(entry for phone, entry in after.items() if phone not in before),
            changed=tuple((one, other) for one, other in both if one != other),
            removed=tuple(entry for phone, entry in before.items() if phone not in after),
        )

    @property
    def counts(self) -> Counts:
        """How many people are concerned."""
        return Counts(new=len(self.new), changed=len(self.changed), removed=len(self.removed))
