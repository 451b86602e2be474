"""Builds wheel and source distribution, and finds that the same sources always give the same bytes."""

from __future__ import annotations

import hashlib
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.release import sources, tarball
from checks.release.parts import ReleaseError, outside, run

__all__ = ["Packages", "built", "differences", "digest"]


@dataclass(frozen=True)
class Packages:
    """What a release puts on a package index."""

    wheel: Path
    sdist: Path


def built(folder: Path, *, epoch: int) -> Packages:
    """The packages, which were built twice, and the wheel once more of the source distribution.

    Raises:
        ReleaseError: something cannot be built, or is not the same each time.
    """
    first, second = (
        _packages(folder / name, epoch=epoch, backwards=backwards)
        for name, backwards in (("first", False), ("second, elsewhere", True))
    )
    unpacked = folder / "unpacked"
    with tarfile.open(first.sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (source,) = unpacked.iterdir()
    again = _build(source, what="wheel", into=folder / "again", epoch=epoch)
    problems = [
        *differences("source distribution", of={"a second build": second.sdist}, to=first.sdist),
        *differences("wheel", of={"a second build": second.wheel, "its own sources": again}, to=first.wheel),
    ]
    if problems:
        raise ReleaseError("; ".join(problems))
    return first


def differences(kind: str, *, of: Mapping[str, Path], to: Path) -> list[str]:
    """A sentence for each file that has other bytes."""
    return [
        f"the {kind} is another one by {name}: {digest(path)[:12]} instead of {digest(to)[:12]}"
        for name, path in of.items()
        if digest(path) != digest(to)
    ]


def digest(path: Path) -> str:
    """SHA-256, as it stands in SHA256SUMS."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _packages(folder: Path, *, epoch: int, backwards: bool) -> Packages:
    source = sources.export(folder / "sources", backwards=backwards)
    sdist = _build(source, what="sdist", into=folder / "built", epoch=epoch, seed=int(backwards))
    tarball.normalise(sdist, epoch=epoch)
    return Packages(_build(source, what="wheel", into=folder / "built", epoch=epoch, seed=int(backwards)), sdist)


def _build(source: Path, *, what: str, into: Path, epoch: int, seed: int = 0) -> Path:
    """One package, by the setuptools that is pinned: nothing is fetched."""
    environment = {**outside(), "SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": str(seed), "TZ": f"UTC-{seed}"}
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{what}", "--outdir", str(into), str(source)]
    run(command, doing=f"building the {what}", cwd=source, env=environment)
    (made,) = into.glob("*.whl" if what == "wheel" else "*.tar.gz")
    return made
