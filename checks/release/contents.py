"""What is in wheel and source distribution: all that belongs there, and nothing else."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

from checks.release.packages import Packages
from checks.release.parts import ReleaseError, joined
from tests.support.package_contents import packaged

__all__ = ["problems", "seen", "strays"]

SOURCES = {"CHANGELOG.md", "LICENSE", "MANIFEST.in", "README.md", "pyproject.toml", "setup.py"}
"""What builds the package, and what a reader wants to know of it. MANIFEST.in says why there is no more."""

MADE = {"PKG-INFO", "setup.cfg"}  # by setuptools
EGG = "lox24_provider.egg-info"
EGG_FILES = ("PKG-INFO", "SOURCES.txt", "dependency_links.txt", "entry_points.txt", "requires.txt", "top_level.txt")
DIST_FILES = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt")


def seen(packages: Packages) -> str:
    """How many files are in each.

    Raises:
        ReleaseError: a file is missing or does not belong there.
    """
    if found := problems(packages):
        raise ReleaseError(joined(found))
    return f"{len(_wheel(packages.wheel))} files in the wheel, {len(_sdist(packages.sdist))} in the source distribution"


def problems(packages: Packages) -> list[str]:
    """A sentence for each file that is missing or stray."""
    modules = packaged()
    name, version, *_ = packages.wheel.name.split("-")
    dist = {f"{name}-{version}.dist-info/{file}" for file in DIST_FILES}
    sdist = modules | SOURCES | MADE | {f"{EGG}/{file}" for file in EGG_FILES}
    return [
        *strays(_wheel(packages.wheel), expected=modules | dist, where="the wheel"),
        *strays(_sdist(packages.sdist), expected=sdist, where="the source distribution"),
    ]


def strays(held: set[str], *, expected: set[str], where: str) -> list[str]:
    """What differs, file by file."""
    return [
        *(f"{name} does not belong in {where}" for name in sorted(held - expected)),
        *(f"{name} is not in {where} (does git know it?)" for name in sorted(expected - held)),
    ]


def _wheel(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def _sdist(path: Path) -> set[str]:
    with tarfile.open(path) as archive:
        return {entry.name.partition("/")[2] for entry in archive if not entry.isdir()}
