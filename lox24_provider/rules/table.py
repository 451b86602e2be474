"""A table of entries: the bytes of a CSV file read into entries, and entries written back in one canonical form.

Problems name lines and columns, never a number or a value: they end up in logs.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from lox24_provider.rules.entry import COLUMNS, E164, FIELDS, LIMITS, Entry, problems_of
from lox24_provider.text import one_line

__all__ = ["Table", "canonical", "fingerprint", "read_table", "told"]

_TOLD = 20
"""The most problems that one message spells out."""

_DELIMITERS = (",", ";", "\t")

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and line feed; a carriage return is one where no line feed follows it."""

_REPLACED = "\ufffd"

_AS_PEOPLE_WRITE = re.compile(r"\+?[0-9 ()/.\u00a0\u2010-\u2015-]+")
"""What may be a number. phonenumbers alone also finds one in "call 0176 ...", and turns letters into digits."""

_LOOKS_LIKE_DATA = 5
"""So many digits in a header's unknown columns are rather a person's number than names."""


class Table(NamedTuple):
    """What a file says."""

    entries: tuple[Entry, ...]
    """The entries without a problem, sorted by phone, one per number."""
    lines: tuple[int, ...]
    """The line of the file, from 1, where the record of each entry begins."""
    problems: list[str]
    """Every problem, in the order of lines."""


class _Found(NamedTuple):
    """A problem and its line; 0 for one of the whole file."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason


class _UnreadableError(Exception):
    """Nothing after this problem can be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.found = _Found(line, reason)


class _Numbers(NamedTuple):
    """How a number that is not in international form gets there."""

    normalised: Callable[[str], str]
    """The number in international form, or as it was where there is none."""
    hint: str
    """What to say of a number that did not get there."""


class _Header(NamedTuple):
    line: int
    cells: list[str]
    delimiter: str


def read_table(data: bytes, *, labels: Mapping[str, str] | None = None, default_region: str | None = None) -> Table:
    """Reads a CSV file; with problems, `entries` are those that have none.

    Args:
        labels: the group's own names of its columns, by letter; the header may use them instead.
        default_region: the country, like DE, whose national forms are numbers too. A number in E.164 form stays as it
            is, with and without it.
    """
    found: list[_Found] = []
    entries: dict[str, Entry] = {}
    seen: dict[str, int] = {}
    is_replaced = False
    try:
        numbers = _numbers(default_region)
        text = _text(data)
        is_replaced = _INVISIBLE.search(text) is not None
        if is_replaced:
            found += _invisible(text)
            text = _INVISIBLE.sub(_REPLACED, text)  # some end a record, or stop the parser: the rest is to be read too
        names = _names(labels or {})
        header = _header(text, names=names)
        columns = _columns(header, names=names, found=found)
        if "phone" in columns:
            _read(text, header=header, columns=columns, numbers=numbers, entries=entries, seen=seen, found=found)
    except _UnreadableError as error:
        found.append(error.found)
    if is_replaced:
        entries = {phone: entry for phone, entry in entries.items() if not _is_replaced(entry)}
    phones = sorted(entries)
    return Table(
        entries=tuple(map(entries.__getitem__, phones)),
        lines=tuple(map(seen.__getitem__, phones)),
        problems=list(map(str, sorted(found, key=itemgetter(0)))),
    )


def told(problems: Sequence[str], *, where: str) -> str:
    """The first problems on one line, and how many more there are."""
    first = "; ".join(
        f"{where}, {problem}" if problem.startswith("line ") else f"{where}: {problem}" for problem in problems[:_TOLD]
    )
    more = len(problems) - _TOLD
    return f"{first}; and {more} more, {len(problems)} problems in all" if more > 0 else first


def canonical(entries: Sequence[Entry]) -> str:
    """The entries as CSV text that is the same for the same entries in any order, on any Python.

    Not by `csv.writer`, which changed what it puts in quotes between Python's releases.
    """
    rows = sorted(tuple(value or "" for value in entry) for entry in entries)
    return "".join([",".join(FIELDS) + "\n", *map(_line, rows)])


def fingerprint(text: str) -> str:
    """A digest from which the text cannot be guessed at little cost.

    There are few phone numbers, so a plain digest of a short list is soon reversed by trying them; scrypt makes each
    try cost some 32 MiB and a tenth of a second. The salt is constant: the same file must give the same digest in the
    preview and in the update, which are two processes and share no secret.
    """
    digest = hashlib.scrypt(
        hashlib.sha256(text.encode()).digest(),
        salt=b"lox24-provider/phones",
        n=2**15,
        r=8,
        p=1,
        maxmem=80 * 2**20,  # it needs a little more than the 32 MiB that OpenSSL allows by default
    )
    return f"scrypt:{digest[:32].hex()}"


def _line(row: tuple[str, ...]) -> str:
    line = ",".join(row)
    if line.count(",") == len(row) - 1 and not ('"' in line or "\n" in line or "\r" in line):
        return line + "\n"
    return ",".join(map(_cell, row)) + "\n"


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if re.search(r'[",\r\n]', value) else value


def _text(data: bytes) -> str:
    """The text of a file without its mark of UTF-8; each line, in quotes too, ends in a line feed alone."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(line, f"is not UTF-8, at byte offset {error.start} of the file") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _invisible(text: str) -> Iterator[_Found]:
    for number, line in enumerate(text.split("\n"), start=1):
        match = _INVISIBLE.search(line)
        if match:
            yield _Found(number, f"has the invisible character U+{ord(match[0]):04X}")


def _is_replaced(entry: Entry) -> bool:
    return any(value is not None and _REPLACED in value for value in entry)


def _records(text: str, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line where it begins; a blank line is an empty one."""
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
        raise _UnreadableError(begins, f"{reason}; nothing after it was read") from None


def _is_blank(cells: Iterable[str]) -> bool:
    return not any(map(str.strip, cells))


def _key(name: str) -> str:
    return name.strip().casefold()


def _names(labels: Mapping[str, str]) -> dict[str, list[str]]:
    """What a header may call a column, and the fields that it means; a letter goes before a label."""
    names: dict[str, list[str]] = {}
    for letter in COLUMNS:
        names.setdefault(_key(labels.get(letter, "")) or letter, []).append(letter)
    return names | {field: [field] for field in FIELDS}


def _header(text: str, *, names: Mapping[str, object]) -> _Header:
    """The first record that is not blank, by the delimiter that makes the most known columns of it, or the most."""
    headers: list[_Header] = []
    errors: list[_UnreadableError] = []
    for delimiter in _DELIMITERS:
        records = _records(text, delimiter=delimiter)
        try:
            headers += [_Header(*next(filled for filled in records if not _is_blank(filled[1])), delimiter)]
        except StopIteration:
            raise _UnreadableError(0, "is empty; the first line names the columns") from None
        except _UnreadableError as error:  # as a quoted name before another delimiter is
            errors.append(error)
    if not headers:
        raise errors[0]
    return max(headers, key=lambda header: (sum(_key(cell) in names for cell in header.cells), len(header.cells)))


def _columns(header: _Header, *, names: Mapping[str, Sequence[str]], found: list[_Found]) -> dict[str, int]:
    """Where each field stands in a record."""
    columns: dict[str, int] = {}
    unknown = "".join(cell for cell in header.cells if _key(cell) not in names)
    is_data = sum(map(str.isdigit, unknown)) >= _LOOKS_LIKE_DATA
    for index, cell in enumerate(header.cells):
        fields = names.get(_key(cell), ())
        # A person's name beside the number is not to be told either.
        column = f"column {index + 1}" if is_data or not cell.strip() else f"column '{one_line(cell, limit=40)}'"
        if not fields:
            reason = f"is none of {', '.join(FIELDS)}, nor a label of the group"
        elif len(fields) > 1:
            reason = f"is the label of {' and '.join(fields)}; use the letter"
        elif fields[0] in columns:
            reason = f"is {fields[0]}, as column {columns[fields[0]] + 1} is"
        else:
            columns[fields[0]] = index
            continue
        found.append(_Found(header.line, f"{column} {reason}"))
    if "phone" not in columns:
        found.append(_Found(header.line, "no column is named phone"))
    if is_data:
        found.append(_Found(header.line, "looks like an entry; is the header line missing, which names the columns?"))
    return columns


def _read(
    text: str,
    *,
    header: _Header,
    columns: Mapping[str, int],
    numbers: _Numbers,
    entries: dict[str, Entry],
    seen: dict[str, int],
    found: list[_Found],
) -> None:
    """Reads the records after the header into `entries`, `seen` and `found`, which keep what was read before an error.

    A record costs no call of a Python function unless something about it is unusual: there may be 100,000.
    """
    width = len(header.cells)
    fields_of = itemgetter(*(columns.get(field, width) for field in FIELDS))  # from a cell past the end: none
    shortest = min((LIMITS[field] for field in columns if field != "phone"), default=max(LIMITS.values()))
    is_international, entry_of = E164.fullmatch, Entry._make
    for line, cells in _records(text, delimiter=header.delimiter):
        if line <= header.line or not cells:
            continue
        is_long = max(map(len, cells)) > shortest
        is_wide = len(cells) > width
        cells.extend([""] * (width + 1 - len(cells)))
        values = [value or None for value in fields_of(cells)]
        values[0] = phone = (values[0] or "").strip()
        entry = entry_of(values)
        reasons: list[str] = []
        if is_wide or is_long or not is_international(phone):
            if _is_blank(cells):
                continue
            if is_wide:
                reasons.append(f"has {len(cells)} cells, the header names {width} columns")
                entry = Entry(phone)  # the cells may have moved: of a wide record only the number is judged
            entry = entry._replace(phone=_international(phone, numbers=numbers))
            phone = entry.phone
            reasons += _reasons(entry, numbers=numbers)
            found += [_Found(line, reason) for reason in reasons]
            if not is_international(phone):
                continue
        first = seen.setdefault(phone, line)
        if first != line:
            found.append(_Found(line, f"phone: is the number of line {first} too"))
        elif not reasons:
            entries[phone] = entry


def _international(phone: str, *, numbers: _Numbers) -> str:
    return phone if E164.fullmatch(phone) else numbers.normalised(phone)


def _reasons(entry: Entry, *, numbers: _Numbers) -> Iterator[str]:
    for reason in problems_of(entry):
        if not reason.startswith("phone:"):
            yield reason
        elif entry.phone:
            yield f"{reason}{numbers.hint}"
        else:
            yield "phone: is missing"


def _numbers(default_region: str | None) -> _Numbers:
    if not default_region:
        return _Numbers(lambda phone: phone, "; national forms need default_region")
    import phonenumbers  # noqa: PLC0415 slow to load

    if default_region not in phonenumbers.SUPPORTED_REGIONS:
        raise _UnreadableError(0, "default_region is no country that phonenumbers knows; it is two letters, like DE")

    def normalised(phone: str) -> str:
        if not _AS_PEOPLE_WRITE.fullmatch(phone):
            return phone
        try:
            number = phonenumbers.parse(phone, default_region)
        except phonenumbers.NumberParseException:
            return phone
        # Not `is_possible_number`, to which a number without its area code is possible.
        if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
            return phone
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return _Numbers(normalised, f", or a possible number of {default_region}")
