"""A change that users may notice has a fragment: `python -m checks.changelog.fragments BASE`.

It asks git what is new since the commit BASE. towncrier's own check asks for a fragment whatever has changed, and
cannot be told which folder counts.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["FOLDER", "TYPES", "faults", "files", "lacking", "main"]

ROOT = Path(__file__).parents[2]
FOLDER = "changelog.d"
TYPES = ("added", "changed", "deprecated", "removed", "fixed", "security")
NAME = re.compile(rf"(?:\+[a-z0-9-]+|[1-9][0-9]*)\.(?:{'|'.join(TYPES)})\.md")
NONE = re.compile(r"^Changelog: none$", re.MULTILINE)


def files(root: Path) -> list[Path]:
    """What of the folder is meant as a fragment."""
    return sorted(path for path in (root / FOLDER).iterdir() if path.name != "README.md")


def faults(fragments: Iterable[Path]) -> list[str]:
    """What is wrong with names and texts."""
    found = []
    for path in fragments:
        lines = path.read_text("utf-8").splitlines()
        if not NAME.fullmatch(path.name):
            found.append(f"{path.name}: call it +NAME.TYPE.md or ISSUE.TYPE.md, TYPE one of {', '.join(TYPES)}")
        elif len(lines) != 1 or not re.fullmatch(r"\S.*[.)]", lines[0]) or lines[0].startswith("- "):
            found.append(f"{path.name}: write one line, of whole sentences, without a bullet")
    return found


def lacking(*, changed: Sequence[str], messages: str) -> str | None:
    """What a change lacks.

    Args:
        changed: the files that are new or other, and those that are gone.
        messages: of the commits.
    """
    ours = [name for name in changed if name.startswith("lox24_provider/")]
    told = any(name.startswith(f"{FOLDER}/") and NAME.fullmatch(name.removeprefix(f"{FOLDER}/")) for name in changed)
    if not ours or told or "CHANGELOG.md" in changed or NONE.search(messages):
        return None
    return (
        f"{ours[0]} changes, and no file of {FOLDER} says so: write {FOLDER}/+NAME.TYPE.md, TYPE one of "
        f"{', '.join(TYPES)}; if no user can notice the change, a commit's message has the line `Changelog: none`"
    )


def main() -> int:
    """Judges the commits from BASE to the one that is checked out."""
    (base,) = sys.argv[1:]

    def git(*arguments: str) -> str:
        command = ["git", *arguments]
        return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout

    problem = lacking(
        changed=git("diff", "--name-only", "--no-renames", "-z", f"{base}...HEAD", "--").split("\0"),
        messages=git("log", "--format=%B", f"{base}..HEAD", "--"),
    )
    if problem:
        print(problem, file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
