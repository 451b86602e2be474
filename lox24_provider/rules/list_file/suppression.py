"""People who are never on a list: the numbers in its suppression files, in whatever column of numbers and spelling."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from lox24_provider.display.text import one_line
from lox24_provider.rules.list_file.columns import faults_of, key_of, looks_like_an_entry
from lox24_provider.rules.list_file.faults import Fault, UnreadableError
from lox24_provider.rules.list_file.opening import Opened, opened_file, reading_of
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.list_file.rows import Reading

__all__ = ["suppressed_by"]


def suppressed_by(files: Iterable[tuple[str, bytes]], *, options: ReadOptions, found: list[Fault]) -> frozenset[str]:
    """The numbers, in E.164, of the people in some suppression files.

    Args:
        files: of each what messages call it, and what it holds.
        options: how the list is read; of a suppression file only the columns of numbers are.
        found: gets what is wrong with the files. A number that cannot be read is, as it may be anybody's.
    """
    own = replace(options, columns={"phone": _headers(options)}, consent={}, sheet=None, skip_without_phone=True)
    numbers: set[str] = set()
    for name, data in files:
        faults: list[Fault] = []
        numbers |= _numbers(data, options=own, found=faults)
        found += [Fault(0, one.within(f"suppression file {name}")) for one in faults]
    return frozenset(numbers)


def _headers(options: ReadOptions) -> tuple[str, ...]:
    """What columns of numbers are called, as in the list; or `phone`."""
    mapped = [header for name, headers in options.columns.items() if key_of(name) == "phone" for header in headers]
    return tuple(dict.fromkeys([*mapped, "phone"]))


def _numbers(data: bytes, *, options: ReadOptions, found: list[Fault]) -> set[str]:
    try:
        opened = _opened(data, options=options, found=found)
        reading = reading_of(opened, options=options, found=found, takes_nobody=True)
        if "phone" not in reading.columns.of:
            found[:] = [_without_numbers(reading, options)]
            return set()
        reading.read(opened.records)
    except UnreadableError as error:
        found.append(error.fault)
        return set()
    found += faults_of(reading.header, reading.columns, options=options, has_records=reading.rows > 0)
    return {*reading.consent.withdrawals.lines}


def _without_numbers(reading: Reading, options: ReadOptions) -> Fault:
    if looks_like_an_entry(reading.header, reading.columns):
        return Fault(reading.header.line, "looks like an entry; is the header line missing, which names the columns?")
    names = " or ".join(f"'{one_line(name, limit=40)}'" for name in options.columns["phone"])
    return Fault(
        reading.header.line,
        f"no column is named {names}; add to columns what the column of numbers is called here, for phone",
    )


def _opened(data: bytes, *, options: ReadOptions, found: list[Fault]) -> Opened:
    """A file in whatever encoding its numbers can be read in: UTF-8, or what its mark or the list says, or another one.

    A name that is not read right does not matter; a column of numbers that is not found is a problem.
    """
    named = [options.encoding] if options.encoding else []
    bytewise = [] if b"\0" in data else ["cp437"]  # whose bytes are all characters; UTF-16 it does not read
    *tried, last = [None, *named, *bytewise]
    for encoding in tried:
        faults: list[Fault] = []
        with suppress(UnreadableError):
            opened = opened_file(data, options=replace(options, encoding=encoding), found=faults)
            found += faults
            return opened
    return opened_file(data, options=replace(options, encoding=last), found=found)
