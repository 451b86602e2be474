"""Whatever the other side echoes, and wherever an object ends up: no token and nobody's data can be read."""

from __future__ import annotations

import json
import logging
import os
import pickle
import re
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest

from lox24_provider.adapter.calls import Request
from lox24_provider.adapter.dynamic.process import shared
from lox24_provider.api.client import Client
from lox24_provider.api.deadline import Deadline
from lox24_provider.api.models import GroupIn
from lox24_provider.api.retry import RetryPolicy
from lox24_provider.api.transport import Transport
from lox24_provider.config.settings import Settings
from lox24_provider.errors import Lox24Error, NotSent, TransportError
from lox24_provider.provider import Lox24Provider
from lox24_provider.rules.group import FIELDS
from tests.support import canaries
from tests.support.canaries import KEY, SAID, leaks
from tests.support.sandbox import TOKEN
from tests.support.wire import document, raw

ENTRY = {"id": "7848412", **canaries.ENTRY}
ENTRIES = json.dumps([ENTRY])
GROUP = GroupIn(**{**dict.fromkeys(FIELDS), "name": "n"})
CALLS: list[Callable[[Client], Any]] = [
    lambda client: client.create_group(GROUP),
    lambda client: client.read_group("1"),
    lambda client: client.update_group("1", GROUP),
    lambda client: client.delete_group("1"),
    lambda client: client.groups_page(1),
    lambda client: client.entries_of("1"),
]


@pytest.fixture(params=["whole", "key"])
def settings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The stack's configuration; the token is in the environment, whole or (the legacy form) without its id."""
    monkeypatch.setenv("LOX24_TOKEN", TOKEN if request.param == "whole" else KEY)
    return {"lox24:clientId": "1234567", "lox24:baseUrl": "http://127.0.0.1:9"}


@pytest.fixture
def provider(settings: dict[str, str]) -> Iterator[Lox24Provider]:
    shared.cache_clear()
    provider = Lox24Provider()
    shared()._config = {**settings, "lox24:token": TOKEN}
    yield provider
    shared()._open().transport.close()
    shared.cache_clear()


def what_comes_of(call: Callable[[Client], Any], client: Client) -> str:
    """The result, or all that can be shown of an error."""
    try:
        return repr(call(client))
    except Lox24Error as error:
        return f"{error}\n{error!r}\n{error.short}\n{vars(error)}\n{traceback.format_exc()}"


@pytest.mark.promise
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(document({"detail": SAID}, status="400 No"), id="detail"),
        pytest.param(document({"violations": [{"propertyPath": SAID, "message": SAID}]}, status="422 No"), id="words"),
        pytest.param(
            document({"violations": [{"propertyPath": ENTRY, "message": ENTRY}]}, status="422 No"), id="no words"
        ),
        pytest.param(document(ENTRY, status="422 No"), id="entry as an error"),
        pytest.param(document([ENTRY], status="500 No"), id="entries as an error"),
        pytest.param(raw("HTTP/1.1 500 No", body=ENTRIES[:-9].encode()), id="entries as an error, cut off"),
        pytest.param(raw("HTTP/1.1 500 No", body=ENTRIES.encode("utf-16")), id="entries as an error, in UTF-16"),
        pytest.param(raw("HTTP/1.1 500 No", body=SAID.encode()), id="text"),
        pytest.param(raw("HTTP/1.1 502 No", body=f"<p>{SAID} {ENTRIES}".encode()), id="web page"),
        pytest.param(raw(f"HTTP/1.1 500 {TOKEN}", f"X-LOX24-REQUEST-ID: {KEY}"), id="key as a request id"),
        pytest.param(raw("HTTP/1.1 500 No", f"X-LOX24-REQUEST-ID: {ENTRY['phone']}"), id="number as a request id"),
        pytest.param(raw("HTTP/1.1 200 OK", f"Content-Type: {TOKEN}", body=b"x"), id="content type"),
        pytest.param(raw("HTTP/1.1 302 Found", f"Location: /{TOKEN}"), id="redirect"),
        pytest.param(raw(TOKEN), id="status line"),
        pytest.param(raw(ENTRIES), id="entries for a status line"),
        pytest.param(
            raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=ENTRIES.encode()), id="entries for a chunk"
        ),
        pytest.param(raw("HTTP/1.1 200 OK", "Content-Encoding: gzip", body=ENTRIES.encode()), id="entries for gzip"),
        pytest.param(raw("HTTP/1.1 200 OK", f"{TOKEN} is no header", "X: 1", body=b"x"), id="header"),
        pytest.param(document(ENTRY), id="entry for a group"),
        pytest.param(document([ENTRY]), id="entries for a group"),
        pytest.param(document([{"status": 201, "body": ENTRY}]), id="batch for a group"),
        pytest.param(document({"member": [{**ENTRY, "id": ENTRY["a"]}]}), id="entries for groups"),
    ],
)
@pytest.mark.short(cases=15)
def test_what_an_answer_echoes_is_in_no_error_and_no_log(
    settings: dict[str, str],
    serve: Callable[..., Transport],
    answer: Callable[[Any], None],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    headers = Settings.resolve(config=settings, environment=os.environ).token.headers
    transport = Transport(base_url=serve(answer).base_url, headers=headers, policy=RetryPolicy(retries=0))
    client = Client(transport=transport, deadline=Deadline(seconds=30))
    with caplog.at_level(logging.DEBUG):
        told = [what_comes_of(call, client) for call in CALLS]
    transport.close()
    assert "answered" in "".join(told) or "got no usable answer" in "".join(told), "it is an error to somebody"
    assert leaks("\n".join([*told, caplog.text, *capfd.readouterr()])) == set()


@pytest.mark.promise
@pytest.mark.parametrize(
    "proxy",
    [
        *(f"http://vjky:{password}@127.0.0.1:9" for password in ("qx/zw", "1/zw", "qx#zw", "qx?zw", "qx@z/w", "qx:zw")),
        *(
            "vjky:qxzw@127.0.0.1:9",
            "http://vjky:qxzw@",
            "http://vjky:qxzw@[::zz]:9",
            "http://vjky:qxzw@127.0.0.1:99999",
        ),
        *("http:/vjky:qxzw@127.0.0.1:9", "http://[vjky:qxzw@127.0.0.1:9", "https://", "http://vjky:qx zw@127.0.0.1:9"),
    ],
)
def test_a_proxys_address_is_in_no_error_however_it_is_written(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    transport = Transport(base_url="https://lox24.invalid", headers={}, policy=RetryPolicy(retries=0))
    with pytest.raises(TransportError) as told:
        transport.request("GET", "/me", deadline=Deadline(seconds=5))
    transport.close()
    assert not re.search("vjky|qx|zw", str(told.value))
    assert "HTTPS_PROXY" in str(told.value) or "cannot connect" in str(told.value)


def test_a_malformed_proxy_is_named_at_once_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://user:hu/nt@127.0.0.1:9")
    waits: list[str] = []
    transport = Transport(base_url="https://lox24.invalid", headers={})
    with pytest.raises(NotSent, match="the proxy's address is malformed, so nothing was sent"):
        transport.request("POST", "/groups", deadline=Deadline(seconds=5), waiting=waits.append)
    assert not waits


@pytest.mark.promise
def test_no_object_shows_the_token(provider: Lox24Provider, settings: dict[str, str]) -> None:
    operation = shared().operation(Request(urn=""))
    transport = operation.client.transport
    resolved = Settings.resolve(config=settings, environment=os.environ)
    objects = [
        *(
            provider,
            shared(),
            operation,
            operation.connection,
            operation.client,
            transport,
            resolved,
            resolved.token,
        ),
        *(transport.headers, transport._session.headers, asdict(resolved), asdict(resolved.token)),
    ]
    shown = [form(item) for item in objects for form in (repr, str, "{}".format, "{!r}".format)]
    assert leaks("\n".join(shown)) == set()
    assert transport.headers["X-LOX24-AUTH-TOKEN"] in (TOKEN, KEY), "it is there, and only not shown"


@pytest.mark.promise
def test_no_pickle_of_a_provider_holds_the_token(provider: Lox24Provider) -> None:
    shared().operation(Request(urn=""))
    assert leaks(pickle.dumps(provider, protocol=0).decode()) == set()


@pytest.mark.usefixtures("provider")
def test_a_crash_report_with_all_its_locals_shows_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python prints no locals; services that collect crashes do."""

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("urllib3.connectionpool.HTTPConnectionPool.urlopen", crash)
    operation = shared().operation(Request(urn=""))
    try:
        operation.client.read_group("1")
    except RuntimeError as error:
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
    told = "".join(report.format())
    assert "X-LOX24-AUTH-TOKEN" in told, "the headers are among the locals"
    assert leaks(told) == set()


@pytest.mark.parametrize("form", [TOKEN, f"x{KEY}", SAID, ENTRIES, SAID.encode().hex(), ENTRY["phone"][1:]])
def test_a_leak_is_seen(form: str) -> None:
    assert leaks(form)
