"""What the requirement files pin, package by package, with the hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from checks.release.parts import ReleaseError
from checks.release.sources import ROOT

__all__ = ["blocks", "runtime", "testing"]

BUILDS = "setuptools"  # among the pins it builds the package, and nothing needs it at run time
READER = "python-calamine"  # of the extra xlsx
TESTS = (  # of the tests that run with the installed wheel: pytest, and what those import
    *("execnet", "iniconfig", "pluggy", "pygments", "pytest", "pytest-xdist"),
    *("hypothesis", "sortedcontainers"),
    "jsonschema-rs",  # judges what the sandbox is sent
)


def runtime() -> str:
    """Requirements of all that a release needs, its extras included."""
    pinned = [block for name, block in blocks(ROOT / "requirements.txt") if name != BUILDS]
    return "".join([*pinned, *_of_development(READER)])


def testing() -> str:
    """Requirements of the tests of an installed release, beside its own."""
    return "".join(_of_development(*TESTS))


def blocks(file: Path) -> Iterator[tuple[str, str]]:
    """Each pin of a file: the package's name, and its lines. A package has several where the Pythons differ."""
    text = "".join(line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.startswith("#"))
    for block in re.findall(r"^[\w.-]+==.*\n(?:[ \t].*\n)*", text, re.MULTILINE):
        yield block.partition("==")[0], block


def _of_development(*names: str) -> list[str]:
    found = [(name, block) for name, block in blocks(ROOT / "requirements-dev.txt") if name in names]
    if missing := set(names) - {name for name, _ in found}:
        raise ReleaseError(f"requirements-dev.txt does not pin {', '.join(sorted(missing))}")
    return [block for _, block in found]
