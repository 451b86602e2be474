"""The wheels that a release needs, fetched once for each Python and kept for every clone on the machine."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from checks.release.parts import ReleaseError, run
from lox24_provider.workflow.cli_cache import cache_folder, lock

__all__ = ["kept"]


def kept(python: Path, *, version: str, requirements: str, environ: Mapping[str, str]) -> Path:
    """A folder for `--find-links`. What is pinned there already is not asked for again.

    Raises:
        ReleaseError: the wheels cannot be fetched or made.
    """
    name = f"{version}-{hashlib.sha256(requirements.encode()).hexdigest()[:16]}"
    folder = cache_folder(environ, "").parent / "release-wheels" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with lock(folder.with_name(f"{name}.lock"), wait=lambda: _tell(version)):
        if not folder.is_dir():
            staging = folder.with_name(f"{name}.part")
            shutil.rmtree(staging, ignore_errors=True)  # of one that was killed
            staging.mkdir()
            _fetch(python, version=version, requirements=requirements, into=staging)
            staging.rename(folder)
    return folder


def _tell(version: str) -> None:
    print(f"waiting for another run, which fetches the wheels for Python {version} now", file=sys.stderr)


def _fetch(python: Path, *, version: str, requirements: str, into: Path) -> None:
    """By pip of that Python, with the person's settings of pip: whichever index and certificates those name."""
    file = into / "requirements.txt"
    file.write_text(requirements, "utf-8")
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--require-hashes",
        "-r",
        str(file),
        "-w",
        str(into),
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    try:
        run(command, doing=f"fetching the wheels for Python {version}", cwd=into, env=own)
    except ReleaseError:
        shutil.rmtree(into)
        raise
