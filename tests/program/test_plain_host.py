"""Where Pulumi's host has changed and shows nothing any more, the provider is an ordinary dynamic one."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from pulumi.output import Unknown

from lox24_provider.adapter.dynamic import host
from lox24_provider.adapter.engine_log import EngineLog
from lox24_provider.adapter.state_format import PROVIDER_KEY, PROVIDER_REFERENCE
from lox24_provider.adapter.unknowns import UNKNOWN
from lox24_provider.errors import Lox24Error, SettingsError
from lox24_provider.phones_provider import PhonesProvider
from lox24_provider.provider import Lox24Provider


def test_without_the_hosts_frame_a_call_is_empty() -> None:
    assert host.current_call() == host.HostCall()
    host.current_call().fail_with(Lox24Error("nobody listens"))


def test_without_the_hosts_pool_nothing_is_widened() -> None:
    assert host.widen(8) is False


def test_without_the_host_rules_and_errors_are_the_same() -> None:
    provider = Lox24Provider()
    checked = provider.check({}, {"name": "x" * 51, "description": ""})
    assert [failure.reason for failure in checked.failures] == [
        "name: has 51 characters, LOX24 stores at most 50 [LOX1003]"
    ]
    state = {"name": "a", PROVIDER_KEY: PROVIDER_REFERENCE}
    assert provider.diff("1", state, {"name": "a"}).changes is False
    assert provider.diff("1", state, {"name": "b"}).changes is True
    with pytest.raises(SettingsError, match="there is no token"):
        provider.create({"name": "a"})


def test_what_the_sdk_calls_unknown_is_known_later_to_both_providers() -> None:
    later: Any = Unknown()  # type: ignore[no-untyped-call] # the SDK's
    known = host.known_later({"name": "A", "group": later, "labels": {"a": later, "b": "x"}, "entries": ["y", later]})
    assert known == {"name": "A", "group": UNKNOWN, "labels": {"a": UNKNOWN, "b": "x"}, "entries": ["y", UNKNOWN]}
    assert Lox24Provider().check({}, {"name": later, "description": "d"}).failures == []
    checked = PhonesProvider().check({}, {"group": later, "source": later})
    assert [checked.failures, checked.inputs["count"], checked.inputs["group"]] == [[], UNKNOWN, UNKNOWN]


def test_a_log_without_an_engine_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    log = EngineLog(address="127.0.0.1:9", current_urn=str)
    log.emit(logging.LogRecord("lox24_provider", logging.WARNING, "", 0, "text", None, None))
    assert capfd.readouterr() == ("", "")
