"""A virtual environment that has this package, or an earlier version of it, from a wheel, as users get it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from io import BytesIO
from pathlib import Path

__all__ = ["BEFORE", "Installed", "wheel"]

ROOT = Path(__file__).parents[2]
BEFORE = "f67a59b43d33"
"""The version before the package got its floors: there is no release yet that an upgrade could begin at."""
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "lox24_provider")


def wheel(folder: Path, *, commit: str = "") -> Path:
    """The wheel of this working tree, or of a commit.

    Raises:
        LookupError: there is no such commit here: the clone is a shallow one.
    """
    copy, into = (folder / f"{name}-{commit or 'now'}" for name in ("sources", "wheels"))
    copy.mkdir()  # a build writes beside its sources
    if commit:
        archive = subprocess.run(["git", "archive", commit, *SOURCES], cwd=ROOT, capture_output=True, check=False)
        if archive.returncode != 0:
            raise LookupError(commit)
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as entries:
            entries.extractall(copy, filter="data")
    else:
        for name in (*SOURCES, "pytest_lox24"):
            (copy / name).symlink_to(ROOT / name)
    build = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(into), str(copy)]
    subprocess.run([sys.executable, "-m", "pip", *build], check=True, capture_output=True)
    (made,) = into.glob("*.whl")
    return made


class Installed:
    """An environment of its own, in which what the package needs is that of the tests: nothing is fetched."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=False)
        self.bin = folder / "bin"
        self._packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
        Path(self._packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))

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
