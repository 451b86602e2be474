"""What the engine's folder backend writes beside each file, and how a killed run leaves it.

A sidecar (`.attrs`, JSON) says of what type the file is. A run that is killed while it writes one leaves it cut, and
then the engine reads the file itself no more, though that is whole. Nothing needs a sidecar: without one all is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from glob import escape
from pathlib import Path
from urllib.parse import unquote

import yaml

from lox24_provider.safe_io.json_reading import json_of
from lox24_provider.safe_io.yaml_reading import read_text, yaml_of
from lox24_provider.workflow.project import Project

__all__ = ["backend_address", "cut_sidecars", "folder_of", "state_folder"]

_SCHEME = "file://"


def state_folder(project: Project, *, environment: Mapping[str, str]) -> Path | None:
    """The folder in which a backend of files keeps the states (`.pulumi`), None for any other backend.

    Found as the engine finds it, which cannot be asked: where a sidecar of its own is cut, it does not say.
    """
    url = backend_address(project, environment=environment)
    return folder_of(url, project=project) if url.startswith(_SCHEME) else None


def backend_address(project: Project, *, environment: Mapping[str, str]) -> str:
    """The backend's address as the engine would take it; "" where nobody says one."""
    return environment.get("PULUMI_BACKEND_URL") or _of_project(project) or _logged_in(environment)


def folder_of(url: str, *, project: Project) -> Path:
    """The folder that a `file://` address names."""
    path = unquote(url.removeprefix(_SCHEME).partition("?")[0])
    return project.folder / Path(path).expanduser() / ".pulumi"


def cut_sidecars(project: Project, *, stack: str | None, environment: Mapping[str, str]) -> list[Path]:
    """The sidecars that are no JSON, of those that bar somebody's way; none if the backend is no folder.

    They are the backend's own, every stack's (one of them bars `pulumi stack ls`), and those of the history of `stack`.
    """
    folder = state_folder(project, environment=environment)
    if folder is None:
        return []
    patterns = ["meta.yaml.attrs", "stacks/**/*.attrs"]
    if stack is not None:
        patterns.append(f"history/{escape(project.name)}/{escape(stack.rsplit('/', 1)[-1])}/*.attrs")
    return sorted(file for pattern in patterns for file in folder.glob(pattern) if _is_cut(file))


def _is_cut(file: Path) -> bool:
    try:
        return not isinstance(json_of(file.read_bytes()), dict)
    except ValueError:
        return True
    except OSError:
        return False


def _of_project(project: Project) -> str:
    try:
        content = yaml_of(read_text(project.file))
    except (OSError, ValueError, yaml.YAMLError):
        return ""
    backend = content.get("backend") if isinstance(content, dict) else None
    return str(backend.get("url") or "") if isinstance(backend, dict) else ""


def _logged_in(environment: Mapping[str, str]) -> str:
    """The backend of `pulumi login`."""
    home = environment.get("PULUMI_CREDENTIALS_PATH") or environment.get("PULUMI_HOME") or "~/.pulumi"
    try:
        told = json_of(Path(home, "credentials.json").expanduser().read_bytes())
    except (OSError, ValueError, RuntimeError):  # the last where nobody has a home
        return ""
    return str(told.get("current") or "") if isinstance(told, dict) else ""
