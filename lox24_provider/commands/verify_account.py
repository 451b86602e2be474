"""`lox24 verify-account`: what LOX24's documentation leaves open, found out on a real account."""

from __future__ import annotations

import argparse
from contextlib import closing

from lox24_provider.commands.common import (
    FAILED,
    Terminal,
    add_account_arguments,
    failed,
    number_of,
    say,
    say_json,
    says_yes,
)
from lox24_provider.commands.manual import Exit, Manual, set_up
from lox24_provider.errors import Lox24Error, UsageError
from lox24_provider.rules.entry import E164
from lox24_provider.workflow.verification.report import Report

__all__ = ["add_arguments", "run"]

DONE = 0
QUESTION = "make two throw-away groups in this account, with your number in them, and delete them again?"

HELP = """\
Asks an account what the API's documentation leaves open. For each point it says whether it is as this provider assumes,
what the provider does if not, and how to make the sandbox like this account. Without --trial it only reads.

With --trial it also creates throw-away groups with a random name and one number in them, your own. It removes them
again, whatever happens. No message is sent to anybody, and no other group is touched.

The account is that of a stack, or of LOX24_TOKEN (and LOX24_BASE_URL). The report holds no number, no name and no id
of yours, so you can send it to others.
"""

MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 verify-account                     # reads only
lox24 verify-account --trial -           # asks for your number, then before it makes anything
lox24 verify-account --trial - --yes --json <number.txt
""",
    exits={
        DONE: Exit("done", "done, whatever was found"),
        FAILED: Exit("error", "an error, or not confirmed; the last line names what is left, if anything is"),
    },
    writes="nothing; with --trial two groups at LOX24, which it deletes again",
    secrets="the account's token: LOX24_TOKEN, or with -s that of the stack, and the passphrase or key of its secrets",
    prints=(Report,),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    parser.add_argument(
        "--trial", metavar="NUMBER", help="your own number, in international form; - reads it from stdin"
    )
    parser.add_argument("--yes", action="store_true", help="make the throw-away groups without asking")
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")
    add_account_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    number = None if arguments.trial is None else number_of(arguments.trial)
    try:
        if number is not None and not E164.fullmatch(number):
            raise UsageError("the number must be in international form, like +4917612345678")
        if number is not None and not arguments.yes and (arguments.json or not says_yes(QUESTION)):
            raise UsageError("not confirmed (--yes does it without asking): nothing was made")
        return _verify(arguments, number=number)
    except Lox24Error as error:
        return failed(error, as_json=arguments.json)


def _verify(arguments: argparse.Namespace, *, number: str | None) -> int:
    from lox24_provider.workflow.connection import asked_for  # which loads Pulumi
    from lox24_provider.workflow.verification.report import document, lines
    from lox24_provider.workflow.verification.verifying import verified

    connection = asked_for(stack=arguments.stack, base_url=arguments.base_url)
    with closing(connection.transport):
        findings, took = verified(connection, number=number, report=Terminal())
    if arguments.json:
        say_json(document(findings, took=took))
    else:
        for line in lines(findings, took=took):
            say(line)
    return DONE
