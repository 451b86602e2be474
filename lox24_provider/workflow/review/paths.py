"""The paths that a review shows: from the repository's root, as links and a comment have them, or from where one is."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace

from lox24_provider.display.text import masked, one_line
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.review.model import Files, Others, Review

__all__ = ["from_folder", "from_root"]

_OUTSIDE = ("/", "../")


def from_root(review: Review, *, folder: str) -> Review:
    """A review whose paths begin in a project's folder, with paths from the root of the repository.

    Args:
        folder: the project's, from the root.
    """
    return _moved(review, lambda path: posixpath.normpath(posixpath.join(folder, path)))


def from_folder(review: Review, *, folder: str) -> Review:
    """A review whose paths begin at the root, as a person in `folder` writes them; what is outside stays as it is."""
    return _moved(review, lambda path: path if path.startswith(_OUTSIDE) else posixpath.relpath(path, folder or "."))


def _moved(review: Review, move: Callable[[str], str]) -> Review:
    def files(some: Files) -> Files:
        return Files(some.count, tuple(one_line(masked(move(name)), limit=500) for name in some.names))

    def item(one: Item) -> Item:
        return one if one.place is None else replace(one, place=one.place._replace(file=move(one.place.file)))

    others = review.others
    return replace(
        review,
        items=tuple(map(item, review.items)),
        others=Others(
            program=files(others.program),
            stacks=files(others.stacks),
            documents=files(others.documents),
            unread=files(others.unread),
        ),
    )
