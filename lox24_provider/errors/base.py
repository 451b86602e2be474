"""What every foreseeable error is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = [
    "Incomplete",
    "Lox24Error",
    "Refused",
]


class Lox24Error(Exception):
    """Something foreseen went wrong; `str()` says it in one line.

    Attributes:
        groups: ids of the groups that it names.
    """

    groups: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The same without advice, for a message that only refers to this one."""
        return str(self)


class Refused(Lox24Error):
    """A guard of this provider said no."""


class Incomplete(Lox24Error):
    """The object is the resource's own, but is not yet as declared: the state keeps both, and the next run goes on.

    Attributes:
        id: the group's number.
        inputs: what is declared.
        outputs: what the account holds, with the mark that something is missing.
    """

    def __init__(
        self, *, id: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str, what: str = ""
    ) -> None:
        self.id = id
        self.inputs = inputs
        self.outputs = outputs
        what = what or f"group {id} was adopted, but is"
        super().__init__(f"{what} not yet as declared ({reason}): `pulumi up` tries again")
