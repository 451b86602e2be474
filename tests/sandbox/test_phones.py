"""Phones and blocked numbers: API reference, sections 4, 5, 7 and 13."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.conftest import Sandbox, Start

FULL = {"phone": "+4917663804817", **dict.fromkeys("abcde", "x"), "callback_data": "12345"}
EVENTS = dict.fromkeys(("subscribed_at", "unsubscribed_at", "unsubscribe_reason"))


def test_a_phone_is_created_read_changed_and_deleted(sandbox: Sandbox) -> None:
    made = sandbox.made(f"/groups/{sandbox.group()}/phones", FULL)
    path = f"/phones/{made['id']}"
    assert sandbox.call("GET", path).json() == made == {**FULL, **EVENTS, "id": "7000001"}
    assert sandbox.call("PUT", path, {"phone": "+49176", "a": None}).json() == {**made, "phone": "+49176", "a": None}
    assert sandbox.call("DELETE", path).status_code == 204
    assert [sandbox.call(method, path, FULL).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3


def test_a_phone_comes_into_no_group_that_is_not_there(sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/groups/1/phones", FULL).status_code == 404
    assert sandbox.call("POST", "/groups/1/phones/batch", [FULL]).status_code == 404


def test_a_switch_makes_put_clear_omitted_columns(start: Start) -> None:
    sandbox = start("put=replace")
    made = sandbox.made(f"/groups/{sandbox.group()}/phones", FULL)
    assert sandbox.call("PUT", f"/phones/{made['id']}", {"phone": "+491"}).json()["callback_data"] is None


def test_a_batch_stores_what_is_right_and_names_what_is_not_in_order(sandbox: Sandbox) -> None:
    group = sandbox.group()
    reply = sandbox.call("POST", f"/groups/{group}/phones/batch", [FULL, {"phone": "", "a": "x" * 1531}, 5, FULL])
    results = reply.json()
    assert (reply.status_code, [result["status"] for result in results]) == (201, [201, 400, 400, 201])
    assert results[0]["body"] == {**FULL, **EVENTS, "id": "7000001"}
    assert [violation["propertyPath"] for violation in results[1]["body"]["violations"]] == ["phone", "a"]
    assert sandbox.numbers(group) == [FULL["phone"]] * 2


def test_a_batch_in_json_ld_is_a_collection_of_results(sandbox: Sandbox) -> None:
    path = f"/groups/{sandbox.group()}/phones/batch"
    listing = sandbox.call("POST", path, [FULL], Accept="application/ld+json").json()
    assert (listing["@id"], listing["hydra:totalItems"]) == (path, 1)
    assert listing["hydra:member"][0]["body"]["@id"] == "/phones/7000001"


def test_a_batch_is_an_array(sandbox: Sandbox) -> None:
    path = f"/groups/{sandbox.group()}/phones/batch"
    assert sandbox.call("POST", path, FULL).status_code == 400
    assert sandbox.made(path, []) == []


@pytest.mark.parametrize("status", [400, 413])
def test_a_batch_over_the_limit_stores_nothing(start: Start, status: int) -> None:
    sandbox = start("batch_limit=2", f"batch_limit_status={status}")
    group = sandbox.group()
    assert sandbox.call("POST", f"/groups/{group}/phones/batch", [FULL] * 3).status_code == status
    assert sandbox.numbers(group) == []
    assert len(sandbox.made(f"/groups/{group}/phones/batch", [FULL] * 2)) == 2


@pytest.mark.parametrize("status", [422, 409])
def test_a_switch_forbids_a_number_twice_in_a_group(start: Start, status: int) -> None:
    sandbox = start(f"duplicates={status}")
    group, other = sandbox.group(phones=[FULL]), sandbox.group(phones=[FULL])
    second = sandbox.made(f"/groups/{group}/phones", {"phone": "+492"})["id"]
    assert sandbox.call("POST", f"/groups/{group}/phones", FULL).status_code == status
    assert sandbox.call("PUT", f"/phones/{second}", FULL).status_code == status
    assert sandbox.call("PUT", f"/phones/{second}", {"phone": "+492", "a": "x"}).status_code == 200
    results = sandbox.made(f"/groups/{other}/phones/batch", [{"phone": "+493"}, {"phone": "+493"}])
    assert [result["status"] for result in results] == [201, status]


def test_a_group_refused_for_a_number_twice_is_not_there_at_all(start: Start) -> None:
    sandbox = start("duplicates=422")
    assert sandbox.call("POST", "/groups", {"name": "x", "phones": [FULL, FULL]}).status_code == 422
    assert sandbox.call("GET", "/groups").json() == []


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("0176 638-04817", "+4917663804817"),
        ("0049 176", "+49176"),
        ("49176", "+49176"),
        ("+49176", "+49176"),
        ("x", "x"),
    ],
)
def test_a_switch_stores_numbers_as_e164(start: Start, given: str, stored: str) -> None:
    sandbox, verbatim = start("normalise_phones=true"), start()
    assert sandbox.made(f"/groups/{sandbox.group()}/phones", {"phone": given})["phone"] == stored
    assert verbatim.made(f"/groups/{sandbox.group()}/phones", {"phone": given})["phone"] == given


def test_an_opt_out_by_hand_outlives_a_put(sandbox: Sandbox) -> None:
    made = sandbox.made(f"/groups/{sandbox.group()}/phones", FULL)
    opt_out = {"subscribed_at": 1, "unsubscribed_at": 2, "unsubscribe_reason": 3}
    sandbox.hook("PATCH", f"/phones/{made['id']}", opt_out)
    assert sandbox.call("PUT", f"/phones/{made['id']}", FULL).json() == {**made, **opt_out}


NOW = 1_700_000_000  # on the tests' clock
BLOCKED = {"id": 1, "number": FULL["phone"], "type": 2, "added_at": "2023-11-14T22:13:20+00:00"}


@pytest.mark.parametrize(("given", "reason"), [(None, 2), ({}, 2), ({"reason": 6}, 6)])
def test_an_unsubscription_form_marks_the_entry_and_blocks_the_number(
    sandbox: Sandbox, given: Any, reason: int
) -> None:
    made = sandbox.made(f"/groups/{sandbox.group()}/phones", FULL)
    for _ in range(2):
        sandbox.hook("POST", f"/phones/{made['id']}/opt-out", given)
    opted_out = {**made, "unsubscribed_at": NOW, "unsubscribe_reason": reason}
    assert sandbox.call("GET", f"/phones/{made['id']}").json() == opted_out
    assert sandbox.call("GET", "/blocked_numbers").json() == [BLOCKED]


def test_a_number_that_the_customer_blocked_stays_the_customers(sandbox: Sandbox) -> None:
    made = sandbox.made(f"/groups/{sandbox.group()}/phones", FULL)
    blocked = sandbox.made("/blocked_numbers", {"number": FULL["phone"]})
    sandbox.hook("POST", f"/phones/{made['id']}/opt-out")
    assert sandbox.call("GET", "/blocked_numbers").json() == [blocked]


def test_a_subscription_form_adds_an_entry(sandbox: Sandbox) -> None:
    group = sandbox.group()
    sandbox.hook("POST", f"/groups/{group}/join", {"phone": "+491", "a": "x"})
    (entry,) = sandbox.call("GET", f"/groups/{group}/phones").json()
    blank = dict.fromkeys((*FULL, *EVENTS))
    assert entry == {**blank, "id": "7000001", "phone": "+491", "a": "x", "subscribed_at": NOW}


@pytest.mark.parametrize(
    ("path", "document", "status"),
    [
        ("/groups/10001/join", {}, 400),
        ("/groups/10001/join", {"phone": ""}, 400),
        ("/groups/10001/join", {"phone": "+491", "subscribed_at": 1}, 400),
        ("/groups/1/join", {"phone": "+491"}, 404),
        ("/phones/7000001/opt-out", {"reason": 0}, 400),
        ("/phones/7000001/opt-out", {"reason": 7}, 400),
        ("/phones/7000001/opt-out", {"reason": True}, 400),
        ("/phones/1/opt-out", {}, 404),
    ],
)
def test_a_form_filled_in_wrongly_changes_nothing(sandbox: Sandbox, path: str, document: Any, status: int) -> None:
    group = sandbox.group(phones=[FULL])
    before = sandbox.call("GET", f"/groups/{group}/phones").json()
    assert requests.post(f"{sandbox.url}/_sandbox{path}", json=document, timeout=10).status_code == status
    assert sandbox.call("GET", f"/groups/{group}/phones").json() == before
    assert sandbox.call("GET", "/blocked_numbers").json() == []


def test_a_switch_keeps_new_entries_out_of_the_next_lists_of_their_group(start: Start) -> None:
    sandbox = start("phones_lag=2")
    group, other = sandbox.group(), sandbox.group()
    sandbox.made(f"/groups/{group}/phones", {"phone": "+491"})
    assert sandbox.numbers(other) == []  # counts for that group
    assert sandbox.numbers(group) == []
    sandbox.made(f"/groups/{group}/phones/batch", [{"phone": "+492"}, {"phone": "+493"}])
    seen = [sandbox.numbers(group) for _ in range(3)]
    assert seen == [[], ["+491"], ["+491", "+492", "+493"]]
    assert sandbox.call("GET", f"/groups/{group}").json()["count_items"] == 3


def test_a_late_list_is_short_by_its_own_count(start: Start) -> None:
    sandbox = start("phones_lag=1", "phones_page_size=2")
    path = f"/groups/{sandbox.group(phones=[FULL] * 3)}/phones"
    listings = [sandbox.call("GET", path, Accept="application/ld+json").json() for _ in range(2)]
    assert [(listing["hydra:totalItems"], len(listing["hydra:member"])) for listing in listings] == [(0, 0), (3, 2)]


def test_a_number_is_blocked_once_an_account(sandbox: Sandbox) -> None:
    made = sandbox.made("/blocked_numbers", {"number": "+491"})
    assert made == {"id": 1, "number": "+491", "type": 1, "added_at": "2023-11-14T22:13:20+00:00"}
    assert sandbox.call("POST", "/blocked_numbers", {"number": "+491"}).status_code == 409
    assert sandbox.call("GET", "/blocked_numbers").json() == [made]
    stranger = "2000000:other"
    assert sandbox.call("GET", "/blocked_numbers/1", X_LOX24_AUTH_TOKEN=stranger).status_code == 404
    assert sandbox.call("GET", "/blocked_numbers/1").json() == made
    assert sandbox.call("DELETE", "/blocked_numbers/1").status_code == 204
    assert sandbox.call("GET", "/blocked_numbers/1").status_code == 404
