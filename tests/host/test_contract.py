"""The provider and the sandbox, with a referee between them: neither says a word that is not in the contract."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.host import Host
from tests.support.sandbox import Sandbox

SPOKEN = {"listGroups", "createGroup", "readGroup", "changeGroup", "listPhones", "deleteGroup"}


@pytest.mark.promise
@pytest.mark.parametrize("switches", [(), ("hydra=mixed", "validation_status=422", "put=replace", "count_items=omit")])
def test_every_verb_keeps_to_the_contract(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], switches: tuple[str, ...]
) -> None:
    sandbox = make_sandbox(*switches)
    first, second = (make_host(baseUrl=sandbox.url) for _ in range(2))
    sandbox.fault(method="POST", path="/groups", reset="after")  # so that create looks again
    id, state = first.create({"name": "x" * 50, "description": "ä😀" * 127, "name_e": " "})
    state = first.update(id, olds=state, news={"name": "y", "force_destroy": False})
    assert second.read(id, state=state, inputs={"name": "y"})[0] == id
    assert second.read(id)[1]["name"] == "y"
    second.delete(id, state=state)
    assert sandbox.groups() == {}
    assert [fault for exchange in sandbox.exchanges for fault in exchange.answer_faults()] == []
    assert {exchange.operation for exchange in sandbox.exchanges} == SPOKEN
    # What was sent is held against the contract when the sandbox stops: see `make_sandbox`.


def test_an_undocumented_request_is_noticed(make_sandbox: Callable[..., Sandbox]) -> None:
    sandbox = make_sandbox()
    sandbox.add_group(name="x", colour="red")
    (exchange,) = sandbox.exchanges
    assert exchange.request_faults() == [
        "POST /groups: Unevaluated properties are not allowed ('colour' was unexpected)"
    ]
    sandbox.exchanges.clear()
