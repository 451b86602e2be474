"""The Python that the engine's language host starts, and whether this provider works in it."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lox24_provider.display.text import one_line
from lox24_provider.errors import NotSetUp, ProjectError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.workflow.doctor.check import Check, ok, problem, warning
from lox24_provider.workflow.doctor.machine import SDK_FIX, outdated_python, outdated_sdk
from lox24_provider.workflow.environment import outside, pulumi_home

__all__ = ["Host", "host"]

NAME = "language host"
SECONDS = 60.0  # for an interpreter to start and import

# What a state names is `lox24_provider.provider`. It stands alone: that environment may have nothing of ours.
_LOOK = """\
import json, sys
told = {"python": "%d.%d.%d" % sys.version_info[:3], "sdk": "", "error": "", "missing": []}
try:
    import lox24_provider.provider
    from importlib.metadata import version
    from importlib.util import find_spec
    told["missing"] = [name for name in sys.argv[1:] if not find_spec(name)]
    told["sdk"] = version("pulumi")
except BaseException as error:
    told["error"] = "%s: %s" % (type(error).__name__, error)
print("\\n" + json.dumps(told))
"""

EXTRAS = {"starlette": "sandbox", "uvicorn": "sandbox", "python_calamine": "xlsx"}
"""Which extra brings a module."""

_MAKE = {"uv": "uv sync", "poetry": "poetry install"}


@dataclass(frozen=True, kw_only=True)
class Host:
    """What was found.

    Attributes:
        check: the line about it.
        missing: extras of this provider that it does not have; none where nobody looked.
    """

    check: Check
    missing: frozenset[str] = frozenset()

    def without(self, extra: str, *, what: str) -> Check | None:
        """What to say of `what`, which needs an extra; None where the extra is there."""
        if extra not in self.missing:
            return None
        text = f"needs an extra that the Python of the language host does not have: {extra}"
        return problem(what, text, fix=f"run pip install 'lox24-provider[{extra}]' in its environment", kind=NotSetUp)


def host(runtime: object, *, folder: Path) -> Host:
    """What the language host will find.

    Args:
        runtime: the `runtime` of `Pulumi.yaml`, a word or a mapping with options.
        folder: the project's, which the options are relative to and where the host runs.
    """
    name, options = _parts(runtime)
    if name != "python":
        return Host(check=_other(name))
    toolchain = options.get("toolchain")
    if toolchain == "poetry" and not options.get("virtualenv"):
        fix = "run `poetry run python -c 'import lox24_provider'` to see whether it has the provider"
        return Host(check=warning(NAME, "poetry chooses the environment, which was not looked at", fix=fix))
    chosen = options.get("virtualenv") or (".venv" if toolchain == "uv" else None)
    if chosen is None:
        wanted = os.environ.get("PULUMI_PYTHON_CMD")
        found = shutil.which(wanted) if wanted else shutil.which("python3") or shutil.which("python")
        if found is None:
            fix = "set runtime.options.virtualenv in Pulumi.yaml"
            return Host(check=problem(NAME, "there is no python3 on PATH", fix=fix, kind=NotSetUp))
        return _looked(found, where=found, folder=folder)
    environment = folder / str(chosen)
    for inside in ("bin/python", "Scripts/python.exe"):
        if (environment / inside).exists():
            return _looked(str(environment / inside), where=str(chosen), folder=folder)
    by_hand = f"make it with `python3 -m venv {chosen}` and install the project's requirements there"
    fix = f"make it with `{_MAKE[toolchain]}`" if toolchain in _MAKE else by_hand
    text = f"the virtual environment {chosen} of Pulumi.yaml has no python"
    return Host(check=problem(NAME, text, fix=fix, kind=NotSetUp))


def _other(name: str) -> Check:
    """What to say of a language whose programs have groups by the native plugin."""
    if not name:
        fix = "set `runtime:` in Pulumi.yaml, say to python"
        return problem(NAME, "the project's runtime is not set", fix=fix, kind=ProjectError)
    program = f"pulumi-language-{name}"
    beside = shutil.which("pulumi")
    places = os.pathsep.join(filter(None, [os.environ.get("PATH"), beside and str(Path(beside).resolve().parent)]))
    found = shutil.which(program, path=places)
    known = sorted((pulumi_home(os.environ) / "plugins").glob(f"language-{glob.escape(name)}-v*/{program}"))
    if found is None and not known:
        fix = "take the CLI as Pulumi packs it, which has it: `lox24 install-cli`; or let the engine fetch it"
        return warning(NAME, f"there is no {one_line(program)} on PATH, beside the CLI or in Pulumi's cache", fix=fix)
    return ok(NAME, f"{found or known[-1]}; its programs have groups by the native plugin")


def _parts(runtime: object) -> tuple[str, Mapping[str, Any]]:
    if isinstance(runtime, dict):
        options = runtime.get("options")
        return str(runtime.get("name") or ""), options if isinstance(options, dict) else {}
    return runtime if isinstance(runtime, str) else "", {}


def _looked(interpreter: str, *, where: str, folder: Path) -> Host:
    try:
        ended = subprocess.run(  # noqa: S603 the user's own interpreter, as the engine starts it
            [interpreter, "-c", _LOOK, *EXTRAS],
            cwd=folder,
            env=outside(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        )
        told = json_of((ended.stdout.splitlines() or [""])[-1])
        python, sdk, error = (str(told[key]) for key in ("python", "sdk", "error"))
        missing = frozenset(EXTRAS[name] for name in told["missing"])
    except (OSError, subprocess.SubprocessError, ValueError, LookupError, TypeError):
        text = f"the python of {where} does not run"
        return Host(check=problem(NAME, text, fix="make that environment again", kind=NotSetUp))
    return Host(check=_judged(where, python=python, sdk=sdk, error=error), missing=missing)


def _judged(where: str, *, python: str, sdk: str, error: str) -> Check:
    if outdated_python(python):
        return problem(
            NAME, f"{where} has Python {python}", fix="make that environment with Python 3.10 or newer", kind=NotSetUp
        )
    if error:
        text = f"`import lox24_provider` fails in {where} ({one_line(error, limit=200)})"
        return problem(NAME, text, fix="install lox24-provider there: refresh and destroy load it too", kind=NotSetUp)
    if outdated_sdk(sdk):
        return problem(NAME, f"{where} has pulumi {sdk}", fix=SDK_FIX, kind=NotSetUp)
    return ok(NAME, f"Python {python}, pulumi {sdk} and lox24-provider in {where}")
