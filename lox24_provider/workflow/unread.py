"""Folders of a repository of which a person says that no run of a project reads them: other projects, a web site.

It is what they say, and nothing shows it: a program may read any file. So what surely matters is refused or left out.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lox24_provider.display.text import one_line
from lox24_provider.errors import UsageError
from lox24_provider.workflow.project import Project

__all__ = ["Unread"]


@dataclass(frozen=True, kw_only=True)
class Unread:
    """The folders, by their paths from the project's folder."""

    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, folders: Iterable[Path], *, project: Project) -> Unread:
        """The ones that a person has named.

        Raises:
            UsageError: one is the project's or around it, of tools and pipelines, or not in the repository.
        """
        return cls(folders=tuple(_checked(one, project=project) for one in folders))

    def without(self, *, mains: Collection[str], links: Mapping[str, Collection[str]]) -> Unread:
        """Without those that hold the program, or to which a link from elsewhere leads.

        Args:
            mains: the program, from the project's folder, as each version names it.
            links: tracked links, and where each leads, at once and in the end.
        """
        aims = [(link, aim) for link, both in links.items() for aim in both]

        def is_read(folder: str) -> bool:
            linked = (aim for link, aim in aims if not _is_in(link, folder))
            return any(_is_in(main, folder) for main in mains) or any(
                _is_in(aim, folder) or _is_in(folder, aim) for aim in linked
            )

        return Unread(folders=tuple(folder for folder in self.folders if not is_read(folder)))

    def has(self, path: str) -> bool:
        """Whether a file is in one of them; what tools and pipelines read never is, nor what is no folder after all."""
        return any(
            _is_in(path, folder) and path != folder and not _is_hidden(PurePosixPath(path).relative_to(folder))
            for folder in self.folders
        )


def _checked(folder: Path, *, project: Project) -> str:
    there = Path(os.path.realpath(folder))
    shown = f"--unread {one_line(str(folder))}"
    if project.root not in there.parents:
        raise UsageError(f"{shown} is no folder below the root of the repository")
    if there == project.folder or there in project.folder.parents or project.folder in there.parents:
        raise UsageError(f"{shown} has to do with the project itself, so a run may read what is in it")
    if _is_hidden(there.relative_to(project.root)):
        raise UsageError(f"{shown} is for tools and pipelines, which decide what a run does")
    return project.path_of(there)


def _is_in(path: str, folder: str) -> bool:
    return PurePosixPath(os.path.normpath(path)).is_relative_to(folder)


def _is_hidden(path: PurePosixPath | Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
