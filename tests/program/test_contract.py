"""The contract says what the code says, and can tell right from wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import schemathesis

from lox24_provider.rules.group import LIMITS
from lox24_provider.sandbox.routes import _ROUTES
from tests.support.contract import CONTRACT, Exchange, load

SENT = {"x-lox24-auth-token": "1:key", "accept": "application/json", "content-type": "application/json"}
RECEIVED = {"x-lox24-request-id": "a" * 32, "content-type": "application/json; charset=utf-8"}
GROUP = (
    b'{"id":1,"name":"x","description":null,"name_a":null,"name_b":null,"name_c":null,"name_d":null,"name_e":null,'
    b'"count_items":0,"deleted_at":null}'
)
RIGHT = Exchange(
    method="PUT",
    path="/groups/1",
    query="",
    sent=SENT,
    body=b'{"name": "x", "description": null}',
    status=200,
    received=RECEIVED,
    answer=GROUP,
)


@pytest.mark.slow
def test_the_contract_is_openapi() -> None:
    schemathesis.openapi.from_path(CONTRACT).validate()


def test_the_contract_has_the_sandboxes_operations_and_no_others() -> None:
    verbs = ("get", "post", "put", "delete")
    told = {path: {verb.upper() for verb in verbs if verb in item} for path, item in load()["paths"].items()}
    assert told == {path: set(methods) for path, methods in _ROUTES.items()}


def test_the_provider_has_the_contracts_limits() -> None:
    schemas = load()["components"]["schemas"]
    fields = {**schemas["GroupInput"]["properties"]}
    del fields["phones"]
    label = schemas["Label"]["maxLength"]
    assert {name: field.get("maxLength", label) for name, field in fields.items()} == LIMITS


def test_what_is_right_is_no_fault() -> None:
    assert RIGHT.request_faults() + RIGHT.answer_faults() == []


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"method": "PATCH"}, "is no operation"),
        ({"path": "/group/1"}, "is no operation"),
        ({"path": "/groups/01"}, "01 is no id"),
        ({"query": "page=1"}, "query page=1"),
        ({"sent": {**SENT, "x-lox24-auth-token": "key"}}, "no credentials"),
        ({"sent": {**SENT, "accept": "*/*"}}, "accepts */*"),
        ({"sent": {**SENT, "content-type": "text/plain"}}, "is of type text/plain"),
        ({"body": b""}, 'null is not of type "object"'),
        ({"body": b"{}"}, '"name" is a required property'),
        ({"body": b'{"name": "x", "id": 1}'}, "('id' was unexpected)"),
        ({"body": b'{"name": ""}'}, "name"),
        ({"body": b'{"name": "x", "description": "' + b"x" * 256 + b'"}'}, "longer than 255 characters"),
        ({"body": b'{"name": "x", "name_e": "' + b"x" * 51 + b'"}'}, "longer than 50 characters"),
        ({"body": b'{"name": "x", "phones": [{"phone": "' + b"1" * 31 + b'"}]}'}, "phones"),
        ({"method": "DELETE"}, "has a body"),
    ],
)
def test_a_wrong_request_is_a_fault(wrong: dict[str, Any], fault: str) -> None:
    (told,) = replace(RIGHT, **wrong).request_faults()
    assert fault in told


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"status": 201}, "is not documented"),
        ({"status": 204}, "is not documented"),
        ({"status": 404}, "is of type application/json"),
        ({"received": {**RECEIVED, "x-lox24-request-id": "a"}}, '"a" does not match'),
        ({"received": {"content-type": "application/json"}}, 'null is not of type "string"'),
        ({"received": {**RECEIVED, "content-type": "text/html"}}, "is of type text/html"),
        ({"answer": b"<html>"}, 'null is not of type "object"'),
        ({"answer": GROUP.replace(b'"id":1', b'"id":"1"')}, 'id "1" is not of type "integer"'),
        ({"answer": GROUP.replace(b'"name_d":null,', b"")}, '"name_d" is a required property'),
        ({"answer": GROUP.replace(b'{"id"', b'{"phones":[],"id"')}, "('phones' was unexpected)"),
        ({"answer": GROUP.replace(b'"deleted_at":null', b'"deleted_at":1')}, "deleted_at"),
        ({"answer": GROUP.replace(b'"deleted_at":null', b'"deleted_at":"soon"')}, 'is not a "date-time"'),
        ({"method": "PATCH"}, "is not documented"),
    ],
)
def test_a_wrong_answer_is_a_fault(wrong: dict[str, Any], fault: str) -> None:
    (told,) = replace(RIGHT, **wrong).answer_faults()
    assert fault in told
