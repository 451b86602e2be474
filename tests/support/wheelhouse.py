"""A package index without a network: the wheel of this package, and stand-ins of those that it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Collection
from importlib.metadata import Distribution, distribution
from io import BytesIO
from pathlib import Path

from packaging.requirements import Requirement

from tests.support.pipelines import compiled

__all__ = ["built", "extracted", "wheelhouse"]

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "lox24_provider", "pytest_lox24")


def wheelhouse(folder: Path) -> Path:
    """A folder for `--find-links`."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    _compiled(built(folder, into=wheels))
    for extra in ("sandbox", "xlsx"):
        for one in _needed(distribution("lox24-provider"), extra=extra).values():
            _packed(one, into=wheels)
    return wheels


def built(folder: Path, *, into: Path, commit: str = "") -> Path:
    """The wheel of this package, as a release has it; or of what it was at a commit.

    Raises:
        LookupError: there is no such commit here: the clone is a shallow one.
    """
    copy = folder / f"sources{commit}"  # a build writes beside its sources
    copy.mkdir()
    if commit:
        extracted(commit, into=copy)
    else:
        for name in SOURCES:
            (copy / name).symlink_to(ROOT / name)
    command = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(into), str(copy)]
    subprocess.run([sys.executable, "-m", "pip", *command], check=True, capture_output=True)
    (wheel,) = into.glob("lox24_provider-*.whl")
    return wheel


def extracted(commit: str, *, into: Path, names: Collection[str] = SOURCES) -> None:
    """Files and folders of the repository as they were at a commit.

    Raises:
        LookupError: there is no such commit here: the clone is a shallow one.
    """
    archive = subprocess.run(["git", "archive", commit, "."], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode != 0:
        raise LookupError(commit)
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as entries:
        entries.extractall(into, [one for one in entries if one.name.partition("/")[0] in names], filter="data")


def _compiled(wheel: Path) -> None:
    """Add what Python would else make again in each environment that the wheel is installed in."""
    with zipfile.ZipFile(wheel, "a") as archive:
        for path, content in compiled().items():
            if path.startswith("lox24_provider/"):
                archive.writestr(path, content)


def _needed(of: Distribution, *, extra: str) -> dict[str, Distribution]:
    """What is installed of a package's requirements, and of theirs."""
    found: dict[str, Distribution] = {}
    left = [(of, extra)]
    while left:
        one, chosen = left.pop()
        for wanted in map(Requirement, one.requires or ()):
            if wanted.marker is not None and not any(wanted.marker.evaluate({"extra": name}) for name in ("", chosen)):
                continue
            if wanted.name not in found or wanted.extras:
                left.extend((distribution(wanted.name), name) for name in ("", *wanted.extras))
            found[wanted.name] = distribution(wanted.name)
    return found


def _packed(one: Distribution, *, into: Path) -> None:
    """A wheel that an installer resolves as the real one; what is in that is found where it is installed already."""
    name = f"{re.sub(r'[-_.]+', '_', one.name)}-{one.version}"
    folder = f"{name}.dist-info"
    files = {
        f"{folder}/METADATA": one.read_text("METADATA"),
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{name}.pth": f"{sysconfig.get_path('purelib')}\n",  # without what the links of that folder would add
    }
    with zipfile.ZipFile(into / f"{name}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text or "")
        archive.writestr(f"{folder}/RECORD", "".join(f"{path},,\n" for path in (*files, f"{folder}/RECORD")))
