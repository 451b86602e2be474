"""`lox24 lists`: reads a list file without an account, and says what is in it and what is wrong. Shows nobody."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from lox24_provider.commands.common import FAILED, counted, failed, say, say_json
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.config.settings import list_bytes_of
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.errors import FilesUnreadable, ListFileError, Lox24Error, StackFileError, UsageError
from lox24_provider.fields.group import labels_of
from lox24_provider.files.list_file import MOST_BYTES, read_file, read_inside, reason_of
from lox24_provider.rules.ids import compressed
from lox24_provider.rules.list_file.options import ALLOWED, DIGITS, as_yaml, in_python, in_yaml, problems_of_reading
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.stack_files import files
from lox24_provider.stack_files.model import GroupEntry
from lox24_provider.workflow.project import Project

if TYPE_CHECKING:
    from lox24_provider.rules.list_file.faults import Fault
    from lox24_provider.rules.list_file.inspection import Inspection, Numbers

__all__ = ["add_arguments", "run"]

FINE = 0

HELP = """\
Works on list files: CSV files and workbooks that name people. Asks neither the engine nor the account, needs no token
and no project, and shows nobody's number or value.
"""

CHECK = """\
Reads a file as a new list would be read. It says what is in the file, shows every problem with its line, and prints the
arguments to paste into a program or a stack file.
"""


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


MANUAL = Manual(
    does=CHECK,
    examples="""\
lox24 lists check kunden.csv
lox24 lists check kunden.csv --encoding windows-1252 --region DE --columns phone=Mobil phone=Telefon a=Vorname
lox24 lists check new.csv -s prod clients      # as the stack file reads the list of that group
""",
    exits={FINE: Exit("fine", "no problems"), FAILED: Exit("problems", "problems, or an error")},
    writes="nothing",
    secrets=NO_SECRET,
    prints=(Checked,),
)

_FLAGS = {"default_region": "--region", "allow_numbers": "--allow"}
"""What an input is called here, where it is not its own name."""

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}

_UNLIKELY = {
    "landline": "landlines of {}, which usually get no SMS",
    "other": "numbers of services of {}, which usually get no SMS",
    "unknown": "in no range of {} that is known to be in use",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = HELP, MANUAL.epilog()
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    check = what.add_parser("check", help="say what is in a list file and what is wrong with it")
    set_up(check, MANUAL)
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the file; with -s, that of the group")
    check.add_argument(
        "--columns",
        nargs="+",
        action="extend",
        metavar="NAME=HEADER",
        help="which column is phone, a to e or callback_data, repeatable for several; or one JSON object",
    )
    check.add_argument(
        "--region", dest="default_region", type=str.upper, metavar="DE", help="the country of national numbers"
    )
    check.add_argument("--digits", choices=DIGITS, help="how digits without a plus sign are read that could be both")
    check.add_argument(
        "--allow",
        dest="allow_numbers",
        action="append",
        choices=ALLOWED,
        help="a kind of national numbers to read although it usually gets no SMS; repeatable",
    )
    check.add_argument(
        "--encoding", metavar="NAME", help="the file's encoding, like windows-1252 (UTF-8, or UTF-16 with its mark)"
    )
    check.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (the first visible one)")
    check.add_argument("--split", metavar="TEXT", help="what stands between two numbers of one cell")
    check.add_argument("--skip-without-phone", action="store_true", help="leave out rows whose phone is empty")
    check.add_argument(
        "-s",
        "--stack",
        nargs=2,
        metavar=("STACK", "GROUP"),
        help="read it with the options of this group's list; options that are given here win",
    )
    check.add_argument("--json", action="store_true", help="print one JSON object for machines")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        return _check(arguments)
    except Lox24Error as error:
        return failed(error, show=masked, as_json=arguments.json)


def _check(arguments: argparse.Namespace) -> int:
    values, data = _asked_for(arguments)
    from lox24_provider.rules.list_file.inspection import inspect  # which loads phonenumbers

    source = values.pop("source")
    inspection = inspect(data, values=values)
    is_open = bool(inspection.table.encoding or inspection.table.sheet)
    pasted = {"source": masked(source), **inspection.arguments} if inspection.arguments and is_open else {}
    if arguments.json:
        paste: Pasted | None = None
        if pasted:
            paste = {"python": in_python(pasted), "yaml": f"phones: {in_yaml(pasted)}"}
        checked: Checked = {"file": masked(source), **_document(inspection), "paste": paste}
        say_json(checked)
        return FAILED if inspection.faults else FINE
    say(one_line(masked(source)))
    for line in _told(inspection, in_stack_file=arguments.stack is not None):
        say(f"  {line}" if line else "")
    if pasted:
        say("to paste, into a program or beneath a group of a stack file:")
        say(f"  {in_python(pasted)}")
        say(f"  phones: {in_yaml(pasted)}")
    if inspection.suggested:
        say("read with that:")
        for line in _told(inspection.suggested, in_stack_file=arguments.stack is not None):
            say(f"  {line}")
    return FAILED if inspection.faults else FINE


def _asked_for(arguments: argparse.Namespace) -> tuple[dict[str, Any], bytes]:
    """What to read and how, as inputs of a list, and what the file holds."""
    names = ("default_region", "digits", "allow_numbers", "encoding", "sheet", "split", "skip_without_phone")
    given = {name: value for name in names if (value := getattr(arguments, name))}
    if arguments.columns:
        given["columns"] = _columns(arguments.columns)
    if problem := next(problems_of_reading(given), None):
        raise UsageError(f"{_FLAGS.get(problem.field, f'--{problem.field}')} {problem.reason}")
    inputs, most, project = _of_stack(*arguments.stack) if arguments.stack else ({}, MOST_BYTES, None)
    values = {**inputs, **given}
    if arguments.file is not None:
        values["source"] = str(arguments.file)
    if "source" not in values:
        raise UsageError("name the FILE to check" + ("; the group has none" if arguments.stack else ""))
    try:
        if arguments.file is None and project is not None:
            return values, read_inside(project.folder, values["source"], most=most)
        return values, read_file(Path(values["source"]), most=most)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        if arguments.file is None and project is not None:
            reason = reason_of(error, source=values["source"], folder=project.folder)
        raise FilesUnreadable(f"{one_line(values['source'])} cannot be read ({reason})") from None


def _columns(given: Sequence[str]) -> object:
    """`phone=Mobil phone=Telefon a=Vorname`, or one JSON object."""
    if len(given) == 1 and given[0].lstrip().startswith("{"):
        try:
            return json_of(given[0])
        except ValueError:
            raise UsageError("--columns is no JSON object; in most shells it stands in single quotes") from None
    columns: dict[str, Any] = {}
    for one in given:
        name, equals, header = one.partition("=")
        if not (name and equals and header):
            raise UsageError(f"--columns {quoted(one)} is not like phone=Mobil; FILE stands before --columns")
        columns.setdefault(name.strip(), []).append(header)
    return {name: headers[0] if len(headers) == 1 else headers for name, headers in columns.items()}


def _of_stack(name: str, key: str) -> tuple[dict[str, Any], int, Project]:
    """The inputs of a group's list in a stack file, the most bytes of its file, and the project."""
    project = Project.find()
    main = project.file
    shared = files.read_shared(main, file=project.shown(main), project=project.name)
    paths = project.stack_files()
    if name not in paths:
        raise StackFileError(f"there is no stack {one_line(name)}; there are {project.known}")
    path = paths[name]
    stack = files.read_stack(path, file=project.shown(path), stack=name, shared=shared, folder=None)
    if stack.declared is None:
        raise StackFileError(f"stack {one_line(name)} has problems, see `lox24 stacks check`")
    if key not in stack.declared.groups:
        there = ", ".join(map(one_line, stack.declared.groups))
        raise StackFileError(f"stack {one_line(name)} has no group {one_line(key)}; there are {there}")
    return _inputs(stack.declared.groups[key]), list_bytes_of(stack.settings), project


def _inputs(entry: GroupEntry) -> dict[str, Any]:
    phones = entry.phones.model_dump(exclude_none=True) if entry.phones else {}
    return {**phones, "labels": labels_of(entry)}


def _told(inspection: Inspection, *, in_stack_file: bool) -> Iterator[str]:
    """The result for a person, line by line."""
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
    notes = list(_notes(inspection))
    if notes:
        yield "worth a look:"
        yield from (f"  {note}" for note in notes)


def _problem(fault: Fault, *, in_stack_file: bool) -> str:
    text = str(fault._replace(reason=one_line(masked(fault.reason), limit=2000)))
    return ListFileError.coded(as_yaml(text) if in_stack_file else text)


def _notes(inspection: Inspection) -> Iterator[str]:
    """What is no problem and perhaps not what was meant."""
    for numbers in inspection.unlikely:
        yield f"{_lines(numbers)}: {_UNLIKELY[numbers.kind].format(numbers.country)}"
    for numbers in inspection.abroad:
        region = inspection.arguments.get("default_region")
        yield f"{_lines(numbers)}: read as mobiles of {numbers.country}, and may have been landlines of {region}"
    yield from (str(notice) for notice in inspection.table.notices if notice.kind != "foreign")


def _lines(numbers: Numbers) -> str:
    """`line 3`, `lines 3, 7-9`: not masked, as lines beside each other are digits like a number's."""
    return f"{'line' if len(numbers.lines) == 1 else 'lines'} {compressed(numbers.lines).replace(',', ', ')}"


def _document(inspection: Inspection) -> Inspected:
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
        "suggested": _document(inspection.suggested) if inspection.suggested else None,
    }


def _listed(numbers: Numbers) -> Listed:
    return {"country": numbers.country, "kind": numbers.kind, "lines": list(numbers.lines)}
