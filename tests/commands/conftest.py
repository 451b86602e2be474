"""`lox24 stacks` in this process, in a project of its own; other commands' tests have fixtures of their own."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from lox24_provider.commands import stacks
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
