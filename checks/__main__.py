"""Runs the checks that need more than the tests do: `python -m checks [PART ...]`, each part one row of a table.

A part that fails does not hide the others: each is run, and a line says how it ended and how long it took.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["PARTS", "Part", "main"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True)
class Part:
    """One row.

    Attributes:
        about: what it checks, in a few words.
        commands: run one after another in the root of the clone; the first that fails ends the part.
        variables: set besides.
    """

    about: str
    commands: Sequence[Sequence[str]]
    variables: Mapping[str, str] = field(default_factory=dict)


PYTHON = sys.executable
SLOW = "faulthandler_timeout=1800"  # seconds: the first program in Go compiles all of Pulumi's SDK
FRESH = (PYTHON, "-m", "tools.environment")  # with what the commands before have built on PATH

PARTS: Mapping[str, Part] = {
    "site": Part(
        about="the site is built without a warning",
        commands=[["mkdocs", "build", "--strict", "--quiet"]],
        variables={"NO_MKDOCS_2_WARNING": "1"},  # of a release that the pins do not have
    ),
    "pages": Part(
        about="every command of the tutorial and the how-to pages",
        commands=[["pytest", "-q", "-n", "auto", "--maxschedchunk", "1", "-rP", "checks/pages"]],
    ),
    "release": Part(
        about="all of a release but upload and signing",
        commands=[[PYTHON, "-m", "checks.release"]],
    ),
    "plugin": Part(
        about="the archive of the native plugin, installed and run; the changelog",
        commands=[["pytest", "-q", "checks/plugin", "checks/changelog"]],
    ),
    "surface": Part(
        about="what a release promised is what its wheel has",
        commands=[["pytest", "-q", "checks/surface"]],
    ),
    "spelling": Part(
        about="words that are spelt wrong",
        commands=[[PYTHON, "-m", "checks.spelling"]],
    ),
    "languages": Part(
        about="the examples in TypeScript and Go, from create to destroy, and their packages",
        commands=[
            [PYTHON, "-m", "tools.languages"],
            [PYTHON, "-m", "tools.sdks"],
            [*FRESH, "pytest", "-q", "-o", SLOW, "tests/engine/test_languages.py", "-m", "torture"],
            [*FRESH, "pytest", "-q", "checks/sdks"],
        ],
        variables={"TORTURE": "2"},  # the long form of both tests, which the short one skips
    ),
}


def main(arguments: Sequence[str] | None = None, *, parts: Mapping[str, Part] = PARTS) -> int:
    """Runs the parts that are named, or all; 1 if any failed, 130 if a person interrupted them."""
    parser = argparse.ArgumentParser(prog="python -m checks", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"one of {', '.join(parts)}; all of them where none is named")
    named = parser.parse_args(arguments).part
    if unknown := [name for name in named if name not in parts]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(parts)}")
    chosen = list(dict.fromkeys(named)) or list(parts)
    try:
        ended = [_ended(name, parts[name], at=at, of=len(chosen)) for at, name in enumerate(chosen, start=1)]
    except KeyboardInterrupt:
        return 130
    for line, _ in ended:
        print(line, flush=True)
    return 0 if all(fine for _, fine in ended) else 1


def _ended(name: str, part: Part, *, at: int, of: int) -> tuple[str, bool]:
    """What to say of a part that has run, and whether all is well."""
    print(f"[check {at}/{of}] {name}: {part.about}", flush=True)
    began = time.monotonic()
    failed = next((reason for command in part.commands if (reason := _failure(command, part.variables))), None)
    line = f"{'FAILED' if failed else 'ok':<6} {name:<9} {time.monotonic() - began:5.0f} s"
    return (f"{line}  {failed}" if failed else line), failed is None


def _failure(command: Sequence[str], variables: Mapping[str, str]) -> str | None:
    """Runs a command, whose output is shown as it comes; in what way it failed, None if it did not."""
    shown = " ".join("python" if word == PYTHON else word for word in command)
    try:
        code = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode
    except OSError as error:
        return f"{shown}: {error.strerror}"
    return f"{shown}: exit status {code}" if code else None


if __name__ == "__main__":
    sys.exit(main())
