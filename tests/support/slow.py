"""Which tests `make test` leaves to `make slow`: those marked `slow`, and cases of those marked `short`.

A test is slow where it takes longer than most and shows no promise, or not as its only one
(`tests/program/test_promises.py` holds that). Of a test marked `short(cases=3)` three cases are tried by `make test`,
spread over all of them, and the others are slow. A law (a test that Hypothesis writes cases for) is in both: `make
test` tries few examples of it, and `make slow` all.

`--cases=2` chooses once more, for `make quick`: of every test two cases, spread likewise, are not slow.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

__all__ = ["choose"]


def choose(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow besides what says so itself."""
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        cases[item.nodeid.partition("[")[0]].append(item)
        if config.option.markexpr == "slow" and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.slow)
    for of_one in cases.values():
        limits = (_cases(of_one[0]), config.option.cases)
        kept = min(len(of_one), *(limit or len(of_one) for limit in limits))
        for place, item in enumerate(of_one):
            if place * kept % len(of_one) >= kept:
                item.add_marker(pytest.mark.slow)


def _cases(item: pytest.Item) -> int:
    mark = item.get_closest_marker("short")
    return int(mark.kwargs["cases"]) if mark else 0
