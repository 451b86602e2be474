"""The program of Pulumi YAML, which needs no Python: its language host, and the text of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from lox24_provider.adapter.state_format import NATIVE_GROUP_TYPE
from tools.engine import cache_folder

__all__ = ["absent", "program", "variables"]

_HOST = "pulumi-language-yaml"


def absent() -> str:
    """Why no YAML program can run here; empty if it can."""
    return "" if _host() else f"{_HOST} is neither on PATH nor in the cache of the Pulumi CLI"


def variables() -> dict[str, str]:
    """What lets the CLI find the host."""
    return {"PATH": os.pathsep.join([str(Path(_host()).parent), os.environ.get("PATH", os.defpath)])}


def program(*, size: int, words: str) -> str:
    """Groups as the other programs declare them; `words` describe the first."""
    lines = ["resources:"]
    for number in range(size):
        lines += [f"  g{number:05}:", f"    type: {NATIVE_GROUP_TYPE}", "    properties:"]
        lines += [f"      name: Group {number:05}", *([f"      description: {words}"] if number == 0 else [])]
    return "\n".join(lines) + "\n"


def _host() -> str:
    built = sorted(cache_folder(os.environ).parent.glob(f"{_HOST}-*/bin/{_HOST}"))
    return shutil.which(_HOST) or (str(built[-1]) if built else "")
