"""A problem of a declaration: which field, and what is wrong with it."""

from __future__ import annotations

from typing import NamedTuple

from lox24_provider.errors import GroupInputError, Lox24Error

__all__ = ["Problem"]


class Problem(NamedTuple):
    """One thing that cannot be right; `str()` is its line, which gets the code of its kind where it is shown."""

    field: str
    reason: str
    kind: type[Lox24Error] = GroupInputError

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"

    @property
    def coded(self) -> str:
        """The line with its code."""
        return self.kind.coded(str(self))

    def below(self, path: str) -> Problem:
        """The same of a declaration that stands at `path`."""
        return self._replace(field=f"{path}.{self.field}")
