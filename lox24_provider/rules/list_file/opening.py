"""A list file opened: the bytes of a CSV file or workbook, as a header and records that are still to be judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from lox24_provider.rules.list_file.columns import columns_of, key_of, names_of
from lox24_provider.rules.list_file.consent import Consent
from lox24_provider.rules.list_file.decoding import decoded, refuse_other_kinds
from lox24_provider.rules.list_file.faults import MOST_FAULTS, Fault, UnreadableError
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.records import (
    INVISIBLE,
    Header,
    Record,
    first_filled,
    header_of,
    late_quotes,
    records,
)
from lox24_provider.rules.list_file.rows import Reading, may_be_damaged

if TYPE_CHECKING:
    from lox24_provider.rules.list_file.workbook import Sheet

__all__ = ["Opened", "opened_file", "reading_of"]

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP archive begins, which a workbook is."""

_REPLACED = "\ufffd"
"""Stands for an invisible character while the rest of its file is read: some end a record, or stop the parser."""


class Opened(NamedTuple):
    """A file whose records are still to be judged.

    Attributes:
        header: the record that names the columns.
        records: all of them, the header too.
        encoding: of a text file.
        late: lines where a quote begins after a blank.
        invisible: lines with an invisible character, which a problem was found for.
        looks_damaged: whether a value may be damaged.
        sheet: of a workbook.
    """

    header: Header
    records: Iterator[Record]
    encoding: str = ""
    late: Collection[int] = ()
    invisible: Sequence[int] = ()
    looks_damaged: bool = False
    sheet: Sheet | None = None


def opened_file(data: bytes, *, options: ReadOptions, found: list[Fault]) -> Opened:
    """Opens a file.

    Args:
        data: what it holds.
        options: how it is read.
        found: gets what is wrong with lines.

    Raises:
        UnreadableError: it is no list file, or of another encoding.
    """
    if data.startswith(_ARCHIVES):
        return _opened_sheet(data, options=options)
    refuse_other_kinds(data)
    if options.sheet:
        raise UnreadableError(0, "is no workbook, and sheet names a sheet of one; leave it out")
    text, encoding = decoded(data, encoding=options.encoding)
    invisible: list[int] = []
    if INVISIBLE.search(text):
        found += (faults := list(islice(_invisible(text), MOST_FAULTS - 1)))
        invisible = [fault.line for fault in faults]
        text = INVISIBLE.sub(_REPLACED, text)
    names = {*names_of(options), *(key_of(name) for headers in options.columns.values() for name in headers)}
    header, text = header_of(text, is_known=lambda cell: key_of(cell) in names)
    late = late_quotes(text, delimiter=header.delimiter)
    if header.line in late:
        raise UnreadableError(header.line, "has a blank before a quote; remove it")
    return Opened(
        header=header,
        encoding=encoding,
        records=records(text, delimiter=header.delimiter),
        late=late,
        invisible=invisible,
        looks_damaged=may_be_damaged(text),
    )


def _opened_sheet(data: bytes, *, options: ReadOptions) -> Opened:
    from lox24_provider.rules.list_file.workbook import read_sheet  # noqa: PLC0415 most lists are none, and pay nothing for it

    sheet = read_sheet(data, sheet=options.sheet)
    rows = sheet.records()
    header = Header(*first_filled(rows))
    sheet.numeric.clear()  # a year may name a column
    return Opened(header=header, records=rows, sheet=sheet)


def reading_of(
    opened: Opened,
    *,
    options: ReadOptions,
    found: list[Fault],
    suppressed: Collection[str] = (),
    takes_nobody: bool = False,
) -> Reading:
    """What judges the records of an opened file; see `Reading`."""
    columns = columns_of(opened.header, options=options, found=found)
    consent = Consent(
        header=opened.header,
        columns=columns,
        options=options,
        suppressed=suppressed,
        covered=opened.sheet.covered if opened.sheet else {},
        takes_nobody=takes_nobody,
    )
    return Reading(
        header=opened.header,
        columns=columns,
        options=options,
        consent=consent,
        found=found,
        late=opened.late,
        looks_damaged=opened.looks_damaged,
        keeps_lines=bool(opened.invisible),
        refused=opened.sheet.refused if opened.sheet else {},
    )


def _invisible(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), start=1):
        match = INVISIBLE.search(line)
        if match:
            yield Fault(number, f"has the invisible character U+{ord(match[0]):04X}")
