"""The folder of a plan: there as a whole or not at all, and never over anything that is not a plan."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from lox24_provider.display.text import one_line
from lox24_provider.errors import PlanError
from lox24_provider.safe_io.reading import by_words
from lox24_provider.safe_io.writing import around, opened, placed
from lox24_provider.workflow.approval_plan.manifest import ALL, ENGINE_PLAN, IGNORE, MANIFEST, REVIEWS, is_manifest
from lox24_provider.workflow.approval_plan.signing import SIGNATURE, Key
from lox24_provider.workflow.approval_plan.used import USED, refuse_used
from lox24_provider.workflow.environment import PLAN_KEY

__all__ = ["FILES", "making", "taken"]

FILES = frozenset({IGNORE, MANIFEST, ENGINE_PLAN, SIGNATURE, USED, *REVIEWS})
"""What a plan's folder may hold; anything else in it is somebody's own."""


@contextmanager
def making(folder: Path, *, key: Key | None = None) -> Iterator[Path]:
    """Where to write a plan's files; they are put into `folder` at the end, signed, unless something fails.

    An older plan in `folder` goes at once: after a failure it would be taken for the one that was asked for.

    Raises:
        PlanError: there is something that is no plan; it stays as it is.
        OSError: the folder cannot be written, or a link leads to it out of the repository.
    """
    placed(by_words(folder), root=around(folder), itself=True)
    _clear(folder)
    with TemporaryDirectory(prefix="lox24-plan-") as made:
        yield Path(made)
        if key is not None:
            signature = key.signature({path.name: path.read_bytes() for path in Path(made).iterdir()})
            (Path(made) / SIGNATURE).write_text(f"{signature}\n", encoding="utf-8")
        _place(Path(made), folder)


@contextmanager
def taken(folder: Path, *, key: Key | None) -> Iterator[Path]:
    """A copy of a plan's files for one application: what was looked at is what runs, whoever writes meanwhile.

    Raises:
        PlanUsed: it was applied without checkpoints before.
        PlanError: with a key, the plan is not signed by it; without one, it is signed.
        OSError: a file cannot be read.
    """
    refuse_used(folder)
    files, foreign = _files(folder)
    name = one_line(str(folder))
    if key is None and SIGNATURE in files:
        raise PlanError(f"{name} is signed: set {PLAN_KEY} to the key that it was planned with; nothing was changed")
    if key is not None and SIGNATURE not in files and MANIFEST in files:
        raise PlanError(f"{name} is not signed, and {PLAN_KEY} is set: plan with that key; nothing was changed")
    if key is not None and files and (foreign or files.get(IGNORE, ALL) != ALL or not key.signed(files)):
        raise PlanError(
            f"{name} is not as it was signed, or was signed with another key: a file was changed, added or taken away; "
            "nothing was changed: make a new plan with `lox24 plan` and have it approved"
        )
    with TemporaryDirectory(prefix="lox24-plan-") as copy:
        for file, content in files.items():
            (Path(copy) / file).write_bytes(content)
        yield Path(copy)


def _files(folder: Path) -> tuple[dict[str, bytes], bool]:
    """The files of a plan, and whether there is anything else."""
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    own = [path for path in found if path.name in FILES and stat.S_ISREG(path.lstat().st_mode)]
    return {path.name: path.read_bytes() for path in own}, len(own) != len(found)


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
    files = sorted(made.iterdir(), key=lambda path: (path.name == MANIFEST, path.name))
    with ExitStack() as handles, ExitStack() as undo:
        copy = handles.enter_context(opened(by_words(folder), root=around(folder), undo=undo, itself=True))
        if any(folder.iterdir()):
            raise PlanError(f"{one_line(str(folder))} was written by somebody else in the meantime: plan again")
        for file in files:
            copy.write(file.name, file.read_bytes())
            undo.callback(copy.unlink, file.name)
        undo.pop_all()
