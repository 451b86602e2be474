"""Stack files: every problem at once, each with its place."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.stacks import GroupEntry, parse


def told(values: dict[str, Any]) -> list[str]:
    stack, problems = parse(values)
    assert stack is None
    return [str(problem) for problem in problems]


def test_a_group_needs_no_more_than_a_name() -> None:
    stack, problems = parse({"groups": {"clients": {"name": "Clients"}}})
    assert problems == []
    assert stack is not None
    assert stack.groups["clients"].inputs["name"] == "Clients"


def test_every_problem_of_a_file_comes_out_at_once() -> None:
    values = {
        "groups": {
            "a": {"name": "x" * 51, "nmae_a": "typo"},
            "b": {"description": 12, "protect": "yes"},
            "c": {"name": "same"},
            "d": {"name": "same"},
            "e": "text",
        },
        "gruops": {},
    }
    assert told(values) == [
        "groups.a.name: has 51 characters, LOX24 stores at most 50",
        f"groups.a.nmae_a: is no key here; there are {', '.join(GroupEntry.model_fields)}",
        "groups.b.description: must be text, not a number; put it in quotes",
        "groups.b.name: is required, 1 to 50 characters",
        "groups.b.protect: must be true or false",
        "groups.d.name: is the name of c too; names must differ",
        "groups.e: must be a mapping",
        "gruops: is no key here; there are groups",
    ]


@pytest.mark.parametrize("values", [{}, {"groups": None}, {"groups": []}])
def test_a_file_without_groups_is_a_mistake_and_not_an_empty_stack(values: dict[str, Any]) -> None:
    """An empty stack would delete every group there is."""
    assert len(told(values)) == 1


def test_an_explicitly_empty_stack_is_allowed() -> None:
    stack, _ = parse({"groups": {}})
    assert stack is not None
    assert stack.groups == {}
