"""The page for a person, and the hooks for tests."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from lox24_provider.sandbox.app import create_app
from lox24_provider.sandbox.store import Store
from tests.sandbox.conftest import Sandbox, Start


def page(sandbox: Sandbox) -> str:
    reply = requests.get(sandbox.url, timeout=10)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return reply.text


def test_the_page_escapes_what_callers_wrote(sandbox: Sandbox) -> None:
    evil = "<script>&'\""
    sandbox.group(name=evil, description=evil, **{f"name_{column}": evil for column in "abcde"})
    sandbox.hook("PATCH", "/groups/10001", {"deleted_at": evil})
    sandbox.call("GET", f"/{evil}?{evil}")
    html = page(sandbox)
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;&#x27;&quot;") >= 8


@pytest.mark.promise
def test_the_page_shows_what_is_invisible_and_turns_no_line_around(sandbox: Sandbox) -> None:
    evil, emoji = "\x1b[31m\u202egnp\u2066\u200b\a", "\U0001f469\u200d\U0001f692" + "\U0001f600" * 50
    sandbox.group(name=evil, description=evil + emoji, **{f"name_{column}": evil for column in "abcde"})
    sandbox.call("GET", f"/{evil}")
    html = page(sandbox)
    assert not set(evil) & set(html) - set("[31mgnp")
    assert html.count(r"\u001b[31m\u202egnp\u2066\u200b\u0007") == 8
    assert emoji in html


@pytest.mark.promise
def test_the_page_shows_accounts_groups_and_calls_but_no_numbers(start: Start) -> None:
    sandbox = start("put=replace")
    sandbox.group(name="My Clients", name_a="prefix", phones=[{"phone": "+4917663804817", "a": "Mr. Smith"}])
    html = page(sandbox)
    assert all(text in html for text in ("1000000", "10001", "My Clients", "prefix", "POST /groups", "put=replace"))
    assert "17663804817" not in html
    assert "Smith" not in html


def test_an_empty_sandbox_has_a_page_too(sandbox: Sandbox) -> None:
    assert "Nobody has called yet." in page(sandbox)


def test_the_page_and_the_hooks_are_not_in_the_log(sandbox: Sandbox) -> None:
    page(sandbox)
    sandbox.call("GET", "/me")
    sandbox.hook("POST", "/faults", {"path": "/nowhere", "status": 500})
    assert [entry["path"] for entry in sandbox.hook("GET", "/requests")] == ["/me"]
    sandbox.hook("DELETE", "/requests")
    assert sandbox.hook("GET", "/requests") == []
    sandbox.call("GET", "/me")
    assert [entry["n"] for entry in sandbox.hook("GET", "/requests")] == [2]


def test_the_log_keeps_the_newest_thousand(tmp_path: Path) -> None:
    entry = {"at": 0.0, "account": None, "method": "GET", "path": "/", "status": 200, "request_id": "x"}
    with Store(tmp_path / "log.db") as store, store.writing() as tables:
        for _ in range(1001):
            tables.requests.add(entry)
        log = tables.requests.newest()
    assert [log[0]["n"], log[-1]["n"], len(log)] == [2, 1001, 1000]


def test_a_group_is_marked_for_deletion_or_deleted_by_hand(sandbox: Sandbox) -> None:
    group = sandbox.group()
    sandbox.hook("PATCH", f"/groups/{group}", {"deleted_at": "2030-01-01T00:00:00+00:00"})
    assert sandbox.call("PUT", f"/groups/{group}", {"name": "x"}).json()["deleted_at"] == "2030-01-01T00:00:00+00:00"
    sandbox.hook("DELETE", f"/groups/{group}")
    assert sandbox.call("GET", f"/groups/{group}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "document", "status"),
    [
        ("PATCH", "/groups/10001", {"id": 5}, 400),
        ("PATCH", "/groups/10001", {"name": None}, 400),
        ("PATCH", "/groups/10001", [], 400),
        ("PATCH", "/phones/1", {"unsubscribed_at": "now"}, 400),
        ("PATCH", "/phones/1", {"unsubscribed_at": 10**30}, 400),
        ("PATCH", "/phones/1", {}, 404),
        ("DELETE", "/groups/1", None, 404),
        ("DELETE", "/groups/" + "9" * 30, None, 404),
        ("DELETE", "/groups/" + "9" * 5000, None, 404),
    ],
)
def test_a_hook_used_wrongly_says_so(sandbox: Sandbox, method: str, path: str, document: Any, status: int) -> None:
    sandbox.group()
    reply = requests.request(method, f"{sandbox.url}/_sandbox{path}", json=document, timeout=10)
    assert reply.status_code == status


@pytest.mark.parametrize("client", [("192.0.2.1", 5), ("testclient", 5), None])
def test_the_hooks_are_for_callers_on_this_machine(tmp_path: Path, client: Any) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/_sandbox/requests",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": client,
    }
    # Not `asyncio.run`, which leaves the thread without a loop for Pulumi's mocks in other tests.
    with Store(tmp_path / "far.db") as store, closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(create_app(store=store)(scope, receive, send))
    assert (sent[0]["status"], json.loads(sent[1]["body"])["detail"]) == (403, "Only for callers on this machine.")
