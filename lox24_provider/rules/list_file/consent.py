"""Who of a list agreed to get SMS, as the columns of `consent` say, row by row.

Whom a row without consent is of is kept by every number of it: the same person may be in another row, which says yes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lox24_provider.rules.list_file.arguments import Reason
from lox24_provider.rules.list_file.cells import MISSING, parts_of, phone_of
from lox24_provider.rules.list_file.columns import Columns, key_of, shown
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.records import BOOLEANS, Header, Refusal
from lox24_provider.rules.list_file.withdrawals import Withdrawals

__all__ = ["Consent"]

_ENDS = (  # spreadsheets leave out cells where the last ones of many rows are empty
    "ends before the column whose empty cell means yes; it may be cut off. If a spreadsheet left out its last cells, "
    "move the column before one that is filled"
)

_WHOSE = "; it may be the number of somebody who is left out"
_MERGED = Refusal("is merged with another cell; undo this in the workbook, and fill each cell")
_NEVER_A_DATE = re.compile(r"\D*|\d{1,14}")
"""Words that no cell of a workbook can be which is neither text nor a whole number: no date, and no decimals."""


@dataclass(kw_only=True)
class Consent:
    """What the rows that are read so far say of who agreed.

    Attributes:
        header: the record that names the columns.
        columns: which of them say who agreed, with the words that mean yes, and which hold numbers.
        options: how these numbers are read.
        suppressed: the numbers of people who are never on the list.
        covered: the columns of a workbook's cells that are shown as part of another cell, by row.
        takes_nobody: whether nobody agreed, as in a file of people who opted out.
        left_out: how many rows are of somebody who did not agree.
        withdrawals: whose these are, by all their numbers.
    """

    header: Header
    columns: Columns
    options: ReadOptions
    suppressed: Collection[str] = ()
    covered: Mapping[int, Collection[int]] = field(default_factory=dict)
    takes_nobody: bool = False
    left_out: int = 0
    withdrawals: Withdrawals = field(default_factory=Withdrawals)

    def plain_yes(self) -> Callable[[list[str]], bool]:
        """What tells at once that a record agrees, by words as they are given; others may agree in another spelling.

        The record is as it stands in the file: a cell that is not there is no empty one.
        """
        asked = self.columns.consent
        if not asked:
            return lambda _: not self.takes_nobody
        if len(asked) == 1:  # there may be 100,000 records
            ((only, yes),) = asked.items()
            return lambda cells: len(cells) > only and cells[only] in yes
        last = max(asked)
        return lambda cells: len(cells) > last and all(cells[place] in words for place, words in asked.items())

    def leaves_out(
        self, line: int, cells: list[str], *, length: int, refused: Mapping[int, Refusal], reasons: list[Reason]
    ) -> bool:
        """Whether a record is of somebody who did not agree, or is not known to have agreed.

        Args:
            line: where it is.
            cells: as many as the header has, at least.
            length: how many of them are in the file.
            refused: why cells of a workbook cannot be read, by column.
            reasons: gets what is wrong with the record.
        """
        is_cut = length <= max((place for place, words in self.columns.consent.items() if "" in words), default=-1)
        if not is_cut and self._agrees(line, cells, refused=refused, reasons=reasons):
            return False
        reasons += [_ENDS] if is_cut else []
        self._refuse(line, cells, refused=refused, reasons=reasons)
        return True

    def _agrees(self, line: int, cells: list[str], *, refused: Mapping[int, Refusal], reasons: list[Reason]) -> bool:
        """Whether each column that says who agreed has a word that means yes.

        A date is none, as it is none in a CSV file, unless one of the words may be a date. What a merged cell says, its
        row does not have.
        """
        agrees = not self.takes_nobody
        for place, words in self.columns.consent.items():
            refusal = None if cells[place] in BOOLEANS else refused.get(place)
            refusal = _MERGED if place in self.covered.get(line, ()) else refusal
            if refusal and not (refusal.is_value and all(map(_NEVER_A_DATE.fullmatch, words))):
                reasons.append(f"consent: '{shown(self.header, place)}' {refusal.reason}")
            agrees = agrees and refusal is None and key_of(cells[place]) in words
        return agrees

    def _refuse(self, line: int, cells: list[str], *, refused: Mapping[int, Refusal], reasons: list[Reason]) -> None:
        """Note whom a row without consent is of: every number in it, as another row may have any of them.

        So one that cannot be read is a problem here too.
        """
        self.left_out += 1
        places = self.columns.of["phone"]
        parts = parts_of((cells[place] for place in places if cells[place].strip()), self.options)
        numbers, unread = self._read(parts)
        for number in numbers:
            self.withdrawals.refuse(number, line=line)
        unread = [*(refused[place].reason for place in places if place in refused), *unread]
        reasons += ["phone: " + reason for reason in unread[:1]]

    def takes(self, parts: Collection[str], *, taken: str, refusals: Sequence[str]) -> list[Reason]:
        """Note the numbers of a row that is taken: if one of them is of somebody who is left out, none is.

        So one that cannot be read is a problem here too, which is returned.

        Args:
            parts: what may be a number of this person, each.
            taken: the number that is read among them.
            refusals: why cells of a workbook among them cannot be read.
        """
        if not (self.columns.consent or self.suppressed) or len(parts) < 2:  # noqa: PLR2004 the row's number is the only one
            return []
        numbers, unread = self._read(parts)
        self.withdrawals.join({*numbers}, taken=taken)
        return ["phone: " + reason + _WHOSE for reason in [*refusals, *unread][:1]]

    def _read(self, parts: Iterable[str]) -> tuple[list[str], list[Reason]]:
        """The numbers of one person, and why others cannot be read; a word beside a number, such as "none", is none."""
        read = [(part, phone_of(part, self.options)) for part in parts]
        numbers = [phone.number for _, phone in read if phone.number]
        unread = [
            phone.problem
            for part, phone in read
            if not phone.number and phone.problem != MISSING and (not numbers or any(map(str.isdigit, part)))
        ]
        return numbers, unread

    def withdrawn(self, phones: Iterable[str]) -> dict[str, int]:
        """Those of some people who did not agree in another row, with the line of that."""
        return self.withdrawals.among(phones)

    def suppressed_among(self, phones: Iterable[str]) -> Collection[str]:
        """Those of some people who are never on the list, by their own number or by another mobile of their row."""
        suppressed = Withdrawals(lines=dict.fromkeys(self.suppressed, 0), beside=self.withdrawals.beside)
        return suppressed.among(phones)
