"""The fragments that there are, and the section that towncrier makes of them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from checks.changelog.fragments import FOLDER, TYPES, faults, files
from checks.changelog.notes import notes
from lox24_provider.version import __version__
from tools.setup import ROOT


def build(folder: Path, *arguments: str) -> str:
    """What towncrier makes of a copy of this project's fragments."""
    shutil.copytree(ROOT / FOLDER, folder / FOLDER)
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    command = ["towncrier", "build", "--version", "9.9.9", "--date", "2026-12-01", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_every_fragment_has_a_name_a_type_and_one_line() -> None:
    assert faults(files(ROOT)) == []


def test_towncrier_knows_the_same_types() -> None:
    table = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.towncrier.fragment]\n")[2].partition("[")[0]
    assert tuple(re.findall(r"^(\w+) = ", table, re.MULTILINE)) == TYPES


def test_a_draft_has_every_fragment(tmp_path: Path) -> None:
    draft = build(tmp_path, "--draft")
    assert draft.startswith("## 9.9.9 (2026-12-01)\n")
    assert [path.name for path in files(ROOT) if f"\n- {path.read_text('utf-8').strip()}\n" not in draft] == []


def test_what_is_built_are_the_notes_of_that_version(tmp_path: Path) -> None:
    """With the one line out of the way that stands for what was made before there were fragments."""
    told = [path.read_text("utf-8").strip() for path in files(ROOT)]
    build(tmp_path, "--yes")
    changelog = (tmp_path / "CHANGELOG.md").read_text("utf-8").replace(f"## {__version__} (unreleased)\n\n", "")

    assert files(tmp_path) == []
    made = notes(changelog, version="9.9.9")
    assert [text for text in told if f"- {text}\n" not in made] == []
