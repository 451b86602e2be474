"""Lives that once ended badly, found by `test_machine.py` and retold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.sandbox import Sandbox
from tests.support.small_engine import Declared, Engine


@pytest.mark.promise
@pytest.mark.parametrize("gone", [True, False])
def test_a_refresh_between_two_replacements_and_their_deletes_loses_nothing(
    make_engine: Callable[..., Engine],
    sandbox: Sandbox,
    gone: bool,  # noqa: FBT001 drawn from a table
) -> None:
    """Three states of one resource, two of one group: the read of a group that is gone is followed by no diff."""
    engine = make_engine(onExisting="adopt")
    engine.program = {"a": Declared(inputs={"name": "old"})}
    assert engine.up().ok
    old, new = engine.held()["a"].id, sandbox.add_group(name="new")
    sandbox.add_phones(old, 1)
    engine.program = {"a": Declared(inputs={"name": "new", "force_destroy": True})}
    for _ in range(2):
        assert "holds 1 entry" in engine.up(replacing=["a"]).errors[0]
    assert [(one.id, one.condemned) for one in engine.state] == [(new, False), (new, True), (old, True)]
    sandbox.add_phones(new, 1)
    if gone:
        sandbox.drop(old)
    assert engine.up(refresh=True).ok is gone
    assert str(sandbox.groups()["new"]["id"]) == new
    assert sandbox.groups()["new"]["count_items"] == 1


@pytest.mark.parametrize("on_existing", ["refuse", "adopt"])
def test_a_run_that_goes_on_after_a_refused_rename_deletes_nobody(
    make_engine: Callable[..., Engine], sandbox: Sandbox, on_existing: str
) -> None:
    """Under `adopt` it is refused because there are two of the name."""
    engine = make_engine(onExisting=on_existing)
    engine.program = {"a": Declared(inputs={"name": "A", "force_destroy": True})}
    assert engine.up().ok
    id = engine.held()["a"].id
    sandbox.add_phones(id, 2)
    if on_existing == "adopt":
        sandbox.add_group(name="A")
    engine.program = {"b": engine.program["a"]}
    ended = engine.up(continue_on_error=True)
    assert [error.split(",")[0] for error in ended.errors][1:] == [f"group {id} was not deleted"]
    assert engine.held().keys() == {"a"}
    assert len(sandbox.phones(id)) == 2
