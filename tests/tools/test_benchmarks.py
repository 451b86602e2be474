"""The benchmarks' harness, run small: what it counts is exact, what it times is nobody's promise."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from benchmarks.chart import draw
from benchmarks.columns import BARE, CHANGE, DESTROY, FAST, FIRST, NEIGHBOUR, OURS, PREVIEW, REFRESH, SAME, STEPS
from benchmarks.growth import GROWING, growth
from benchmarks.measuring import measure
from benchmarks.report import report
from tests.support.torture import factor


@pytest.mark.torture
def test_the_harness_counts_what_every_column_asks(tmp_path: Path) -> None:
    """The short version measures this provider alone; Terraform need not be here."""
    names = (OURS, FAST, BARE) if factor() > 1 else (OURS,)
    columns = [column for column in GROWING if column.name in names]
    point = measure(columns=columns, size=4, milliseconds=1, rounds=1, folder=tmp_path)
    asked = {key: runs[0].seen.requests for key, runs in point.runs.items()}
    assert asked == {
        **{
            (column, step): requests
            for column in names
            if column != BARE
            for step, requests in {
                FIRST: {"GET": 1, "POST": 4},
                PREVIEW: {},
                SAME: {},
                REFRESH: {"GET": 1},
                CHANGE: {"GET": 1, "PUT": 1},
                DESTROY: {"GET": 8, "DELETE": 4},
            }.items()
        },
        **{(BARE, step): {} for step in STEPS if BARE in names},
    }
    assert all(runs[0].seen.connections <= runs[0].seen.total for runs in point.runs.values())
    # What was not measured stands in the reports all the same.
    runs = {(column, step): runs for column in (OURS, FAST, BARE) for (_, step), runs in point.runs.items()}
    point = dataclasses.replace(point, runs={**runs, **point.runs})
    text = report([point])
    assert "## 4 groups, 1 ms a request" in text
    assert all(f"| {column} | {step} |" in text for column, step in asked)

    points = [dataclasses.replace(point, absent={NEIGHBOUR: "not here"}), dataclasses.replace(point, size=8)]
    text = growth(points)
    assert "No restapi: not here." in text
    assert "| step | 4 groups | 8 groups | times |" in text
    assert "| destroy | 12 | 12 | 1.0 |" in text
    draw(points, file=tmp_path / "growth.svg")
    drawn = (tmp_path / "growth.svg").read_text()
    assert all(f">{words}<" in drawn for words in (*STEPS, OURS, FAST, BARE, "seconds, 1 ms a request"))
