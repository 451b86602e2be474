"""Installs Python packages into a virtual environment: with uv, which takes a quarter of the time, or else with pip.

That uv is the one on PATH; without one, pip installs a pinned one into the environment first.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.steps import TAIL_LINES, SetupError, Step, Work, count

__all__ = ["Installer"]

PIN = r"^[\w.-]+=="  # a line of a requirements file
FETCHED = r"^(Collecting|Ignoring|Requirement already satisfied:) "  # a line of pip's for each pin
REMEDY = "check the network (python3 -m pip config list), then run make again"


# A person's variables count if they say where packages come from. None of them changes what is installed, or where:
# uv has such for all that it can do, pip (whose other ones an option of the command overrides) these three.
SOURCES = (
    "INDEX|FIND_LINKS|OFFLINE|CACHE|LINK_MODE|HTTP|SSL|TLS|CERT|INSECURE|KEYRING|CREDENTIALS|REQUEST|CONFIG|CONCURRENT"
)
IGNORED = re.compile(rf"UV_(?!.*({SOURCES}))|PIP_(PREFIX|ROOT|DRY_RUN)$")
INDEX = re.compile(r"^(global|install|:env:)\.index-url='(.+)'$", re.MULTILINE)


@dataclass
class Installer:
    """Installs into the environment of `python`; what is there and not asked for stays.

    `uv` is the program; None where there is no build of it for this machine, or an index has none, or it has failed.
    """

    root: Path
    python: Path
    environ: Mapping[str, str]
    uv: str | None = None

    @classmethod
    def found(cls, step: Step, *, root: Path, python: Path, environ: Mapping[str, str]) -> Installer:
        """The installer of an environment, with the uv on PATH or else one that is installed now."""
        kept = {name: value for name, value in environ.items() if not IGNORED.match(name)}
        path = os.pathsep.join([environ.get("PATH", os.defpath), str(python.parent)])
        installer = cls(root=root, python=python, environ=kept, uv=shutil.which("uv", path=path))
        if not installer.uv:
            # Few retries: if the network is away, pip says so in its own turn, and takes its time for that.
            pinned = ["--retries", "1", "--require-hashes", "--only-binary", ":all:", "-r", "requirements-uv.txt"]
            try:
                installer._pip(step, pinned, doing="installing uv")
            except SetupError as error:
                installer._give_way(step, error, tail=1)
            installer.uv = shutil.which("uv", path=path)
        if installer.uv:
            installer.environ = {**installer._defaults(), **kept}
        return installer

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
            self._forget_cut_off()
            # Never `uv pip sync`, which removes what another step has added.
            command = [self.uv, "pip", "install", "--python", str(self.python), *arguments]
            try:
                step.run(command, cwd=self.root, env=self.environ, doing=f"{doing} with uv", remedy=REMEDY)
            except SetupError as error:  # it does not read pip's configuration, such as a proxy
                self._give_way(step, error)
            else:
                return
        self._pip(step, arguments, doing=doing, work=work)

    def _give_way(self, step: Step, error: SetupError, *, tail: int = TAIL_LINES) -> None:
        """Says why pip installs all from now on."""
        self.uv = None
        print(error.told(f"{step.label} {error.what}, so pip has its turn", tail=tail), file=sys.stderr)

    def _defaults(self) -> dict[str, str]:
        """What uv takes from pip where a person has told it nothing: this machine's certificates, and pip's index."""
        defaults = {"UV_SYSTEM_CERTS": "true"}
        if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & self.environ.keys():
            asked = subprocess.run(
                [*self._command, "config", "list"], env=self.environ, capture_output=True, text=True, check=False
            )
            indexes = dict(INDEX.findall(asked.stdout))
            for section in ("global", "install", ":env:"):  # the last one counts
                if section in indexes:
                    defaults["UV_DEFAULT_INDEX"] = indexes[section]
        return defaults

    @property
    def _command(self) -> list[str]:
        """Without PYTHONPATH, whose packages pip would take for installed ones."""
        return [str(self.python), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]

    def _forget_cut_off(self) -> None:
        """Has what was cut off installed again: both write INSTALLER at the end, but take less for a whole package."""
        environment = self.python.parent.parent
        for pattern in ("lib/*/site-packages/*.dist-info", "*/*.dist-info"):  # the latter of a folder apart
            for folder in environment.glob(pattern):
                if not (folder / "INSTALLER").exists():
                    shutil.rmtree(folder)

    def _pip(self, step: Step, arguments: Sequence[str], *, doing: str, work: Work | None = None) -> None:
        self._forget_cut_off()
        # Into this environment, whatever pip's configuration says. As uv does, it compiles nothing: what is imported
        # compiles itself, which is a tenth of it.
        command = [*self._command, "install", "--no-compile", "--no-user", "--target=", *arguments]
        step.run(command, cwd=self.root, env=self.environ, doing=f"{doing} with pip", remedy=REMEDY, work=work)
