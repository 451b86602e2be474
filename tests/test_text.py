"""Foreign text on a line of ours: nothing in it steers a terminal, and nobody's number or token is readable."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.display.text import masked, one_line, quoted, resource_name

JOINER = "\u200d"
FIRE_FIGHTER = "\U0001f469\U0001f3fd\u200d\U0001f692"
HEART_ON_FIRE = "\u2764\ufe0f\u200d\U0001f525"

steering = st.sampled_from(
    "\0\a\b\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u200d\u200e\u2028\u202e\u2066\ufeff\ud800\U000e0041"
)
evil = st.lists(
    st.text(max_size=8) | steering | st.sampled_from(["<{%", "<", "{%", "##[", "#", "[", "\x1b]8;;"]), max_size=20
).map("".join)


def harmless(line: str) -> bool:
    odd = {c for c in line if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")}
    odd -= {
        c for c in odd if unicodedata.category(c) == "Cn" and "\U0001f000" <= c < "\U00040000"
    }  # seen by newer fonts
    return odd <= {JOINER} and "<{%" not in line and "##[" not in line


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
        ("a##[add-mask]3 ###[x]", r"a#\u0023[add-mask]3 ##\u0023[x]"),
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
        ",",
        "'",
        "\u2019",
        "_",
        "\u3164",
        "\u2800",
    ]
)
# How each digit may be written.
alphabets = st.sampled_from(
    [
        "0123456789",
        "".join(chr(0xFF10 + n) for n in range(10)),
        "".join(chr(0x0660 + n) for n in range(10)),
        "".join(chr(0x1D7CE + n) for n in range(10)),
        "\u24ea" + "".join(chr(0x2460 + n) for n in range(9)),
        "\u2070\u00b9\u00b2\u00b3" + "".join(chr(0x2074 + n) for n in range(6)),
    ]
)
marks = st.sampled_from(["", "\ufe0f\u20e3", "\u20e3", "\u0336"])
prefixes = st.sampled_from(["+49", "0049", "0", "+49 (0) ", "+49(0)", "(+49)", "(0)", "tel:+49-", "%2B49", "\u202a+49"])


@pytest.mark.promise
@given(
    before=evil, prefix=prefixes, gap=gaps, at=st.integers(1, 6), other=gaps, after=evil, digits=alphabets, mark=marks
)
def test_a_number_is_masked_in_any_spelling_wherever_it_stands(
    *, before: str, prefix: str, gap: str, at: int, other: str, after: str, digits: str, mark: str
) -> None:
    written = f"{prefix}176{gap}{'5551237'[:at]}{other}{'5551237'[at:]}"
    number = "".join(digits[int(one)] + mark if one.isdecimal() else one for one in written)
    line = one_line(masked(f"{before} {number} {after}"), limit=10_000)
    left = re.sub(r"\\u[0-9a-f]{4,6}|\[number\]", "", line)
    read = "".join(str(unicodedata.digit(one)) for one in left if unicodedata.digit(one, None) is not None)
    assert not any(part in read for part in ("5551", "1237"))


@pytest.mark.parametrize(
    "number",
    [
        "+49,176,5551237",
        "+49, 176, 5551237",
        "491,765,551,237",
        "176,555,123",
        "+49'176'5551237",
        "0176\u20195551\u2019237",
        "".join(f"{digit}\ufe0f\u20e3" for digit in "01765551237"),
        "\uff0b\uff14\uff19\uff11\uff17\uff16\uff15\uff15\uff15",
        "0176_5551237",
        "0176\u31645551237",
        "01765551237a",
        "tel01765551237",
        "%2b49 176 5551237",
        "2026-11-24 5551237",
        "0176 100,000,000",
        "4917655512370 entries",
        "12.34.56.78.90",
        "0176:555:1237",
        "+49:176:5551237",
        "0176+555+1237",
        "+49+176+5551237",
        "tree 01765551237",
        "hash 491765551237",
        "+491,765,551,237 new",
    ],
)
def test_a_number_is_found_beside_what_is_none(number: str) -> None:
    left = masked(f"call {number}, they say").replace("2026-11-24", "").replace("[number]", "")
    assert len(re.sub(r"\D", "", left)) < 8
    assert "555" not in left
    assert not re.search("[\uff10-\uff19]", left)


@pytest.mark.parametrize(
    "text",
    [
        "commit 12345678",
        "commit a1234567b, tree 1234567890",
        "12345678a90 and 1e23456789",
        "digest scrypt:12345678901234567890",
        f"sha256:{'1234567890' * 6}1234",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "123e4567-e89b-12d3-a456-426614174000",
        "(request id 0123456789abcdef0123456789abcdef)",
        "(request id 01234567890123456789012345678901)",
        "10:20:30.123456",
        "09:10:11.123456 and 01:02:03",
        "10:20:30+01:00, 12 groups",
        "lists/2026-11-27.csv",
        "lists/20261127.csv",
        "backup-20261127T101500Z.csv",
        "export_2026-11-27_14-42-10.csv",
        "export-2026-11-27T14-42.csv",
        "2026_11_27",
        "pulumi 3.274.1",
        "at most 100,000,000",
        "12,345,678 bytes",
        "+12,345 new, 1,204 removed",
        "+3 new, 2 changed, 1 removed, 97 opted out kept",
        "groups 10001, 10002, 10003 have that name",
        "line 3, lines 3, 7-9",
        "must be in international form, like +4917612345678",
        "account 1234567@api.lox24.eu",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1,",
        "1'",
        "1 ",
        "+1",
        "a",
        "a1",
        "1-",
        "f",
        "0:",
        "0+",
        "+0=",
        "0123456f",
        "1,000,",
        "2026-11-",
        "://",
        "a:@",
    ],
)
def test_the_time_grows_as_the_text_does(piece: str) -> None:
    """Text of others may be long: ten times as much takes about ten times as long, and not a hundred times."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        taken = []
        for _ in range(3):
            began = time.process_time()
            masked(text)
            taken.append(time.process_time() - began)
        return min(taken)

    assert seconds(100_000) < 40 * max(seconds(10_000), 0.0005)


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
