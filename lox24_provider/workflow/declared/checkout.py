"""A version of a repository as files in a private folder: no work tree of git's, and nothing of the repository runs.

Filters, hooks and submodules are not asked. What is in LFS is there as its pointer; a link that leads out is not there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

from lox24_provider.errors import GitError
from lox24_provider.safe_io.reading import is_gits
from lox24_provider.workflow.git import Git

__all__ = ["check_out"]

MOST_BYTES = 2 * 2**30
MOST_FILES = 200_000


def check_out(git: Git, *, commit: str, folder: Path) -> None:
    """Write all files of a version into an empty folder.

    Raises:
        GitError: git does not say, or there are too many.
    """
    entries = [entry for entry in git.entries(commit) if _is_inside(entry.path)]
    if len(entries) > MOST_FILES or sum(entry.size for entry in entries) > MOST_BYTES:
        raise GitError(f"a version has more than {MOST_FILES:,} files or {MOST_BYTES // 2**30} GiB: too many to be run")
    links = []
    for entry, content in git.contents(entries):
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.is_link:
            links.append((path, os.fsdecode(content)))
        else:
            with path.open("xb") as file:  # no name twice, and no link is there yet
                file.write(content)
            if entry.is_program:
                path.chmod(0o755)
    for path, target in links:
        path.symlink_to(target)
    while outside := [path for path, _ in links if path.is_symlink() and not _stays(path, folder=folder)]:
        for path in outside:  # what led by it leads elsewhere now
            path.unlink()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and not is_gits(Path(name))


def _stays(link: Path, *, folder: Path) -> bool:
    """Whether a link leads to something in the folder, by way of whichever other links; one to itself leads nowhere."""
    try:
        with suppress(FileNotFoundError):
            link.resolve(strict=True)  # unless `strict`, Python 3.13 takes a link to itself for a place
        return not link.readlink().is_absolute() and link.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
