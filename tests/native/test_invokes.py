"""The functions of the plugin: what they are asked with, and what comes out."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.adapter.native.invokes import Invokes
from lox24_provider.adapter.native.schema import schema
from lox24_provider.adapter.native.values import Values
from lox24_provider.adapter.runtime import Runtime
from lox24_provider.errors import SettingsError, UsageError

NUMBER = "+4917655512345"


def problems(function: str, **given: Any) -> list[str]:
    answer = Invokes(Runtime()).answer(f"lox24:index:{function}", Values(given, frozenset()))
    assert answer.found == {}
    return answer.problems


@pytest.mark.parametrize(
    ("function", "given", "told"),
    [
        ("getGroup", {}, ["one of the two"]),
        ("getGroup", {"id": "7", "name": "A"}, ["one of the two"]),
        ("getGroup", {"id": 7.5}, ["digits only"]),
        ("getGroup", {"id": True}, ["digits only"]),
        ("getGroup", {"id": "007"}, ["digits only"]),
        ("getGroup", {"id": 2.0**60}, ["in quotes"]),
        ("getGroup", {"name": 7.0, "id": "x", "names": "B"}, ["names", "name must be text", "one of", "digits only"]),
        ("getGroups", {"name_pattern": ["a"], "namePattern": "a*"}, ["namePattern", "must be text"]),
        ("getAccount", {"name": "x"}, ["it takes none"]),
    ],
)
def test_every_problem_of_the_arguments_is_told_at_once(function: str, given: dict[str, Any], told: list[str]) -> None:
    found = problems(function, **given)
    assert len(found) == len(told)
    assert all(part in line for part, line in zip(told, found, strict=True))
    assert all(function in line and line.endswith(" [LOX1002]") for line in found)


def test_no_problem_quotes_a_value() -> None:
    assert NUMBER not in " ".join(problems("getGroup", id=NUMBER, name=[NUMBER]))


def test_a_function_that_is_not_there_is_said_to_be_not_there() -> None:
    with pytest.raises(UsageError, match="has no function lox24:index:getList"):
        Invokes(Runtime()).answer("lox24:index:getList", Values({}, frozenset()))


@pytest.mark.parametrize("function", [*schema(version="1.0.0")["functions"]])
def test_every_function_of_the_schema_takes_its_arguments(function: str) -> None:
    """All at once where that may be: then there is no token, which is the next thing to be missing."""
    inputs = schema(version="1.0.0")["functions"][function].get("inputs", {}).get("properties", {})
    given = dict.fromkeys([key for key in inputs if (key, len(inputs)) != ("name", 2)], "7")
    with pytest.raises(SettingsError, match="there is no token"):
        Invokes(Runtime()).answer(function, Values(given, frozenset()))
