"""`lox24 completion`: what bash, zsh or fish need to complete the commands."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lox24_provider.commands.common import say, say_whole
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.errors import Lox24Error
from lox24_provider.workflow.project import Project

__all__ = ["add_arguments", "run"]

SHELLS = ("bash", "zsh", "fish")
STACKS = "stacks"  # in a shell's place: the words for `-s`

_STACKS = ("stack", "first", "second", "other")
"""Arguments that are a stack's name."""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,100}")
"""A name that a shell reads as itself: bash runs what is in a word; a cloned project may name a file anything."""

HELP = """\
Prints a script with which a shell completes the commands, their options, files, and the stacks of the project in the
current folder. It is made once, and again after an upgrade.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 completion bash >~/.local/share/bash-completion/completions/lox24
lox24 completion zsh >~/.zsh/_lox24      # a folder of fpath, before compinit
lox24 completion fish >~/.config/fish/completions/lox24.fish
eval "$(lox24 completion bash)"          # this shell only
""",
    exits={0: Exit("done", "printed")},
    writes="nothing",
    secrets=NO_SECRET,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    told = f"{', '.join(SHELLS)}; {STACKS} prints the words for -s alone"
    parser.add_argument("shell", choices=(*SHELLS, STACKS), metavar="SHELL", help=told)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    if arguments.shell == STACKS:
        for name in _stacks():
            say(name)
        return 0
    import shtab  # noqa: PLC0415 not for the words of `-s`, which somebody waits for

    for action in _actions(arguments.whole):
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # where shtab looks for it
        elif action.dest in _STACKS:
            action.complete = shtab.cmd(f"lox24 completion {STACKS} 2>/dev/null")  # type: ignore[attr-defined]
        elif action.dest == "shell":
            action.choices = SHELLS
    say_whole(shtab.complete(arguments.whole, shell=arguments.shell))
    return 0


def _stacks() -> list[str]:
    """The stacks that have a file; none where there is no project, which is no fault while somebody types."""
    try:
        return [name for name in Project.find().stack_files() if _PLAIN.fullmatch(name)]
    except (Lox24Error, OSError):
        return []


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001 argparse has no other way to what a parser takes
        yield action
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 as above
            parsers: dict[str, Any] = action.choices
            for below in parsers.values():
                yield from _actions(below)
