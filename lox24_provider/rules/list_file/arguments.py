"""Arguments of a list in messages: they travel as data, and each place that shows a message spells them its own way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Arguments", "Parts", "Reason", "Spelling", "in_python", "in_yaml", "spelled"]

Arguments = Mapping[str, Any]
"""Arguments by name; None for one that is only named."""

Spelling = Callable[[Arguments], str]
"""How a place writes arguments: a program or a stack file, as here, or the command line (`commands.list_options`)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A text that names arguments. Other text is added with `+`: in an f-string the arguments would be a program's."""

    of: tuple[str | Arguments, ...]

    def __add__(self, other: Reason) -> Parts:
        return Parts((*self.of, *(other.of if isinstance(other, Parts) else (other,))))

    def __radd__(self, text: str) -> Parts:
        return Parts((text, *self.of))

    def __str__(self) -> str:
        return spelled(self, in_python)


Reason = str | Parts
"""What is wrong, or worth a word."""


def spelled(reason: Reason, spelling: Spelling) -> str:
    """A reason as the place shows it that spells arguments like this."""
    if isinstance(reason, str):
        return reason
    return "".join(part if isinstance(part, str) else spelling(part) for part in reason.of)


def in_python(arguments: Arguments) -> str:
    """Arguments as a program has them: `encoding="windows-1252", columns={"phone": "Mobil"}`."""
    return ", ".join(
        name if value is None else f"{name}={'True' if value is True else _json(value)}"
        for name, value in arguments.items()
    )


def in_yaml(arguments: Arguments) -> str:
    """The same as a stack file has them, on one line: `encoding: "windows-1252", columns: {"phone": "Mobil"}`."""
    return ", ".join(name if value is None else f"{name}: {_json(value)}" for name, value in arguments.items())


def _json(value: object) -> str:
    """Text, lists and mappings, which Python and YAML both read."""
    return json.dumps(value, ensure_ascii=False)
