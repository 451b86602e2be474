"""Where a plan may be written: into a folder of its own, over an older plan, and over nothing else."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from lox24_provider.cli import whole_parser
from lox24_provider.errors import PlanError
from lox24_provider.safe_io.writing import Folder
from lox24_provider.workflow.approval_plan.folder import FILES, making
from lox24_provider.workflow.approval_plan.manifest import as_word
from tests.support.applications import MANIFEST

OURS = {"format": 1, "project": "", "stack": "", "created": 0, "state": "", "steps": {}, "entries": {}, "review": {}}


def plan(folder: Path, *, text: str = "a plan") -> None:
    with making(folder) as made:
        for name in FILES:
            (made / name).write_text(text)
        (made / "manifest.json").write_text(json.dumps({**OURS, "stack": text}))


def held(folder: Path) -> dict[str, bytes]:
    """Everything in a folder, by its path; nothing is followed."""
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a plan", "a part of a plan"])
def test_a_plan_is_written_where_nothing_is_or_a_plan(tmp_path: Path, before: str) -> None:
    folder = tmp_path / "plans" / "prod"
    if before != "nothing":
        folder.mkdir(parents=True)
    if "plan" in before:
        plan(folder, text="older")
    if "part" in before:
        (folder / "review.html").unlink()
    plan(folder)
    assert {path.name for path in folder.iterdir()} == FILES
    assert (folder / "review.txt").read_text() == "a plan"


@pytest.mark.promise
def test_a_plan_is_never_written_over_what_is_no_plan(tmp_path: Path) -> None:
    """A clone was lost with its history: it held a file `manifest.json`, and `--out .` was given."""
    clone = tmp_path / "clone"
    (clone / ".git" / "objects").mkdir(parents=True)
    (clone / ".git" / "config").write_text("[core]")
    (clone / "manifest.json").write_text(json.dumps(OURS))

    manifest_of_another = tmp_path / "extension"
    manifest_of_another.mkdir()
    (manifest_of_another / "manifest.json").write_text('{"name": "an extension of a browser", "format": 1}')

    without = tmp_path / "without"
    without.mkdir()
    (without / "plan.json").write_text("of somebody else")

    below = tmp_path / "below"
    plan(below)
    (below / "review.md").unlink()
    (below / "review.md").mkdir()

    linked = tmp_path / "linked"
    plan(linked)
    (linked / "review.md").unlink()
    (linked / "review.md").symlink_to(clone / ".git" / "config")

    plan(tmp_path / "aim")
    (tmp_path / "link").symlink_to(tmp_path / "aim")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").write_text("a letter")
    before = held(tmp_path)
    for name, why in {
        "clone": "it holds .git",
        "extension": "it has no manifest of a plan",
        "without": "it has no manifest of a plan",
        "below": "it holds review.md",
        "linked": "it holds review.md",
        "link": "it is a link",
        "dangling": "it is a link",
        "file": "it is a file",
    }.items():
        with pytest.raises(PlanError, match=f"{name} is there already and is no plan of lox24 .{why}.: choose another"):
            plan(tmp_path / name)
    assert held(tmp_path) == before


def test_what_fails_leaves_neither_a_plan_nor_the_older_one(tmp_path: Path) -> None:
    plan(tmp_path / "plan", text="older")
    places = []

    def half() -> None:
        with making(tmp_path / "plan") as made:
            places.append(made)
            (made / "plan.json").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert not (tmp_path / "plan").exists()
    assert not places[0].exists()


def test_a_folder_that_somebody_fills_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "plan"

    def filled() -> None:
        with making(folder):
            folder.mkdir()
            (folder / "letter.txt").write_text("mine")

    with pytest.raises(PlanError, match="written by somebody else in the meantime"):
        filled()
    assert held(folder) == {"letter.txt": b"mine"}


def test_a_plan_that_cannot_be_written_as_a_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    write = Folder.write

    def copied(self: Folder, name: str, data: bytes) -> None:
        written.append(name)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        write(self, name, data)

    monkeypatch.setattr(Folder, "write", copied)
    with pytest.raises(OSError, match="No space left"):
        plan(tmp_path / "plan")
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize("folder", ["-x", "a b", "a'b;c", "p" * 200 + "/" + "q" * 200, "plan"])
def test_the_command_that_makes_a_plan_again_makes_it_in_the_same_folder_when_it_is_pasted(folder: str) -> None:
    _, *words = shlex.split(MANIFEST.command(Path(folder)))
    assert whole_parser().parse_args(words).out == Path(folder)
    assert whole_parser().parse_args(["apply", as_word(Path(folder))]).plan == Path(folder)
