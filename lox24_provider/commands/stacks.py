"""`lox24 stacks`: checks stack files, compares two, makes a new one, and writes the schema that editors complete by."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.declarations import checking, difference, files
from lox24_provider.declarations.schema import schema
from lox24_provider.delivery.project import Project
from lox24_provider.errors import Lox24Error
from lox24_provider.settings import SANDBOX
from lox24_provider.text import masked, one_line

__all__ = ["add_arguments", "copied", "run"]

FINE, FAILED, DIFFERENT = 0, 1, 2
SCHEMA = "schema.json"  # beside the stack files, whose first line names it
_LONGEST = 2000  # characters of a line that is printed

HELP = """\
Works on the stack files of the project in the current folder. Asks neither the engine nor the account, and needs no
token.
"""

CHECK = """\
example:
  lox24 stacks check          # stacks/Pulumi.prod.yaml:12:5: groups.clients.name: has 51 characters, ...

exit codes:
  0  no problems
  1  problems, each on a line with file, line and column; or an error
"""

DIFF = """\
example:
  lox24 stacks diff staging prod

exit codes:
  0  the two are equal
  1  an error: a stack is missing, or has problems
  2  they differ, or the call was not understood
"""

MAKE_SCHEMA = """\
example:
  lox24 stacks schema --write

exit codes:
  0  printed, or written
  1  an error
"""

NEW = """\
example:
  lox24 stacks new test --from staging --client-id 2345678

exit codes:
  0  written
  1  an error: OTHER is missing or cannot be read, or the file is there already; nothing was written
"""


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
    check = _subcommand(what, "check", "find every problem of all stack files", CHECK)
    check.add_argument("--json", action="store_true", help="print one JSON object for machines")
    diff = _subcommand(what, "diff", "say how two stacks differ, group by group", DIFF)
    diff.add_argument("first", metavar="A", help="a stack")
    diff.add_argument("second", metavar="B", help="the stack to compare it with")
    diff.add_argument("--json", action="store_true", help="print one JSON object for machines")
    make = _subcommand(what, "schema", "print the JSON Schema of a stack file, for editors", MAKE_SCHEMA)
    make.add_argument("--write", action="store_true", help=f"write it to {SCHEMA} beside the stack files instead")
    new = _subcommand(what, "new", "write the file of a new stack, from that of another", NEW)
    new.add_argument("name", metavar="NAME", help="the new stack")
    new.add_argument("--from", dest="other", metavar="OTHER", required=True, help="the stack whose file is copied")
    new.add_argument("--client-id", metavar="ID", help="the number of the new stack's account")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    commands = {"check": _check, "diff": _diff, "schema": _schema, "new": _new}
    try:
        return commands[arguments.what](Project.find(), arguments)
    except Lox24Error as error:
        text = str(error)
    except OSError as error:
        text = f"{Path(str(error.filename)).name}: {error.strerror or type(error).__name__}"
    print(f"error: {one_line(masked(text), limit=_LONGEST)}", file=sys.stderr)  # noqa: T201 for a person
    return FAILED


def copied(text: str, *, client_id: str | None, keep_client_id: bool) -> tuple[str, list[str]]:
    """A stack file for a new stack, with its comments, and the keys of the encrypted values that were left out.

    Values that another stack encrypted are of no use to the new one, so they go, and so does what they were encrypted
    with.

    Args:
        text: the other stack's file.
        client_id: the new account; replaces the other one's.
        keep_client_id: without a new account, whether the other one's stays.

    Raises:
        Lox24Error: the file has no `config:` written in lines, or the copy would be no YAML.
    """
    root = _in_lines(yaml.compose(text, Loader=yaml.SafeLoader))
    config = _in_lines(next((value for key, value in root.value if key.value == "config"), None))
    edits: list[tuple[int, int, str]] = []
    encrypted = []
    for key, value in root.value:
        if key.value in ("encryptionsalt", "secretsprovider", "encryptedkey"):
            edits.append(_without(text, key, value))
    has_client_id = False
    for key, value in config.value:
        secure = isinstance(value, yaml.MappingNode) and [one.value for one, _ in value.value] == ["secure"]
        if secure or key.value == "lox24:token":
            encrypted.append(str(key.value))
            edits.append(_without(text, key, value))
        elif key.value == "lox24:clientId":
            has_client_id = True
            if client_id:
                edits.append((value.start_mark.index, value.end_mark.index, f'"{client_id}"'))
            elif not keep_client_id:
                edits.append(_without(text, key, value))
    if client_id and not has_client_id:
        first = config.value[0][0].start_mark
        line = f'{" " * first.column}lox24:clientId: "{client_id}"\n'
        edits.append((first.index - first.column, first.index - first.column, line))
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    _readable(text)
    return text, encrypted


def _check(project: Project, arguments: argparse.Namespace) -> int:
    shared, stacks = _stacks(project)
    findings = checking.check_all(list(stacks.values()), shared=shared)
    groups = sum(len(stack.groups) for stack in stacks.values())
    if arguments.json:
        problems = [{**finding.place._asdict(), "text": finding.text} for finding in findings]
        _say(json.dumps({"stacks": len(stacks), "groups": groups, "problems": problems}))
    else:
        for finding in findings:
            _say(str(finding))
        if not findings:
            _say(f"{_count(len(stacks), 'stack')}, {_count(groups, 'group')}: no problems")
    return FAILED if findings else FINE


def _diff(project: Project, arguments: argparse.Namespace) -> int:
    _, stacks = _stacks(project)
    sides = [_side(stacks, name, folder=project.folder) for name in (arguments.first, arguments.second)]
    found = difference.compare(*sides)
    if arguments.json:
        _say(json.dumps(asdict(found)))
    else:
        for line in difference.lines(found):
            _say(line)
    return FINE if found.is_none else DIFFERENT


def _schema(project: Project, arguments: argparse.Namespace) -> int:
    text = json.dumps(schema(project.name), indent=2, ensure_ascii=False)
    if arguments.write:
        file = project.config_folder / SCHEMA
        file.write_text(text + "\n", encoding="utf-8")
        _say(f"wrote {project.shown(file)}")
    else:
        _say(text)
    return FINE


def _new(project: Project, arguments: argparse.Namespace) -> int:
    name, client_id = arguments.name, arguments.client_id
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        raise Lox24Error("a stack's name has 1 to 100 letters, digits, dots, hyphens and underscores")
    if client_id is not None and not re.fullmatch(r"[1-9][0-9]*", client_id):
        raise Lox24Error("--client-id must be the account's number, digits only")
    _, stacks = _stacks(project)
    other = _known(stacks, arguments.other)
    if not other.own.readable:
        raise Lox24Error(str(other.own.faults[0]))
    sandbox = str(other.settings.get("lox24:baseUrl", "")).rstrip("/") == SANDBOX
    text = project.stack_file(other.stack).read_text(encoding="utf-8")
    text, encrypted = copied(text, client_id=client_id, keep_client_id=sandbox)
    file = project.stack_file(name)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise Lox24Error(f"{project.shown(file)} is there already; nothing was written") from None
    _say(f"wrote {project.shown(file)}; give its groups their names, then run `lox24 stacks check`. After that:")
    _say(f"  pulumi stack init {name}")
    for key in dict.fromkeys(("lox24:token", *encrypted)):
        _say(f"  pulumi config set --secret {key} -s {name}")
    return FINE


def _stacks(project: Project) -> tuple[files.ConfigFile, dict[str, files.StackFile]]:
    """What the project's file says, and its stacks by their names."""
    main = next(file for name in ("Pulumi.yaml", "Pulumi.yml") if (file := project.folder / name).is_file())
    shared = files.read_shared(main, file=project.shown(main), project=project.name)
    stacks = {
        name: files.read_stack(path, file=project.shown(path), stack=name, shared=shared, folder=project.folder)
        for name, path in project.stack_files().items()
    }
    if not stacks:
        raise Lox24Error(f"there are no stack files: write {project.shown(project.stack_file('dev'))}")
    return shared, stacks


def _known(stacks: Mapping[str, files.StackFile], name: str) -> files.StackFile:
    if name not in stacks:
        raise Lox24Error(f"there is no stack {one_line(name)}; there are {', '.join(stacks)}")
    return stacks[name]


def _side(stacks: Mapping[str, files.StackFile], name: str, *, folder: Path) -> difference.Side:
    stack = _known(stacks, name)
    if stack.declared is None:
        raise Lox24Error(f"stack {stack.stack} has problems, see `lox24 stacks check`")
    return difference.Side(
        stack=stack.stack,
        declared=stack.declared,
        settings={key: _setting(key, value) for key, value in stack.settings.items()},
        people=files.people(stack.declared, folder=folder),
    )


def _setting(key: str, value: object) -> str:
    if key == "lox24:token" or isinstance(value, Mapping):
        return "encrypted" if files.is_encrypted(value) else "not shown"
    return "" if value is None else str(value)


def _in_lines(node: yaml.Node | None) -> yaml.MappingNode:
    """A mapping that is written in lines, without braces; no other can be edited by line."""
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        return node
    raise Lox24Error(
        "the file that is copied has no `config:` with its keys in lines of their own; nothing was written"
    )


def _without(text: str, key: yaml.Node, value: yaml.Node) -> tuple[int, int, str]:
    """The edit that removes a key's lines; comments above them stay."""
    end = max(key.end_mark.index, _end(value))
    line_end = text.find("\n", len(text[:end].rstrip()))
    return key.start_mark.index - key.start_mark.column, len(text) if line_end < 0 else line_end + 1, ""


def _end(node: yaml.Node) -> int:
    """Where a value ends; a mapping in lines says that it ends where the next thing begins, comments between."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return max(_end(value) for _, value in node.value)
    return int(node.end_mark.index)


def _readable(text: str) -> None:
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        raise Lox24Error(
            "the copy would be no YAML (does something refer to what is left out?); nothing was written"
        ) from None


def _subcommand(what: Any, name: str, help: str, epilog: str) -> argparse.ArgumentParser:  # noqa: ANN401 private in argparse
    made: argparse.ArgumentParser = what.add_parser(
        name,
        help=help,
        description=f"{help[0].upper()}{help[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _say(text: str) -> None:
    print(text)  # noqa: T201 a command's output
