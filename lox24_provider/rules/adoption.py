"""A group that a creation may take over."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ExistingGroup"]


class ExistingGroup(NamedTuple):
    """A group of the account; `entries` is None where LOX24 does not count them."""

    id: str
    name: str
    entries: int | None

    @property
    def contents(self) -> str:
        """How many entries come with it."""
        if self.entries is None:
            return "everybody in it"
        return f"{self.entries:,} {'entry' if self.entries == 1 else 'entries'} in it"
