"""`lox24 -C DIR COMMAND` runs in DIR, as git does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.workflow.environment import enter, here
from tests.support.stack_files import Folder

STACK = "config:\n  lists:groups: {clients: {name: Clients}}\n"


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a project in `infra/` and a link to it, which is the current one."""
    (tmp_path / "infra").mkdir()
    Folder(tmp_path / "infra").stack("dev", STACK)
    (tmp_path / "linked").symlink_to("infra")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PWD", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    "words", ["-C infra", "-Cinfra", "-C {top}/infra", "-C infra -C stacks -C ..", "-C {top} -C infra"]
)
def test_a_command_runs_in_the_folder(top: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words.format(top=top).split(), "stacks", "check"]) == 0
    assert capsys.readouterr().out == "1 stack, 1 group: no problems\n"


def test_an_empty_one_is_the_current_folder(top: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", "infra", "-C", "", "stacks", "check"]) == 0
    assert Path.cwd() == top / "infra"
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("nowhere", "No such file or directory"),
        ("infra/Pulumi.yaml", "Not a directory"),
        ("a\0b", "it is no path"),
    ],
)
def test_one_that_cannot_be_entered_is_one_line(
    top: Path, folder: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-C", folder, "stacks", "check", "--json"]) == 1  # 2 would be taken for "something changed"
    told = capsys.readouterr()
    assert told.err == f"error: -C {folder.replace(chr(0), chr(92) + 'u0000')}: {why} [LOX4011]\n"
    assert json.loads(told.out)["code"] == "LOX4011"
    assert Path.cwd() == top


def test_after_the_command_it_says_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["stacks", "check", "-C", "infra"])
    assert stop.value.code == 1
    assert "-C DIR stands before the command [LOX4011]" in capsys.readouterr().err


def test_the_shells_name_of_the_folder_is_kept_while_it_is_right(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enter("linked")
    assert (Path.cwd(), here(), os.environ["PWD"]) == (top / "infra", top / "linked", str(top / "linked"))
    enter("../infra")
    assert here() == top / "infra"
    (top / "elsewhere").mkdir()
    (top / "infra" / "deep").symlink_to(top / "elsewhere")
    enter("deep/..")  # the kernel follows the link, and the shell would not
    assert (Path.cwd(), here()) == (top, top)
    monkeypatch.setenv("PWD", str(top / "infra"))
    assert here() == top
