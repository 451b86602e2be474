"""The notes of a release, cut from CHANGELOG.md: `python -m checks.changelog.notes VERSION` prints them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from checks.changelog.fragments import FOLDER, files

__all__ = ["main", "notes"]

ROOT = Path(__file__).parents[2]
_DATED = re.compile(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", re.MULTILINE)
_ANY = re.compile(r"^## ", re.MULTILINE)


def notes(changelog: str, *, version: str) -> str:
    """The section of a version, without its heading.

    Raises:
        LookupError: the changelog does not begin with that version, has no date for it, or has one without a date.
    """
    first, *others = [changelog[found.start() :].splitlines()[0] for found in _ANY.finditer(changelog)] or [""]
    dated = _DATED.fullmatch(first)
    if dated is None or dated[1] != version:
        raise LookupError(
            f"CHANGELOG.md begins with {first!r}, and not with {version} and a date: "
            f"run `towncrier build --version {version}`"
        )
    if undated := [heading for heading in others if not _DATED.fullmatch(heading)]:
        raise LookupError(f"CHANGELOG.md has {undated[0]!r} below {first!r}: take that line out")
    (start, *ends) = (found.start() for found in _ANY.finditer(changelog))
    return changelog[start : ends[0] if ends else None].partition("\n")[2].strip() + "\n"


def main() -> int:
    """Prints them; what keeps a version from having notes is one line."""
    (version,) = sys.argv[1:]
    for left in files(ROOT):
        print(f"{FOLDER}/{left.name} is in no release yet: run `towncrier build --version {version}`", file=sys.stderr)
        return 1
    try:
        print(notes((ROOT / "CHANGELOG.md").read_text("utf-8"), version=version), end="")
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
