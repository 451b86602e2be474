"""How many steps the engine does at once where a command of ours runs it: enough for the requests that a stack allows.

By itself it does four a core, so on two cores half of what `lox24:parallel` allows would never be under way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from lox24_provider.config.settings import parallel_of
from lox24_provider.safe_io.yaml_reading import read_text
from lox24_provider.workflow.project import Project

__all__ = ["VARIABLE", "engines_own", "wide_enough"]

VARIABLE = "PULUMI_PARALLEL"  # it sets the default of `--parallel`

_KEY = "lox24:parallel"
_LINE = re.compile(rf"""^[^#\n]*?(?<![\w:-])["']?{_KEY}["']?\s*:\s*["']?(\d+)\b""", re.MULTILINE)


def wide_enough(project: Project, stack: str) -> dict[str, str]:
    """The variable that makes the engine as wide as the stack's own limit, never narrower than it is by itself."""
    wanted = parallel_of(_said(project, stack))
    return {VARIABLE: str(wanted)} if wanted > engines_own() else {}


def engines_own() -> int:
    """How many steps the engine does at once where nothing tells it."""
    count = getattr(os, "sched_getaffinity", None)
    return 4 * (len(count(0)) if count is not None else os.cpu_count() or 1)


def _said(project: Project, stack: str) -> Mapping[str, str]:
    """The setting as the files have it: by its line, as a stack file may be long, and a wrong one costs no more."""
    found = _LINE.search(_text(project.stack_file(stack))) if stack else None
    shared = project.config.get(_KEY)
    if isinstance(shared, Mapping):
        shared = shared.get("value", shared.get("default"))
    said = found[1] if found else shared
    return {} if said is None else {_KEY: str(said)}


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except (OSError, ValueError):
        return ""
