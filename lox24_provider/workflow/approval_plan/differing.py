"""What is said of files that are not those of a plan: which ones, as far as git knows."""

from __future__ import annotations

from pathlib import Path

from lox24_provider.display.text import masked, one_line
from lox24_provider.workflow.git import Git

__all__ = ["told_of_contents", "told_of_trees"]

_SHOWN = 5  # files


def told_of_trees(folder: Path, *, now: str, planned: str) -> str:
    """What to say where git's hash of the tracked files is another one.

    Their names are told where this repository has the tree of the plan, as the one does in which the plan was made.

    Args:
        folder: the project's.
    """
    names = Git(folder).differing(planned, now)
    shown = ", ".join(masked(one_line(name)) for name in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    hashes = f"tree {one_line(now[:12])}, planned {one_line(planned[:12])}"
    return f"the files are not those of the plan ({hashes}){f': {shown}{more}' if names else ''}"


def told_of_contents(*, now: str, planned: str) -> str:
    """What to say where the digest of all that a run reads is another one; it does not tell which file it is.

    Digests of single files would: but people could be guessed from that of a list.
    """
    same = "; those that git tracks are the same to it" if planned and now == planned else ""
    return (
        "what the run reads is not what it was: a Python module, Pulumi.yaml, a stack file or a list file, whether or "
        f"not git tracks it{same}"
    )
