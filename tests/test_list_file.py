"""Where a list file may be: a regular file of limited size, and for stack files inside of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lox24_provider.files.list_file import read_file, read_inside


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a project in a folder, and a list beside it."""
    for folder in (".git", "project/lists", "lists"):
        (tmp_path / "repository" / folder).mkdir(parents=True)
    for name in ("repository/lists/x.csv", "repository/project/lists/y.csv", "outside.csv", "repository/.git/config"):
        (tmp_path / name).write_text(f"phone {name}")
    return tmp_path / "repository"


@pytest.mark.promise
def test_a_pipe_a_device_and_a_folder_are_never_opened(tmp_path: Path) -> None:
    """A pipe nobody writes to would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull), Path("/dev/zero")):
        with pytest.raises(OSError, match="it is no regular file"):
            read_file(path)
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path)


def test_a_file_has_a_most_size(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"x" * 2**20)
    assert len(read_file(file, most=2**20)) == 2**20
    file.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(OSError, match=r"it has more than 1 MiB; lox24:maxListSize may allow more"):
        read_file(file, most=2**20)


def test_a_program_may_name_any_path(repository: Path) -> None:
    (repository / "project/link.csv").symlink_to(repository.parent / "outside.csv")
    assert read_file(repository / "project/link.csv") == b"phone outside.csv"


def test_a_stack_file_may_name_what_is_in_the_repository(repository: Path) -> None:
    project = repository / "project"
    (project / "inside.csv").symlink_to("../lists/x.csv")
    (project / "folder").symlink_to("../lists")
    for source in ("../lists/x.csv", "inside.csv", "folder/x.csv", str(repository / "lists/x.csv")):
        assert read_inside(project, source) == b"phone repository/lists/x.csv"
    (repository.parent / "elsewhere").symlink_to(project)
    assert read_inside(repository.parent / "elsewhere", "lists/y.csv") == b"phone repository/project/lists/y.csv"


@pytest.mark.promise
@pytest.mark.parametrize(
    "source",
    [
        "../../outside.csv",
        "/etc/passwd",
        "/no/such/file",
        "link.csv",
        "folder/outside.csv",
        "../.git/config",
        "../.GIT/config",  # the same one on the disks of macOS and Windows
        "..",
        "chain.csv",
    ],
)
def test_a_stack_file_may_name_nothing_else(repository: Path, source: str) -> None:
    """A pull request could show what a pipeline's machine has."""
    project = repository / "project"
    (project / "link.csv").symlink_to("../../outside.csv")
    (project / "folder").symlink_to(repository.parent)
    (project / "chain.csv").symlink_to("link.csv")
    with pytest.raises(OSError, match="it is outside of the repository"):
        read_inside(project, source)


def test_without_a_repository_the_project_is_the_limit(repository: Path) -> None:
    (repository / ".git/config").unlink()
    (repository / ".git").rmdir()
    assert read_inside(repository / "project", "lists/y.csv")
    with pytest.raises(OSError, match="it is outside of the repository"):
        read_inside(repository / "project", "../lists/x.csv")


def test_a_worktree_is_a_repository(repository: Path) -> None:
    (repository / "project/.git").write_text("gitdir: ../.git/worktrees/x")
    with pytest.raises(OSError, match="it is outside of the repository"):
        read_inside(repository / "project", "../lists/x.csv")


def test_what_is_not_there_is_told_as_such(repository: Path) -> None:
    (repository / "loop.csv").symlink_to("loop.csv")
    with pytest.raises(FileNotFoundError):
        read_inside(repository / "project", "lists/z.csv")
    with pytest.raises(OSError, match="symbolic links"):
        read_inside(repository, "loop.csv")
    with pytest.raises(ValueError, match="null"):
        read_inside(repository, "a\0b")
