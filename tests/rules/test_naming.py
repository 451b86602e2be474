"""Resources' names for groups that somebody made: legible, unique, the same on every run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.naming import resource_names, slug

NAMES = st.dictionaries(st.integers(1, 10**9).map(str), st.text(max_size=12) | st.sampled_from(["x", "X", "x 7", "😀"]))


@pytest.mark.parametrize(
    ("name", "legible"),
    [
        ("Kunden & Freunde", "kunden-freunde"),
        ("  Größe/Maß ", "groesse-mass"),
        ("Café №5", "cafe-no5"),
        ("שלום עולם", "שלום-עולם"),
        ("日本語", "日本語"),
        ("a_b::c", "a-b-c"),
        ("😀", ""),
    ],
)
def test_a_name_stays_legible(name: str, legible: str) -> None:
    assert slug(name) == legible


def test_of_several_alike_the_oldest_has_the_plain_name() -> None:
    groups = {"12": "x 7", "7": "X", "5": "x", "9": "😀"}

    assert resource_names(groups) == {"5": "x", "7": "x-7", "9": "group-9", "12": "x-7-12"}
    assert resource_names({"5": "x"}, taken={"x", "x-5"}) == {"5": "x-5-5"}


def test_fifty_wide_letters_are_a_files_name_too() -> None:
    ligature = "\ufdfa"  # one letter, which is spelled out by eighteen
    groups = {"5": 50 * ligature, "10000000007": 50 * ligature, "9": 50 * ligature + "\u65e5"}

    names = resource_names(groups)

    assert len(set(names.values())) == 3
    assert names["10000000007"].endswith("-10000000007")
    assert all(200 < len(f"{name}.csv".encode()) <= 255 for name in names.values())
    assert resource_names({"5": 251 * "x"}) == {"5": 251 * "x"}


@given(NAMES, st.sets(st.sampled_from(["x", "group-9", "a"])))
def test_names_are_unique_and_the_same_whatever_the_order(groups: dict[str, str], taken: set[str]) -> None:
    names = resource_names(groups, taken=taken)

    assert names.keys() == groups.keys()
    assert len(set(names.values()) - taken) == len(groups)
    assert resource_names(dict(reversed(groups.items())), taken=taken) == names
    assert all(name and not name.startswith("-") and not name.endswith("-") for name in names.values())
