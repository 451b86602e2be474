"""A review is data: what would happen to which group and list, what has drifted, and what is dangerous."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lox24_provider.workflow.kinds.item import Item

__all__ = ["FORMAT", "Danger", "Files", "Others", "Review"]

FORMAT = 1
"""Of the document; what reads one takes no other."""

_VERBS = ("create", "adopt", "change", "replace", "delete")


@dataclass(frozen=True, kw_only=True)
class Danger:
    """Something that a person should not overlook."""

    item: str
    text: str


@dataclass(frozen=True)
class Files:
    """So many files, and the names of the first of them, harmless."""

    count: int
    names: tuple[str, ...]


_NONE = Files(0, ())


@dataclass(frozen=True, kw_only=True)
class Others:
    """Tracked files that changed besides what a review of files compares, and that it cannot judge.

    Attributes:
        program: what a run may read: the program, its requirements, pipelines, the rest of the stack's own files.
        stacks: files of other stacks, which have reviews of their own.
        documents: documentation, by the names.
        unread: what is in folders of which a person says that no run reads them.
    """

    program: Files = _NONE
    stacks: Files = _NONE
    documents: Files = _NONE
    unread: Files = _NONE


_UNTOUCHED = Others()


@dataclass(frozen=True, kw_only=True)
class Review:
    """What one run would do to one stack.

    Attributes:
        refreshed: whether the account was looked at first; if not, drift is not known.
        against: the version of the files that this is compared with; "" if it is the state.
        is_declared: whether programs were compared by what they declare without an engine, not files.
        unknown: of groups and lists, how many fields are known in neither version.
        is_told: whether all this is only what a job says that ran the change's own code.
        is_drift: whether this is about the account only, compared with what was applied.
        items: in the order of their names, accounts before groups before their lists.
        unchanged: how many resources stay as they are.
        others: of files against files, what else changed.
    """

    stack: str
    account: str = ""
    refreshed: bool = False
    against: str = ""
    is_declared: bool = False
    unknown: int = 0
    is_told: bool = False
    is_drift: bool = False
    items: tuple[Item, ...] = ()
    dangers: tuple[Danger, ...] = ()
    unchanged: int = 0
    others: Others = _UNTOUCHED

    @property
    def is_empty(self) -> bool:
        """Whether nothing would happen."""
        return not self.items

    @property
    def is_open(self) -> bool:
        """Whether files changed of which nobody can tell here what they do."""
        return bool(self.others.program.count)

    @property
    def drifted(self) -> tuple[Item, ...]:
        """The drift of the account."""
        return tuple(item for item in self.items if item.is_drift)

    @property
    def intended(self) -> tuple[Item, ...]:
        """What the program wants."""
        return tuple(item for item in self.items if item.is_intended)

    @property
    def verdict(self) -> str:
        """One line: `2 to create, 1 to change, 1 to delete, 4 unchanged`."""
        if self.is_drift:
            return f"{len(self.items) or 'nothing'} drifted, {self.unchanged} unchanged"
        counted = [(sum(item.verb == verb for item in self.items), verb) for verb in _VERBS]
        told = [f"{count} to {verb}" for count, verb in counted if count]
        told.append(f"{self.unchanged} unchanged")
        if count := self.others.program.count:
            told.append(f"{count} other {'file' if count == 1 else 'files'} not judged")
        return ", ".join(told)

    def document(self) -> dict[str, Any]:
        """The review for machines."""
        return {
            "format": FORMAT,
            "stack": self.stack,
            "account": self.account,
            "refreshed": self.refreshed,
            "against": self.against,
            "declared": self.is_declared,
            "unknown": self.unknown,
            "verdict": self.verdict,
            "unchanged": self.unchanged,
            "dangers": [{"resource": danger.item, "text": danger.text} for danger in self.dangers],
            "others": {
                kind: {"count": files.count, "names": list(files.names)}
                for kind in ("program", "stacks", "documents", "unread")
                for files in (getattr(self.others, kind),)
                if files.count or kind != "unread"
            },
            "changes": [_document(item, account=self.account) for item in self.items],
        }


def _document(item: Item, *, account: str) -> dict[str, Any]:
    counts = item.counts and {"new": item.counts.new, "changed": item.counts.changed, "removed": item.counts.removed}
    return {
        "kind": item.kind,
        "operation": item.op,
        "name": item.name,
        "urn": item.urn,
        "title": item.title,
        "id": item.id,
        "account": item.account or ("" if item.served_by or not item.is_ours else account),
        "served_by": item.served_by,
        "adopts": item.adopts and {"id": item.adopts.id, "entries": item.adopts.entries},
        "fields": [
            {"name": field.name, "now": field.now, "after": field.after, "drift": field.is_drift}
            for field in item.fields
        ],
        "entries": counts,
        "held": item.held,
        "gone": item.gone,
        "moved": item.moved,
        "notes": list(item.notes),
        "place": str(item.place) if item.place else "",
    }
