"""Groups: API reference, sections 3, 6, 10 and 13."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox, Start

FULL = {"name": "My Clients", "description": "Best clients", **{f"name_{column}": column for column in "abcde"}}


def test_a_group_is_created_read_changed_and_deleted(sandbox: Sandbox) -> None:
    made = sandbox.made("/groups", FULL)
    path = f"/groups/{made['id']}"
    assert sandbox.call("GET", path).json() == made == {**FULL, "id": 10001, "count_items": 0, "deleted_at": None}
    changed = sandbox.call("PUT", path, {**FULL, "name": "Others"})
    assert (changed.status_code, changed.json()) == (200, {**made, "name": "Others"})
    deleted = sandbox.call("DELETE", path)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert [sandbox.call(method, path, FULL).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3


def test_a_deleted_group_takes_its_phones_along(sandbox: Sandbox) -> None:
    group = sandbox.group(phones=[{"phone": "+491"}])
    phone = sandbox.call("GET", f"/groups/{group}/phones").json()[0]["id"]
    sandbox.call("DELETE", f"/groups/{group}")
    assert sandbox.call("GET", f"/phones/{phone}").status_code == 404


def test_ids_are_never_used_again(sandbox: Sandbox) -> None:
    first = sandbox.group()
    sandbox.call("DELETE", f"/groups/{first}")
    assert sandbox.group() > first


def test_names_need_not_be_unique(sandbox: Sandbox) -> None:
    assert sandbox.group(name="twice") != sandbox.group(name="twice")


@pytest.mark.parametrize(
    "phones", [[{"phone": "+491"}, {"phone": "+492"}], {"x": {"phone": "+491"}, "1": {"phone": "+492"}}]
)
def test_phones_come_with_a_new_group_as_an_array_or_an_object(sandbox: Sandbox, phones: Any) -> None:
    made = sandbox.made("/groups", {"name": "x", "phones": phones})
    assert made["count_items"] == 2
    assert "phones" not in made
    assert sandbox.numbers(made["id"]) == ["+491", "+492"]


def test_what_the_server_owns_and_what_nobody_knows_is_ignored(sandbox: Sandbox) -> None:
    made = sandbox.made("/groups", {"name": "x", "id": 1, "count_items": 9, "deleted_at": "never", "colour": "red"})
    assert (made["id"], made["count_items"], made["deleted_at"]) == (10001, 0, None)
    assert "colour" not in made


def test_put_keeps_omitted_fields_and_clears_null_ones(sandbox: Sandbox) -> None:
    group = sandbox.made("/groups", FULL)["id"]
    changed = sandbox.call("PUT", f"/groups/{group}", {"name": "x", "name_a": None}).json()
    assert (changed["description"], changed["name_a"], changed["name_b"]) == ("Best clients", None, "b")


def test_a_switch_makes_put_clear_omitted_fields(start: Start) -> None:
    sandbox = start("put=replace")
    group = sandbox.made("/groups", FULL)["id"]
    changed = sandbox.call("PUT", f"/groups/{group}", {"name": "x"}).json()
    assert {changed[name] for name in FULL} == {"x", None}


@pytest.mark.parametrize(
    ("switch", "numbers"), [("replace", ["+493"]), ("append", ["+491", "+492", "+493"]), ("ignore", ["+491", "+492"])]
)
def test_a_switch_decides_what_phones_in_put_do(start: Start, switch: str, numbers: list[str]) -> None:
    sandbox = start(f"phones_on_put={switch}")
    group = sandbox.group(phones=[{"phone": "+491"}, {"phone": "+492"}])
    assert sandbox.call("PUT", f"/groups/{group}", {"name": "x", "phones": [{"phone": "+493"}]}).ok
    assert sandbox.numbers(group) == numbers
    assert sandbox.call("PUT", f"/groups/{group}", {"name": "x"}).ok
    assert sandbox.numbers(group) == numbers


def test_put_without_a_name_is_refused(sandbox: Sandbox) -> None:
    group = sandbox.group()
    assert sandbox.call("PUT", f"/groups/{group}", {"description": "x"}).status_code == 400


@pytest.mark.parametrize("status", [400, 422])
def test_all_violations_come_at_once_in_the_order_of_the_fields(start: Start, status: int) -> None:
    sandbox = start(f"validation_status={status}")
    phones = [{"phone": "+491"}, {"a": "x" * 1531, "callback_data": "x" * 37}]
    long = {"name": "", "description": "x" * 256, "name_c": "x" * 51}
    reply = sandbox.call("POST", "/groups", {**long, "phones": phones})
    paths = ["name", "description", "name_c", "phones[1].phone", "phones[1].a", "phones[1].callback_data"]
    assert reply.status_code == status
    assert [violation["propertyPath"] for violation in reply.json()["violations"]] == paths
    assert [line.partition(":")[0] for line in reply.json()["detail"].splitlines()] == paths
    assert sandbox.call("GET", "/groups").json() == []


def test_lengths_are_characters_not_bytes(sandbox: Sandbox) -> None:
    assert sandbox.made("/groups", {"name": "ä😀" * 25})["name"] == "ä😀" * 25
    reply = sandbox.call("POST", "/groups", {"name": "ä" * 51})
    assert reply.json()["detail"] == "name: This value is too long. It should have 50 characters or less."


def test_a_null_name_is_null_and_not_blank(sandbox: Sandbox) -> None:
    violation = sandbox.call("POST", "/groups", {"name": None}).json()["violations"][0]
    assert violation["code"] == "ad32d13f-c3d4-423b-909a-857b961eb720"


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ({"name": 5}, 'The type of the "name" attribute must be "string", "integer" given.'),
        ({"name": "x", "name_e": True}, 'The type of the "name_e" attribute must be "string", "boolean" given.'),
        ({"name": "x", "phones": "+49"}, 'The type of the "phones" attribute must be "array", "string" given.'),
        ({"name": "x", "phones": [1.5]}, 'The type of the "phones[0]" attribute must be "object", "double" given.'),
        ("x", 'The type of the request body must be "object", "string" given.'),
    ],
)
def test_a_wrong_json_type_is_a_400_that_names_the_attribute(start: Start, document: Any, detail: str) -> None:
    reply = start("validation_status=422").call("POST", "/groups", document)
    assert (reply.status_code, reply.json()["detail"]) == (400, detail)


def test_strings_are_stored_as_sent_unless_switches_say_otherwise(start: Start) -> None:
    verbatim, tidy = start(), start("trim=true", "empty_string=null")
    assert verbatim.made("/groups", {"name": " x ", "description": ""})["description"] == ""
    made = tidy.made("/groups", {"name": " x ", "description": "  "})
    assert (made["name"], made["description"]) == ("x", None)
    assert tidy.call("POST", "/groups", {"name": "  "}).status_code == 400


def test_csv_has_every_phone_under_the_groups_labels(sandbox: Sandbox) -> None:
    phone = {"phone": "+491", "a": 'say "hi", ä', "b": "two\nlines", "callback_data": "12345"}
    group = sandbox.group(name_a="prefix", phones=[phone, {"phone": "+492"}])
    reply = sandbox.call("GET", f"/groups/{group}/file/csv", Accept="text/csv")
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(reply.content.decode().splitlines(keepends=True))) == [
        ["id", "phone", "prefix", "col_b", "col_c", "col_d", "col_e", "callback_data"],
        ["7000001", "+491", 'say "hi", ä', "two\nlines", "", "", "", "12345"],
        ["7000002", "+492", "", "", "", "", "", ""],
    ]
    assert sandbox.call("GET", f"/groups/{group}/file/csv", Accept="application/json").status_code == 406


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/groups/",
        "/groups/x",
        "/groups/1%0A",
        "/groups/-1",
        "/groups/1/2",
        "/groups/{id}",
        "/phones",
        "/groups/" + "9" * 99,
    ],
)
def test_unknown_paths_and_ids_that_are_no_numbers_are_a_404_in_json(sandbox: Sandbox, path: str) -> None:
    reply = sandbox.call("PUT", path, FULL)
    assert (reply.status_code, reply.json()["detail"]) == (404, "Not Found")


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PATCH", "/groups/1", "GET, PUT, DELETE"),
        ("DELETE", "/groups", "GET, POST"),
        ("GET", "/groups/1/phones/batch", "POST"),
        ("OPTIONS", "/me", "GET"),
    ],
)
def test_a_wrong_method_is_a_405_that_names_the_right_ones(
    sandbox: Sandbox, method: str, path: str, allow: str
) -> None:
    reply = sandbox.call(method, path)
    assert (reply.status_code, reply.headers["Allow"]) == (405, allow)


def test_head_is_get_without_a_body(sandbox: Sandbox) -> None:
    reply = sandbox.call("HEAD", "/groups")
    assert (reply.status_code, reply.content, reply.headers["Content-Length"]) == (200, b"", "2")
