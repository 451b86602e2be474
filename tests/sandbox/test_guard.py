"""No page of another origin drives the sandbox or reads from it; `test_browser` has a real browser try."""

from __future__ import annotations

import socket
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import requests

from lox24_provider.sandbox import app
from lox24_provider.sandbox.embedded import embedded_url
from lox24_provider.sandbox.wire import HARMLESS
from tests.sandbox.conftest import Sandbox

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0"}
PATHS = ["/", "/me", "/groups", "/favicon.ico", "/_sandbox/requests", "/_sandbox/nothing"]


def answer(url: str, method: str, path: str, *headers: tuple[str, str], body: str = "") -> tuple[int, dict[str, str]]:
    """Status and headers of what is answered to exactly these headers."""
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=10)) as connection:
        connection.putrequest(method, path, skip_host=True)
        for header in headers:
            connection.putheader(*header)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body.encode())
        reply = connection.getresponse()
        reply.read()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}


def state(sandbox: Sandbox) -> Any:
    return sandbox.hook("GET", "/requests"), sandbox.hook("GET", "/faults")


@pytest.mark.parametrize(
    "host", ["localhost", "LocalHost:8024", "127.0.0.1", "127.0.0.1:8024", "127.8.9.10:1", "[::1]", "[::1]:8024"]
)
def test_a_host_of_this_machine_is_let_in(sandbox: Sandbox, host: str) -> None:
    assert answer(sandbox.url, "GET", "/", ("Host", host))[0] == 200


def test_the_sandbox_is_called_by_either_name(sandbox: Sandbox) -> None:
    group = sandbox.group()
    sandbox.url = sandbox.url.replace("127.0.0.1", "localhost")
    assert sandbox.call("GET", f"/groups/{group}").status_code == 200


@pytest.mark.promise
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8024"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "evil.example#localhost"},
        {"Host": "evil@localhost"},
        {"Host": "192.168.1.2:8024"},
        {"Host": "0.0.0.0"},  # noqa: S104 refused
        {"Host": ""},
        {"Host": "localhost:port"},
        {"Host": "[::2]"},
        {"Host": "host.docker.internal:8024"},
        {"Host": "localhost:8024", "Origin": "http://localhost:8025"},
        {"Host": "localhost:8024", "Origin": "https://localhost:8024"},
        {"Host": "localhost:8024", "Origin": "http://127.0.0.1:8024"},
        {"Host": "localhost", "Origin": "http://localhost.evil.example"},
        {"Host": "localhost:8024", "Origin": "null"},
        {"Host": "localhost:8024", "Origin": ""},
        {"Host": "localhost:8024", "Sec-Fetch-Site": "same-site"},
        {"Host": "localhost:8024", "Sec-Fetch-Site": "cross-site"},
        {"Host": "localhost:8024", "Sec-Fetch-Site": "none, cross-site"},
        {"Host": "localhost:8024", "Sec-Fetch-Site": ""},
    ],
    ids=str,
)
def test_what_comes_from_elsewhere_is_refused_and_leaves_no_trace(sandbox: Sandbox, headers: dict[str, str]) -> None:
    sandbox.hook("POST", "/faults", {"status": 503})
    before = state(sandbox)
    for path in PATHS:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
            status, got = answer(sandbox.url, method, path, *headers.items())
            assert (status, got["content-type"]) == (403, "application/problem+json; charset=utf-8")
            assert not any(name.startswith("access-control") for name in got)
    assert state(sandbox) == before


def test_the_refusal_says_what_to_do_and_repeats_nothing(sandbox: Sandbox) -> None:
    reply = requests.get(f"{sandbox.url}/<b>", headers={"Host": "<b>evil"}, timeout=10)
    assert reply.json()["detail"] == "The Host is not this machine: use localhost, 127.0.0.1 or [::1]."
    assert "<" not in reply.text


def test_two_words_about_where_a_call_comes_from_do_not_hide_one_another(sandbox: Sandbox) -> None:
    host = ("Host", "localhost:1")
    ours, foreign = ("Origin", "http://localhost:1"), ("Origin", "http://evil.example")
    assert answer(sandbox.url, "GET", "/", host, ours)[0] == 200
    assert answer(sandbox.url, "GET", "/", host, ours, foreign)[0] == 403
    assert answer(sandbox.url, "GET", "/", host, foreign, ours)[0] == 403
    assert answer(sandbox.url, "GET", "/", host, ("Host", "evil.example"))[0] == 400
    assert answer(sandbox.url, "GET", "/")[0] == 400


def test_a_call_of_http_1_0_has_to_name_its_host_too(sandbox: Sandbox) -> None:
    host, _, port = sandbox.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert connection.recv(99).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_page_itself_and_whoever_enters_its_address_are_let_in(sandbox: Sandbox, site: str) -> None:
    headers = {**BROWSER, "Sec-Fetch-Site": site, "Origin": sandbox.url}
    assert requests.get(sandbox.url, headers=headers, timeout=10).status_code == 200


@pytest.mark.promise
def test_no_browser_that_looks_locks_the_provider_out(sandbox: Sandbox) -> None:
    """Nor an old one, which does not say that a page of another origin has led it here."""
    for number in range(9):
        foreign = {**BROWSER, "Sec-Fetch-Site": "cross-site", "X-LOX24-AUTH-TOKEN": f"1000000:{number}"}
        assert requests.get(f"{sandbox.url}/groups", headers=foreign, timeout=10).status_code == 403
        assert requests.get(f"{sandbox.url}/groups", headers=BROWSER, timeout=10).status_code == 401
        icon = {**BROWSER, "Sec-Fetch-Site": "same-origin"}
        assert requests.get(f"{sandbox.url}/favicon.ico", headers=icon, timeout=10).status_code == 401
    assert sandbox.call("GET", "/me").status_code == 200


KINDS = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json, text/plain", "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/faults"),
        ("PATCH", "/groups/10001"),
        ("POST", "/groups/10001/join"),
        ("POST", "/phones/7000001/opt-out"),
        ("POST", "/accounts/1000000/key"),
        ("DELETE", "/groups/10001"),
    ],
)
def test_hooks_take_json_and_nothing_else(sandbox: Sandbox, method: str, path: str) -> None:
    sandbox.group(phones=[{"phone": "+491"}])
    for headers in ({}, *({"Content-Type": kind} for kind in KINDS)):
        reply = requests.request(method, f"{sandbox.url}/_sandbox{path}", data="{}", headers=headers, timeout=10)
        assert (reply.status_code, reply.json()) == (415, {"detail": "A body is application/json, and says so."})
    assert sandbox.call("GET", "/blocked_numbers").json() == []
    assert sandbox.call("GET", "/groups/10001").status_code == 200


def test_json_may_say_how_it_is_encoded_and_no_body_needs_no_type(sandbox: Sandbox) -> None:
    sandbox.group(phones=[{"phone": "+491"}, {"phone": "+492"}])
    kind = {"Content-Type": "Application/JSON; charset=utf-8"}
    for number, headers, body in ((1, kind, "{}"), (2, {}, None)):
        path = f"{sandbox.url}/_sandbox/phones/700000{number}/opt-out"
        assert requests.post(path, data=body, headers=headers, timeout=10).status_code == 204


def harmless(headers: Any) -> bool:
    return all(headers.get(name.decode()) == value.decode() for name, value in HARMLESS)


@pytest.mark.promise
def test_every_answer_is_harmless_in_a_browser(sandbox: Sandbox) -> None:
    script = "<script>fetch('/_sandbox/requests')</script>"
    sandbox.hook("POST", "/faults", [{"path": "/me", "status": status, "body": script} for status in (200, 404, 503)])
    answers = [answer(sandbox.url, "GET", "/me", ("Host", "localhost")) for _ in range(3)]
    answers += [
        answer(sandbox.url, method, path, *host)
        for host in ([("Host", "localhost")], [("Host", "evil.example")], [])
        for method in ("GET", "HEAD", "POST", "OPTIONS", "BREW")
        for path in PATHS[1:]
    ]
    assert {200, 400, 401, 403, 404, 405, 503} <= {status for status, _ in answers}
    assert [status for status, headers in answers if not harmless(headers)] == []
    page = requests.get(sandbox.url, timeout=10).headers
    assert "default-src 'none'; style-src 'sha256-" in page["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert harmless({**page, "content-security-policy": HARMLESS[0][1].decode()})


def test_an_answer_that_ends_too_soon_and_a_fault_of_the_sandbox_itself_are_harmless_too(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.hook("POST", "/faults", {"truncate": True, "body": "<p>", "content_type": "image/svg+xml"})
    reply = requests.get(f"{sandbox.url}/me", timeout=10, stream=True)
    assert harmless(reply.headers)
    reply.close()

    def broken(**_: object) -> str:
        raise LookupError

    monkeypatch.setattr(app, "page", broken)
    reply = requests.get(sandbox.url, timeout=10)
    assert reply.status_code == 500
    assert harmless(reply.headers)


def test_there_is_no_web_socket(sandbox: Sandbox) -> None:
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"}
    for path in ("/", "/_sandbox/requests"):
        assert answer(sandbox.url, "GET", path, ("Host", "localhost"), *upgrade.items())[0] == 200


def test_the_embedded_sandbox_is_guarded_too(tmp_path: Path) -> None:
    url = embedded_url(tmp_path / "sandbox.db")
    assert url.startswith("http://127.0.0.1:")
    assert requests.get(url, timeout=10).ok
    for headers in ({"Host": "evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        assert requests.get(url, headers=headers, timeout=10).status_code == 403
