"""Names that nobody can tell apart are told apart by the rules, and names of every script stay as they are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.display.invisible import appearances, is_blank, visible
from lox24_provider.display.text import one_line, quoted

UNSEEN = [
    *"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2064\u2066\u206f",
    *"\u2800\u3164\ufe00\ufe0e\ufe0f\ufeff\uffa0\U000e0001\U000e0041\U000e007f\U000e0100\U000e01ef",
]
FLAG = "\U0001f3f4\U000e0067\U000e0062{}\U000e007f"
NAMES = {
    "Hindi": "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",
    "Bengali": "\u09b0\u200d\u09cd\u09af",
    "Sinhala": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Malayalam": "\u0d05\u0d35\u0d28\u0d4d\u200d",
    "Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Persian with a mark": "\u0646\u064e\u200c\u0645",
    "Korean": "\uace0\uac1d \u1112\u1161\u11ab",
    "Japanese": "\u845b\U000e0100\u98fe",
    "Thai": "\u0e25\u0e39\u0e01\u0e04\u0e49\u0e32",
    "Hebrew": "\u05dc\u05e7\u05d5\u05d7\u05d5\u05ea",
    "Mongolian": "\u182d\u180b\u1820",
    "emoji": "\u2708\ufe0f \u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3 \u2122\ufe0f",
    "more emoji": "\U0001f468\U0001f3fd\u200d\U0001f692",
    "flags": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f \U0001f1e9\U0001f1ea",
    "newer than Python's database": "\U0001faea \U000323b0",
    "German": "Stra\u00dfe & Caf\u00e9 Mu\u0308ller",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert one_line(name) == visible(name) == name
    assert not is_blank(name)


@pytest.mark.promise
@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_a_letter_that_nobody_sees_is_shown_and_makes_no_other_name(unseen: str) -> None:
    escape = f"\\u{ord(unseen):04x}"
    for name in (f"Cli{unseen}ents", f"{unseen}Clients", f"Clients{unseen}", f"Cli{unseen * 3}ents"):
        assert quoted(name) == f"'{name.replace(unseen, escape)}'"
        assert appearances(name) & appearances("Clients")
    assert is_blank(unseen * 3)
    assert is_blank(f" {unseen}\u0301")
    assert appearances(f"My{unseen}Clients") & (appearances("MyClients") | appearances("My Clients"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Clients", "Clients ", True),
        ("My  Clients", "My\u00a0Clients", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("\uff23lients", "Clients", True),
        ("e\u034f\u0301t\u00e9", "\u00e9t\u00e9", True),
        ("\u3164", "\u2800", True),
        ("My\u3164Clients", "My Clients", True),
        ("\u2764\ufe0f", "\u2764", True),
        ("Clients", "clients", False),
        ("My Clients", "MyClients", False),
        ("Clients", "Clients 2", False),
        ("Caf\u00e9", "Cafe", False),
        ("\u05e9\u05bc", "\u05e9", False),
        ("100 m\u00b2", "100 m2", False),
        ("H\u2082O", "H2O", False),
        ("Team \u2460", "Team 1", False),
        ("\u00bd", "1\u20442", False),
        ("Club\u2122", "ClubTM", False),
        (FLAG.format("\U000e0065\U000e006e\U000e0067"), FLAG.format("\U000e0073\U000e0063\U000e0074"), False),
        (FLAG.format("\U000e0065\U000e006e\U000e0067"), "\U0001f3f4", False),
        ("\U0001f3f4\U000e0061\U000e007f", "\U0001f3f4", True),
        ("Clients \U0001faea", "Clients", False),
        ("Clients \U0001faea", "Clients \U0001faeb", False),
    ],
)
def test_names_look_the_same_or_do_not(one: str, other: str, *, alike: bool) -> None:
    assert bool(appearances(one) & appearances(other)) is alike


@pytest.mark.parametrize("name", ["", " ", "\u3000\u00a0", "\u0301\u0308", "\u20dd"])
def test_a_name_of_blanks_and_marks_is_none(name: str) -> None:
    assert is_blank(name)


names = (
    st.text(st.sampled_from("ab \u0301\u1161\u0645\u0915\u094d\u2764") | st.sampled_from(UNSEEN), max_size=12)
    | st.text()
)


@given(names)
def test_of_what_is_shown_nothing_is_unseen_unless_it_belongs_there(name: str) -> None:
    shown = visible(name)
    assert visible(shown) == shown
    left = {one for one in shown if unicodedata.category(one)[0] == "C" or one in UNSEEN}
    left = {one for one in left if unicodedata.category(one) != "Cn" or not "\U0001f000" <= one < "\U00040000"}
    assert left <= {*"\u200c\u200d\ufe0e\ufe0f\ufe00\u180b\U000e0100\U000e01ef"}


@given(names, st.sampled_from(UNSEEN), st.integers(0, 12))
def test_no_letter_that_nobody_sees_makes_a_name_look_otherwise(name: str, unseen: str, at: int) -> None:
    assert appearances(name) & appearances(f"{name[:at]}{unseen}{name[at:]}")
