"""Which program a version of a project has, by its `Pulumi.yaml`, as the engine finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.display.text import one_line
from lox24_provider.errors import ProgramError
from lox24_provider.safe_io.reading import repository
from lox24_provider.safe_io.yaml_reading import read_text, yaml_of
from lox24_provider.workflow.project import Project

__all__ = ["Program"]


@dataclass(frozen=True, kw_only=True)
class Program:
    """The program of one version.

    Attributes:
        project: its project.
        root: the folder of the version's files: the repository's.
        file: what Python runs, a file or a folder with `__main__.py`.
        toolchain: pip, uv or poetry.
        virtualenv: the environment that `Pulumi.yaml` names; "" if it names none.
    """

    project: Project
    root: Path
    file: Path
    toolchain: str
    virtualenv: str

    @property
    def folder(self) -> Path:
        """Where `Pulumi.yaml` is."""
        return self.project.folder

    @property
    def cwd(self) -> Path:
        """Where the program runs."""
        return self.file if self.file.is_dir() else self.file.parent

    @classmethod
    def of(cls, project: Project, *, root: Path | None = None, what: str) -> Program:
        """The program of a project.

        Args:
            what: names the version in a message.

        Raises:
            ProgramError: there is none that could be run so.
        """
        try:
            said = yaml_of(read_text(project.file))
        except (OSError, ValueError, yaml.YAMLError):
            said = {}
        runtime: Any = said.get("runtime") if isinstance(said, dict) else None
        name = runtime.get("name") if isinstance(runtime, Mapping) else runtime
        options: Any = runtime.get("options") if isinstance(runtime, Mapping) else None
        options = options if isinstance(options, Mapping) else {}
        if name != "python":
            raise ProgramError(
                f"{what}: {project.file.name} says runtime {one_line(str(name))}: only Python programs can be run so"
            )
        main = said.get("main")
        file = (project.folder / main).resolve() if isinstance(main, str) else project.folder
        if not (file.is_file() or (file / "__main__.py").is_file()):
            raise ProgramError(
                f"{what}: there is no program ({project.shown(file / '__main__.py')}); an inline program of the "
                "Automation API has none that could be run so: review it with its own preview"
            )
        return cls(
            project=project,
            root=repository(project.folder) if root is None else root,
            file=file,
            toolchain=str(options.get("toolchain") or "pip"),
            virtualenv=str(options.get("virtualenv") or ""),
        )
