"""Runs a Pulumi command on one stack: `python -m tools.run STACK up|preview|refresh|destroy [arguments]`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.environment import DEV, applied, launch, prepare
from tools.setup import ROOT
from tools.steps import SetupError

__all__ = ["command"]

PULUMI = "pulumi"  # found on the PATH that set-up makes

# refresh and destroy run the program too: it configures the provider that they call.
VERBS: dict[str, tuple[str, ...]] = {
    "up": (),
    "preview": (),
    "refresh": ("--run-program",),
    "destroy": ("--run-program",),
}


def command(*, verb: str, stack: str, extra: Sequence[str]) -> list[str]:
    """Returns the command line; only the dev stack is changed without a question."""
    yes = ["--yes"] if stack == DEV and verb != "preview" else []
    return [PULUMI, verb, "--stack", stack, *VERBS[verb], *yes, *extra]


def ensure_stack(*, root: Path, stack: str, variables: Mapping[str, str | None]) -> None:
    """Makes the stack in the backend if it is missing; its file must be there, so that a misspelt name makes none."""
    name = _short(stack)
    if not (root / "stacks" / f"Pulumi.{name}.yaml").is_file():
        known = sorted(path.name.split(".")[1] for path in root.glob("stacks/Pulumi.*.yaml"))
        raise SetupError(
            what=f"there is no stack file stacks/Pulumi.{name}.yaml", remedy=f"write it, or use {', '.join(known)}"
        )
    env = applied(variables)
    listed = subprocess.run([PULUMI, "stack", "ls", "--json"], cwd=root, env=env, stdout=subprocess.PIPE, check=False)
    if listed.returncode != 0:
        raise SetupError(what="pulumi cannot list the stacks", remedy="see its message above")
    if name in {_short(row["name"]) for row in json.loads(listed.stdout)}:
        return
    # Not selected: the selection is one per checkout, and two runs at once would take it from each other.
    made = subprocess.run([PULUMI, "stack", "init", "--no-select", stack], cwd=root, env=env, check=False)
    if made.returncode != 0:
        raise SetupError(what=f"pulumi cannot make the stack {stack}", remedy="see its message above")


def _short(stack: str) -> str:
    """`dev` of `organization/project/dev`."""
    return stack.rsplit("/", 1)[-1]


def main() -> int:
    """Runs the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.run", description=__doc__)
    parser.add_argument("stack")
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("extra", nargs=argparse.REMAINDER, help="handed on to pulumi")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # for the commands before the last one as well
    try:
        variables = prepare(root=ROOT, stack=arguments.stack)
        ensure_stack(root=ROOT, stack=arguments.stack, variables=variables)
        os.chdir(ROOT)
        launch(command(verb=arguments.verb, stack=arguments.stack, extra=arguments.extra), variables=variables)
    except (SetupError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
