"""What an export writes: all of its files, or none; and none of them through a link out of the repository."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.workflow.importing.exporting import source_of
from lox24_provider.workflow.importing.writing import Written, write_all


def _content(folder: Path) -> dict[str, str]:
    paths = folder.rglob("*")
    return {path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else "/" for path in paths}


def _people(path: Path, root: Path) -> Written:
    return Written(path=path, text="ä\n", root=root, is_new=True, is_private=True)


def test_all_are_written_and_links_and_modes_stay(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "real.yaml").chmod(0o640)
    (tmp_path / "stack.yaml").symlink_to("real.yaml")
    people = tmp_path / "lists" / "a.csv"

    write_all([_people(people, tmp_path), Written(path=tmp_path / "stack.yaml", text="new", root=tmp_path)])

    assert _content(tmp_path) == {"lists": "/", "lists/a.csv": "ä\n", "real.yaml": "new", "stack.yaml": "new"}
    assert (tmp_path / "stack.yaml").is_symlink()
    assert stat.S_IMODE((tmp_path / "real.yaml").stat().st_mode) == 0o640
    assert stat.S_IMODE(people.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "last",
    [
        lambda folder: folder / "lists" / ("x" * 252 + ".csv"),  # its name is too long
        lambda folder: folder / "old.yaml" / "a.csv",  # its folder is a file
        lambda folder: folder / "taken",  # a folder is there, which only its placing tells
    ],
)
def test_where_one_cannot_be_written_none_is(tmp_path: Path, last: Callable[[Path], Path]) -> None:
    (tmp_path / "old.yaml").write_text("old")
    (tmp_path / "taken" / "more").mkdir(parents=True)
    before = _content(tmp_path)
    files = [
        _people(tmp_path / "lists" / "deep" / "a.csv", tmp_path),
        Written(path=tmp_path / "old.yaml", text="new", root=tmp_path),
        Written(path=last(tmp_path), text="b", root=tmp_path),
    ]

    with pytest.raises(OSError, match=r"File name too long|Not a directory|File exists|Is a directory"):
        write_all(files)

    assert _content(tmp_path) == before


@pytest.mark.promise
@pytest.mark.parametrize(
    "planted",
    ["dangling", "file", "folder", "dangling folder", "of git", "of git in capitals", "stack", "dangling stack"],
)
def test_nothing_is_written_through_a_link_that_somebody_has_planted(tmp_path: Path, planted: str) -> None:
    """An export followed a dangling link out of the project, with everybody's numbers."""
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / ".git").mkdir(parents=True)
    outside.mkdir()
    (outside / "there.csv").write_text("mine")
    lists = project / "lists"
    if "folder" in planted or "git" in planted:
        targets = {"folder": outside, "dangling folder": outside / "new", "of git": project / ".git"}
        targets["of git in capitals"] = project / ".GIT"  # which are one folder on many a disk
        lists.symlink_to(targets[planted])
    else:
        lists.mkdir()
    if planted in ("dangling", "file"):
        (lists / "a.csv").symlink_to(outside / ("new.csv" if planted == "dangling" else "there.csv"))
    if "stack" in planted:
        (project / "stack.yaml").symlink_to(outside / ("new.yaml" if "dangling" in planted else "there.csv"))
    else:
        (project / "stack.yaml").write_text("old")
    before = _content(tmp_path)

    with pytest.raises(OSError, match=r"File exists|leads out of the repository|a link to nothing|Not a directory"):
        write_all(
            [
                _people(lists / "a.csv", project),
                Written(path=project / "stack.yaml", text="new", root=project),
            ]
        )

    assert _content(tmp_path) == before


@pytest.mark.promise
def test_a_folder_that_becomes_a_link_after_it_was_judged_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    (project / "lists").mkdir(parents=True)
    outside.mkdir()
    resolve = Path.resolve

    def swapped(self: Path, strict: bool = False) -> Path:  # noqa: FBT001, FBT002 as pathlib has it
        found = resolve(self, strict)
        if self.name == "lists" and not self.is_symlink():
            self.rmdir()
            self.symlink_to(outside)
        return found

    monkeypatch.setattr(Path, "resolve", swapped)
    with pytest.raises(NotADirectoryError):
        write_all([_people(project / "lists" / "a.csv", project)])
    assert not list(outside.iterdir())


@pytest.mark.promise
@pytest.mark.parametrize(
    "key", ["../../x", "/etc/x", "a/b", ".", "..", "", ".hidden", "a\0b", "x\n::error::", "\ud800", "k" * 300]
)
def test_a_groups_key_leads_to_no_other_folder(key: str) -> None:
    source = source_of(key)
    assert source.startswith("lists/")
    assert source.endswith(".csv")
    name = source.removeprefix("lists/")
    assert not {"/", "\0", "\n"} & set(name)
    assert not name.startswith(".")
    assert len(name.encode()) <= 255
    assert source_of("kunden-freunde") == "lists/kunden-freunde.csv"
    assert source_of("a/b") != source_of("a-b")
