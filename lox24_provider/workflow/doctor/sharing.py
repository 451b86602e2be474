"""What was found, fit to be pasted where anybody reads it: of the person and of those on a list nothing is left.

On a screen a path and the owner of a lock say what they are, for that is what the person needs. A document for machines
goes into issues, so there the home folder is `~`, and people, their machines and phone numbers have no names.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from lox24_provider.display.masking import without_numbers
from lox24_provider.workflow.doctor.check import Check

__all__ = ["shareable", "shareable_text"]

HOME, USER, HOST = "~", "[user]", "[host]"

_ENDS = r"(?![\w.-])"  # of a folder's name; else `/home/max` would be found in `/home/maxine`
_HOMES = re.compile(r"([/\\](?:home|Users)[/\\])[^/\\\s:;,\"'`]+")  # also somebody else's
_ADDRESS = re.compile(r"[^\s@\"'`()<>]+@(?=[\w\[])[\w.\[\]-]*[\w\]]")  # max@example.org, root@machine


def shareable(check: Check) -> Check:
    """The line without what is nobody else's business."""
    return replace(
        check,
        text=shareable_text(check.text, people=check.people),
        fix=shareable_text(check.fix, people=check.people),
        people=(),
    )


def shareable_text(text: str, *, people: tuple[str, ...] = ()) -> str:
    """A text without home folder, names and numbers.

    Args:
        people: the names of users and machines that this text has.
    """
    for folder in _home_folders():
        text = re.sub(re.escape(folder) + _ENDS, HOME, text)
    text = _ADDRESS.sub(f"{USER}@{HOST}", _HOMES.sub(rf"\g<1>{USER}", text))
    for person in filter(None, people):
        text = re.sub(rf"(?<![\w.-]){re.escape(person)}{_ENDS}", USER, text)
    with suppress(OSError, KeyError, ImportError):  # a process may have no user, as in a container
        text = re.sub(rf"(?<=[/\\]){re.escape(getpass.getuser())}{_ENDS}", USER, text)
    return without_numbers(text)


def _home_folders() -> Iterator[str]:
    """As paths and as addresses of files have it, the longest first; not the root, which a container may have."""
    with suppress(RuntimeError):
        home = Path("~").expanduser()
        forms = {str(path) for path in (home, home.resolve()) if path != path.parent}
        forms |= {Path(form).as_uri().removeprefix("file://") for form in forms}
        yield from sorted(forms, key=len, reverse=True)
