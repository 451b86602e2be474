"""The variables and the current folder of this process, as those that it starts get them."""

from __future__ import annotations

import os
from pathlib import Path

from lox24_provider.errors import UsageError

__all__ = ["PLAN_KEY", "enter", "here", "outside"]

PLAN_KEY = "LOX24_PLAN_KEY"


def outside() -> dict[str, str]:
    """This process's variables for one that it starts: without the key, which signs what others made."""
    return {name: value for name, value in os.environ.items() if name != PLAN_KEY}


def here() -> Path:
    """The current folder as the shell calls it, through its links, which is how the engine knows it."""
    told = Path(os.environ.get("PWD") or ".")
    return told if told.is_absolute() and _is_here(told) else Path.cwd()


def enter(*folders: str) -> None:
    """Make a folder the current one, then the next, as `git -C` does: an empty one is the one that it is.

    Raises:
        UsageError: one is not there, is no folder or may not be entered.
    """
    folder = ""
    try:
        for folder in filter(None, folders):
            called = Path(os.path.normpath(here() / folder))
            os.chdir(folder)
            os.environ["PWD"] = str(called if _is_here(called) else Path.cwd())  # as `cd` sets it
    except (OSError, ValueError) as error:
        raise UsageError(f"-C {folder}: {getattr(error, 'strerror', None) or 'it is no path'}") from None


def _is_here(path: Path) -> bool:
    try:
        return path.samefile(os.curdir)
    except OSError:
        return False
