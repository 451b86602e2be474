"""The variables and the current folder of this process, as those that it starts get them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from lox24_provider.errors import UsageError

__all__ = ["PLAN_KEY", "STACK", "enter", "here", "outside", "pulumi_home"]

PLAN_KEY = "LOX24_PLAN_KEY"
STACK = "PULUMI_STACK"

_OPTION = "PULUMI_OPTION_"
_LEFT_OUT = (PLAN_KEY, STACK, _OPTION, "PULUMI_SKIP_CONFIRMATIONS")  # the last is --yes, which a preview refuses
_WIDTH, _OPTION_OF_WIDTH = "PULUMI_PARALLEL", f"{_OPTION}PARALLEL"


def outside() -> dict[str, str]:
    """This process's variables for one that it starts.

    Without the key, which signs what others made, and without what would change a command of the engine: each is told
    which stack it works on, and a variable for any of its options (`PULUMI_OPTION_SHOW_SECRETS`) is as good as that.
    That for `--parallel`, of which 3.259 and 3.274 panic, goes by its other name.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}
    width = os.environ.get(_OPTION_OF_WIDTH)
    return {_WIDTH: width, **kept} if width else kept


def here() -> Path:
    """The current folder as the shell calls it, through its links, which is how the engine knows it."""
    told = Path(os.environ.get("PWD") or ".")
    return told if told.is_absolute() and _is_here(told) else Path.cwd()


def pulumi_home(environment: Mapping[str, str]) -> Path:
    """Where the engine keeps plugins and selections; a person's folder is the one that the system says, not HOME."""
    if told := environment.get("PULUMI_HOME"):
        return Path(told)
    try:
        import pwd  # noqa: PLC0415 not on every system

        return Path(pwd.getpwuid(os.getuid()).pw_dir) / ".pulumi"
    except (ImportError, KeyError):
        return Path("~").expanduser() / ".pulumi"


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
