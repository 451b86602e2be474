"""Whose number a spelling is, in every country and every spelling, and how ids are kept."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberFormat, PhoneNumberType

from lox24_provider.display.text import masked
from lox24_provider.rules.ids import compressed, expanded
from lox24_provider.rules.list_file.cells import phone_of
from lox24_provider.rules.list_file.options import ReadOptions
from lox24_provider.rules.number import dialling, kinds, numbering
from lox24_provider.rules.number.numbers import CERTAIN, Numbers, person

NUMBER = "+4917612345678"
SHORT = 9  # characters of a number that has hardly any near it
COUNTRIES = ["DE", "AT", "CH", "FR", "IT", "ES", "NL", "BE", "PL", "GB"]
COUNTRIES += ["IE", "US", "CA", "TR", "RU", "UA", "HU", "CZ", "SE", "BR"]

e164 = st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z")
ids = st.sets(st.integers(1, 60) | st.integers(1, 10**12))


@st.composite
def mobiles(draw: st.DrawFn, countries: list[str] = COUNTRIES) -> tuple[str, str]:
    """A valid mobile in E.164, near libphonenumber's example of its country, and the country."""
    region = draw(st.sampled_from(countries))
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    assert example is not None
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    changed = number[:-5] + draw(st.from_regex(r"\A[0-9]{5}\Z"))
    return (changed if kinds.kind(changed) == "mobile" else number), region


def spellings(number: str) -> dict[str, str]:
    """Twenty ways to write a number, by what they are called."""
    parsed = phonenumbers.parse(number)
    code = str(parsed.country_code)
    rest = number[1 + len(code) :]
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    bare = "".join(filter(str.isdecimal, national))
    shown = phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    zero = dialling.trunk(code)
    full_width = {ord(character): ord(character) + 0xFEE0 for character in "0123456789+"}
    return {
        "E.164": number,
        "international": shown,
        "with dashes": shown.replace(" ", "-"),
        "with dots": shown.replace(" ", "."),
        "double zero": f"00{number[1:]}",
        "double zero, spaced": f"00 {code} {rest}",
        "code in brackets": f"(+{code}) {rest}",
        "trunk in brackets": f"+{code} ({zero or 0}){rest}",
        "trunk after the code": f"+{code}{zero}{rest}",
        "double zero and trunk": f"00{code} ({zero or 0}) {rest}",
        "tel:": f"tel:{number}",
        "p:": f"p:{number}",
        "apostrophe": f"'{number}",
        "formula": f'="{number}"',
        "directed": f"\u202a{shown}\u202c",
        "no-break": shown.replace(" ", "\u00a0"),
        "full width": number.translate(full_width),
        "without plus": number[1:],
        "national": national,
        "national digits": bare,
        "lost zero": rest,
    }


NAMES = tuple(spellings(NUMBER))
NAMED = NAMES[: NAMES.index("without plus")]
"""Those that say their country."""


@pytest.mark.promise
@given(mobiles(), st.sampled_from(NAMES), st.sampled_from([None, *COUNTRIES]))
def test_a_cell_is_the_number_meant_or_a_problem_and_never_another_number(
    mobile: tuple[str, str], spelling: str, region: str | None
) -> None:
    number, home = mobile
    if NAMES.index(spelling) > len(NAMED) and region is not None:
        region = home  # of another country it would be another number
    read = phone_of(spellings(number)[spelling], ReadOptions(default_region=region))
    assert read.number in ("", number)
    assert bool(read.number) != bool(read.problem)
    if spelling in NAMED:
        assert read.number == number


@given(mobiles(), st.sampled_from(["national", "national digits"]))
def test_a_mobile_with_what_is_dialled_before_it_has_one_reading(mobile: tuple[str, str], spelling: str) -> None:
    number, region = mobile
    if dialling.trunk(numbering.calling_code(number)) == "0":
        assert phone_of(spellings(number)[spelling], ReadOptions(default_region=region)).number == number


@pytest.mark.promise
@given(mobiles(), st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_all_spellings_of_a_person_are_that_person(mobile: tuple[str, str], one: str, other: str) -> None:
    """For opt-outs and the block list in whatever spelling, for doubles and erasure in those that say who it is."""
    number, _ = mobile
    ways = spellings(number)
    assert number in Numbers([ways[one], ways[other]])
    assert person(ways[one]) in ((number,) if one in NAMED else (number, None))


@given(
    mobiles(),
    st.sampled_from(NAMES),
    st.sampled_from(["", "call ", "Kunden (alt): "]),
    st.sampled_from(["", ", ok", " 12"]),
)
def test_every_spelling_is_masked_in_any_sentence(
    mobile: tuple[str, str], spelling: str, before: str, after: str
) -> None:
    number, _ = mobile
    left = masked(f"{before}{spellings(number)[spelling]}{after}").removesuffix(" 12")
    assert not any(one.isdecimal() for one in left)


@pytest.mark.parametrize("spelling", ["017412345678", "17412345678", "0664123456789", "0174/123-45678"])
def test_a_national_number_is_nobodys_without_its_country(spelling: str) -> None:
    """Even where one country only has such mobiles today: the next range that is assigned may be like them."""
    assert person(spelling) is None
    assert person(spelling, region="AT" if "664" in spelling else "DE") is not None


@given(mobiles(), st.sampled_from(NAMES), mobiles())
def test_nobody_else_is_that_person(mobile: tuple[str, str], spelling: str, other: tuple[str, str]) -> None:
    if mobile != other:
        written = spellings(mobile[0])[spelling]
        assert person(written) != other[0]
        assert spelling not in NAMED or other[0] not in Numbers([written])


@given(e164)
@example("+113000000")  # 300 0000 is a number within North America only
def test_what_has_no_trunk_is_itself(number: str) -> None:
    """So a list in E.164 keeps its fingerprint."""
    parsed = phonenumbers.parse(number) if numbering.calling_code(number) else None
    if parsed is None or phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number:
        assert person(number) == number
    elif phonenumbers.is_valid_number(parsed) and dialling.trunk(numbering.calling_code(number)) == "0":
        assert person(number) in (number, phonenumbers.format_number(parsed, PhoneNumberFormat.E164))
    assert number in Numbers([number]) or person(number) != number


@given(st.text("0123456789+() -", max_size=18), st.sampled_from([None, "DE", "RU", "US"]))
def test_what_was_read_is_read_the_same_again(spelling: str, region: str | None) -> None:
    """Or a list would change whenever it is written and read."""
    number = person(spelling, region=region)
    assert number is None or person(number, region=region) == number


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_a_kind_is_what_libphonenumber_says(region: str) -> None:
    """For an example of each type of every country, and its neighbours."""
    words = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile"}
    words |= {PhoneNumberType.FIXED_LINE: "landline", PhoneNumberType.UNKNOWN: "unknown"}
    for type_ in PhoneNumberType.values():
        example = phonenumbers.example_number_for_type(region, type_)
        number = "" if example is None else phonenumbers.format_number(example, PhoneNumberFormat.E164)
        if len(number) <= SHORT:
            continue
        for near in (number, *(number[:at] + digit + number[at + 1 :] for at in (-5, -3, -2) for digit in "0379")):
            parsed = phonenumbers.parse(near)
            if phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == near:
                assert kinds.kind(near) == words.get(phonenumbers.number_type(parsed), "other")


@given(e164)
def test_a_number_that_may_not_have_a_trunk_has_none(number: str) -> None:
    assert dialling.may_have_trunk(number[:5]) or dialling.without_trunk(number) == number


@given(e164)
def test_a_length_is_possible_where_libphonenumber_says_so(number: str) -> None:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        assert not numbering.is_possible(number)
    else:
        same = phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number
        reason = phonenumbers.is_possible_number_with_reason(parsed)
        assert not same or numbering.is_possible(number) == (reason == phonenumbers.ValidationResult.IS_POSSIBLE)


@pytest.mark.parametrize("code", COUNTRY_CODE_TO_REGION_CODE)
def test_numbers_with_a_trunk_are_the_only_ones_that_need_phonenumbers(code: int) -> None:
    """The short pattern that spares all others the loading holds for every country of the metadata."""
    for dialled in ("0", "1", "8", "06", dialling.trunk(str(code))):
        number = f"+{code}{dialled}"
        tails = ("1234567", "12345678", "123456789", "2345678901", "9123456789", "201234567", "701234567")
        if any(dialling.without_trunk(number + tail) != number + tail for tail in tails):
            assert not CERTAIN.fullmatch(number + tails[0])


@pytest.mark.promise
@pytest.mark.parametrize(
    ("spelling", "number"),
    [
        ("+48 (0)601 123 456", "+48601123456"),
        ("+480601123456", "+48601123456"),
        ("+36 0 20 123 4567", "+36201234567"),
        ("011 15-2345-6789", "+5491123456789"),
        ("8 029 491-19-11", "+375294911911"),
        ("011 49 176 12345678", NUMBER),
        ("0011 49 176 12345678", NUMBER),
        ("0011 45 34 41 23 45", "+4534412345"),
        ("4917612345678.0", NUMBER),
        ("0176 12345678 / 0176 87654321", NUMBER),
        ("0176 87654321, +49 176 12345678", NUMBER),
        ("0176 12345678 ext. 5", NUMBER),
        ("+49 176 12345678\u00b9", NUMBER),
    ],
)
def test_whoever_is_to_be_left_out_is_in_every_spelling(spelling: str, number: str) -> None:
    """Rather one too many: an opt-out or a blocked number may be written in what no list may hold."""
    assert number in Numbers([spelling])


def test_a_spelling_without_end_is_nobody() -> None:
    """Patterns would take minutes for it."""
    for spelling in ("'" * 20_000 + "a'b", "(" * 20_000 + "x", "1" * 5000, "+39(0)" + "1" * 5000):
        assert person(spelling) is None
        assert NUMBER not in Numbers([spelling])


def test_a_zero_that_belongs_to_the_number_stays() -> None:
    assert person("+390612345678") == "+390612345678"
    assert "+390612345678" in Numbers(["0612345678"])
    assert person("+39 (0)347 1234567") == "+393471234567", "Italian mobiles have none"


@pytest.mark.parametrize(
    "spelling", ["", " ", "Anna", "+", "0", "000", "+49", "tel:", "'", '=""', "0431 123 / 0431 456"]
)
def test_what_is_no_number_is_nobody(spelling: str) -> None:
    assert person(spelling) in (None, "+49")
    assert NUMBER not in Numbers([spelling])


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    person(text)
    person(text, region="DE")
    assert NUMBER not in Numbers([text]) or "76" in "".join(filter(str.isdecimal, text)) or not text.isascii()


@given(e164, st.sets(e164))
def test_international_numbers_are_an_ordinary_set(number: str, others: set[str]) -> None:
    assert (number in Numbers(others)) == (person(number) in map(person, others))
    assert len(Numbers([*others, *others])) == len({*map(person, others)})


@given(ids)
def test_ids_survive_the_state(ids: set[int]) -> None:
    assert expanded(compressed(ids)) == ids


@given(ids)
def test_ids_have_one_text_in_the_fewest_ranges(ids: set[int]) -> None:
    text = compressed(sorted(ids, reverse=True))
    assert text == compressed([*ids, *ids])
    assert len([part for part in text.split(",") if part]) == len([id for id in ids if id - 1 not in ids])


@pytest.mark.parametrize(("ids", "text"), [([], ""), ([7], "7"), ([8, 7], "7-8"), ([1, 2, 3, 5, 9, 10], "1-3,5,9-10")])
def test_the_text_of_ids(ids: list[int], text: str) -> None:
    assert compressed(ids) == text
