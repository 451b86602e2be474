"""The records of a list file judged one by one: entries, and what is wrong with those that are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from lox24_provider.rules.entry import E164, FIELDS, LIMITS, VALUES, Entry, problems_of_values, values_of
from lox24_provider.rules.list_file.arguments import Parts, Reason
from lox24_provider.rules.list_file.cells import MISSING, Phone, at_home, parts_of, phone_among, phone_of
from lox24_provider.rules.list_file.columns import Columns, is_number
from lox24_provider.rules.list_file.consent import Consent
from lox24_provider.rules.list_file.faults import MOST_FAULTS, Fault, UnreadableError
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.records import Header, Record, Refusal, is_blank
from lox24_provider.rules.number.numbers import CERTAIN

__all__ = ["Reading", "may_be_damaged"]

_AFTER = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
"""What Windows-1252 makes of a byte that ends a character of UTF-8."""
_NOTHINGS = ("NULL", "#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#DIV/0!", "#NUM!", "#ZAHL!")
"""What databases and spreadsheets write for a value that there is not."""
_DAMAGED = re.compile(rf"\ufffd|[ÂÃ][{_AFTER}]|â€[{_AFTER}]|\A(?:{'|'.join(map(re.escape, _NOTHINGS))})\Z")

_NOBODY = Entry("")
_MISSING = Parts((f"{MISSING}; ", {"skip_without_phone": True}, " leaves such rows out"))
_SURVEYED = 200  # records that tell what a column holds


@dataclass(kw_only=True)
class Reading:
    """What is read so far; it stays when a record ends the reading.

    Attributes:
        consent: who agreed to get SMS, and how many rows are of somebody who did not.
        entries: those without a fault, by number.
        seen: the line where each number is first.
        rows: how many records hold anything.
        merged: how many are an entry again, with the same values.
        skipped: how many have no number, where the list allows that.
        damaged: how many values look damaged, and the first one's line.
        abroad: the lines of numbers that are read as another country's although they may be the region's.
        unallowed: what is wrong with entries whose number is of a kind that the list does not allow, by the number.
        as_written: by number, entries that earlier releases may have read otherwise, as they stand there.
        begins: the line where each record begins, kept only on demand.
    """

    header: Header
    columns: Columns
    options: ReadOptions
    consent: Consent
    found: list[Fault]
    refused: Mapping[int, Mapping[int, Refusal]] = field(default_factory=dict)
    late: Collection[int] = ()
    looks_damaged: bool = False
    keeps_lines: bool = False
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    merged: int = 0
    skipped: int = 0
    damaged: tuple[int, int] = (0, 0)
    abroad: list[int] = field(default_factory=list)
    unallowed: list[tuple[str, Fault]] = field(default_factory=list)
    as_written: dict[str, Entry] = field(default_factory=dict)
    begins: list[int] = field(default_factory=list)

    def read(self, records: Iterable[Record]) -> None:
        """Read the records after the header.

        One in E.164 costs no call of a Python function unless something about it is unusual: there may be 100,000.

        Raises:
            UnreadableError: at what is no record, or after too many problems.
        """
        width = len(self.header.cells)
        columns, entries, seen = self.columns.of, self.entries, self.seen
        fields_of = itemgetter(*(columns.get(field, (width,))[0] for field in FIELDS))  # from a cell past the end: none
        shortest = min((LIMITS[field] for field in columns if field != "phone"), default=max(LIMITS.values()))
        is_certain, entry_of, strip = CERTAIN.fullmatch, Entry._make, str.strip
        refused = self.refused  # a workbook's fills up while it is read; a row without a reason is to be looked at
        is_careful, region = self.is_careful(), self.options.default_region
        agrees = self.consent.plain_yes()
        for line, cells in records:
            if line <= self.header.line or not cells:
                continue
            is_long = max(map(len, cells)) > shortest
            length, is_yes = len(cells), agrees(cells)
            cells.extend([""] * (width + 1 - length))
            written = fields_of(cells)
            values = tuple(map(strip, written))
            entry = entry_of([value or None for value in values])
            phone = former = entry.phone or ""
            reasons: list[Reason] = []
            is_usual = is_yes and not (is_careful or length > width or is_long or line in refused)
            if is_usual and (is_certain(phone) or _is_itself(phone)):
                self.rows += 1
            elif is_usual and (number := at_home(phone, region=region)):
                self.rows += 1
                entry = entry_of((number, *values_of(entry)))
                phone = former = number  # earlier releases read it the same
            else:
                entry, reasons = (
                    self._usual(line, cells, entry) if is_usual else self._judged(line, cells, length=length)
                )
                phone = entry.phone
                self.fault(line, *reasons)
                if not phone:
                    continue
            first = seen.setdefault(phone, line)
            if first == line:
                if not reasons:
                    entries[phone] = entry
                    if phone != former or values != written:
                        self.as_written[phone] = entry_of([value or None for value in written])
            elif entries.get(phone) == entry and not reasons:
                self.merged += 1
            else:
                self.fault(line, f"phone: is the number of line {first} too")

    def is_careful(self) -> bool:
        """Whether every record is to be looked at."""
        unusual = self.late, self.looks_damaged, self.keeps_lines, self.columns.pending, self.options.split
        return any(unusual) or any(len(places) > 1 for places in self.columns.of.values())

    def fault(self, line: int, *reasons: Reason) -> None:
        """Note what is wrong with a record.

        Raises:
            UnreadableError: there are too many problems.
        """
        self.found += [Fault(line, reason) for reason in reasons]
        if len(self.found) >= MOST_FAULTS:
            raise UnreadableError(line, f"nothing after it was read: there are {MOST_FAULTS:,} problems before it")

    def survey(self, records: Iterable[Record]) -> None:
        """Find out which columns hold anything and which mostly numbers, where none is the phones'."""
        counts = {index: [0, 0] for index in self.columns.pending}
        try:
            for count, (line, cells) in enumerate(records):
                if line <= self.header.line:
                    continue
                self.rows += not is_blank(cells)
                for index, found in counts.items() if count <= _SURVEYED else ():
                    if index < len(cells) and cells[index].strip():
                        found[0] += 1
                        found[1] += is_number(cells[index])
        finally:  # a record that ends the reading leaves what is known by then
            self.columns.filled.update(index for index, (filled, _) in counts.items() if filled)
            self.columns.numeric = [i for i, (filled, numbers) in counts.items() if filled and numbers * 2 > filled]

    def _usual(self, line: int, cells: list[str], entry: Entry) -> tuple[Entry, list[Reason]]:
        """The same as `_judged` of a record of which only the phone is to be looked at."""
        if not entry.phone and is_blank(cells):
            return _NOBODY, []
        self.rows += 1
        reasons: list[Reason] = []
        number = self._number(line, phone_of(entry.phone or "", self.options), reasons=reasons)
        return (_NOBODY, []) if number is None else (Entry(number, *values_of(entry)), reasons)

    def _judged(self, line: int, cells: list[str], *, length: int) -> tuple[Entry, list[Reason]]:
        """The entry of a record, with no number if it has none, and what is wrong with it."""
        if self.keeps_lines:
            self.begins.append(line)
        if is_blank(cells):
            return _NOBODY, []
        self.rows += 1
        if line in self.late:
            self.fault(line, "has a blank before a quote, so the quote is part of the value; remove it")
            return _NOBODY, []
        self.columns.filled.update(index for index in self.columns.pending if cells[index].strip())
        reasons: list[Reason] = []
        width, refused = len(self.header.cells), self.refused.get(line, {})
        if not is_blank(cells[width:]):  # the cells may have moved: of a wide record only the number is judged
            reasons.append(f"has {_width(cells)} cells, the header names {width} columns")
            cells = ["" if place not in self.columns.of["phone"] else cell for place, cell in enumerate(cells)]
        elif self.consent.leaves_out(line, cells, length=length, refused=refused, reasons=reasons):
            self.fault(line, *reasons)
            return _NOBODY, []
        entry = self._entry(line, cells, refused=refused, reasons=reasons)
        if entry is None:
            return _NOBODY, []
        reasons += problems_of_values(entry)
        return entry, reasons

    def _entry(
        self, line: int, cells: list[str], *, refused: Mapping[int, Refusal], reasons: list[Reason]
    ) -> Entry | None:
        """The record's entry; None for one without a number that is skipped."""
        places = self.columns.of["phone"]
        written = [cells[place] for place in places if cells[place].strip()]
        parts = parts_of(written, self.options)
        read = phone_among(parts, self.options) if parts else Phone(problem=MISSING)
        if read.problem not in ("", MISSING) and len(parts) > len(written):
            what = "cell" if len(places) == 1 else "cells"
            read = read._replace(problem=read.problem + f"; split divides the {what} into {len(parts)} parts")
        refusals = [refused[place].reason for place in places if place in refused]
        number = self._number(line, read, reasons=reasons, refusals=refusals)
        if number is None:
            return None
        if number:
            reasons += self.consent.takes(parts, taken=number, refusals=refusals)
        values: list[str | None] = []
        for name in VALUES:
            found = [place for place in self.columns.of.get(name, ()) if cells[place].strip()]
            value = cells[found[0]].strip() if found else None
            if found and found[0] in refused:
                reasons.append(f"{name}: {refused[found[0]].reason}")
            elif value and _DAMAGED.search(value):
                count, first = self.damaged
                self.damaged = (count + 1, first or line)
            values.append(value)
        return Entry(number, *values)

    def _number(self, line: int, read: Phone, *, reasons: list[Reason], refusals: Sequence[str] = ()) -> str | None:
        """What the phones of a record say, "" if that is a problem; None if the record is skipped."""
        phone, reason, is_foreign = read
        if is_foreign:
            self.abroad.append(line)
        if phone and reason:
            self.unallowed.append((phone, Fault(line, "phone: " + reason)))
            reason = ""
        if refusals and not phone:
            reason = refusals[0]
        if reason == MISSING and self.options.skip_without_phone:
            self.skipped += 1
            return None
        if reason == MISSING:
            reason = _MISSING
        reasons += ["phone: " + reason] if reason else []
        return phone


def _is_itself(phone: str) -> bool:
    """Whether a number in E.164 has no trunk zero: those that begin with 0 behind the code may have one."""
    if E164.fullmatch(phone) is None:
        return False
    from lox24_provider.rules.number import dialling  # noqa: PLC0415 phonenumbers, which most lists do not need

    return not dialling.may_have_trunk(phone[:5]) or dialling.without_trunk(phone) == phone


def _width(cells: list[str]) -> int:
    """How many cells a record has, trailing empty ones left out."""
    return max(index for index, cell in enumerate(cells, start=1) if cell.strip())


def may_be_damaged(text: str) -> bool:
    """Whether any value of a text may look damaged: a quick no for most files."""
    return any(sign in text for sign in (*_NOTHINGS, "\ufffd", "Ã", "Â", "â€"))
