"""`lox24 migrate` changes one setting, and only where nothing else is to change; else the file is as it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.cli import main
from lox24_provider.errors import EngineError, PluginError, StackFileError, Undecided
from lox24_provider.workflow import migrating
from lox24_provider.workflow.migrating import Moved, move
from lox24_provider.workflow.native_plugin.asking import Told
from lox24_provider.workflow.native_plugin.finding import Found
from lox24_provider.workflow.project import Project
from lox24_provider.workflow.pulumi_cli import Engine

URN = "urn:pulumi:dev::lists::{type}::{name}"
FILE = "config:\n  lox24:baseUrl: sandbox  # for now\n"
ON = FILE + '  lox24:native: "true"\n'


def step(op: str, type_: str, name: str = "a") -> dict[str, Any]:
    return {"op": op, "urn": URN.format(type=type_, name=name)}


SAME = [
    step("same", "pulumi:pulumi:Stack"),
    step("same", "lox24:index:Group"),
    step("same", "pulumi-python:dynamic/lox24:GroupPhones"),
    step("read", "lox24:index:Group", "looked up"),
    step("discard", "pulumi-python:dynamic/lox24:Group", "looked up"),
    step("create", "pulumi:providers:lox24", "default"),
    step("update", "pulumi:providers:lox24", "eu"),
    step("delete", "pulumi:providers:pulumi-python", "default"),
]

Move = Callable[..., Moved]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(FILE)
    return tmp_path / "Pulumi.dev.yaml"


@pytest.fixture
def moved(file: Path, monkeypatch: pytest.MonkeyPatch) -> Move:
    """Moves the stack with an engine that would do these steps, and a plugin that works."""
    found = Found(where="PATH", place=file)
    monkeypatch.setattr(migrating, "find", lambda *_, **__: found)
    monkeypatch.setattr(migrating, "ask", lambda *_, **__: Told(version="0.1.0"))

    def run(*steps: dict[str, Any], native: bool = True, also: Callable[[], object] = lambda: None) -> Moved:
        def preview(_: Engine, *, refresh: bool) -> dict[str, Any]:
            assert not refresh
            also()
            return {"steps": list(steps)}

        monkeypatch.setattr(Engine, "preview", preview)
        return move(Engine(project=Project.find(), stack="dev", environment={}), native=native)

    return run


def test_a_stack_that_stays_unchanged_moves_there_and_back(file: Path, moved: Move) -> None:
    seen = []
    there = moved(*SAME, also=lambda: seen.append(file.read_text()))
    assert (there, file.read_text()) == (Moved(count=2, file=file.name, is_written=True), ON)
    assert moved(*SAME) == Moved(count=2, file=file.name, is_written=False)
    back = moved(*SAME, native=False, also=lambda: seen.append(file.read_text()))
    assert (back.is_written, file.read_text()) == (True, FILE)
    assert seen == [ON, FILE]


def test_a_project_that_says_so_for_all_stacks_is_spoken_against_by_one(file: Path, moved: Move) -> None:
    Path("Pulumi.yaml").write_text("name: lists\nruntime: python\nconfig:\n  lox24:native: {value: true}\n")
    assert moved(*SAME, native=False).is_written
    assert file.read_text() == ON.replace("true", "false")


def test_a_stack_without_a_file_gets_one_and_loses_it_where_it_cannot_move(file: Path, moved: Move) -> None:
    file.unlink()
    with pytest.raises(Undecided):
        moved(*SAME, step("create", "lox24:index:Group", "new"))
    assert not file.exists()
    assert moved(*SAME).is_written
    assert file.read_text() == 'config:\n  lox24:native: "true"\n'


@pytest.mark.parametrize("op", ["create", "update", "delete", "replace", "import"])
def test_what_would_change_is_named_and_the_file_is_as_it_was(op: str, file: Path, moved: Move) -> None:
    file.chmod(0o640)
    with pytest.raises(Undecided) as refused:
        moved(*SAME, step(op, "lox24:index:Group", "new\nline"))
    first, last = str(refused.value).splitlines()
    assert first == f"lox24:index:Group new line: {op}"
    assert last.startswith("1 of 9 resources would change; the stack file is as it was")
    assert (file.read_text(), file.stat().st_mode & 0o777) == (FILE, 0o640)


def test_a_preview_that_fails_or_is_interrupted_leaves_the_file_as_it_was(file: Path, moved: Move) -> None:
    for error in (EngineError("no"), KeyboardInterrupt()):

        def fail(error: BaseException = error) -> None:
            assert file.read_text() == ON
            raise error

        with pytest.raises(type(error)):
            moved(also=fail)
        assert file.read_text() == FILE


def test_what_somebody_writes_meanwhile_stays(file: Path, moved: Move) -> None:
    with pytest.raises(StackFileError, match="was changed meanwhile"):
        moved(step("update", "lox24:index:Group"), also=lambda: file.write_text("config: {}\n"))
    assert file.read_text() == "config: {}\n"


def test_without_a_plugin_that_works_nothing_is_tried(file: Path, moved: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "ask", lambda *_, **__: Told(error="it is another one [LOX4016]"))
    with pytest.raises(PluginError, match=r"does not serve: it is another one$"):
        moved()
    monkeypatch.setattr(migrating, "find", lambda *_, **__: None)
    with pytest.raises(PluginError, match="finds no plugin lox24: run `lox24 plugin install`"):
        moved()
    assert file.read_text() == FILE
    assert moved(*SAME, native=False).is_written is False  # back it needs none


@pytest.mark.parametrize("language", ["yaml", "nodejs", "go", "dotnet"])
def test_a_program_in_another_language_is_told_what_to_say(
    language: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("Pulumi.yaml").write_text(f"name: lists\nruntime: {{name: {language}}}\n")
    assert main(["migrate", "-s", "dev"]) == 1
    told = capsys.readouterr()
    for kind in ("Group", "GroupPhones"):
        assert f"lox24:index:{kind}: " in told.out
        assert re.search(rf'["/:]pulumi-python:dynamic/lox24:{kind}(?:::NAME)?"', told.out)
    assert language in told.err
    assert file.read_text() == FILE
