"""`lox24 review --declared`: both versions of a program run without an engine, and what they declare is compared."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from lox24_provider.display.text import masked, one_line
from lox24_provider.errors import Lox24Error, NoStackFile, ProgramError, ProjectError
from lox24_provider.files.list_file import paths_of
from lox24_provider.safe_io.reading import repository
from lox24_provider.workflow.declared import dependencies
from lox24_provider.workflow.declared.checkout import check_out
from lox24_provider.workflow.declared.comparing import compare
from lox24_provider.workflow.declared.configuration import Configuration
from lox24_provider.workflow.declared.program import Program
from lox24_provider.workflow.declared.running import NOW, SECONDS, Declarations, Run, private_folder, run
from lox24_provider.workflow.declared.version import Version
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.other_changes import is_document
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.review.model import Danger, Files, Others, Review
from lox24_provider.workflow.review.steps import Locate

__all__ = ["Pythons", "of_programs"]

_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Pythons:
    """How the programs are run: by which Pythons, where a person names them, and with which further variables."""

    now: Path | None = None
    base: Path | None = None
    named: tuple[str, ...] = ()
    seconds: float = SECONDS


def of_programs(project: Project, *, stack: str, against: str, pythons: Pythons, locate: Locate) -> Review:
    """The review of what the program declares now against a version in git.

    Raises:
        GitError, NoStackFile, FilesUnreadable.
        ProgramError: one of the programs cannot be run so; every line of both.
    """
    git = Git(project.folder)
    commit = git.commit(against)
    root = repository(project.folder)
    with private_folder() as private:
        top = private / "version"
        (top / ".git").mkdir(parents=True)  # whoever looks for a repository around it ends here
        check_out(git, commit=commit, folder=top)
        then = _project(top / project.folder.resolve().relative_to(root))
        is_there = [one is not None and one.stack_file(stack).is_file() for one in (project, then)]
        if not any(is_there) and project.stack_files():
            raise NoStackFile(file=project.shown(project.stack_file(stack)), stacks=project.known)
        is_new = then is None or (is_there[0] and not is_there[1])
        now, before = _versions(
            project, None if is_new else then, stack=stack, what=against, top=top, root=root, pythons=pythons
        )
        review = compare(stack=stack, against=against, old=before, new=now, locate=locate)
        others = _others(git, project, commit=commit, stack=stack, versions=(before, now))
    if is_new:
        text = f"{one_line(against)} has no such stack: everything counts as new"
        review = replace(review, dangers=(Danger(item="", text=text), *review.dangers))
    return replace(review, others=others)


def _project(folder: Path) -> Project | None:
    try:
        found = Project.find(folder)
    except ProjectError:
        return None
    return found if found.folder == folder else None


def _versions(
    project: Project, then: Project | None, *, stack: str, what: str, top: Path, root: Path, pythons: Pythons
) -> tuple[Version, Version]:
    """What both programs declare; they run at the same time."""
    shown = one_line(what)
    program = Program.of(project, what=NOW)
    python = pythons.now or dependencies.own(program)
    runs = [_run(program, stack=stack, what=NOW, python=python, there=root, pythons=pythons)]
    if then is not None:
        older = Program.of(then, root=top, what=shown)
        base = pythons.base
        if base is None:
            is_same = dependencies.are_same(program, older)
            base = python if is_same else dependencies.made(older, folder=top.parent / "environment", what=shown)
        runs.append(_run(older, stack=stack, what=shown, python=base, there=root, pythons=pythons))
    with ThreadPoolExecutor(len(runs)) as pool:
        try:
            ended = [*pool.map(_declared, runs)]
        except BaseException:  # Ctrl-C, for one: nobody waits any more
            for one in runs:
                one.stopping.set()
            raise
    if errors := [one for one in ended if isinstance(one, Lox24Error)]:
        raise ProgramError("\n".join(dict.fromkeys(map(str, errors))))
    told = [one for one in ended if isinstance(one, Declarations)]
    versions = [
        Version(
            what=one.what,
            folder=one.program.folder,
            root=one.program.root,
            there=root,
            configuration=one.configuration,
            declarations=declared,
        )
        for one, declared in zip(runs, told, strict=True)
    ]
    nothing = Version(
        what=shown,
        folder=top,
        root=top,
        there=root,
        configuration=Configuration(values={}, secret=frozenset(), encrypted=frozenset(), account=""),
        declarations=Declarations(),
    )
    return versions[0], versions[1] if then is not None else nothing


def _run(program: Program, *, stack: str, what: str, python: Path, there: Path, pythons: Pythons) -> Run:
    return Run(
        what=what,
        program=program,
        configuration=Configuration.of(program.project, stack=stack.rsplit("/", 1)[-1], what=what),
        stack=stack,
        python=python,
        there=there,
        named=pythons.named,
        seconds=pythons.seconds,
    )


def _declared(one: Run) -> Declarations | Lox24Error:
    try:
        return run(one)
    except Lox24Error as error:
        return error
    except OSError as error:
        return ProgramError(f"{one.what}: {one_line(str(one.python))} cannot be run ({error.strerror})")


def _others(git: Git, project: Project, *, commit: str, stack: str, versions: tuple[Version, Version]) -> Others:
    """The tracked files that changed and that neither program has read, nor this review as a list or configuration.

    What either program says that it has read counts for its own files only: no program of a change judges a pipeline.
    """
    read = set[str]()
    for version in versions:
        prefix = version.folder.relative_to(version.root).as_posix()
        files = [*version.declarations.opened]
        for one in version.declarations.resources:
            named = paths_of(version.properties(one).given)
            files += [posixpath.normpath(posixpath.join(prefix, path)) for path in named]
        read.update(files)
    top = project.folder.resolve().relative_to(versions[1].root).as_posix()
    own = {project.path_of(project.stack_file(stack)), project.file.name}
    left = [
        name
        for name in git.changed(commit)
        if name not in own and not (posixpath.normpath(posixpath.join(top, name)) in read and _is_programs(name))
    ]
    documents = [name for name in left if is_document(name)]
    stacks = {project.path_of(file) for file in project.stack_files().values()}
    rest = [name for name in left if name not in documents]
    return Others(
        program=_files(name for name in rest if name not in stacks),
        stacks=_files(name for name in rest if name in stacks),
        documents=_files(documents),
    )


def _is_programs(name: str) -> bool:
    """Whether a file may be judged by running the program: nothing that tools and pipelines read."""
    return not any(part.startswith(".") and part != ".." for part in name.split("/"))


def _files(names: Iterable[str]) -> Files:
    found = sorted(names)
    return Files(len(found), tuple(one_line(masked(name), limit=120) for name in found[:_SHOWN]))
