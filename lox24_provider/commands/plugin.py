"""`lox24 plugin`: how the engine gets the native plugin, by which YAML, TypeScript and Go programs have groups too."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from lox24_provider.adapter.native.version import OWN
from lox24_provider.commands.common import FAILED, failed, note, say, say_whole
from lox24_provider.commands.manual import NO_SECRET, Exit, Manual, set_up
from lox24_provider.errors import Lox24Error, ProjectError
from lox24_provider.workflow.environment import pulumi_home
from lox24_provider.workflow.native_plugin.finding import CACHE, ENTRY, NAME, find
from lox24_provider.workflow.native_plugin.installing import install, scripts_folder, useless
from lox24_provider.workflow.project import Project

__all__ = ["add_arguments", "run"]

HELP = """\
The native plugin pulumi-resource-lox24 comes with this package. The engine finds it by an entry under `plugins:` in
Pulumi.yaml, on PATH (with a warning at every run), or in its own cache, in this order.
"""

INSTALL = f"""\
Puts the plugin of this environment into Pulumi's cache (PULUMI_HOME, or ~/.pulumi) as lox24 {OWN}, by
`pulumi plugin install`. The cache holds only a launcher: after an upgrade of the package install it again. Other
versions stay, because programs and states may ask for them. Versions that no longer work are named.
"""

PATH = """\
Prints the folder that has pulumi-resource-lox24, for an entry in Pulumi.yaml. The path is relative to the project's
folder if it is in there, and else absolute.
"""

EXITS = {0: Exit("done", "done"), FAILED: Exit("error", "an error")}
INSTALLING = Manual(
    does=INSTALL,
    examples="lox24 plugin install",
    exits=EXITS,
    writes="Pulumi's cache of plugins",
    secrets=NO_SECRET,
)
PRINTING = Manual(
    does=PATH,
    examples="""\
lox24 plugin path                       # prints, say, .venv/bin, for Pulumi.yaml:

  plugins:
    providers:
      - name: lox24
        path: .venv/bin
""",
    exits=EXITS,
    writes="nothing",
    secrets=NO_SECRET,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments and help."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = HELP
    parser.epilog = "\n\n".join(one.epilog() for one in (INSTALLING, PRINTING))
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT", parser_class=type(parser))
    set_up(what.add_parser("install", help="put it into Pulumi's cache"), INSTALLING)
    set_up(what.add_parser("path", help="print the folder that it is in"), PRINTING)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; the exit code."""
    try:
        project = _project()
        if arguments.what == "path":
            say_whole(_path(project))
        else:
            _install(project)
    except (Lox24Error, OSError) as error:
        return failed(error)
    return 0


def _install(project: Project | None) -> None:
    python = install(project)
    say(f"lox24 {OWN} is in Pulumi's cache ({pulumi_home(os.environ)}), and starts {python}")
    for version, why in useless(os.environ):
        note(f"lox24 {version} in that cache cannot work: {why}; `pulumi plugin rm resource {NAME} {version} --yes`")
    found = find(project, environment=os.environ)
    if found is not None and found.where != CACHE:
        quiet = "" if found.where == ENTRY else " with a warning; PULUMI_IGNORE_AMBIENT_PLUGINS=true ends that"
        note(f"the engine takes {found.place} all the same, by {found.where}{quiet}")


def _path(project: Project | None) -> str:
    """The folder as Pulumi.yaml is to have it."""
    folder = scripts_folder()
    if project is not None and folder.is_relative_to(project.folder):
        return folder.relative_to(project.folder).as_posix()
    return str(folder)


def _project() -> Project | None:
    """The project of the current folder, if there is one: a plugin may be installed before any is."""
    try:
        return Project.find(Path())
    except ProjectError:
        return None
