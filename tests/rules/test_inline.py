"""People written in a program, as objects of any language: one text, or what is wrong without a value."""

from __future__ import annotations

from typing import Any

import pytest

from lox24_provider.rules.list_file.inline import written
from lox24_provider.rules.list_file.table import read_table

NUMBER = "+4917612345678"
LATER = "known later"


@pytest.mark.parametrize("name", ["callback_data", "callbackData"])
def test_people_are_the_text_of_a_list_file_in_their_order(name: str) -> None:
    people: list[Any] = [{"phone": NUMBER, "a": 'Ann "A"', "b": None, name: "x"}, {"e": "z", "phone": "+4917612345679"}]
    text, wrong = written(people, unknown=LATER)
    assert not wrong
    assert text == f'phone,a,b,c,d,e,callback_data\n{NUMBER},"Ann ""A""",,,,,x\n+4917612345679,,,,,z,\n'
    assert [(entry.a, entry.callback_data) for entry in read_table(text.encode()).entries] == [
        ('Ann "A"', "x"),
        (None, None),
    ]


def test_nobody_is_a_list_too() -> None:
    assert written([], unknown=LATER) == ("phone,a,b,c,d,e,callback_data\n", [])


@pytest.mark.parametrize("person", [LATER, {"phone": LATER}, {"phone": NUMBER, "a": LATER}])
def test_what_is_known_later_makes_the_text_known_later(person: Any) -> None:
    assert written([{"phone": NUMBER}, person], unknown=LATER) == (LATER, [])
    assert written([{"phone": 5.0}, person], unknown=LATER) == (
        LATER,
        ["number 1: phone must be text, not a number; put it in quotes"],
    )


@pytest.mark.parametrize(
    ("people", "line"),
    [
        ({"phone": NUMBER}, "must be a list of people, not an object"),
        (4.0, "must be a list of people, not a number"),
        ([{"a": NUMBER}], "number 1 must have a phone and any of a, b, c, d, e, callback_data, and nothing else"),
        ([{"phone": NUMBER, NUMBER: "x"}], "number 1 must have a phone and any of a, b, c, d, e, callback_data, and"),
        ([{"phone": NUMBER, "callback_data": "x", "callbackData": "y"}], "number 1 must have a phone and any of"),
        ([{"phone": NUMBER}, NUMBER], "number 2 must have a phone and any of"),
        ([{"phone": 4917612345678.0}], "number 1: phone must be text, not a number; put it in quotes"),
        ([{"phone": NUMBER, "b": True}], "number 1: b must be text, not true or false; put it in quotes"),
        ([{"phone": [NUMBER]}], "number 1: phone must be text, not a list"),
        ([{"phone": {"x": NUMBER}}], "number 1: phone must be text, not an object"),
    ],
)
def test_what_is_no_person_is_named_by_its_place_and_not_shown(people: Any, line: str) -> None:
    text, wrong = written(people, unknown=LATER)
    assert text == LATER
    assert len(wrong) == 1
    assert wrong[0].startswith(line)
    assert "1234567" not in wrong[0]


def test_of_many_mistakes_the_first_are_told() -> None:
    _, wrong = written([{"a": "x"}] * 25, unknown=LATER)
    assert len(wrong) == 21
    assert wrong[-1] == "5 more are wrong, 25 in all"
