"""A table of entries: the bytes of a list file read into entries.

Problems name lines and columns, never a number or a value: they end up in logs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.columns import (
    columns_of,
    faults_of,
    key_of,
    looks_like_an_entry,
    mapping_of,
    names_of,
    shown,
)
from lox24_provider.rules.list_file.consent_words import Words, counting, unread_columns, words_of
from lox24_provider.rules.list_file.decoding import decoded, refuse_other_kinds
from lox24_provider.rules.list_file.faults import MOST_FAULTS, Fault, Notice, UnreadableError
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

__all__ = ["Table", "read_table", "told"]

_TOLD = 20
"""The most problems that one message spells out."""

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP archive begins, which a workbook is."""

_REPLACED = "\ufffd"
"""Stands for an invisible character while the rest of its file is read: some end a record, or stop the parser."""


class Table(NamedTuple):
    """What a file says."""

    entries: tuple[Entry, ...]
    """The entries without a problem, sorted by phone, one per number."""
    lines: tuple[int, ...]
    """The line of the file, from 1, where the record of each entry begins; of a workbook, its row."""
    faults: Sequence[Fault]
    """Everything that is wrong, in the order of lines."""
    rows: int = 0
    """How many records hold anything, the header apart."""
    merged: int = 0
    """How many are an entry once more, number and values, and were merged with it."""
    skipped: int = 0
    """How many have no number and were left out, as the list allows."""
    without_consent: int = 0
    """How many are of somebody who did not agree to get SMS, and were left out."""
    notices: tuple[Notice, ...] = ()
    """What was read and is perhaps not what was meant."""
    unallowed: tuple[Fault, ...] = ()
    """What is wrong with entries whose number is of a kind that the list does not allow (`rules.judging`)."""
    abroad: tuple[int, ...] = ()
    """The lines of numbers that are read as a mobile abroad and might have been a landline of the region."""
    as_written: Mapping[str, Entry] = MappingProxyType({})
    """By number, entries that earlier releases may have read otherwise, as the file has them: blanks included."""
    ignored: tuple[str, ...] = ()
    """The names of columns that were not read, where they are nobody's number."""
    encoding: str = ""
    """The encoding that the file was read in; empty for a workbook."""
    delimiter: str = ""
    """What stands between two cells; empty for a workbook."""
    sheet: str = ""
    """The sheet of a workbook that was read."""
    suggestion: Mapping[str, Any] = MappingProxyType({})
    """Where columns are unknown: the options that would map them (`columns`, `split`)."""
    words: tuple[Words, ...] = ()
    """What is in the columns that say who agreed to get SMS, or seem to and are not read; only if it is asked for."""

    def line_of(self, entry: Entry) -> int:
        """The line of one of the entries."""
        return self.lines[bisect_left(self.entries, entry.phone, key=attrgetter("phone"))]

    @property
    def problems(self) -> list[str]:
        """What is wrong, each in a line."""
        return list(map(str, self.faults))

    @property
    def as_applied(self) -> tuple[Notice, ...]:
        """What is told of a list that is applied as it stands; who agreed was decided when it changed."""
        first = self.unallowed[:1]
        notices = (notice for notice in self.notices if notice.kind != "consent")
        return (*notices, *(Notice("refused", len(self.unallowed), fault.line) for fault in first))

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows were merged, skipped and without consent, where any were."""
        counts = {"merged": self.merged, "skipped": self.skipped, "without_consent": self.without_consent}
        return {name: count for name, count in counts.items() if count}

    @property
    def counts(self) -> str:
        """What was merged, skipped and without consent, in words; empty if nothing was."""
        told = [
            (self.merged, "was a duplicate and merged", "were duplicates and merged"),
            (self.skipped, "has no number and was skipped", "have no number and were skipped"),
            (self.without_consent, "has no consent and was left out", "have no consent and were left out"),
        ]
        rows = [f"{n:,} {'row' if n == 1 else 'rows'} {one if n == 1 else more}" for n, one, more in told if n]
        return ", ".join(rows)


class _Opened(NamedTuple):
    """A file whose records are still to be judged."""

    header: Header
    records: Iterator[Record]
    late: Collection[int] = ()
    invisible: Sequence[int] = ()
    looks_damaged: bool = False
    sheet: Sheet | None = None


def read_table(data: bytes, *, options: ReadOptions | None = None, tells_words: bool = False) -> Table:
    """Reads a list file; with problems, `entries` are those that have none.

    Args:
        data: what the file holds.
        options: how it is read.
        tells_words: whether `words` is filled, which takes a look at every record.
    """
    options = options or ReadOptions()
    found: list[Fault] = []
    made = Table((), (), [])
    opened: _Opened | None = None
    reading: Reading | None = None
    counts: dict[int, Counter[str]] = {}
    try:
        made, opened = _opened(data, options=options, found=found)
        columns = columns_of(opened.header, options=options, found=found)
        reading = Reading(
            header=opened.header,
            columns=columns,
            options=options,
            found=found,
            late=opened.late,
            looks_damaged=opened.looks_damaged,
            keeps_lines=bool(opened.invisible),
            refused=opened.sheet.refused if opened.sheet else {},
        )
        if tells_words:
            counts |= {index: Counter() for index in (*columns.consent, *unread_columns(opened.header, columns))}
        read = counting(opened.records, columns, counts, after=opened.header.line) if counts else opened.records
        if "phone" in columns.of:
            reading.read(read)
        else:
            reading.survey(read)
    except UnreadableError as error:
        found.append(error.fault)
    if opened and reading:
        made = _told_of(made, reading, sheet=opened.sheet)
        found += faults_of(reading.header, reading.columns, options=options, has_records=made.rows > 0)
        made = _with_entries(made, reading, invisible=opened.invisible)
        if made.rows and not looks_like_an_entry(reading.header, reading.columns):
            made = made._replace(words=tuple(words_of(reading.header, reading.columns, counts)))
    return made._replace(faults=sorted(found, key=itemgetter(0)))


def _opened(data: bytes, *, options: ReadOptions, found: list[Fault]) -> tuple[Table, _Opened]:
    """What a file is, and its header and records."""
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
    opened = _Opened(
        header=header,
        records=records(text, delimiter=header.delimiter),
        late=late,
        invisible=invisible,
        looks_damaged=may_be_damaged(text),
    )
    return Table((), (), [], encoding=encoding, delimiter=header.delimiter), opened


def _opened_sheet(data: bytes, *, options: ReadOptions) -> tuple[Table, _Opened]:
    from lox24_provider.rules.list_file.workbook import read_sheet  # noqa: PLC0415 most lists are none, and pay nothing for it

    sheet = read_sheet(data, sheet=options.sheet)
    rows = sheet.records()
    header = Header(*first_filled(rows))
    sheet.numeric.clear()  # a year may name a column
    opened = _Opened(header=header, records=rows, sheet=sheet)
    return Table((), (), [], sheet=sheet.name), opened


def _told_of(made: Table, reading: Reading, *, sheet: Sheet | None) -> Table:
    """The table with what there is to say of a file besides its entries."""
    header, columns = reading.header, reading.columns
    columns.refused.update(place for places in reading.refused.values() for place in places)
    is_header = not looks_like_an_entry(header, columns)
    unknown = [index for index in columns.unknown if index in columns.filled and is_header]
    left_out = sorted({*columns.ignored, *columns.pending} - columns.filled) if "phone" in columns.of else []
    return made._replace(
        rows=reading.rows,
        merged=reading.merged,
        skipped=reading.skipped,
        without_consent=reading.consent.left_out,
        notices=tuple(_notices(reading, sheet)),
        abroad=tuple(reading.abroad),
        ignored=tuple(shown(header, index) for index in left_out if header.cells[index].strip() and is_header),
        suggestion=mapping_of(header, columns, counted=unknown) if unknown else {},
    )


def _notices(reading: Reading, sheet: Sheet | None) -> Iterator[Notice]:
    if reading.damaged[0]:
        yield Notice("damaged", *reading.damaged)
    if reading.abroad:
        yield Notice("foreign", len(reading.abroad), reading.abroad[0])
    if (agreed := unread_columns(reading.header, reading.columns)) and reading.rows:
        yield Notice("consent", len(agreed), reading.header.line)
    if withdrawn := reading.consent.withdrawn(reading.entries):
        yield Notice("withdrawn", len(withdrawn), min(withdrawn.values()))
    used = {place for places in reading.columns.of.values() for place in places}
    numeric = [counted for place, counted in (sheet.numeric if sheet else {}).items() if place in used]
    if numeric:
        yield Notice("numeric", sum(count for count, _ in numeric), min(line for _, line in numeric))


def _with_entries(made: Table, reading: Reading, *, invisible: Sequence[int]) -> Table:
    entries, seen = reading.entries, reading.seen
    if invisible:
        begun = {reading.begins[at - 1] for line in invisible if (at := bisect_right(reading.begins, line))}
        entries = {phone: entry for phone, entry in entries.items() if seen[phone] not in begun}
    withdrawn = reading.consent.withdrawn(entries)
    phones = sorted({*entries} - {*withdrawn} if withdrawn else entries)
    lines = tuple(map(seen.__getitem__, phones))
    return made._replace(
        entries=tuple(map(entries.__getitem__, phones)),
        lines=lines,
        unallowed=tuple(fault for phone, fault in reading.unallowed if phone not in withdrawn),
        as_written=reading.as_written,
    )


def told(problems: Sequence[str], *, where: str) -> str:
    """The first problems on one line, and how many more there are."""
    first = "; ".join(
        f"{where}, {problem}" if problem.startswith("line ") else f"{where}: {problem}" for problem in problems[:_TOLD]
    )
    more = len(problems) - _TOLD
    return f"{first}; and {more} more, {len(problems)} problems in all" if more > 0 else first


def _invisible(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), start=1):
        match = INVISIBLE.search(line)
        if match:
            yield Fault(number, f"has the invisible character U+{ord(match[0]):04X}")
