"""The folder of a plan: there as a whole or not at all, and never over anything that is not a plan."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from lox24_provider.delivery.manifest import ENGINE_PLAN, IGNORE, MANIFEST, REVIEWS, PlanError, is_manifest
from lox24_provider.text import one_line

__all__ = ["FILES", "making"]

FILES = frozenset({IGNORE, MANIFEST, ENGINE_PLAN, *REVIEWS})
"""What a plan's folder may hold; anything else in it is somebody's own."""


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Where to write a plan's files; they are put into `folder` at the end, unless something fails.

    An older plan in `folder` goes at once: after a failure it would be taken for the one that was asked for.

    Raises:
        PlanError: there is something that is no plan; it stays as it is.
        OSError: the folder cannot be written.
    """
    _clear(folder)
    with TemporaryDirectory(prefix="lox24-plan-") as made:
        yield Path(made)
        _place(Path(made), folder)


def _clear(folder: Path) -> None:
    """Take an older plan away, file by file."""
    if why := _foreign(folder):
        raise PlanError(
            f"{one_line(str(folder))} is there already and is no plan of lox24 ({why}): choose another folder"
        )
    if not folder.exists():
        return
    for name in (MANIFEST, *sorted(FILES - {MANIFEST})):  # without its manifest the rest is no plan any more
        (folder / name).unlink(missing_ok=True)
    with suppress(OSError):  # it may be a mount, or where somebody stands
        folder.rmdir()


def _foreign(folder: Path) -> str:
    """Why a path is neither free nor a plan's folder; "" if it is."""
    if folder.is_symlink():
        return "it is a link"
    if not folder.exists():
        return ""
    if not folder.is_dir():
        return "it is a file"
    found = sorted(folder.iterdir())
    for path in found:
        if path.name not in FILES or not stat.S_ISREG(path.lstat().st_mode):
            return f"it holds {one_line(path.name, limit=80)}"
    if found and not (MANIFEST in {path.name for path in found} and is_manifest((folder / MANIFEST).read_bytes())):
        return "it has no manifest of a plan"
    return ""


def _place(made: Path, folder: Path) -> None:
    """Copy a plan that is complete, its manifest last, into a folder that is not there or empty."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.is_symlink() or any(folder.iterdir()):
        raise PlanError(f"{one_line(str(folder))} was written by somebody else in the meantime: plan again")
    files = sorted(made.iterdir(), key=lambda path: (path.name == MANIFEST, path.name))
    written: list[Path] = []
    try:
        for file in files:
            with file.open("rb") as whole, (folder / file.name).open("xb") as copy:
                written.append(folder / file.name)
                shutil.copyfileobj(whole, copy)
    except BaseException:
        for path in reversed(written):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
        raise
