"""Steps that may turn out not to be needed: what a run that did less is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lox24_provider.workflow.approval_plan.applying import _done
from lox24_provider.workflow.approval_plan.manifest import Manifest
from lox24_provider.workflow.kinds.step import UNKNOWN
from lox24_provider.workflow.review.unknown import uncertain
from tests.support.reviews import document, urn


def step(op: str, name: str, inputs: Mapping[str, Any], *changed: str, **state: Any) -> dict[str, Any]:
    new = {"inputs": dict(inputs), **state}
    return {"op": op, "urn": urn(name), "newState": new, "detailedDiff": {key: {} for key in changed} or None}


@pytest.mark.parametrize(
    ("one", "is_uncertain"),
    [
        (step("update", "a", {"x": UNKNOWN}), True),
        (step("update", "a", {"x": {"y": ["z", UNKNOWN]}}, "x.y[1]"), True),
        (step("update", "a", {"x": "[secret]"}, propertyDependencies={"x": [urn("b")]}), True),
        (step("replace", "a", {"x": UNKNOWN}), True),
        (step("update", "a", {"x": UNKNOWN, "y": "new"}, "x", "y"), False),
        (step("update", "a", {"x": "new"}, "x"), False),
        (step("update", "a", {"x": "new"}), False),
        (step("update", "a", {"x": "[secret]"}), False),
        (step("create", "a", {"x": UNKNOWN}), False),
        (step("delete", "a", {"x": UNKNOWN}), False),
        (step("same", "a", {"x": UNKNOWN}), False),
    ],
)
def test_a_step_is_uncertain_if_only_what_is_unknown_may_change(one: dict[str, Any], *, is_uncertain: bool) -> None:
    assert uncertain(document(one)) == [urn("a")] * is_uncertain


@pytest.mark.parametrize(
    "state",
    [
        {"dependencies": [urn("a")]},
        {"propertyDependencies": {"x": [urn("a")]}},
        {"parent": urn("a")},
        {"provider": f"{urn('a')}::an-id"},
        {"replaceWith": [urn("a")]},
    ],
)
def test_what_is_replaced_with_a_replacement_that_may_not_come_is_as_uncertain(state: dict[str, Any]) -> None:
    steps = [
        step("replace", "c", {"x": "known"}, dependencies=[urn("b")]),
        step("replace", "b", {"x": "known"}, **state),
        step("update", "other", {"x": "known"}, **state),
        step("replace", "apart", {"x": "known"}),
    ]
    assert uncertain(document(*steps, step("replace", "a", {"x": UNKNOWN}))) == [urn("a"), urn("b"), urn("c")]
    assert uncertain(document(*steps, step("update", "a", {"x": UNKNOWN}))) == [urn("a")]


@pytest.mark.parametrize(
    ("planned", "did", "verdict"),
    [
        ("update", "update", "done"),
        ("update", "same", "spared"),
        ("update", None, "missing"),
        ("replace", "update", "spared"),
        ("replace", "same", "spared"),
        ("replace", None, "missing"),
        ("update", "replace", "missing"),
        ("create", "same", "missing"),
        ("delete", "same", "missing"),
    ],
)
def test_less_than_planned_is_fine_where_it_was_not_known(planned: str, did: str | None, verdict: str) -> None:
    """What the engine never came to is missing in any case."""
    values: dict[str, Any] = dict.fromkeys(("project", "stack", "tree", "contents", "state", "account"), "")
    steps, happened = {"a": planned}, {} if did is None else {"a": did}

    def judged(unsure: list[str]) -> tuple[list[str], list[str]]:
        made = Manifest(
            **values, created=0, versions={}, refreshed=False, steps=steps, uncertain=unsure, entries={}, groups=0
        )
        return made.judged(happened)

    assert judged(["a"]) == {"done": ([], []), "spared": (["a"], []), "missing": ([], ["a"])}[verdict]
    assert judged([]) == ([], [] if verdict == "done" else ["a"])


@pytest.mark.parametrize(
    ("op", "planned"), [("import", "create"), ("import-replacement", "replace"), ("create-replacement", "replace")]
)
def test_the_engines_other_words_are_the_planned_ones(op: str, planned: str) -> None:
    """An import is planned as a creation, and was missing afterwards."""
    happened: dict[str, str] = {}
    told: list[str] = []
    _done({"op": op, "urn": urn("a"), "new": {"id": "7"}}, happened=happened, adopted=(), say=told.append)
    assert happened == {urn("a"): planned}
    assert told == [f"  {planned}d a (7)"]
