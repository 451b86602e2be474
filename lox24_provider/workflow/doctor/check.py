"""What a look at one thing found: fine, worth knowing, or in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error

__all__ = ["Check", "State", "ok", "problem", "warning"]

State = Literal["ok", "warning", "problem"]

_LONGEST = 1000  # characters of one text; an engine's error may name several things


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line.

    Attributes:
        name: what was looked at, in a few words.
        state: `ok`, `warning` (it works, but), `problem` (some command will fail).
        text: what was found, on one line.
        fix: what to do about it; empty only where it is ok.
        code: of a problem, that of its kind of error.
        people: names of users and machines in the text, which are not for everybody.
    """

    name: str
    state: State
    text: str
    fix: str = ""
    code: str | None = None
    people: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The line as a person reads it."""
        fix = f" -> {self.fix}" if self.fix else ""
        code = f" [{self.code}]" if self.code else ""
        return f"{self.state:<7}  {self.name}: {self.text}{fix}{code}"


def ok(name: str, text: str, *, people: tuple[str, ...] = ()) -> Check:
    """It is as it should be."""
    return replace(_check(name, "ok", text, fix=""), people=people)


def warning(name: str, text: str, *, fix: str) -> Check:
    """It works, and there is something to know."""
    return _check(name, "warning", text, fix=fix)


def problem(name: str, text: str, *, fix: str, kind: type[Lox24Error]) -> Check:
    """Some command will fail of it, with an error of that kind."""
    return replace(_check(name, "problem", text, fix=fix), code=kind.code)


def _check(name: str, state: State, text: str, *, fix: str) -> Check:
    return Check(name=name, state=state, text=one_line(text, limit=_LONGEST), fix=one_line(fix, limit=_LONGEST))
