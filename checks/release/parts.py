"""A part of the check: one line with what was seen and how long it took, or one line that says what is wrong."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

__all__ = ["Part", "ReleaseError", "joined", "outside", "part", "run"]

TAIL_LINES = 15  # of a failed program's output: enough for the reason, short enough to be read
PATIENCE = 540  # seconds for one program
PERSONAL = ("LOX24_", "PULUMI_", "PIP_", "UV_", "PYTHON", "AWS_", "GIT_", "VIRTUAL_ENV=", "SOURCE_DATE_EPOCH=")
"""Variables of whoever runs this, which would change what is built or seen."""


class ReleaseError(Exception):
    """Something of the release is not as it has to be; `output` is what a program said of it."""

    def __init__(self, what: str, *, output: str = "") -> None:
        super().__init__(what)
        self.output = output

    def __str__(self) -> str:
        tail = [f"  | {line}" for line in self.output.rstrip().splitlines()[-TAIL_LINES:]]
        return "\n".join([*tail, f"release-check: {self.args[0]}"])


class Part:
    """What a part has seen so far."""

    def __init__(self) -> None:
        self._seen: list[str] = []

    def saw(self, what: str) -> None:
        """Adds to the part's line."""
        self._seen.append(what)

    def __str__(self) -> str:
        return "; ".join(self._seen)


@contextlib.contextmanager
def part(name: str) -> Iterator[Part]:
    """Prints the line of a part at its end; nothing where it fails, as the error says what is wrong."""
    began, seen = time.monotonic(), Part()
    yield seen
    print(f"{name}: {seen} ({time.monotonic() - began:.0f} s)", flush=True)


def outside() -> dict[str, str]:
    """This process's variables without those that belong to a person, a stack or another tool."""
    return {name: value for name, value in os.environ.items() if not f"{name}=".startswith(PERSONAL)}


def run(command: Sequence[str | Path], *, doing: str, cwd: Path, env: Mapping[str, str]) -> str:
    """What a program writes.

    Raises:
        ReleaseError: it fails, or takes more than nine minutes.
    """
    try:
        ended = subprocess.run(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=PATIENCE,
            umask=0o022,  # of whoever runs this is another, and a build keeps the modes of files
        )
    except subprocess.TimeoutExpired as late:
        raise ReleaseError(f"{doing} took more than {PATIENCE} s", output=str(late.stdout or "")) from None
    except OSError as error:
        raise ReleaseError(f"{doing} does not start ({error})") from error
    if ended.returncode != 0:
        raise ReleaseError(f"{doing} failed with exit status {ended.returncode}", output=ended.stdout)
    return ended.stdout


def joined(problems: Sequence[str], *, most: int = 5) -> str:
    """Problems as one line, of which the first few are enough."""
    more = f"; and {len(problems) - most} more" if len(problems) > most else ""
    return "; ".join(problems[:most]) + more
