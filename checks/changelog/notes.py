"""The notes of a release, cut from CHANGELOG.md: `python -m checks.changelog.notes TAG` prints them.

The tag has to be that of the version which the package has: `v0.2.0`, `v0.3.0-rc.1`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from checks.changelog.fragments import FOLDER, files
from lox24_provider.adapter.native.version import OWN

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
    """Prints them; what keeps a tag from having notes is one line."""
    (tag,) = sys.argv[1:]
    try:
        print(_of(tag), end="")
    except LookupError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    return 0


def _of(tag: str) -> str:
    if tag != f"v{OWN}":
        raise LookupError(f"the tag is {tag}, and the package has {OWN} (lox24_provider/version.py)")
    for left in files(ROOT):
        raise LookupError(f"{FOLDER}/{left.name} is in no release yet: run `towncrier build --version {OWN}`")
    return notes((ROOT / "CHANGELOG.md").read_text("utf-8"), version=OWN)


if __name__ == "__main__":
    sys.exit(main())
