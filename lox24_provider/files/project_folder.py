"""The folder that paths are relative to: the project's, where `Pulumi.yaml` is, for program, provider and commands.

With `main: src` in that file the engine runs program and provider in `src`. What releases up to 0.1 found there and
nowhere else is still found there, and said to be in the wrong place.
"""

from __future__ import annotations

import errno
import filecmp
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ProjectFolder"]

_NAMES = ("Pulumi.yaml", "Pulumi.yml")
_SANDBOX = Path(".lox24", "sandbox.db")


@dataclass(frozen=True, kw_only=True)
class ProjectFolder:
    """The folders of one project.

    Attributes:
        folder: the project's.
        main: where program and provider run.
    """

    folder: Path
    main: Path

    @classmethod
    def running(cls, *, project: str = "") -> ProjectFolder:
        """The one of a program or provider that runs in the current folder.

        Args:
            project: its name, if it is known; a folder may be in several projects.
        """
        here = Path.cwd()
        files = [file for folder in (here, *here.parents) if (file := _file_in(folder)) is not None]
        if not files or (len(files) == 1 and files[0].parent == here):
            return cls(folder=here, main=here)
        for file in files:
            content = _content(file)
            is_it = not project or content.get("name") == project
            if is_it and (file.parent == here or _main(file.parent, content) == here.resolve()):
                return cls(folder=file.parent, main=here)
        return cls(folder=here, main=here)

    @classmethod
    def declared(cls, folder: Path) -> ProjectFolder:
        """The one of the project in `folder`, by its file; what an inline program's workspace or a command works on."""
        file = _file_in(folder)
        return cls(folder=folder, main=folder if file is None else _main(folder, _content(file)))

    def path(self, source: str) -> Path:
        """Where a file is that a program names.

        Raises:
            OSError: it is in both folders, and the two are not the same.
        """
        own, old = self.folder / source, self.main / source
        if self.is_one or own == old or not old.is_file():
            return own
        if not own.exists():
            return old
        if own.is_file() and not filecmp.cmp(own, old, shallow=False):
            both = f"{self.folder} has one and {self.main}, where releases up to 0.1 looked, has another: remove one"
            raise OSError(errno.EEXIST, both)
        return own

    def misplaced(self, source: str) -> str:
        """What to say of a file that is only found where the program runs; "" if there is nothing."""
        with suppress(OSError, ValueError):
            if (path := self.path(source)) != self.folder / source:
                written = Path(os.path.relpath(path, self.folder)).as_posix()
                return f"found in {self.main}: paths are relative to the project's folder, so write {written}"
        return ""

    def stack_file(self, stack: str) -> Path:
        """The file of a stack, where the engine keeps it unless it is told of another one."""
        file = _file_in(self.folder)
        content = {} if file is None else _content(file)
        where = content.get("stackConfigDir") or content.get("config")
        suffix = ".yaml" if file is None else file.suffix
        return self.folder / (where if isinstance(where, str) else "") / f"Pulumi.{stack}{suffix}"

    @property
    def project_file(self) -> Path | None:
        """`Pulumi.yaml`, however it ends; None where there is none."""
        return _file_in(self.folder)

    @property
    def sandbox(self) -> Path:
        """The file of the embedded sandbox; one that is there already stays where it is."""
        old = self.main / _SANDBOX
        return old if not self.is_one and old.exists() else self.folder / _SANDBOX

    @property
    def is_one(self) -> bool:
        """Whether program and provider run in the project's folder."""
        return self.folder.resolve() == self.main.resolve()


def _file_in(folder: Path) -> Path | None:
    return next((folder / name for name in _NAMES if (folder / name).is_file()), None)


def _content(file: Path) -> dict[str, Any]:
    import yaml  # noqa: PLC0415 the provider needs it in this layout only

    from lox24_provider.safe_io.yaml_reading import read_text, yaml_of  # noqa: PLC0415 as above

    try:
        content = yaml_of(read_text(file))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return content if isinstance(content, dict) else {}


def _main(folder: Path, content: dict[str, Any]) -> Path:
    """The folder of the program, as the engine takes it from `main`: a folder, or the one of a file."""
    main = content.get("main")
    path = (folder / main).resolve() if isinstance(main, str) else folder.resolve()
    return path.parent if path.is_file() else path
