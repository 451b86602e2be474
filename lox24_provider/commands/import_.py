"""`lox24 import`: what the program declares and the account has already, under management."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from typing import TypedDict

from lox24_provider.commands.common import FAILED, counted, failed, say, say_json, says_yes
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.display.text import one_line
from lox24_provider.errors import EngineError, Lox24Error, UsageError
from lox24_provider.workflow.connection import connection_of
from lox24_provider.workflow.importing.importing import Import, managed, prepare
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["add_arguments", "run"]

SHOWN = 30  # groups, before a person is asked

HELP = """\
Brings groups that the program declares and the account has already into the stack's state, with their lists. Nothing is
written at LOX24. A group is found by the file that `lox24 export` has written, by --map, by its `adopt`, or by its name
if only one group has it. If anything is not certain, that is an error, and nothing is imported. A list is imported if
its group holds exactly its people. Any other list is reconciled by the next `up`, with its guards. You can run it
again: it imports only what the state does not have.
"""


class Imported(TypedDict):
    """What is in the state now, and what is not; `Import` says what each of it is."""

    groups: dict[str, str]
    lists: dict[str, str]
    later: dict[str, str]
    new: list[str]
    elsewhere: list[str]
    below: dict[str, str]


MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 export -s prod && lox24 import -s prod --yes
lox24 import -s prod --map clients=42 --yes
""",
    exits={
        0: Exit("done", "imported, or there was nothing to import"),
        FAILED: Exit("error", "an error, or not confirmed; nothing was imported"),
    },
    writes="the state; nothing at LOX24",
    secrets=STACK_SECRETS,
    prints=(Imported,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    parser.add_argument(
        "--map", action="append", default=[], metavar="NAME=ID", help="which group a resource is; may be repeated"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        mapped = dict(_pair(given) for given in arguments.map)
        take_stack(arguments, needs_naming=arguments.yes)
        engine = Engine.of(stack=arguments.stack)
        os.chdir(engine.project.folder)  # where the provider works too
        connection = connection_of(engine)
        held = managed(engine.export(), account=connection.account)
        made = prepare(engine, connection, held=held, mapped=mapped)
        if not arguments.json:
            _tell(made, held=held)
        if made.groups or made.lists:
            if not (arguments.yes or (not arguments.json and says_yes("import them?"))):
                raise EngineError("nothing was imported: say --yes where nobody can be asked")
            made.bring(engine)
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    if arguments.json:
        told: Imported = {
            "groups": made.groups,
            "lists": made.lists,
            "later": made.later,
            "new": made.new,
            "elsewhere": made.elsewhere,
            "below": made.below,
        }
        say_json(told)
    elif made.groups or made.lists:
        say(f"imported; look at what is left to do: lox24 review -s {one_line(arguments.stack)}")
    return 0


def _tell(made: Import, *, held: Mapping[str, str]) -> None:
    for name, id in list(made.groups.items())[:SHOWN]:
        say(f"{name}: group {id}" + (" and its list" if name in made.lists else ""))
    if len(made.groups) > SHOWN:
        say(f"and {len(made.groups) - SHOWN:,} more, see --json")
    for name in sorted(made.lists.keys() - made.groups.keys()):
        say(f"{name}: the list of group {made.lists[name]}")
    for name in made.new:
        say(f"{name}: not at LOX24, the next `up` makes it")
    for name in made.elsewhere:
        say(f"{name}: has an Account of its own, which is not asked; its `adopt` takes a group over")
    for name, why in made.later.items():
        say(f"{name}: its list is reconciled by the next `up`: {why}")
    for name, parent in made.below.items():
        say(f"{name}: stands below {parent}, which is not in the state: apply that alone, then import again")
    what = f"{counted(len(made.groups), 'group')} and {counted(len(made.lists), 'list')}"
    if made.groups or made.lists:
        say(f"{what} to import")
    elif held and not (made.new or made.elsewhere or made.later or made.below):
        say(f"nothing to import: the state has all that the program declares ({counted(len(held), 'group')})")
    else:
        say("nothing to import")


def _pair(given: str) -> tuple[str, str]:
    name, equals, id = given.rpartition("=")
    if not (name and equals):
        raise UsageError("--map takes NAME=ID, the resource's name and the group's number: --map clients=42")
    return name, id
