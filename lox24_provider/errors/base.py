"""What every foreseeable error is."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "Lox24Error",
    "Refused",
]


class Lox24Error(Exception):
    """Something foreseen went wrong; `str()` says it in one line.

    Attributes:
        code: stands for the kind of error in documents and scripts, and never changes.
        remedy: what to do in general; the line itself knows the case.
        groups: ids of the groups that it names.
    """

    code: ClassVar[str] = "LOX0000"
    remedy: ClassVar[str] = ""
    groups: tuple[str, ...] = ()

    def coded(self, line: str) -> str:
        """A line of this error, shortened already, with the code at its end."""
        return f"{line} [{self.code}]"

    @property
    def short(self) -> str:
        """The same without advice, for a message that only refers to this one."""
        return str(self)


class Refused(Lox24Error):
    """A guard of this provider refused."""

    code = "LOX3000"
    remedy = "Do what the line says; nothing was changed."
