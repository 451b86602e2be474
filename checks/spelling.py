"""Spelling of all that git would commit: `python -m checks.spelling`. What is no mistake stands in `pyproject.toml`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Runs codespell; its exit status, which counts the words."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    there = [file for file in files if file and (ROOT / file).is_file()]  # one that was deleted is still listed
    return subprocess.run(["codespell", *there], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
