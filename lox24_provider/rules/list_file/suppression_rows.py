"""The rows of a suppression file that may have a number which is not read: whoever it is of would be taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lox24_provider.rules.list_file.cells import at_home, length_problem, parts_of, phone_of
from lox24_provider.rules.list_file.columns import key_of, shown
from lox24_provider.rules.list_file.exports import PHONES
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.records import Record, is_blank
from lox24_provider.rules.list_file.rows import Reading
from lox24_provider.rules.number.numbers import CERTAIN

__all__ = ["checked"]

_ENDS = (
    "ends before a column of numbers; it may be cut off, or have another delimiter than the header. If a spreadsheet "
    "left out its last cells, move the column before one that is filled"
)

_SWALLOWED = "has a whole row within a cell; is a quote missing, or one too many?"

_SAID = re.compile(r"[\s'\"=(]{0,9}(?:tel:)?[\s(]{0,9}[+0]\D*(?:\d\D*){6,}", re.IGNORECASE)
"""How a number begins that is no date, amount or identifier: with a plus or a zero."""

_KNOWN = frozenset(map(key_of, PHONES))


def checked(records: Iterable[Record], reading: Reading) -> Iterator[Record]:
    """The records of a suppression file that are to be judged one by one; the numbers of the others are noted.

    `reading.found` gets a problem for each that may have a number elsewhere.

    Raises:
        UnreadableError: there are too many problems.
    """
    header, places, options = reading.header, reading.columns.of["phone"], reading.options
    width, last = len(header.cells), max(places)
    others = [place for place in range(width) if place not in places]
    named = frozenset(place for place in others if key_of(header.cells[place]) in _KNOWN)
    is_careful, refused = reading.is_careful(), reading.refused
    for line, cells in records:
        if line <= header.line:
            continue
        is_usual = last < len(cells) <= width and not (is_careful or line in refused)
        number = _usual(cells[last].strip(), region=options.default_region) if is_usual else ""
        if is_blank(cells[width:]):
            written = [number] if number else [cells[place] for place in places if place < len(cells)]
            if len(cells) <= last and not is_blank(cells) and is_blank(written):
                reading.fault(line, _ENDS)
            elif any("\n" in cell and _has_row(cell, delimiter=header.delimiter) for cell in cells):
                reading.fault(line, _SWALLOWED)
            elif (place := _unread(cells, others, named=named, options=options)) is not None and not any(
                map(_is_mobile, _numbers(written, options))
            ):
                reason = f"has a number in {_where(reading, place)}; add the name of this column to columns, for phone"
                reading.fault(line, reason)
        if number:  # it costs little: there may be 100,000
            reading.rows += 1
            reading.consent.withdrawals.refuse(number, line=line)
        else:
            yield line, cells


def _usual(cell: str, *, region: str | None) -> str:
    """The number of a cell of which nothing is to be said; else ""."""
    number = cell if CERTAIN.fullmatch(cell) else at_home(cell, region=region)
    return number if number and not length_problem(number) else ""


def _has_row(cell: str, *, delimiter: str) -> bool:
    """Whether a line within a cell looks like a row with a number: quotes that are no pair have taken it in."""
    rows = [line.split(delimiter) for line in cell.split("\n")] if delimiter else []
    return any(len(row) > 1 and any(map(_SAID.fullmatch, row)) for row in rows)


def _unread(cells: Sequence[str], others: Iterable[int], *, named: frozenset[int], options: ReadOptions) -> int | None:
    """The first cell that surely is somebody's mobile, and in no column of numbers."""
    for place in others:
        cell = cells[place] if place < len(cells) else ""
        may_be = (place in named and cell.strip()) or _SAID.fullmatch(cell)
        if may_be and any(map(_is_mobile, _numbers([cell], options))):
            return place
    return None


def _numbers(cells: Iterable[str], options: ReadOptions) -> list[str]:
    return [number for part in parts_of(cells, options) if (number := phone_of(part, options).number)]


def _is_mobile(number: str) -> bool:
    """Whether a number is a person's own: in a range that is not known there may be new mobiles."""
    from lox24_provider.rules.number import kinds  # noqa: PLC0415 phonenumbers, which most files do not need

    return kinds.kind(number) in ("mobile", "unknown")


def _where(reading: Reading, place: int) -> str:
    name = shown(reading.header, place)
    return name if name == f"column {place + 1}" else f"'{name}'"
