"""The command `lox24`: what the engine has no word for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

from lox24_provider.commands.common import FAILED, INTERRUPTED, Failed, ReaderGone, failed, say_json
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, codes
from lox24_provider.display.text import masked
from lox24_provider.errors import Aborted, NotSetUp, UsageError
from lox24_provider.version import __version__
from lox24_provider.workflow.environment import enter

__all__ = ["EVERYWHERE", "main", "whole_parser"]


class _WrongCall(SystemExit):
    """The end of a call that is not understood, of which a person was told already."""

    def __init__(self, told: str) -> None:
        self.told = told
        super().__init__(FAILED)


class _Parser(argparse.ArgumentParser):
    """One whose complaints are errors like others, not argparse's own 2, and do not repeat a person's number."""

    def error(self, message: str) -> NoReturn:
        told = masked(message)
        self.print_usage(sys.stderr)
        self._print_message(f"{self.prog}: error: {UsageError.coded(told)}\n", sys.stderr)
        raise _WrongCall(told)


_CLOSED = 141  # as shells have it

EVERYWHERE: Mapping[int, Exit] = {
    FAILED: Exit("error", "an error, or a wrong call: no such command or option, or a value that it does not take"),
    INTERRUPTED: Exit("interrupted", "interrupted, with Ctrl-C"),
    _CLOSED: Exit("closed", "the output was closed before its end, as `head` does"),
}
"""Exit codes that every command has besides its own."""

_EPILOG = f"exit codes of every command besides its own:\n{codes(EVERYWHERE)}"

_COMMANDS = (
    ("init", "begin a project, or complete one", "init", "add_arguments", "run"),
    ("review", "show what a run would do", "review", "add_arguments", "run"),
    ("plan", "make an approval plan", "plan", "add_plan_arguments", "run_plan"),
    ("apply", "run exactly the approved plan, or refuse", "plan", "add_apply_arguments", "run_apply"),
    ("export", "write an existing account down as declarations", "export", "add_arguments", "run"),
    ("import", "bring existing groups and lists into the state", "import_", "add_arguments", "run"),
    ("release", "stop managing groups that LOX24 keeps", "release", "add_arguments", "run"),
    ("drift", "show how the account differs from what was applied", "drift", "add_arguments", "run"),
    ("recover", "resume after a run that was killed", "recover", "add_arguments", "run"),
    ("stacks", "check, compare and make stack files", "stacks", "add_arguments", "run"),
    ("lists", "check a list file without an account", "lists", "add_arguments", "run"),
    ("migrate", "move a stack to the native plugin, or back", "migrate", "add_arguments", "run"),
    ("plugin", "install the native plugin, for programs in every language", "plugin", "add_arguments", "run"),
    ("install-cli", "fetch the pinned Pulumi CLI, for a pipeline's PATH", "install_cli", "add_arguments", "run"),
    ("doctor", "check a set-up, and say how to fix it", "doctor", "add_arguments", "run"),
    ("verify-account", "find out what LOX24's documentation leaves open", "verify_account", "add_arguments", "run"),
    ("erase", "answer one person's erasure request", "erase", "add_arguments", "run"),
    ("completion", "print what a shell needs to complete these commands", "completion", "add_arguments", "run"),
)
"""Name, what it is for, and in `lox24_provider.commands` its module and functions: only the one that runs is loaded."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    try:
        try:
            return _run(sys.argv[1:] if arguments is None else list(arguments))
        finally:
            if sys.stdout is not None:  # as it is where whoever started this has closed it
                sys.stdout.flush()
    except (BrokenPipeError, ReaderGone):
        code = _CLOSED
    except OSError as error:
        code = failed(error)  # a full disk, say; commands tell of what they read and write themselves
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains at its end
    return code


def _run(given: list[str]) -> int:
    try:
        parsed = _parsed(given)
    except _WrongCall as wrong:
        if "--json" in given:
            say_json(Failed(code=UsageError.code, errors=[wrong.told]))
        raise
    except KeyboardInterrupt:  # while the command's modules are loaded
        return failed(Aborted("interrupted"), as_json="--json" in given)
    as_json = getattr(parsed, "json", False)
    try:
        enter(*(parsed.folders or ()))
        return int(parsed.run(parsed))
    except UsageError as error:
        return failed(error, as_json=as_json)
    except KeyboardInterrupt:
        besides = f"; {parsed.manual.interrupted}" if parsed.manual.interrupted else ""
        return failed(Aborted(f"interrupted{besides}"), as_json=as_json)


def _parsed(given: list[str]) -> argparse.Namespace:
    chosen = _command_of(given)
    is_whole = chosen == "completion" and "stacks" not in given  # whose script has the arguments of all
    parser = _parser(chosen=chosen, is_whole=is_whole)
    parsed, rest = parser.parse_known_args(given)
    if rest and parsed.command == "erase":  # perhaps parts of a number with blanks, too short to be masked
        parser.error("erase takes one NUMBER, without blanks, and the options that `lox24 erase --help` lists")
    if rest:
        hint = "; -C DIR stands before the command" if any(word.startswith("-C") for word in rest) else ""
        parser.error(f"unrecognized arguments: {' '.join(rest)}{hint}")
    return parsed


def whole_parser() -> argparse.ArgumentParser:
    """The parser with the arguments of all commands, for the reference."""
    return _parser(chosen="", is_whole=True)


def _parser(*, chosen: str, is_whole: bool) -> argparse.ArgumentParser:
    parser = _Parser(prog="lox24", description="LOX24 mailing lists as Pulumi resources.", epilog=_EPILOG)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--version", action="version", version=f"lox24-provider {__version__}")
    parser.add_argument(
        "-C", action="append", dest="folders", metavar="DIR", help="run in DIR, as git does; repeatable"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, what, place, add_arguments, run in _COMMANDS:
        command = commands.add_parser(name, help=what)
        if name == chosen or is_whole:
            module = import_module(f"lox24_provider.commands.{place}")
            getattr(module, add_arguments)(command)
            command.set_defaults(run=getattr(module, run), whole=parser)
    _add_sandbox(parser, commands, chosen=chosen)
    return parser


def _add_sandbox(parser: argparse.ArgumentParser, commands: Any, *, chosen: str) -> None:  # noqa: ANN401 private in argparse
    serving = commands.add_parser("sandbox", help="serve an imitation of LOX24 on a port")
    try:
        from lox24_provider.sandbox import command as sandbox  # noqa: PLC0415 an extra
    except ModuleNotFoundError as error:
        if chosen == "sandbox":
            line = f"lox24 sandbox needs the package {error.name}: pip install 'lox24-provider[sandbox]'"
            parser.exit(FAILED, f"{NotSetUp.coded(line)}\n")
    else:
        sandbox.add_arguments(serving)
        manual = Manual(
            does=sandbox.WHAT,
            examples="lox24 sandbox --port 8024 --set put=replace --set phones_page_size=30",
            exits={code: Exit("error" if code else "done", told) for code, told in sandbox.EXITS.items()},
            writes="the file of --db",
            secrets=NO_SECRET,
        )
        serving.set_defaults(run=sandbox.run, manual=manual)


def _command_of(given: Sequence[str]) -> str:
    """The first word that is neither an option nor the folder of a `-C`."""
    words = iter(given)
    for word in words:
        if word == "-C":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""
