"""A package index without a network: wheels of this package and of what it needs, made of what is installed here."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

__all__ = ["built", "wheelhouse"]

ROOT = Path(__file__).parents[2]
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "lox24_provider", "pytest_lox24")


def wheelhouse(folder: Path) -> Path:
    """A folder for `--find-links`."""
    wheels = folder / "wheels"
    wheels.mkdir()
    built(folder, into=wheels)
    for one in _needed(distribution("lox24-provider"), extra="sandbox").values():
        _packed(one, into=wheels)
    return wheels


def built(folder: Path, *, into: Path) -> Path:
    """The wheel of this package, as a release has it."""
    copy = folder / "copy"  # a build writes beside its sources
    copy.mkdir()
    for name in SOURCES:
        (copy / name).symlink_to(ROOT / name)
    command = ["wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(into), str(copy)]
    subprocess.run([sys.executable, "-m", "pip", *command], check=True, capture_output=True)
    (wheel,) = into.glob("lox24_provider-*.whl")
    return wheel


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
    """The wheel that an installed package came from, but for what installers write."""
    tags = re.findall(r"^Tag: (.+)$", one.read_text("WHEEL") or "", re.MULTILINE)
    parts = [sorted({tag.split("-")[at] for tag in tags}) for at in range(3)]
    name = re.sub(r"[-_.]+", "_", one.name)
    records = []
    file = into / f"{name}-{one.version}-{'-'.join('.'.join(part) for part in parts)}.whl"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for path, data in _files(one):
            archive.writestr(path, data)
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            records.append(f"{path},sha256={digest},{len(data)}\n")
            if path.endswith(".dist-info/METADATA"):
                record = path.removesuffix("METADATA") + "RECORD"
        archive.writestr(record, "".join([*records, f"{record},,\n"]))


def _files(one: Distribution) -> Iterator[tuple[str, bytes]]:
    left_out = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
    for path in one.files or ():
        is_ours = path.parts[0] not in ("..", "/") and path.suffix != ".pyc" and path.name not in left_out
        if is_ours:
            yield path.as_posix(), Path(str(path.locate())).read_bytes()
