"""The mark of a plan that was applied without checkpoints: such a plan never applies again, whatever ended its run.

It stands in the plan's own folder. Who takes it away, or has a copy of the folder, is not stopped by it: then the
account is, which has the groups that the run made.
"""

from __future__ import annotations

from pathlib import Path

from lox24_provider.display.text import one_line
from lox24_provider.errors import CheckpointsNeeded, PlanUsed
from lox24_provider.safe_io.reading import by_words
from lox24_provider.safe_io.writing import around, opened
from lox24_provider.workflow.approval_plan.manifest import MANIFEST
from lox24_provider.workflow.approval_plan.signing import SIGNATURE

__all__ = ["USED", "mark_used", "refuse_used"]

USED = "used"
"""The file that is the mark; artefact stores leave hidden ones out."""

_TEXT = b"This plan was applied with --skip-checkpoints, and lox24 never applies it again: make a new one.\n"


def refuse_used(folder: Path) -> None:
    """Refuse a plan that has the mark, of whatever kind the file is.

    Raises:
        PlanUsed: it has.
    """
    mark = folder / USED
    if (folder / MANIFEST).exists() and (mark.is_symlink() or mark.exists()):
        raise PlanUsed(one_line(str(folder)))


def mark_used(folder: Path) -> None:
    """Mark the plan in `folder`, so that the mark outlasts the machine's own end; of two that try, one does.

    A signature goes with it: without the mark, what is left is no plan that its key has signed.

    Raises:
        PlanUsed: it has the mark.
        CheckpointsNeeded: it cannot be marked.
    """
    try:
        (folder / MANIFEST).stat()  # a folder that is gone is not made again
        with opened(by_words(folder), root=around(folder)) as place:
            place.write(USED, _TEXT, durably=True)
            place.unlink(SIGNATURE)
            place.sync()
    except FileExistsError:
        raise PlanUsed(one_line(str(folder))) from None
    except OSError as error:
        why = one_line(error.strerror or type(error).__name__)
        raise CheckpointsNeeded(f"{one_line(str(folder))} cannot be marked as used ({why})") from None
