"""What git knows of the project: files as they were, and one hash of everything that is tracked."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from lox24_provider.errors import Lox24Error
from lox24_provider.text import one_line

__all__ = ["Git", "GitError"]


class GitError(Lox24Error):
    """Git is not there, or does not know what was asked for."""


class Git:
    """The repository that holds `folder`; paths are relative to that folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def commit(self, ref: str) -> str:
        """The commit that a name stands for.

        Raises:
            GitError: there is none.
        """
        code, out = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        if code != 0:
            fix = "fetch it first (a pipeline's shallow clone may lack it: fetch-depth: 0)"
            raise GitError(f"git knows no version {one_line(ref)} here: {fix}")
        return out.decode().strip()

    def file(self, path: str, *, commit: str) -> bytes | None:
        """A file as it was, where a link in the repository leads to; None if there was none, or the link leads out."""
        if "\n" in path:
            return None
        name = f"{commit}:./{path}\n".encode()
        code, out = self._run("cat-file", "--batch", "--follow-symlinks", given=name)
        line, _, content = out.partition(b"\n")
        kind, _, size = line.partition(b" blob ")
        return content[: int(size)] if code == 0 and kind and size.isdigit() else None

    def tree(self) -> str:
        """One hash of all tracked files as they are now, committed or not; "" without git.

        A merge or a rebase makes another commit of the same files, and the same hash.
        """
        if shutil.which("git") is None:
            return ""
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder, "index")
            code, where = self._run("rev-parse", "--git-path", "index")
            if code != 0:
                return ""
            own = self._folder / where.decode().strip()
            if own.is_file():
                shutil.copy2(own, index)
            variables = {"GIT_INDEX_FILE": str(index)}
            added, _ = self._run("add", "--update", ":/", variables=variables)
            written, out = self._run("write-tree", variables=variables)
        return out.decode().strip() if added == written == 0 else ""

    def _run(self, *arguments: str, variables: dict[str, str] | None = None, given: bytes = b"") -> tuple[int, bytes]:
        git = shutil.which("git")
        if git is None:
            raise GitError("git is not on PATH, and the files' history is needed")
        ended = subprocess.run(  # noqa: S603 git
            [git, *arguments],
            cwd=self._folder,
            env={**os.environ, **(variables or {})},
            input=given,
            capture_output=True,
            check=False,
        )
        return ended.returncode, ended.stdout
