"""The benchmarks' harness, run small: what it counts is exact, what it times is nobody's promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import blocks
from benchmarks.columns import BARE, CHANGE, DESTROY, FAST, FIRST, OURS, PREVIEW, REFRESH, SAME, SKIP, STEPS
from benchmarks.measuring import measure
from tests.support.torture import factor


@pytest.mark.torture
@pytest.mark.slow
def test_the_harness_counts_what_every_column_asks(tmp_path: Path) -> None:
    """The short version measures this provider alone; Terraform need not be here."""
    columns = {OURS: STEPS, **({FAST: STEPS, BARE: STEPS, SKIP: (FIRST,)} if factor() > 1 else {})}
    block = measure(columns, size=4, milliseconds=1, number=1, folder=tmp_path)
    assert not block.failed
    asked = {key: run.seen.requests for key, run in block.runs.items() if key[0] != SKIP}
    assert asked == {
        (column, step): {} if column == BARE else requests
        for column in columns
        if column != SKIP
        for step, requests in {
            FIRST: {"GET": 1, "POST": 4},
            PREVIEW: {},
            SAME: {},
            REFRESH: {"GET": 1},
            CHANGE: {"GET": 1, "PUT": 1},
            DESTROY: {"GET": 6, "DELETE": 4},
        }.items()
    }
    assert all(run.seen.connections <= run.seen.total for run in block.runs.values())
    assert 500 < block.states[OURS] < 5000
    assert blocks.block_of(blocks.data_of(block)).runs[OURS, FIRST].seen == block.runs[OURS, FIRST].seen
