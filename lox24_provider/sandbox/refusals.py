"""What the API refuses, as an exception; how it reads on the wire is `representation.problem`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

__all__ = ["Refusal", "Violation", "not_found"]


@dataclass(frozen=True)
class Violation:
    """One field that breaks a rule; `code` is Symfony's, from the API reference, section 9.2."""

    path: str
    message: str
    code: str


@dataclass(kw_only=True, eq=False)  # not frozen: an exception on its way up is given its traceback
class Refusal(Exception):
    """An answer that says no, with a status from 400 on."""

    status: int
    detail: str = ""
    violations: Sequence[Violation] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All violations, one a line, or else the detail, or else the status in words."""
        return "\n".join(f"{v.path}: {v.message}" for v in self.violations) or self.detail or phrase(self.status)


def phrase(status: int) -> str:
    """The status in words, such as "Not Found"."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "An error occurred"


def not_found() -> Refusal:
    """No such path, or nothing under it."""
    return Refusal(status=HTTPStatus.NOT_FOUND)
