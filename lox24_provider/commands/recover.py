"""`lox24 recover`: resume after a run that was killed."""

from __future__ import annotations

import argparse

from lox24_provider.commands.common import FAILED, failed, say
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.display.text import one_line
from lox24_provider.errors import EngineError, Lox24Error
from lox24_provider.workflow import recovery, reviewing

__all__ = ["add_arguments", "run"]

HELP = """\
Frees a stack whose run was killed (pulumi cancel), and deletes incomplete files that the kill left beside its state.
Then it takes what happened from the account into the state (pulumi refresh --clear-pending-creates). Nothing is
deleted in the account. Use it only if the run is no longer active, because it would remove the lock of an active run
too. So it does nothing without --yes.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 recover -s prod --yes && lox24 plan -s prod --refresh
""",
    exits={
        0: Exit("done", "recovered, or there was nothing to recover"),
        FAILED: Exit("error", "an error, or --yes is missing"),
    },
    writes="the state, and removes the lock and incomplete files beside it; nothing at LOX24",
    secrets=STACK_SECRETS,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    parser.add_argument("--yes", action="store_true", help="confirm that no run of this stack is active any more")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        take_stack(arguments, needs_naming=arguments.yes)
        stack = one_line(arguments.stack)
        engine = reviewing.stack_engine(arguments.stack)
        if not arguments.yes:
            raise EngineError(f"if no run of {stack} is active any more, say so: lox24 recover -s {stack} --yes")
        open_ends = recovery.recover(engine, say=say)
    except (Lox24Error, OSError) as error:
        return failed(error)
    if open_ends:
        say(
            "a group that was made all the same is found by its name: import it "
            f"(lox24 import -s {stack}), adopt it (on_existing: adopt), or delete it"
        )
    say(f"{stack} is free; resume with: lox24 plan -s {stack} --refresh")
    return 0
