"""Whom a run touches, by positions and ids, which name nobody: what is planned, and what a person approved of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.entry_plan.plan import Plan
from lox24_provider.rules.ids import compressed, expanded

__all__ = ["Beyond", "Scope"]

_RANGES = re.compile(r"(?:\d{1,20}(?:-\d{1,20})?(?:,\d{1,20}(?:-\d{1,20})?)*)?")


class Beyond(NamedTuple):
    """How many entries would be touched that a person did not agree to."""

    new: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The entries that a run adds, changes and removes; nobody's, by default.

    Attributes:
        version: the fingerprint of the list that `adds` is about.
        adds: positions in its canonical order. A number would say who it is, and without its list a position is nobody.
        changes: ids at LOX24.
        removals: ids at LOX24; of a group, of those who are deleted with it.
    """

    version: str = ""
    adds: frozenset[int] = frozenset()
    changes: frozenset[int] = frozenset()
    removals: frozenset[int] = frozenset()

    @classmethod
    def of(cls, plan: Plan, *, desired: Sequence[Entry], version: str) -> Scope:
        """What `plan` touches; `desired` is the list in its canonical order."""
        numbers = {entry.phone for entry in plan.adds}
        return cls(
            version=version,
            adds=frozenset(at for at, entry in enumerate(desired) if entry.phone in numbers)
            if numbers
            else frozenset(),
            changes=frozenset(change.id for change in plan.changes),
            removals=frozenset(plan.removals),
        )

    def beyond(self, approved: Scope) -> Beyond:
        """How far this goes beyond what was approved. Of another version of a list nobody was approved to be added."""
        agreed = approved.adds if approved.version == self.version else frozenset[int]()
        return Beyond(
            new=len(self.adds - agreed),
            changed=len(self.changes - approved.changes),
            removed=len(self.removals - approved.removals),
        )

    def document(self) -> dict[str, str]:
        """This as JSON: sets as ascending ranges, `1-500,502`."""
        ranges = {name: compressed(getattr(self, name)) for name in ("adds", "changes", "removals")}
        return {"version": self.version, **ranges}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Scope:
        """What `document()` has written.

        Raises:
            ValueError: it has not.
        """
        texts = {name: document.get(name) for name in ("version", "adds", "changes", "removals")}
        version = texts.pop("version")
        if not isinstance(version, str) or not all(_is_ranges(text) for text in texts.values()):
            raise ValueError("no scope")
        return cls(version=version, **{name: frozenset(expanded(str(text))) for name, text in texts.items()})


def _is_ranges(text: object) -> bool:
    return isinstance(text, str) and _RANGES.fullmatch(text) is not None
