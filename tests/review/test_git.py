"""Files as git has them: where a link in the tree leads to, and nothing from outside of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from lox24_provider.delivery.git import Git
from lox24_provider.delivery.project import Project
from lox24_provider.delivery.reviewing import of_files
from lox24_provider.review.files import FilesUnreadable
from tests.support.people import number


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a project in a folder, its list beside it, and a link to each of that and to outside."""
    folder = tmp_path / "repository"
    (folder / "project").mkdir(parents=True)
    (folder / "lists").mkdir()
    (folder / "lists/x.csv").write_text(f"phone\n{number(1)}\n")
    (folder / "project/link.csv").symlink_to("../lists/x.csv")
    (folder / "project/out.csv").symlink_to(tmp_path / "outside.csv")
    (tmp_path / "outside.csv").write_text(f"phone\n{number(1)}\n")
    (folder / "project/Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    phones(folder, "link.csv")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=x", "-c", "user.email=x@y.example", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def phones(folder: Path, source: str) -> None:
    text = f"config:\n  lists:groups:\n    a: {{name: A, phones: {source}}}\n"
    (folder / "project/Pulumi.prod.yaml").write_text(text)


def test_a_link_in_the_tree_is_followed_and_no_other(repository: Path) -> None:
    git = Git(repository / "project")
    commit = git.commit("HEAD")
    content = (repository / "lists/x.csv").read_bytes()
    assert [git.file(path, commit=commit) for path in ("link.csv", "../lists/x.csv")] == [content, content]
    for path in ("out.csv", "no.csv", "../lists", "../../outside.csv", "link.csv\nlink.csv", ""):
        assert git.file(path, commit=commit) is None


def test_a_review_of_files_reads_lists_inside_of_the_repository_only(repository: Path) -> None:
    project = Project.find(repository / "project")
    assert of_files(project, stack="prod", against="HEAD").items == ()
    (repository / "lists/x.csv").write_text(f"phone\n{number(1)}\n{number(2)}\n")
    (item,) = of_files(project, stack="prod", against="HEAD").items
    assert item.counts is not None
    assert item.counts[:3] == (1, 0, 0)
    phones(repository, "out.csv")
    with pytest.raises(FilesUnreadable, match="it is outside of the repository"):
        of_files(project, stack="prod", against="HEAD")
