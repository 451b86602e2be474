"""A virtual environment that has this package, or what it was, from a wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

__all__ = ["Installed"]


class Installed:
    """An environment of its own, in which what the package needs is that of the tests: nothing is fetched."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False)
        self.bin = folder / "bin"
        packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
        Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))

    def by_pip(self, wheel: Path) -> None:
        """Install a wheel with pip."""
        self._run(sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "install", wheel=wheel)

    def by_uv(self, wheel: Path) -> None:
        """Install a wheel with uv, in the place of what was there."""
        uv = shutil.which("uv")
        assert uv is not None
        self._run(uv, "pip", "install", "--python", str(self.bin / "python"), wheel=wheel)

    def _run(self, *command: str, wheel: Path) -> None:
        subprocess.run([*command, "--quiet", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
