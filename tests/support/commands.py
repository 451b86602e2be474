"""The command `lox24`, run as a user runs it in a project's folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support import forks
from tests.support.codes import without_code
from tests.support.engine import Project, Run
from tests.support.printed import as_told

__all__ = ["errors", "lox24", "lox24_json"]


def lox24(project: Project, *arguments: str, **variables: str) -> Run:
    """Run it; `variables` are set besides the project's own. What a project is spared, its commands are, too."""
    command = [str(Path(sys.executable).with_name("lox24")), *arguments]
    if not project.as_users_run_it:
        command = [str(forks.python()), "-u", *command]
    environment = {**project.variables(), **variables}
    ended = subprocess.run(
        command, cwd=project.folder, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    return Run(code=ended.returncode, text=ended.stdout + ended.stderr)


def lox24_json(project: Project, *arguments: str) -> Any:
    """What it prints for machines, which is what its manual says."""
    return as_told(lox24(project, *arguments, "--json").text, *arguments)


def errors(run: Run) -> list[str]:
    """The lines of what went wrong, without our codes."""
    return [without_code(line.removeprefix("error: ")) for line in run.text.splitlines() if line.startswith("error: ")]
