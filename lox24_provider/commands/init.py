"""`lox24 init`: a project to begin with, or what an existing one lacks."""

from __future__ import annotations

import argparse
import os
import re
import shlex
from pathlib import Path

from lox24_provider.commands.common import FAILED, failed, say
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.display.text import masked
from lox24_provider.errors import FileError, Lox24Error, UsageError
from lox24_provider.workflow.scaffolding.installers import RUNNERS
from lox24_provider.workflow.scaffolding.pipelines import pipeline_files
from lox24_provider.workflow.scaffolding.project_files import DEV, TODO, Names
from lox24_provider.workflow.scaffolding.scaffold import (
    Scaffold,
    declares_itself,
    next_commands,
    runner_of,
    scaffold,
    stack_of,
)
from lox24_provider.workflow.scaffolding.target import Target

__all__ = ["add_arguments", "run"]

DONE = 0
FORGES = ("github", "gitlab")

HELP = """\
Writes a Pulumi project for mailing lists into DIR: program, stack files for a sandbox and for an account, a list of
made-up people, and with --ci the pipelines. In an existing project it writes what is missing, and prints what to paste
into the files that are there.

Nothing that is there is changed, no link is followed out of the repository, and either all is written or nothing.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 init lists --ci github          # a new project
lox24 init infra --ci gitlab --runner uv --stack production
lox24 init --dry-run                  # what would be written here
""",
    exits={
        DONE: Exit("done", "written; with --dry-run: could be"),
        FAILED: Exit("error", "an error: nothing was written"),
    },
    writes="files in DIR; with --dry-run nothing",
    secrets=NO_SECRET,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    parser.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=Path(), help="where (this folder)")
    parser.add_argument("--ci", choices=FORGES, help="write the pipelines of this forge (none)")
    parser.add_argument("--runner", choices=RUNNERS, help="what installs packages (what the project uses, else pip)")
    parser.add_argument("--name", metavar="NAME", help="the new project's name (that of its folder)")
    parser.add_argument("-s", "--stack", metavar="STACK", help="the stack that works on the account (prod)")
    parser.add_argument("--client-id", metavar="ID", help="that account's number")
    parser.add_argument("--pin", metavar="OWNER/NAME@SHA", help="the published commit whose steps pipelines use")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, and say what would be written")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        return _init(arguments)
    except Lox24Error as error:
        return failed(error, show=masked)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return failed(FileError(f"{where}{error.strerror or type(error).__name__}; nothing was written"))


def _init(arguments: argparse.Namespace) -> int:
    _refuse(arguments)
    target = Target.find(arguments.folder, name=arguments.name)
    names = Names(
        project=target.name,
        key=target.groups_key,
        stack=arguments.stack or stack_of(target),
        runner=arguments.runner or runner_of(target),
        client_id=arguments.client_id or TODO,
    )
    pipelines: dict[str, str] = {}
    if arguments.ci:
        pipelines = pipeline_files(
            ci=arguments.ci,
            runner=names.runner,
            folder=target.below_root,
            stack=names.stack,
            pin=arguments.pin,
            is_program=declares_itself(target),
        )
    made = scaffold(target, names, pipelines=pipelines)
    if not arguments.dry_run:
        made.write()
    _tell(made, target=target, names=names, is_dry=arguments.dry_run)
    return DONE


def _refuse(arguments: argparse.Namespace) -> None:
    stack, client_id, pin = arguments.stack, arguments.client_id, arguments.pin
    if stack is not None and (not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", stack) or stack == DEV):
        raise UsageError(
            f"--stack has 1 to 100 letters, digits, dots, hyphens and underscores, and is not {DEV}, the sandbox's"
        )
    if client_id is not None and not re.fullmatch(r"[1-9][0-9]*", client_id):
        raise UsageError("--client-id must be the account's number, digits only")
    if pin is not None and not arguments.ci:
        raise UsageError("--pin is for pipelines: name them with --ci")


def _tell(made: Scaffold, *, target: Target, names: Names, is_dry: bool) -> None:
    if target.existing is not None:
        say(f"project {target.name} in {os.path.relpath(target.existing.file)}")
    for path in made.files:
        say(f"{'would write' if is_dry else 'wrote'} {path}")
    for path in made.kept:
        say(f"left as it is: {path}")
    for path, lacks in made.missing.items():
        say(f"{path}, {lacks.where}:")
        for line in lacks.lines:
            say(f"    {line}")
    if not made.files and not made.missing:
        say("everything is there")
    for line in made.notes:
        say(line)
    if is_dry:
        return
    first, *others = next_commands(target, names, made)
    enter = os.path.relpath(target.folder)
    say("next, when that is pasted:" if made.missing else "next:")
    for line in (first if enter == "." else f"cd {shlex.quote(enter)} && {first}", *others):
        say(f"  {line}")
