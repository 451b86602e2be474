"""The Pulumi project that a command works in: its folder, its name, where its stack files are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.display.text import one_line
from lox24_provider.errors import ProjectError
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.safe_io.reading import by_words, repository
from lox24_provider.safe_io.yaml_reading import read_text, reason_of, text_of, yaml_of

__all__ = ["Project"]

_NAMES = ("Pulumi.yaml", "Pulumi.yml")


@dataclass(frozen=True, kw_only=True)
class Project:
    """One project.

    Attributes:
        file: `Pulumi.yaml`, however it ends.
        name: the project's name, which is the namespace of its own configuration.
        config_folder: where the stack files are.
        config: the project's own `config:`, shared by all stacks.
        language: that of its program, `python`; "" where the file does not say.
    """

    file: Path
    name: str
    config_folder: Path
    config: Mapping[str, Any]
    language: str = ""

    @classmethod
    def find(cls, start: Path | None = None) -> Project:
        """The project of `start` (the current folder), looked for upwards as the engine does.

        Raises:
            ProjectError: there is none, or it is no YAML.
        """
        here = (start or Path()).resolve()
        for folder in (here, *here.parents):
            for name in _NAMES:
                if (folder / name).is_file():
                    return cls._read(folder / name)
        raise ProjectError("there is no Pulumi.yaml here or above: run this in the folder of a Pulumi project")

    @classmethod
    def _read(cls, file: Path) -> Project:
        try:
            content = yaml_of(read_text(file))
        except (OSError, ValueError, yaml.YAMLError) as error:
            raise ProjectError(f"{file.name} {one_line(reason_of(error))}") from None
        if not isinstance(content, dict) or not isinstance(content.get("name"), str):
            raise ProjectError(f"{file.name} has no name")
        config = content.get("config")
        return cls(
            file=file,
            name=content["name"],
            config_folder=_config_folder(file, content),
            config=config if isinstance(config, dict) else {},
            language=_language(content.get("runtime")),
        )

    def with_folder_of(self, content: bytes | None) -> Project:
        """The same project with its stack files where another version of its file has them; None: it had no file."""
        try:
            said = yaml_of(text_of(content or b""))
        except (ValueError, yaml.YAMLError):
            return self
        return replace(self, config_folder=_config_folder(self.file, said)) if isinstance(said, dict) else self

    @property
    def folder(self) -> Path:
        """Where the file is; every command of the engine runs there."""
        return self.file.parent

    @property
    def base(self) -> ProjectFolder:
        """The project's folders, as its program and the provider have them."""
        return ProjectFolder.declared(self.folder)

    def stack_file(self, stack: str) -> Path:
        """The file of a stack, whether or not it is there; a stack may be named in full (`org/project/dev`).

        It ends as the project's file does.
        """
        return self.config_folder / f"Pulumi.{stack.rsplit('/', 1)[-1]}{self.file.suffix}"

    def stack_files(self) -> dict[str, Path]:
        """The files of all stacks, by the stack's name."""
        files = sorted(self.config_folder.glob(f"Pulumi.*{self.file.suffix}"))
        return {file.stem.removeprefix("Pulumi."): file for file in files}

    @property
    def root(self) -> Path:
        """What no link may lead a file out of that is written into the project's folder."""
        return repository(self.folder)

    @property
    def top(self) -> str:
        """The way from the repository's root to the project's folder, `infra`; "" where the two are one."""
        way = self.folder.resolve().relative_to(self.root).as_posix()
        return "" if way == "." else way

    @property
    def config_root(self) -> Path:
        """The same for stack files, which the project may have elsewhere."""
        folder = by_words(self.config_folder)
        return self.root if folder.is_relative_to(self.root) else folder

    @property
    def known(self) -> str:
        """The names of all stacks that have a file, for a message."""
        return ", ".join(map(one_line, self.stack_files())) or "none"

    def path_of(self, file: Path) -> str:
        """A file's path from the project's folder, by its names: a link is not followed, as the engine does that."""
        return Path(os.path.relpath(file, self.folder)).as_posix()

    def shown(self, file: Path) -> str:
        """The same as a person reads it who is in that folder or, as `-C` leads there, below it; harmless."""
        here = Path.cwd()
        return one_line(Path(os.path.relpath(file, here if self.folder in here.parents else self.folder)).as_posix())


def _config_folder(file: Path, content: Mapping[str, Any]) -> Path:
    where = content.get("stackConfigDir") or content.get("config")
    return file.parent / (where if isinstance(where, str) else "")


def _language(runtime: object) -> str:
    name = runtime.get("name") if isinstance(runtime, dict) else runtime
    return name if isinstance(name, str) else ""
