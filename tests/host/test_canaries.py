"""Each workaround of Pulumi's host: that it works, and that it is still needed."""

from __future__ import annotations

import base64
import importlib.util
import pickle
import pickletools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lox24_provider.adapter import state_format
from lox24_provider.phones_provider import PhonesProvider
from lox24_provider.provider import Lox24Provider
from tests.support.adapters import dynamic_only
from tests.support.host import Failure, Host


@pytest.fixture(scope="module")
def upstream() -> str:
    """The source of Pulumi's dynamic host."""
    spec = importlib.util.find_spec("pulumi.dynamic.__main__")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text()


def test_old_states_find_their_provider() -> None:
    """The reference in every state names this class; it was written by the first release and is never made again."""
    reference = base64.b64decode(state_format.PROVIDER_REFERENCE)
    provider = pickle.loads(reference)  # noqa: S301 our own constant
    assert type(provider) is Lox24Provider
    assert pickletools.optimize(pickle.dumps(provider, protocol=0)) == reference
    assert Lox24Provider.serialize_as_secret_always is False


def test_old_states_find_the_provider_of_their_people() -> None:
    reference = base64.b64decode(state_format.PHONES_PROVIDER_REFERENCE)
    provider = pickle.loads(reference)  # noqa: S301 our own constant
    assert type(provider) is PhonesProvider
    assert pickletools.optimize(pickle.dumps(provider, protocol=0)) == reference
    assert PhonesProvider.serialize_as_secret_always is False


def test_the_types_never_change() -> None:
    assert state_format.GROUP_TYPE == "pulumi-python:dynamic/lox24:Group"
    assert state_format.PHONES_TYPE == "pulumi-python:dynamic/lox24:GroupPhones"


def test_upstream_still_shows_a_traceback_for_every_error(upstream: str) -> None:
    """When https://github.com/pulumi/pulumi/issues/10416 is done, `Call.fail_with` may go."""
    assert "context.abort(grpc.StatusCode.UNKNOWN, traceback.format_exc())" in upstream


def test_upstream_still_waits_for_ever(upstream: str) -> None:
    """When the host ends with its engine, `engine_watch` may go."""
    assert "Event().wait()" in upstream


def test_upstream_still_drops_all_but_the_properties(upstream: str) -> None:
    """When the host hands over the request, `current_call` may go."""
    assert "provider.create(props)" in upstream
    assert "provider.update(request.id, olds, news)" in upstream
    assert "provider.read(id_, props)" in upstream


def test_upstream_still_serves_four_calls_at_once(upstream: str) -> None:
    """When that can be set, `widen` may go. That widening works is tested with the requests."""
    assert "futures.ThreadPoolExecutor(max_workers=4)" in upstream


def test_upstream_still_does_nothing_when_a_run_is_cancelled(upstream: str) -> None:
    """When providers hear of it, `lox24_provider.adapter.dynamic.cancel_hook` may go."""
    assert "    def Cancel(self, request, context):\n        return empty_pb2.Empty()\n" in upstream


def test_a_foreseen_error_is_exactly_its_own_line(make_host: Callable[..., Host]) -> None:
    with pytest.raises(Failure) as caught:
        make_host(token="").create({"name": "n"})
    assert str(caught.value).startswith("there is no token: set LOX24_TOKEN")
    assert "Traceback" not in str(caught.value)


@dynamic_only  # the native plugin says where: see test_secrets.py
def test_a_fault_of_ours_keeps_its_traceback(host: Host) -> None:
    with pytest.raises(Failure, match="Traceback") as caught:
        host.create({})
    assert re.search(r"\n\w+Error: ", str(caught.value))
