"""What else of a repository changed between two versions that a review of files compares, and cannot judge.

A program decides what becomes of the stack files, and its requirements decide what runs: of that no file tells.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from lox24_provider.display.text import masked, one_line
from lox24_provider.files.list_file import paths_of
from lox24_provider.safe_io.reading import by_words
from lox24_provider.safe_io.yaml_reading import text_of, yaml_of
from lox24_provider.stack_files.files import StackFile, read_shared, read_stack
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.files import Version
from lox24_provider.workflow.review.model import Files, Others
from lox24_provider.workflow.unread import Unread

__all__ = ["is_document", "other_changes"]

Read = Callable[[str], bytes | None]

_SHOWN = 20  # names of each kind that a review holds

_DOCUMENTS = (".md", ".rst", ".adoc", ".png", ".svg", ".jpg", ".jpeg", ".gif", ".pdf")
_TEXTS = ("LICENSE", "NOTICE", "AUTHORS", "CHANGELOG")

_SETTINGS = ("clientId", "baseUrl", "onExisting", "maxRemovals", "maxRemovalsPercent", "native")
"""What a review of files shows where it changes, besides the groups and their defaults."""

_PART = " (outside of its groups)"


def other_changes(
    git: Git,
    *,
    commit: str,
    project: Project,
    stack: str,
    versions: tuple[Version, Version],
    unread: Collection[Path] = (),
) -> Others:
    """The tracked files that changed besides what the review compares, by who may read them.

    Args:
        unread: folders of which a person says that no run reads them.

    Raises:
        GitError: git does not say.
        UsageError: a run may well read one of them.
    """
    apart = Unread.of(unread, project=project)
    own = {name for file in (project.file, project.stack_file(stack)) for name in _names(file, project)}
    changed, then = git.changed(commit), versions[0].read
    lists = _lists(*(version.file for version in versions), project=project, changed=changed, then=then)
    left = [name for name in changed if name not in lists]
    parts = [name for name in left if name in own and _differs_besides(name, versions=versions)]
    rest = [name for name in left if name not in own]
    documents = [name for name in rest if is_document(name)]
    if documents or apart.folders:
        links = {link: _aims(project, link) for link in git.links()}
        mains = [*_mains(project, versions=versions)]
        read = {*mains, *(aim for aims in links.values() for aim in aims)}
        documents = [name for name in documents if name not in read]
        apart = apart.without(mains=mains, links=links)
    elsewhere = _of_other_stacks(project, stack, changed=rest, then=then) if len(rest) > len(documents) else frozenset()
    stacks = [name for name in rest if name in elsewhere and name not in documents]
    program = [name for name in rest if name not in documents and name not in stacks]
    nobodys = {name for name in program if apart.has(name)}
    counted = [*(name for name in program if name not in nobodys), *(f"{name}{_PART}" for name in parts)]
    return Others(
        program=_files(counted, first=lambda name: not name.startswith("../")),
        unread=_files(nobodys),
        stacks=_files(stacks),
        documents=_files(documents),
    )


def _files(names: Iterable[str], *, first: Callable[[str], bool] = bool) -> Files:
    """So many, and the names of some; those that count most come `first`."""
    found = sorted(names, key=lambda name: (not first(name), name))
    return Files(len(found), tuple(one_line(masked(name), limit=120) for name in found[:_SHOWN]))


def _names(path: Path, project: Project) -> tuple[str, str]:
    """A file's path, and that of what is behind it where it is a link now."""
    return project.path_of(path), project.path_of(Path(os.path.realpath(path)))


def _lists(old: StackFile, new: StackFile, *, project: Project, changed: Collection[str], then: Read) -> set[str]:
    """The list files of a stack, which are compared by their people.

    What was there before and was no list is read by something else too: whoever calls the program a list, or makes a
    link to it of one, hides nothing by that.
    """
    found, known = set[str](), frozenset(changed)
    for own, real in _sources(old, project):
        found.add(own)
        if real != own and real in known and _held(then, real) == _held(then, own):
            found.add(real)
    for names in _sources(new, project):
        found.update(name for name in {*names} & known if name not in found and _held(then, name) is None)
    return found


def _sources(file: StackFile, project: Project) -> Iterator[tuple[str, str]]:
    for entry in file.groups.values():
        phones = entry.get("phones")
        for path in paths_of(phones if isinstance(phones, dict) else {"source": phones}):
            yield _names(by_words(project.folder / path), project)


def _held(read: Read, name: str) -> bytes | None:
    try:
        return read(name)
    except OSError:  # behind a link that leads nowhere, or out
        return b"\0" + os.fsencode(name)


def _of_other_stacks(project: Project, stack: str, *, changed: Collection[str], then: Read) -> frozenset[str]:
    """The files of the project's other stacks, and their lists: each of these stacks has a review of its own."""
    found = set[str]()
    before = read_shared(_held(then, project.path_of(project.file)) or b"", file="", project=project.name)
    now = read_shared(project.file, file="", project=project.name)
    for name, path in project.stack_files().items():
        if path != project.stack_file(stack):
            own = project.path_of(path)
            old = read_stack(_held(then, own) or b"", file="", stack=name, shared=before, folder=None)
            new = read_stack(path, file="", stack=name, shared=now, folder=None)
            found |= {own} | _lists(old, new, project=project, changed=changed, then=then)
    return frozenset(found)


def _mains(project: Project, *, versions: tuple[Version, Version]) -> Iterator[str]:
    """What each version names as its program; Python runs a file of any name."""
    for version in versions:
        try:
            said = yaml_of(text_of(version.read(project.path_of(project.file)) or b""))
        except (OSError, ValueError, yaml.YAMLError):
            continue
        if isinstance(said, dict) and isinstance(said.get("main"), str):
            yield posixpath.normpath(said["main"])


def _aims(project: Project, link: str) -> set[str]:
    """Where a link leads in the end, and at once: there may be another one."""
    path = project.folder / link
    aims = {project.path_of(Path(os.path.realpath(path)))}
    with suppress(OSError):  # it is in the index only
        aims.add(project.path_of(by_words(path.parent / path.readlink())))
    return aims


def is_document(name: str) -> bool:
    """Whether a file is documentation, by its name."""
    path = PurePosixPath(name)
    return path.suffix.lower() in _DOCUMENTS or path.name in _TEXTS


def _differs_besides(name: str, *, versions: tuple[Version, Version]) -> bool:
    """Whether more of a file changed than what the review compares."""
    before, after = (_besides(version.read, name, judged=_judged(version.file)) for version in versions)
    return bool(before != after)


def _judged(file: StackFile) -> set[str]:
    """The keys of a version that the review compares, as its files may write them."""
    keys = [file.keys.full(top) for top in file.declarations]
    return {*keys, *(key.removeprefix(f"{file.keys.project}:") for key in keys), *(f"lox24:{key}" for key in _SETTINGS)}


def _besides(read: Read, name: str, *, judged: set[str]) -> Any:  # noqa: ANN401 YAML
    """What a file says besides; where it is no YAML, all that it says."""
    content = read(name) or b""
    try:
        said = yaml_of(text_of(content))
    except (ValueError, yaml.YAMLError):
        return content
    if not isinstance(said, dict):
        return said or {}
    config = said.get("config")
    if not isinstance(config, dict):
        return said
    rest = {key: value for key, value in config.items() if key not in judged}
    return {**said, "config": rest} if rest else {key: value for key, value in said.items() if key != "config"}
