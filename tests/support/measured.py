"""What tests do in another way while `make coverage` measures which branches run: as little as there can be.

coverage starts in each process that has its variable. A process that is killed notes nothing, and one whose environment
is made of chosen variables is not measured.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress

from lox24_provider.workflow.declared import variables

__all__ = ["ended", "is_measured", "measure_programs"]

VARIABLE = "COVERAGE_PROCESS_CONFIG"
PATIENCE = 30  # seconds


def is_measured() -> bool:
    """Whether this run notes what it runs."""
    return VARIABLE in os.environ


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a host that has nothing more to do: by a kill, or in a way that lets it note what it has run."""
    if is_measured():
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=PATIENCE)
    process.kill()
    process.communicate()


def measure_programs() -> None:
    """Let the variable reach programs that are run under mocks, which get those on a list only."""
    if is_measured():
        setattr(variables, "_ALLOWED", (*variables._ALLOWED, VARIABLE))  # noqa: B010 its type counts them
