"""Faults on demand: each strikes as often as it was told to, and no call besides."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Sandbox


def strike(sandbox: Sandbox, **fault: Any) -> None:
    sandbox.hook("POST", "/faults", fault)


def groups(sandbox: Sandbox) -> list[str]:
    return [group["name"] for group in sandbox.call("GET", "/groups").json()]


def test_a_status_comes_in_the_apis_place_and_nothing_is_stored(sandbox: Sandbox) -> None:
    strike(sandbox, status=503, retry_after=7, method="POST")
    reply = sandbox.call("POST", "/groups", {"name": "x"})
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "7")
    assert reply.json()["detail"] == "Service Unavailable"
    assert len(reply.headers["X-LOX24-REQUEST-ID"]) == 32
    assert groups(sandbox) == []


def test_a_status_with_effect_loses_only_the_answer(sandbox: Sandbox) -> None:
    strike(sandbox, status=502, effect=True, body="<h1>Bad Gateway</h1>")
    reply = sandbox.call("POST", "/groups", {"name": "x"})
    assert (reply.status_code, reply.text) == (502, "<h1>Bad Gateway</h1>")
    assert reply.headers["Content-Type"].startswith("text/html")
    assert groups(sandbox) == ["x"]


def test_a_body_may_be_json_of_any_media_type(sandbox: Sandbox) -> None:
    strike(sandbox, status=200, body=[{"odd": None}], content_type="application/vnd.odd")
    reply = sandbox.call("GET", "/groups")
    assert (reply.json(), reply.headers["Content-Type"]) == ([{"odd": None}], "application/vnd.odd")


@pytest.mark.parametrize(("reset", "stored"), [("before", []), ("after", ["x"])])
def test_a_connection_is_cut_before_the_effect_or_after(sandbox: Sandbox, reset: str, stored: list[str]) -> None:
    strike(sandbox, reset=reset)
    with pytest.raises(requests.ConnectionError):
        sandbox.call("POST", "/groups", {"name": "x"})
    assert groups(sandbox) == stored
    log = sandbox.hook("GET", "/requests")
    assert [(entry["method"], entry["status"]) for entry in log] == [("POST", None), ("GET", 200)]


def test_a_cut_connection_leaves_the_others_alone(sandbox: Sandbox) -> None:
    with requests.Session() as other:
        url, headers = f"{sandbox.url}/me", {"X-LOX24-AUTH-TOKEN": "1000000:key"}
        assert other.get(url, headers=headers, timeout=10).ok
        strike(sandbox, reset="before")
        with pytest.raises(requests.ConnectionError):
            sandbox.call("GET", "/me")
        assert other.get(url, headers=headers, timeout=10).ok


def test_a_truncated_answer_ends_in_the_middle_with_its_effect_stored(sandbox: Sandbox) -> None:
    strike(sandbox, truncate=True)
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        sandbox.call("POST", "/groups", {"name": "x"})
    assert groups(sandbox) == ["x"]


def test_a_fault_waits_for_its_call_skips_and_then_strikes_its_times(sandbox: Sandbox) -> None:
    strike(sandbox, method="GET", path="/me", skip=1, times=2, status=500)
    assert sandbox.call("GET", "/groups").status_code == 200
    assert [sandbox.call("GET", "/me").status_code for _ in range(4)] == [200, 500, 500, 200]
    assert sandbox.hook("GET", "/faults") == []


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ({"status": 503}, False),
        ({"status": 429, "retry_after": 600, "body": ""}, False),
        ({"status": 502, "effect": True, "body": "<html>"}, True),
        ({"status": 504, "delay": 0.001}, False),
        ({"reset": "before"}, False),
        ({"reset": "after"}, True),
        ({"truncate": True}, True),
    ],
)
def test_any_fault_strikes_the_third_call_of_its_rule_and_no_other(
    sandbox: Sandbox,
    kind: dict[str, Any],
    stored: bool,  # noqa: FBT001 a table
) -> None:
    strike(sandbox, method="POST", pattern="/groups", skip=2, **kind)
    made = []
    for name in "abcd":
        assert sandbox.call("GET", "/groups").ok
        try:
            made.append(sandbox.call("POST", "/groups", {"name": name}).status_code)
        except requests.RequestException:
            made.append(0)
    assert made == [201, 201, kind.get("status", 0), 201]
    assert groups(sandbox) == ["a", "b", *(["c"] if stored else []), "d"]


def test_a_pattern_is_about_the_whole_path(sandbox: Sandbox) -> None:
    group = sandbox.group()
    strike(sandbox, pattern="/groups", status=500)
    strike(sandbox, pattern="/groups/*/phones", status=502)
    paths = [f"/groups/{group}", f"/groups/{group}/phones", "/groups"]
    assert [sandbox.call("GET", path).status_code for path in paths] == [200, 502, 500]


def test_faults_strike_one_after_the_other_and_can_be_taken_back(sandbox: Sandbox) -> None:
    sandbox.hook("POST", "/faults", [{"status": 500}, {"status": 502}, {"status": 503}])
    assert [sandbox.call("GET", "/me").status_code for _ in range(2)] == [500, 502]
    assert [fault["status"] for fault in sandbox.hook("GET", "/faults")] == [503]
    sandbox.hook("DELETE", "/faults")
    assert sandbox.call("GET", "/me").status_code == 200


def test_a_late_answer_has_its_effect_before_and_holds_up_nobody(sandbox: Sandbox) -> None:
    strike(sandbox, delay=3600, method="POST")
    with closing(HTTPConnection(sandbox.url.removeprefix("http://"), timeout=10)) as late:
        headers = {"X-LOX24-AUTH-TOKEN": "1000000:key", "Content-Type": "application/json"}
        late.request("POST", "/groups", body='{"name": "x"}', headers=headers)
        while not sandbox.hook("GET", "/requests"):
            pass
        assert groups(sandbox) == ["x"]
        late.sock.setblocking(False)  # noqa: FBT003 a positional-only argument
        with pytest.raises(BlockingIOError):
            late.sock.recv(1)


def test_a_delay_passes(sandbox: Sandbox) -> None:
    strike(sandbox, delay=0.001, status=504)
    assert sandbox.call("GET", "/me").status_code == 504


@pytest.mark.parametrize(
    "fault",
    [
        {"colour": "red"},
        {"status": 99},
        {"status": "500"},
        {"times": True},
        {"delay": -1},
        {"reset": "sometimes"},
        {"content_type": "a\r\nb: c"},
        {"path": "\ud800"},
        [5],
        5,
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_one_line(sandbox: Sandbox, fault: Any) -> None:
    reply = requests.post(f"{sandbox.url}/_sandbox/faults", json=fault, timeout=10)
    assert reply.status_code == 400
    assert len(reply.json()["detail"].splitlines()) == 1
    assert sandbox.hook("GET", "/faults") == []


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 100_000, b"1" * 5_000, b'{"name": "\\ud800"}'])
@pytest.mark.parametrize(("method", "path"), [("POST", "faults"), ("PATCH", "groups/10001"), ("PATCH", "phones/1")])
def test_rubbish_for_a_hook_is_refused_too(sandbox: Sandbox, method: str, path: str, body: bytes) -> None:
    sandbox.group()
    headers = {"Content-Type": "application/json"}
    reply = requests.request(method, f"{sandbox.url}/_sandbox/{path}", data=body, headers=headers, timeout=10)
    assert reply.status_code in (400, 404)
    assert reply.json()["detail"]
