"""Where the engine finds the native plugin: by an entry of Pulumi.yaml, on PATH, or in its own cache, in this order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lox24_provider.adapter.native.version import precedence
from lox24_provider.safe_io.yaml_reading import read_text, yaml_of
from lox24_provider.workflow.environment import pulumi_home
from lox24_provider.workflow.project import Project

__all__ = ["CACHE", "ENTRY", "FILE", "NAME", "ON_PATH", "Found", "cached", "find"]

NAME = "lox24"
FILE = "pulumi-resource-lox24"

ENTRY, ON_PATH, CACHE = "`plugins:` in Pulumi.yaml", "PATH", "Pulumi's cache"

_FOLDER = f"resource-{NAME}-v"


@dataclass(frozen=True, kw_only=True)
class Found:
    """The plugin that the engine would take.

    Attributes:
        where: one of `ENTRY`, `ON_PATH` and `CACHE`.
        place: the file, or the folder of an entry that has none.
        is_there: whether there is a file that can be run.
        version: the one that the cache calls it; "" elsewhere, where any will do.
    """

    where: str
    place: Path
    is_there: bool = True
    version: str = ""


def find(project: Project | None, *, environment: Mapping[str, str], exactly: str = "") -> Found | None:
    """The plugin that the engine would take, None if there is none.

    Args:
        project: whose file may name a folder.
        exactly: the version that a program or a state asks for; only the cache looks at it.
    """
    if project is not None:
        for folder in _entries(project, exactly=exactly):
            file = shutil.which(FILE, path=str(folder))
            return Found(where=ENTRY, place=Path(file or folder), is_there=file is not None)
    ignored = environment.get("PULUMI_IGNORE_AMBIENT_PLUGINS", "").lower() in ("1", "true")
    if not ignored and (file := shutil.which(FILE, path=environment.get("PATH"))):
        return Found(where=ON_PATH, place=Path(file))
    known = cached(environment)
    version = exactly or max(known, key=precedence, default="")
    return Found(where=CACHE, place=known[version], version=version) if version in known else None


def cached(environment: Mapping[str, str]) -> dict[str, Path]:
    """The plugins in Pulumi's cache, by their versions; what it has not finished to install is none."""
    found = {}
    for folder in sorted((pulumi_home(environment) / "plugins").glob(f"{_FOLDER}*")):
        version = folder.name.removeprefix(_FOLDER)
        file = shutil.which(FILE, path=str(folder))
        if file is None or folder.with_name(f"{folder.name}.partial").exists():
            continue
        try:
            precedence(version)
        except ValueError:  # none of the engine's
            continue
        found[version] = Path(file)
    return found


def _entries(project: Project, *, exactly: str) -> Iterator[Path]:
    """The folders that the project's file names for the plugin."""
    try:
        content = yaml_of(read_text(project.file))
    except (OSError, ValueError, yaml.YAMLError):  # which others tell
        return
    for one in _list(_mapping(_mapping(content).get("plugins")).get("providers")):
        entry = _mapping(one)
        version = str(entry.get("version") or "").removeprefix("v")
        if entry.get("name") == NAME and isinstance(entry.get("path"), str) and version in ("", exactly or version):
            yield project.folder / entry["path"]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
