"""Who may call: API reference, section 1."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Sandbox, Start


def fail(sandbox: Sandbox) -> int:
    return sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN="").status_code


def test_both_styles_of_headers_open_the_same_account(sandbox: Sandbox) -> None:
    group = sandbox.group()
    legacy = sandbox.call("GET", "/me", X_LOX24_CLIENT_ID="1000000", X_LOX24_AUTH_TOKEN="key")
    assert legacy.json()["groups"] == {str(group): f"/groups/{group}"}


@pytest.mark.parametrize("token", ["", "key", "1000000:", ":key", "me:key", "1000000"])
def test_a_token_without_id_or_key_opens_nothing(sandbox: Sandbox, token: str) -> None:
    assert sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN=token).status_code == 401


def test_the_first_key_of_an_account_is_its_key_for_all_who_share_the_file(start: Start) -> None:
    first, second = start(), start()
    assert first.call("GET", "/me", X_LOX24_AUTH_TOKEN="5:mine").status_code == 200
    assert second.call("GET", "/me", X_LOX24_AUTH_TOKEN="5:yours").status_code == 401
    assert second.call("GET", "/me", X_LOX24_AUTH_TOKEN="5:mine").status_code == 200


def test_accounts_do_not_see_each_other(sandbox: Sandbox) -> None:
    group = sandbox.group(phones=[{"phone": "+491"}])
    phone = sandbox.call("GET", f"/groups/{group}/phones").json()[0]["id"]
    stranger = "2000000:other"
    for method, path in [
        ("GET", f"/groups/{group}"),
        ("DELETE", f"/groups/{group}"),
        ("GET", f"/groups/{group}/phones"),
        ("GET", f"/groups/{group}/file/csv"),
        ("DELETE", f"/phones/{phone}"),
    ]:
        assert sandbox.call(method, path, X_LOX24_AUTH_TOKEN=stranger, Accept="*/*").status_code == 404
    assert sandbox.call("GET", "/groups", X_LOX24_AUTH_TOKEN=stranger).json() == []
    assert sandbox.numbers(group) == ["+491"]


def test_a_switch_makes_a_strangers_group_forbidden(start: Start) -> None:
    sandbox = start("foreign_group=403")
    group = sandbox.group()
    assert sandbox.call("GET", f"/groups/{group}", X_LOX24_AUTH_TOKEN="2000000:other").status_code == 403
    assert sandbox.call("GET", "/groups/1", X_LOX24_AUTH_TOKEN="2000000:other").status_code == 404


@pytest.mark.promise
def test_the_fourth_bad_call_within_a_minute_blocks_the_address_for_ten(sandbox: Sandbox) -> None:
    assert [fail(sandbox) for _ in range(4)] == [401] * 4
    assert sandbox.call("GET", "/me").status_code == 429
    sandbox.clock.now += 599
    assert sandbox.call("GET", "/me").status_code == 429
    sandbox.clock.now += 1
    assert sandbox.call("GET", "/me").status_code == 200


def test_how_many_and_how_long_are_switches(start: Start) -> None:
    sandbox = start("bad_credentials=1", "block_seconds=5")
    assert [fail(sandbox) for _ in range(3)] == [401, 401, 429]
    sandbox.clock.now += 5
    assert sandbox.call("GET", "/me").status_code == 200


def test_bad_calls_a_minute_apart_block_nobody(sandbox: Sandbox) -> None:
    for _ in range(3):
        assert [fail(sandbox) for _ in range(3)] == [401] * 3
        sandbox.clock.now += 60
    assert sandbox.call("GET", "/me").status_code == 200


def test_a_blocked_address_still_has_the_hooks(sandbox: Sandbox) -> None:
    assert [fail(sandbox) for _ in range(4)] == [401] * 4
    assert len(sandbox.hook("GET", "/requests")) == 4


def test_a_rate_limit_counts_each_account_for_itself(start: Start) -> None:
    sandbox = start("rate_limit=2")
    assert [sandbox.call("GET", "/me").status_code for _ in range(3)] == [200, 200, 429]
    assert sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN="2000000:other").status_code == 200
    sandbox.clock.now += 61
    assert sandbox.call("GET", "/me").status_code == 200


def test_every_answer_has_a_request_id_of_its_own_which_the_log_has_too(sandbox: Sandbox) -> None:
    answers = [
        sandbox.call("GET", "/me"),
        sandbox.call("GET", "/nowhere"),
        sandbox.call("PATCH", "/groups/1"),
        sandbox.call("POST", "/groups", {"name": ""}),
        sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN=""),
    ]
    ids = [answer.headers["X-LOX24-REQUEST-ID"] for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 404, 405, 400, 401]
    assert all(re.fullmatch(r"[A-Za-z0-9]{32}", request_id) for request_id in ids)
    assert [entry["request_id"] for entry in sandbox.hook("GET", "/requests")] == ids
    assert len(set(ids)) == len(ids)


@pytest.mark.promise
def test_the_log_has_paths_and_accounts_but_neither_tokens_nor_bodies(sandbox: Sandbox) -> None:
    sandbox.call("POST", "/groups?page=2", {"name": "confidential"}, X_LOX24_AUTH_TOKEN="7:hidden")
    fail_reply = sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN="7:guess")
    log = sandbox.hook("GET", "/requests")
    assert fail_reply.status_code == 401
    assert [(entry["method"], entry["path"], entry["account"], entry["status"]) for entry in log] == [
        ("POST", "/groups?page=2", "7", 201),
        ("GET", "/me", None, 401),
    ]
    assert not re.search("confidential|hidden|guess", str(log))


def test_a_call_without_accept_or_credentials_is_refused_in_the_words_of_a_firewall(sandbox: Sandbox) -> None:
    reply = requests.get(f"{sandbox.url}/me", timeout=10)
    assert (reply.status_code, reply.json()) == (401, {"code": 401, "message": "Invalid credentials."})


def test_an_account_gets_another_key(start: Start) -> None:
    """The old one is refused from then on, also by another sandbox over the file; nothing keeps the new one."""
    sandbox, other = start("bad_credentials=99"), start("bad_credentials=99")
    group = sandbox.group()
    made = sandbox.hook("POST", "/accounts/1000000/key")["token"]
    assert len(made) == len("1000000:") + 32
    assert [one.call("GET", "/me").status_code for one in (sandbox, other)] == [401, 401]
    assert str(group) in other.call("GET", "/me", X_LOX24_AUTH_TOKEN=made).json()["groups"]
    given = sandbox.hook("POST", "/accounts/1000000/key", {"key": "key"})
    assert given == {"token": "1000000:key"}
    assert sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN=made).status_code == 401
    assert sandbox.call("GET", "/me").status_code == 200
    sandbox.hook("POST", "/accounts/7/key", {"key": "first"})  # nobody has called yet
    assert sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN="7:other").status_code == 401
    assert sandbox.call("GET", "/me", X_LOX24_AUTH_TOKEN="7:first").status_code == 200


@pytest.mark.parametrize(
    ("path", "document", "status"),
    [
        ("1000000", {"key": ""}, 400),
        ("1000000", {"key": "a b"}, 400),
        ("1000000", {"key": 5}, 400),
        ("1000000", {"key": None}, 400),
        ("1000000", {"token": "x"}, 400),
        ("1000000", [], 400),
        ("me", {"key": "x"}, 404),
    ],
)
def test_a_key_that_will_not_do_changes_nothing(sandbox: Sandbox, path: str, document: Any, status: int) -> None:
    assert sandbox.call("GET", "/me").status_code == 200
    reply = requests.post(f"{sandbox.url}/_sandbox/accounts/{path}/key", json=document, timeout=10)
    assert reply.status_code == status
    assert sandbox.call("GET", "/me").status_code == 200
