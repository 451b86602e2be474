"""A user's repository, which `lox24 init` begins or completes: its jobs install what they need, in clones."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.pipelines import WHO, Forge, environment_in, git

__all__ = ["Init", "Scaffolded"]

Init = Callable[..., tuple[int, str, str]]
"""Runs `lox24 init`: exit code, output, errors without their codes."""


@dataclass
class Scaffolded(Forge):
    """One repository on a forge, with nothing in it at first.

    Attributes:
        installs: whether the jobs really install; else what they need is in the clones already, and forked.
    """

    installs: bool = False

    @property
    def first(self) -> Path:
        """Where a person works."""
        return self.folder / "first"

    def __post_init__(self) -> None:
        """Make the repository, without a commit."""
        subprocess.run(["git", "init", "-q", "-b", "main", str(self.first)], check=True)

    def publish(self) -> None:
        """Commit what is there, and push it as branch main."""
        git(self.first, "add", "-A")
        git(self.first, *WHO, "commit", "-qm", "first")
        subprocess.run(["git", "clone", "-q", "--bare", str(self.first), str(self.remote)], check=True)
        git(self.first, "remote", "add", "origin", str(self.remote))
        git(self.first, "fetch", "-q", "origin")

    def clone(self, ref: str = "main") -> Path:
        """A fresh clone, as a checkout action makes one."""
        self._clones += 1
        folder = self.folder / f"clone {self._clones}"
        subprocess.run(["git", "clone", "-q", str(self.remote), str(folder)], check=True)
        git(folder, "checkout", "-q", ref)
        if not self.installs:
            environment_in(folder, spared=True)
        return folder
