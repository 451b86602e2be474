"""The chart of growth: seconds over the number of groups, a panel a step, a line a column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.columns import DESTROY, FIRST, PREVIEW, REFRESH
from benchmarks.comparing import Point, seconds_of
from benchmarks.growth import COLUMNS, growing

__all__ = ["PANELS", "draw"]

PANELS = (FIRST, PREVIEW, REFRESH, DESTROY)


def draw(points: Sequence[Point], *, file: Path) -> None:
    """Write the chart of those of `points` that show growth, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415 who draws nothing need not wait for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    points = growing(points)
    with mpl.rc_context(
        {
            "svg.fonttype": "none",  # text stays text: small, and found by a search
            "svg.hashsalt": "growth",  # equal numbers make an equal file
            "axes.spines.top": False,
            "axes.spines.right": False,
            "font.size": 9,
        }
    ):
        figure = Figure(figsize=(9, 5.4), layout="constrained", facecolor="white")
        panels = figure.subplots(2, 2, sharex=True)
        named = {}
        for step, panel in zip(PANELS, panels.flat, strict=True):
            for number, column in enumerate(COLUMNS):
                there = [point for point in points if point.has((column, step))]
                seconds = [point.median((column, step), seconds_of) for point in there]
                if there:
                    sizes = [point.size for point in there]
                    (named[column],) = panel.plot(sizes, seconds, marker="o", markersize=3, color=f"C{number}")
            panel.set_title(step)
            panel.set_ylim(bottom=0)
            panel.set_xlim(left=0)
        figure.supxlabel("groups")
        figure.supylabel(f"seconds, {points[0].milliseconds} ms a request")
        names = [column for column in COLUMNS if column in named]
        figure.legend([named[name] for name in names], names, loc="outside upper center", ncols=len(names))
        figure.savefig(file, format="svg", metadata={"Date": None})
