"""Words and data of adoption, which who runs it and who reviews it share."""

from __future__ import annotations

from typing import NamedTuple

from lox24_provider.text import quoted

__all__ = ["Existing", "adopted", "is_adopted"]

_ADOPTED = "adopted group "


class Existing(NamedTuple):
    """A group of the account; `entries` is None where LOX24 does not count them."""

    id: str
    name: str
    entries: int | None

    @property
    def people(self) -> str:
        """How many come with it."""
        if self.entries is None:
            return "everybody in it"
        return f"{self.entries:,} {'entry' if self.entries == 1 else 'entries'} in it"


def adopted(*, id: str, name: str) -> str:
    """What stands on the row of a group that was taken over."""
    return f"{_ADOPTED}{id} {quoted(name)}"


def is_adopted(text: str) -> bool:
    """Whether a row says so."""
    return text.startswith(_ADOPTED)
