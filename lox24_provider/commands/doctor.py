"""`lox24 doctor`: one look at a set-up, one line a check, each with what to do about it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, TypedDict

from lox24_provider.commands.common import say, say_json
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.workflow.doctor.check import State
from lox24_provider.workflow.doctor.sharing import shareable, shareable_stack

if TYPE_CHECKING:
    from lox24_provider.workflow.doctor.examination import Examination

__all__ = ["add_arguments", "run"]

FINE, PROBLEM = 0, 1

HELP = """\
Looks at Python, the engine, the project, one stack and its account, and changes nothing. Each check is one line: ok,
warning (it works, with a risk) or problem (some command will fail). A warning and a problem say what to do.

LOX24 gets one GET /me, which is never sent again. No token is printed. What --json prints may be pasted into an issue:
it names no user, no machine and no phone number, and the home folder is ~.
"""


class Checked(TypedDict):
    """A line; `Check` says what each of it is."""

    name: str
    state: State
    text: str
    fix: str
    code: str | None


class Examined(TypedDict):
    """All of it for machines."""

    healthy: bool
    stack: str | None
    checks: list[Checked]


MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 doctor -s prod
lox24 doctor -s prod --offline --json | jq '.checks[] | select(.state != "ok")'
""",
    exits={
        FINE: Exit("fine", "no problem; there may be warnings"),
        PROBLEM: Exit("problems", "a problem"),
    },
    writes="nothing",
    secrets=f"{STACK_SECRETS}; if one is missing, a check says so; no token with --offline",
    prints=(Examined,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    parser.add_argument(
        "-s", "--stack", metavar="STACK", help="the stack to look at (as for other commands, or else the only stack)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")
    parser.add_argument("--offline", action="store_true", help="do not ask LOX24")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    from lox24_provider.workflow.doctor.examination import examine  # which loads HTTP

    found = examine(stack=arguments.stack, offline=arguments.offline)
    if arguments.json:
        say_json(_document(found))
    else:
        for check in found.lines():
            say(str(check))
    return FINE if found.healthy else PROBLEM


def _document(found: Examination) -> Examined:
    lines = list(found.lines())
    people = {name for line in lines for name in line.people}  # another line may name the stack `max/lists/dev`
    checks = [shareable(line, people=sorted(people), stack=found.stack) for line in lines]
    stack = found.stack and shareable_stack(found.stack, people=sorted(people))
    return {
        "healthy": found.healthy,
        "stack": stack,
        "checks": [
            {"name": one.name, "state": one.state, "text": one.text, "fix": one.fix, "code": one.code} for one in checks
        ],
    }
