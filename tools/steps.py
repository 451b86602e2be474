"""A step of the set-up: runs a program, shows how long it takes, and says in one line what failed and what to do."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["TAIL_LINES", "SetupError", "Step", "Work", "count"]

TAIL_LINES = 15  # of a failed program's output: enough for the reason, short enough to be read
TICK_SECONDS = 1  # on a terminal the line counts
LOG_TICK_SECONDS = 10  # in a log each tick is a line of its own
GRACE_SECONDS = 5  # between asking a program to end and ending it


class SetupError(Exception):
    """A foreseeable fault: what failed, what to do about it, and what the failed program said."""

    def __init__(self, *, what: str, remedy: str, output: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy
        self.output = output

    def __str__(self) -> str:
        return self.told(f"setup: {self.what}: {self.remedy}")

    def told(self, line: str, *, tail: int = TAIL_LINES) -> str:
        """A line after the last ones of what the program said."""
        said = self.output.rstrip().splitlines()[-tail:]
        return "\n".join([*(f"  | {one}" for one in said), line])


@dataclass(frozen=True)
class Work:
    """How much a program has to do, told by its own output: a line that `pattern` finds is one of `total` done."""

    total: int
    what: str  # in the plural
    pattern: str

    def told(self, output: str, *, elapsed: float) -> str:
        """What a person is told of it; nothing before the first line and after the last, when no time left is known."""
        done = count(self.pattern, output)
        if not 0 < done < self.total:
            return ""
        left = elapsed * (self.total - done) / done
        return f", {done} of {self.total} {self.what}, about {_time(left)} left"


def count(pattern: str, output: str) -> int:
    """How many lines of an output the pattern finds; `^` is the beginning of a line."""
    return len(re.findall(pattern, output, re.MULTILINE))


def _time(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"  # noqa: PLR2004 as people say it


class Progress:
    """Tells a person on standard error how far a step is; standard output belongs to `make env`."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._began = time.monotonic()
        self._live = sys.stderr.isatty()
        self.interval = TICK_SECONDS if self._live else LOG_TICK_SECONDS
        print(line, "...", end="" if self._live else "\n", file=sys.stderr, flush=True)

    def tick(self, *, work: Work | None = None, output: str = "") -> None:
        """Shows the time that has gone by, and what is known of the time that is left."""
        start, end = ("\r", "\033[K") if self._live else ("", "\n")  # the rest of a longer line before is cleared
        elapsed = time.monotonic() - self._began
        told = work.told(output, elapsed=elapsed) if work else ""
        print(f"{start}{self._line} ... {round(elapsed)} s{told}", end=end, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Ends the live line."""
        if self._live:
            print(file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Step:
    """One numbered step."""

    number: int
    of: int

    @property
    def label(self) -> str:
        """What each of its lines begins with."""
        return f"[setup {self.number}/{self.of}]"

    @contextlib.contextmanager
    def say(self, doing: str) -> Iterator[Progress]:
        """Announces what the step does now."""
        line = Progress(f"{self.label} {doing}")
        try:
            yield line
        finally:
            line.end()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        doing: str,
        remedy: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
        work: Work | None = None,
    ) -> str:
        """Runs a program to its end and returns what it said, or raises a `SetupError` that carries the end of it."""
        with tempfile.TemporaryFile() as output, self.say(doing) as progress:

            def said() -> str:
                return os.pread(output.fileno(), os.fstat(output.fileno()).st_size, 0).decode(errors="replace")

            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # so that its children can be ended with it
                )
            except OSError as error:
                raise SetupError(what=f"{doing} could not start", remedy=remedy, output=str(error)) from error

            def tick() -> None:
                progress.tick(work=work, output=said())

            status = _wait(process, tick=tick, every=progress.interval, timeout=timeout)
            if status != 0:
                why = f"failed with exit status {status}" if status is not None else f"took more than {timeout} s"
                raise SetupError(what=f"{doing} {why}", remedy=remedy, output=said())
            return said()


def _wait(
    process: subprocess.Popen[bytes], *, tick: Callable[[], None], every: float, timeout: float | None
) -> int | None:
    """Waits for the program and counts aloud; None means that it was ended after the timeout."""
    deadline = time.monotonic() + timeout if timeout is not None else float("inf")
    try:
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(timeout=min(every, left))
            tick()
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program and its children, after a timeout or Ctrl-C (which does not reach a session of its own)."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=GRACE_SECONDS)
