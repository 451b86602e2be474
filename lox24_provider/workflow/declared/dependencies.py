"""What a version's program depends on, and the Python that has it: the project's own, or one made for that version.

Which toolchain makes one is told by `Pulumi.yaml`, as to the engine: pip (also where nothing is said), uv or poetry.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import ProgramError
from lox24_provider.workflow.declared.program import Program
from lox24_provider.workflow.declared.variables import for_toolchain

__all__ = ["are_same", "made", "own"]

_NAMES = (
    "requirements*.txt",
    "requirements*.in",
    "constraints*.txt",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "uv.lock",
    "uv.toml",
    "poetry.lock",
    "pylock*.toml",
    "Pipfile*",
    ".python-version",
)
_SECONDS = 900.0
_BIN = "Scripts" if os.name == "nt" else "bin"


def own(program: Program) -> Path:
    """The Python of the project as it is: the engine's, or else the one that runs this."""
    for folder in _environments(program):
        if (python := _python(folder)).is_file():
            return python
    if program.toolchain == "poetry" and (told := _told_by_poetry(program)) is not None:
        return told
    return Path(sys.executable)


def are_same(one: Program, other: Program) -> bool:
    """Whether two versions declare the same dependencies, byte for byte, and the same toolchain."""
    return one.toolchain == other.toolchain and _declared(one) == _declared(other)


def made(program: Program, *, folder: Path, what: str) -> Path:
    """The Python of an environment that is made for a version, as its toolchain does.

    Args:
        folder: an empty one, for the environment.
        what: names the version in a message.

    Raises:
        ProgramError: it cannot be made; one line says why.
    """
    python, near = _python(folder), _nearest(program, "pyproject.toml")
    at = program.folder
    if program.toolchain == "uv":
        _done(["uv", "sync"], at=near or at, what=what, UV_PROJECT_ENVIRONMENT=str(folder))
    elif program.toolchain == "poetry":
        command = ["poetry", "install", "--no-interaction", "--no-root"]
        _done(command, at=near or at, what=what, POETRY_VIRTUALENVS_PATH=str(folder), POETRY_VIRTUALENVS_IN_PROJECT="0")
        python = next((one for below in folder.iterdir() if (one := _python(below)).is_file()), python)
    else:
        needs = next((one for one in (program.folder, program.cwd) if (one / "requirements.txt").is_file()), None)
        if needs is None:
            raise ProgramError(f"{what}: it has other dependencies, and no requirements.txt says which; {_ADVICE}")
        _done([sys.executable, "-m", "venv", str(folder)], at=needs, what=what)
        _done([str(python), "-m", "pip", "install", "-q", "-r", "requirements.txt"], at=needs, what=what)
    if not python.is_file():
        raise ProgramError(f"{what}: {program.toolchain} made no environment; {_ADVICE}")
    return python


_ADVICE = "--base-python names a Python that has what it needs"


def _environments(program: Program) -> Iterator[Path]:
    if program.virtualenv:
        yield program.folder / program.virtualenv
    elif program.toolchain == "uv":
        if named := os.environ.get("UV_PROJECT_ENVIRONMENT"):
            yield (_nearest(program, "pyproject.toml") or program.folder) / named
        yield from (one / ".venv" for one in _upwards(program))
    elif program.toolchain == "poetry":
        yield from (one / ".venv" for one in _upwards(program))


def _upwards(program: Program) -> list[Path]:
    """The project's folder and those around it, up to the repository's."""
    folders = [program.folder, *program.folder.parents]
    return folders[: folders.index(program.root) + 1] if program.root in folders else folders[:1]


def _nearest(program: Program, name: str) -> Path | None:
    return next((folder for folder in _upwards(program) if (folder / name).is_file()), None)


def _declared(program: Program) -> dict[str, bytes]:
    """Every file that declares dependencies: of the project and around it, and what requirement files refer to."""
    found: dict[str, bytes] = {}
    places = [*_upwards(program), *({program.cwd, program.folder / "requirements"} - {program.folder})]
    files = [path for place in places if place.is_dir() for path in place.iterdir() if _declares(path)]
    while files:
        path = Path(os.path.normpath(files.pop()))
        name = os.path.relpath(path, program.root)
        if name not in found and path.is_file():
            found[name] = path.read_bytes()
            if path.suffix in (".txt", ".in"):
                files += [path.parent / one for one in _referred(found[name].decode(errors="replace"))]
    return found


def _declares(path: Path) -> bool:
    is_one = any(fnmatch.fnmatch(path.name, name) for name in _NAMES)
    return is_one or (path.parent.name == "requirements" and path.suffix in (".txt", ".in"))


def _referred(text: str) -> Iterator[str]:
    for line in text.splitlines():
        option, _, name = line.strip().replace("=", " ", 1).partition(" ")
        if option in ("-r", "-c", "--requirement", "--constraint"):
            yield name.partition(" #")[0].strip()
        elif line.strip().startswith(("-r", "-c")) and not line.strip().startswith("--"):
            yield line.strip()[2:].partition(" #")[0].strip()


def _python(environment: Path) -> Path:
    return environment / _BIN / ("python.exe" if os.name == "nt" else "python")


def _told_by_poetry(program: Program) -> Path | None:
    poetry = shutil.which("poetry")
    if poetry is None:
        return None
    # Plugins of the project's own folder are a change's code, and would have the variables of a toolchain.
    ended = _ran([poetry, "--no-plugins", "env", "info", "--executable"], at=program.folder, more={})
    path = Path(ended.stdout.strip().splitlines()[-1]) if ended.returncode == 0 and ended.stdout.strip() else None
    return path if path is not None and path.is_file() else None


def _done(command: list[str], *, at: Path, what: str, **more: str) -> None:
    """Run a step of a toolchain.

    Raises:
        ProgramError: it is not there, or failed.
    """
    tool = shutil.which(command[0])
    name = Path(command[0]).stem if len(command) < 3 or command[1] != "-m" else command[2]  # noqa: PLR2004 `-m pip`
    if tool is None:
        raise ProgramError(f"{what}: it has other dependencies, and {name} is not on PATH; {_ADVICE}")
    try:
        ended = _ran([tool, *command[1:]], at=at, more=more)
    except subprocess.TimeoutExpired:
        raise ProgramError(f"{what}: {name} did not end within {_SECONDS:g} s; {_ADVICE}") from None
    if ended.returncode != 0:
        lines = [line for line in (ended.stderr or ended.stdout).splitlines() if line.strip()] or [""]
        errors = [line for line in lines if line.lstrip().lower().startswith("error")]
        why = one_line(masked((errors or lines)[-1]), limit=200)
        raise ProgramError(f"{what}: its environment cannot be made ({name}: {why}); {_ADVICE}")


def _ran(command: list[str], *, at: Path, more: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 the toolchain that the project names
        command,
        cwd=at,
        env={**for_toolchain(), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=_SECONDS,
    )
