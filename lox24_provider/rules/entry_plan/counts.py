"""How many entries of a list are concerned: as data, as a sentence, and as both on a row of the engine's display."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lox24_provider.safe_io.json_reading import json_of

__all__ = ["Counts", "Drift", "counts_of", "row"]


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
        return ", ".join(told) or "nothing to change"

    def document(self) -> dict[str, int]:
        """This as JSON: what there is."""
        return {name: count for name, count in self._asdict().items() if count}

    @classmethod
    def read(cls, document: object) -> Counts | None:
        """What `document()` has written; None if it has not."""
        if not isinstance(document, Mapping) or not {*document} <= {*cls._fields}:
            return None
        counts: Mapping[str, Any] = document
        if any(isinstance(count, bool) or not isinstance(count, int) or count < 0 for count in counts.values()):
            return None
        return cls(**counts)


class Drift(NamedTuple):
    """How far the account has drifted from a list, in numbers of entries.

    `gone`: of those that the resource made, where the list itself is not at hand; nothing else is known then.
    """

    missing: int = 0
    changed: int = 0
    undeclared: int = 0
    gone: int = 0

    def __str__(self) -> str:
        """One line: `3 missing, 1 changed`; empty for none."""
        words = ("missing", "changed", "not in the list", "of those that this resource made are gone")
        return ", ".join(f"{count:,} {what}" for count, what in zip(self, words, strict=True) if count)

    def document(self) -> dict[str, int]:
        """This as the state keeps it: what there is."""
        return {name: count for name, count in self._asdict().items() if count}

    @classmethod
    def read(cls, document: object) -> Drift:
        """What `document()` has written, as the engine has numbers; none where it has not."""
        given = document if isinstance(document, Mapping) else {}
        counts = {name: given.get(name) for name in cls._fields}
        return cls(**{name: int(count) for name, count in counts.items() if isinstance(count, int | float)})


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
_MARK = "lox24"
_RECORD = re.compile(r' (\{"lox24":\{[^{}]*\}\})$')


def row(counts: Counts, *hints: str) -> str:
    """The line of a list's row: a sentence, and at its end the data, for `lox24 review` of a saved preview."""
    record = json.dumps({_MARK: counts.document()}, separators=(",", ":"))
    return f"{'; '.join([str(counts), *hints])} {record}"


def counts_of(line: str) -> Counts | None:
    """The data of a line that `row` has made; None if it has not.

    Other lines of a row hold words of others, e.g. of a list's header; none of them begins as these counts are told.
    """
    found = _RECORD.search(line.rstrip())
    try:
        counts = Counts.read(json_of(found[1])[_MARK]) if found else None
    except ValueError:
        return None
    return counts if counts is not None and line.startswith(str(counts)) else None
