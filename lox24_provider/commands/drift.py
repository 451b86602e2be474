"""`lox24 drift`: whether somebody changed the account behind the program's back."""

from __future__ import annotations

import argparse

from lox24_provider.commands.common import FAILED, failed
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.review import add_forms, show
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.errors import Lox24Error
from lox24_provider.workflow import reviewing
from lox24_provider.workflow.review.saved import Document

__all__ = ["add_arguments", "run"]

CLEAN, DRIFT = 0, 2

HELP = """\
Looks at the account and shows the drift: groups and lists that are not as they were applied. Nothing is written,
neither in the account nor in the state. What the program itself would change is not drift.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 drift -s prod --markdown drift.md
""",
    exits={
        CLEAN: Exit("unchanged", "the account is as it was applied"),
        DRIFT: Exit("changes", "there is drift"),
        FAILED: Exit("error", "an error"),
    },
    writes="nothing but the files of --markdown and --html",
    secrets=STACK_SECRETS,
    prints=(Document,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    add_forms(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        take_stack(arguments)
        review = reviewing.of_drift(reviewing.stack_engine(arguments.stack))
        show(review, arguments)
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    return CLEAN if review.is_empty else DRIFT
