"""Whether a project's program takes its groups from stack files, or declares them itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lox24_provider.safe_io.reading import read_regular
from lox24_provider.stack_files.files import read_shared, read_stack
from lox24_provider.workflow.approval_plan.contents import python_modules
from lox24_provider.workflow.project import Project

__all__ = ["reads_stack_files"]

_MOST = 2**20  # bytes of a module; who writes more by hand has said it before

_SAID = re.compile(
    rb"\blox24_provider\.stacks\b|\bfrom_stack_config\b|\bstacks\.(?:load|parse|Groups)\b"
    rb"|\bfrom\s+lox24_provider\s+import\s*(?:\([^)]*|[^\n#(]*)\bstacks\b"
)
"""How a program says it, in any of its modules."""


def reads_stack_files(project: Project) -> bool | None:
    """Whether the program reads them: a stack file has groups, or a module names what reads them.

    Only words are looked at: nothing of the program is run. None where there is no module to look at, as with programs
    that the Automation API runs from elsewhere.
    """
    shared = read_shared(project.file, file="", project=project.name)
    for stack, path in project.stack_files().items():
        if read_stack(path, file="", stack=stack, shared=shared, folder=None).groups:
            return True
    found = [bool(_SAID.search(text)) for text in _sources(project)]
    return any(found) if found else None


def _sources(project: Project) -> Iterator[bytes]:
    folders = dict.fromkeys((project.folder.resolve(), project.base.main))
    for path in dict.fromkeys(path for folder in folders for path in python_modules(folder)):
        if path.suffix == ".py":
            try:
                yield read_regular(path, most=_MOST)
            except (OSError, ValueError):
                continue
