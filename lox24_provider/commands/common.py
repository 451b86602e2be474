"""What all commands share: their parser's form, how they fail, where their words go."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from getpass import getpass
from typing import TypedDict

from lox24_provider.display.text import is_plain, one_line
from lox24_provider.errors import Aborted, EmptyOption, FileError, Lox24Error

__all__ = [
    "FAILED",
    "INTERRUPTED",
    "Failed",
    "ReaderGone",
    "Terminal",
    "add_account_arguments",
    "counted",
    "failed",
    "note",
    "number_of",
    "refuse_empty",
    "say",
    "say_json",
    "say_whole",
    "says_yes",
]

FAILED = 1
"""The exit code of an error, also of a wrong call: 2 means that something would change, which pipelines let pass."""

INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""


class Failed(TypedDict):
    """What any command with `--json` prints of an error."""

    code: str
    errors: list[str]


class ReaderGone(Exception):
    """Whoever reads the output has seen enough, as `head` has; no `OSError`, which a command may have a word for."""


_LONGEST = 4096  # characters of a line, which a path has to fit into


def add_account_arguments(parser: argparse.ArgumentParser) -> None:
    """How a command is told which account it asks, whose stack may be none: for `workflow.connection.asked_for`."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument("-s", "--stack", metavar="STACK", help="the stack whose account is meant")
    either.add_argument("--base-url", metavar="URL", help="the API, or the word sandbox (LOX24_BASE_URL)")


def say(text: str) -> None:
    """A line of the result; whatever a name in it holds, it stays one line, and steers no terminal and no pipeline."""
    say_whole(_harmless(text))


def note(text: str) -> None:
    """A line for a person beside the result, as harmless."""
    print(_harmless(text), file=sys.stderr)  # noqa: T201 as it says


def say_whole(document: str) -> None:
    """A result of many lines, or one for machines; whoever made it has made the names in it harmless."""
    try:
        print(document)  # noqa: T201 a command's output
    except BrokenPipeError:
        raise ReaderGone from None


def say_json(document: object) -> None:
    """A result for machines: one of what the command's manual says that it prints."""
    import json  # noqa: PLC0415 the parser, which is all that most calls need, has no use for it

    say_whole(json.dumps(document))


def _harmless(text: str) -> str:
    """The text with its blanks as they are, also the wide ones that a pasted name may have; no word is cut."""
    if text.lstrip().startswith("::"):  # GitHub's runner takes such a line for a word to itself
        text = text.replace(":", "\\u003a", 1)
    if is_plain(text):  # nothing to make harmless in most lines
        return text
    words = re.sub(r"\S+", lambda found: one_line(found[0], limit=_LONGEST), text)
    return re.sub(r"[^\S \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]", " ", words)


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


def says_yes(question: str) -> bool:
    """Whether a person at a terminal says yes; nobody else is asked."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(f"{_harmless(question)} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def failed(
    error: Lox24Error | OSError, *, show: Callable[[str], str] = str, as_json: bool = False, **besides: object
) -> int:
    """Tell an error, a line each with its code; the exit code, which is another one after Ctrl-C.

    Args:
        as_json: whether to print it for machines as well, with what is given `besides`.
    """
    kind = type(error) if isinstance(error, Lox24Error) else FileError
    lines = [one_line(line, limit=_LONGEST) for line in show(str(error)).splitlines()]
    if as_json:
        document: Failed = {"code": kind.code, "errors": lines}
        say_json({**besides, **document})
    for line in lines:
        print(f"error: {kind.coded(line)}", file=sys.stderr)  # noqa: T201 for a person
    is_interrupted = isinstance(error, Aborted) or isinstance(error.__cause__, KeyboardInterrupt)
    return INTERRUPTED if is_interrupted else FAILED


def number_of(given: str) -> str:
    """A person's number as an argument has it; of `-` what stands on standard input, or is typed and not shown."""
    if given != "-":
        return given.strip()
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    try:
        return getpass("number (not shown): ").strip()
    except EOFError:
        return ""


class Terminal:
    """What an operation of a command has to say, on stderr."""

    def warning(self, text: str) -> None:
        """A line."""
        note(text)

    note = warning

    def progress(self, text: str) -> None:
        """A line where somebody watches."""
        if sys.stderr.isatty():
            note(text)
