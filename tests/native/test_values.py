"""Properties in the engine's protocol, and what the plugin makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.rpc import UNKNOWN

from lox24_provider.adapter import unknowns
from lox24_provider.adapter.native.values import Values, decoded, encoded

MARK = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

UNKNOWNS = (
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
)


def struct(**values: Any) -> Struct:
    made = Struct()
    made.update(values)
    return made


def secret(value: Any) -> dict[str, Any]:
    return {MARK: SECRET, "value": value}


def test_null_is_the_same_as_missing() -> None:
    assert decoded(struct(name="A", description=None)).plain == {"name": "A"}
    assert decoded(None).plain == {}
    assert dict(encoded({"name": "A", "description": None})) == {"name": "A"}


@pytest.mark.parametrize("unknown", UNKNOWNS)
def test_what_is_known_later_is_known_as_such_whatever_its_type(unknown: str) -> None:
    values = decoded(struct(count=unknown, labels={"a": unknown}, entries=[unknown]))
    assert values.plain == {"count": UNKNOWN, "labels": {"a": UNKNOWN}, "entries": [UNKNOWN]}
    assert all(unknowns.contains_unknowns(value) for value in values.plain.values()), "as the calls ask"
    assert encoded(values.plain)["count"] == UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        secret("x"),
        {"a": secret("x")},
        [secret("x")],
        [{"phone": secret("x")}],
        secret(UNKNOWN),
        {MARK: OUTPUT, "value": "x", "secret": True},
        {MARK: OUTPUT, "secret": True},
        {"a": {MARK: OUTPUT, "value": secret("x")}},
    ],
)
def test_a_property_is_secret_when_something_in_it_is(value: Any) -> None:
    assert decoded(struct(given=value, other="y")).secret == {"given"}


def test_a_secret_that_is_known_later_is_neither_lost_nor_plain() -> None:
    assert decoded(struct(name=secret(UNKNOWN))) == Values({"name": UNKNOWN}, frozenset({"name"}))
    assert decoded(struct(name={MARK: OUTPUT, "secret": True})) == Values({"name": UNKNOWN}, frozenset({"name"}))


def test_a_resource_is_its_id() -> None:
    assert decoded(struct(group={MARK: RESOURCE, "urn": "urn:x", "id": "4711"})).plain == {"group": "4711"}
    for id in ("", UNKNOWN):
        assert decoded(struct(group={MARK: RESOURCE, "urn": "urn:x", "id": id})).plain == {"group": UNKNOWN}


def test_a_file_of_pulumi_is_no_path() -> None:
    asset = {MARK: "c44067f5952c0a294b673a41bacd8c17", "path": "lists/clients.csv"}
    assert not isinstance(decoded(struct(source=asset)).plain["source"], str)


def test_what_is_secret_goes_back_as_one() -> None:
    answer = encoded({"name": "A", "columns": {"a": ["x"]}}, secret={"columns", "absent"})
    assert decoded(answer) == Values({"name": "A", "columns": {"a": ["x"]}}, frozenset({"columns"}))
    assert MessageToDict(answer)["columns"][MARK] == SECRET
