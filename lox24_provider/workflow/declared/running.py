"""Runs a version's program under mocks, in a process of its own within bounds, and takes what it declares as data.

Whatever that process says is of whoever wrote the program: it is looked at before it is used.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import ProgramError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.safe_io.reading import read_regular
from lox24_provider.workflow.declared import runner
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.program import Program
from lox24_provider.workflow.declared.variables import for_program

__all__ = ["NOW", "Declarations", "Registration", "Run", "private_folder", "run"]

NOW = "now"
"""What messages call the version that is there, and not in git."""

SECONDS = 300.0
MOST_BYTES = 64 * 2**20
_LATER = 10  # seconds after which it ends itself, if whoever has started it is gone
_LINES = 20  # of what it complains of, the last ones

Text = Annotated[str, Field(max_length=4_000)]
Texts = Annotated[list[Text], Field(max_length=runner.MOST_FILES)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Registration(_Strict):
    """One resource as the program has registered it; `inputs` as the engine gets them."""

    urn: Text
    inputs: dict[str, Any]
    provider: Text
    protect: bool
    retain: bool
    aliases: Texts
    needs: dict[str, Texts]
    file: Text
    line: int


class Declarations(_Strict):
    """What a program declares, which functions it has called, and which files it has read."""

    resources: Annotated[list[Registration], Field(max_length=runner.MOST_RESOURCES)] = []
    asked: Texts = []
    opened: Texts = []


class _Failure(_Strict):
    type: Text
    message: Text
    file: Text
    line: int


class _Answer(Declarations):
    failed: _Failure | None = None
    logged: Texts = []


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a version's program is run.

    Attributes:
        what: names the version in a message, `NOW` or the commit.
        python: the Python that has what the program needs.
        there: the folder that this version's files are in elsewhere too; what an environment holds of them is taken
            from this version's instead.
        named: variables that it gets besides.
        stopping: ends it sooner, where nobody waits any more.
    """

    what: str
    program: Program
    configuration: Configuration
    stack: str
    python: Path
    there: Path
    named: tuple[str, ...] = ()
    seconds: float = SECONDS
    stopping: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, kw_only=True)
class _Job:
    project: str
    stack: str
    organization: str
    root: str
    there: str
    base: str
    folder: str
    program: str
    config: Mapping[str, str]
    secret: list[str]
    encrypted: list[str]
    seconds: int


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for what a program may write into; where it made what does not go away, that stays."""
    made = tempfile.TemporaryDirectory(prefix="lox24-", ignore_cleanup_errors=True)
    try:
        yield Path(made.name).resolve()
    finally:
        with suppress(RecursionError):  # before Python 3.13, of so many levels
            made.cleanup()


def run(given: Run) -> Declarations:
    """What the program declares.

    Raises:
        ProgramError: it cannot be run so; what failed, a line each.
    """
    *above, stack = given.stack.split("/")
    organization = above[0] if len(above) == 2 else "organization"  # noqa: PLR2004 organization/project/stack
    program, configuration = given.program, given.configuration
    job = _Job(
        project=program.project.name,
        stack=stack,
        organization=organization,
        root=str(program.root),
        there=str(given.there),
        base=str(program.folder),
        folder=str(program.cwd),
        program=str(program.file),
        config=configuration.values,
        secret=sorted(configuration.secret),
        encrypted=sorted(configuration.encrypted),
        seconds=int(given.seconds) + _LATER,
    )
    with private_folder() as folder:
        home, wanted, told = folder / "home", folder / "job.json", folder / "told.json"
        home.mkdir()
        wanted.write_text(json.dumps(asdict(job)), encoding="utf-8")
        complaint = _ended([str(given.python), "-B", runner.__file__, str(wanted), str(told)], given=given, home=home)
        try:
            answer = _Answer.model_validate(json_of(read_regular(told, most=MOST_BYTES)))
        except FileNotFoundError:
            raise ProgramError(f"{given.what}: the program cannot be run under mocks ({complaint})") from None
        except (OSError, ValueError, ValidationError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise ProgramError(f"{given.what}: what the program declares cannot be read ({why})") from None
    if answer.failed is not None:
        raise ProgramError("\n".join(_reasons(answer, given)))
    return answer


def _ended(command: list[str], *, given: Run, home: Path) -> str:
    """How the process has ended, for one that says nothing else."""
    running = subprocess.Popen(  # noqa: S603 the program, which a person has asked for
        command,
        cwd=given.program.cwd,
        env=for_program(home=home, named=given.named),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    last: deque[bytes] = deque(maxlen=_LINES)
    reading = threading.Thread(target=_read, args=(running.stderr, last), daemon=True)
    reading.start()
    try:
        code = _code(running, given=given)
    finally:
        _kill(running)
        running.wait()
        reading.join(timeout=1)
    lines = [line.decode(errors="replace") for line in last if line.strip()]
    return one_line(masked(lines[-1]), limit=300) if lines else f"it ended with exit code {code}"


def _code(running: subprocess.Popen[bytes], *, given: Run) -> int:
    until = time.monotonic() + given.seconds
    while (left := until - time.monotonic()) > 0 and not given.stopping.is_set():
        with suppress(subprocess.TimeoutExpired):
            return running.wait(timeout=min(left, 1.0))
    raise ProgramError(f"{given.what}: the program did not end within {given.seconds:g} s")


def _read(stream: IO[bytes] | None, last: deque[bytes]) -> None:
    """Read all, so that it never waits, and keep the end."""
    assert stream is not None  # noqa: S101 for the types
    with stream:
        while line := stream.readline(8192):
            last.append(line)


def _kill(running: subprocess.Popen[bytes]) -> None:
    """End it with all that it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(running.pid, signal.SIGKILL)
        else:
            running.kill()
    except (ProcessLookupError, PermissionError):
        pass


def _reasons(answer: _Answer, given: Run) -> list[str]:
    failed = answer.failed
    assert failed is not None  # noqa: S101 for the types
    told = [*answer.logged]
    if failed.type and not (failed.type == "SystemExit" and told):
        told.append(failed.message if failed.type == "RunError" else f"{failed.type}: {failed.message}".rstrip(": "))
    if failed.type == "ModuleNotFoundError":
        told[-1] += f"; {'--python' if given.what == NOW else '--base-python'} names a Python that has it"
    where = ""
    if failed.file and failed.type != "RunError":  # which says so itself
        inside = os.path.relpath(failed.file, given.program.folder)
        where = f" ({one_line(masked(inside))}:{failed.line})"
    lines = [one_line(masked(line), limit=1000) for text in told for line in text.splitlines() if line.strip()]
    return [f"{given.what}: the program cannot be run under mocks: {line}{where}" for line in dict.fromkeys(lines)]
