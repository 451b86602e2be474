"""`lox24 release`: a stack stops managing groups, and LOX24 keeps them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TypedDict

from lox24_provider.commands.common import FAILED, failed, say, say_json, says_yes
from lox24_provider.commands.manual import Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.display.text import one_line
from lox24_provider.errors import EngineError, Lox24Error
from lox24_provider.workflow.importing.releasing import chosen, release
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["add_arguments", "run"]

HELP = """\
Takes groups and their lists out of the stack's state. LOX24 is not asked, and nothing is changed there: the groups stay
with everybody in them, and no run of this stack touches them any more. Protected groups are taken out too.
"""


class Released(TypedDict):
    """The groups' numbers by resource name, and how many resources left the state."""

    groups: Mapping[str, str]
    resources: int


MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 release -s prod clients newsletter --yes
""",
    exits={
        0: Exit("done", "released"),
        FAILED: Exit("error", "an error, or not confirmed; nothing was released"),
    },
    writes="the state; nothing at LOX24",
    secrets="the stack's passphrase or key, if it has one; no token",
    prints=(Released,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    parser.add_argument("names", nargs="+", metavar="NAME", help="a group's resource name, or its URN")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        take_stack(arguments, needs_naming=arguments.yes)
        engine = Engine.of(stack=arguments.stack)
        released = chosen(engine.export(), names=arguments.names)
        question = f"release {', '.join(map(one_line, released.groups))}?"
        if not (arguments.yes or (not arguments.json and says_yes(question))):
            raise EngineError("nothing was released: say --yes where nobody can be asked")
        release(engine, released)
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    if arguments.json:
        document: Released = {"groups": released.groups, "resources": len(released.urns)}
        say_json(document)
        return 0
    for name, id in released.groups.items():
        say(f"{one_line(name)}: released; group {one_line(id)} stays at LOX24 as it is")
    say("now take the declarations out too: the next `up` would create the groups again, or refuse because they exist")
    return 0
