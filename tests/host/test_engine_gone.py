"""The engine is killed: its provider's process ends, and cuts nothing off that it has sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from lox24_provider.adapter.engine_watch import SECONDS, is_gone
from tests.support.host import Failure, Host
from tests.support.sandbox import Sandbox

SOON = 10 * SECONDS


@pytest.mark.slow
def test_a_process_at_rest_ends_with_its_engine(host: Host) -> None:
    host.check({"name": "n"})
    host.lose_engine()
    host.process.wait(timeout=SOON)


@pytest.mark.slow
def test_a_wait_for_a_repetition_ends_with_the_engine(make_host: Callable[..., Host], sandbox: Sandbox) -> None:
    host = make_host(maxRetries="20")
    sandbox.fault(status=503, retry_after=30, times=100)
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(host.create, {"name": "n"})
        host.await_progress("trying again in 30 s")
        host.lose_engine()
        host.process.wait(timeout=SOON)
        assert isinstance(ended.exception(), Failure)


@pytest.mark.promise
def test_a_post_under_way_is_waited_for_and_nothing_is_sent_after_it(
    make_host: Callable[..., Host], sandbox: Sandbox
) -> None:
    host, delay = make_host(parallel="1"), 3 * SECONDS
    sandbox.fault(method="POST", delay=delay)
    with ThreadPoolExecutor(2) as pool:
        began = time.monotonic()
        for name in ("a", "b"):
            pool.submit(host.create, {"name": name}, name=name)
        while not sandbox.groups():
            assert host.process.poll() is None
        host.lose_engine()
        host.process.wait(timeout=delay + SOON)
        assert time.monotonic() - began >= delay
    assert sum(call == "POST /groups" for call in sandbox.calls()) == 1


@pytest.mark.parametrize("address", ["", "test_engine_gone.py", "127.0.0.1:99999", "example.com:80"])
def test_what_is_no_engines_address_says_nothing(address: str) -> None:
    assert not is_gone(address)
