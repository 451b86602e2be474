"""`lox24 stacks` in this process, in a project of its own; other commands' tests have fixtures of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from lox24_provider.cli import main
from lox24_provider.commands import stacks
from lox24_provider.workflow.scaffolding import scaffold as scaffolding
from lox24_provider.workflow.scaffolding.origin import INDEX
from tests.support.codes import without_code
from tests.support.scaffolds import Init
from tests.support.stack_files import KEY, Folder, Run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; gives exit code, stdout and stderr. A token's key is in neither."""

    def started(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser(prog="lox24 stacks")
        stacks.add_arguments(parser)
        code = stacks.run(parser.parse_args(words))
        told = capsys.readouterr()
        assert KEY not in told.out + told.err
        return code, told.out, told.err

    return started


@pytest.fixture
def init(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Init:
    """Runs the command in a folder of its own: exit code, output, errors without their codes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scaffolding, "origin", lambda: INDEX)  # as users have it, and no clone

    def run(*arguments: str, command: str = "init") -> tuple[int, str, str]:
        code = main([command, *arguments])
        told = capsys.readouterr()
        return code, told.out, "".join(f"{without_code(line)}\n" for line in told.err.splitlines())

    return run
