"""Projects whose programs declare their groups themselves, in git, and `lox24 review` of them in this process."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.cli import main

WHO = ("-c", "user.name=x", "-c", "user.email=x@y.example")

Look = Callable[..., tuple[int, str, str]]
Write = Callable[[dict[str, str]], None]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, in whose `infra` the commands run."""
    folder = tmp_path / "repository"
    (folder / "infra").mkdir(parents=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    monkeypatch.chdir(folder / "infra")
    return folder


@pytest.fixture
def write(repository: Path) -> Write:
    """Writes files of the repository by their paths."""

    def written(files: dict[str, str]) -> None:
        for name, text in files.items():
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return written


@pytest.fixture
def commit(repository: Path) -> Callable[[], None]:
    """Commits all files."""

    def committed() -> None:
        for words in (["add", "-A"], [*WHO, "commit", "-qm", "x"]):
            subprocess.run(["git", *words], cwd=repository, check=True)

    return committed


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    """Runs `lox24 review`; exit code, stdout, stderr."""

    def run(*words: Any) -> tuple[int, str, str]:
        code = main(["review", "-s", "prod", *map(str, words)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run
