"""Switches: one readable line for whoever mistypes one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lox24_provider.sandbox.switches import DOCUMENTED, Switches


def test_nothing_set_is_what_is_documented() -> None:
    assert Switches.parse([]) == DOCUMENTED == Switches()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("put=replace", "replace"),
        ("validation_status=422", 422),
        ("duplicates=409", 409),
        ("trim=True", True),
        (" group_page_size = 5 ", 5),
    ],
)
def test_a_setting_has_the_type_of_its_switch(setting: str, value: Any) -> None:
    assert getattr(Switches.parse([setting]), setting.partition("=")[0].strip()) == value


def test_the_last_setting_of_a_switch_wins() -> None:
    assert Switches.parse(["put=replace", "put=merge"]).put == "merge"


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("put=delete", "switch put: 'delete' is not merge | replace"),
        ("put", "switch put: it takes merge | replace"),
        ("duplicates=400", "switch duplicates: '400' is not allow | 422 | 409"),
        ("trim=1", "switch trim: '1' is not false | true"),
        ("batch_limit=-1", "switch batch_limit: '-1' is not a whole number"),
        ("batch_limit=9999999999", "is not a whole number of up to nine digits"),
        ("group_page_size=0", "switch group_page_size: '0' is not a whole number from 1"),
        ("colour=red", "no switch 'colour'; there are hydra, "),
    ],
)
def test_a_wrong_setting_names_what_is_allowed_in_one_line(setting: str, line: str) -> None:
    with pytest.raises(ValueError, match=f"^[^\n]*{re.escape(line)}[^\n]*$"):
        Switches.parse([setting])


def test_the_table_has_every_switch_with_its_default_and_meaning() -> None:
    table = {name: (default, allowed) for name, default, allowed, meaning in Switches.table() if meaning}
    assert set(table) == set(vars(DOCUMENTED))
    assert table["put"] == ("merge", "merge | replace")
    choices = {name: allowed.split(" | ") for name, (_, allowed) in table.items() if "|" in allowed}
    assert {name: first for name, (first, *_) in choices.items()} == {name: table[name][0] for name in choices}
