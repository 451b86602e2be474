"""Settings and declarations that are not valid.

Most problems of a declaration are told all at once and raised by nobody: then only the code of their kind is used.
"""

from __future__ import annotations

from lox24_provider.errors.base import Lox24Error

__all__ = [
    "GroupInputError",
    "InputError",
    "ListFileError",
    "ListInputError",
    "SettingsError",
]


class SettingsError(Lox24Error):
    """A setting is missing or not valid; each line names a problem and what to do."""

    code = "LOX1001"
    remedy = "Set what the line names, in the stack's configuration or the environment."

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


class InputError(Lox24Error):
    """An argument is not valid."""

    code = "LOX1002"
    remedy = "Correct the argument that the line names."

    def __init__(self, *, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


class GroupInputError(InputError):
    """A field of a group cannot be right, in a program or a stack file."""

    code = "LOX1003"
    remedy = "Correct the field that the line names; [the reference](group.md) has all of them."


class ListInputError(InputError):
    """A field of a list cannot be right, in a program or a stack file."""

    code = "LOX1004"
    remedy = "Correct the field that the line names; [the reference](group-phones.md) has all of them."


class ListFileError(Lox24Error):
    """A list, or its file, cannot be read as it stands, or entries in it cannot be right."""

    code = "LOX1005"
    remedy = "Correct the lines that are named, or say how the file is read; `lox24 lists check` helps."
