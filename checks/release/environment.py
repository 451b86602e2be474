"""An environment of its own, in which a release is installed as users do, from folders instead of an index."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from checks.release.parts import outside, run

__all__ = ["Environment"]


class Environment:
    """An empty one of a Python, and what is done in it."""

    def __init__(self, folder: Path, *, python: Path, version: str) -> None:
        self.version = version
        self.bin = folder / "bin"
        self.python = self.bin / "python"
        self._beside = folder.parent
        self._run([python, "-m", "venv", "--without-pip", folder], doing="making the environment")

    def install(self, *what: str, links: Sequence[Path]) -> None:
        """By pip, which finds what is in the folders and nothing else: neither an index nor a person's settings."""
        found = [word for folder in links for word in ("--find-links", str(folder))]
        self.pip("install", "--no-compile", "--no-index", *found, *what)

    def pip(self, verb: str, *arguments: str) -> str:
        """What a command of pip writes. It is not the environment's own, in which there is nothing but the release."""
        pip = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "--python", str(self.python)]
        return self._run([*pip, verb, *arguments], doing=f"pip {verb}")

    def run(
        self, program: str, *arguments: str, cwd: Path | None = None, variables: Mapping[str, str] | None = None
    ) -> str:
        """What a program of the environment, or else of PATH, writes.

        Raises:
            ReleaseError: it fails.
        """
        own = self.bin / program
        command = [str(own) if own.exists() else program, *arguments]
        return self._run(command, doing=f"`{' '.join([program, *arguments])}`", cwd=cwd, variables=variables)

    def _run(
        self,
        command: Sequence[str | Path],
        *,
        doing: str,
        cwd: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> str:
        path = f"{self.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        env = {**outside(), "PATH": path, "VIRTUAL_ENV": str(self.bin.parent), **(variables or {})}
        return run(command, doing=f"Python {self.version}: {doing}", cwd=cwd or self._beside, env=env)
