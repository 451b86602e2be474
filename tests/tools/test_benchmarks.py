"""The benchmarks' harness, run small: what it counts is exact, what it times is nobody's promise."""

from __future__ import annotations

from pathlib import Path

from benchmarks.columns import BARE, CHANGE, COLUMNS, DESTROY, FIRST, OURS, PREVIEW, REFRESH, SAME, STEPS
from benchmarks.measuring import measure
from benchmarks.report import report


def test_the_harness_counts_what_every_column_asks(tmp_path: Path) -> None:
    columns = [column for column in COLUMNS if column.name in (OURS, BARE)]
    point = measure(columns=columns, size=4, milliseconds=1, rounds=1, folder=tmp_path)
    asked = {key: runs[0].seen.requests for key, runs in point.runs.items()}
    assert asked == {
        (OURS, FIRST): {"GET": 1, "POST": 4},
        (OURS, PREVIEW): {},
        (OURS, SAME): {},
        (OURS, REFRESH): {"GET": 1},
        (OURS, CHANGE): {"GET": 1, "PUT": 1},
        (OURS, DESTROY): {"GET": 8, "DELETE": 4},
        **{(BARE, step): {} for step in STEPS},
    }
    assert all(runs[0].seen.connections <= runs[0].seen.total for runs in point.runs.values())
    text = report([point])
    assert "## 4 groups, 1 ms a request" in text
    assert all(f"| {column} | {step} |" in text for column, step in asked)
