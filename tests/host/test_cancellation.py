"""A cancelled run: what waits for a retry ends at once, what was sent is waited for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from lox24_provider.adapter.native.main import WORKERS
from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

VERBS: dict[str, Callable[[Host, str, dict[str, str]], object]] = {
    "create": lambda host, _, __: host.create({"name": "m"}),
    "read": lambda host, id_, state: host.read(id_, state=state, inputs={"name": "n"}),
    "update": lambda host, id_, state: host.update(id_, olds=state, news={"name": "m"}),
    "delete": lambda host, id_, state: host.delete(id_, state=state),
}


@pytest.mark.promise
@pytest.mark.parametrize("verb", VERBS)
def test_a_wait_for_a_repetition_ends_at_once(make_host: Callable[..., Host], sandbox: Sandbox, verb: str) -> None:
    host, id = make_host(maxRetries="20"), sandbox.add_group(name="n")
    sandbox.forget()
    sandbox.fault(status=503, retry_after=30, times=100)
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(VERBS[verb], host, id, {"name": "n", "account": sandbox.account})
        host.await_progress("trying again in 30 s")
        host.cancel()
        assert str(ended.exception()).endswith("; not tried again: cancelled [LOX2500]")
    assert len(sandbox.calls()) == 1


@pytest.mark.native
def test_a_cancellation_needs_no_free_worker(make_host: Callable[..., Host], sandbox: Sandbox, adapter: str) -> None:
    """The engine may start more at once than the provider serves: as many as the stack says, natively `WORKERS`."""
    host, most = make_host(maxRetries="20", parallel="2"), WORKERS + 8 if adapter == "native" else 8
    sandbox.fault(status=503, retry_after=30, times=100)
    with ThreadPoolExecutor(most) as pool:
        ended = [pool.submit(host.create, {"name": f"g{n}"}, name=f"g{n}") for n in range(most)]
        host.await_progress("trying again in 30 s")
        host.cancel()
        told = [str(future.exception()) for future in ended]
    assert all("not tried again: cancelled" in text or "was not attempted" in text for text in told)
    assert len(sandbox.calls()) <= 8


@pytest.mark.native
@pytest.mark.slow
def test_a_post_under_way_is_waited_for(host: Host, sandbox: Sandbox) -> None:
    sandbox.fault(method="POST", delay=1)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(host.create, {"name": "n"})
        while "n" not in sandbox.groups():
            assert not made.done()
        host.cancel()
        assert made.result()[0] == str(sandbox.groups()["n"]["id"])


@pytest.mark.parametrize("reset", ["before", "after"])
def test_a_lost_reply_is_looked_for_once_all_the_same(
    make_host: Callable[..., Host], sandbox: Sandbox, reset: str
) -> None:
    host = make_host(maxRetries="4")
    host.check({"name": "n"})  # then the provider is there, and hears
    host.cancel()
    sandbox.fault(method="POST", reset=reset)
    if reset == "after":
        assert host.create({"name": "n"})[0] == str(sandbox.groups()["n"]["id"])
    else:
        with pytest.raises(Failure, match=r"not there in 1 look at the account\), and is not sent again"):
            host.create({"name": "n"})
    assert sandbox.calls()[:3] == ["GET /groups?page=1", "POST /groups", "GET /groups?page=1"]
