"""`lox24 stacks`: checks stack files, compares two, makes a new one, and writes the schema that editors complete by."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict

from lox24_provider.commands.common import FAILED, counted, failed, say, say_json, say_whole
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.config.settings import SANDBOX, list_bytes_of
from lox24_provider.display.addresses import shown_address
from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import FileError, Lox24Error, StackFileError, UsageError
from lox24_provider.safe_io.writing import create, overwrite
from lox24_provider.stack_files import checking, difference, files
from lox24_provider.stack_files.copying import copied
from lox24_provider.stack_files.keys import Keys
from lox24_provider.stack_files.schema import schema
from lox24_provider.workflow.project import Project

__all__ = ["add_arguments", "run"]

FINE, DIFFERENT = 0, 2
SCHEMA = "schema.json"  # beside the stack files, whose first line names it

HELP = """\
Works on the stack files of the project in the current folder. Asks neither the engine nor the account, and needs no
token.
"""


class Problem(TypedDict):
    """A problem and its place."""

    file: str
    line: int
    column: int
    text: str
    code: str


class Checked(TypedDict):
    """How many there are, and every problem."""

    stacks: int
    groups: int
    problems: list[Problem]


CHECK = Manual(
    does="Find every problem of all stack files.",
    examples="lox24 stacks check          # stacks/Pulumi.prod.yaml:12:5: groups.clients.name: has 51 characters, ...",
    exits={
        FINE: Exit("fine", "no problems"),
        FAILED: Exit("problems", "problems, each on a line with file, line and column; or an error"),
    },
    writes="nothing",
    secrets=NO_SECRET,
    prints=(Checked,),
)
DIFF = Manual(
    does="Say how two stacks differ, group by group.",
    examples="lox24 stacks diff staging prod",
    exits={
        FINE: Exit("unchanged", "the two are equal"),
        FAILED: Exit("error", "an error: a stack is missing, or has problems"),
        DIFFERENT: Exit("changes", "they differ"),
    },
    writes="nothing",
    secrets=NO_SECRET,
    prints=(difference.Difference,),
)
MAKE_SCHEMA = Manual(
    does="Print the JSON Schema of a stack file, for editors.",
    examples="lox24 stacks schema --write",
    exits={FINE: Exit("done", "printed, or written"), FAILED: Exit("error", "an error")},
    writes=f"with --write {SCHEMA} beside the stack files",
    secrets=NO_SECRET,
)
NEW = Manual(
    does="Write the file of a new stack, from that of another.",
    examples="lox24 stacks new test --from staging --client-id 2345678",
    exits={
        FINE: Exit("done", "written"),
        FAILED: Exit(
            "error", "an error: OTHER is missing or cannot be read, or the file is there already; nothing was written"
        ),
    },
    writes="the new stack's file; never over one that is there",
    secrets=NO_SECRET,
)

EXAMPLES = """\
examples:
  lox24 stacks check
  lox24 stacks diff staging prod
  lox24 stacks new test --from staging --client-id 2345678

`lox24 stacks WHAT --help` has more, and the exit codes of each.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description, parser.epilog = HELP, EXAMPLES
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    check = _subcommand(what, "check", CHECK)
    check.add_argument("--json", action="store_true", help="print one JSON object for machines")
    diff = _subcommand(what, "diff", DIFF)
    diff.add_argument("first", metavar="A", help="a stack")
    diff.add_argument("second", metavar="B", help="the stack to compare it with")
    diff.add_argument("--json", action="store_true", help="print one JSON object for machines")
    make = _subcommand(what, "schema", MAKE_SCHEMA)
    make.add_argument("--write", action="store_true", help=f"write it to {SCHEMA} beside the stack files instead")
    new = _subcommand(what, "new", NEW)
    new.add_argument("name", metavar="NAME", help="the new stack")
    new.add_argument("--from", dest="other", metavar="OTHER", required=True, help="the stack whose file is copied")
    new.add_argument("--client-id", metavar="ID", help="the number of the new stack's account")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    commands = {"check": _check, "diff": _diff, "schema": _schema, "new": _new}
    try:
        return commands[arguments.what](Project.find(), arguments)
    except Lox24Error as error:
        return failed(error, show=masked, as_json=getattr(arguments, "json", False))
    except OSError as error:
        told = FileError(f"{Path(str(error.filename)).name}: {error.strerror or type(error).__name__}")
        return failed(told, as_json=getattr(arguments, "json", False))


def _check(project: Project, arguments: argparse.Namespace) -> int:
    shared, stacks = _stacks(project)
    findings = checking.check_all(list(stacks.values()), shared=shared)
    groups = sum(len(stack.groups) for stack in stacks.values())
    if arguments.json:
        problems: list[Problem] = [
            {
                "file": finding.place.file,
                "line": finding.place.line,
                "column": finding.place.column,
                "text": finding.text,
                "code": finding.kind.code,
            }
            for finding in findings
        ]
        checked: Checked = {"stacks": len(stacks), "groups": groups, "problems": problems}
        say_json(checked)
    else:
        for finding in findings:
            say(finding.kind.coded(str(finding)))
        if not findings:
            say(f"{counted(len(stacks), 'stack')}, {counted(groups, 'group')}: no problems")
    return FAILED if findings else FINE


def _diff(project: Project, arguments: argparse.Namespace) -> int:
    _, stacks = _stacks(project)
    sides = [_side(stacks, name, folder=project.folder) for name in (arguments.first, arguments.second)]
    found = difference.compare(*sides)
    if arguments.json:
        say_json(asdict(found))
    else:
        for line in difference.lines(found):
            say(line)
    return FINE if found.is_none else DIFFERENT


def _schema(project: Project, arguments: argparse.Namespace) -> int:
    shared, stacks = _read(project, lists_in=None)
    keys = [stack.keys for stack in stacks.values()] or [Keys.of(shared.values, project=project.name)]
    text = json.dumps(schema(keys), indent=2)
    if arguments.write:
        file = project.config_folder / SCHEMA
        overwrite(file, text + "\n", root=project.config_root)
        say(f"wrote {project.shown(file)}")
    else:
        say_whole(text)
    return FINE


def _new(project: Project, arguments: argparse.Namespace) -> int:
    name, client_id = arguments.name, arguments.client_id
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        raise UsageError("a stack's name has 1 to 100 letters, digits, dots, hyphens and underscores")
    if client_id is not None and not re.fullmatch(r"[1-9][0-9]*", client_id):
        raise UsageError("--client-id must be the account's number, digits only")
    _, stacks = _stacks(project)
    other = _known(stacks, arguments.other)
    if not other.own.readable:
        raise StackFileError(str(other.own.faults[0]))
    sandbox = str(other.settings.get("lox24:baseUrl", "")).rstrip("/") == SANDBOX
    text = project.stack_file(other.stack).read_text(encoding="utf-8")
    text, encrypted = copied(text, client_id=client_id, keep_client_id=sandbox)
    file = project.stack_file(name)
    try:
        create(file, text, root=project.config_root)
    except FileExistsError:
        raise StackFileError(f"{project.shown(file)} is there already; nothing was written") from None
    say(f"wrote {project.shown(file)}; give its groups their names, then run `lox24 stacks check`. After that:")
    say(f"  pulumi stack init {name}")
    for key in dict.fromkeys(("lox24:token", *encrypted)):
        say(f"  pulumi config set --secret {key} -s {name}")
    return FINE


def _stacks(project: Project) -> tuple[files.ConfigFile, dict[str, files.StackFile]]:
    """What the project's file says, and its stacks by their names.

    Raises:
        StackFileError: there are none.
    """
    shared, stacks = _read(project, lists_in=project.folder)
    if not stacks:
        raise StackFileError(f"there are no stack files: write {project.shown(project.stack_file('dev'))}")
    return shared, stacks


def _read(project: Project, *, lists_in: Path | None) -> tuple[files.ConfigFile, dict[str, files.StackFile]]:
    main = next(file for name in ("Pulumi.yaml", "Pulumi.yml") if (file := project.folder / name).is_file())
    shared = files.read_shared(main, file=project.shown(main), project=project.name)
    stacks = {
        name: files.read_stack(path, file=project.shown(path), stack=name, shared=shared, folder=lists_in)
        for name, path in project.stack_files().items()
    }
    return shared, stacks


def _known(stacks: Mapping[str, files.StackFile], name: str) -> files.StackFile:
    if name not in stacks:
        raise StackFileError(f"there is no stack {one_line(name)}; there are {', '.join(map(one_line, stacks))}")
    return stacks[name]


def _side(stacks: Mapping[str, files.StackFile], name: str, *, folder: Path) -> difference.Side:
    stack = _known(stacks, name)
    if stack.declared is None:
        raise StackFileError(f"stack {one_line(stack.stack)} has problems, see `lox24 stacks check`")
    return difference.Side(
        stack=stack.stack,
        declared=stack.declared,
        settings={key: _setting(key, value) for key, value in stack.settings.items()},
        people=files.list_sizes(stack.declared, folder=folder, most_bytes=list_bytes_of(stack.settings)),
    )


def _setting(key: str, value: object) -> str:
    if key == "lox24:token" or isinstance(value, Mapping):
        return "encrypted" if files.is_encrypted(value) else "not shown"
    text = "" if value is None else str(value)
    return shown_address(text) if key == "lox24:baseUrl" else text


def _subcommand(what: Any, name: str, manual: Manual) -> argparse.ArgumentParser:  # noqa: ANN401 private in argparse
    does = manual.does
    made: argparse.ArgumentParser = what.add_parser(name, help=f"{does[0].lower()}{does[1:].rstrip('.')}")
    set_up(made, manual)
    return made
