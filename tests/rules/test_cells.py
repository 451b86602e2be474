"""A phone cell of a list file: whose number it is, or which mistake. The rows of what real files hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lox24_provider.rules.list_file.cells import Phone, length_problem, phone_among, phone_of
from lox24_provider.rules.list_file.options import ReadOptions

MOBILE = "+4915550000001"


def read(cell: str, *, region: str | None = "DE", **options: Any) -> Phone:
    return phone_of(cell, ReadOptions(default_region=region, **options))


@pytest.mark.promise
@pytest.mark.parametrize(
    "cell",
    [
        "4915550000001",
        "49 1555 0000001",
        "49.1555.0000001",
        "015550000001",
        "0155/50000001",
        "0155 5000-0001",
        "(0155) 5000 0001",
        "+49015550000001",
        "004915550000001",
        "0049015550000001",
        "+49 (0)155 50000001",
        "(+49) 155 50000001",
        "'015550000001",
        '="+4915550000001"',
        "tel:+49-155-50000001",
        "p:+4915550000001",
        "\u202a+49 155 50000001\u202c",
        "+49\u00a0155\u202f5000\u20090001",
        "+49\u00ad155\u200b50000001",
        "+49 155 5000\u22120001",
        "\uff0b\uff14\uff1915550000001",
        "\u0660\u0661\u0665\u0665\u0665\u0660\u0660\u0660\u0660\u0660\u0660\u0661",
    ],
)
def test_a_number_in_many_spellings(cell: str) -> None:
    assert read(cell) == (MOBILE, "", False)


@pytest.mark.promise
@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("", "is missing"),
        (" \u200e ", "is missing"),
        ("15550000001.0", "turned into a decimal; format the column as text"),
        ("4915550000001,0", "turned into a decimal"),
        ("4,91E+12", "its last digits are lost; format the column as text and export it again"),
        ("4.91556E+12", "its last digits are lost"),
        ("01.02.1990", "is a date"),
        ("1990-02-01", "is a date"),
        ("80331", "has a postal code's length"),
        ("12000", "has a postal code's length"),
        ("0431 123 / 0431 456", "holds two numbers in one cell"),
        ("0431 1234/5", "holds two numbers in one cell"),
        ("015550000001 ::: 015550000002", "holds two numbers in one cell"),
        ("+4915550000001; +4915550000002", "holds two numbers in one cell"),
        ("015550000001 oder 015550000002", "holds two numbers in one cell"),
        ("0155 5000000-12", "has an extension"),
        ("0155 50000001 ext. 12", "has an extension"),
        ("089 1234567 x12", "has an extension"),
        ("0176 1234567 - 8", "has an extension"),
        ("0176 1234567 (8)", "has an extension"),
        ("0176.1234567.8", "has an extension"),
        ("0176-1234567.0", "has an extension"),
        ("0176 1234567.0", "turned into a decimal"),
        ("17612345.000", "turned into a decimal"),
        ("1761234567.5", "turned into a decimal"),
        ("2025/02/01", "is a date"),
        ("21. 02. 2025", "is a date"),
        ("12345-6789", "is a postal code"),
        ("0176 1234567\u00b9", "is no phone number"),
        ("+491761234567\u2460", "is no phone number"),
        ("'" * 20_000 + "a'b", "is no phone number"),
        ("(" * 20_000 + "x", "is no phone number"),
        ("1" * 5000, "is no phone number"),
        ("call 0155 50000001", "is no phone number"),
        ("Anna", "is no phone number"),
        ("#N/A", "is no phone number"),
        ("01555000000", "is in no range of DE that is known to be in use"),
        ("0155500000012345678", "is too short or too long for a number of DE"),
        ("+4901000", "is too short or too long for a number of its country"),
        ("+4912", "is too short or too long for a number of its country"),
        ("+49155500000012345", "is too short or too long for a number of its country"),
        ("15123456789", 'may be a number of DE or of US; say digits="national" or digits="international"'),
    ],
)
def test_what_is_no_number_says_why_without_a_digit_of_it(cell: str, problem: str) -> None:
    found = read(cell)
    assert problem in str(found.problem)
    assert found.number == ""
    assert "555" not in str(found.problem)


@pytest.mark.parametrize(
    ("cell", "kind", "number"),
    [
        ("0800 1234567", "other", "+498001234567"),
        ("0900 1234567", "other", "+499001234567"),
        ("030 123456", "landline", "+4930123456"),
        ("4930123456", "landline", "+4930123456"),
    ],
)
def test_what_usually_gets_no_sms_is_refused_in_national_form_only(cell: str, kind: str, number: str) -> None:
    found = read(cell)
    assert f'usually gets no SMS; allow_numbers=["{kind}"] takes it' in str(found.problem)
    assert read(cell, allow_numbers=(kind,)) == (number, "", False)
    assert read(number, region=None) == (number, "", False), "what is in E.164 is the writer's word"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0664-123-45-67", "+436641234567"),
        ("0664.123.45.67", "+436641234567"),
        ("0664/1234567", "+436641234567"),
    ],
)
def test_a_last_group_of_digits_is_no_extension(cell: str, number: str) -> None:
    assert read(cell, region="AT") == (number, "", False)


def test_a_short_number_may_look_like_a_date_that_there_is_not() -> None:
    assert read("72.08.51", region="NC").number == "+687720851"


@pytest.mark.parametrize(
    ("cell", "region", "number"),
    [
        ("005511961234567", "BR", "+5511961234567"),
        ("00251911207753", "TH", ""),
        ("0091 7034567890", "HK", ""),
        ("0082 (0)10 2000 0000", "KR", ""),
        ("0015 49 176 12345678", "BR", "+4917612345678"),
        ("011 49 176 12345678", "US", "+4917612345678"),
        ("011 54 9 11 2345-6789", "US", "+5491123456789"),
    ],
)
def test_what_is_dialled_abroad_is_no_other_countrys_number(cell: str, region: str, number: str) -> None:
    """Where `008` is one way abroad, `0082...` may mean two countries; the other one only where there is no number."""
    found = read(cell, region=region)
    assert found.number == number
    assert number or "may be a number of" in str(found.problem)


def test_what_is_possible_and_not_assigned_yet_is_the_writers_word() -> None:
    assert read("+17612345678") == ("+17612345678", "", False)


@pytest.mark.parametrize(("digits", "number"), [("national", "+4915123456789"), ("international", "+15123456789")])
def test_digits_that_may_be_two_mobiles_are_what_the_list_says(digits: str, number: str) -> None:
    """A German mobile that has lost its zero is often one of North America."""
    assert read("15123456789", digits=digits) == (number, "", False)
    assert read("015123456789", digits=digits).number == "+4915123456789"


@pytest.mark.parametrize(("cell", "digits"), [("4915550000001", "national"), ("17412345678", "international")])
def test_digits_that_can_get_an_sms_only_as_the_list_says_they_are_not_are_a_problem(cell: str, digits: str) -> None:
    found = read(cell, digits=digits, allow_numbers=("landline", "other"))
    assert found == ("", "can get an SMS only as what digits says it is not; write it with its country code", False)


def test_a_mobile_abroad_goes_before_a_landline_and_is_told() -> None:
    assert read("43664123456") == ("+43664123456", "", True)
    assert not read("4915550000001").foreign, "its own country's may be meant any time"


def test_without_a_region_digits_need_their_country() -> None:
    for cell in ("015550000001", "4915550000001"):
        assert "national forms need default_region" in str(read(cell, region=None).problem)
    assert read("4915550000001", region=None, digits="international").number == MOBILE
    assert "default_region" in str(read("015550000001", region=None, digits="international").problem)


@given(st.text() | st.text("0123456789+-/.,() E", max_size=20), st.sampled_from([None, "DE", "IT", "US"]))
def test_every_cell_is_a_number_or_a_problem(cell: str, region: str | None) -> None:
    found = read(cell, region=region)
    assert found.number or found.problem


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (MOBILE, ""),
        ("+17612345678", ""),
        ("+4930123456", ""),
        ("+12025550123", ""),
        ("+1202555012", "is too short or too long for a number of its country"),
        ("+3312345678901", "is too short or too long"),
        ("+999155500000", "begins with no country code that is in use"),
    ],
)
def test_a_length_that_its_country_has_not_is_a_problem_in_e164_too(number: str, problem: str) -> None:
    assert length_problem(number).startswith(problem)
    assert bool(length_problem(number)) == bool(problem)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["", MOBILE], (MOBILE, "")),
        (["030 123456", "0155 50000001"], (MOBILE, "")),
        (["+4930123456", "015550000001"], (MOBILE, "")),
        (["+4930123456", ""], ("+4930123456", "")),
        (["call me", "015550000001"], (MOBILE, "")),
        (["call me", ""], ("", "is no phone number")),
        (["", " "], ("", "is missing")),
    ],
)
def test_of_several_cells_the_first_that_can_get_an_sms_counts(cells: list[str], expected: tuple[str, str]) -> None:
    assert phone_among(cells, ReadOptions(default_region="DE"))[:2] == expected
