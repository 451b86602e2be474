"""What `lox24 init` writes and what it leaves to a person: known before the first file is written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from lox24_provider.display.text import one_line
from lox24_provider.errors import UsageError
from lox24_provider.safe_io.reading import by_words
from lox24_provider.safe_io.writing import placed
from lox24_provider.safe_io.yaml_reading import read_text
from lox24_provider.workflow.importing.writing import Written, write_all
from lox24_provider.workflow.scaffolding.installers import RUNNERS
from lox24_provider.workflow.scaffolding.missing import Missing, missing
from lox24_provider.workflow.scaffolding.origin import origin
from lox24_provider.workflow.scaffolding.pipelines import unpinned
from lox24_provider.workflow.scaffolding.project_files import (
    DEV,
    LIST,
    Names,
    lock,
    project_files,
    set_up,
)
from lox24_provider.workflow.scaffolding.target import Target

__all__ = ["Scaffold", "declares_itself", "next_commands", "runner_of", "scaffold", "stack_of"]

_LOCKS = {"uv.lock": "uv", "poetry.lock": "poetry"}
_ENVIRONMENT, _HASH = ".venv", "--hash="
_SCHEMA, _PROGRAM, _PYPROJECT, _README = "schema.json", "__main__.py", "pyproject.toml", "README.md"
_OF_STACKS = ("Pulumi.", _PROGRAM, _SCHEMA, LIST, _README)  # what stack files drive, and what tells of it


@dataclass(frozen=True, kw_only=True)
class Scaffold:
    """Everything that will be done, as data; files are named by their paths as they are shown.

    Attributes:
        files: what is written.
        missing: what is left to a person.
        kept: what is there and stays as it is.
        notes: what a person should know besides.
    """

    files: dict[str, Written] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def write(self) -> None:
        """Write all files, or none.

        Raises:
            OSError: one cannot be written; nothing was.
        """
        write_all(list(self.files.values()))


def runner_of(target: Target) -> str:
    """What installs an existing project's packages, as far as its files say; pip for a new one."""
    toolchain = target.options.get("toolchain")
    if toolchain in RUNNERS:
        return str(toolchain)
    return next(
        (runner for folder in target.way_up for lock, runner in _LOCKS.items() if (folder / lock).is_file()), "pip"
    )


def stack_of(target: Target) -> str:
    """The stack of an account, where nobody names one.

    Raises:
        UsageError: the project has stacks, and none is called so.
    """
    there = [] if target.existing is None else sorted(target.existing.stack_files().keys() - {DEV})
    if there and "prod" not in there:
        raise UsageError(
            f"name the stack that works on the account with --stack; there are {', '.join(map(one_line, there))}"
        )
    return "prod"


def next_commands(target: Target, names: Names, made: Scaffold) -> list[str]:
    """What a person does next, in the project's folder; an existing project is not applied before it is looked at."""
    source = origin()
    wanted = source.requirement if source.shown and source.is_there else ""
    first = set_up(names.runner, environment=str(target.options.get("virtualenv", ".venv")), wanted=wanted)
    if target.existing is None:
        return [first, f"pulumi stack init {DEV}", f"pulumi up -s {DEV}"]
    if declares_itself(target):
        return [first, "pulumi preview"]
    dev = by_words(target.existing.stack_file(DEV))
    is_begun = any(written.path == dev for written in made.files.values())
    preview = f"pulumi preview -s {DEV}"
    return [first, "lox24 stacks check", f"pulumi stack init {DEV} && {preview}" if is_begun else preview]


def scaffold(target: Target, names: Names, *, pipelines: Mapping[str, str]) -> Scaffold:
    """What there is to do, judged on the disk as it is; nothing is written.

    Args:
        target: where.
        names: what is filled in.
        pipelines: files of the repository's root, by their paths in it.

    Raises:
        OSError: something cannot be written.
    """
    made = Scaffold()
    for path, text in _files(target, names).items():
        file = _place(target, path)
        held = _held(file)
        if held is None:
            _add(made, target, file, text)
        elif held != text:
            lacks = missing(path, names=names, made=text, held=held)
            if lacks is not None:
                made.missing[_shown(file)] = lacks
            elif path in (_SCHEMA, _README):
                made.kept.append(_shown(file))
    for path, text in pipelines.items():
        _add_pipeline(made, target, path, text)
    if pipelines:
        made.notes.extend(_notes(target, names, pipelines))
    if (made.files or made.missing) and (note := origin().note):
        made.notes.append(note)
    return made


def _add_pipeline(made: Scaffold, target: Target, path: str, text: str) -> None:
    """A file at the root of the repository; where one is there, ours is beside the project, for nobody to run."""
    file = target.ci_root / path
    held = _held(file)
    if held is None:
        _add(made, target, file, text)
    elif held != text:
        beside = target.folder / f"lox24.{file.name.lstrip('.')}"
        made.missing[_shown(file)] = Missing("take over", [f"the jobs of {_shown(beside)}"])
        if _held(beside) is None:
            _add(made, target, beside, text)
        else:
            made.kept.append(_shown(beside))


def _notes(target: Target, names: Names, pipelines: Mapping[str, str]) -> Iterator[str]:
    """What pipelines need."""
    for name in dict.fromkeys(name for text in pipelines.values() for name in unpinned(text)):
        yield f"not pinned by a commit that is published, a digest or hashes: {name}"
    if not target.is_in_git:
        yield "there is no git repository yet: the pipelines are for one that begins in the project's folder"
    if declares_itself(target):
        yield (
            "the program declares its groups itself: the pipelines run it for its review, which is advice, and people "
            "approve each plan"
        )
    own = str(target.options.get("virtualenv", _ENVIRONMENT))
    if names.runner != "poetry" and Path(own) != Path(_ENVIRONMENT):
        yield (
            f"the pipelines make {_ENVIRONMENT}, and Pulumi.yaml says `virtualenv: {one_line(own)}`, where the "
            f"engine looks: write {_ENVIRONMENT} there"
        )
    is_elsewhere = Path(os.path.relpath(target.folder)) != Path()
    where = f", in {_shown(target.folder)}" if is_elsewhere else ""
    yield f"pipelines install what is locked; before the first push{where}: {_lock(target, names)}"


def _lock(target: Target, names: Names) -> str:
    """The line that makes the lock; what an existing project wants may stand where its lock will be."""
    there = _held(target.folder / "requirements.txt") if target.existing is not None else None
    if names.runner != "pip" or there is None or (target.folder / "requirements.in").exists():
        return lock(names.runner)
    if _HASH in there:
        return "make requirements.txt again, with hashes, of what it is made of"
    return f"mv requirements.txt requirements.in && {lock(names.runner)}"


def declares_itself(target: Target) -> bool:
    """Whether an existing program declares its groups, and reads no stack files."""
    program = (_held(target.program) or "") if target.existing is not None else ""
    return "lox24_provider" in program and "stacks" not in program


def _files(target: Target, names: Names) -> dict[str, str]:
    """The files that this project may lack."""
    files = project_files(names)
    if target.existing is None:
        return files
    if (target.folder / "requirements.txt").exists():
        # What is locked is made of what is wanted: only the latter is added to, if it is not all there is.
        files.pop("requirements.txt" if (target.folder / "requirements.in").exists() else "requirements.in", None)
    if declares_itself(target):
        return {path: text for path, text in files.items() if not path.startswith(_OF_STACKS)}
    if names.key in (_held(target.existing.stack_file(DEV)) or ""):  # they have their lists
        del files[LIST]
    return files


def _place(target: Target, path: str) -> Path:
    """Where a file is in this project, which may have its stack files and its program elsewhere."""
    project = target.existing
    if project is None:
        return target.folder / path
    if path == "Pulumi.yaml":
        return project.file
    if path == _PROGRAM:
        return target.program
    if path == _SCHEMA or path.startswith("Pulumi."):
        return by_words(project.config_folder / path)
    if path == _PYPROJECT:  # of a workspace, perhaps
        return next((folder / path for folder in target.way_up if (folder / path).is_file()), project.folder / path)
    return project.folder / path


def _add(made: Scaffold, target: Target, file: Path, text: str) -> None:
    """Take a file among those that are written.

    Raises:
        OSError: it could not be.
    """
    root = target.root
    if target.existing is not None and file.parent == by_words(target.existing.config_folder):
        root = target.existing.config_root
    folder = placed(file.parent, root=root)
    there = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "there is a file in the place of this folder", str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "nothing may be written in this folder", str(there))
    made.files[_shown(file)] = Written(path=file, text=text, root=root, is_new=True)


def _held(file: Path) -> str | None:
    """What a file holds, "" where that cannot be read; None if nothing is there, not even a link."""
    if not os.path.lexists(file):
        return None
    with suppress(OSError, ValueError):
        return read_text(file)
    return ""


def _shown(file: Path) -> str:
    return Path(os.path.relpath(file)).as_posix()
