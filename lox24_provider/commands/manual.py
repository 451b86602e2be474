"""What a command says about itself, as data: its help and the reference are made from it."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["NO_SECRET", "STACK_SECRETS", "Exit", "Manual", "Word", "codes", "manual_of", "set_up"]

NO_SECRET = "none"  # noqa: S105 a word of the help
STACK_SECRETS = "the account's token (lox24:token, or LOX24_TOKEN), and the stack's passphrase or key, if it has one"

_WIDTH = 118

Word = Literal[
    "done", "unchanged", "fine", "error", "problems", "changes", "unconfirmed", "kept", "interrupted", "closed"
]
"""What an exit code means, in one word that no release changes; each has one code, whatever the command."""


class Exit(NamedTuple):
    """How a command may end.

    Attributes:
        word: for programs, and for the comparison of releases.
        told: for people, in the words of the command.
    """

    word: Word
    told: str


@dataclass(frozen=True, kw_only=True)
class Manual:
    """One command's page.

    Attributes:
        does: what it does, in lines as a terminal shows them.
        examples: calls of it, a line each.
        exits: its exit codes, each with what it means; besides those of every command.
        writes: what it writes, where: at LOX24, into the state, into files.
        secrets: which secrets it needs.
        interrupted: what else to tell whoever has interrupted it.
        prints: the classes whose fields `--json` prints: one, or several where it depends on how the command is called.
    """

    does: str
    examples: str
    exits: Mapping[int, Exit]
    writes: str
    secrets: str
    interrupted: str = ""
    prints: tuple[type, ...] = ()

    def epilog(self) -> str:
        """What stands below the options: examples, and the facts."""
        facts = [_hanging("writes:   ", self.writes), _hanging("secrets:  ", self.secrets)]
        examples = textwrap.indent(self.examples.strip("\n"), "  ")
        return "\n".join(
            [
                "example:" if "\n" not in examples else "examples:",
                examples,
                "",
                *facts,
                "",
                "exit codes:",
                codes(self.exits),
            ]
        )


def set_up(parser: argparse.ArgumentParser, manual: Manual) -> None:
    """Help in our own lines: what the command does, and below the options examples and facts."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = manual.does, manual.epilog()
    parser.set_defaults(manual=manual)


def manual_of(parser: argparse.ArgumentParser) -> Manual | None:
    """What a command was set up with; None of one that only has commands below it."""
    found: Manual | None = parser.get_default("manual")
    return found


def codes(exits: Mapping[int, Exit]) -> str:
    """Exit codes, a line each, as a terminal shows them."""
    width = max(len(str(code)) for code in exits)
    return "\n".join(_hanging(f"  {code:<{width}}  ", one.told) for code, one in exits.items())


def _hanging(head: str, text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False)
