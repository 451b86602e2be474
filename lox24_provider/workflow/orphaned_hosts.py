"""Providers' processes that a killed engine left: they may still write though their run is over."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lox24_provider.adapter.engine_watch import is_gone
from lox24_provider.workflow.environment import outside
from lox24_provider.workflow.project import Project

__all__ = ["orphaned_hosts"]

SECONDS = 10.0  # for a list of processes

_PROC = Path("/proc")
_HOST = re.compile(
    r"(?: -m pulumi\.dynamic|pulumi-resource-lox24\S*(?: .*)?|lox24_provider\.adapter\.native\S*(?: .*)?) (\S+)$"
)
"""As the SDK's `pulumi-resource-pulumi-python` starts the dynamic host, and the engine the native plugin."""


def orphaned_hosts(project: Project) -> list[int]:
    """The ids of this user's dynamic hosts whose engine is gone; of this project only, where the system tells."""
    found = [pid for pid, command in _processes() if (host := _HOST.search(command)) and is_gone(host[1])]
    return sorted(pid for pid in found if _may_be_of(project, pid))


def _processes() -> Iterator[tuple[int, str]]:
    """Ids and command lines of this user's processes; none where there is no way to ask."""
    if (_PROC / "self").exists():
        for entry in _PROC.iterdir():
            with suppress(OSError):  # it has just ended
                if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                    command = (entry / "cmdline").read_bytes().decode(errors="replace")
                    yield int(entry.name), command.rstrip("\0").replace("\0", " ")
        return
    try:
        told = subprocess.run(
            ["ps", "-xww", "-o", "pid=,command="],  # noqa: S607 with x also those without a terminal
            env=outside(),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=SECONDS,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return
    for line in told.splitlines():
        pid, _, command = line.strip().partition(" ")
        if pid.isdigit():
            yield int(pid), command.strip()


def _may_be_of(project: Project, pid: int) -> bool:
    try:
        return (_PROC / str(pid) / "cwd").resolve(strict=True).is_relative_to(project.folder)
    except OSError:
        return not _PROC.exists()
