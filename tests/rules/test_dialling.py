"""What is dialled within a country and out of it, and the short ways to a number: all say what the long way says."""

from __future__ import annotations

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import SUPPORTED_REGIONS, NumberParseException, PhoneNumberFormat, PhoneNumberType

from lox24_provider.rules.list_file import cells
from lox24_provider.rules.list_file.cells import phone_of
from lox24_provider.rules.list_file.options import Digits, ReadOptions
from lox24_provider.rules.number import dialling, kinds, numbering

REGIONS = sorted(SUPPORTED_REGIONS)
FORMS = ["0{}", "0{}", "0{}", "0{}", "{}", "1{}", "8{}", "06{}", "00{}", "011{}", "0 {}", "(0{})"]
CUTS = [3, 4, 5, -1, -2, -3, -4]
SEPARATORS = ["", " ", "/", "-", " / ", ") ", ")/", ".", "  "]


def examples(region: str) -> list[str]:
    """A number of each type that a country has, without its code, mobiles several times."""
    types = [*PhoneNumberType.values(), *[PhoneNumberType.MOBILE] * 6]  # what most lists hold
    found = (phonenumbers.example_number_for_type(region, type_) for type_ in types)
    return [phonenumbers.national_significant_number(one) for one in found if one]


@st.composite
def national(draw: st.DrawFn, region: str) -> str:
    """What is nearly a number of a country, with or without what is dialled before it."""
    rest = draw(st.sampled_from(examples(region)))
    at = draw(st.integers(0, len(rest) - 1))
    rest = rest[:at] + draw(st.sampled_from(["", rest[at], rest[at], rest[at], "0", "7", "22"])) + rest[at + 1 :]
    return draw(st.sampled_from([*FORMS, dialling.trunk(numbering.calling_code(f"+{code_of(region)}")) + "{}"])).format(
        rest
    )


def code_of(region: str) -> int:
    return phonenumbers.country_code_for_region(region)


@given(st.data(), st.sampled_from(REGIONS), st.sampled_from([None, "national", "international"]))
def test_the_short_way_to_a_number_says_what_the_long_way_says(
    data: st.DataObject, region: str, digits: Digits | None
) -> None:
    """Of most lists only the short way is taken."""
    cell = data.draw(national(region))
    cut = data.draw(st.sampled_from(CUTS))
    cell = cell[:cut] + data.draw(st.sampled_from(SEPARATORS)) + cell[cut:]
    options = ReadOptions(default_region=region, digits=digits)
    assert phone_of(cell, options) == cells._looked_at(cell, options=options)
    if number := cells.at_home(cell, region=region):
        parsed = phonenumbers.parse(cell, region)  # as earlier releases read it
        assert phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number


@given(
    st.from_regex(r"\A[( ]?0[0-9 ]{0,6}[)]?[ /-]{0,2}[0-9 ]{3,14}([ /.(-][0-9)]{1,4})?\Z"),
    st.sampled_from(["DE", "AT", "FR", "GB", "HU", "JP"]),
)
def test_it_does_so_of_whatever_begins_with_a_zero(cell: str, region: str) -> None:
    options = ReadOptions(default_region=region)
    assert phone_of(cell, options) == cells._looked_at(cell, options=options)


@given(st.data(), st.sampled_from(REGIONS))
def test_a_national_number_is_what_libphonenumber_parses(data: st.DataObject, region: str) -> None:
    """Where more than digits stands before national numbers; plain digits are dropped by a rule of our own."""
    digits = "".join(filter(str.isdecimal, data.draw(national(region))))
    before = dialling._dialling(region)
    if before.is_plain:
        assert dialling.of_country(digits, region=region).removeprefix(f"+{before.code}") in (
            digits,
            digits.removeprefix(before.prefix.pattern),
        )
        return
    try:
        parsed = phonenumbers.parse(f"+{before.code}{digits}", None)
    except NumberParseException:
        assert dialling.of_country(digits, region=region) == ""
    else:
        number = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        assert dialling.of_country(digits, region=region) == number


@given(st.data(), st.sampled_from(REGIONS))
def test_a_country_is_what_libphonenumber_says(data: st.DataObject, region: str) -> None:
    number = f"+{code_of(region)}{data.draw(national(region).filter(str.isdecimal))}"
    parsed = phonenumbers.parse(number, None) if len(number) <= 16 else None
    if parsed and phonenumbers.format_number(parsed, PhoneNumberFormat.E164) == number:
        assert kinds.country(number) == (phonenumbers.region_code_for_number(parsed) or f"+{code_of(region)}")


def test_a_region_that_there_is_not_has_no_numbers() -> None:
    assert dialling.mobile_at_home("017612345678", region="ZZ") == ""
