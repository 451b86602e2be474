"""What `lox24 lists check` tells of a list file: lines for a person, and one object for machines. Shows nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypedDict

from lox24_provider.commands.common import counted
from lox24_provider.commands.list_options import in_options, typed
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.errors import ListFileError
from lox24_provider.rules.ids import compressed
from lox24_provider.rules.list_file.arguments import in_yaml, spelled
from lox24_provider.rules.list_file.consent_words import EMPTY, OTHER

if TYPE_CHECKING:
    from lox24_provider.rules.list_file.consent_words import Words
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


class Word(TypedDict):
    """A word in a column of consent: empty for an empty cell, None for all that are not shown; does it mean yes?"""

    word: str | None
    count: int
    taken: bool | None


class Agreed(TypedDict):
    """A column that says who agreed, or seems to and is not read; `column` is None where its name may not be told."""

    column: str | None
    shown: str
    read: bool
    words: list[Word]


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
    suppressed: int
    numbers: Mapping[str, Mapping[str, int]]
    consent: list[Agreed]
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
    if not inspection.suggested:
        yield from (_read(words, taken=words.taken) for words in table.words if words.taken is not None)
    if table.ignored:
        yield f"not read: {', '.join(map(quoted, table.ignored))}"
    yield f"{counted(len(inspection.faults), 'problem')}:" if inspection.faults else "no problems"
    for fault in inspection.faults:
        yield f"  {_problem(fault, in_stack_file=in_stack_file)}"
    notes = [*_notes(inspection)]
    for words in table.words:
        notes += _unread(words, in_stack_file=in_stack_file) if words.taken is None else ()
    if notes:
        yield "worth a look:"
        yield from (f"  {note}" for note in notes)


def _problem(fault: Fault, *, in_stack_file: bool) -> str:
    reason = spelled(fault.reason, in_yaml if in_stack_file else in_options)
    return ListFileError.coded(str(fault._replace(reason=one_line(masked(reason), limit=2000))))


def _notes(inspection: Inspection) -> Iterator[str]:
    """What is no problem and perhaps not what was meant."""
    for numbers in inspection.unlikely:
        yield f"{_lines(numbers)}: {_UNLIKELY[numbers.kind].format(numbers.country)}"
    for numbers in inspection.abroad:
        region = inspection.arguments.get("default_region")
        yield f"{_lines(numbers)}: read as mobiles of {numbers.country}, and may have been landlines of {region}"
    yield from (str(notice) for notice in inspection.table.notices if notice.kind not in ("foreign", "consent"))


def _read(words: Words, *, taken: frozenset[str]) -> str:
    """Which words of a column that is read are taken: one that was forgotten is seen among the others."""
    yes = [word for word in words.times if word in taken]
    told = f"{_counted(words, yes) or 'no word'} taken"
    rest = _counted(words, [word for word in words.times if word not in taken])
    return f"consent {quoted(words.shown)}: {told}{f'; {rest} left out' if rest else ''}"


def _unread(words: Words, *, in_stack_file: bool) -> Iterator[str]:
    """What a column that is not read seems to say, and what to type: which words mean yes is for a person to decide."""
    told = _counted(words, words.times)
    yield f"{quoted(words.shown)} seems to say who may get SMS, and is not read; its words: {told}"
    if not words.name:
        return
    if in_stack_file:
        add, empty = (in_yaml({"consent": {words.name: [word]}}) for word in ("WORD", ""))
    else:
        add, empty = (f"--consent {typed(f'{words.name}={word}')}" for word in ("WORD", ""))
    if not {*words.times} <= {EMPTY, OTHER}:
        yield f"  add {add} for each WORD of people who may get SMS; all others are left out"
    if EMPTY in words.times:
        yield f"  add {empty} if people with an empty cell may get SMS"


def _counted(words: Words, which: Iterable[str]) -> str:
    return ", ".join(f"{_WORDS.get(word, masked(word))} ({words.times[word]:,})" for word in which)


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
        "suppressed": table.suppressed,
        "numbers": {
            land: {str(kind): count for kind, count in found.items()} for land, found in inspection.numbers.items()
        },
        "consent": list(map(_agreed, table.words)),
        "ignored": list(table.ignored),
        "problems": [
            {"line": line or None, "text": one_line(masked(str(reason)), limit=2000), "code": ListFileError.code}
            for line, reason in inspection.faults
        ],
        "unlikely": [_listed(numbers) for numbers in inspection.unlikely],
        "abroad": [_listed(numbers) for numbers in inspection.abroad],
        "notices": [{"kind": kind, "count": count, "line": line} for kind, count, line in table.notices],
        "suggested": document(inspection.suggested) if inspection.suggested else None,
    }


def _agreed(words: Words) -> Agreed:
    told: list[Word] = [
        {
            "word": None if word == OTHER else masked(word),
            "count": count,
            "taken": None if words.taken is None else word in words.taken,
        }
        for word, count in words.times.items()
    ]
    return {"column": words.name or None, "shown": words.shown, "read": words.taken is not None, "words": told}


def _listed(numbers: Numbers) -> Listed:
    return {"country": numbers.country, "kind": numbers.kind, "lines": list(numbers.lines)}
