"""Sets of ids as the state keeps them: ascending ranges, `7000001-7000500,7000502`."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["compressed", "expanded"]

_MOST = 10_000_000
"""More ids than any list has."""


def compressed(ids: Iterable[int]) -> str:
    """The ids as text; empty for none."""
    ranges: list[list[int]] = []
    for id in sorted(ids):
        if ranges and id <= ranges[-1][1] + 1:
            ranges[-1][1] = id
        else:
            ranges.append([id, id])
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)


def expanded(text: str) -> set[int]:
    """The ids in `text`.

    Raises:
        ValueError: they are not written so, or are more than any list has: somebody has edited them by hand.
    """
    ids: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        some = range(int(first), int(last or first) + 1)
        if len(ids) + len(some) > _MOST:
            raise ValueError("too many ids")
        ids.update(some)
    return ids
