"""The tag by which Go finds the package for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.go_module import tagged


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a commit, and a file that is in none."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / "README.md").write_text("ours\n")
    (folder / ".gitignore").write_text("*.go\n")  # whatever a repository leaves out
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begun")
    (folder / "new.txt").write_text("new\n")
    return folder


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "go"
    (folder / "lox24").mkdir(parents=True)
    (folder / "go.mod").write_text("module github.com/o/r/sdk/go\n")
    (folder / "lox24" / "group.go").write_text("package lox24\n")
    return folder


def test_the_tag_has_the_module_alone_and_nothing_else_changes(repository: Path, code: Path) -> None:
    before = (git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD"))

    assert tagged(code, version="0.2.0", repository=repository) == "sdk/go/v0.2.0"

    assert git(repository, "ls-tree", "-r", "--name-only", "sdk/go/v0.2.0").splitlines() == [
        "sdk/go/go.mod",
        "sdk/go/lox24/group.go",
    ]
    assert git(repository, "show", "sdk/go/v0.2.0:sdk/go/go.mod") == "module github.com/o/r/sdk/go\n"
    assert (git(repository, "status", "--porcelain"), git(repository, "rev-parse", "HEAD")) == before
    assert git(repository, "branch", "--format=%(refname:short)") == "main\n"


def test_a_second_run_makes_the_same_commit(repository: Path, code: Path) -> None:
    """So a release that stopped half-way can be run again."""
    tagged(code, version="0.2.0", repository=repository)
    first = git(repository, "rev-parse", "sdk/go/v0.2.0")
    git(repository, "tag", "--delete", "sdk/go/v0.2.0")
    git(repository, "config", "user.name", "Somebody else")

    tagged(code, version="0.2.0", repository=repository)
    assert git(repository, "rev-parse", "sdk/go/v0.2.0") == first
    assert git(repository, "show", "-s", "--format=%ct", first.strip()) == git(repository, "show", "-s", "--format=%ct")


def test_a_tag_that_is_there_stays(repository: Path, code: Path) -> None:
    tagged(code, version="0.2.0", repository=repository)
    first = git(repository, "rev-parse", "sdk/go/v0.2.0")
    (code / "lox24" / "group.go").write_text("package other\n")

    with pytest.raises(subprocess.CalledProcessError):
        tagged(code, version="0.2.0", repository=repository)
    assert git(repository, "rev-parse", "sdk/go/v0.2.0") == first


@pytest.mark.parametrize("version", ["v0.2.0", "0.2", "0.2.0 ", "--force"])
def test_what_is_no_version_is_no_tag(version: str, repository: Path, code: Path) -> None:
    with pytest.raises(ValueError, match="is no version"):
        tagged(code, version=version, repository=repository)


def test_a_folder_without_a_module_is_no_tag(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no go\.mod"):
        tagged(tmp_path, version="0.2.0", repository=repository)
    assert git(repository, "tag") == ""
