"""Which stack a command is about where nobody names one: PULUMI_STACK, then the selected one, as the engine has it.

The engine is not asked: a review of files does without it. Where it keeps what `pulumi stack select` said is its own
affair (`pkg/workspace` of its sources), so what cannot be read there counts as no selection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lox24_provider.errors import EmptyOption, ProjectError
from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.safe_io.reading import read_regular
from lox24_provider.workflow.environment import STACK, here, pulumi_home
from lox24_provider.workflow.file_backend import backend_address
from lox24_provider.workflow.project import Project

__all__ = ["Meant", "meant"]

_MOST_BYTES = 2**20


@dataclass(frozen=True, kw_only=True)
class Meant:
    """A stack, and who says so.

    Attributes:
        stack: its name, or organization/project/name.
        by: "PULUMI_STACK" or "pulumi stack select"; "" where the command was told.
    """

    stack: str
    by: str = ""


def meant(
    named: str | None, *, environment: Mapping[str, str], project: Project | None = None, needs_naming: bool = False
) -> Meant:
    """The stack that a command is about.

    Args:
        named: what the command was told by `-s`.
        project: the one of the current folder.
        needs_naming: whether a selection is not enough, as for what writes without asking anybody.

    Raises:
        EmptyOption: the option or the variable is set and empty, which would mean another stack.
        ProjectError: none is meant, or there is no project.
    """
    if (found := _told(named, environment=environment)) is not None:
        return found
    project = project or Project.find()
    choose = f"name it with -s STACK (stacks here: {project.known})"
    selected = selected_in(project, environment=environment)
    if not selected:
        raise ProjectError(f"which stack? {choose}, set {STACK}, or select one with `pulumi stack select`")
    if needs_naming:
        raise ProjectError(f"which stack? {choose} or set {STACK}: without asking, none is taken that is only selected")
    return Meant(stack=selected, by="pulumi stack select")


def _told(named: str | None, *, environment: Mapping[str, str]) -> Meant | None:
    for what, value, by in (("--stack", named, ""), (STACK, environment.get(STACK), STACK)):
        if value is not None:
            if not value.strip():
                raise EmptyOption(what)
            return Meant(stack=value, by=by)
    return None


def selected_in(project: Project, *, environment: Mapping[str, str]) -> str:
    """The stack that was selected for the project and the backend in force; "" if none was."""
    for file in _selections(project, environment=environment):
        try:
            said = json_of(read_regular(file, most=_MOST_BYTES))
        except (OSError, ValueError):
            continue
        if isinstance(said, dict) and (name := _of_backend(said, project, environment=environment)):
            return _short(name, project=project)
    return ""


def _of_backend(said: Mapping[str, object], project: Project, *, environment: Mapping[str, str]) -> str:
    """What is selected for the backend in force; the engine before 3.256 had one name for all of them."""
    stacks = said.get("stacks")
    own = None
    if isinstance(stacks, dict):
        address = backend_address(project, environment=environment)
        known = {str(one) for one in stacks.values()}
        own = known.pop() if not address and len(known) == 1 else stacks.get(address)
    name = said.get("stack") if own is None else own
    return name.strip() if isinstance(name, str) else ""


def _selections(project: Project, *, environment: Mapping[str, str]) -> Iterator[Path]:
    """Where the engine may have written it down: by the path of the project's file, with or without a shell's links."""
    folders = pulumi_home(environment) / "workspaces"
    shell = next((one for one in (here(), *here().parents) if (one / project.file.name).is_file()), project.folder)
    for path in dict.fromkeys((project.file, shell / project.file.name)):
        digest = hashlib.sha1(str(path).encode(errors="surrogateescape"), usedforsecurity=False).hexdigest()
        yield folders / f"{project.name}-{digest}-workspace.json"


def _short(name: str, *, project: Project) -> str:
    """`dev` for `organization/lists/dev`, as a backend that knows no organizations has it."""
    prefix = f"organization/{project.name}/"
    return name.removeprefix(prefix) or name
