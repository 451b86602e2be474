"""The text of a list file divided into records: the delimiter, the quotes, the line where each record begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from lox24_provider.rules.list_file.faults import UnreadableError

__all__ = [
    "BOOLEANS",
    "DELIMITERS",
    "EMPTY",
    "INVISIBLE",
    "Header",
    "Record",
    "Refusal",
    "first_filled",
    "header_of",
    "is_blank",
    "late_quotes",
    "records",
]

Record = tuple[int, list[str]]
"""The line where a record begins, and its cells."""

DELIMITERS = (",", ";", "\t", "|")

BOOLEANS = ("FALSE", "TRUE")
"""How a workbook's cells that are true or false are read, where they may be."""

EMPTY = "is empty; the first line names the columns"

_MOST_COLUMNS = 2**14  # as spreadsheet programs have it

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and line feed; a carriage return is one where no line feed follows it."""

_SEP = re.compile(r'\s*"?sep=([^"\n]?)"?[ ,;\t|]*(?:\n|\Z)', re.IGNORECASE)
"""The line by which a spreadsheet is told the delimiter, before the header."""


class Header(NamedTuple):
    """The record that names the columns."""

    line: int
    cells: list[str]
    delimiter: str = ""


class Refusal(NamedTuple):
    """Why a cell of a workbook is not read as text, and whether it holds a value all the same, such as a date.

    What an error or a formula without a value was to be, nobody knows.
    """

    reason: str
    is_value: bool = False


def is_blank(cells: Iterable[str]) -> bool:
    """Whether a record holds nothing."""
    return not any(map(str.strip, cells))


def first_filled(found: Iterable[Record]) -> Record:
    """The first record that is not blank.

    Raises:
        UnreadableError: there is none.
    """
    for record in found:
        if not is_blank(record[1]):
            return record
    raise UnreadableError(0, EMPTY)


def records(text: str, *, delimiter: str) -> Iterator[Record]:
    """Each record with the line where it begins; a blank line is an empty one.

    Raises:
        UnreadableError: at what is no record.
    """
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1  # the reader's is the last line of a record
    except csv.Error as error:
        if "limit" in str(error):  # an open quote takes in the rest of the file
            reason = f"has a value of more than {csv.field_size_limit()} characters, or a quote that is not closed"
        elif "end of data" in str(error):
            reason = "has a quote that is not closed"
        else:
            reason = "has a quote that is not closed, or text after a closing quote"
        raise UnreadableError(begins, f"{reason}; nothing after it was read") from None


def header_of(text: str, *, is_known: Callable[[str], bool]) -> tuple[Header, str]:
    """The first record that is not blank, and the text with the line `sep=` made blank if it had one.

    Without that line, the delimiter is the one that makes the most known columns of the header, or the most.

    Raises:
        UnreadableError: there is no header, no delimiter makes records, or a line has columns without end.
    """
    _refuse_wide(text)
    delimiters: Sequence[str] = DELIMITERS
    if named := _SEP.match(text):
        if named[1] not in DELIMITERS:
            raise UnreadableError(1, "names a delimiter (sep=) that is none of comma, semicolon, tab and |")
        delimiters, text = named[1], "\n" * named[0].count("\n") + text[named.end() :]
    headers: list[Header] = []
    errors: list[UnreadableError] = []
    begins = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1  # of the first line that is not blank
    blank, rest = text.count("\n", 0, begins), text[begins:]
    for delimiter in delimiters:
        header = _header(rest, delimiter=delimiter, blank=blank)
        if isinstance(header, Header):
            headers.append(header)
        else:  # as a quoted name before another delimiter is
            errors.append(header)
    if not headers:
        raise errors[0]
    return max(headers, key=lambda header: (sum(map(is_known, header.cells)), len(header.cells))), text


def _header(text: str, *, delimiter: str, blank: int) -> Header | UnreadableError:
    """The header of what follows after some blank lines, or why there is none."""
    try:
        line, cells = first_filled(records(text, delimiter=delimiter))
    except UnreadableError as error:
        line, reason = error.fault
        return UnreadableError(line + blank if line else 0, reason)
    return Header(line + blank, cells, delimiter)


def _refuse_wide(text: str) -> None:
    """Raise for a line of more columns than any program writes: each would cost memory."""
    if max(map(len, io.StringIO(text)), default=0) <= _MOST_COLUMNS:
        return
    for number, line in enumerate(io.StringIO(text), start=1):
        if len(line) > _MOST_COLUMNS and max(map(line.count, DELIMITERS)) >= _MOST_COLUMNS:
            raise UnreadableError(number, f"has more than {_MOST_COLUMNS:,} columns")


def late_quotes(text: str, *, delimiter: str) -> frozenset[int]:
    """The lines of the records in which a blank stands before a cell's quote, which then is part of the value."""
    end = re.escape(delimiter)
    blank = rf"[^\S\n{end}]+"
    if '"' not in text or not re.search(rf'(?:^|{end}){blank}"', text, re.MULTILINE):
        return frozenset()
    cell = re.compile(rf'(?:({blank}"[^\n{end}]*)|"[^"]*(?:""[^"]*)*"|[^\n{end}]*)([\n{end}]|\Z)')
    found: set[int] = set()
    begins = line = 1
    at = 0
    while at < len(text) and (match := cell.match(text, at)):
        if match[1]:
            found.add(begins)
        line += match[0].count("\n")
        at = match.end()
        if match[2] == "\n":
            begins = line
    return frozenset(found)
