"""The Pythons of this machine that a release is for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from checks.release.parts import outside

__all__ = ["found"]

ASK_SECONDS = 60  # generous: the first start from a cold disk is slow
QUESTION = "import sys; print('%d.%d' % sys.version_info[:2], sys._base_executable)"


def found(wanted: Iterable[str], *, environ: Mapping[str, str]) -> dict[str, Path]:
    """A program for each version that is here: this process's own Python, one on PATH, or one that pyenv has."""
    here: dict[str, Path] = {}
    for version in wanted:
        for candidate in _candidates(version, environ=environ):
            if base := _base(candidate, version=version):
                here[version] = base
                break
    return here


def _candidates(version: str, *, environ: Mapping[str, str]) -> Iterator[Path]:
    if version == "{}.{}".format(*sys.version_info[:2]):
        yield Path(sys.executable)
    for folder in environ.get("PATH", os.defpath).split(os.pathsep):
        if program := shutil.which(f"python{version}", path=folder):
            yield Path(program)
    versions = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from sorted(versions.glob(f"{version}.*/bin/python{version}"), reverse=True)


def _base(program: Path, *, version: str) -> Path | None:
    """The Python itself, where the program is one of an environment; None where it does not start, as pyenv's shims."""
    try:
        asked = subprocess.run(
            [program, "-c", QUESTION], capture_output=True, text=True, check=False, timeout=ASK_SECONDS, env=outside()
        )
    except (OSError, subprocess.SubprocessError):
        return None
    said, _, base = asked.stdout.strip().partition(" ")
    return Path(base) if asked.returncode == 0 and said == version else None
