"""The option `-s` of the commands that work on one stack, and what they do without it."""

from __future__ import annotations

import argparse
import os

from lox24_provider.commands.common import note
from lox24_provider.workflow.meant_stack import meant

__all__ = ["add_stack_argument", "take_stack"]


def add_stack_argument(parser: argparse.ArgumentParser) -> None:
    """`-s STACK`."""
    parser.add_argument(
        "-s", "--stack", metavar="STACK", help="the stack (that of PULUMI_STACK, or the one selected with Pulumi)"
    )


def take_stack(arguments: argparse.Namespace, *, needs_naming: bool = False) -> None:
    """Fill in the stack that is meant, and tell a person where they did not name it.

    Args:
        needs_naming: whether one that is only selected is not taken.

    Raises:
        EmptyOption, ProjectError: none is meant.
    """
    found = meant(arguments.stack, environment=os.environ, needs_naming=needs_naming)
    if found.by:
        note(f"stack {found.stack} ({found.by})")
    arguments.stack = found.stack
