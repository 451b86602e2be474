"""The variables under which the project's tools and stacks run.

`python -m tools.environment` prints them for a shell; followed by a command it runs that, as env(1) does. With
`--path` it prints only the folders that come first on PATH, for the steps of a pipeline: nothing of a stack or a state.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from tools import hosts
from tools.setup import ROOT, Stamp
from tools.steps import SetupError

__all__ = ["DEV", "applied", "environment", "launch", "prepare"]

EXPORTED = "LOX24_MAKE_ENV"  # notes, as JSON, what `make env` set: what differs from it by now is a person's
DEV = "dev"  # the stack on this machine: embedded sandbox, no secret worth a passphrase


def environment(*, root: Path, engine: Path, stack: str | None, user: Mapping[str, str]) -> dict[str, str | None]:
    """Returns what to set over the `user`'s own variables, and with None what to unset.

    A variable that a shell has from an earlier `make env`, of this clone or another, is nobody's own: it is set again,
    or unset where it no longer counts. Without a stack there is only what tools need.
    """
    earlier = _exported(user)
    own = {name: value for name, value in user.items() if earlier.get(name) != value}
    wanted = {"PULUMI_SKIP_UPDATE_CHECK": "true"}
    if stack is not None and "PULUMI_BACKEND_URL" not in own:
        # Both or none: the login to a backend of the user's own is in the user's own home.
        wanted |= {
            # A kill in the middle of a sidecar (.attrs) bars the state: google/go-cloud#2954 leaves sidecars out.
            "PULUMI_BACKEND_URL": f"{(root / '.pulumi' / 'state').as_uri()}?metadata=skip",
            "PULUMI_HOME": str(root / ".pulumi" / "home"),
        }
    if stack == DEV and "PULUMI_CONFIG_PASSPHRASE_FILE" not in own:
        wanted["PULUMI_CONFIG_PASSPHRASE"] = ""
    ours = {name: value for name, value in wanted.items() if name not in own}
    left = {name: None for name in earlier if name in user and name not in own}
    path = _path(first=[root / ".venv" / "bin", engine], user=user.get("PATH", os.defpath), last=hosts.folders(user))
    return {"PATH": path, **left, **ours, EXPORTED: json.dumps(ours)}


def _exported(user: Mapping[str, str]) -> Mapping[str, str]:
    """What an earlier `make env` set, by its own note; empty without one that can be read."""
    try:
        noted = json.loads(user.get(EXPORTED, "{}"))
    except ValueError:
        return {}
    return noted if isinstance(noted, dict) else {}


def _path(*, first: Sequence[Path], user: str, last: Sequence[Path]) -> str:
    """Puts the folders before and after the user's, each once, so that `eval "$(make -s env)"` may be repeated."""
    before, after = ([str(folder) for folder in folders] for folders in (first, last))
    own = (entry for entry in user.split(os.pathsep) if entry not in {*before, *after})
    return os.pathsep.join([*before, *own, *after])


def prepare(*, root: Path, stack: str | None) -> dict[str, str | None]:
    """Returns the variables to set or unset, and makes the folders that they name."""
    stamp = Stamp.read(root)
    if stamp is None:
        raise SetupError(what="this clone is not set up", remedy="run make setup")
    if stack is not None:
        for name in ("home", "state"):
            (root / ".pulumi" / name).mkdir(parents=True, exist_ok=True)
    return environment(root=root, engine=Path(stamp.engine), stack=stack, user=os.environ)


def applied(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Returns this process's environment with the variables set and unset."""
    merged = {**os.environ, **variables}
    return {name: value for name, value in merged.items() if value is not None}


def launch(command: list[str], *, variables: Mapping[str, str | None]) -> NoReturn:
    """Becomes the command.

    SIGINT is set back to its default: make, CI and a shell's background jobs may have it ignored, and the engine, which
    ends its plugins by SIGINT, would then wait five seconds at the end of every command.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        os.execvpe(command[0], command, applied(variables))  # noqa: S606 no shell is wanted
    except OSError as error:
        raise SetupError(what=f"{command[0]} does not start", remedy=error.strerror or str(error)) from error


def main() -> int:
    """Prints the variables, or runs a command under them."""
    parser = argparse.ArgumentParser(prog="python -m tools.environment", description=__doc__)
    parser.add_argument("--stack", help="set what this stack's backend needs, too")
    parser.add_argument("--path", action="store_true", help="print what comes first on PATH, and nothing else")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        variables = prepare(root=ROOT, stack=arguments.stack)
        if arguments.path:
            print(*str(variables["PATH"]).split(os.pathsep)[:2], sep=os.pathsep)
            return 0
        if arguments.command:
            launch(arguments.command, variables=variables)
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for name, value in variables.items():
        print(f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
