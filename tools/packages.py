"""Installs Python packages into a virtual environment: with uv where it is found on PATH, with pip otherwise."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.steps import SetupError, Step, Work, count

__all__ = ["Installer"]

PIN = r"^[\w.-]+=="  # a line of a requirements file
FETCHED = r"^(Collecting|Ignoring|Requirement already satisfied:) "  # a line of pip's for each pin
REMEDY = "check the network (python3 -m pip config list), then run make again"


@dataclass(frozen=True)
class Installer:
    """Installs into the environment of `python`; what is there and not asked for stays."""

    root: Path
    python: Path
    environ: Mapping[str, str]

    def pinned(self, step: Step, file: str, *, doing: str, into: Path | None = None) -> None:
        """Installs what a requirements file of `root` pins, by its hashes; `into` names a folder apart."""
        total = count(PIN, (self.root / file).read_text(encoding="utf-8"))
        apart = ["--no-deps", "--upgrade", "--target", str(into)] if into else []
        self._install(
            step,
            ["--require-hashes", *apart, "-r", file],
            doing=f"{doing} ({total} packages)",
            work=Work(total=total, what="packages", pattern=FETCHED),
        )

    def editable(self, step: Step, *, doing: str) -> None:
        """Installs the project of `root` itself; setuptools is among the pins, so that nothing more is fetched."""
        self._install(step, ["--no-deps", "--no-build-isolation", "-e", "."], doing=doing)

    def _install(self, step: Step, arguments: Sequence[str], *, doing: str, work: Work | None = None) -> None:
        uv = shutil.which("uv", path=self.environ.get("PATH", os.defpath))
        if uv:
            # Never `uv pip sync`, which removes what another step has added.
            command = [uv, "pip", "install", "--python", str(self.python), *arguments]
            try:
                step.run(command, cwd=self.root, doing=f"{doing} with uv", remedy=REMEDY)
            except SetupError as error:  # it reads neither pip's configuration nor its certificates
                print(f"{error}\n{step.label} uv failed, so pip has its turn", file=sys.stderr)
            else:
                return
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        # As uv does: what is imported compiles itself, which is a tenth of it.
        command = [*pip, "install", "--no-compile", *arguments]
        step.run(command, cwd=self.root, doing=f"{doing} with pip", remedy=REMEDY, work=work)
