"""What is wrong with a list file, or worth a word: data that says itself, without a number or a value in it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from lox24_provider.rules.list_file.arguments import Reason

__all__ = ["MOST_FAULTS", "Fault", "Notice", "UnreadableError"]

MOST_FAULTS = 100_000
"""So many problems of one file are told. There may be as many as lines, which would fill the memory."""

_TEXTS = {
    "consent": (
        "{count:,} column not read seems to say who agreed to get SMS (see `lox24 lists check`); name it in consent",
        "{count:,} columns not read seem to say who agreed to get SMS (see `lox24 lists check`); name them in consent",
    ),
    "damaged": (
        "{count:,} value looks damaged or stands for none (as JÃ¶rg, NULL and #N/A do), in line {line}",
        "{count:,} values look damaged or stand for none (as JÃ¶rg, NULL and #N/A do), the first in line {line}",
    ),
    "foreign": (
        "{count:,} number is read as a mobile abroad and may have been a landline of the region, in line {line}",
        "{count:,} numbers are read as mobiles abroad and may have been landlines of the region, first in line {line}",
    ),
    "refused": (
        "{count:,} national number usually gets no SMS, in line {line}; its next change needs allow_numbers",
        "{count:,} national numbers usually get no SMS, first in line {line}; its next change needs allow_numbers",
    ),
    "unreachable": (
        "{count:,} new number is a landline's, a service's or unassigned, in line {line}: it may get no SMS",
        "{count:,} new numbers are landlines', services' or unassigned, first in line {line}: they may get no SMS",
    ),
    "withdrawn": (
        "{count:,} person agreed to get SMS in one row and not in another, in line {line}, and was left out",
        "{count:,} people agreed to get SMS in one row and not in another, first in line {line}, and were left out",
    ),
    "numeric": (
        "{count:,} cell is a number and not text, in line {line}; a zero or plus before it is lost",
        "{count:,} cells are numbers and not text, the first in line {line}; a zero or plus before them is lost",
    ),
}


class Fault(NamedTuple):
    """A problem and its line; 0 for one of the whole file."""

    line: int
    reason: Reason

    def __str__(self) -> str:
        return str(self.text)

    @property
    def text(self) -> Reason:
        """The line, and what is wrong with it."""
        return f"line {self.line}: " + self.reason if self.line else self.reason

    def within(self, file: str) -> Reason:
        """The same of a file that has this name."""
        return f"{file}{', ' if self.line else ': '}" + self.text


class Notice(NamedTuple):
    """What is read all the same, but may not be what was meant: how often, and where first."""

    kind: Literal["consent", "damaged", "foreign", "numeric", "refused", "unreachable", "withdrawn"]
    times: int
    line: int

    def __str__(self) -> str:
        return _TEXTS[self.kind][self.times != 1].format(count=self.times, line=self.line)


class UnreadableError(Exception):
    """Nothing after this problem can be read."""

    def __init__(self, line: int, reason: Reason) -> None:
        super().__init__(reason)
        self.fault = Fault(line, reason)
