"""The chart of growth: seconds over the number of groups, a panel a step, a line a column."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.columns import STEPS
from benchmarks.measuring import Point

__all__ = ["draw"]


def draw(points: Sequence[Point], *, file: Path) -> None:
    """Write the chart of `points`, which differ in size, as SVG."""
    import matplotlib as mpl  # noqa: PLC0415 tests that draw nothing need not wait for it
    from matplotlib.figure import Figure  # noqa: PLC0415

    columns = list(dict.fromkeys(column for column, _ in points[0].runs))
    sizes = [point.size for point in points]
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
        panels = figure.subplots(2, 3, sharex=True)
        for step, panel in zip(STEPS, panels.flat, strict=True):
            for column in columns:
                seconds = [point.median(column, step, lambda ran: ran.cost.seconds) for point in points]
                panel.plot(sizes, seconds, marker="o", markersize=3, label=column)
            panel.set_title(step)
            panel.set_ylim(bottom=0)
            panel.set_xlim(left=0)
        figure.supxlabel("groups")
        figure.supylabel(f"seconds, {points[0].milliseconds} ms a request")
        figure.legend(*panels.flat[0].get_legend_handles_labels(), loc="outside upper center", ncols=len(columns))
        figure.savefig(file, format="svg", metadata={"Date": None})
