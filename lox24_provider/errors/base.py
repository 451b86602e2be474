"""What every foreseeable error is."""

from __future__ import annotations

import re
from typing import ClassVar

__all__ = [
    "Lox24Error",
    "Refused",
]

_HAS_CODE = re.compile(r" \[LOX\d{4}\]$")


class Lox24Error(Exception):
    """Something foreseen went wrong; `str()` says it in one line.

    Attributes:
        code: stands for the kind of error in documents and scripts, and never changes.
        remedy: what to do in general; the line itself knows the case.
        groups: ids of the groups that it names.
        repeats: whether its lines may be those of other errors, as the engine repeats them, each with its code.
    """

    code: ClassVar[str] = "LOX0000"
    remedy: ClassVar[str] = ""
    repeats: ClassVar[bool] = False
    groups: tuple[str, ...] = ()

    @classmethod
    def coded(cls, line: str) -> str:
        """A line of this kind, shortened already, with the code at its end, once.

        Another code at its end is foreign text's, of LOX24 or in a name, unless this kind repeats errors of ours.
        """
        has_code = line.endswith(f" [{cls.code}]") or (cls.repeats and _HAS_CODE.search(line))
        return line if has_code else f"{line} [{cls.code}]"

    @property
    def short(self) -> str:
        """The same without advice, for a message that only refers to this one."""
        return str(self)


class Refused(Lox24Error):
    """A guard of this provider refused."""

    code = "LOX3000"
    remedy = "Do what the line says; nothing was changed."
