"""One digest of the contents of what a run reads: git's hash of the tree knows tracked files only, as git sees them.

What git was told to overlook (`skip-worktree`), what a filter shows it otherwise, what it does not track: it counts.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import Any

from lox24_provider.files.list_file import paths_of
from lox24_provider.files.project_folder import ProjectFolder
from lox24_provider.rules.list_file.digests import fingerprint
from lox24_provider.safe_io.reading import repository
from lox24_provider.workflow.kinds.registry import KINDS
from lox24_provider.workflow.project import Project

__all__ = ["Modules", "contents", "python_modules", "sources"]

_MODULES = (*all_suffixes(), ".pyd")
_SOURCES = {
    "yaml": (".yaml", ".yml"),
    "nodejs": (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"),
    "go": (".go", "go.mod", "go.sum"),
    "dotnet": (".cs", ".fs", ".vb", ".csproj", ".fsproj", ".vbproj"),
    "java": (".java", ".kt", ".scala", ".xml", ".gradle", ".kts"),
}
"""How the files of a program are called that is not Python's, by the language that `Pulumi.yaml` names."""

_TOOLS = frozenset(
    {
        *(".git", ".hg", ".svn", ".tox", ".nox", "node_modules", ".pulumi", ".lox24"),
        *("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"),
    }
)
"""Folders of tools and caches, by their names."""

_CACHE = b"Signature: 8a477f597d28d172789f06886806bc55"
"""How a `CACHEDIR.TAG` begins (bford.info/cachedir). uv's cache has one: its modules differ from job to job."""

_CHUNK = 2**20

_WITH_FILES = frozenset(type_ for kind in KINDS if kind.files for type_ in kind.types)
"""Types of resources that have inputs which name a file."""


class Modules:
    """The project's own files that every run of it reads: those of the program, `Pulumi.yaml`, stack files.

    Their digest is no secret and no fingerprint: it stays in this process.
    """

    def __init__(self, project: Project) -> None:
        self.folder, self.base = project.folder.resolve(), project.base
        program = _files(self.folder, ends=_SOURCES.get(project.language, _MODULES))
        found = {*program, project.file, *project.stack_files().values()}
        self.digest = _digest(sorted((self._name(path), path) for path in found))

    def _name(self, path: Path) -> str:
        """The file's name in the project; a clone elsewhere has the same."""
        return Path(os.path.relpath(path.absolute(), self.folder)).as_posix()


def contents(modules: Modules, *, lists: Iterable[str]) -> str:
    """The digest of all that a run reads, from which no list can be guessed at little cost.

    Args:
        lists: where the list files are, as the program says; links are followed, wherever they lead.
    """
    named = sorted({(_shown(source, modules.folder), _found(source, modules.base)) for source in lists})
    return fingerprint(f"{modules.digest}\n{_digest(named)}")


def sources(document: Mapping[str, Any]) -> list[str]:
    """Where the list files of a preview are, those of all lists, changed or not."""
    states = [step.get("newState") or {} for step in document.get("steps") or []]
    lists = [state.get("inputs") or {} for state in states if str(state.get("type")) in _WITH_FILES]
    return [path for inputs in lists for path in paths_of(inputs)]


def _found(source: str, base: ProjectFolder) -> Path:
    """Where the provider finds a list file; it refuses one that is in two folders."""
    try:
        return base.path(source)
    except (OSError, ValueError):
        return base.folder / source


def _shown(source: str, folder: Path) -> str:
    """A list file's name that is the same in another clone: a program may say it by its own folder."""
    root = repository(folder)
    path = Path(os.path.normpath(folder / source))
    return Path(os.path.relpath(path, folder)).as_posix() if path.is_relative_to(root) else source


def python_modules(folder: Path) -> Iterator[Path]:
    """Every Python module below a folder, through links to folders as Python finds it, each folder once."""
    return _files(folder, ends=_MODULES)


def _files(folder: Path, *, ends: tuple[str, ...]) -> Iterator[Path]:
    """Every file below a folder whose name ends so."""
    known: set[tuple[int, int]] = set()
    for here, below, names in os.walk(folder, followlinks=True):
        place = Path(here).stat()
        is_known = (place.st_dev, place.st_ino) in known
        if is_known or (Path(here) != folder and _is_of_tools(Path(here), below=below, names=names)):
            below.clear()
            continue
        known.add((place.st_dev, place.st_ino))
        below[:] = sorted(name for name in below if name not in _TOOLS and not _leads_up(Path(here, name), folder))
        yield from (Path(here, name) for name in names if name.endswith(ends))


def _is_of_tools(here: Path, *, below: Collection[str], names: Collection[str]) -> bool:
    """Whether a folder is a virtual environment, one of conda, or says that it is a cache."""
    if "pyvenv.cfg" in names or "conda-meta" in below:
        return True
    tag = here / "CACHEDIR.TAG"
    try:
        return tag.is_file() and tag.read_bytes().startswith(_CACHE)  # a pipe would be waited for
    except OSError:
        return False


def _leads_up(path: Path, folder: Path) -> bool:
    """Whether a link leads to a folder around the project: all of a disk is nobody's program."""
    return path.is_symlink() and folder.is_relative_to(path.resolve())


def _digest(named: Iterable[tuple[str, Path]]) -> str:
    """One digest of names and contents, each of its own length, so that nothing can stand for something else."""
    whole = hashlib.sha256()
    for name, path in named:
        written = name.encode(errors="surrogatepass")
        whole.update(len(written).to_bytes(8, "big") + written + _content(path))
    return whole.hexdigest()


def _content(path: Path) -> bytes:
    """The digest of a file; one that cannot be read has one too, and a run that cannot read it either."""
    digest = hashlib.sha256()
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b"no file".ljust(32)
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # it may be a pipe by now
        with os.fdopen(os.open(path, flags), "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except (OSError, ValueError) as error:
        return type(error).__name__.encode().ljust(32)
    return digest.digest()
