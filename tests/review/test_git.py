"""Files as git has them: where a link in the tree leads to, and nothing from outside of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from lox24_provider.errors import FilesUnreadable, GitError, NoTree
from lox24_provider.files.list_file import read_inside
from lox24_provider.workflow.approval_plan.differing import told_of_contents, told_of_trees
from lox24_provider.workflow.git import Git
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.reviewing import of_files
from tests.support.people import number

WHO = ("-c", "user.name=x", "-c", "user.email=x@y.example")


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
        [*WHO, "commit", "-qm", "x"],
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
    for path in ("no.csv", "../lists", "link.csv\nlink.csv", ""):
        assert git.file(path, commit=commit) is None
    for path in ("out.csv", "../../outside.csv", "/etc/passwd"):
        with pytest.raises(OSError, match="it is outside of the repository"):
            git.file(path, commit=commit)


def commit_all(repository: Path) -> None:
    for words in (["add", "-A"], [*WHO, "commit", "-qm", "y"]):
        subprocess.run(["git", *words], cwd=repository, check=True)


def test_links_are_followed_in_a_version_as_in_the_folder(repository: Path) -> None:
    """One that names its target from the top of the disk is another one to git, and the same to whoever opens it."""
    project = repository / "project"
    links: dict[str, str | Path] = {"whole.csv": repository / "lists/x.csv", "twice.csv": project / "whole.csv"}
    links |= {"itself.csv": "itself.csv", "round.csv": project / "round.csv", "nothing.csv": "ignored/people.csv"}
    for name, target in links.items():
        (project / name).symlink_to(target)
    commit_all(repository)
    git = Git(project)
    commit, content = git.commit("HEAD"), (repository / "lists/x.csv").read_bytes()
    for path in ("whole.csv", "twice.csv", str(project / "twice.csv")):
        assert git.file(path, commit=commit) == content == read_inside(project, path)
    for path, why in (("itself.csv", "symbolic links"), ("round.csv", "symbolic links"), ("nothing.csv", "a link to")):
        with pytest.raises(OSError, match=why):
            git.file(path, commit=commit)
        with pytest.raises(OSError, match=r"symbolic links|No such file"):
            read_inside(project, path)


@pytest.mark.promise
@pytest.mark.parametrize("way", ["the list", "its folder", "from the top of the disk"])
def test_a_list_that_shrinks_by_a_link_is_a_danger_like_any_other(repository: Path, way: str) -> None:
    project = repository / "project"
    (repository / "few").mkdir()
    (repository / "few/x.csv").write_text(f"phone\n{number(99)}\n")
    (repository / "lists/x.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(20)))
    if way == "its folder":
        (project / "all").symlink_to("../lists")
        phones(repository, "all/x.csv")
    if way == "from the top of the disk":
        (project / "link.csv").unlink()
        (project / "link.csv").symlink_to(repository / "lists/x.csv")
    commit_all(repository)
    link = project / ("all" if way == "its folder" else "link.csv")
    link.unlink()
    link.symlink_to("../few" if way == "its folder" else "../few/x.csv")
    found = of_files(Project.find(project), stack="prod", against="HEAD")
    (item,) = found.items
    assert item.counts is not None
    assert item.counts[:3] == (1, 0, 20)
    assert any("`up` refuses this: 20 of 20" in danger.text for danger in found.dangers)


@pytest.mark.promise
def test_of_a_list_that_was_elsewhere_nobody_says_that_it_was_empty(repository: Path) -> None:
    """It counted as empty, and a review of a list that shrank said that nobody goes."""
    phones(repository, "out.csv")
    commit_all(repository)
    (repository / "project/out.csv").unlink()
    (repository / "project/out.csv").write_text(f"phone\n{number(2)}\n")
    found = of_files(Project.find(repository / "project"), stack="prod", against="HEAD")
    (item,) = found.items
    assert item.counts is None
    first, second = (danger.text for danger in found.dangers)
    assert first == "how many entries are added, changed or removed is not known"
    assert second.startswith("who was on the list before is not known: out.csv cannot be read (it is outside of the")


@pytest.mark.promise
@pytest.mark.parametrize("way", ["in a submodule", "as git's stand-in", "with a slip"])
def test_of_a_list_that_git_does_not_hold_nobody_says_that_it_was_empty(
    repository: Path, tmp_path: Path, way: str
) -> None:
    """All that were on it before counted as none: whoever went was in no line, and whoever stayed was new."""
    source = "people/x.csv" if way == "in a submodule" else "x.csv"
    if way == "in a submodule":
        people = tmp_path / "people"
        people.mkdir()
        (people / "x.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(20)))
        subprocess.run(["git", "init", "-q"], cwd=people, check=True)
        commit_all(people)
        add = ("git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(people), "people")
        subprocess.run(add, cwd=repository / "project", check=True)
    elif way == "as git's stand-in":
        (repository / "project/x.csv").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")
    else:
        (repository / "project/x.csv").write_text(f"phone\n{number(1)}\n0176\n")
    phones(repository, source)
    commit_all(repository)
    (repository / "project" / source).write_text(f"phone\n{number(2)}\n")
    found = of_files(Project.find(repository / "project"), stack="prod", against="HEAD")
    (item,) = found.items
    assert item.counts is None
    assert [danger.text.partition(":")[0] for danger in found.dangers] == [
        "how many entries are added, changed or removed is not known",
        "who was on the list before is not known",
    ]
    assert "0176" not in str(found.document())


@pytest.mark.promise
def test_a_stack_file_that_is_a_link_is_read_where_the_engine_reads_it(repository: Path, tmp_path: Path) -> None:
    """It was looked for by the name of its target, beside `Pulumi.yaml`."""
    project, shared = repository / "project", repository / "shared"
    (project / "Pulumi.yaml").write_text("name: lists\nruntime: python\nstackConfigDir: stacks\n")
    (project / "stacks").mkdir()
    shared.mkdir()
    (project / "Pulumi.prod.yaml").rename(shared / "Pulumi.all.yaml")
    (project / "stacks/Pulumi.prod.yaml").symlink_to("../../shared/Pulumi.all.yaml")
    commit_all(repository)
    found = Project.find(project)
    assert of_files(found, stack="prod", against="HEAD").verdict == "2 unchanged"
    text = (shared / "Pulumi.all.yaml").read_text()
    (shared / "Pulumi.all.yaml").write_text(text.replace("name: A", "name: B"))
    (item,) = of_files(found, stack="prod", against="HEAD").items
    assert [(field.name, field.now, field.after) for field in item.fields] == [("name", "A", "B")]
    assert str(item.place) == "project/stacks/Pulumi.prod.yaml:3:5"

    (project / "stacks/Pulumi.prod.yaml").unlink()
    (project / "stacks/Pulumi.prod.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "outside.yaml").write_text(text)
    with pytest.raises(FilesUnreadable, match=r"^now: stacks/Pulumi.prod.yaml .*it is outside of the repository"):
        of_files(found, stack="prod", against="HEAD")
    commit_all(repository)
    with pytest.raises(FilesUnreadable, match=r"^HEAD: stacks/Pulumi.prod.yaml .*it is outside of the repository"):
        of_files(found, stack="prod", against="HEAD")


@pytest.mark.promise
def test_of_a_stack_file_that_moved_nobody_says_that_it_was_not_there(repository: Path) -> None:
    """All was created, and the group that went with the move was in no line."""
    project = repository / "project"
    two = "config:\n  lists:groups:\n    a: {name: A, phones: link.csv}\n    b: {name: B, force_destroy: true}\n"
    (project / "Pulumi.prod.yaml").write_text(two)
    commit_all(repository)
    (project / "stacks").mkdir()
    (project / "Pulumi.prod.yaml").rename(project / "stacks/Pulumi.prod.yaml")
    (project / "Pulumi.yaml").write_text("name: lists\nruntime: python\nstackConfigDir: stacks\n")
    assert of_files(Project.find(project), stack="prod", against="HEAD").items == ()
    (project / "stacks/Pulumi.prod.yaml").write_text(two.replace("    b: {name: B, force_destroy: true}\n", ""))
    found = of_files(Project.find(project), stack="prod", against="HEAD")
    assert [(item.op, item.name) for item in found.items] == [("delete", "b")]


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


def test_a_tree_is_the_same_in_every_clone_and_another_after_an_edit(repository: Path, tmp_path: Path) -> None:
    (repository / os.fsdecode(b"project/\xff.txt")).write_text("a name that is no text")
    for words in (["config", "core.quotePath", "false"], ["add", "-A"], [*WHO, "commit", "-qm", "y"]):
        subprocess.run(["git", *words], cwd=repository, check=True)
    subprocess.run(["git", "clone", "-q", str(repository), str(tmp_path / "clone")], check=True)
    before = Git(repository / "project").tree()
    assert Git(tmp_path / "clone" / "project").tree() == before
    (repository / "lists/x.csv").write_text("phone\n")
    assert Git(repository / "project").tree() != before


def test_the_files_of_two_trees_that_differ_are_named_from_the_project(repository: Path, tmp_path: Path) -> None:
    git = Git(repository / "project")
    before = git.tree()
    phones(repository, "out.csv")
    (repository / "lists/x.csv").write_text("phone\n")
    after = git.tree()
    assert git.differing(before, after) == ["../lists/x.csv", "Pulumi.prod.yaml"]
    assert git.differing(after, after) == []
    for unknown in ("1" * 40, "", "--output=x", "HEAD"):
        assert git.differing(unknown, after) == []
    assert Git(tmp_path).differing(before, after) == [], "no repository"


def test_the_first_files_that_differ_from_those_of_a_plan_are_told_and_no_number_in_their_names(
    repository: Path,
) -> None:
    project = repository / "project"
    for name in ("1.py", "2.py", "3.py", "4.py", "5.py", f"{number(7)}.py"):
        (project / name).write_text("")
    commit_all(repository)
    before = Git(project).tree()
    assert told_of_trees(project, now="0" * 40, planned=before).endswith(f"planned {before[:12]})"), "not known here"
    (project / f"{number(7)}.py").write_text("x = 1\n")
    told = told_of_trees(project, now=Git(project).tree(), planned=before)
    assert told.endswith("): [number].py")
    for name in ("1.py", "2.py", "3.py", "4.py", "5.py"):
        (project / name).write_text("x = 1\n")
    told = told_of_trees(project, now=Git(project).tree(), planned=before)
    assert told.endswith("): [number].py, 1.py, 2.py, 3.py, 4.py and 1 more")


def test_where_the_trees_are_the_same_it_is_said_that_git_sees_no_difference() -> None:
    seen = "; those that git tracks are the same to it"
    assert told_of_contents(now="a", planned="a").endswith(seen)
    assert not told_of_contents(now="a", planned="b").endswith(seen)
    assert not told_of_contents(now="", planned="").endswith(seen), "nobody asked git"


@pytest.mark.promise
@pytest.mark.parametrize("refusal", ["detected dubious ownership in repository at '/clone'", "index file corrupt"])
def test_where_git_refuses_there_is_no_tree(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: str
) -> None:
    """Two empty answers were taken for the same files: whatever was edited went through."""
    (tmp_path / "git").write_text(f'#!/bin/sh\necho "fatal: {refusal}" >&2\nexit 128\n')
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(NoTree) as refused:
        Git(repository).tree()
    assert str(refused.value).startswith(f"git does not say which files are here ({refusal}): ")
    assert str(refused.value).endswith(", or plan with --no-git, where the contents of what the run reads count alone")
    assert ("safe.directory" in str(refused.value)) == ("ownership" in refusal)


def test_without_git_or_repository_there_is_no_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoTree, match="not a git repository"):
        Git(tmp_path).tree()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "__main__.py").write_text("")
    with pytest.raises(NoTree, match="no file of this folder is tracked"):
        Git(tmp_path).tree()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoTree, match=r"git is not on PATH.*, or plan with --no-git"):
        Git(tmp_path).tree()


@pytest.mark.promise
@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_INDEX_FILE": "{other}/.git/index"},
        {"GIT_DIR": "{other}/.git"},
        {"GIT_DIR": "{other}/.git", "GIT_WORK_TREE": "{other}"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.worktree", "GIT_CONFIG_VALUE_0": "{other}"},
        {"GIT_CONFIG_PARAMETERS": "'core.worktree'='{other}'"},
    ],
)
def test_no_variable_leads_git_to_other_files(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    """A hook sets some of them, and another repository's files never change."""
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(repository), str(other)], check=True)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(other=other))
    git = Git(repository)
    before, commit = git.tree(), git.commit("HEAD")
    (repository / "lists/x.csv").write_text("phone\n")
    assert git.tree() != before
    assert git.file("lists/x.csv", commit=commit) == f"phone\n{number(1)}\n".encode()


def test_no_version_of_a_new_branch_is_looked_for(repository: Path) -> None:
    with pytest.raises(GitError, match=r"0 stands for no version: a forge says so of a new branch"):
        Git(repository).commit("0" * 40)
    with pytest.raises(GitError, match=r"^git knows no version main~99 here: fetch it first"):
        Git(repository).commit("main~99")


def test_of_a_list_that_was_elsewhere_and_goes_nobody_says_that_its_people_stay(repository: Path) -> None:
    phones(repository, "{source: out.csv, remove_on_delete: true}")
    commit_all(repository)
    (repository / "project/Pulumi.prod.yaml").write_text("config:\n  lists:groups:\n    a: {name: A}\n")
    found = of_files(Project.find(repository / "project"), stack="prod", against="HEAD")
    first, second = (danger.text for danger in found.dangers)
    assert first.endswith("the entries that it made are removed (remove_on_delete), and files do not tell how many")
    assert second.startswith("who was on the list before is not known")


def test_a_stack_file_that_is_too_large_is_one_line(repository: Path) -> None:
    with (repository / "project/Pulumi.prod.yaml").open("wb") as file:
        file.truncate(2**33)
    with pytest.raises(FilesUnreadable, match=r"^now: Pulumi.prod.yaml cannot be read \(it has more than 4 MiB\)$"):
        of_files(Project.find(repository / "project"), stack="prod", against="HEAD")
