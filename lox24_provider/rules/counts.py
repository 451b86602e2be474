"""How many entries of a list are concerned: what a plan says in one line, and what was approved of it."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Approved", "Counts"]


class Counts(NamedTuple):
    """A plan in numbers: who is added, changed and removed, and who is kept or not added for which reason.

    `ambiguous`: entries whose number may be several people's; `perhaps`: who is not added because one may be theirs.
    """

    new: int = 0
    changed: int = 0
    removed: int = 0
    opted_out: int = 0
    blocked: int = 0
    joined: int = 0
    others: int = 0
    ambiguous: int = 0
    perhaps: int = 0

    def __str__(self) -> str:
        """One line: `+3 new, 2 changed, 1 removed, 97 opted out kept`."""
        told = (f"{'+' * (what == 'new')}{count:,} {what}" for count, what in zip(self, _WORDS, strict=True) if count)
        return ", ".join(told) or _NOTHING

    @classmethod
    def read(cls, text: str) -> Counts | None:
        """The numbers that a line begins with, as `str()` writes them; None if it does not."""
        line = text.split(";", 1)[0].strip()
        if line == _NOTHING:
            return cls()
        found = dict.fromkeys(_WORDS, 0)
        for part in line.removesuffix(_LATER).split(", "):
            match = _PART.fullmatch(part)
            if match is None or match["what"] not in found:
                return None
            found[match["what"]] = int(match["count"].replace(",", ""))
        return cls(*found.values())

    @classmethod
    def of_new_list(cls, count: int) -> str:
        """The line about a list whose group is still to be created."""
        return f"{cls(new=count)}{_LATER}"


class Approved(NamedTuple):
    """How many entries of one resource a person agreed to have added, changed and removed; none by default."""

    new: int = 0
    changed: int = 0
    removed: int = 0


_WORDS = (
    "new",
    "changed",
    "removed",
    "opted out kept",
    "on the block list not added",
    "joined by subscription kept",
    "of others untouched",
    "with ambiguous numbers kept",
    "perhaps among them not added",
)
_NOTHING = "nothing to change"
_LATER = ", for a group that is not there yet"
_PART = re.compile(r"\+?(?P<count>[0-9]{1,3}(?:,[0-9]{3})*) (?P<what>[a-z ]+)")
