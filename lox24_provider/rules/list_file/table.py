"""A table of entries: the bytes of a list file read into entries.

Problems name lines and columns, never a number or a value: they end up in logs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from lox24_provider.rules.entry import Entry
from lox24_provider.rules.list_file.arguments import Spelling, in_python, spelled
from lox24_provider.rules.list_file.columns import (
    faults_of,
    looks_like_an_entry,
    mapping_of,
    shown,
)
from lox24_provider.rules.list_file.consent_words import Words, counting, unread_columns, words_of
from lox24_provider.rules.list_file.faults import Fault, Notice, UnreadableError
from lox24_provider.rules.list_file.opening import Opened, opened_file, reading_of
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.rows import Reading
from lox24_provider.rules.list_file.suppression import suppressed_by

if TYPE_CHECKING:
    from lox24_provider.rules.list_file.workbook import Sheet

__all__ = ["Table", "read_table", "told"]

_TOLD = 20
"""The most problems that one message spells out."""


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
    suppressed: int = 0
    """How many entries are of somebody in a suppression file, and were left out."""
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
        """How many were left out for each reason, where any were."""
        names = ("merged", "skipped", "without_consent", "suppressed")
        counts = {name: int(getattr(self, name)) for name in names}
        return {name: count for name, count in counts.items() if count}

    @property
    def counts(self) -> str:
        """How many were left out for each reason, in words; empty if nobody was."""
        told = [
            (self.merged, "was a duplicate and merged", "were duplicates and merged"),
            (self.skipped, "has no number and was skipped", "have no number and were skipped"),
            (self.without_consent, "has no consent and was left out", "have no consent and were left out"),
        ]
        rows = [f"{n:,} {'row' if n == 1 else 'rows'} {one if n == 1 else more}" for n, one, more in told if n]
        people = f"{self.suppressed:,} {'entry is' if self.suppressed == 1 else 'entries are'} in a suppression file"
        return ", ".join([*rows, *([f"{people} and left out"] if self.suppressed else [])])


def read_table(
    data: bytes,
    *,
    options: ReadOptions | None = None,
    suppression: Sequence[tuple[str, bytes]] = (),
    tells_words: bool = False,
) -> Table:
    """Reads a list file; with problems, `entries` are those that have none.

    Args:
        data: what the file holds.
        options: how it is read.
        suppression: of each of its suppression files what messages call it, and what it holds.
        tells_words: whether `words` is filled, which takes a look at every record.

    Raises:
        TypeError: the options name suppression files whose contents are not given: everybody would be taken.
    """
    options = options or ReadOptions()
    if len(suppression) != len(options.suppression_files):
        raise TypeError("suppression files are named and not given")
    found: list[Fault] = []
    suppressed = suppressed_by(suppression, options=options, found=found)
    made = Table((), (), [])
    opened: Opened | None = None
    reading: Reading | None = None
    counts: dict[int, Counter[str]] = {}
    try:
        opened = opened_file(data, options=options, found=found)
        made = made._replace(encoding=opened.encoding, delimiter=opened.header.delimiter)
        made = made._replace(sheet=opened.sheet.name) if opened.sheet else made
        reading = reading_of(opened, options=options, found=found, suppressed=suppressed)
        if tells_words:
            unread = unread_columns(opened.header, reading.columns)
            counts |= {index: Counter() for index in (*reading.columns.consent, *unread)}
        after = opened.header.line
        read = counting(opened.records, reading.columns, counts, after=after) if counts else opened.records
        if "phone" in reading.columns.of:
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
    unread = unread_columns(reading.header, reading.columns)
    if unread and reading.rows and not reading.options.consent:  # else somebody has decided which columns say it
        yield Notice("consent", len(unread), reading.header.line)
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
    suppressed = reading.consent.suppressed_among(entries)
    withdrawn = {*suppressed, *reading.consent.withdrawn(entries)}
    phones = sorted({*entries} - withdrawn if withdrawn else entries)
    lines = tuple(map(seen.__getitem__, phones))
    return made._replace(
        entries=tuple(map(entries.__getitem__, phones)),
        lines=lines,
        unallowed=tuple(fault for phone, fault in reading.unallowed if phone not in withdrawn),
        as_written=reading.as_written,
        suppressed=len(suppressed),
    )


def told(faults: Sequence[Fault], *, where: str, spelling: Spelling = in_python) -> str:
    """The first problems on one line, and how many more there are."""
    first = "; ".join(spelled(fault.within(where), spelling) for fault in faults[:_TOLD])
    more = len(faults) - _TOLD
    return f"{first}; and {more} more, {len(faults)} problems in all" if more > 0 else first
