"""Which group of the account a declared one is: what is said, what is certain, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE
from lox24_provider.workflow.importing.identifying import Identifying
from lox24_provider.workflow.importing.skeleton import Resource

ACCOUNT = {"1": "A", "2": "B", "3": "B", "4": "C"}


def _group(key: str, *, above: str = "", **inputs: Any) -> Resource:
    urn = f"urn:pulumi:prod::lists::{above}{GROUP_TYPE}::{key}"
    return Resource(urn=urn, type=GROUP_TYPE, entry=key, inputs=inputs, group="", has_own_provider=False)


def _found(*groups: Resource, **known: Any) -> tuple[dict[str, str], list[str]]:
    nothing: dict[str, Any] = {"held": {}, "mapped": {}, "exported": {}}
    identifying = Identifying(groups=groups, **{**nothing, "account": ACCOUNT, **known})
    ids = identifying.ids()
    return {one.name: ids[one.urn] for one in groups if one.urn in ids}, identifying.problems


def test_what_is_said_wins_over_what_an_export_left_and_that_over_a_name() -> None:
    groups = [_group("a", name="A"), _group("b", name="B", adopt="3"), _group("b2", name="B"), _group("n", name="New")]

    assert _found(*groups, mapped={"a": "4"}) == ({"a": "4", "b": "3", "b2": "2"}, [])
    assert _found(*groups, exported={"b2": "2", "a": "4"}) == ({"a": "4", "b": "3", "b2": "2"}, [])
    assert _found(*groups, exported={"a": "99"}, held={"2": "other"}) == ({"a": "1", "b": "3"}, [])


def test_two_groups_of_a_name_are_not_guessed_between() -> None:
    _, problems = _found(_group("b", name="B"))

    assert problems == ["b: groups 2, 3 are all called 'B'; say which one is meant with --map b=ID"]


def test_one_group_has_one_resource() -> None:
    _, twice = _found(_group("a", name="A"), _group("b", name="A"))
    _, held = _found(_group("a", name="X", adopt="1"), held={"1": "old"})

    assert twice == ["b: group 1 is 'a'; one group, one resource"]
    assert held == ["a: group 1 is in the state already, as 'old'"]


def test_what_an_earlier_import_did_is_no_contradiction() -> None:
    urn = "urn:pulumi:test::lists::lox24:index:Group::old"
    held = {"9": "old"}

    assert [_found(mapped={name: "9"}, held=held)[1] for name in ("old", urn)] == [[], []]
    assert _found(mapped={urn: "8"}, held=held)[1] == [
        f"--map {urn}: this resource is in the state already, as another group"
    ]


@pytest.mark.promise
def test_what_contradicts_itself_or_cannot_be_is_told_at_once() -> None:
    twins = (_group("t", name="A"), _group("t", above="x:y:Z$", name="C"))
    _, problems = _found(
        *twins,
        _group("a", name="Z", adopt="1"),
        _group("own", name="Y", adopt="2"),
        _group("secret", name="Y", description="[secret]", adopt="3"),
        mapped={"a": "2", "t": "4", "gone": "1", "old": "1", "own": "2"},
        held={"9": "old"},
    )

    assert problems == [
        "--map t: several resources have this name; give the URN instead",
        "--map gone: the program declares no such group",
        "--map old: this resource is in the state already, as another group",
        "a: --map says group 2, its `adopt` 1",
        "t: group 4 is 't'; one group, one resource",
        "own: group 2 is 'a'; one group, one resource",
        "secret: has a secret argument; take its group over with `adopt`",
    ]
    urn = twins[1].urn
    assert _found(*twins, mapped={urn: "4"}) == ({"t": "4"}, [])
