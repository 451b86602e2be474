"""Questions that LOX24's documentation leaves open and that only an error shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

STRANGER = "7654321:key"


@pytest.mark.parametrize("status", [400, 422])
def test_invalid_fields_are_told_in_one_way(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], status: int
) -> None:
    """A blank name is one that only a server that trims can refuse."""
    sandbox = make_sandbox("trim=true", f"validation_status={status}")
    with pytest.raises(Failure) as caught:
        make_host(baseUrl=sandbox.url).create({"name": " "})
    told = str(caught.value)
    assert told.startswith(f"POST /groups answered {status}: name: This value should not be blank. (request id ")
    assert sandbox.groups() == {}


@pytest.mark.parametrize("verb", ["look up", "read", "update", "delete"])
@pytest.mark.parametrize("status", [404, 403])
def test_a_strangers_group_is_not_there_or_an_error_and_never_touched(
    make_sandbox: Callable[..., Sandbox], make_host: Callable[..., Host], status: int, verb: str
) -> None:
    """A 404 is what a deleted group answers, too; a 403 proves nothing, and the state keeps its resource."""
    sandbox = make_sandbox(f"foreign_group={status}")
    host = make_host(baseUrl=sandbox.url)
    id = sandbox.add_group(token=STRANGER, name="theirs")
    state = {"name": "theirs", "account": sandbox.account}
    calls: dict[str, Callable[[], object]] = {
        "look up": lambda: host.read(id),
        "read": lambda: host.read(id, state=state, inputs={"name": "theirs"}),
        "update": lambda: host.update(id, olds=state, news={"name": "ours"}),
        "delete": lambda: host.delete(id, state=state),
    }
    if status == 404 and verb in ("read", "delete"):
        assert calls[verb]() in (("", {}, {}), None)
    else:
        with pytest.raises(Failure, match=f"group {id}|answered {status}"):
            calls[verb]()
    assert list(sandbox.groups(STRANGER)) == ["theirs"]
