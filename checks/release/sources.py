"""The files that a release is made of: those that git knows, as they are in this clone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from checks.release.parts import ReleaseError

__all__ = ["ROOT", "epoch", "export", "is_changed", "placeholders", "tracked"]

ROOT = Path(__file__).parents[2]
PLACEHOLDER = re.compile(r"\bOWNER(?=/lox24-provider\b|\.github\.io\b)")
APART = ("checks/", "tests/")  # they speak of the placeholder, and are in no package


def tracked() -> list[str]:
    """What git knows, by its paths from the root; without what was deleted and not committed yet."""
    return [name for name in _git("ls-files", "-z").split("\0") if name and (ROOT / name).is_file()]


def epoch() -> int:
    """The time of the last commit, which everything in a release is dated."""
    return int(_git("log", "-1", "--format=%ct"))


def is_changed() -> bool:
    """Whether a file that git knows is not as it was committed."""
    return bool(_git("status", "--porcelain", "--untracked-files=no").strip())


def export(folder: Path, *, backwards: bool = False) -> Path:
    """Copies what git knows, with modes that are nobody's own.

    Where it goes `backwards`, the folders list their files in another order, and the files have other times: what is
    built of them has to be the same.
    """
    for name in reversed(tracked()) if backwards else tracked():
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
        if backwards:
            os.utime(target, (0, 0))
    return folder


def placeholders(root: Path, names: list[str]) -> list[str]:
    """The files that still say OWNER where the account belongs that the project is published by."""
    found = []
    for name in names:
        if name.startswith(APART):
            continue
        try:
            text = (root / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a workbook names no address
        if PLACEHOLDER.search(text):
            found.append(name)
    return found


def _git(*arguments: str) -> str:
    asked = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise ReleaseError(f"git {arguments[0]} failed", output=asked.stderr)
    return asked.stdout
