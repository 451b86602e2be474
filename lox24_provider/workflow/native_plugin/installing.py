"""The plugin of this environment put into Pulumi's cache, by the engine itself: a launcher that starts it."""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path

from lox24_provider.adapter.native.version import OWN, precedence
from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import EngineError, PluginError
from lox24_provider.safe_io.reading import read_regular
from lox24_provider.safe_io.writing import create
from lox24_provider.workflow.environment import outside
from lox24_provider.workflow.installed_cli import cli, version_of
from lox24_provider.workflow.native_plugin.finding import FILE, NAME, cached
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import QUIET, asked

__all__ = ["install", "launcher", "scripts_folder", "useless"]

_SECONDS = 120.0
_MOST_BYTES = 2**16

_GONE = PluginError.coded("is gone: run `lox24 plugin install` in the environment that has lox24-provider now")

_START = f"""\
import sys
sys.path[:] = [one for one in sys.path if one]
try:
    from lox24_provider.adapter.native.main import main
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "lox24_provider":
        raise
    sys.exit("error: the lox24-provider of " + sys.executable + " {_GONE}")
sys.exit(main())
"""
"""Where a program is given as text, the current folder counts among those of modules: a project may have any in it."""


def launcher(python: str, *, version: str) -> str:
    """What the cache holds. The path of an interpreter after `#!` may neither be long nor have blanks, so a shell does.

    Args:
        python: the interpreter of the environment that has the package.
        version: the one that the cache calls it.
    """
    return (
        "#!/bin/sh\n"
        f"# {NAME} {version}: made by `lox24 plugin install`, which replaces it\n"
        f"python={shlex.quote(python)}\n"
        'if ! [ -x "$python" ]; then\n'
        f"  printf 'error: %s {_GONE}\\n' \"$python\" >&2\n"
        "  exit 1\n"
        "fi\n"
        f'exec "$python" -c {shlex.quote(_START)} --version {shlex.quote(version)} "$@"\n'
    )


def install(project: Project | None) -> str:
    """Puts the plugin of this environment into Pulumi's cache, over the same version of another; its interpreter.

    Raises:
        EngineError: there is no CLI, or it refuses.
        PluginError: the cache cannot have it on this system.
    """
    version_of(cli())
    if os.name != "posix":
        raise PluginError(
            "Pulumi's cache can have this plugin on Linux and macOS only: name its folder under `plugins:` in "
            "Pulumi.yaml (`lox24 plugin path` prints it)"
        )
    python = sys.executable
    if not python:
        raise PluginError("this Python does not say where it is: run `lox24 plugin install` in a virtual environment")
    folder = project.folder if project is not None else Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        file = Path(made).resolve() / FILE
        create(file, launcher(python, version=OWN), root=None, mode=0o777)
        ended = asked(
            ["plugin", "install", "resource", NAME, OWN, "--file", str(file), "--reinstall"],
            folder=folder,
            environment={**QUIET, **outside()},
            seconds=_SECONDS,
        )
    if ended.code != 0:
        lines = [line.removeprefix("error: ") for line in ended.err.splitlines() if line.startswith("error: ")]
        told = [one_line(masked(line), limit=2000) for line in lines]
        raise EngineError("\n".join(told) or f"`pulumi plugin install` ended with exit code {ended.code}")
    return python


def useless(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The cached plugins of `lox24 plugin install` that cannot work: their versions, and why.

    They are left to the person: a program or a state may ask for just that version, and its environment come back.
    """
    for version, file in cached(environment).items():
        python = _python_of(file)
        if python is None or version == OWN:
            continue
        if not os.access(python, os.X_OK):
            yield version, f"its environment is gone ({python})"
        elif python == sys.executable:
            taken = ", and is taken before it" if precedence(version) > precedence(OWN) else ""
            yield version, f"this environment has {OWN} now{taken}"


def scripts_folder() -> Path:
    """The folder that has the plugin's script, for `plugins.providers[].path`.

    Raises:
        PluginError: the package is not installed, or without its script.
    """
    again = "install lox24-provider again in this environment"
    found = list(distributions(name="lox24-provider"))  # a clone has one without scripts after a wheel was built there
    if not found:
        raise PluginError(f"lox24-provider is not installed here: {again}")
    for one in (file for each in found for file in each.files or ()):
        if one.name in (FILE, f"{FILE}.exe") and (place := Path(str(one.locate()))).exists():
            return Path(os.path.normpath(place.parent))
    raise PluginError(f"this environment has no {FILE}: {again}")


def _python_of(file: Path) -> str | None:
    """The interpreter that a launcher of ours names; None of any other file."""
    try:
        text = read_regular(file, most=_MOST_BYTES).decode()
        found = re.search(r"\A#!/bin/sh\n# lox24 .*\npython=(.+)\n", text)
        words = shlex.split(found[1]) if found else []
    except (OSError, ValueError):
        return None
    return words[0] if len(words) == 1 else None
