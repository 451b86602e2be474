"""What an export writes: all of its files, or none."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.adoption.writing import write_all


def _content(folder: Path) -> dict[str, str]:
    paths = folder.rglob("*")
    return {path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else "/" for path in paths}


def test_all_are_written_and_links_and_modes_stay(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("old")
    (tmp_path / "real.yaml").chmod(0o640)
    (tmp_path / "stack.yaml").symlink_to("real.yaml")
    people = tmp_path / "lists" / "a.csv"

    write_all({people: "ä\n", tmp_path / "stack.yaml": "new"}, private={people})

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
    files = {tmp_path / "lists" / "deep" / "a.csv": "a", tmp_path / "old.yaml": "new", last(tmp_path): "b"}

    with pytest.raises(OSError, match=r"File name too long|Not a directory|File exists|Is a directory"):
        write_all(files, private=())

    assert _content(tmp_path) == before
