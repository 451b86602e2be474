"""The project's folder is what paths are relative to, wherever `main` has the program run."""

from __future__ import annotations

from pathlib import Path

import pytest

from lox24_provider.files.list_file import ListUnreadError
from lox24_provider.files.project_folder import ProjectFolder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose program is in `src`, which is the current folder."""
    folder = tmp_path / "project"
    (folder / "src" / "lists").mkdir(parents=True)
    (folder / "lists").mkdir()
    (folder / "Pulumi.yaml").write_text("name: lists\nruntime: python\nmain: src\n")
    monkeypatch.chdir(folder / "src")
    return folder


@pytest.mark.parametrize("main", ["src", "src/", "./src", "src/__main__.py"])
def test_the_project_is_found_from_where_its_program_runs(project: Path, main: str) -> None:
    (project / "src/__main__.py").write_text("")
    (project / "Pulumi.yaml").write_text(f"name: lists\nruntime: python\nmain: {main}\n")
    for base in (ProjectFolder.running(), ProjectFolder.running(project="lists"), ProjectFolder.declared(project)):
        assert (base.folder, base.main.resolve()) == (project, project / "src")
    assert ProjectFolder.running(project="other").folder == project / "src"


def test_a_project_above_whose_program_this_is_not_does_not_count(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "lists")
    assert ProjectFolder.running() == ProjectFolder(folder=project / "lists", main=project / "lists")
    (project / "lists/Pulumi.yaml").write_text("name: nested\n")
    assert ProjectFolder.running(project="nested").is_one
    monkeypatch.chdir(project)
    assert ProjectFolder.running() == ProjectFolder(folder=project, main=project)


def test_a_file_of_the_old_place_is_found_and_told(project: Path) -> None:
    base, old = ProjectFolder.running(), project / "src/lists/x.csv"
    assert base.path("lists/x.csv") == project / "lists/x.csv"
    old.write_text("phone\n")
    assert base.path("lists/x.csv") == old
    assert base.misplaced("lists/x.csv").endswith("so write src/lists/x.csv")
    (project / "lists/x.csv").write_text("phone\n")
    assert base.path("lists/x.csv") == project / "lists/x.csv"
    assert base.misplaced("lists/x.csv") == ""


@pytest.mark.promise
def test_of_two_files_that_differ_none_is_chosen(project: Path) -> None:
    """The release before took the other one."""
    (project / "src/lists/x.csv").write_text("phone\n")
    (project / "lists/x.csv").write_text("phone,a\n")
    with pytest.raises(OSError, match="has another: remove one"):
        ProjectFolder.running().path("lists/x.csv")
    (project / "src/lists/x.csv").unlink()
    (project / "src/lists/x.csv").symlink_to("../../lists/x.csv")
    assert ProjectFolder.running().path("lists/x.csv") == project / "lists/x.csv"


def test_a_sandbox_that_is_there_stays(project: Path) -> None:
    assert ProjectFolder.running().sandbox == project / ".lox24/sandbox.db"
    (project / "src/.lox24").mkdir()
    (project / "src/.lox24/sandbox.db").write_text("")
    assert (
        ProjectFolder.running().sandbox == ProjectFolder.declared(project).sandbox == project / "src/.lox24/sandbox.db"
    )


def test_what_is_not_there_says_where_it_was_looked_for() -> None:
    missing, folder = FileNotFoundError(2, "No such file or directory"), Path("/p")
    assert (
        ListUnreadError(missing, field="source", path="l.csv").reason(folder)
        == "No such file or directory; looked for in /p"
    )
    assert ListUnreadError(missing, field="source", path="/l.csv").reason(folder) == "No such file or directory"
    assert ListUnreadError(ValueError("x"), field="source", path="l.csv").reason(folder) == "ValueError"
