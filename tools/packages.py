"""Installs Python packages into a virtual environment: with uv, which takes a quarter of the time, or else with pip.

That uv is the one on PATH; without one, pip installs a pinned one into the environment first.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools.steps import SetupError, Step, Work, count

__all__ = ["Installer"]

PIN = r"^[\w.-]+=="  # a line of a requirements file
FETCHED = r"^(Collecting|Ignoring|Requirement already satisfied:) "  # a line of pip's for each pin
REMEDY = "check the network (python3 -m pip config list), then run make again"


@dataclass(frozen=True)
class Installer:
    """Installs into the environment of `python`; what is there and not asked for stays.

    `uv` is the program; None where there is no build of it for this machine, or an index has none.
    """

    root: Path
    python: Path
    environ: Mapping[str, str]
    uv: str | None = None

    @classmethod
    def found(cls, step: Step, *, root: Path, python: Path, environ: Mapping[str, str]) -> Installer:
        """The installer of an environment, with the uv on PATH or else one that is installed now."""
        path = os.pathsep.join([environ.get("PATH", os.defpath), str(python.parent)])
        installer = cls(root=root, python=python, environ=environ, uv=shutil.which("uv", path=path))
        if installer.uv:
            return installer
        pinned = ["--require-hashes", "--only-binary", ":all:", "-r", "requirements-uv.txt"]
        try:
            installer._pip(step, pinned, doing="installing uv")
        except SetupError as error:
            print(f"{error}\n{step.label} uv is not to be had, so pip has its turn", file=sys.stderr)
        return replace(installer, uv=shutil.which("uv", path=path))

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
        if self.uv:
            # Never `uv pip sync`, which removes what another step has added.
            command = [self.uv, "pip", "install", "--python", str(self.python), *arguments]
            env = {"UV_SYSTEM_CERTS": "true", **self.environ}  # it trusts this machine's certificates then, as pip does
            try:
                step.run(command, cwd=self.root, env=env, doing=f"{doing} with uv", remedy=REMEDY)
            except SetupError as error:  # it does not read pip's configuration: an index, a proxy
                print(f"{error}\n{step.label} uv failed, so pip has its turn", file=sys.stderr)
            else:
                return
        self._pip(step, arguments, doing=doing, work=work)

    def _pip(self, step: Step, arguments: Sequence[str], *, doing: str, work: Work | None = None) -> None:
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        # As uv does: what is imported compiles itself, which is a tenth of it.
        command = [*pip, "install", "--no-compile", *arguments]
        step.run(command, cwd=self.root, doing=f"{doing} with pip", remedy=REMEDY, work=work)
