"""The surfaces of releases, committed in `releases/VERSION`, and which commit a release was made of."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from tools.surface.commands import codes, commands
from tools.surface.deprecated import DEPRECATED, Deprecation
from tools.surface.facts import Surface, Things, read, written
from tools.surface.kept import plan, state
from tools.surface.python_api import python_api
from tools.surface.schemas import plugin, stack_file

__all__ = ["RELEASES", "SURFACES", "commit_of", "committed", "compared_with", "files_of", "today", "versions"]

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT / "releases"

SURFACES: Mapping[str, Callable[[], Things]] = MappingProxyType(
    {
        "python": python_api,
        "plugin": plugin,
        "stack-file": stack_file,
        "state": state,
        "plan": plan,
        "commands": commands,
        "codes": codes,
    }
)


def today(deprecated: Mapping[tuple[str, str], Deprecation] = DEPRECATED) -> Surface:
    """The surfaces of the package as it is installed now."""
    made = {name: surface() for name, surface in SURFACES.items()}
    for (surface, name), one in deprecated.items():
        made[surface][name]["deprecated"] = f"{one.use} Removed in {one.until}."
    return made


def files_of(surface: Surface) -> dict[str, str]:
    """The files of a folder of `releases/`, by name."""
    return {f"{name}.json": written(things) for name, things in surface.items()}


def versions() -> list[str]:
    """Which releases have their surfaces here, the oldest first."""
    return sorted((one.name for one in RELEASES.iterdir()), key=_order)


def compared_with(version: str) -> list[str]:
    """The releases that a version is held against: the one before it, and its own surface once that is written."""
    known = [one for one in versions() if _order(one) <= _order(version)]
    return known[-2:] if version in known else known[-1:]


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)[:3]))  # a `0.2.0rc1` comes with what 0.2.0 has


def committed(version: str) -> Surface:
    """The surfaces of a release; one that was invented later has no file there."""
    return {path.stem: read(path.read_text(encoding="utf-8")) for path in (RELEASES / version).glob("*.json")}


def commit_of(version: str) -> str:
    """The commit that a release was made of, which its tag names; empty where there is no such tag (yet)."""
    asked = ["git", "rev-parse", "--quiet", "--verify", f"refs/tags/v{version}^{{commit}}"]
    found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip()
