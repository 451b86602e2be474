"""What was begun and is not done: the next run resumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lox24_provider.errors.base import Lox24Error

__all__ = [
    "Incomplete",
    "Interrupted",
    "Stopped",
]


class Incomplete(Lox24Error):
    """The object belongs to the resource, but is not yet as declared. The state has both, and the next run resumes.

    Attributes:
        id: the group's number.
        inputs: what is declared.
        outputs: what the account holds, with the mark that something is missing.
    """

    code = "LOX3901"
    remedy = "Run `pulumi up` again."

    def __init__(
        self, *, id: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str, what: str = ""
    ) -> None:
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
        what = what or f"group {id} was adopted, but is"
        super().__init__(f"{what} not yet as declared ({reason}): `pulumi up` tries again")


class Stopped(Lox24Error):
    """Not all of the plan is done; `reason` says why."""

    code = "LOX3902"
    remedy = "Run `pulumi up` again: it resumes with the rest."

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Interrupted(Lox24Error):
    """Some of the entries are deleted, the others are not."""

    code = "LOX3903"
    remedy = "Run `lox24 erase` again for the rest."

    def __init__(self, *, done: int, of: int, reason: str) -> None:
        super().__init__(f"{reason} ({done} of {of} entries were erased; erase again for the rest)")
