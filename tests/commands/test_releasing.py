"""What leaves a state when a group is released, and what keeps it there."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.adapter.state_format import GROUP_TYPE, PHONES_TYPE
from lox24_provider.errors import Undecided
from lox24_provider.workflow.importing.releasing import chosen


def _resource(kind: str, name: str, *, account: str = "1@x", id: str = "10", **more: Any) -> dict[str, Any]:
    urn = f"urn:pulumi:prod::lists::{kind}::{name}"
    return {"urn": urn, "type": kind, "id": id, "inputs": {"group": id}, "outputs": {"account": account}, **more}


def test_a_list_goes_before_its_group_and_another_accounts_stays() -> None:
    group, other = _resource(GROUP_TYPE, "a"), _resource(GROUP_TYPE, "b", account="2@x")
    its = _resource(PHONES_TYPE, "a", dependencies=[group["urn"]])
    others = _resource(PHONES_TYPE, "b", account="2@x", dependencies=[other["urn"]])

    released = chosen({"resources": [group, other, its, others]}, names=["a"])

    assert released.groups == {"a": "10"}
    assert released.urns == [its["urn"], group["urn"]]


def test_a_name_may_have_what_parts_a_urn() -> None:
    group = _resource(GROUP_TYPE, "team::a$b")
    assert chosen({"resources": [group]}, names=["team::a$b"]).urns == [group["urn"]]


@pytest.mark.parametrize("how", ["dependencies", "propertyDependencies", "deletedWith", "parent"])
def test_what_needs_a_group_keeps_it(how: str) -> None:
    group = _resource(GROUP_TYPE, "a")
    needs: Any = {"dependencies": [group["urn"]], "propertyDependencies": {"x": [group["urn"]]}}.get(how, group["urn"])

    with pytest.raises(Undecided, match="'b' depends on 'a': take that out of the program first"):
        chosen({"resources": [group, _resource("a:b:C", "b", **{how: needs})]}, names=["a"])


def test_every_name_that_is_none_is_told() -> None:
    with pytest.raises(Undecided) as refused:
        chosen({}, names=["x", "y", "x"])
    assert str(refused.value) == "x: the state holds no such group\ny: the state holds no such group"
