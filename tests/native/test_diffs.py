"""Which lines the engine shows of a change."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffResponse, PropertyDiff

from lox24_provider.adapter.native.diffs import answer

Lines = dict[str, tuple[Any, bool]]


def lines(old_inputs: dict[str, Any], state: dict[str, Any], inputs: dict[str, Any], *, changes: bool | None) -> Lines:
    told = answer(changes=changes, old_inputs=old_inputs, state=state, inputs=inputs)
    assert not told.replaces
    assert not told.deleteBeforeReplace
    assert (told.changes == DiffResponse.DIFF_NONE) == (not told.detailedDiff) or changes
    return {key: (line.kind, line.inputDiff) for key, line in told.detailedDiff.items()}


def test_what_is_the_same_has_no_lines() -> None:
    told = answer(changes=False, old_inputs={"source": "a.csv"}, state={}, inputs={"source": "b.csv"})
    assert told.changes == DiffResponse.DIFF_NONE
    assert not told.detailedDiff


@pytest.mark.parametrize("changes", [None, True])
def test_a_change_of_the_program_is_told_by_its_inputs(*, changes: bool | None) -> None:
    old, new = {"name": "A", "description": "d", "name_a": "x"}, {"name": "B", "name_b": "y", "name_a": "x"}
    assert lines(old, old, new, changes=changes) == {
        "name": (PropertyDiff.UPDATE, True),
        "name_b": (PropertyDiff.ADD, True),
        "description": (PropertyDiff.DELETE, True),
    }


def test_a_change_of_the_account_alone_is_told_by_the_outputs() -> None:
    same = {"name": "A", "digest": "new"}
    state = {"name": "A", "digest": "not as declared", "count_items": 4.0, "account": "1@h"}
    assert lines(same, state, same, changes=True) == {"digest": (PropertyDiff.UPDATE, False)}


def test_what_is_not_to_be_seen_makes_no_line_and_is_a_change_all_the_same() -> None:
    told = answer(
        changes=True, old_inputs={"name": "A"}, state={"name": "A", "__incomplete": "x"}, inputs={"name": "A"}
    )
    assert told.changes == DiffResponse.DIFF_SOME
    assert not told.detailedDiff
    assert not told.hasDetailedDiff, "or the engine would take it for no change"


def test_nothing_differs_where_the_inputs_do_not() -> None:
    assert (
        answer(changes=None, old_inputs={"name": "A"}, state={}, inputs={"name": "A"}).changes == DiffResponse.DIFF_NONE
    )
