"""`lox24 review --against` on a pull request: what a guard would refuse is seen before the merge."""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.cli import main
from lox24_provider.commands import review as command
from tests.support.people import number
from tests.support.printed import as_told

Look = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a list of three people, in git."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    (tmp_path / "Pulumi.yaml").write_text("name: lists\nruntime: python\n")
    declare(tmp_path, people=3)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "lists")):
        subprocess.run([*git, *arguments], cwd=tmp_path, check=True)
    return tmp_path


def declare(folder: Path, *, people: int, arguments: str = "", settings: str = "") -> None:
    """Write stack file and list."""
    (folder / "Pulumi.prod.yaml").write_text(
        f"config:\n{settings}  lists:groups:\n    one: {{name: One, phones: {{source: l.csv{arguments}}}}}\n"
    )
    (folder / "l.csv").write_text("phone\n" + "".join(f"{number(n)}\n" for n in range(people)))


@pytest.fixture
def look(folder: Path, capsys: pytest.CaptureFixture[str]) -> Look:
    """Runs the command; the exit code and the dangers."""
    assert folder.exists()

    def run() -> tuple[int, Any]:
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        code = command.run(parser.parse_args(["-s", "prod", "--against", "HEAD", "--json"]))
        return code, [danger["text"] for danger in as_told(capsys.readouterr().out, "review")["dangers"]]

    return run


def test_one_of_three_leaves_without_a_word(folder: Path, look: Look) -> None:
    declare(folder, people=2)
    assert look() == (2, ["removes 1 entry"])


@pytest.mark.slow
def test_the_number_to_write_is_in_the_pull_request(folder: Path, look: Look) -> None:
    declare(folder, people=0)
    code, dangers = look()
    assert code == 2
    assert "set allow_removals=3. The number is an estimate from the files" in dangers[1]
    declare(folder, people=0, arguments=", allow_removals: 3")
    assert look() == (2, ["removes 3 entries", "a guard is overridden: allow_removals=3"])


def test_a_setting_that_is_loosened_changes_the_list(folder: Path, look: Look) -> None:
    assert look() == (0, [])
    declare(folder, people=3, settings="  lox24:maxRemovalsPercent: 100\n")
    assert look() == (2, ["a guard is loosened: max_removals_percent is 100 where it was 5"])


def test_an_empty_version_is_an_error_and_not_a_preview(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.exists()
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["-s", "prod", "--against", ""])) == 1
    assert "error: --against is empty, and nothing was done" in capsys.readouterr().err


def test_files_say_nothing_of_a_program_in_another_language(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    declare(folder, people=2)  # what a stack file still has there, nothing reads
    for runtime in ("yaml", "{name: nodejs}"):
        (folder / "Pulumi.yaml").write_text(f"name: lists\nruntime: {runtime}\n")
        for more in ([], ["--declared"]):
            assert main(["review", "-s", "prod", "--against", "HEAD", *more]) == 1
            told = capsys.readouterr().err
            assert told.count("\n") == 1
            assert "lox24 review -s prod [" in told
