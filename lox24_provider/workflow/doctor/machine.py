"""The machine: Python, the engine's SDK and CLI, and how signals stand."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import signal
import sys
from pathlib import Path

from lox24_provider.errors import EngineError, NotSetUp
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning
from lox24_provider.workflow.installed_cli import cli, version_of

__all__ = ["SDK_FIX", "engine", "outdated_python", "outdated_sdk", "python", "sdk", "sigint"]

PYTHON = (3, 10)
SDK = ((3, 268), (4, 0))  # as pyproject.toml asks for: from the first, below the second
SDK_FIX = "pip install 'pulumi>=3.268,<4' in the environment that has lox24-provider"

_SDK = "Pulumi SDK"
_CLI = "Pulumi CLI"


def outdated_python(version: str) -> bool:
    """Whether a Python's `3.9.2` is too old."""
    return _numbers(version) < PYTHON


def outdated_sdk(version: str) -> bool:
    """Whether an SDK's `3.272.0` is out of the range that this provider knows."""
    return not SDK[0] <= _numbers(version) < SDK[1]


def python() -> Check:
    """The Python that runs this command."""
    version = ".".join(map(str, sys.version_info[:3]))
    if outdated_python(version):
        return problem("Python", f"{version} is too old", fix="use Python 3.10 or newer", kind=NotSetUp)
    return ok("Python", version)


def sdk() -> Check:
    """The engine's SDK, which has to be the one that is installed and not a folder that happens to be called so."""
    try:
        installed = importlib.metadata.distribution("pulumi")
        found = importlib.util.find_spec("pulumi")
    except (importlib.metadata.PackageNotFoundError, ImportError, ValueError):
        return problem(_SDK, "the package pulumi is not installed", fix=SDK_FIX, kind=NotSetUp)
    if outdated_sdk(installed.version):
        return problem(_SDK, f"{installed.version} is none of 3.268 to 3.x", fix=SDK_FIX, kind=NotSetUp)
    origin = Path(found.origin).resolve() if found and found.origin else None
    if origin != Path(str(installed.locate_file("pulumi/__init__.py"))).resolve():
        fix = "rename that file or folder, or take it from PYTHONPATH"
        return problem(
            _SDK, f"`import pulumi` loads {origin}, not the installed {installed.version}", fix=fix, kind=NotSetUp
        )
    return ok(_SDK, installed.version)


def engine() -> Check:
    """The CLI."""
    try:
        return ok(_CLI, version_of(cli()))
    except EngineError as error:
        text, _, fix = str(error).partition(": ")
        return problem(
            _CLI, text, fix=fix or "install it again (https://www.pulumi.com/docs/install/)", kind=EngineError
        )


def sigint() -> Check:
    """Whether SIGINT is ignored. To be asked first: whatever starts the CLI here sets it back to its default."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        text = "is ignored here, so every `pulumi` command that a shell starts takes 5 s longer and Ctrl-C does nothing"
        return warning("SIGINT", text, fix="start through `lox24`, or begin the script with `trap - INT`")
    return ok("SIGINT", "at its default")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2])
