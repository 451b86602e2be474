"""A review for a terminal: every line short, nothing in it that steers the terminal; colour only where asked for."""

from __future__ import annotations

from collections.abc import Iterator

from lox24_provider.display.text import one_line
from lox24_provider.workflow.kinds.item import Item
from lox24_provider.workflow.review.model import Review
from lox24_provider.workflow.review.words import heading, note_of, others_of, rows, subtitle

__all__ = ["terminal"]

_COLOURS = {"create": "32", "change": "33", "replace": "35", "delete": "31"}
_SIGNS = {"create": "+", "change": "~", "replace": "±", "delete": "-"}


def terminal(review: Review, *, colour: bool) -> str:
    """The review as text; ends with a line feed."""
    return "".join(f"{line}\n" for line in _lines(review, paint=_Paint(colour=colour)))


class _Paint:
    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _lines(review: Review, *, paint: _Paint) -> Iterator[str]:
    yield paint("1", f"{one_line(review.stack)}: {review.verdict}")
    yield subtitle(review)
    for danger in review.dangers:
        name = f"{one_line(danger.item)}: " if danger.item else ""
        yield paint("1;31", f"  ! {name}{one_line(danger.text, limit=500)}")
    if others := others_of(review):
        yield (
            paint("1;31", f"  ! {one_line(others, limit=2000)}")
            if review.is_open
            else f"  {one_line(others, limit=2000)}"
        )
    for title, items in (("", review.intended), ("moved in the account:", review.drifted)):
        shown = [item for item in items if title or not item.is_drift or item.is_intended]
        if shown and title:
            yield ""
            yield paint("1", title)
        for item in shown:
            yield ""
            yield from _item(item, drift=bool(title), paint=paint)


def _item(item: Item, *, drift: bool, paint: _Paint) -> Iterator[str]:
    sign = _SIGNS[item.op]
    yield paint(_COLOURS[item.op], f"{sign} {heading(item)}") + (f"  {item.place}" if item.place else "")
    table = rows(item, drift=drift)
    width = max((len(name) for name, _, _ in table), default=0)
    for name, now, after in table:
        if item.op in ("create", "delete"):
            yield f"    {name:<{width}}  {after if item.op == 'create' else now}"
        else:
            yield f"    {name:<{width}}  {now} -> {after}"
    if note := note_of(item, drift=drift):
        yield f"    {note}"
