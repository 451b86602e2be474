"""Makes a source distribution's bytes depend on its files alone.

setuptools writes the times, the owner and the modes that its working copies have, and gzip adds the time of day
(`SOURCE_DATE_EPOCH` counts for wheels only). So the archive is written once more: one order, one time, nobody's files.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

__all__ = ["normalise"]


def normalise(path: Path, *, epoch: int) -> None:
    """Writes a `.tar.gz` again in its place."""
    plain = io.BytesIO()
    with tarfile.open(path) as old, tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as new:
        for entry in sorted(old.getmembers(), key=lambda entry: entry.name):
            clean = tarfile.TarInfo(entry.name)
            clean.type, clean.size, clean.mtime = entry.type, entry.size, epoch
            clean.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            new.addfile(clean, old.extractfile(entry))
    with path.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=epoch) as packed:
        packed.write(plain.getvalue())
