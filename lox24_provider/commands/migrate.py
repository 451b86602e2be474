"""`lox24 migrate`: a stack moved to the native plugin, or back, without a request and without a change."""

from __future__ import annotations

import argparse

from lox24_provider.commands.common import FAILED, counted, failed, note, say
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.config.native import SETTING
from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error
from lox24_provider.workflow import migrating, reviewing
from lox24_provider.workflow.project import Project

__all__ = ["add_arguments", "run"]

HELP = f"""\
Writes {SETTING} into the stack's file, whose comments and order stay, and runs a preview. If the preview shows a
change, the file is put back as it was. Nothing is written at LOX24. The next `pulumi up` then moves the stack's
resources in the state.

A program in another language than Python does not read that setting. For such a program it changes nothing, and prints
what you have to write into the program.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 migrate -s prod
lox24 migrate -s prod --to dynamic
""",
    exits={
        0: Exit("done", "the file says so, and nothing changes"),
        FAILED: Exit("error", "an error, or something would change; the file is as it was"),
    },
    writes="the stack's file; nothing at LOX24 or in the state",
    secrets=STACK_SECRETS,
    interrupted="the stack file is as it was",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    parser.add_argument(
        "--to",
        choices=("native", "dynamic"),
        default="native",
        help="the native plugin (default), or the dynamic provider of Python programs",
    )


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        take_stack(arguments, needs_naming=True)
        project = Project.find()
        if (language := project.language) != "python":
            return _by_hand(language, stack=arguments.stack.rsplit("/", 1)[-1], project=project.name)
        engine = reviewing.stack_engine(arguments.stack)
        moved = migrating.move(engine, native=arguments.to == "native")
    except (Lox24Error, OSError) as error:
        return failed(error)
    stack, by = one_line(arguments.stack), "native plugin" if arguments.to == "native" else "dynamic provider"
    what = f"{counted(moved.count, 'resource')} unchanged with the {by}"
    say(f"{stack}: {what}; {moved.file} {'now says' if moved.is_written else 'said already'} so ({SETTING})")
    say(f"next: `pulumi up -s {stack}` moves them in the state and sends nothing; then commit {moved.file}")
    return 0


def _by_hand(language: str, *, stack: str, project: str) -> int:
    """What a program of another language has to say itself."""
    note(f"a program in {one_line(language)} does not read {SETTING}; nothing was done")
    say("so that the engine finds what a Python program has declared, each resource keeps its name and says:")
    for line in migrating.alias_lines(language, stack=stack, project=project):
        say(line)
    if language == "yaml":
        say(f"all of it at once, as a program: lox24 export -s {one_line(stack)} --format pulumi-yaml")
    at = f"-s {one_line(stack)}"
    say(f"then `pulumi preview {at}` shows no change; after the first `pulumi up {at}` the aliases may go")
    return FAILED
