"""Where `lox24 init` works: a project that is there, or the folder of a new one."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lox24_provider.config.groups_key import SETTING, GroupsKey
from lox24_provider.display.text import one_line, quoted
from lox24_provider.errors import ProjectError, UsageError
from lox24_provider.safe_io.reading import repository
from lox24_provider.safe_io.writing import around, placed
from lox24_provider.safe_io.yaml_reading import read_text, yaml_of
from lox24_provider.workflow.project import Project

__all__ = ["Target", "name_from"]

_FILES = ("Pulumi.yaml", "Pulumi.yml")
_DEEPEST = 2  # folders below the one that was named, in which a project is looked for
_NAME = re.compile(r"(?!(?i:lox24$|pulumi($|\.)))[A-Za-z0-9_.-]{1,100}")
"""As the engine has it, and no namespace of settings."""
_FOUND = re.compile(r"[A-Za-z0-9_.-]{1,100}|\$\{\w+\}")
"""A name that an existing project may have, or a template."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where the files are placed.

    Attributes:
        folder: the project's, which may not be there yet.
        root: the repository around it, or the folder itself; nothing is written outside of it.
        name: the project's name.
        existing: the project that is there, if one is.
        content: what its file says.
    """

    folder: Path
    root: Path
    name: str
    existing: Project | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def find(cls, folder: Path, *, name: str | None = None) -> Target:
        """The project in, above or below a folder; otherwise a new one in it.

        Args:
            folder: as a person has named it.
            name: the project's; where the one above or below is called otherwise, a new one is meant.

        Raises:
            ProjectError: it is another language's, or there are several.
            UsageError: the name is none.
            OSError: a link leads out of the repository, or a file is in the folder's place.
        """
        if name is not None and not _NAME.fullmatch(name):
            raise UsageError(
                "--name has 1 to 100 letters, digits, dots, hyphens and underscores, and is not lox24 or pulumi"
            )
        here = placed(folder, root=around(folder))
        if here.exists() and not here.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "it is no folder", str(folder))
        top = next(one for one in (here, *here.parents) if one.exists())
        repo = repository(top) if (repository(top) / ".git").exists() else None
        own = _file_of(here)
        near = [own] if own is not None else [one for one in _near(here, repo) if name in (None, _name_in(one))]
        if len(near) > 1:
            shown = ", ".join(one_line(os.path.relpath(file.parent)) for file in near)
            raise ProjectError(f"there are several projects here: name the folder of one ({shown}), or of a new one")
        if near:
            return cls._of(near[0], name=name)
        if (here / "__main__.py").exists():
            raise ProjectError(
                "there is a program here (__main__.py) and no Pulumi.yaml, which would make it a Pulumi program: "
                "give the lists a folder of their own, as in `lox24 init lists`"
            )
        return cls(folder=here, root=repo or top, name=name or name_from(here.name))

    @classmethod
    def _of(cls, file: Path, *, name: str | None) -> Target:
        project = Project.find(file.parent)
        if name is not None and name != project.name:
            raise UsageError(f"the project there is called {one_line(project.name)}; leave --name out")
        if not _FOUND.fullmatch(project.name):  # it stands in what is written
            raise ProjectError(
                f"{file.name} has the name {quoted(project.name)}, and a project's has 1 to 100 letters, digits, dots, "
                "hyphens and underscores"
            )
        content = yaml_of(read_text(file))
        said = content.get("runtime")
        language = said.get("name") if isinstance(said, dict) else said
        if language != "python":
            raise ProjectError(
                f"{file.name} has the runtime {one_line(str(language or 'none'))}, and only Python projects are "
                "completed: a program in another language declares its groups itself, by the native plugin "
                "(`lox24 plugin install`); lists in stack files, and pipelines, have a project of their own, as in "
                "`lox24 init lists --name lists`"
            )
        root = repository(project.folder)
        return cls(folder=project.folder, root=root, name=project.name, existing=project, content=content)

    @property
    def options(self) -> Mapping[str, Any]:
        """What an existing project's file says of Python: its toolchain, its virtual environment."""
        runtime = self.content.get("runtime")
        options = runtime.get("options") if isinstance(runtime, dict) else None
        return options if isinstance(options, dict) else {}

    @property
    def program(self) -> Path:
        """The file of the program."""
        main = self.content.get("main")
        is_file = isinstance(main, str) and main.endswith(".py")
        folder = self.existing.base.main if self.existing is not None else self.folder
        return self.folder / str(main) if is_file else folder / "__main__.py"

    @property
    def groups_key(self) -> str:
        """The key of the groups in stack files, which an existing project's file may name."""
        said = self.existing.config.get(SETTING) if self.existing is not None else None
        value = said.get("value", said.get("default")) if isinstance(said, Mapping) else said
        return GroupsKey.of(value, project=self.name).groups

    @property
    def way_up(self) -> list[Path]:
        """The project's folder and those around it, up to the root."""
        return [one for one in (self.folder, *self.folder.parents) if one.is_relative_to(self.root)]

    @property
    def is_in_git(self) -> bool:
        """Whether there is a repository."""
        return (self.root / ".git").exists()

    @property
    def below_root(self) -> str:
        """The project's folder from the root of the repository; "" if it is that."""
        inside = Path(os.path.relpath(self.folder, self.root)).as_posix() if self.is_in_git else "."
        return "" if inside == "." else inside

    @property
    def ci_root(self) -> Path:
        """Where pipelines are: the root of the repository, which begins here if there is none yet."""
        return self.root if self.is_in_git else self.folder


def name_from(folder: str) -> str:
    """A project's name, made of that of its folder."""
    made = re.sub(r"[^A-Za-z0-9_.-]+", "-", folder).strip("-._")[:80]
    if not made:
        return "lists"
    return made if _NAME.fullmatch(made) else f"lists-{made}"


def _file_of(folder: Path) -> Path | None:
    return next((folder / name for name in _FILES if (folder / name).is_file()), None)


def _near(folder: Path, repo: Path | None) -> list[Path]:
    """The project around a folder, within the repository if there is one, or those below it."""
    parents = [one for one in folder.parents if repo is None or one.is_relative_to(repo)]
    above = next((file for one in parents if (file := _file_of(one)) is not None), None)
    if above is not None:
        return [above]
    below = (_file_of(one) for one in _below(folder, depth=_DEEPEST))
    return [file for file in below if file is not None and _name_in(file) is not None]


def _below(folder: Path, *, depth: int) -> Iterator[Path]:
    if depth == 0 or not folder.is_dir():
        return
    for one in sorted(folder.iterdir()):
        is_left_out = one.name.startswith(".") or one.name == "node_modules" or (one / "pyvenv.cfg").exists()
        if not is_left_out and one.is_dir() and not one.is_symlink() and os.access(one, os.R_OK | os.X_OK):
            yield one
            yield from _below(one, depth=depth - 1)


def _name_in(file: Path) -> str | None:
    """A project's name; None in a template, where a placeholder stands for it."""
    try:
        name = Project.find(file.parent).name
    except ProjectError:
        return None
    return None if name.startswith("${") else name
