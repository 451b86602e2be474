"""Settings and declarations that are not valid."""

from __future__ import annotations

from lox24_provider.errors.base import Lox24Error

__all__ = [
    "InputError",
    "SettingsError",
]


class SettingsError(Lox24Error):
    """A setting is missing or not valid; `str()` names every problem and what to do."""

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
