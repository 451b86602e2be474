"""The table of speed on the page about performance, between two markers: everything around it is a person's."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.columns import DESTROY, FIRST, NEIGHBOUR, OURS, SKIP, STEPS
from benchmarks.comparing import Point, seconds_of

__all__ = ["BEGIN", "END", "PAGE", "NoMarkers", "placed", "table"]

PAGE = "docs/explanation/performance.md"
BEGIN, END = "<!-- speed: written by `make bench` -->", "<!-- speed: end -->"
MILLISECONDS = 50
SIZES = (100, 300, 1000)


class NoMarkers(Exception):
    """A page has no place for the table."""


def table(points: Sequence[Point], *, who: Mapping[str, str]) -> str:
    """What a person sees first: seconds, and how many times those of the neighbour they are."""
    shown = [point for point in points if point.milliseconds == MILLISECONDS and point.size in SIZES] or list(points)
    days = sorted({block.day for point in shown for block in point.blocks})
    head = " | ".join(f"{point.size:,} groups" for point in shown)
    lines = [
        (
            f"Seconds on {who['machine'].partition(' (')[0]}, {shown[0].milliseconds} ms a request; in brackets how "
            f"many times those of Terraform's generic provider `restapi` ({', '.join(days[-1:])}, "
            "[benchmarks/RESULTS.md](../../benchmarks/RESULTS.md)):"
        ),
        "",
        f"| | {head} |",
        "|---" * (len(shown) + 1) + "|",
    ]
    rows = [(step, (OURS, step)) for step in STEPS]
    rows.insert(1, (f"{FIRST}, `lox24 apply --skip-checkpoints`", (SKIP, FIRST)))
    for name, key in rows:
        if any(point.has(key) for point in shown):
            lines.append(f"| {name} | {' | '.join(_cell(point, key) for point in shown)} |")
    requests = [
        f"{point.median((OURS, DESTROY), lambda ran: ran.seen.total):,.0f} for {point.size:,}"
        for point in shown
        if point.has((OURS, DESTROY))
    ]
    if requests:
        lines += ["", f"Requests of a destroy: {', '.join(requests)}."]
    return "\n".join(lines)


def _cell(point: Point, key: tuple[str, str]) -> str:
    if not point.has(key):
        return "-"
    ratios = point.ratios(key, (NEIGHBOUR, key[1]), seconds_of)
    beside = f" ({statistics.median(ratios):.2f})" if ratios else ""
    return f"{point.median(key, seconds_of):.1f}{beside}"


def placed(page: str, *, text: str) -> str:
    """`page` with `text` between the markers.

    Raises:
        NoMarkers: they are not there once each, in this order.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in before + after:
        raise NoMarkers(f"{PAGE} has no place for the table: write {BEGIN} and {END} around it, once")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
