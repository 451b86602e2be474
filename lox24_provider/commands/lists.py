"""`lox24 lists`: reads a list file without an account, and says what is in it and what is wrong. Shows nobody."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lox24_provider.commands.common import FAILED, failed, say, say_json
from lox24_provider.commands.list_inspection import Checked, Pasted, document, lines
from lox24_provider.commands.list_options import option_of
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.config.settings import list_bytes_of
from lox24_provider.display.text import masked, one_line, quoted
from lox24_provider.errors import FilesUnreadable, Lox24Error, StackFileError, UsageError
from lox24_provider.fields.group import labels_of
from lox24_provider.files.list_file import MOST_BYTES, Contents, ListUnreadError, contents_of, read_file, read_inside
from lox24_provider.rules.list_file.arguments import in_python, in_yaml
from lox24_provider.rules.list_file.options import ALLOWED, DIGITS, ReadOptions, problems_of_reading
from lox24_provider.rules.list_file.options import NAMES as READING
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.stack_files import files
from lox24_provider.stack_files.model import GroupEntry
from lox24_provider.workflow.project import Project

__all__ = ["add_arguments", "run"]

FINE = 0

HELP = """\
Works on list files: CSV files and workbooks that name people. Asks neither the engine nor the account, needs no token
and no project. Shows nobody's number, and of values only words such as yes and no, in columns of consent.
"""

CHECK = """\
Reads a file as a new list would be read. It says what is in the file, shows every problem with its line, and prints the
arguments to paste into a program or a stack file.
"""


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
    check.add_argument(
        "--consent",
        nargs="+",
        action="extend",
        metavar="HEADER=YES",
        help="which column says who agreed to get SMS, and a word that means yes; repeatable; or one JSON object",
    )
    check.add_argument(
        "--suppression-file",
        dest="suppression_files",
        action="append",
        metavar="FILE",
        help="a file of people who are never on the list, such as an export of those who unsubscribed; repeatable",
    )
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
    values, contents = _asked_for(arguments)
    from lox24_provider.rules.list_file.inspection import inspect  # which loads phonenumbers

    source = values.pop("source")
    inspection = inspect(contents.list, values=values, suppression=contents.suppression)
    is_open = bool(inspection.table.encoding or inspection.table.sheet)
    pasted = {"source": masked(source), **inspection.arguments} if inspection.arguments and is_open else {}
    if arguments.json:
        paste: Pasted | None = None
        if pasted:
            paste = {"python": in_python(pasted), "yaml": f"phones: {{{in_yaml(pasted)}}}"}
        checked: Checked = {"file": masked(source), **document(inspection), "paste": paste}
        say_json(checked)
        return FAILED if inspection.faults else FINE
    say(one_line(masked(source)))
    for line in lines(inspection, in_stack_file=arguments.stack is not None):
        say(f"  {line}" if line else "")
    if pasted:
        say("to paste, into a program or beneath a group of a stack file:")
        say(f"  {in_python(pasted)}")
        say(f"  phones: {{{in_yaml(pasted)}}}")
    if inspection.suggested:
        say("read with that:")
        for line in lines(inspection.suggested, in_stack_file=arguments.stack is not None):
            say(f"  {line}")
    return FAILED if inspection.faults else FINE


def _asked_for(arguments: argparse.Namespace) -> tuple[dict[str, Any], Contents]:
    """What to read and how, as inputs of a list, and what the files hold."""
    written = (name for name in READING if name not in ("columns", "consent"))
    given = {name: value for name in written if (value := getattr(arguments, name))}
    if arguments.columns:
        given["columns"] = _mapping(arguments.columns, option="--columns", example="phone=Mobil", cut=str.partition)
    if arguments.consent:
        example = '"SMS consent=yes"'
        given["consent"] = _mapping(arguments.consent, option="--consent", example=example, cut=str.rpartition)
    if problem := next(problems_of_reading(given), None):
        raise UsageError(f"{option_of(problem.field)} {problem.reason}")
    inputs, most, project = _of_stack(*arguments.stack) if arguments.stack else ({}, MOST_BYTES, None)
    values = {**inputs, **given}
    if arguments.file is not None:
        values["source"] = str(arguments.file)
    if "source" not in values:
        raise UsageError("name the FILE to check" + ("; the group has none" if arguments.stack else ""))
    typed = {str(arguments.file), *(arguments.suppression_files or ())}  # relative to the current folder

    def read(path: str) -> bytes:
        if project is None or path in typed:
            return read_file(Path(path), most=most)
        return read_inside(project.folder, path, most=most)

    try:
        return values, contents_of(values["source"], options=ReadOptions.of(values), read=read)
    except ListUnreadError as error:
        reason = error.strerror if project is None or error.path in typed else error.reason(project.folder)
        raise FilesUnreadable(f"{one_line(error.path)} cannot be read ({reason})") from None


def _mapping(given: Sequence[str], *, option: str, example: str, cut: Callable[[str, str], tuple[str, ...]]) -> object:
    """`phone=Mobil phone=Telefon a=Vorname`, or one JSON object; `cut` at the first `=` or at the last one."""
    if len(given) == 1 and given[0].lstrip().startswith("{"):
        try:
            return json_of(given[0])
        except ValueError:
            raise UsageError(f"{option} is no JSON object; in most shells it stands in single quotes") from None
    found: dict[str, Any] = {}
    for one in given:
        name, _, value = cut(one, "=")
        if not name or name == one:
            raise UsageError(f"{option} {quoted(one)} is not like {example}; FILE stands before {option}")
        found.setdefault(name.strip(), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


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
