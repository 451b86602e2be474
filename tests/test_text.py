"""Foreign text on a line of ours: nothing in it steers a terminal, and nobody's number or token is readable."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.text import masked, one_line, quoted, resource_name

JOINER = "\u200d"
FIRE_FIGHTER = "\U0001f469\U0001f3fd\u200d\U0001f692"
HEART_ON_FIRE = "\u2764\ufe0f\u200d\U0001f525"

steering = st.sampled_from(
    "\0\a\b\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u200d\u200e\u2028\u202e\u2066\ufeff\ud800\U000e0041"
)
evil = st.lists(st.text(max_size=8) | steering | st.sampled_from(["<{%", "<", "{%", "\x1b]8;;"]), max_size=20).map(
    "".join
)


def harmless(line: str) -> bool:
    odd = {c for c in line if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")}
    return odd <= {JOINER} and "<{%" not in line


@pytest.mark.promise
@given(evil)
def test_a_line_is_harmless_whatever_it_was_made_of(text: str) -> None:
    for line in (one_line(text), quoted(text), one_line(masked(text)), resource_name(f"urn:pulumi:s::p::t::{text}")):
        assert harmless(line)
        assert len(line) <= 300


@given(evil)
def test_a_line_that_is_made_twice_is_the_same(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\x1b[31mred\x1b[2J", r"\u001b[31mred\u001b[2J"),
        ("\x1b]8;;http://x\x1b\\here\x1b]8;;\a", r"\u001b]8;;http://x\u001b\here\u001b]8;;\u0007"),
        ("\x1b]52;c;ZXZpbA==\a", r"\u001b]52;c;ZXZpbA==\u0007"),
        ("good\b\b\b\bevil", r"good\u0008\u0008\u0008\u0008evil"),
        ("good\r  evil\n+ more", "good evil + more"),
        ("a\u202egnp\u2066b\u200bc", r"a\u202egnp\u2066b\u200bc"),
        ("a<{%fg 1%}>b<{%", r"a\u003c{%fg 1%}>b\u003c{%"),
        ("[bold]**x** <b>&amp; %s %d", "[bold]**x** <b>&amp; %s %d"),
        ("a\u200db", r"a\u200db"),
        (FIRE_FIGHTER + HEART_ON_FIRE, FIRE_FIGHTER + HEART_ON_FIRE),
        ("\U0001f600" * 50, "\U0001f600" * 50),
    ],
)
def test_what_steers_is_shown_and_what_is_read_stays(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_resource_may_have_any_name() -> None:
    assert resource_name("urn:pulumi:test::lists::a:b/c:D$pulumi-python:dynamic/lox24:Group::a::b") == "'a::b'"


gaps = st.sampled_from(
    [
        "",
        " ",
        "  ",
        "-",
        ".",
        "/",
        " / ",
        " - ",
        "\u00a0",
        "\u202f",
        "\u2011",
        " \u2013 ",
        "\u00ad",
        "\u200b",
        "\n",
        " \t ",
    ]
)
prefixes = st.sampled_from(["+49", "0049", "0", "+49 (0) ", "+49(0)", "(+49)", "(0)", "tel:+49-", "%2B49", "\u202a+49"])


@pytest.mark.promise
@given(before=evil, prefix=prefixes, gap=gaps, at=st.integers(1, 6), other=gaps, after=evil)
def test_a_number_is_masked_in_any_spelling_wherever_it_stands(
    *, before: str, prefix: str, gap: str, at: int, other: str, after: str
) -> None:
    number = f"{prefix}176{gap}{'5551237'[:at]}{other}{'5551237'[at:]}"
    line = one_line(masked(f"{before} {number} {after}"), limit=10_000)
    left = re.sub(r"\\u[0-9a-f]{4,6}|\[number\]", "", line)
    assert not any(part in re.sub(r"\D", "", left) for part in ("5551", "1237"))


@pytest.mark.parametrize(
    "day", ["2026-11-24", "2026-11-24T03:00:00Z", "2026-11-24 03:00:00.123+01:00", "2027-01-31T10:00"]
)
def test_a_day_stays_where_it_stands_for_itself(day: str) -> None:
    assert masked(f"deleted at {day}, they say") == f"deleted at {day}, they say"
    assert not any("2026-1" in masked(f"{before} {day}") for before in ("+49", "0176", "0176-"))
    assert "555" not in masked(f"{day} 55512370")


secrets = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)


@given(evil, secrets, evil)
def test_a_token_is_masked_whole_or_in_part(before: str, key: str, after: str) -> None:
    token = f"1234567:{key}"
    for said in (token, key, f"{token}{key}{token}"):
        line = one_line(masked(before + said + after, secrets=(token, key)), limit=10_000)
        assert key not in line.replace("[secret]", "\0").replace("[number]", "\0")


def test_our_own_example_and_a_digest_stay() -> None:
    """A message that masks its example helps nobody, and a digest is compared."""
    example = "must be in international form, like +4917612345678; national forms need default_region"
    assert masked(example) == example
    digest = f"plugin sha256:{'0123456789abcdef' * 4}"
    assert masked(digest) == digest
    assert masked("like +49176123456789") == "like [number]"
    assert masked("of +4917612345678") == "of [number]"
    assert masked(f"{'4917612345678' * 4}") == "[number]"
