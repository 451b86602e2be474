"""What git knows of the project: files as they were, and one hash of everything that is tracked.

What a hook or a shell says of another repository or index (`GIT_DIR`, `GIT_INDEX_FILE`) is not asked.
"""

from __future__ import annotations

import errno
import os
import posixpath
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import GitError, NoTree
from lox24_provider.safe_io.reading import OUTSIDE, by_words, repository
from lox24_provider.workflow.environment import outside

__all__ = ["Entry", "Git"]

_DIGITS = (40, 64)  # of a commit's hash, by SHA-1 and SHA-256
_HASH = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LINKS = 8  # that name a path from the top of the disk, one after the other; git follows the others
_AT_ONCE = 256  # files that are read by one call,
_BYTES_AT_ONCE = 2**26  # if they are no more than this together, as all of it is held
_COMPLAINTS = ("fatal: ", "error: ")
_HARMLESS = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")


class Entry(NamedTuple):
    """A file or a link of a version, by its path from the top of the repository."""

    path: str
    blob: str
    size: int
    is_link: bool
    is_program: bool


class Git:
    """The repository that holds `folder`; paths are relative to that folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

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
        """A file as it was, where a link of that version leads to; None if there was none.

        Raises:
            OSError: it is outside of the repository, or behind a link that leads out of it, to itself or to nothing; or
                in a submodule, of which a version holds no file.
        """
        for _ in range(_LINKS):
            inside = os.path.relpath(by_words(self._folder / path), self._folder)
            if not by_words(self._folder / path).is_relative_to(repository(self._folder)):
                raise OSError(errno.EACCES, OUTSIDE)
            if "\n" in inside:
                return None
            given = b"%s:./%s\n" % (commit.encode(), os.fsencode(inside))
            code, out, _ = self._run("cat-file", "--batch", "--follow-symlinks", given=given)
            line, _, content = out.partition(b"\n")
            found, _, size = line.rpartition(b" ")
            if code != 0 or not size.isdigit():
                if self._is_in_submodule(inside, commit=commit):
                    raise OSError(
                        errno.ENOENT, "it is in a submodule, of which a version of this repository has no files"
                    )
                return None
            if found == b"dangling":
                raise OSError(errno.ENOENT, "it is a link to what that version does not have")
            if found != b"symlink":
                break
            path = os.fsdecode(content[: int(size)])  # from the top of the tree, or from that of the disk
            if not path.startswith("/"):
                raise OSError(errno.EACCES, OUTSIDE)
        if found in (b"loop", b"symlink"):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return content[: int(size)] if found.endswith(b" blob") else None

    def changed(self, commit: str) -> list[str]:
        """The tracked files that are not as in a version, by their paths from the project's folder.

        Raises:
            GitError: git does not say.
        """
        own = ("-c", "diff.relative=false", "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff")
        all_of_them = "--ignore-submodules=untracked"  # whatever `.gitmodules` says, which is a file of the repository
        code, out, told = self._run(
            *own, all_of_them, commit, "--", variables={"GIT_OPTIONAL_LOCKS": "0"}
        )  # reads only
        names = self._from_here(out) if code == 0 else None
        if names is None:
            raise GitError(f"git does not say which files have changed ({told or f'exit code {code}'})")
        return names

    def differing(self, tree: str, other: str) -> list[str]:
        """The files in which two trees differ, by their paths from the project's folder; none if git does not say.

        Args:
            tree: a hash that a file may have told, so it may be anything. This clone may not have that tree.
        """
        if not (_HASH.fullmatch(tree) and _HASH.fullmatch(other)):
            return []
        own = ("diff-tree", "-r", "--name-only", "-z", "--no-renames")
        code, out, _ = self._run(*own, tree, other, variables={"GIT_NO_LAZY_FETCH": "1"})  # git asks no server for it
        return (self._from_here(out) if code == 0 else None) or []

    def _from_here(self, names: bytes) -> list[str] | None:
        """Paths from the repository's root as paths from the project's folder; None if git does not say where it is."""
        code, top, _ = self._run("rev-parse", "--show-prefix")
        prefix = os.fsdecode(top).removesuffix("\n") or "."
        found = [posixpath.relpath(os.fsdecode(name), prefix) for name in names.split(b"\0") if name]
        return found if code == 0 else None

    def entries(self, commit: str) -> list[Entry]:
        """The files and links of a version; what is in submodules is not in it.

        Raises:
            GitError: git does not say.
        """
        code, out, told = self._run("ls-tree", "-r", "-z", "--long", "--full-tree", commit)
        if code != 0:
            raise GitError(f"git does not say which files a version has ({told or f'exit code {code}'})")
        found = (entry.partition(b"\t") for entry in out.split(b"\0") if entry)
        parts = [(about.decode().split(), os.fsdecode(name)) for about, _, name in found]
        return [
            Entry(name, blob, int(size), is_link=mode == "120000", is_program=mode == "100755")
            for (mode, kind, blob, size), name in parts
            if kind == "blob"
        ]

    def contents(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes]]:
        """What files hold, as git keeps it: no filter runs.

        Raises:
            GitError: one of them is not there, as in a clone that has not fetched all.
        """
        for some in _calls(entries):
            given = "".join(f"{entry.blob}\n" for entry in some).encode()
            code, out, told = self._run("cat-file", "--batch", given=given)
            at = 0
            for entry in some:
                end = out.find(b"\n", at) + 1
                if code != 0 or not out[at:end].endswith(b" blob %d\n" % entry.size):
                    why = told or "a partial clone lacks it"
                    raise GitError(f"git does not have {one_line(masked(entry.path))} of that version ({why})")
                yield entry, out[end : end + entry.size]
                at = end + entry.size + 1

    def links(self) -> list[str]:
        """The tracked links, by their paths from the project's folder."""
        _, out, _ = self._run("ls-files", "-z", "--stage", ":/")
        entries = (entry.partition(b"\t") for entry in out.split(b"\0"))
        return [os.fsdecode(name) for about, _, name in entries if about.startswith(b"120000 ")]

    def _is_in_submodule(self, path: str, *, commit: str) -> bool:
        folders = [str(folder) for folder in PurePosixPath(path).parents if folder.name not in ("", "..")]
        _, out, _ = self._run("ls-tree", "-z", commit, "--", *folders) if folders else (0, b"", "")
        return any(entry.startswith(b"160000 ") for entry in out.split(b"\0"))

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


def _calls(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The files in parts that one call reads."""
    some = list[Entry]()
    for entry in entries:
        if some and (len(some) == _AT_ONCE or sum(one.size for one in some) + entry.size > _BYTES_AT_ONCE):
            yield some
            some = []
        some.append(entry)
    if some:
        yield some


def _environment() -> dict[str, str]:
    """This process's variables without those that lead git to another repository, index or configuration.

    What stays only says which of a person's own files is read, as HOME does.
    """
    own = {name: value for name, value in outside().items() if not name.startswith("GIT_") or name in _HARMLESS}
    return {**own, "LC_ALL": "C"}
