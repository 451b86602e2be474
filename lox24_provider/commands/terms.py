"""What all commands share: their parser's form, how they fail, where their words go."""

from __future__ import annotations

import argparse
import sys

from lox24_provider.errors import Lox24Error
from lox24_provider.text import one_line

__all__ = ["EmptyOption", "counted", "failed", "refuse_empty", "say", "says_yes", "set_up"]

FAILED = 1

_LONGEST = 4096  # characters of a line, which a path has to fit into


def set_up(parser: argparse.ArgumentParser, *, description: str, epilog: str) -> None:
    """Help in our own lines: what the command does, and below the options an example and the exit codes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = description, epilog


def say(text: str) -> None:
    """A line of the result."""
    print(text)  # noqa: T201 a command's output


def counted(number: int, what: str) -> str:
    """`1 group`, `2,000 groups`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def refuse_empty(option: str, value: str | None) -> None:
    """Refuse an option whose value is empty: without the option the command would do something else.

    Raises:
        EmptyOption: it is.
    """
    if value is not None and not value.strip():
        raise EmptyOption(option)


class EmptyOption(Lox24Error):
    """A value that came from a variable which is not set, most likely."""

    def __init__(self, option: str) -> None:
        super().__init__(f"{option} is empty, and nothing was done: is the variable that it comes from not set?")


def says_yes(question: str) -> bool:
    """Whether a person at a terminal says yes; nobody else is asked."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def failed(error: object) -> int:
    """Tell an error, a line each; the exit code."""
    for line in str(error).splitlines():
        print(f"error: {one_line(line, limit=_LONGEST)}", file=sys.stderr)  # noqa: T201 for a person
    return FAILED
