"""`lox24 export`: what an account has already, as declarations."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

from lox24_provider.commands.common import FAILED, counted, failed, say, say_json
from lox24_provider.commands.manual import STACK_SECRETS, Exit, Manual, set_up
from lox24_provider.commands.stack_option import add_stack_argument, take_stack
from lox24_provider.config.native import is_native
from lox24_provider.display.text import one_line
from lox24_provider.errors import Lox24Error, StackFileError, UsageError
from lox24_provider.safe_io.writing import around, create
from lox24_provider.stack_files.editing import inserted
from lox24_provider.stack_files.files import StackFile, read_shared, read_stack
from lox24_provider.stack_files.python import module_of
from lox24_provider.stack_files.yaml_program import program_of
from lox24_provider.workflow.connection import connection_of
from lox24_provider.workflow.importing.exporting import LISTS, Export, export, source_of
from lox24_provider.workflow.importing.importing import ids_file, import_file, managed
from lox24_provider.workflow.importing.program import reads_stack_files
from lox24_provider.workflow.importing.state_program import declared_in
from lox24_provider.workflow.importing.writing import Written, write_all
from lox24_provider.workflow.pulumi_cli import Engine

__all__ = ["add_arguments", "run"]

PROGRAM = "pulumi-yaml"

HELP = """\
Reads the account of a stack and writes its groups as declarations: into the stack's file, whose comments stay, or as a
Python module if the program itself declares the groups. Groups that the state or the stack's file has already are left
out. Nothing is written at LOX24. --with-phones also writes the people, one file a group, which only you can read.
People who have opted out or joined by a subscription link are not in these files, because no list changes them.

With --format pulumi-yaml it reads the state and not the account: the resources of a Python program become a program in
Pulumi YAML for the native plugin, which takes all of them over.
"""


class Exported(TypedDict):
    """Which files were written, how many groups and lists are in them, and a line for each group that is not."""

    written: list[str]
    groups: int
    lists: int
    left_out: list[str]


class ProgramWritten(TypedDict):
    """The same of a program in Pulumi YAML."""

    written: list[str]
    resources: int


MANUAL = Manual(
    does=HELP,
    examples="""\
lox24 export -s prod --with-phones && lox24 import -s prod
lox24 export -s prod --format python --with-phones --lists ../lists
lox24 export -s prod --format pulumi-yaml
""",
    exits={
        0: Exit("done", "written, or there was nothing new"),
        FAILED: Exit("error", "an error; nothing was written"),
    },
    writes="the stack's file, a module or a program; with --with-phones list files; nothing at LOX24 or in the state",
    secrets=f"{STACK_SECRETS}; no token with --format pulumi-yaml",
    prints=(Exported, ProgramWritten),
)

_OTHER_LANGUAGE = (
    "an export is for projects in Python, or takes one over into Pulumi YAML, and the program here is in {language}: "
    "give the engine the groups' numbers, and it prints their declarations: "
    "pulumi import lox24:index:Group NAME NUMBER -s {stack}"
)
_PROGRAM_DRIVEN = (
    "the program does not read stack files (no module of it names lox24_provider.stacks, no stack file has groups): "
    "say --format python, which writes a module for it to import, or --format yaml for the stack's file all the same"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    set_up(parser, MANUAL)
    add_stack_argument(parser)
    parser.add_argument("--with-phones", action="store_true", help="the people as well, one file a group")
    parser.add_argument(
        "--lists", metavar="DIR", default=LISTS, help="where these files go, from the project's folder (default: lists)"
    )
    parser.add_argument(
        "--format",
        choices=("yaml", "python", PROGRAM),
        help="the stack's file (default, where the program reads stack files), a module, or a program in Pulumi YAML",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="the module, from the project's folder (default: groups.py beside the program; of a program Main.yaml)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object for machines")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        take_stack(arguments)
        engine = Engine.of(stack=arguments.stack)
        if (language := engine.project.language) not in ("", "python"):
            raise UsageError(_OTHER_LANGUAGE.format(language=one_line(language), stack=one_line(arguments.stack)))
        os.chdir(engine.project.folder)  # where the provider works too
        if arguments.format == PROGRAM:
            return _program(engine, arguments)
        stack = None if arguments.format == "python" else _stack_file(engine)
        if arguments.format is None and reads_stack_files(engine.project) is False:
            raise UsageError(_PROGRAM_DRIVEN)
        folder = Path(os.path.relpath(arguments.lists or ".")).as_posix()  # a program names it so on every machine
        defaults = stack.declarations.get("defaults") if stack else None
        connection = connection_of(engine)
        found = export(
            connection,
            managed=managed(engine.export(), account=connection.account),
            declared=stack.groups if stack else {},
            defaults=defaults if isinstance(defaults, Mapping) else {},
            with_phones=arguments.with_phones,
            folder=folder,
        )
        output = Path(
            arguments.output or os.path.relpath(engine.project.base.main / "groups.py", engine.project.folder)
        )
        account, native = connection.account, bool(found.ids) and is_native(engine.config())
        written = _write(engine, found, stack=stack, output=output, folder=folder, account=account, native=native)
    except (Lox24Error, OSError) as error:
        return failed(error, as_json=arguments.json)
    if arguments.json:
        told: Exported = {
            "written": written,
            "groups": len(found.groups),
            "lists": len(found.lists),
            "left_out": list(found.left_out),
        }
        say_json(told)
    else:
        module = _module(engine.project.folder / output, program=engine.project.base.main) if stack is None else ""
        _tell(found, written=written, stack=one_line(arguments.stack), module=module)
    return 0


def _program(engine: Engine, arguments: argparse.Namespace) -> int:
    """Write what the state has as a program in Pulumi YAML, for the native plugin."""
    project, stack = engine.project, one_line(arguments.stack)
    own = arguments.stack.rsplit("/", 1)[-1]
    resources = declared_in(engine.export(), stacks={*project.stack_files(), own})
    if not resources:
        raise UsageError(f"the state of stack {stack} has no groups and lists that a program could take over")
    output = Path(arguments.output or os.path.relpath(project.base.main / "Main.yaml", project.folder))
    file = project.folder / output
    if os.path.lexists(file):
        raise StackFileError(f"{project.shown(file)} is there already: move it away first; nothing was written")
    text = program_of(resources, title=f"What the state of stack {stack} has of groups and lists.")
    create(file, text, root=around(output))
    if arguments.json:
        told: ProgramWritten = {"written": [project.shown(file)], "resources": len(resources)}
        say_json(told)
        return 0
    say(f"{counted(len(resources), 'resource')}; wrote {project.shown(file)}")
    say(
        "next: `runtime: yaml` in Pulumi.yaml, the plugin (`lox24 plugin install`), and `pulumi preview "
        f"-s {stack}`, which has to show no change but outputs and components of the old program that go; then take "
        "`groups` out of the stack files, as nothing reads them any more"
    )
    return 0


def _module(file: Path, *, program: Path) -> str:
    """The name by which the program imports a module."""
    way = Path(os.path.relpath(file, program)).with_suffix("").parts
    return one_line(".".join(way) if ".." not in way else file.stem)


def _tell(found: Export, *, written: list[str], stack: str, module: str) -> None:
    for line in found.left_out:
        say(f"left out: {line}; change it at LOX24, then export again")
    for name, people in found.lists.items():
        say(f"list of {name}: {people.note}")
    if not written:
        say("nothing new: every group is declared or in the state")
        return
    say(f"{counted(len(found.groups), 'group')} and {counted(len(found.lists), 'list')}; wrote {_several(written)}")
    first = f"look it through, write `import {module}` into the program" if module else "look it through"
    say(f"{first}, then bring them under management: lox24 import -s {stack}")


def _several(files: list[str]) -> str:
    shown = 4
    more = f" and {len(files) - shown:,} more" if len(files) > shown else ""
    return ", ".join(files[:shown]) + more


def _stack_file(engine: Engine) -> StackFile:
    """The stack's file as it is; an empty one where there is none yet."""
    project = engine.project
    shared = read_shared(project.file, file=project.shown(project.file), project=project.name)
    file = project.stack_file(engine.stack)
    source = file if file.exists() else b""
    stack = read_stack(source, file=project.shown(file), stack=engine.stack, shared=shared, folder=None)
    if not stack.own.readable:
        raise StackFileError(str(stack.own.faults[0]))
    if problem := next(stack.keys.problems(stack.config), None):  # else what is misspelt would be there twice
        raise StackFileError(f"{stack.place_of(problem.field)}: {stack.told(problem)}; nothing was written")
    return stack


def _write(
    engine: Engine,
    found: Export,
    *,
    stack: StackFile | None,
    output: Path,
    folder: str,
    account: str,
    native: bool = False,
) -> list[str]:
    """Write all of it or nothing; what was written.

    Raises:
        Lox24Error: a file is in the way, or the stack's file cannot be added to. Nothing was written.
    """
    project = engine.project
    root = project.root if folder == LISTS else around(Path(folder))
    files = [
        Written(
            path=project.folder / source_of(key, folder=folder),
            text=people.text,
            root=root,
            is_new=True,
            is_private=True,
        )
        for key, people in found.lists.items()
    ]
    if stack is not None and (found.groups or found.phones):
        text = _stack_text(engine, found, stack=stack)
        files.append(Written(path=project.stack_file(engine.stack), text=text, root=project.config_root))
    elif stack is None and found.groups:
        text = module_of(found.groups, title=f"The groups of account {account}.")
        files.append(Written(path=project.folder / output, text=text, root=around(output), is_new=True))
    if in_the_way := [project.shown(one.path) for one in files if one.is_new and os.path.lexists(one.path)]:
        raise StackFileError(f"{_several(in_the_way)} is there already: move it away first; nothing was written")
    if files:
        ids = import_file(found.ids, native=native)
        text = json.dumps(ids, indent=2, ensure_ascii=False) + "\n"
        files.append(Written(path=ids_file(engine), text=text, root=project.root))
    write_all(files)
    return [project.shown(one.path) for one in files]


def _stack_text(engine: Engine, found: Export, *, stack: StackFile) -> str:
    """The stack's file with what was found.

    Raises:
        Lox24Error: it would not say what the account holds.
    """
    file = engine.project.stack_file(engine.stack)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    groups = stack.own.ways.get(stack.keys.groups, ("config", stack.keys.groups))
    if found.groups:
        text = inserted(text, way=groups, values=found.groups)
    for key, phones in found.phones.items():
        text = inserted(text, way=(*groups, key), values=phones)
    read = read_stack(text.encode(), file=stack.own.file, stack=stack.stack, shared=stack.shared, folder=None)
    if read.declared is None:
        first = str(read.told(read.problems[0])) if read.problems else "lox24 stacks check"
        raise StackFileError(f"{stack.own.file} would have problems ({first}): correct it first; nothing was written")
    return text
