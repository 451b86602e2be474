"""Whatever an answer looks like, it is understood or it is one harmless line."""

from __future__ import annotations

import gzip
import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lox24_provider.api.deadline import Deadline
from lox24_provider.api.problem import detail_of
from lox24_provider.api.transport import Transport
from lox24_provider.display.text import masked
from lox24_provider.errors import (
    ApiError,
    NotSent,
    TransportError,
)
from tests.support.sandbox import TOKEN, Sandbox
from tests.support.wire import Time, raw


@pytest.mark.usefixtures("accepted")
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"status": 502, "body": "<html>Bad gateway", "content_type": "text/html"}, "a web page instead of an answer"),
        ({"status": 400, "body": ""}, "answered 400 (request id"),
        ({"status": 400, "body": {"message": "m"}}, "answered 400: m (request id"),
        ({"status": 400, "body": {"hydra:description": "d", "title": "t"}}, "answered 400: d (request id"),
        ({"status": 403, "body": "x" * 5000}, "answered 403: xxx"),
        ({"status": 400, "body": {"detail": "\x1b[2J\u202edanger"}}, r"answered 400: \u001b[2J\u202edanger"),
    ],
)
def test_whatever_an_error_looks_like_it_is_one_harmless_line(
    transport: Transport, sandbox: Sandbox, fault: dict[str, Any], said: str
) -> None:
    sandbox.fault(times=100, **fault)
    with pytest.raises(ApiError) as caught:
        transport.request("POST", "/groups", deadline=Deadline(seconds=10), body={"name": "n"})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("body", ["<html>hello", "{", "nothing"])
def test_an_answer_that_is_not_json_is_no_answer(transport: Transport, sandbox: Sandbox, body: str) -> None:
    sandbox.fault(status=200, body=body, content_type="text/html", times=100)
    with pytest.raises(TransportError, match=r"answered 200 with something that is not JSON \(text/html"):
        transport.request("GET", "/me", deadline=Deadline(seconds=1))


def test_the_token_is_in_no_representation_and_no_log(
    transport: Transport, send: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        send("GET", "/me")
    assert "GET /me: 200 in " in caplog.text
    assert "token-canary" not in caplog.text + repr(transport)


def test_both_styles_of_credentials_open_the_same_account(sandbox: Sandbox) -> None:
    sandbox.add_group(name="n")
    client_id, _, key = TOKEN.partition(":")
    legacy = Transport(base_url=sandbox.url, headers={"X-LOX24-CLIENT-ID": client_id, "X-LOX24-AUTH-TOKEN": key})
    groups = legacy.request("GET", "/groups", deadline=Deadline(seconds=30)).body
    legacy.close()
    assert [group["name"] for group in groups] == ["n"]


@pytest.mark.parametrize("violations", [None, "x", [None], {"a": 1}, 5, True])
def test_odd_violations_do_not_hide_the_detail(violations: Any) -> None:
    assert detail_of({"violations": violations, "detail": "d"}, text="") == "d"


@pytest.mark.parametrize("at", range(190, 310, 7))
def test_no_part_of_a_secret_survives_a_cut(transport: Transport, sandbox: Sandbox, at: int) -> None:
    sandbox.fault(status=403, body="x" * at + TOKEN + " " + "y" * at + " 0176 12345678.", content_type="text/plain")
    with pytest.raises(ApiError) as caught:
        transport.request("GET", "/me", deadline=Deadline(seconds=10))
    assert not any(part in str(caught.value) for part in ("token-can", "0123456789", "12345678"))


@pytest.mark.parametrize(
    "text",
    ["+49 176 1234567", "4917612345678.", "0176 12345678.", "tel.4917612345678", "0049.176.1234567", "p_49176123456"],
)
def test_a_number_is_masked_however_it_is_written(text: str) -> None:
    assert not set(masked(f"The number {text} is known")) & set("123456789")


def test_ids_are_not_taken_for_numbers() -> None:
    assert masked("group 12345, account 1234567, 50 characters") == "group 12345, account 1234567, 50 characters"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            raw("HTTP/1.1 302 Found", "Location: http://[::1", "Content-Length: 0"),
            "a redirect, which is never followed",
        ),
        (raw("HTTP/1.1 200 OK", "Content-Length: 100002", body=b"[" * 50_001 + b"]" * 50_001), "is not JSON"),
        (raw("HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Length: 2", body=b"{}"), "broke"),
        (raw("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"zz\r\n{}"), "broke"),
        (raw("rubbish"), "broke"),
        (raw("HTTP/1.1 200 OK", *[f"X-{n}: 1" for n in range(300)]), "broke"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_odd_answer_is_one_line(
    serve: Callable[..., Transport], answer: Callable[[Any], None], said: str, method: str
) -> None:
    with pytest.raises(TransportError) as caught:
        serve(answer).request(method, "/groups", deadline=Deadline(seconds=10))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not isinstance(caught.value, NotSent)


@pytest.mark.parametrize("encoding", ["plain", "chunked", "gzip"])
def test_an_answer_comes_whole_in_any_encoding(serve: Callable[..., Transport], encoding: str) -> None:
    content = json.dumps(["x" * 200_000]).encode()
    answers = {
        "plain": raw("HTTP/1.1 200 OK", f"Content-Length: {len(content)}", body=content),
        "chunked": raw(
            "HTTP/1.1 200 OK",
            "Transfer-Encoding: chunked",
            body=f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n",
        ),
        "gzip": raw("HTTP/1.1 200 OK", "Content-Encoding: gzip", "Connection: close", body=gzip.compress(content)),
    }
    reply = serve(answers[encoding]).request("GET", "/groups", deadline=Deadline(seconds=30))
    assert reply.body == ["x" * 200_000]


def test_a_slow_drip_does_not_outlive_the_limit(serve: Callable[..., Transport], time: Time) -> None:
    """Each byte of the answer takes a second of the operation's clock."""

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(100_000):
            if dripped.wait(timeout=0.001):
                return
            handler.wfile.write(b" ")

    def clock() -> float:
        time.now += 1
        return time.now

    dripped = threading.Event()
    try:
        with pytest.raises(TransportError, match="was not complete within 20 s"):
            serve(drip).request("GET", "/groups", deadline=Deadline(seconds=20, clock=clock))
    finally:
        dripped.set()


def test_an_endless_answer_is_not_read_to_its_end(
    serve: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lox24_provider.api.transport.LARGEST_ANSWER", 2**20)
    endless = raw("HTTP/1.1 200 OK", "Connection: close", body=b" " * 2**22)
    with pytest.raises(TransportError, match="larger than 1 MB"):
        serve(endless).request("GET", "/groups", deadline=Deadline(seconds=30))


def test_a_netrc_adds_no_credentials(
    serve: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[Any] = []

    def answer(handler: Any) -> None:
        seen.append(handler.headers["Authorization"])
        raw("HTTP/1.1 200 OK", "Content-Length: 2", body=b"[]")(handler)

    transport = serve(answer)
    transport._session.trust_env = True  # as it is for any host but loopback
    transport.request("GET", "/groups", deadline=Deadline(seconds=30))
    assert seen == [None]
