"""What git knows of the project: files as they were, and one hash of everything that is tracked.

What a hook or a shell says of another repository or index (`GIT_DIR`, `GIT_INDEX_FILE`) is not asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lox24_provider.delivery.signing import outside
from lox24_provider.errors import Lox24Error
from lox24_provider.text import masked, one_line

__all__ = ["Git", "GitError", "NoTree"]

_DIGITS = (40, 64)  # of a commit's hash, by SHA-1 and SHA-256
_COMPLAINTS = ("fatal: ", "error: ")
_HARMLESS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")


class GitError(Lox24Error):
    """Git is not there, or does not know what was asked for."""


class NoTree(GitError):
    """Git does not say what the files are."""

    def __init__(self, why: str) -> None:
        fix = "repair that"
        if "dubious ownership" in why:
            fix = "if you trust its owner, `git config --global --add safe.directory FOLDER`"
        super().__init__(
            f"git does not say which files are here ({why.removeprefix('fatal: ')}): {fix}, or plan with --no-git, "
            "where the contents of what the run reads count alone"
        )


class Git:
    """The repository that holds `folder`; paths are relative to that folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def commit(self, ref: str) -> str:
        """The commit that a name stands for.

        Raises:
            GitError: there is none.
        """
        if len(ref) in _DIGITS and not ref.strip("0"):
            raise GitError(f"{ref} stands for no version: a forge says so of a new branch, and nothing was reviewed")
        code, out, told = self._run("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
        if code != 0:
            fix = "fetch it first (a pipeline's shallow clone may lack it: fetch-depth: 0)"
            why = f" ({told})" if "ownership" in told or "not a git repository" in told else ""
            raise GitError(f"git knows no version {one_line(ref)} here{why}: {fix}")
        return out.decode().strip()

    def file(self, path: str, *, commit: str) -> bytes | None:
        """A file as it was, where a link in the repository leads to; None if there was none, or the link leads out."""
        if "\n" in path:
            return None
        name = f"{commit}:./{path}\n".encode()
        code, out, _ = self._run("cat-file", "--batch", "--follow-symlinks", given=name)
        line, _, content = out.partition(b"\n")
        kind, _, size = line.partition(b" blob ")
        return content[: int(size)] if code == 0 and kind and size.isdigit() else None

    def tree(self) -> str:
        """One hash of all tracked files as they are now, committed or not.

        A merge or a rebase makes another commit of the same files, and the same hash.

        Raises:
            NoTree: git is not there, refuses, or tracks nothing here; nothing equals a hash that says nothing.
        """
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder, "index")
            own = self._folder / self._told("rev-parse", "--git-path", "index")
            if own.is_file():
                shutil.copy2(own, index)
            variables = {"GIT_INDEX_FILE": str(index)}
            self._told("add", "--update", ":/", variables=variables)
            if not self._told("ls-files", variables=variables):
                raise NoTree("no file of this folder is tracked")
            return self._told("write-tree", variables=variables)

    def _told(self, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """What git says for the hash of a tree.

        Raises:
            NoTree: it fails.
        """
        try:
            code, out, told = self._run(*arguments, variables=variables)
        except GitError as error:
            raise NoTree(str(error)) from None
        if code != 0:
            raise NoTree(told or f"`git {arguments[0]}` ended with exit code {code}")
        return os.fsdecode(out).strip()

    def _run(
        self, *arguments: str, variables: Mapping[str, str] | None = None, given: bytes = b""
    ) -> tuple[int, bytes, str]:
        """Exit code, output, and the first line of what it complains of."""
        git = shutil.which("git")
        if git is None:
            raise GitError("git is not on PATH")
        ended = subprocess.run(  # noqa: S603 git
            [git, *arguments],
            cwd=self._folder,
            env={**_environment(), **(variables or {})},
            input=given,
            capture_output=True,
            check=False,
        )
        lines = [line for line in ended.stderr.decode(errors="replace").splitlines() if line.startswith(_COMPLAINTS)]
        return ended.returncode, ended.stdout, one_line(masked(lines[0])) if lines else ""


def _environment() -> dict[str, str]:
    """This process's variables without those that lead git to another repository, index or configuration.

    What stays only says which of a person's own files is read, as HOME does.
    """
    own = {name: value for name, value in outside().items() if not name.startswith("GIT_") or name in _HARMLESS}
    return {**own, "LC_ALL": "C"}
