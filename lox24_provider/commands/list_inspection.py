"""What `lox24 lists check` tells of a list file: lines for a person, and one object for machines. Shows nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

from lox24_provider.commands.common import counted
from lox24_provider.commands.list_options import as_options, typed
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.errors import ListFileError
from lox24_provider.rules.ids import compressed
from lox24_provider.rules.list_file.agreeing import EMPTY, OTHER
from lox24_provider.rules.list_file.options import as_yaml, in_python

if TYPE_CHECKING:
    from lox24_provider.rules.list_file.agreeing import Unread
    from lox24_provider.rules.list_file.faults import Fault
    from lox24_provider.rules.list_file.inspection import Inspection, Numbers

__all__ = ["Checked", "Pasted", "document", "lines"]

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_WORDS = {EMPTY: "an empty cell", OTHER: "words that are not shown"}

_UNLIKELY = {
    "landline": "landlines of {}, which usually get no SMS",
    "other": "numbers of services of {}, which usually get no SMS",
    "unknown": "in no range of {} that is known to be in use",
}


class Problem(TypedDict):
    """A problem, and its line; None of one of the whole file."""

    line: int | None
    text: str
    code: str


class Listed(TypedDict):
    """Numbers of one kind and country, and their lines."""

    country: str
    kind: str
    lines: list[int]


class Noticed(TypedDict):
    """What is read all the same: how often, and where first."""

    kind: str
    count: int
    line: int


class Inspected(TypedDict):
    """What is in a file; `numbers` is how many of each kind, by country."""

    encoding: str | None
    delimiter: str | None
    sheet: str | None
    rows: int
    people: int
    merged: int
    skipped: int
    without_consent: int
    numbers: Mapping[str, Mapping[str, int]]
    ignored: list[str]
    problems: list[Problem]
    unlikely: list[Listed]
    abroad: list[Listed]
    notices: list[Noticed]
    suggested: Inspected | None


class Pasted(TypedDict):
    """The arguments, as a program and a stack file take them."""

    python: str
    yaml: str


class Checked(Inspected):
    """The file that was read, and what to paste, if anything."""

    file: str
    paste: Pasted | None


def lines(inspection: Inspection, *, in_stack_file: bool) -> Iterator[str]:
    """The result for a person, line by line; in the words of a stack file, or of a program."""
    table = inspection.table
    if table.sheet:
        yield f"sheet {quoted(masked(table.sheet))} of a workbook"
    elif table.encoding:
        yield f"{table.encoding}, cells divided by {_DELIMITERS.get(table.delimiter, 'nothing')}"
    left_out = f"; {table.counts}" if table.counts else ""
    if not (table.sheet or table.encoding):
        yield "cannot be read"
        yield from (f"  {_problem(fault, in_stack_file=in_stack_file)}" for fault in inspection.faults)
        return
    people = "1 person" if inspection.people == 1 else f"{inspection.people:,} people"
    yield f"{counted(table.rows, 'row')}, {people}{left_out}"
    if inspection.numbers:
        kinds = {
            land: ", ".join(f"{n:,} {one}" for one, n in found.items()) for land, found in inspection.numbers.items()
        }
        yield f"numbers: {'; '.join(f'{land} {told}' for land, told in kinds.items())}"
    if table.ignored:
        yield f"not read: {', '.join(map(quoted, table.ignored))}"
    yield f"{counted(len(inspection.faults), 'problem')}:" if inspection.faults else "no problems"
    for fault in inspection.faults:
        yield f"  {_problem(fault, in_stack_file=in_stack_file)}"
    notes = [*_notes(inspection)]
    for unread in table.unread:
        notes += _consent(unread, in_stack_file=in_stack_file)
    if notes:
        yield "worth a look:"
        yield from (f"  {note}" for note in notes)


def _problem(fault: Fault, *, in_stack_file: bool) -> str:
    text = str(fault._replace(reason=one_line(masked(fault.reason), limit=2000)))
    return ListFileError.coded(as_yaml(text) if in_stack_file else as_options(text))


def _notes(inspection: Inspection) -> Iterator[str]:
    """What is no problem and perhaps not what was meant."""
    for numbers in inspection.unlikely:
        yield f"{_lines(numbers)}: {_UNLIKELY[numbers.kind].format(numbers.country)}"
    for numbers in inspection.abroad:
        region = inspection.arguments.get("default_region")
        yield f"{_lines(numbers)}: read as mobiles of {numbers.country}, and may have been landlines of {region}"
    yield from (str(notice) for notice in inspection.table.notices if notice.kind not in ("foreign", "consent"))


def _consent(unread: Unread, *, in_stack_file: bool) -> Iterator[str]:
    """What a column that is not read seems to say, and what to type: which words mean yes is for a person to decide."""
    words = [f"{_WORDS.get(word, word)} ({count:,})" for word, count in unread.words.items()]
    yield f"{quoted(unread.shown)} seems to say who may get SMS, and is not read; its words: {', '.join(words)}"
    if not unread.name:
        return
    if in_stack_file:
        add, empty = f"{as_yaml(in_python({'consent': {unread.name: ['WORD']}}))} with", '""'
    else:
        add, empty = f"--consent {typed(f'{unread.name}=WORD')} for", typed(f"{unread.name}=")
    if_empty = f" (an empty cell: {empty})" if EMPTY in unread.words else ""
    yield f"  add {add} each WORD of people who may get SMS{if_empty}; all others are left out"


def _lines(numbers: Numbers) -> str:
    """`line 3`, `lines 3, 7-9`: not masked, as lines beside each other are digits like a number's."""
    return f"{'line' if len(numbers.lines) == 1 else 'lines'} {compressed(numbers.lines).replace(',', ', ')}"


def document(inspection: Inspection) -> Inspected:
    """The result for machines."""
    table = inspection.table
    return {
        "encoding": table.encoding or None,
        "delimiter": table.delimiter or None,
        "sheet": masked(table.sheet) or None,
        "rows": table.rows,
        "people": inspection.people,
        "merged": table.merged,
        "skipped": table.skipped,
        "without_consent": table.without_consent,
        "numbers": {
            land: {str(kind): count for kind, count in found.items()} for land, found in inspection.numbers.items()
        },
        "ignored": list(table.ignored),
        "problems": [
            {"line": line or None, "text": one_line(masked(text), limit=2000), "code": ListFileError.code}
            for line, text in inspection.faults
        ],
        "unlikely": [_listed(numbers) for numbers in inspection.unlikely],
        "abroad": [_listed(numbers) for numbers in inspection.abroad],
        "notices": [{"kind": kind, "count": count, "line": line} for kind, count, line in table.notices],
        "suggested": document(inspection.suggested) if inspection.suggested else None,
    }


def _listed(numbers: Numbers) -> Listed:
    return {"country": numbers.country, "kind": numbers.kind, "lines": list(numbers.lines)}
