"""Every command explains itself, and none ends in a traceback where there is nothing to work on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lox24_provider.cli import main

COMMANDS = [
    "review",
    "plan",
    "apply",
    "export",
    "import",
    "release",
    "drift",
    "recover",
    "stacks",
    "lists",
    "doctor",
    "verify-account",
    "erase",
    "sandbox",
]
WORK = {
    "review": ["review", "-s", "prod"],
    "plan": ["plan", "-s", "prod"],
    "apply": ["apply", "nowhere"],
    "export": ["export", "-s", "prod"],
    "import": ["import", "-s", "prod"],
    "release": ["release", "-s", "prod", "clients"],
    "drift": ["drift", "-s", "prod"],
    "recover": ["recover", "-s", "prod"],
    "check": ["stacks", "check"],
    "diff": ["stacks", "diff", "a", "b"],
    "doctor": ["doctor", "--offline"],
}


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main([*arguments, "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys, command)
    assert re.search(r"examples?:", text)
    assert f"lox24 {command}" in text.partition("example")[2]
    if command not in ("sandbox", "stacks"):
        assert "exit codes:" in text


def test_the_list_of_commands_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert re.findall(r"^    ([a-z-]+)(?:  |$)", help_of(capsys), re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("arguments", WORK.values(), ids=WORK)
def test_without_a_project_there_is_a_line_and_no_traceback(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert "Pulumi.yaml" in told.err + told.out or "is no plan" in told.err
    assert "Traceback" not in told.err
