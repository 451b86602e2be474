"""Reviews of a stack of this project: by the engine, from a saved preview, or from the files' history alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lox24_provider.errors import NoPreview, NoStackFile
from lox24_provider.files.list_file import read_inside
from lox24_provider.rules.entry_plan.counts import Counts
from lox24_provider.safe_io import yaml_reading
from lox24_provider.safe_io.reading import TooLarge
from lox24_provider.stack_files.files import read_shared, read_stack
from lox24_provider.stack_files.places import Place
from lox24_provider.workflow.declared.reviewing import Pythons, of_programs
from lox24_provider.workflow.existing_groups import looking, settings_of
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.other_changes import other_changes
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine
from lox24_provider.workflow.review import preview
from lox24_provider.workflow.review.adoptions import Look
from lox24_provider.workflow.review.files import Version, compare
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.paths import from_root

__all__ = [
    "declares_no_groups",
    "link_template",
    "of_declared",
    "of_document",
    "of_drift",
    "of_files",
    "of_preview",
    "of_stack",
    "stack_engine",
    "versions",
]

_MOST_BYTES = 2**30
"""As much as `lox24:maxListSize` may allow; what it does allow, the version's own settings tell."""


def of_stack(engine: Engine, *, refresh: bool) -> Review:
    """The review of what `pulumi up` would do now.

    Raises:
        EngineError: the preview failed.
        NoStackFile: nothing is declared.
    """
    return of_document(engine, engine.preview(refresh=refresh), refreshed=refresh)


def of_document(
    engine: Engine,
    document: Mapping[str, Any],
    *,
    refreshed: bool,
    counts: Mapping[str, Counts] | None = None,
    look: Look | None = None,
) -> Review:
    """The review of a preview that has just run; `counts` as in `preview.read`, and `look` where there is one."""
    locate, look = _Locate(engine.project, engine.stack), look or looking(engine, document)
    review = preview.read(document, locate=locate, refreshed=refreshed, counts=counts, look=look)
    settings = settings_of(document)
    review = replace(review, stack=engine.stack, account=settings.account if settings else review.account)
    return from_root(review, folder=engine.project.top)


def of_drift(engine: Engine) -> Review:
    """The review of the drift since the stack was applied; the program does not count.

    Raises:
        EngineError: the account or the state cannot be read.
    """
    document = engine.drift()
    review = preview.read_drift(document, stack=engine.stack, locate=_Locate(engine.project, engine.stack))
    return from_root(review, folder=engine.project.top)


def stack_engine(stack: str, *, environment: Mapping[str, str] | None = None) -> Engine:
    """The engine for a stack that has a file here, or in a project whose program does without any.

    Raises:
        EngineError, ProjectError.
        NoStackFile: a misspelt name is to make no empty stack.
    """
    engine = Engine.of(stack=stack, environment=environment)
    if not engine.project.stack_file(stack).is_file() and engine.project.stack_files():
        raise _no_stack_file(engine.project, stack)
    return engine


def of_preview(text: str | bytes, *, project: Project | None) -> Review:
    """The review of a saved `pulumi preview --json`.

    Args:
        project: where the stack's files are, for links to the line of a declaration; None if there is none.

    Raises:
        NoPreview: it is none, or one that failed.
    """
    document = preview.parsed(text)
    try:
        first = preview.read(document, locate=lambda _: None)
        if project is None:
            return first
        return from_root(preview.read(document, locate=_Locate(project, first.stack)), folder=project.top)
    except (LookupError, TypeError, AttributeError, ValueError):
        raise NoPreview("this is no output of `pulumi preview --json`") from None


def of_files(project: Project, *, stack: str, against: str, unread: Collection[Path] = ()) -> Review:
    """The review of the files as they are now against a version in git; nothing else is asked.

    Args:
        unread: folders of the repository of which a person says that no run reads them.

    Raises:
        GitError, NoStackFile, FilesUnreadable, UsageError.
    """
    old, new = versions(project, stack=stack, against=against)
    git = Git(project.folder)
    besides = other_changes(
        git, commit=git.commit(against), project=project, stack=stack, versions=(old, new), unread=unread
    )
    review = replace(compare(stack=stack, old=old, new=new, against=against), others=besides)
    return from_root(review, folder=project.top)


def of_declared(project: Project, *, stack: str, against: str, pythons: Pythons) -> Review:
    """The review of what the program declares now against a version in git; no engine and no account is asked.

    Raises:
        GitError, NoStackFile, FilesUnreadable, ProgramError.
    """
    locate = _Locate(project, stack)
    review = of_programs(project, stack=stack, against=against, pythons=pythons, locate=locate)
    return from_root(review, folder=project.top)


def declares_no_groups(project: Project, *, stack: str) -> bool:
    """Whether the stack's files have no groups at all now, so that it is the program which may declare some."""
    shared = read_shared(project.file, file="", project=project.name)
    file = project.stack_file(stack)
    own = read_stack(file if file.is_file() else b"", file="", stack=stack, shared=shared, folder=None)
    return "groups" not in own.declarations


def versions(project: Project, *, stack: str, against: str) -> tuple[Version, Version]:
    """The stack's declarations as they were and as they are."""
    file = project.stack_file(stack)
    git = Git(project.folder)
    commit = git.commit(against)
    main, own = project.file.name, project.path_of(file)

    def then(path: str) -> bytes | None:
        return git.file(path, commit=commit)

    def now(path: str) -> bytes | None:
        try:
            if path in (main, own):
                return read_inside(project.folder, path, most=yaml_reading.MOST_BYTES)
            return read_inside(project.folder, path, most=_MOST_BYTES)
        except FileNotFoundError:
            return None
        except TooLarge as error:
            raise TooLarge(error.most) from None  # no setting allows more: of a list, its version's settings tell

    try:
        before = project.with_folder_of(then(main))
    except OSError:
        before = project  # `Version.of` tells
    where = project.path_of(before.stack_file(stack))
    old = Version.of(project=project.name, project_file=main, stack_file=where, read=then, what=against)
    if not file.is_file() and then(where) is None:
        raise _no_stack_file(project, stack)
    return old, Version.of(project=project.name, project_file=main, stack_file=own, read=now, what="now")


def _no_stack_file(project: Project, stack: str) -> NoStackFile:
    return NoStackFile(file=project.shown(project.stack_file(stack)), stacks=project.known)


def link_template(environment: Mapping[str, str]) -> str:
    """Where a pipeline's host shows a line of this version: GitHub's or GitLab's variables; "" outside of one."""
    if repository := environment.get("GITHUB_REPOSITORY"):
        server, commit = environment.get("GITHUB_SERVER_URL", "https://github.com"), environment.get("GITHUB_SHA", "")
        return f"{server}/{repository}/blob/{commit}/{{path}}#L{{line}}"
    if project := environment.get("CI_PROJECT_URL"):
        return f"{project}/-/blob/{environment.get('CI_COMMIT_SHA', '')}/{{path}}#L{{line}}"
    return ""


class _Locate:
    """Finds the line of the stack file, or of the project's, that declares a resource."""

    def __init__(self, project: Project, stack: str) -> None:
        file = project.stack_file(stack)
        shared = read_shared(project.file, file=project.path_of(project.file), project=project.name)
        self._file = read_stack(file, file=project.path_of(file), stack=stack, shared=shared, folder=None)
        self._groups = self._file.groups

    def __call__(self, name: str) -> Place | None:
        return self._file.place(self._file.keys.groups, name) if name in self._groups else None
