"""A command and all its processes: how long it takes, and what each of them costs (Linux: read from /proc)."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Cost", "Process", "measured"]

LONGEST = 600  # seconds of a command; the longest takes 80
EVERY = 0.03  # seconds between two looks; what a process does after the last one is missed
TICKS = os.sysconf("SC_CLK_TCK")

_PARENT, _TIMES = 0, slice(10, 12)  # places in what the kernel counts

ROLES = {  # by what the command line holds; the first that fits counts
    "provider": (
        "pulumi.dynamic",
        "pulumi-resource-pulumi-python",
        "dynamic/__main__",
        "pulumi-resource-lox24",
        "terraform-provider-restapi",
    ),
    "program": ("pulumi-language-python-exec",),
    "lox24": ("bin/lox24",),
    "pip": ("pip",),
    "language host": ("pulumi-language-python", "pulumi-language-yaml"),
    "engine": ("pulumi", "terraform", "tofu"),
}


@dataclass(kw_only=True)
class Process:
    """One role's processes in one command.

    Attributes:
        began: seconds after the command's start.
        ended: when it was last seen.
        cpu: seconds of user and system time.
        megabytes: the most memory that it had at once.
    """

    began: float
    ended: float = 0.0
    cpu: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a command took.

    Attributes:
        seconds: of wall time.
        cpu: seconds of all its processes, as the kernel counted them.
        processes: by role.
        code: what the command ended with.
        text: what it said.
    """

    seconds: float
    cpu: float
    processes: Mapping[str, Process] = field(repr=False)
    code: int = 0
    text: str = field(default="", repr=False)


def measured(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run `command` to its end in a session of its own, and watch everything in that, and in those begun in it.

    An interrupt, or an end that does not come, kills all of them.
    """
    output = folder / "output.txt"
    with output.open("w") as file:
        began = time.perf_counter()
        running = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
        watch = _Watch(session=running.pid, began=began)
        watching = threading.Thread(target=watch.look_until_done)
        watching.start()
        too_long = threading.Timer(LONGEST, watch.kill)
        too_long.start()
        try:
            _, status, usage = os.wait4(running.pid, 0)
            seconds = time.perf_counter() - began
            running.returncode = os.waitstatus_to_exitcode(status)
        finally:
            too_long.cancel()
            watch.done.set()
            watching.join()
            if running.returncode is None:
                watch.kill()
                running.wait()
    return Cost(
        seconds=seconds,
        cpu=usage.ru_utime + usage.ru_stime,
        processes=watch.roles(),
        code=running.returncode,
        text=output.read_text(),
    )


class _Watch:
    def __init__(self, *, session: int, began: float) -> None:
        self.done = threading.Event()
        self._known = {session: True}
        self._began = began
        self._seen: dict[int, tuple[str, Process]] = {}

    def look_until_done(self) -> None:
        while not self.done.wait(EVERY):
            at = time.perf_counter() - self._began
            for pid in self._pids():
                with suppress(OSError, IndexError):  # it may end at any moment
                    self._look(pid, at=at)

    def kill(self) -> None:
        """End everything that is watched; plugins have process groups of their own, and the CLI may have a session."""
        for pid in [*self._pids()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _pids(self) -> Iterator[int]:
        for name in [path.name for path in Path("/proc").iterdir()]:
            with suppress(OSError):
                if name.isdigit() and self._is_ours(os.getsid(int(name))):
                    yield int(name)

    def _is_ours(self, session: int) -> bool:
        """Whether it is the command's, or one that a process of the command has begun, as `lox24` does for the CLI."""
        if session not in self._known:
            self._known[session] = False
            parent = _numbers(Path("/proc", str(session)))[_PARENT]  # of its leader
            self._known[session] = self._known.get(os.getsid(parent), False)
        return self._known[session]

    def _look(self, pid: int, *, at: float) -> None:
        proc = Path("/proc", str(pid))
        known, process = self._seen.get(pid, ("other", Process(began=at)))
        role = _role((proc / "cmdline").read_bytes().decode("utf-8", "replace"))
        role = known if role == "other" else role  # who has ended and is not yet waited for has no command line
        process.ended = at
        process.cpu = sum(_numbers(proc)[_TIMES]) / TICKS
        peak = (proc / "status").read_text().partition("VmHWM:")[2].split()
        process.megabytes = int(peak[0]) / 1024 if peak else process.megabytes
        self._seen[pid] = role, process

    def roles(self) -> dict[str, Process]:
        """The processes, those of one role as one."""
        roles: dict[str, Process] = {}
        for role, process in self._seen.values():
            one = roles.setdefault(role, Process(began=process.began))
            one.began, one.ended = min(one.began, process.began), max(one.ended, process.ended)
            one.cpu += process.cpu
            one.megabytes = max(one.megabytes, process.megabytes)
        return roles


def _numbers(proc: Path) -> list[int]:
    """What the kernel counts of a process, from the one behind its state on."""
    return [int(word) for word in (proc / "stat").read_text().rpartition(")")[2].split()[1:]]


def _role(command_line: str) -> str:
    return next((role for role, signs in ROLES.items() if any(sign in command_line for sign in signs)), "other")
